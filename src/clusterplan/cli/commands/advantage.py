"""``clusterplan advantage``: scores, and who is eligible."""

from __future__ import annotations

from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, ScenarioName, command_group, terminal_of
from clusterplan.cli.tables import advantage_report, eligibility_report
from clusterplan.cli.terminal import conflict_payload
from clusterplan.cli.units import find_unit
from clusterplan.errors import ScenarioError
from clusterplan.language import Text
from clusterplan.planning import Facts, advantage_of, eligibility, load_scenario, resolve_scenario

__all__ = ["advantage"]

advantage = command_group("Regional advantage / Lợi thế vùng")


@advantage.command("show", help="Show one unit's scores / Xem điểm lợi thế của một đơn vị")
def advantage_show(
    context: typer.Context,
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="Code or exact name / Mã hoặc tên đúng")],
    *,
    scenario: Annotated[str, typer.Option(help="Scenario that scores / Kịch bản chấm điểm")] = "national",
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Show one unit's scores."""
    terminal = terminal_of(context, lang, as_json=as_json)
    facts, chosen = Facts(), load_scenario(scenario)
    resolve_scenario(chosen, facts)
    code, name = find_unit(unit, facts.layer(chosen.unit_layer))
    scored = advantage_of(chosen, facts)
    rows = scored.show(code)
    technologies = {
        found.id: Text(found.name_vi, found.name_en)
        for found in facts.technologies(chosen.technology_scheme, chosen.technology_level)
    }
    cells = rows.reset_index().astype(object).where(rows.reset_index().notna(), None)
    payload = {"unit": code, "name_vi": name.vi, "name_en": name.en, "technologies": cells.to_dict("records")}
    parts = scored.inputs.components
    components = dict(zip(parts["component"], map(Text, parts["title_vi"], parts["title_en"]), strict=True))
    terminal.answer(payload, lambda: advantage_report(name, rows, technologies, components, terminal.language))


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
