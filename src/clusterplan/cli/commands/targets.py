"""``clusterplan targets``: numeric targets, where things stand, and what a plan provides."""

from __future__ import annotations

from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, Quiet, terminal_of
from clusterplan.cli.solving import end_if_interrupted
from clusterplan.cli.targets_report import targets_report
from clusterplan.planning import known_plan
from clusterplan.planning.targets import targets_of

__all__ = ["targets"]


def targets(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="[DIR|SCENARIO]", help="Folder of a solve, or a scenario to solve / Thư mục hoặc kịch bản"
        ),
    ] = "national",
    *,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Show targets beside a plan."""
    terminal = terminal_of(context, lang, as_json=as_json)
    with terminal.progress(quiet=quiet) as on_progress:
        known = known_plan(target, on_progress=on_progress)
    found = targets_of(known)
    terminal.answer(
        found.model_dump(mode="json", by_alias=True),
        lambda: targets_report(found, terminal.language),
    )
    end_if_interrupted(terminal, known.plan)
