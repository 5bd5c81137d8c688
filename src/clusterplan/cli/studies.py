"""What the commands about a known plan share: which plan, and the answer with its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rich.console import RenderableType

from clusterplan.cli.plan_report import files_report
from clusterplan.cli.terminal import Terminal
from clusterplan.domain import Frozen, Termination
from clusterplan.errors import InterruptedPlanningError
from clusterplan.language import Text
from clusterplan.optimisation.solution import Progress
from clusterplan.planning import KnownPlan, known_plan

__all__ = ["answer_with_files", "plan_asked_about"]


def plan_asked_about(target: str, on_progress: Callable[[Progress], None] | None) -> KnownPlan:
    """Return the plan of a folder, or that of a scenario, which is solved first.

    Parameters
    ----------
    target
        Folder of a solve, name of a bundled scenario, or a scenario file.
    on_progress
        Told about the solve.

    Returns
    -------
    KnownPlan
        To be asked about. That of a folder may have been interrupted when it was made.

    Raises
    ------
    InterruptedPlanningError
        If Ctrl-C ended the solve: nobody asked about the plan that was at hand then.
    """
    known = known_plan(target, on_progress=on_progress)
    if known.plan.termination is Termination.INTERRUPTED and not Path(target).is_dir():
        raise InterruptedPlanningError(Text(vi="Đã dừng.", en="Stopped."))
    return known


def answer_with_files(
    terminal: Terminal,
    name: str,
    found: Frozen,
    paths: Sequence[Path],
    report: Callable[[], Iterator[RenderableType]],
) -> None:
    """Print an answer and the files that were written.

    Parameters
    ----------
    terminal
        Prints them.
    name
        What programs find the answer under, beside ``files``.
    found
        The answer.
    paths
        The files.
    report
        Makes what people read.
    """
    payload = {"files": [str(path) for path in paths], name: found.model_dump(mode="json", by_alias=True)}
    terminal.answer(payload, report)
    if paths and not terminal.as_json:
        terminal.show(files_report(paths, terminal.language))
