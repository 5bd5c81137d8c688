"""``clusterplan compare``: what was gained, lost and moved between two plans."""

from __future__ import annotations

from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, OutputFolder, Quiet, terminal_of
from clusterplan.cli.comparison_report import comparison_report
from clusterplan.cli.outcome import prepare_folder
from clusterplan.cli.studies import answer_with_files
from clusterplan.planning import compare_plans
from clusterplan.publishing.comparison import write_comparison_files

__all__ = ["compare"]

_HELP = "Folder of a solve, plan.json, or a scenario to solve / Thư mục, plan.json, hoặc kịch bản cần giải"


def compare(
    context: typer.Context,
    before: Annotated[str, typer.Argument(metavar="A", help=_HELP)],
    after: Annotated[str, typer.Argument(metavar="B", help=_HELP)],
    *,
    output: OutputFolder = None,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Compare B with A."""
    terminal = terminal_of(context, lang, as_json=as_json)
    if output is not None:
        prepare_folder(output)
    with terminal.progress(quiet=quiet) as on_progress:
        publication = compare_plans(before, after, on_progress=on_progress)
    paths = () if output is None else write_comparison_files(publication, output)
    found, language = publication.comparison, terminal.language
    answer_with_files(terminal, "comparison", found, paths, lambda: comparison_report(publication, language))
