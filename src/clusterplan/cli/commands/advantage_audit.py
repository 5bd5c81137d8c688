"""``clusterplan advantage audit``: are the scores fit to plan by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, OutputFolder, Quiet, terminal_of
from clusterplan.cli.commands.advantage import advantage
from clusterplan.cli.outcome import prepare_folder
from clusterplan.cli.score_audit_report import score_audit_report
from clusterplan.cli.studies import answer_with_files
from clusterplan.cli.terminal import Terminal
from clusterplan.language import Text
from clusterplan.planning import load_scenario

if TYPE_CHECKING:
    from clusterplan.planning.audit import AuditProgress

__all__ = ["advantage_audit"]


@advantage.command("audit", help="Audit the scores as a composite indicator / Kiểm tra điểm như chỉ số tổng hợp")
def advantage_audit(
    context: typer.Context,
    scenario: Annotated[
        str, typer.Argument(metavar="[SCENARIO]", help="Bundled name or file / Tên kịch bản đi kèm hoặc tệp .yaml")
    ] = "national",
    *,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 2, help="Seed of all draws / Hạt giống")] = 0,
    output: OutputFolder = None,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Audit; with a folder, a page for people and the numbers for programs."""
    from clusterplan.planning.audit import AuditSettings, audit_scores, write_audit  # other commands start sooner

    terminal = terminal_of(context, lang, as_json=as_json)
    chosen = load_scenario(scenario)
    if output is not None:
        prepare_folder(output)
    with _progress(terminal, quiet=quiet) as tell:
        found = audit_scores(chosen, AuditSettings(seed=seed), on_progress=tell)
    paths = () if output is None else write_audit(found, output, terminal.language)
    answer_with_files(terminal, "audit", found, paths, lambda: score_audit_report(found, terminal.language))


@contextmanager
def _progress(terminal: Terminal, *, quiet: bool) -> Iterator[AuditProgress | None]:
    """Show what is done: a moving line on a terminal, a line for each step in a file."""
    if quiet:
        yield None
    elif terminal.aside.is_terminal:
        with terminal.aside.status("…") as status:
            yield lambda step, done, wanted: status.update(_line(terminal, step, done, wanted))
    else:
        told: list[Text] = []

        def tell(step: Text, _done: int, _wanted: int) -> None:
            if step not in told:
                told.append(step)
                terminal.aside.print(f"{step.in_language(terminal.language)} …")

        yield tell


def _line(terminal: Terminal, step: Text, done: int, wanted: int) -> str:
    text = step.in_language(terminal.language)
    return f"{text} {done} / {wanted}" if wanted > 1 else f"{text} …"
