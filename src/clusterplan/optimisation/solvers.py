"""HiGHS, the door to the other solvers that a scenario may name, and what a solver's answer means.

This module asks HiGHS through PuLP, :mod:`clusterplan.optimisation.highs` by arrays;
:mod:`clusterplan.optimisation.other_solvers` knows the others.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib import metadata
from typing import Any

import highspy
import pulp
from pulp import LpSolveStatus

from clusterplan.domain import Termination
from clusterplan.optimisation.banner import take_the_banner
from clusterplan.optimisation.other_solvers import PACKAGES, make_other_solver
from clusterplan.scenario import SolverSettings

__all__ = ["Watch", "make_solver", "options_of", "solver_version", "termination_of"]

type Watch = Callable[[float | None, float | None, Any], None]
"""Called with the incumbent's objective, the bound, and the solution vector of a new incumbent or None."""

_CALLBACK = highspy.cb.HighsCallbackType
_FAILURES = (
    LpSolveStatus.NotSolved,
    LpSolveStatus.Undefined,
    LpSolveStatus.Unbounded,
    LpSolveStatus.NumericalError,
)
"""What no bounded and well-formed model should end in."""


def make_solver(
    settings: SolverSettings, watch: Watch | None = None, *, relaxed: bool = False, from_values: bool = False
) -> pulp.LpSolver:
    """Return the PuLP solver that a scenario names, set up to give the same answer twice.

    Parameters
    ----------
    settings
        Name, limits and seed.
    watch
        Told about progress, if the solver can report it.
    relaxed
        Solve the linear relaxation. HiGHS only.
    from_values
        Start from the values of the variables. HiGHS only.

    Returns
    -------
    pulp.LpSolver
        Ready to solve.

    Raises
    ------
    UsageError
        If the solver is not installed, or has no licence here.
    """
    if settings.name == "HiGHS":
        return _highs(settings, watch, relaxed, from_values)
    return make_other_solver(settings, watch)


def options_of(settings: SolverSettings) -> tuple[tuple[str, str | int | float], ...]:
    """Return the solver options that may change the answer, for the manifest.

    Parameters
    ----------
    settings
        Name, limits and seed.

    Returns
    -------
    tuple of (str, value) pairs
        Sorted by name.
    """
    return (
        ("gap_limit", settings.gap_limit),
        ("threads", 1),
        ("time_limit_seconds", settings.time_limit_seconds),
    )


def solver_version(name: str) -> str:
    """Return a solver's name and version, with PuLP's.

    Parameters
    ----------
    name
        Name of the solver in a scenario.

    Returns
    -------
    str
        For example ``HiGHS 1.15.1 (PuLP 4.2.0)``.
    """
    return f"{name} {metadata.version(PACKAGES[name])} (PuLP {metadata.version('pulp')})"


def termination_of(stats: pulp.LpSolveStats, gap_limit: float) -> Termination | None:
    """Translate PuLP's status into the product's words.

    Parameters
    ----------
    stats
        What PuLP returned.
    gap_limit
        The gap that was asked for: an optimum within a positive gap is a ``gap_limit``.

    Returns
    -------
    Termination or None
        How the solve ended; None if the solver failed, which proves nothing.
    """
    status = stats.status
    if status in (LpSolveStatus.Optimal, LpSolveStatus.GapLimit):  # CBC calls an absolute gap below 1 a gap limit
        return Termination.OPTIMAL if gap_limit == 0 or _closed(stats) else Termination.GAP_LIMIT
    if status is LpSolveStatus.Infeasible:
        return Termination.INFEASIBLE
    if status in _FAILURES:
        return None
    if not stats.has_solution:
        return Termination.NO_PLAN
    if status is LpSolveStatus.Interrupted:
        return Termination.INTERRUPTED
    return Termination.TIME_LIMIT


def _closed(stats: pulp.LpSolveStats) -> bool:
    """Whether bound and objective meet: both are whole millionths."""
    return stats.best_bound is not None and stats.objective is not None and stats.best_bound - stats.objective < 0.5


def _highs(settings: SolverSettings, watch: Watch | None, relaxed: bool, from_values: bool) -> pulp.LpSolver:
    """Return HiGHS on one thread with a fixed seed."""
    take_the_banner()
    callbacks: dict[str, Any] = {}
    if watch is not None:
        callbacks = {
            "callbackTuple": (_listener(watch), None),
            "callbacksToActivate": [_CALLBACK.kCallbackMipImprovingSolution, _CALLBACK.kCallbackMipLogging],
        }
    return pulp.HiGHS(
        mip=not relaxed,
        msg=False,
        warmStart=from_values,
        threads=1,
        timeLimit=settings.time_limit_seconds,
        gapRel=settings.gap_limit,
        gapAbs=0.5,  # objectives are whole numbers: a difference below 1 is none
        random_seed=settings.seed,
        **callbacks,
    )


def _listener(watch: Watch) -> Callable[[int, str, Any, Any, Any], None]:
    """Return a HiGHS callback that reports finite numbers only."""

    def listen(kind: int, _message: str, out: Any, _inwards: Any, _data: Any) -> None:
        improved = int(kind) == int(_CALLBACK.kCallbackMipImprovingSolution)
        incumbent = out.mip_primal_bound if math.isfinite(out.mip_primal_bound) else None
        bound = out.mip_dual_bound if math.isfinite(out.mip_dual_bound) else None
        if improved:
            incumbent = out.objective_function_value
        watch(incumbent, bound, list(out.mip_solution) if improved else None)

    return listen
