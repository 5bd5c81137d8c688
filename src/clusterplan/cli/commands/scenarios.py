"""``clusterplan scenario``: files that say what is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, ScenarioName, command_group, terminal_of
from clusterplan.cli.limits import limit_payload, limits_report, repair_payload, repair_report
from clusterplan.cli.outcome import prepare_file
from clusterplan.cli.tables import scenarios_report
from clusterplan.language import Text
from clusterplan.planning import (
    bundled_scenarios,
    limits_within_reach,
    load_scenario,
    repair_scenario,
    scenario_digest,
    write_lp_file,
    write_repaired,
)
from clusterplan.planning.schemas import SCHEMA_NAMES, schema_of

__all__ = ["scenario_commands"]

scenario_commands = command_group("Scenario files / Tệp kịch bản")


@scenario_commands.command("list", help="List the bundled scenarios / Liệt kê kịch bản đi kèm")
def scenario_list(context: typer.Context, *, lang: Language = None, as_json: AsJson = False) -> None:
    """List the bundled scenarios."""
    terminal = terminal_of(context, lang, as_json=as_json)
    scenarios = [load_scenario(name) for name in bundled_scenarios()]
    fields = {"id", "title_vi", "title_en", "technology_scheme", "unit_layer"}
    payload = [scenario.model_dump(mode="json", include=fields) for scenario in scenarios]
    terminal.answer(payload, lambda: scenarios_report(scenarios, terminal.language))


@scenario_commands.command("check", help="Check a scenario against the data / Kiểm tra kịch bản với dữ liệu")
def scenario_check(
    context: typer.Context, scenario: ScenarioName, *, lang: Language = None, as_json: AsJson = False
) -> None:
    """Check a scenario."""
    terminal = terminal_of(context, lang, as_json=as_json)
    chosen = load_scenario(scenario)
    limits = limits_within_reach(chosen)
    digest = scenario_digest(chosen)
    payload = {
        "scenario_sha256": digest,
        "scenario": chosen.model_dump(mode="json", by_alias=True),
        "limits": [limit_payload(limit) for limit in limits],
    }
    well = Text(vi=f"Kịch bản {chosen.id} không có lỗi.", en=f"The scenario {chosen.id} has no faults.")
    said = f"{well.in_language(terminal.language)} sha256 {digest}"
    terminal.answer(payload, lambda: iter([said, *limits_report(limits, terminal.language)]))


@scenario_commands.command("schema", help="Print a JSON Schema / In JSON Schema")
def scenario_schema_command(
    context: typer.Context,
    of: Annotated[
        str, typer.Argument(metavar="NAME", help=f"Of what / Của gì: {', '.join(SCHEMA_NAMES)}")
    ] = "scenario",
) -> None:
    """Print a JSON Schema."""
    terminal_of(context, None).write_json(schema_of(of))


@scenario_commands.command("repair", help="Write the cheapest repair / Ghi cách sửa ít tốn nhất")
def scenario_repair(
    context: typer.Context,
    scenario: ScenarioName,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Scenario file to write / Tệp kịch bản sẽ ghi")
    ],
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Change a scenario as little as lets a plan exist."""
    terminal = terminal_of(context, lang, as_json=as_json)
    chosen = load_scenario(scenario)
    prepare_file(output, (".yaml", ".yml"), not_over=scenario)
    repaired = repair_scenario(chosen)
    write_repaired(repaired, scenario, output)
    terminal.answer(repair_payload(repaired, output), lambda: repair_report(repaired, output, terminal.language))


@scenario_commands.command("lp", help="Write the integer programme as an LP file / Ghi bài toán thành tệp LP")
def scenario_lp(
    context: typer.Context,
    scenario: ScenarioName,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="File to write / Tệp sẽ ghi")],
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Write the model that a solver gets, with rows named by rule and place."""
    terminal = terminal_of(context, lang, as_json=as_json)
    chosen = load_scenario(scenario)
    prepare_file(output, (".lp",))
    columns, rows = write_lp_file(chosen, output)
    wrote = Text(
        vi=f"Đã ghi {output}: {columns} biến, {rows} ràng buộc.",
        en=f"Wrote {output}: {columns} variables, {rows} rows.",
    )
    payload = {"file": str(output), "columns": columns, "rows": rows}
    terminal.answer(payload, lambda: iter([wrote.in_language(terminal.language)]))
