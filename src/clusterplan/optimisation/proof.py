"""From a model to its best choice and the proof.

HiGHS is asked through patterns (:mod:`clusterplan.optimisation.search`): a bound first, then a plan, then the few
patterns that a better plan may use. Where that does not apply, and with any other solver, the whole programme is
handed over.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from pulp import LpSolveStats

from clusterplan.domain import Termination
from clusterplan.errors import InternalError
from clusterplan.language import Text
from clusterplan.optimisation.decomposition import pattern_space
from clusterplan.optimisation.model import AllocationModel
from clusterplan.optimisation.search import search
from clusterplan.optimisation.solvers import Watch, make_solver, termination_of
from clusterplan.scenario import SolverSettings

__all__ = ["Proof", "prove"]

_HALF = 0.5
"""Objectives are whole millionths: what cannot gain half a one gains nothing."""


@dataclass(frozen=True)
class Proof:
    """How a solve ended. The choice itself is in the values of the model's variables."""

    termination: Termination
    """How it ended."""
    bound: int
    """Proven upper bound in millionths; meaningless without a plan."""


def prove(model: AllocationModel, settings: SolverSettings, watch: Watch | None = None) -> Proof:
    """Solve a model, leaving its values on the model's variables.

    Parameters
    ----------
    model
        The model.
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
    if settings.name == "HiGHS":
        space = pattern_space(model)
        outcome = None if space is None else search(space, settings, deadline, watch)
        if outcome is not None:
            if outcome.point is not None:
                for variable, value in zip(model.lp.exported_variables(), outcome.point.tolist(), strict=True):
                    variable.varValue = value
            return Proof(outcome.termination, outcome.bound)
    left = max(0.1, deadline - time.monotonic())
    stats = model.lp.solve(make_solver(settings.model_copy(update={"time_limit_seconds": left}), watch))
    return _finished(model, settings, stats)


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
