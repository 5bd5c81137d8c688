"""``clusterplan portfolio``: near-optimal plans that differ, and what all near-optimal plans have in common."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, OutputFolder, PlanTarget, Quiet, terminal_of
from clusterplan.cli.outcome import prepare_folder
from clusterplan.cli.portfolio_report import portfolio_report
from clusterplan.cli.solving import end_stopped
from clusterplan.cli.stopping import stop_on_interrupt
from clusterplan.cli.studies import answer_with_files, plan_asked_about
from clusterplan.cli.terminal import Terminal
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.optimisation.solution import Progress
from clusterplan.planning.portfolio import PortfolioSettings, study_portfolio, write_portfolio

__all__ = ["portfolio"]

_DEFAULT = PortfolioSettings()
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*(%?)")
_COUNTED = {
    "plans": Text(vi="Số phương án đã tìm được: {}", en="Plans found: {}"),
    "questions": Text(vi="Số câu hỏi còn lại: {}", en="Questions left: {}"),
}
_STOPPED = Text(
    vi="Đã dừng theo yêu cầu. Giữ những gì đã xong; phần còn lại là chưa xác định.",
    en="Stopped as asked. What is done is kept; the rest is undecided.",
)
_EVERY = 25
"""Lines of progress in a file: one for so many questions."""


def portfolio(
    context: typer.Context,
    target: PlanTarget = "national",
    *,
    plans: Annotated[int, typer.Option(min=1, max=100, help="Number of plans / Số phương án")] = _DEFAULT.plans,
    within: Annotated[
        str, typer.Option(metavar="SHARE", help="What may be lost, 2% or 0.02 / Được phép mất bao nhiêu")
    ] = "2%",
    distance: Annotated[
        int, typer.Option(min=1, max=10_000, help="Least difference in pairs / Số cặp khác nhau ít nhất")
    ] = _DEFAULT.distance,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 2, help="Seed / Hạt giống")] = _DEFAULT.seed,
    seconds: Annotated[
        float, typer.Option(min=0.001, max=86_400, help="Time for all / Thời gian tối đa, giây")
    ] = _DEFAULT.seconds,
    classes: Annotated[
        bool,
        typer.Option("--classes/--no-classes", help="Every, some or no plan / Xét có trong mọi phương án hay không"),
    ] = True,
    output: OutputFolder = None,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Find the plans and the classes; Ctrl-C keeps what is done."""
    terminal = terminal_of(context, lang, as_json=as_json)
    settings = PortfolioSettings(plans, _share(within), distance, seed, seconds, classes)
    if output is not None:
        prepare_folder(output)
    with terminal.progress(quiet=quiet) as on_progress:
        known = plan_asked_about(target, on_progress)
        with stop_on_interrupt() as should_stop:
            study = study_portfolio(known, settings, on_count=_teller(terminal, on_progress), should_stop=should_stop)
    found = study.portfolio
    paths = () if output is None else write_portfolio(study, output)
    answer_with_files(terminal, "portfolio", found, paths, lambda: portfolio_report(found, terminal.language))
    if found.interrupted:
        end_stopped(terminal, _STOPPED)


def _share(text: str) -> float:
    """Return a share from ``2%``, ``2,5 %`` or ``0.02``."""
    read = _NUMBER.fullmatch(text.strip())
    share = None
    if read is not None:
        share = float(read[1].replace(",", ".")) / (100 if read[2] else 1)
    if share is None or not 0 <= share <= 1:
        what = Text(vi=f"không đọc được {text!r}.", en=f"{text!r} cannot be read.")
        advice = Text(vi="Viết 2% hoặc 0.02, từ 0 đến 100 %.", en="Write 2% or 0.02, between 0 and 100 %.")
        raise UsageError(Text(vi="Tỷ lệ không hợp lệ.", en="This is not a share."), [Fault("--within", what, advice)])
    return share


def _teller(terminal: Terminal, on_progress: Callable[[Progress], None] | None) -> Callable[[str, int], None] | None:
    """Return what shows how far the work has come: each step on a terminal, now and then in a file."""
    if on_progress is None:
        return None
    tell, started = on_progress, time.monotonic()

    def count(what: str, number: int) -> None:
        shown = number if what == "plans" or terminal.aside.is_terminal else -(-number // _EVERY) * _EVERY
        phase = _COUNTED[what].in_language(terminal.language).format(shown)
        tell(Progress(phase, time.monotonic() - started))

    return count
