"""``clusterplan layers wanted`` and ``layers fill``: what is missing of a unit, and how it comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, terminal_of
from clusterplan.cli.commands.layers import layers
from clusterplan.cli.studies import answer_with_files
from clusterplan.cli.units import find_unit
from clusterplan.cli.wanted_report import filled_report, wanted_report
from clusterplan.planning import load_scenario
from clusterplan.planning.facts import Facts
from clusterplan.planning.wanted import fill_tables, wanted_of, write_wanted_form

__all__ = ["layers_fill", "layers_wanted"]

_Scenario = Annotated[
    str, typer.Option("--scenario", metavar="SCENARIO", help="Whose indicators count / Kịch bản xét chỉ tiêu")
]


@layers.command("wanted", help="What is missing of a unit, and who has it / Số liệu còn thiếu và nơi có")
def layers_wanted(
    context: typer.Context,
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="Code or exact name / Mã hoặc tên đúng")],
    *,
    scenario: _Scenario = "national",
    form: Annotated[
        Path | None, typer.Option("--form", metavar="FILE", help="Write a form to fill in / Ghi mẫu để điền (.xlsx)")
    ] = None,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """List what is missing; write a form for it."""
    terminal = terminal_of(context, lang, as_json=as_json)
    chosen, facts = load_scenario(scenario), Facts()
    code, name = find_unit(unit, facts.layer(chosen.unit_layer))
    found = wanted_of(code, name, chosen, facts)
    paths = [] if form is None else [write_wanted_form(form, found)]
    answer_with_files(terminal, "wanted", found, paths, lambda: wanted_report(found, terminal.language))


@layers.command("fill", help="Take the values of a filled form / Nhận giá trị từ mẫu đã điền")
def layers_fill(
    context: typer.Context,
    form: Annotated[Path, typer.Argument(metavar="FORM", help="Filled form / Mẫu đã điền (.xlsx)")],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the tables / Thư mục ghi các bảng")
    ],
    scenario: _Scenario = "national",
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Write the tables of indicators and sources with the values of a form."""
    terminal = terminal_of(context, lang, as_json=as_json)
    found, paths = fill_tables(form, load_scenario(scenario), output)
    answer_with_files(terminal, "filled", found, paths, lambda: filled_report(found, terminal.language))
