"""Solve on behalf of a command: progress, files, the reason why there is no plan, an interruption."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer

from clusterplan.cli.limits import HOW_TO_REPAIR
from clusterplan.cli.outcome import answer_of, prepare_folder, write_answer, write_plan
from clusterplan.cli.terminal import Terminal
from clusterplan.domain import Plan, Termination
from clusterplan.errors import InfeasibleError, InterruptedPlanningError, NoPlanError
from clusterplan.language import Text
from clusterplan.planning import PlanningResult, make_plan, write_result
from clusterplan.scenario import Scenario

__all__ = ["end_if_interrupted", "end_stopped", "reason_written", "solved_and_written", "with_limits"]


def with_limits(scenario: Scenario, time_limit: float | None, gap: float | None) -> Scenario:
    """Return the scenario with the limits of the command line, where they are given.

    Parameters
    ----------
    scenario
        The scenario.
    time_limit
        Seconds.
    gap
        Gap at which the solver may stop.

    Returns
    -------
    Scenario
        With these limits.
    """
    given = {"time_limit_seconds": time_limit, "gap_limit": gap}
    solver = scenario.solver.model_copy(update={name: value for name, value in given.items() if value is not None})
    return scenario.model_copy(update={"solver": solver})


def solved_and_written(
    terminal: Terminal, scenario: Scenario, folder: Path, *, quiet: bool
) -> tuple[PlanningResult, tuple[Path, ...]]:
    """Solve and write the plan, or write why there is none and raise it.

    Parameters
    ----------
    terminal
        Shows the progress.
    scenario
        What is asked for.
    folder
        Where the files go.
    quiet
        Whether no progress is shown.

    Returns
    -------
    tuple of PlanningResult and tuple of pathlib.Path
        The plan and its files.
    """
    prepare_folder(folder)
    with reason_written(terminal, scenario, folder), terminal.progress(quiet=quiet) as on_progress:
        result = make_plan(scenario, on_progress=on_progress)
    return result, write_plan(lambda place: write_result(result, place), folder)


def end_if_interrupted(terminal: Terminal, plan: Plan) -> None:
    """Say that Ctrl-C ended the solve, and leave with its exit code; the best plan by then is written.

    Parameters
    ----------
    terminal
        Says it.
    plan
        The plan.
    """
    if plan.termination is not Termination.INTERRUPTED:
        return
    kept = Text(
        vi="Đã dừng theo yêu cầu. Phương án tốt nhất tìm được đã được ghi, chưa chứng minh tối ưu.",
        en="Stopped as asked. The best plan found is written; it is not proven optimal.",
    )
    end_stopped(terminal, kept)


def end_stopped(terminal: Terminal, kept: Text) -> NoReturn:
    """Say what is kept of work that was stopped, and leave with the exit code of an interruption.

    Parameters
    ----------
    terminal
        Says it.
    kept
        What was done by then.
    """
    terminal.answered = True
    terminal.note(kept)
    raise typer.Exit(InterruptedPlanningError.exit_code)


@contextmanager
def reason_written(terminal: Terminal, scenario: Scenario, folder: Path | None) -> Iterator[None]:
    """Write why there is no plan, if there is a folder for it, and let the error pass.

    Parameters
    ----------
    terminal
        Says what was written.
    scenario
        What is asked for.
    folder
        Where the reason goes; nowhere if there is none.
    """
    try:
        yield
    except (InfeasibleError, NoPlanError) as error:
        if folder is not None:
            path = write_answer(answer_of(error, scenario), folder)
            terminal.note(Text(vi=f"Đã ghi {path}.", en=f"Wrote {path}."))
        if isinstance(error, InfeasibleError):
            terminal.note(HOW_TO_REPAIR)
        raise
