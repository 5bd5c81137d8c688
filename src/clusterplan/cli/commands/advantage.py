"""``clusterplan advantage``: scores, and who is eligible."""

from __future__ import annotations

import typer

from clusterplan.cli.arguments import AsJson, Language, ScenarioName, command_group, terminal_of
from clusterplan.cli.commands.advantage_show import advantage_show
from clusterplan.cli.tables import eligibility_report
from clusterplan.cli.terminal import conflict_payload
from clusterplan.errors import ScenarioError
from clusterplan.planning import eligibility, load_scenario

__all__ = ["advantage"]

advantage = command_group("Regional advantage / Lợi thế vùng")


advantage.command(
    "show", help="Show the scores of a unit or a technology / Xem điểm lợi thế của một đơn vị hay một công nghệ"
)(advantage_show)


@advantage.command(
    "check", help="Count eligible units and sites per region / Đếm đơn vị và địa điểm đủ điều kiện theo vùng"
)
def advantage_check(
    context: typer.Context, scenario: ScenarioName, *, lang: Language = None, as_json: AsJson = False
) -> None:
    """Count eligible units and sites; exit code 2 if a rule needs what is not there."""
    terminal = terminal_of(context, lang, as_json=as_json)
    found = eligibility(load_scenario(scenario))
    payload = {
        "cells": [vars(cell) for cell in found.cells],
        "needed_but_empty": [conflict_payload(conflict) for conflict in found.needed_but_empty],
    }
    terminal.answer(payload, lambda: eligibility_report(found, terminal.language))
    if found.needed_but_empty:
        raise typer.Exit(ScenarioError.exit_code)
