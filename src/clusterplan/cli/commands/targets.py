"""``clusterplan targets``: numeric targets, where things stand, and what a plan provides."""

from __future__ import annotations

import typer

from clusterplan.cli.arguments import AsJson, Language, PlanTarget, Quiet, terminal_of
from clusterplan.cli.studies import plan_asked_about
from clusterplan.cli.targets_report import targets_report
from clusterplan.planning.targets import targets_of

__all__ = ["targets"]


def targets(
    context: typer.Context,
    target: PlanTarget = "national",
    *,
    quiet: Quiet = False,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Show targets beside a plan."""
    terminal = terminal_of(context, lang, as_json=as_json)
    with terminal.progress(quiet=quiet) as on_progress:
        known = plan_asked_about(target, on_progress)
    found = targets_of(known)
    terminal.answer(
        found.model_dump(mode="json", by_alias=True),
        lambda: targets_report(found, terminal.language),
    )
