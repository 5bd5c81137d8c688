"""``clusterplan timeline``: when a plan happens and what it uses in each year."""

from __future__ import annotations

import typer

from clusterplan.cli.arguments import AsJson, Language, OutputFolder, PlanTarget, Quiet, terminal_of
from clusterplan.cli.outcome import prepare_folder
from clusterplan.cli.studies import answer_with_files, plan_asked_about
from clusterplan.cli.timeline_report import timeline_report
from clusterplan.planning.timeline import timeline_of, write_timeline

__all__ = ["timeline"]


def timeline(
    context: typer.Context,
    target: PlanTarget = "national",
    *,
    output: OutputFolder = None,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Tell a plan by year."""
    terminal = terminal_of(context, lang, as_json=as_json)
    if output is not None:
        prepare_folder(output)
    with terminal.progress(quiet=quiet) as on_progress:
        known = plan_asked_about(target, on_progress)
    found = timeline_of(known)
    paths = () if output is None else write_timeline(found, output, terminal.language)
    answer_with_files(terminal, "timeline", found, paths, lambda: timeline_report(found, terminal.language))
