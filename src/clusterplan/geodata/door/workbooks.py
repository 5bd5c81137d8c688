"""XLSX workbooks: cells as they stand. Nothing is computed; what Excel changed by itself is a fault with its cell."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from clusterplan.geodata.door.archives import entries_of
from clusterplan.geodata.door.csv_rows import named_cells
from clusterplan.geodata.door.incoming import Incoming
from clusterplan.geodata.door.inspection import Inspection, UnreadableError
from clusterplan.geodata.door.sniff import Format

__all__ = ["CellDate", "read_workbook"]

_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")


class CellDate(str):
    """A date of a cell as ``YYYY-MM-DD``: text, but one that Excel may have made of something else."""

    __slots__ = ()


def read_workbook(path: Path, inspection: Inspection, preferred: str, sheet: str | None) -> Incoming:
    """Read one sheet of a workbook.

    Parameters
    ----------
    path
        The file.
    inspection
        Takes note of what is wrong.
    preferred
        Name of the sheet that is read if there are several and one is called so.
    sheet
        Name of the sheet that a person asked for.

    Returns
    -------
    Incoming
        One row for each row of the sheet but the header and empty ones.

    Raises
    ------
    UnreadableError
        If the file is broken or does not say which sheet is meant.
    """
    with _opened(path, inspection) as book:
        page = book[_chosen(book.sheetnames, inspection, preferred, sheet)]
        header: list[str] | None = None
        rows: dict[int, list[object]] = {}
        most = inspection.limits.features + 1
        # A file may name a row of any number, and openpyxl gives every one before it: their number is bounded first.
        for number, cells in enumerate(page.iter_rows(max_row=most + 1, max_col=inspection.limits.fields + 1), start=1):
            if number > most:
                raise inspection.stop("features-too-many", most=inspection.limits.features)
            values = [_value(cell, number, inspection) for cell in cells]
            if all(value is None for value in values):
                continue
            if header is None:
                header = _header(values)
            else:
                rows[number] = _fitted(values, len(header), number, inspection)
    if header is None:
        raise inspection.stop("layer-empty")
    return Incoming(Format.XLSX, named_cells(header, rows, inspection))


@contextmanager
def _opened(path: Path, inspection: Inspection) -> Iterator[Any]:
    """Open a workbook whose parts define no entities of their own; the block reads its cells."""
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in entries_of(archive, path.stat().st_size, inspection):
                with archive.open(entry) as part:
                    if _defines_entities(part):
                        raise inspection.stop("format-refused", format="XML + DTD")
        with path.open("rb") as stream:  # of a path, openpyxl would believe the name
            book = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
            for page in book.worksheets:
                page.reset_dimensions()  # what a file says of its own size is not believed
            yield book
    except (UnreadableError, MemoryError):
        raise
    except Exception as wrong:  # noqa: BLE001 - a broken file makes the reader raise anything
        raise inspection.stop("file-broken", reason=type(wrong).__name__) from None


def _defines_entities(part: IO[bytes]) -> bool:
    """Look for a definition anywhere in a part, whatever its name, in bytes of one or two to a letter."""
    tail = b""
    while chunk := part.read(1_000_000).replace(b"\x00", b"").upper():
        if any(word in tail + chunk for word in _FORBIDDEN):
            return True
        tail = chunk[-16:]
    return False


def _chosen(names: list[str], inspection: Inspection, preferred: str, sheet: str | None) -> str:
    if sheet is not None:
        if sheet not in names:
            raise inspection.stop("layer-unknown", value=sheet, layers=", ".join(names))
        return sheet
    if len(names) > 1 and preferred not in names:
        raise inspection.stop("sheets-several", layers=", ".join(names))
    return preferred if preferred in names else names[0]


def _header(values: list[Any]) -> list[str]:
    while values and values[-1] is None:
        values.pop()
    return ["" if value is None else str(value) for value in values]


def _fitted(values: list[Any], width: int, number: int, inspection: Inspection) -> list[object]:
    filled = len(values)
    while filled > width and values[filled - 1] is None:
        filled -= 1
    if filled > width:
        inspection.note("row-field-count", row=number, count=filled, wanted=width)
    return [*values[:width], *[None] * (width - len(values))]


def _value(cell: Any, row: int, inspection: Inspection) -> Any:
    """Return a cell's value: text, number, truth, or a date as text; formulas and errors are noted."""
    value = cell.value
    if value is None or value == "":
        return None
    place = f"{get_column_letter(cell.column)}{row}"
    if cell.data_type == "f":
        inspection.note("cell-formula", row=row, cell=place, value=str(getattr(value, "text", value)))
        return None
    if cell.data_type == "e":
        inspection.note("cell-error", row=row, cell=place, value=str(value))
        return None
    if isinstance(value, datetime.datetime):
        value = value.date() if value.time() == datetime.time() else value
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        return CellDate(value.isoformat() if isinstance(value, (datetime.date, datetime.time)) else str(value))
    return value
