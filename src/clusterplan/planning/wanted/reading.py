"""A filled form to values: every fault at once, with its line."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from clusterplan.errors import Fault, UsageError
from clusterplan.geodata.door.dialect import decimal_mark, is_in_doubt, number_of
from clusterplan.geodata.names import nearest_name
from clusterplan.language import Text
from clusterplan.planning.hand_made.sheets import as_text, opened_workbook, read_bytes, unreadable
from clusterplan.planning.wanted.form import COLUMNS, SHEET

__all__ = ["FormLine", "KnownIds", "read_form"]

_MOST_ROWS = 5_000
_YEAR = re.compile(r"[12][0-9]{3}")
_NEEDED = {"official": ("source", "office", "date"), "expert": ("expert", "organisation", "date", "method")}
"""What a value must come with, by its kind."""
_BETWEEN = re.compile(r"(?:.* )?([0-9]+)-([0-9]+)")
_RANK = re.compile(r"rank of ([0-9]+)")
_WHOLE = re.compile(r"count|rank of .*|class .*|persons|enterprises|applications|statements")
_ADVICE = Text(
    vi="`clusterplan layers wanted ĐƠN_VỊ --form TỆP.xlsx` cho mẫu trống.",
    en="`clusterplan layers wanted UNIT --form FILE.xlsx` writes an empty form.",
)


@dataclass(frozen=True)
class KnownIds:
    """What a form may name."""

    vintage: str
    """Vintage of the units."""
    units: frozenset[str]
    """Codes of the units."""
    measures: dict[str, str]
    """Unit of measurement by indicator."""


@dataclass(frozen=True)
class FormLine:
    """A line of a form that has a value, checked."""

    where: str
    """File, sheet and line."""
    cells: dict[str, str]
    """Its texts by column."""
    value: float
    """Its value."""


def read_form(path: Path, known: KnownIds) -> tuple[FormLine, ...]:
    """Read a filled form.

    Parameters
    ----------
    path
        XLSX as :func:`clusterplan.planning.wanted.write_wanted_form` writes it; lines may be added.
    known
        What it may name.

    Returns
    -------
    tuple of FormLine
        The lines that have a value, in the form's order; at least one.

    Raises
    ------
    UsageError
        With every fault: formulas, unknown ids, values out of range, values without source, office or date, expert
        values without name, organisation, date or method.
    """
    content = read_bytes(path)
    if not content.startswith(b"PK"):
        raise unreadable(path, Text(vi="không phải tệp XLSX.", en="is no XLSX file."), _ADVICE)
    faults: list[Fault] = []
    lines: list[FormLine] = []
    for where, cells in _lines(path, content, faults):
        value, found = _checked(where, cells, known)
        faults += found
        if value is not None:
            lines.append(FormLine(where, {name: as_text(cell) for name, cell in cells.items()}, value))
    faults += _repeated(lines)
    if not lines and not faults:
        faults.append(Fault(path.name, Text(vi="chưa có giá trị nào được điền.", en="no value was filled in.")))
    if faults:
        number = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise UsageError(Text(vi=f"Tệp {path.name} có {len(faults)} lỗi.", en=f"{path.name} has {number}."), faults)
    return tuple(lines)


def _lines(path: Path, content: bytes, faults: list[Fault]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the lines that have a value; note formulas and errors."""
    rows: list[tuple[str, tuple[Any, ...]]] = []
    header: tuple[str, ...] = ()
    with opened_workbook(content, path, _ADVICE) as workbook:
        if SHEET not in workbook.sheetnames:
            raise unreadable(path, Text(vi=f"không có trang {SHEET}.", en=f"has no sheet {SHEET}."), _ADVICE)
        sheet = workbook[SHEET]
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        for number, cells in enumerate(sheet.iter_rows(max_row=_MOST_ROWS + 2, max_col=len(COLUMNS) + 1), start=1):
            where = f"{path.name}, {SHEET}, dòng/line {number}"
            if number == 1:
                header = tuple(as_text(cell.value) for cell in cells)
            elif {"f", "e"} & {cell.data_type for cell in cells if cell.value is not None}:
                what = Text(vi="có ô chứa công thức hoặc báo lỗi.", en="a cell holds a formula or an error.")
                advice = Text(vi="Hãy dán giá trị.", en="Paste the value instead; nothing is computed.")
                faults.append(Fault(where, what, advice))
            else:
                rows.append((where, tuple(_content(cell.value) for cell in cells)))
    if header[: len(COLUMNS)] != COLUMNS or any(header[len(COLUMNS) :]):
        what = Text(vi=f"tiêu đề phải là: {', '.join(COLUMNS)}.", en=f"the header must be: {', '.join(COLUMNS)}.")
        raise unreadable(path, what, _ADVICE)
    if len(rows) > _MOST_ROWS:
        raise unreadable(path, Text(vi=f"có hơn {_MOST_ROWS} dòng.", en=f"has more than {_MOST_ROWS} lines."))
    for where, values in rows:
        line = dict(zip(COLUMNS, values, strict=False))
        if as_text(line.get("value")):
            yield where, line


