"""``clusterplan robustness``: what is left of a plan when its inputs are drawn anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, OutputFolder, PlanTarget, Quiet, terminal_of
from clusterplan.cli.outcome import prepare_folder
from clusterplan.cli.robustness_report import robustness_report
from clusterplan.cli.solving import end_stopped
from clusterplan.cli.studies import answer_with_files, plan_asked_about
from clusterplan.cli.terminal import Terminal
from clusterplan.language import Text
from clusterplan.planning.robustness import (
    DrawProgress,
    RobustnessSettings,
    dask_executor,
    local_executor,
    robustness_of,
    write_robustness,
)

__all__ = ["robustness"]

_NEWS = 10
"""Lines of progress in a file."""
_DEFAULT = RobustnessSettings()


def robustness(
    context: typer.Context,
    target: PlanTarget = "national",
    *,
    draws: Annotated[int, typer.Option(min=1, max=100_000, help="Number of draws / Số lần rút")] = _DEFAULT.draws,
    influence: Annotated[
        int | None,
        typer.Option(
            min=0, max=10_000, help="Draws for which input matters; 0: none / Số mẫu xét đầu vào nào quan trọng"
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 2, help="Seed of all draws / Hạt giống")] = _DEFAULT.seed,
    gap: Annotated[
        float, typer.Option(min=0, max=1, help="Stop each solve at this gap / Khoảng cách dừng")
    ] = _DEFAULT.gap,
    nodes: Annotated[
        int, typer.Option(min=1, max=10_000_000, help="Node limit of each solve / Giới hạn số nút")
    ] = _DEFAULT.nodes,
    workers: Annotated[int, typer.Option(min=1, max=1024, help="Processes / Số tiến trình")] = 2,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler, tcp://… / Địa chỉ cụm Dask")
    ] = None,
    output: OutputFolder = None,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Draw, re-solve, and say what stays; exit code 130 if it was stopped on the way."""
    terminal = terminal_of(context, lang, as_json=as_json)
    samples = min(draws, _DEFAULT.influence_samples) if influence is None else min(draws, influence)
    settings = RobustnessSettings(draws=draws, influence_samples=samples, seed=seed, gap=gap, nodes=nodes)
    if output is not None:
        prepare_folder(output)
    with terminal.progress(quiet=quiet) as on_progress:
        known = plan_asked_about(target, on_progress)
    where = local_executor(workers) if dask is None else dask_executor(dask)
    with where as executor, _progress(terminal, quiet=quiet) as tell:
        found = robustness_of(known, settings, executor, on_progress=tell)
    paths = () if output is None else write_robustness(found, known, output, terminal.language)
    answer_with_files(terminal, "robustness", found, paths, lambda: robustness_report(found, terminal.language))
    if found.interrupted:
        kept = Text(
            vi=f"Đã dừng theo yêu cầu: giữ {found.draws_done} trong {found.draws_asked} lần rút đã xong.",
            en=f"Stopped as asked: {found.draws_done} of {found.draws_asked} draws were finished and are kept.",
        )
        end_stopped(terminal, kept)


@contextmanager
def _progress(terminal: Terminal, *, quiet: bool) -> Iterator[DrawProgress | None]:
    """Show how many draws are solved: a moving line on a terminal, a few lines in a file."""
    if quiet:
        yield None
    elif terminal.aside.is_terminal:
        with terminal.aside.status("…") as status:
            yield lambda done, wanted, seconds: status.update(_line(terminal, done, wanted, seconds))
    else:
        told = [0]

        def tell(done: int, wanted: int, seconds: float) -> None:
            if done * _NEWS // wanted > told[0]:
                told[0] = done * _NEWS // wanted
                terminal.aside.print(_line(terminal, done, wanted, seconds))

        yield tell


def _line(terminal: Terminal, done: int, wanted: int, seconds: float) -> str:
    """Return how far the draws have come, and how long the rest may take."""
    left = seconds / done * (wanted - done)
    return Text(
        vi=f"Đã giải {done} / {wanted} lần, {seconds:.0f} s, còn khoảng {left:.0f} s",
        en=f"Solved {done} of {wanted} draws, {seconds:.0f} s, about {left:.0f} s left",
    ).in_language(terminal.language)
