"""Convert a table of a person's own from the units of one vintage to those of a later one."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clusterplan.domain import Frozen
from clusterplan.errors import DataError, Fault, UsageError
from clusterplan.geodata.door.conversion import ConvertedColumn, MergedUnit, converted_column, merged_units
from clusterplan.geodata.door.dialect import DecimalMark, decimal_mark, is_in_doubt, number_of
from clusterplan.geodata.door.vintages import CodedRow, check_vintage, present_vintage, vintage_named
from clusterplan.geodata.names import nearest_name
from clusterplan.language import Text
from clusterplan.planning.text_table import TextTable, read_text_table

__all__ = ["Conversion", "TableColumns", "convert_table"]

_NAMES = ("name_vi", "name_en")


@dataclass(frozen=True)
class TableColumns:
    """What the columns of a table are. Every column is named: what is not a count is not summed by accident."""

    code: str = "code"
    """Codes of the units."""
    name: str | None = None
    """Names of the units, which are held against the codes."""
    counts: tuple[str, ...] = ()
    """Numbers that add up: people, enterprises, hectares, money."""
    rates: Mapping[str, str] = field(default_factory=dict)
    """Numbers that do not, such as shares and densities, each with the column by which it is weighed."""
    left_out: tuple[str, ...] = ()
    """Columns that are not carried over."""


class Conversion(Frozen):
    """What became of a table, the shape of ``layers convert --json``."""

    file: str
    """Name of the file."""
    from_vintage: str
    """Vintage of its units."""
    to_vintage: str
    """Vintage of the result's units."""
    encoding: str
    """How the text was read."""
    separator: str
    """What stood between columns."""
    decimal: DecimalMark
    """What stood before decimals."""
    units: tuple[MergedUnit, ...]
    """The units of the result and what went into them."""
    columns: tuple[ConvertedColumn, ...]
    """Every count and rate with its numbers, totals and what is missing."""


def convert_table(
    path: Path,
    columns: TableColumns,
    from_vintage: str,
    to_vintage: str | None = None,
    *,
    encoding: str | None = None,
    decimal: DecimalMark | None = None,
    output: Path | None = None,
) -> Conversion:
    """Convert a table and write the result as CSV: UTF-8, commas, decimal points.

    Parameters
    ----------
    path
        CSV in any encoding of :data:`clusterplan.geodata.door.encodings.ENCODINGS`; one row for each unit.
    columns
        What its columns are.
    from_vintage, to_vintage
        Vintages of the units before and after; after: that in force if none is given.
    encoding, decimal
        How the text is written, if it does not show.
    output
        File to write, which must not exist; none for the answer alone.

    Returns
    -------
    Conversion
        Numbers, totals, merges and what is missing.

    Raises
    ------
    DataError
        With every fault: unreadable text, columns nobody named, codes of another vintage, units that stand twice,
        cells that are no numbers.
    UsageError
        If an option does not fit, or the output exists.
    """
    earlier, later = vintage_named(from_vintage), vintage_named(to_vintage or present_vintage())
    units = merged_units(earlier, later)
    _refuse_written(output)
    table = read_text_table(path, encoding)
    faults = [*_column_faults(table, columns), *table.uneven_rows()]
    mark: DecimalMark = decimal or "."
    if not faults:
        wanted = (*columns.counts, *columns.rates)
        found_mark = decimal or decimal_mark(cell for name in wanted for _, cell in table.cells(name))
        mark = found_mark or "."
        faults += _unit_faults(table, columns, earlier)
        faults += (fault for name in wanted for fault in _number_faults(table, name, found_mark))
    if faults:
        raise DataError(Text(vi=f"Không chuyển được {path.name}.", en=f"{path.name} cannot be converted."), faults)
    numbers = {name: table.numbers(columns.code, name, mark) for name in (*columns.counts, *columns.rates)}
    roles = [(name, columns.rates.get(name)) for name in table.header if name in numbers]
    found = Conversion(
        file=path.name,
        from_vintage=earlier,
        to_vintage=later,
        encoding=table.encoding,
        separator=table.separator,
        decimal=mark,
        units=units,
        columns=tuple(
            converted_column(name, numbers[name], units, None if weight is None else (weight, numbers[weight]))
            for name, weight in roles
        ),
    )
    if output is not None:
        _write(found, columns.code, output)
    return found


