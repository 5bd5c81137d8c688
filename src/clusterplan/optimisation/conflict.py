"""Why no plan exists: a smallest set of rules that clash.

A deletion filter (Chinneck and Dravnieks 1991): drop one limit after the other; what can be dropped while the rest
still clashes does not belong to the conflict. What is left clashes, and without any one of its members it does not.
Linear relaxations answer first, because they are quick and an infeasible relaxation is a proof; the integer programme
answers for the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import pulp
from pulp import LpSolveStatus

from clusterplan.optimisation.elastic import ElasticModel, Limit, build_elastic_model
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solvers import make_solver

__all__ = ["ConflictSet", "smallest_conflict"]

_LAST = ("rules.locks", "rules.resources", "rules.phasing", "rules.decided_before")
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

    if clashes(everything, True):
        kept = _filtered(everything, lambda held: clashes(held, True))[0]
    elif clashes(everything, False):
        kept = everything
    else:
        return None
    kept, is_minimal = _filtered(kept, lambda held: clashes(held, False))
    return ConflictSet(tuple(sorted(kept)), is_minimal)


def _filtered(
    limits: frozenset[Limit], clashes: Callable[[frozenset[Limit]], bool | None]
) -> tuple[frozenset[Limit], bool]:
    """Drop each limit that the clash does not need; also return whether every answer was certain."""
    certain = True
    for limit in sorted(limits, key=lambda limit: (limit.path.startswith(_LAST), limit)):
        answer = clashes(limits - {limit})
        if answer:
            limits -= {limit}
        certain &= answer is not None
    return limits, certain


def _clashes(
    model: ElasticModel, problem: Problem, held: frozenset[Limit], relaxed: bool, deadline: float
) -> bool | None:
    """Whether limits clash; None if time ran out before that was known."""
    left = deadline - time.monotonic()
    if left <= 0:
        return None
    model.hold(held)
    settings = problem.scenario.solver.model_copy(update={"time_limit_seconds": left, "name": "HiGHS"})
    stats: pulp.LpSolveStats = model.lp.solve(make_solver(settings, relaxed=relaxed))
    if stats.status is LpSolveStatus.Infeasible:
        return True
    return False if stats.has_solution else None
