"""``clusterplan replay``: run a plan again and say whether the answer is the same."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, Quiet, terminal_of
from clusterplan.cli.replay_report import replay_report
from clusterplan.planning import replay_plan

__all__ = ["replay"]


def replay(
    context: typer.Context,
    plan: Annotated[
        Path,
        typer.Argument(
            metavar="DIR|PLAN.json",
            help="Folder of a solve, or its plan.json / Thư mục của một lần giải, hoặc tệp plan.json",
        ),
    ],
    *,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Run a plan again; exit code 0 if the answer is the same."""
    terminal = terminal_of(context, lang, as_json=as_json)
    with terminal.progress(quiet=quiet) as on_progress:
        found = replay_plan(plan, on_progress=on_progress)
    terminal.answer(found.model_dump(mode="json", by_alias=True), lambda: replay_report(found, terminal.language))
    if found.exit_code:
        raise typer.Exit(found.exit_code)
