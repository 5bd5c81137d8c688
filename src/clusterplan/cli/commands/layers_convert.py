"""``clusterplan layers convert``: from the units of one vintage to those of a later one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from clusterplan.cli.arguments import AsJson, Language, terminal_of
from clusterplan.cli.commands.layers import layers
from clusterplan.cli.conversion_report import conversion_report
from clusterplan.cli.studies import answer_with_files
from clusterplan.errors import Fault, UsageError
from clusterplan.geodata.door.dialect import DecimalMark
from clusterplan.language import Text
from clusterplan.planning.conversion import TableColumns, convert_table

__all__ = ["layers_convert"]

_COLUMN = "COLUMN"
_MARKS: dict[str, DecimalMark] = {"comma": ",", "point": "."}


@layers.command("convert", help="Convert a table to other units / Chuyển bảng số liệu sang đơn vị hành chính khác")
def layers_convert(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, one row for each unit / CSV, mỗi đơn vị một dòng")],
    *,
    from_vintage: Annotated[
        str, typer.Option("--from", metavar="VINTAGE", help="Vintage of its codes, or a date / Mốc của mã, hoặc ngày")
    ],
    to_vintage: Annotated[
        str | None, typer.Option("--to", metavar="VINTAGE", help="Vintage wanted; that in force / Mốc cần; hiện hành")
    ] = None,
    code: Annotated[str, typer.Option(metavar=_COLUMN, help="Column of codes / Cột mã")] = "code",
    name: Annotated[
        str | None, typer.Option(metavar=_COLUMN, help="Column of names, to check codes / Cột tên, để đối chiếu mã")
    ] = None,
    count: Annotated[
        list[str] | None, typer.Option(metavar=_COLUMN, help="Column that adds up, repeatable / Cột cộng được")
    ] = None,
    rate: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN=WEIGHT", help="Rate and its weight, repeatable / Tỷ lệ và cột trọng số"),
    ] = None,
    leave_out: Annotated[
        list[str] | None, typer.Option(metavar=_COLUMN, help="Column to leave out, repeatable / Cột bỏ lại")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding, if it does not show / Bảng mã")] = None,
    decimal: Annotated[
        Literal["comma", "point"] | None, typer.Option(help="Decimal mark, if it does not show / Dấu thập phân")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="CSV to write / Tệp CSV kết quả")
    ] = None,
    lang: Language = None,
    as_json: AsJson = False,
) -> None:
    """Convert a table; counts add up exactly, rates are weighed, what is missing stays missing."""
    terminal = terminal_of(context, lang, as_json=as_json)
    columns = TableColumns(code, name, tuple(count or ()), _weights(rate or []), tuple(leave_out or ()))
    mark = None if decimal is None else _MARKS[decimal]
    found = convert_table(file, columns, from_vintage, to_vintage, encoding=encoding, decimal=mark, output=output)
    paths = [] if output is None else [output]
    answer_with_files(terminal, "conversion", found, paths, lambda: conversion_report(found, terminal.language))


def _weights(rates: list[str]) -> dict[str, str]:
    """Return the weight of every rate."""
    found = {}
    for rate in rates:
        name, _, weight = rate.rpartition("=")
        if not name or not weight:
            what = Text(
                vi="tỷ lệ không được lấy trung bình khi không có trọng số; ghi CỘT=TRỌNG_SỐ, ví dụ tỷ_lệ=dân_số.",
                en="a rate is never averaged without a weight; write COLUMN=WEIGHT, for example share=population.",
            )
            raise UsageError(Text(vi="Thiếu trọng số.", en="A weight is missing."), [Fault(f"--rate {rate}", what)])
        found[name] = weight
    return found
