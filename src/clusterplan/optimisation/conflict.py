"""Why no plan exists: a smallest set of rules that clash.

A deletion filter (Chinneck and Dravnieks 1991): drop one limit after the other; what can be dropped while the rest
still clashes does not belong to the conflict. What is left clashes, and without any one of its members it does not.
Linear relaxations answer first, because they are quick and an infeasible relaxation is a proof; its dual values say at
once which limits the proof needs. The integer programme answers for the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pulp import LpAffineExpression, LpSolveStats, LpSolveStatus, lpSum

from clusterplan.optimisation.elastic import ElasticModel, Limit, build_elastic_model
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solvers import make_solver

__all__ = ["ConflictSet", "smallest_conflict"]

_ZERO = 1e-6
_LAST = (
    "rules.locks",
    "rules.resources",
    "rules.clusters_per_region_at_most",
    "rules.excluded_pairs",
    "rules.required_pairs",
    "rules.same_focus_distance_km_at_least",
    "rules.pioneering_test_bed",
    "rules.phasing",
    "rules.decided_before",
)
"""Limits that a planner added are tried last, so that a conflict names them rather than a default."""


@dataclass(frozen=True)
class ConflictSet:
    """Limits that no plan keeps together."""

    limits: tuple[Limit, ...]
    """The limits, sorted."""
    is_minimal: bool
    """Whether it is proven that the conflict disappears without any one of them."""


def smallest_conflict(problem: Problem, seconds: float = 60.0) -> ConflictSet | None:
    """Find limits that clash, none of which is superfluous.

    Parameters
    ----------
    problem
        A problem without a plan.
    seconds
        Time for the search. When it is over, what is left is returned and said not to be proven minimal.

    Returns
    -------
    ConflictSet or None
        The conflict; None if the rules do not clash after all.
    """
    model = build_elastic_model(problem, by_place=True)
    deadline = time.monotonic() + seconds
    everything = frozenset(model.limits)

    def clashes(held: frozenset[Limit], relaxed: bool) -> bool | None:
        return _clashes(model, problem, held, relaxed, deadline)

    suspects = _suspects(model, problem, deadline)
    if suspects and clashes(suspects, True):
        kept = _filtered(suspects, lambda held: clashes(held, True))[0]
    elif clashes(everything, False):
        kept = everything
    else:
        return None
    kept, is_minimal = _filtered(kept, lambda held: clashes(held, False))
    return ConflictSet(tuple(sorted(kept)), is_minimal)


def _suspects(model: ElasticModel, problem: Problem, deadline: float) -> frozenset[Limit]:
    """Return limits that prove the relaxation infeasible: those whose rows have a price in the cheapest stretching.

    If every limit may be stretched at a price of 1, the reduced cost of a stretch is 1 less the duals of its rows.
    Rows without a dual value do not belong to the proof. Nothing is returned if the relaxation is feasible.
    """
    model.hold(frozenset())
    stretches = [(limit, variable) for stretch in (model.up, model.down) for limit, variable in stretch.items()]
    model.lp.setObjective(lpSum([variable for _, variable in stretches]))
    stats = _solve(model, problem, max(0.1, deadline - time.monotonic()), relaxed=True)
    found = frozenset(limit for limit, variable in stretches if (variable.dj or 0.0) < 1 - _ZERO)
    model.lp.setObjective(LpAffineExpression.from_list([]))
    return found if stats.status is LpSolveStatus.Optimal and (stats.objective or 0.0) > _ZERO else frozenset()


def _filtered(
    limits: frozenset[Limit], clashes: Callable[[frozenset[Limit]], bool | None]
) -> tuple[frozenset[Limit], bool]:
    """Drop each limit that the clash does not need; also return whether every answer was certain.

    Half of the limits are dropped at once where that is possible, and halves of a half where it is not.
    """
    certain = True
    parts = list(_halves(tuple(sorted(limits, key=lambda limit: (limit.path.startswith(_LAST), limit)))))
    while parts:
        part = parts.pop(0)
        answer = clashes(limits - set(part))
        if answer:
            limits -= set(part)
        elif len(part) > 1:
            parts = [*_halves(part), *parts]
        else:
            certain &= answer is not None
    return limits, certain


def _halves(part: tuple[Limit, ...]) -> Iterator[tuple[Limit, ...]]:
    """Yield both halves of some limits, or what there is of them."""
    middle = (len(part) + 1) // 2
    yield from (half for half in (part[:middle], part[middle:]) if half)


def _clashes(
    model: ElasticModel, problem: Problem, held: frozenset[Limit], relaxed: bool, deadline: float
) -> bool | None:
    """Whether limits clash; None if time ran out before that was known."""
    left = deadline - time.monotonic()
    if left <= 0:
        return None
    model.hold(held)
    stats = _solve(model, problem, left, relaxed)
    if stats.status is LpSolveStatus.Infeasible:
        return True
    return False if stats.has_solution else None


def _solve(model: ElasticModel, problem: Problem, seconds: float, relaxed: bool) -> LpSolveStats:
    """Solve the elastic model as it stands, with HiGHS."""
    settings = problem.scenario.solver.model_copy(update={"time_limit_seconds": seconds, "name": "HiGHS"})
    return model.lp.solve(make_solver(settings, relaxed=relaxed))
