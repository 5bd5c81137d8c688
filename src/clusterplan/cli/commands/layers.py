"""``clusterplan layers``: what data there are."""

from __future__ import annotations

from typing import Annotated

import typer

from clusterplan.cli.arguments import AsJson, Language, command_group, terminal_of
from clusterplan.cli.tables import layer_report, layers_report
from clusterplan.errors import Fault, UsageError
from clusterplan.geodata.holdings import current_register
from clusterplan.geodata.names import nearest_name
from clusterplan.language import Text

__all__ = ["layers"]

layers = command_group("Layers and tables / Các lớp và bảng dữ liệu")


@layers.command("list", help="List layers and tables / Liệt kê các lớp và bảng")
def layers_list(context: typer.Context, *, lang: Language = None, as_json: AsJson = False) -> None:
    """List layers and tables."""
    terminal = terminal_of(context, lang, as_json=as_json)
    records = list(current_register().values())
    fields = {"id", "kind", "title_vi", "title_en", "vintage", "licence", "approximate", "published"}
    payload = [record.model_dump(mode="json", include=fields) for record in records]
    terminal.answer(payload, lambda: layers_report(records, terminal.language))


@layers.command("show", help="Show one layer or table / Xem một lớp hoặc bảng")
def layers_show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID")],
    *,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Show one layer or table."""
    terminal = terminal_of(context, lang, as_json=as_json)
    register = current_register()
    if name not in register:
        near = nearest_name(name, register)
        what = Text(vi=f"Hiện có: {', '.join(register)}.", en=f"There are: {', '.join(register)}.")
        advice = Text(vi=f"Có phải ý là {near}?", en=f"Did you mean {near}?") if near else None
        summary = Text(vi=f"Không có lớp hay bảng nào tên {name}.", en=f"There is no layer or table {name}.")
        raise UsageError(summary, [Fault(name, what, advice)])
    record = register[name]
    terminal.answer(record.model_dump(mode="json"), lambda: layer_report(record, terminal.language))
