"""Solve a problem in this process: build the model, run the solver, read the answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from clusterplan.domain import Termination
from clusterplan.errors import NoPlanError
from clusterplan.language import Text
from clusterplan.optimisation.infeasible import explain_infeasibility, unexplained_infeasibility
from clusterplan.optimisation.model import AllocationModel, build_model
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.proof import prove
from clusterplan.optimisation.solution import Choice, ModelSize, Progress, Solution, read_choice
from clusterplan.optimisation.solvers import options_of, solver_version

__all__ = ["Incumbent", "OnProgress", "no_plan_in_time", "solve_here"]

type OnProgress = Callable[[Progress], None]
type Incumbent = Callable[[Choice], None]
type Report = Callable[..., None]


def solve_here(
    problem: Problem,
    on_progress: OnProgress | None = None,
    on_incumbent: Incumbent | None = None,
    *,
    explain: bool = True,
) -> Solution:
    """Solve a problem in this process.

    Parameters
    ----------
    problem
        The planning problem.
    on_progress
        Told about phases, incumbents and bounds.
    on_incumbent
        Given every better choice as soon as the solver has it.
    explain
        Whether to find out why, if there is no plan: that may take longer than the solve itself.

    Returns
    -------
    Solution
        The best choice with its bound.

    Raises
    ------
    InfeasibleError
        If the solver proves that no plan keeps every rule.
    NoPlanError
        If the limit came before any plan.
    InternalError
        If the solver failed.
    """
    started = time.monotonic()
    report = _reporter(on_progress, started)
    report("build", None, None)
    model = build_model(problem)
    settings = problem.scenario.solver
    size = ModelSize(len(model.decisions.candidates), model.lp.numVariables(), model.lp.numConstraints())
    report("solve", None, model.trivial_bound, size)
    watch = _watcher(model, report, on_incumbent) if on_progress or on_incumbent else None
    proof = prove(model, settings, watch)
    if proof.termination is Termination.INFEASIBLE:
        report("explain", None, None)
        raise explain_infeasibility(problem) if explain else unexplained_infeasibility()
    if proof.termination is Termination.NO_PLAN:
        raise no_plan_in_time(settings.time_limit_seconds)
    choice = read_choice(model.decisions, lambda variable: variable.varValue)
    return Solution(
        choice=choice,
        bound_millionths=proof.bound,
        termination=proof.termination,
        solver=solver_version(settings.name),
        options=options_of(settings),
        size=size,
        seconds=time.monotonic() - started,
    )


def no_plan_in_time(seconds: float) -> NoPlanError:
    """Return the error for a limit that came before any plan.

    Parameters
    ----------
    seconds
        The limit.

    Returns
    -------
    NoPlanError
        To be raised.
    """
    return NoPlanError(
        Text(
            vi=f"Hết {seconds:g} giây mà chưa tìm được phương án nào; chưa chứng minh được là không có phương án.",
            en=f"No plan was found within {seconds:g} seconds; it is not proven that there is none.",
        )
    )


def _reporter(on_progress: OnProgress | None, started: float) -> Report:
    """Return a function that reports values given in millionths."""

    def report(phase: str, incumbent: float | None, bound: float | None, size: ModelSize | None = None) -> None:
        if on_progress is not None:
            in_units = [None if value is None else value / MILLIONTHS for value in (incumbent, bound)]
            on_progress(Progress(phase, time.monotonic() - started, in_units[0], in_units[1], size))

    return report


def _watcher(
    model: AllocationModel,
    report: Report,
    on_incumbent: Incumbent | None,
) -> Callable[[float | None, float | None, Any], None]:
    """Return a function that turns the solver's news into progress and choices."""
    column = {variable.id: j for j, variable in enumerate(model.lp.exported_variables())}

    def watch(incumbent: float | None, bound: float | None, values: Any) -> None:
        if values is not None and on_incumbent is not None:
            on_incumbent(read_choice(model.decisions, lambda variable: values[column[variable.id]]))
        report("solve", incumbent, bound)  # after the choice: who hears of a plan may stop and ask for it

    return watch
