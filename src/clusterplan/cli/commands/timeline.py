"""``clusterplan timeline``: when a plan happens and what it uses in each year."""

from __future__ import annotations

from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, OutputFolder, Quiet, terminal_of
from clusterplan.cli.outcome import prepare_folder
from clusterplan.cli.plan_report import files_report
from clusterplan.cli.solving import end_if_interrupted
from clusterplan.cli.timeline_report import timeline_report
from clusterplan.planning import known_plan
from clusterplan.planning.timeline import timeline_of, write_timeline

__all__ = ["timeline"]


def timeline(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="[DIR|SCENARIO]", help="Folder of a solve, or a scenario to solve / Thư mục hoặc kịch bản"
        ),
    ] = "national",
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
        known = known_plan(target, on_progress=on_progress)
    found = timeline_of(known)
    paths = () if output is None else write_timeline(found, output, terminal.language)
    payload = {"files": [str(path) for path in paths], "timeline": found.model_dump(mode="json", by_alias=True)}
    terminal.answer(payload, lambda: timeline_report(found, terminal.language))
    if paths and not terminal.as_json:
        terminal.show(files_report(paths, terminal.language))
    end_if_interrupted(terminal, known.plan)
