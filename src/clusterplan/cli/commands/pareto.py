"""``clusterplan pareto``: advantage against equity, cost or duplication."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, OutputFolder, PlanTarget, Quiet, terminal_of
from clusterplan.cli.outcome import prepare_folder
from clusterplan.cli.pareto_report import pareto_report
from clusterplan.cli.solving import end_stopped
from clusterplan.cli.studies import answer_with_files, plan_asked_about
from clusterplan.cli.terminal import Terminal
from clusterplan.language import Text
from clusterplan.planning.pareto import Criterion, Mode, front_of, write_front
from clusterplan.publishing.texts import decimal

__all__ = ["pareto"]


def pareto(
    context: typer.Context,
    target: PlanTarget = "national",
    *,
    against: Annotated[
        Criterion, typer.Option(help="What advantage is held against / Tiêu chí thứ hai")
    ] = Criterion.EQUITY,
    resource: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Whose spending cost is / Chi phí tính theo nguồn lực nào"),
    ] = None,
    points: Annotated[int, typer.Option(min=2, max=1000, help="Most points / Số điểm nhiều nhất")] = 10,
    mode: Annotated[Mode, typer.Option(help="How the front is walked / Cách dò biên")] = Mode.EPSILON,
    output: OutputFolder = None,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Find plans of which none beats another in both; exit code 130 if it was stopped on the way."""
    terminal = terminal_of(context, lang, as_json=as_json)
    if output is not None:
        prepare_folder(output)
    with terminal.progress(quiet=quiet) as on_progress:
        known = plan_asked_about(target, on_progress)
    with _progress(terminal, quiet=quiet) as tell:
        found = front_of(known, against, resource=resource, mode=mode, points=points, on_point=tell)
    paths = () if output is None else write_front(found, output, terminal.language)
    front = found.front
    answer_with_files(terminal, "front", front, paths, lambda: pareto_report(front, terminal.language))
    if front.interrupted:
        number = len(front.points)
        kept = Text(vi=f"Đã dừng theo yêu cầu: giữ {number} điểm.", en=f"Stopped as asked: {number} points are kept.")
        end_stopped(terminal, kept)


@contextmanager
def _progress(terminal: Terminal, *, quiet: bool) -> Iterator[Callable[[int, float, int | float], None] | None]:
    """Show each point as it is found: on a moving line, or line by line in a file."""

    def line(number: int, objective: float, level: int | float) -> str:
        text = Text(
            vi=f"điểm {number}: mức {level:.12g}, hàm mục tiêu {decimal(objective, 'vi', 4)}",
            en=f"point {number}: level {level:.12g}, objective {objective:.4f}",
        )
        return text.in_language(terminal.language)

    if quiet:
        yield None
    elif terminal.aside.is_terminal:
        with terminal.aside.status("…") as status:
            yield lambda number, objective, level: status.update(line(number, objective, level))
    else:
        yield lambda number, objective, level: terminal.aside.print(line(number, objective, level))