def _column_faults(table: TextTable, columns: TableColumns) -> Iterator[Fault]:
    header = table.header
    named = (columns.code, *filter(None, [columns.name]), *columns.counts, *columns.rates, *columns.left_out)

    def faults(names: Iterable[str], what: Text) -> Iterator[Fault]:
        return (Fault(f"{table.file}, {name}", what) for name in sorted(set(names)))

    for name in sorted({*named, *columns.rates.values()} - set(header)):
        near = nearest_name(name, header)
        advice = Text(vi=f"Có phải ý là {near}?", en=f"Did you mean {near}?") if near else None
        yield Fault(f"{table.file}, {name}", Text(vi="không có cột này", en="there is no such column"), advice)
    twice = [name for name in named if named.count(name) > 1]
    yield from faults(twice, Text(vi="cột được nêu hai lần", en="the column is named twice"))
    alike = [name for name in header if header.count(name) > 1]
    yield from faults(alike, Text(vi="hai cột trùng tên", en="two columns have this name"))
    no_counts = {*columns.rates.values()} - {*columns.counts}
    yield from faults(no_counts, Text(vi="trọng số phải là một cột --count", en="a weight must be a column of --count"))
    for name in (name for name in header if name not in named):
        advice = Text(
            vi=f"Thêm --count {name}, --rate {name}=TRỌNG_SỐ, --name {name} hoặc --leave-out {name}.",
            en=f"Add --count {name}, --rate {name}=WEIGHT, --name {name} or --leave-out {name}.",
        )
        what = Text(vi="chưa rõ cột này là gì.", en="nobody said what this column is.")
        yield Fault(f"{table.file}, {name}", what, advice)


def _unit_faults(table: TextTable, columns: TableColumns, vintage: str) -> list[Fault]:
    codes = table.cells(columns.code)
    names = [name or None for _, name in table.cells(columns.name)] if columns.name else [None] * len(codes)
    rows = [CodedRow(line, code, name) for (line, code), name in zip(codes, names, strict=True)]
    faults = list(check_vintage(rows, vintage, table.file, declared=vintage))
    seen: dict[str, int] = {}
    for line, code in codes:
        if code in seen:
            what = Text(vi=f"mã {code} đã có ở dòng {seen[code]}", en=f"code {code} stands in row {seen[code]} already")
            faults.append(Fault(f"{table.file}, row {line}", what))
        seen.setdefault(code, line)
    return faults


def _number_faults(table: TextTable, name: str, decimal: DecimalMark | None) -> Iterator[Fault]:
    for line, cell in table.cells(name):
        place = f"{table.file}, row {line}, {name}"
        if cell and not _is_number(cell, decimal or "."):
            what = Text(vi=f"{cell!r} không phải là số", en=f"{cell!r} is not a number")
            yield Fault(
                place, what, Text(vi="Ô thiếu số liệu phải để trống.", en="A cell without a value must be empty.")
            )
        elif decimal is None and is_in_doubt(cell):
            what = Text(vi=f"{cell!r} có thể là hai số khác nhau", en=f"{cell!r} may be either of two numbers")
            advice = Text(
                vi="Hãy ghi dấu thập phân: --decimal comma hoặc --decimal point",
                en="Say the decimal mark: --decimal comma or --decimal point",
            )
            yield Fault(place, what, advice)


def _is_number(cell: str, decimal: DecimalMark) -> bool:
    try:
        number_of(cell, decimal)
    except ValueError:
        return False
    return True


def _refuse_written(output: Path | None) -> None:
    if output is not None and output.exists():
        what = Text(vi="tệp đã có; hãy chọn tên khác.", en="exists already; choose another name.")
        raise UsageError(Text(vi="Không ghi được.", en="It cannot be written."), [Fault(output.name, what)])


def _write(found: Conversion, code: str, output: Path) -> None:
    header = (code, *_NAMES, *(column.column for column in found.columns))
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with output.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(header)
            for unit in found.units:
                values = [column.values[unit.code] or "" for column in found.columns]
                writer.writerow([unit.code, unit.name_vi, unit.name_en, *values])
    except OSError as wrong:
        what = Text(vi="không ghi được", en=f"cannot be written: {wrong.strerror}")
        raise UsageError(Text(vi="Không ghi được.", en="It cannot be written."), [Fault(output.name, what)]) from None
