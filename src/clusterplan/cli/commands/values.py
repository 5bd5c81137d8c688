"""``clusterplan values``: what decisions, rules and locks are worth, and which focuses survive without what."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, PlanTarget, Quiet, terminal_of
from clusterplan.cli.outcome import prepare_file
from clusterplan.cli.solving import end_stopped
from clusterplan.cli.studies import answer_with_files, plan_asked_about
from clusterplan.cli.terminal import Terminal
from clusterplan.cli.values_report import values_report
from clusterplan.language import Text
from clusterplan.optimisation.solution import Progress
from clusterplan.planning.values import study_values, write_values

__all__ = ["values"]

_ASKED = Text(vi="Đã trả lời", en="Answered")
_LINES_IN_A_FILE = 10


def values(
    context: typer.Context,
    target: PlanTarget = "national",
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="CSV", help="Table for spreadsheets / Bảng tính .csv")
    ] = None,
    seconds: Annotated[
        float,
        typer.Option(min=0.001, max=3600, help="Longest time for one answer / Thời gian tối đa mỗi câu hỏi, giây"),
    ] = 10.0,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes / Số tiến trình")] = 2,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Show the table, sorted by value; Ctrl-C keeps what is done."""
    terminal = terminal_of(context, lang, as_json=as_json)
    if output is not None:
        prepare_file(output, (".csv",))
    with terminal.progress(quiet=quiet) as on_progress:
        known = plan_asked_about(target, on_progress)
        found = study_values(known, workers=workers, seconds=seconds, on_count=_teller(terminal, on_progress))
    paths = [] if output is None else [write_values(found, output)]
    answer_with_files(terminal, "values", found, paths, lambda: values_report(found, terminal.language))
    if not found.is_complete:
        kept = Text(
            vi=f"Đã dừng theo yêu cầu. Giữ những gì đã xong; {found.not_asked} giá trị chưa được hỏi.",
            en=f"Stopped as asked. What is done is kept; {found.not_asked} values were not asked for.",
        )
        end_stopped(terminal, kept)


def _teller(terminal: Terminal, on_progress: Callable[[Progress], None] | None) -> Callable[[int, int], None] | None:
    """Return what shows how many questions are answered: each one on a terminal, every tenth part in a file."""
    if on_progress is None:
        return None
    tell, started, told = on_progress, time.monotonic(), [-1]

    def count(done: int, of: int) -> None:
        part = done if terminal.aside.is_terminal else _LINES_IN_A_FILE * done // max(1, of)
        if part != told[0]:
            told[0] = part
            tell(Progress(f"{_ASKED.in_language(terminal.language)} {done}/{of}", time.monotonic() - started))

    return count
