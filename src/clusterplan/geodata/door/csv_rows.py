"""CSV files: every row has as many cells as the header, or is a fault; a row keeps the number of its line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pandas as pd

from clusterplan.geodata.csv_cells import from_csv_cell
from clusterplan.geodata.door.dialect import dialect_of
from clusterplan.geodata.door.incoming import Incoming
from clusterplan.geodata.door.inspection import Inspection, UnreadableError, shown
from clusterplan.geodata.door.sniff import Format
from clusterplan.geodata.door.texts_of_files import text_of_file

__all__ = ["named_cells", "read_csv"]


def read_csv(path: Path, inspection: Inspection) -> Incoming:
    """Read a CSV file; all cells stay text.

    Parameters
    ----------
    path
        The file.
    inspection
        Takes note of what is wrong.

    Returns
    -------
    Incoming
        One row for each line but the header; empty cells are ``None``, and the apostrophe that keeps a formula from
        running is taken away.

    Raises
    ------
    UnreadableError
        If it has no header or is no CSV.
    """
    text, encoding = text_of_file(path, inspection)
    if "\x00" in text:
        raise inspection.stop("format-unknown")
    separator = dialect_of(text).separator
    if separator != ",":
        inspection.note("csv-separator", value=separator)
    header, rows = _rows(text, separator, inspection)
    return Incoming(Format.CSV, named_cells(header, rows, inspection), encoding=encoding)


def named_cells(header: list[str], rows: dict[int, list[object]], inspection: Inspection) -> pd.DataFrame:
    """Return rows under their headings.

    Parameters
    ----------
    header
        Headings, as many as each row has cells.
    rows
        Cells by the number of the row in the file.
    inspection
        Takes note of headings that are empty or stand twice.

    Returns
    -------
    pandas.DataFrame
        Indexed by row number; empty cells are ``None``.

    Raises
    ------
    UnreadableError
        If headings are missing or double: no column could be told from another.
    """
    names = [name.strip() for name in header]
    if len(names) > inspection.limits.fields:
        raise inspection.stop("fields-too-many", count=len(names), most=inspection.limits.fields)
    for position, name in enumerate(names, start=1):
        if not name:
            inspection.note("header-empty", value=position)
    for name, count in Counter(names).items():
        if name and count > 1:
            inspection.note("header-duplicate", field=shown(name)[1:-1], value=name)
    if "" in names or len(set(names)) < len(names):
        raise UnreadableError(inspection.file)
    columns = {
        name: pd.Series([None if cells[k] == "" else cells[k] for cells in rows.values()], dtype=object)
        for k, name in enumerate(names)
    }
    cells = pd.DataFrame(columns, index=range(len(rows)))
    cells.index = pd.Index(list(rows), dtype="int64")
    return cells


def _rows(text: str, separator: str, inspection: Inspection) -> tuple[list[str], dict[int, list[object]]]:
    """Return the header, and the other rows by the number of their first line."""
    csv.field_size_limit(max(inspection.limits.text * 10, 131_072))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] | None = None
    rows: dict[int, list[object]] = {}
    line = 1
    try:
        for cells in reader:
            if header is None:
                header = cells
            elif any(cells):
                if len(cells) == len(header):
                    rows[line] = [from_csv_cell(cell) for cell in cells]
                else:
                    inspection.note("row-field-count", row=line, count=len(cells), wanted=len(header))
            line = reader.line_num + 1
            if len(rows) > inspection.limits.features:
                raise inspection.stop("features-too-many", most=inspection.limits.features)
    except csv.Error as wrong:
        raise inspection.stop("file-broken", row=line, reason=shown(str(wrong))[1:-1]) from None
    if not header:
        raise inspection.stop("layer-empty")
    return header, rows
