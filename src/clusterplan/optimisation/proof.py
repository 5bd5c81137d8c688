"""From a model to its best choice and the proof: a good plan first, then a small problem that is left to be searched.

1. The linear relaxation gives a bound and, for every variable, the price of moving it (its reduced cost).
2. The integer programme over the candidate sets that the relaxation uses gives a plan, often the best one.
3. A variable whose price is larger than the distance between bound and plan cannot be part of a better plan and is
   fixed (reduced-cost fixing; Dantzig, Fulkerson and Johnson 1954). What is left is solved to the end from that plan.

The steps change the time, never the answer: every plan that is better than the one of step 2 is still in step 3.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pulp import LpSolveStats, LpSolveStatus

from clusterplan.domain import Termination
from clusterplan.errors import InternalError
from clusterplan.language import Text
from clusterplan.optimisation.model import AllocationModel
from clusterplan.optimisation.solvers import Watch, make_solver, termination_of
from clusterplan.scenario import SolverSettings

__all__ = ["Proof", "prove"]

_ZERO = 1e-9
_HALF = 0.5
"""Objectives are whole millionths: what cannot gain half a one gains nothing."""


@dataclass(frozen=True)
class Proof:
    """How a solve ended. The choice itself is in the values of the model's variables."""

    termination: Termination
    """How it ended."""
    bound: int
    """Proven upper bound in millionths; meaningless without a plan."""


@dataclass(frozen=True)
class _Relaxation:
    """The linear relaxation's optimum."""

    bound: float
    value: dict[int, float]
    """Value by variable id."""
    price: dict[int, float]
    """Reduced cost by variable id: at most this is gained by one more of it."""


def prove(model: AllocationModel, settings: SolverSettings, watch: Watch | None = None) -> Proof:
    """Solve a model, leaving its values on the model's variables.

    Parameters
    ----------
    model
        The model. Its variables' bounds are tightened on the way.
    settings
        Solver, limits and seed.
    watch
        Told about incumbents and bounds.

    Returns
    -------
    Proof
        Termination and bound.

    Raises
    ------
    InternalError
        If the solver failed.
    """
    deadline = time.monotonic() + settings.time_limit_seconds

    def solve(watch: Watch | None, **how: bool) -> LpSolveStats:
        left = max(0.1, deadline - time.monotonic())
        return model.lp.solve(make_solver(settings.model_copy(update={"time_limit_seconds": left}), watch, **how))

    if settings.name != "HiGHS":
        return _finished(model, settings, solve(watch))
    relaxed = solve(None, relaxed=True)
    if relaxed.status is LpSolveStatus.Infeasible:
        return Proof(Termination.INFEASIBLE, 0)
    if relaxed.status is not LpSolveStatus.Optimal:
        return _finished(model, settings, solve(watch))
    relaxation = _relaxation(model, relaxed)
    ceiling = relaxation.bound
    with _only_used_sets(model, relaxation):
        first = solve(_with_bound(watch, lambda _: ceiling))
    if not first.has_solution:
        return _finished(model, settings, solve(_with_bound(watch, lambda bound: min(ceiling, bound))))
    plan, incumbent = _values(model), _number(first.objective)
    if _HALF <= ceiling - incumbent <= settings.gap_limit * max(1.0, abs(incumbent)):
        return Proof(Termination.GAP_LIMIT, math.floor(ceiling + _HALF))
    _fix(model, relaxation, incumbent)
    last = solve(_with_bound(watch, lambda bound: min(ceiling, max(bound, incumbent))), from_values=True)
    if last.has_solution and _number(last.objective) > incumbent - _HALF:
        proof = _finished(model, settings, last)
        return Proof(proof.termination, max(min(proof.bound, math.floor(ceiling + _HALF)), round(incumbent)))
    _restore(model, plan)
    return Proof(Termination.TIME_LIMIT, math.floor(ceiling + _HALF))


def _relaxation(model: AllocationModel, stats: LpSolveStats) -> _Relaxation:
    """Read the relaxation's bound, values and reduced costs."""
    variables = model.lp.variables()
    return _Relaxation(
        bound=_number(stats.objective),
        value={variable.id: _number(variable.varValue) for variable in variables},
        price={variable.id: _number(variable.dj) for variable in variables},
    )


@contextlib.contextmanager
def _only_used_sets(model: AllocationModel, relaxation: _Relaxation) -> Iterator[None]:
    """Leave only the candidate sets that the relaxation uses."""
    unused = [use for use in model.decisions.use.values() if relaxation.value[use.id] <= _ZERO]
    for use in unused:
        use.upBound = 0
    yield
    for use in unused:
        use.upBound = 1


def _fix(model: AllocationModel, relaxation: _Relaxation, incumbent: float) -> None:
    """Fix every binary variable that a better plan cannot move. The plan at hand stays allowed."""
    for variable in model.lp.variables():
        if variable.cat != "Integer":
            continue
        chosen = _number(variable.varValue) > _HALF
        after = relaxation.bound - abs(relaxation.price[variable.id])
        if after >= incumbent + _HALF:
            continue
        if relaxation.value[variable.id] <= _ZERO and not chosen:
            variable.upBound = 0
        elif relaxation.value[variable.id] >= 1 - _ZERO and chosen:
            variable.lowBound = 1


def _values(model: AllocationModel) -> dict[int, float]:
    """Return the values of the model's variables, rounded where they are whole by nature."""
    return {
        variable.id: float(round(_number(variable.varValue)))
        if variable.cat == "Integer"
        else _number(variable.varValue)
        for variable in model.lp.variables()
    }


def _restore(model: AllocationModel, values: dict[int, float]) -> None:
    """Give the model's variables values that were kept."""
    for variable in model.lp.variables():
        variable.varValue = values[variable.id]


def _finished(model: AllocationModel, settings: SolverSettings, stats: LpSolveStats) -> Proof:
    """Translate what the solver said."""
    termination = termination_of(stats, settings.gap_limit)
    if termination is None:
        status = stats.status.name
        raise InternalError(
            Text(
                vi=f"Bộ giải {settings.name} thất bại: {status}.",
                en=f"The solver {settings.name} failed: {status}.",
            )
        )
    return Proof(termination, _whole_bound(model, stats, termination))


def _whole_bound(model: AllocationModel, stats: LpSolveStats, termination: Termination) -> int:
    """Return the proven bound in whole millionths: every objective is a whole number of them."""
    if termination is Termination.OPTIMAL and stats.objective is not None:
        return round(stats.objective)
    if stats.best_bound is not None:
        return math.floor(stats.best_bound + _HALF)
    return model.trivial_bound


def _with_bound(watch: Watch | None, bound_of: Callable[[float], float]) -> Watch | None:
    """Return a watch that is told a bound on the whole problem instead of the bound of one step."""
    if watch is None:
        return None

    def listen(incumbent: float | None, of_step: float | None, values: Any) -> None:
        watch(incumbent, bound_of(math.inf if of_step is None else of_step), values)

    listen(None, None, None)
    return listen


def _number(value: float | None) -> float:
    """Return a number; nothing counts as 0."""
    return 0.0 if value is None else float(value)
