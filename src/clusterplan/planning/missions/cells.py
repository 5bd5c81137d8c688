"""Lines of one sheet with named columns, from XLSX or CSV; every fault is named by line and column."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clusterplan.errors import Fault
from clusterplan.language import Text
from clusterplan.planning.hand_made.sheets import opened_workbook, read_bytes, unreadable
from clusterplan.planning.missions.records import normal_text
from clusterplan.publishing.text_sheets import from_csv_cell

__all__ = ["Line", "read_lines"]

_MOST_LINES = 10_000
_MOST_COLUMNS = 50
_PLAIN_NUMBERS = ("General", "@", "0")
_FORMULA = Text(vi="ô chứa công thức.", en="the cell holds a formula.")
_PASTE = Text(vi="Hãy dán giá trị dưới dạng văn bản.", en="Paste the value as text.")


@dataclass(frozen=True)
class Line:
    """One line of the sheet."""

    file: str
    """Name of the file."""
    number: int
    """Number of the line as a spreadsheet shows it, or of the first line of its text in CSV."""
    cells: Mapping[str, str]
    """Normal texts by column."""

    def __getitem__(self, column: str) -> str:
        """Return the text of a column."""
        return self.cells[column]

    def fault(self, column: str, what: Text, advice: Text | None = None) -> Fault:
        """Return a fault of one cell.

        Parameters
        ----------
        column
            Name of the column.
        what
            What is wrong.
        advice
            What to do about it.

        Returns
        -------
        Fault
            Named by file, line and column.
        """
        return Fault(_place(self.file, self.number, column), what, advice)


def read_lines(path: Path, sheet: str, columns: Sequence[str]) -> tuple[list[Line], list[Fault]]:
    """Read the lines of a sheet that are not empty.

    Parameters
    ----------
    path
        XLSX, told by its first bytes, or CSV in UTF-8.
    sheet
        Name of the sheet in a workbook.
    columns
        Names of the columns, in any order; others are a fault.

    Returns
    -------
    tuple of list of Line and list of Fault
        The lines, and a fault for every cell that holds no plain text.

    Raises
    ------
    UsageError
        If the file cannot be read or its header is another.
    """
    content = read_bytes(path)
    rows = _xlsx_rows(content, path, sheet) if content.startswith(b"PK") else _csv_rows(content, path, columns)
    number, header = next(rows, (1, []))
    names = [normal_text(str(name or "")) for name in header]
    while names and not names[-1]:
        names.pop()
    if sorted(names) != sorted(columns):
        raise unreadable(path, _other_header(names, columns))
    lines, faults = [], []
    for number, cells in rows:
        if number > _MOST_LINES:
            raise unreadable(path, Text(vi=f"có hơn {_MOST_LINES} dòng.", en=f"has more than {_MOST_LINES} lines."))
        texts: dict[str, str] = {}
        for name, cell in zip(names, [*cells, *[""] * len(names)], strict=False):
            read = _text(cell)
            if isinstance(read, str):
                texts[name] = normal_text(read)
            else:
                texts[name] = ""
                faults.append(Fault(_place(path.name, number, name), read, _PASTE))
        if len(cells) > len(names) and any(str(cell or "").strip() for cell in cells[len(names) :]):
            what = Text(vi="có nhiều ô hơn tiêu đề.", en="has more cells than the header.")
            faults.append(Fault(_place(path.name, number, names[-1]), what))
        if any(texts.values()):
            lines.append(Line(path.name, number, texts))
    return lines, faults


def _csv_rows(content: bytes, path: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows of a CSV file with the number of their first line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        what = Text(vi="không phải XLSX, cũng không phải văn bản UTF-8.", en="is neither XLSX nor text in UTF-8.")
        raise unreadable(path, what, _SAVE_AS) from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=lambda mark: len(set(first.replace('"', "").strip().split(mark)) & set(columns)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, [from_csv_cell(cell) for cell in cells]
            number = reader.line_num + 1
    except csv.Error as wrong:
        what = Text(vi=f"dòng {number} không đúng dạng CSV: {wrong}.", en=f"line {number} is no CSV: {wrong}.")
        raise unreadable(path, what, _SAVE_AS) from None


def _xlsx_rows(content: bytes, path: Path, sheet: str) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows of a workbook's sheet: cells that are plain text as text, others as they are."""
    with opened_workbook(content, path, _SAVE_AS) as book:
        if sheet not in book.sheetnames:
            what = Text(vi=f"không có trang '{sheet}'.", en=f"has no sheet '{sheet}'.")
            raise unreadable(path, what, _SAVE_AS)
        page = book[sheet]
        page.reset_dimensions()  # what a file says of its own size is not believed
        found = list(page.iter_rows(max_row=_MOST_LINES + 1, max_col=_MOST_COLUMNS))
        rows = [[cell if cell.value is not None else None for cell in row] for row in found]
    for number, row in enumerate(rows, start=1):
        yield number, [_of_workbook(cell) for cell in row]


def _of_workbook(cell: Any) -> Any:
    """Return the content of a workbook's cell: text, a date, a plain number, or what is wrong with it."""
    if cell is None:
        return ""
    if cell.data_type == "f":
        return _FORMULA
    if cell.data_type == "e":
        return Text(vi="ô báo lỗi.", en="the cell holds an error.")
    value = cell.value
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and cell.number_format not in _PLAIN_NUMBERS:
        return Text(
            vi=f"ô chứa số {value:g} với định dạng '{cell.number_format}'.",
            en=f"the cell holds the number {value:g} in the format '{cell.number_format}'.",
        )
    return value


def _text(cell: Any) -> str | Text:
    """Return a cell as text, or what is wrong with it."""
    if isinstance(cell, Text):
        return cell
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return Text(vi=f"ô chứa '{cell}', không phải văn bản.", en=f"the cell holds '{cell}', which is no text.")
    return str(int(cell)) if float(cell).is_integer() else repr(cell)


def _other_header(names: Sequence[str], columns: Sequence[str]) -> Text:
    """Say how a header differs."""
    missing = ", ".join(name for name in columns if name not in names) or "–"
    unknown = ", ".join(name or "(trống/empty)" for name in names if name not in columns) or "–"
    return Text(
        vi=f"tiêu đề không đúng; thiếu cột: {missing}; cột lạ: {unknown}; mỗi cột chỉ có một lần.",
        en=f"the header is another; missing columns: {missing}; unknown columns: {unknown}; each column stands once.",
    )


def _place(file: str, number: int, column: str) -> str:
    return f"{file}, dòng/line {number}, {column}"


_SAVE_AS = Text(
    vi="Hãy lưu lại dạng .xlsx hoặc CSV UTF-8; `clusterplan missions export` ghi tệp mẫu đã điền những gì đã biết.",
    en="Save it as .xlsx or CSV UTF-8; `clusterplan missions export` writes a file with what is known.",
)
