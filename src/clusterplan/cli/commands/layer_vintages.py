"""``clusterplan layers diff`` and ``layers stale``: what changed between two vintages, and what is old."""

from __future__ import annotations

import datetime
from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, terminal_of
from clusterplan.cli.commands.layers import layers
from clusterplan.cli.layer_vintages_report import differences_report, stale_report
from clusterplan.planning import load_scenario

__all__ = ["layers", "layers_diff", "layers_stale"]

_HELP = "Id in the register, or a file / Mã trong sổ đăng ký, hoặc tệp"


@layers.command("diff", help="What changed, and what that does to the scores / Điều đã đổi và tác động đến điểm")
def layers_diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help=_HELP)],
    new: Annotated[str, typer.Argument(metavar="NEW", help=_HELP)],
    *,
    layer: Annotated[
        str | None, typer.Option("--as", metavar="ID", help="What both files are / Hai tệp là lớp hay bảng nào")
    ] = None,
    scenario: Annotated[str, typer.Option(help="Scenario that scores / Kịch bản chấm điểm")] = "national",
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Compare two vintages."""
    from clusterplan.planning.layer_differences import differences_of_layers  # other commands start sooner without it

    terminal = terminal_of(context, lang, as_json=as_json)
    found = differences_of_layers(old, new, load_scenario(scenario), layer=layer)
    terminal.answer(found.model_dump(mode="json", by_alias=True), lambda: differences_report(found, terminal.language))


@layers.command("stale", help="What is old on a day / Dữ liệu nào đã cũ vào một ngày")
def layers_stale(
    context: typer.Context,
    *,
    on: Annotated[
        datetime.datetime, typer.Option("--on", formats=["%Y-%m-%d"], metavar="DATE", help="The day / Ngày xét")
    ],
    limit: Annotated[
        int, typer.Option("--older-than", min=0, max=200, metavar="YEARS", help="Years that data may be old / Số năm")
    ] = 3,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Tell what is old."""
    from clusterplan.planning.stale import stale_data  # other commands start sooner without it

    terminal = terminal_of(context, lang, as_json=as_json)
    found = stale_data(on.date(), limit)
    terminal.answer(found.model_dump(mode="json", by_alias=True), lambda: stale_report(found, terminal.language))
