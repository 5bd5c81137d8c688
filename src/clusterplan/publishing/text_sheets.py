"""Sheets of text for people to fill in, as XLSX or CSV. Every cell is text: nothing is computed, no zero is lost.

In CSV a text that a spreadsheet would take for a formula gets one more apostrophe in front; :func:`from_csv_cell` takes
it away again, so that what is written is what is read back.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from clusterplan.geodata.csv_cells import from_csv_cell, to_csv_cell

__all__ = ["TextSheet", "from_csv_cell", "to_csv_cell", "write_text_csv", "write_text_workbook"]

_MADE = datetime.datetime(2026, 1, 1)


@dataclass(frozen=True)
class TextSheet:
    """A sheet with a header line."""

    name: str
    """Name of the sheet."""
    header: tuple[str, ...]
    """Names of the columns."""
    rows: Sequence[tuple[str, ...]]
    """Texts, one for each column."""
    widths: tuple[int, ...]
    """Widths of the columns, in letters."""
    is_locked: bool = False
    """Whether it is for reading only."""


def write_text_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write one sheet as CSV: UTF-8 with a byte order mark, so that Excel reads Vietnamese.

    Parameters
    ----------
    path
        File to write; replaced if it exists.
    header
        Names of the columns.
    rows
        Texts, one for each column.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([to_csv_cell(cell) for cell in row] for row in rows)


def write_text_workbook(path: Path, sheets: Iterable[TextSheet]) -> None:
    """Write sheets as XLSX; also a cell that is filled in later stays text.

    Parameters
    ----------
    path
        File to write; replaced if it exists.
    sheets
        The sheets.
    """
    import xlsxwriter  # loaded when something is written

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": _MADE})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        bold = book.add_format({"num_format": "@", "bold": True, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for column, width in enumerate(sheet.widths):
                page.set_column(column, column, width, text)
            for number, row in enumerate([sheet.header, *sheet.rows]):
                for column, cell in enumerate(row):
                    page.write_string(number, column, cell, bold if number == 0 else text)
            page.freeze_panes(1, 0)
            page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.header) - 1)
            if sheet.is_locked:
                page.protect()