def _content(value: Any) -> Any:
    """Return a cell's content; a date that a spreadsheet made is written as a date again."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value


def _checked(where: str, cells: dict[str, Any], known: KnownIds) -> tuple[float | None, list[Fault]]:
    """Return the value of a line, and what is wrong with the line."""
    texts = {name: as_text(cell) for name, cell in cells.items()}
    faults = [*_id_faults(where, texts, known), *_evidence_faults(where, texts)]
    place = f"{where}, value"
    try:
        value = _number(cells["value"])
    except ValueError:
        what = Text(vi=f"{texts['value']!r} không phải là số", en=f"{texts['value']!r} is not a number")
        advice = Text(vi="Ghi số, không kèm đơn vị đo.", en="Write a number without its unit.")
        return None, [*faults, Fault(place, what, advice)]
    if measure := known.measures.get(texts["indicator"]):
        faults += _range_faults(place, value, measure)
    return None if faults else value, faults


def _number(cell: Any) -> float:
    """Return a number as a spreadsheet holds it, or as a person typed it, if it has one meaning alone."""
    if isinstance(cell, bool):
        raise ValueError
    if isinstance(cell, (int, float)):
        return float(cell)
    if not isinstance(cell, str) or is_in_doubt(cell):
        raise ValueError
    return float(number_of(cell, decimal_mark([cell]) or "."))


def _id_faults(where: str, texts: dict[str, str], known: KnownIds) -> Iterator[Fault]:
    if texts["vintage"] != known.vintage:
        what = Text(vi=f"mốc phải là {known.vintage}", en=f"the vintage must be {known.vintage}")
        yield Fault(f"{where}, vintage", what)
    for name, ids in (("unit", known.units), ("indicator", known.measures)):
        if texts[name] not in ids:
            near = nearest_name(texts[name], sorted(ids))
            advice = Text(vi=f"Có phải ý là {near}?", en=f"Did you mean {near}?") if near else None
            what = Text(vi=f"không có {texts[name]!r}", en=f"there is no {texts[name]!r}")
            yield Fault(f"{where}, {name}", what, advice)


def _evidence_faults(where: str, texts: dict[str, str]) -> Iterator[Fault]:
    """Yield what a value lacks to be believed."""
    needed = _NEEDED.get(texts["kind"])
    if needed is None:
        what = Text(vi="ghi official hoặc expert", en="write official or expert")
        yield Fault(f"{where}, kind", what)
    for name in needed or ():
        if not texts[name]:
            what = Text(
                vi=f"thiếu; giá trị {texts['kind']} cần có", en=f"is missing; an {texts['kind']} value needs it"
            )
            yield Fault(f"{where}, {name}", what)
    if texts["date"] and not _is_day(texts["date"]):
        what = Text(vi=f"{texts['date']!r} không phải ngày NNNN-TT-NN", en=f"{texts['date']!r} is not a day YYYY-MM-DD")
        yield Fault(f"{where}, date", what)
    if not _YEAR.fullmatch(texts["year"]):
        what = Text(vi=f"{texts['year']!r} không phải năm", en=f"{texts['year']!r} is not a year")
        yield Fault(f"{where}, year", what)


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _range_faults(place: str, value: float, measure: str) -> Iterator[Fault]:
    low, high = 0.0, float("inf")
    if found := _BETWEEN.fullmatch(measure):
        low, high = float(found[1]), float(found[2])
    elif found := _RANK.fullmatch(measure):
        low, high = 1.0, float(found[1])
    if not low <= value <= high or value == float("inf"):
        limits = f"[{low:g}, {high:g}]"
        what = Text(vi=f"{value:g} ngoài khoảng {limits} ({measure})", en=f"{value:g} is outside {limits} ({measure})")
        yield Fault(place, what)
    elif _WHOLE.fullmatch(measure) and not value.is_integer():
        yield Fault(place, Text(vi=f"{value:g} không phải số nguyên", en=f"{value:g} is not a whole number"))


def _repeated(lines: list[FormLine]) -> Iterator[Fault]:
    """Yield a fault for every line that says another value of the same thing."""
    keys = pd.Series([(line.cells["unit"], line.cells["indicator"]) for line in lines], dtype=object)
    for line, again in zip(lines, keys.duplicated(), strict=True):
        if again:
            yield Fault(line.where, Text(vi="chỉ tiêu này đã có ở dòng trên", en="this indicator stands above already"))
