"""Spreadsheets as rows of text: XLSX and CSV. The format is told by the first bytes, never by the name.

Nothing in a file is run: a formula is a fault, macros and links are not looked at, and a file that is large, or small
and unpacks to something large, is refused before it is read.
"""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text

__all__ = ["Row", "as_text", "opened_workbook", "read_bytes", "read_csv", "read_xlsx", "unreadable"]

_MOST_BYTES = 5_000_000
_MOST_BYTES_UNPACKED = 50_000_000
_MOST_ROWS = 2_000
_MOST_COLUMNS = 50
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Row:
    """One line of a sheet that is not empty."""

    where: str
    """File, sheet and line, for messages."""
    cells: tuple[str, ...]
    """Texts in normal form C, without blanks at either end; none after the last one that is not empty."""


def read_bytes(path: Path) -> bytes:
    """Return a file's content if it is small enough to be a list of clusters.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    bytes
        Its content.

    Raises
    ------
    UsageError
        If it cannot be read or is too large.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            what = Text(
                vi=f"tệp lớn hơn {_MOST_BYTES // 1_000_000} MB.", en=f"is larger than {_MOST_BYTES // 1_000_000} MB."
            )
            raise unreadable(path, what)
        return path.read_bytes()
    except OSError as wrong:
        reason = wrong.strerror or ""
        raise unreadable(path, Text(vi=f"không mở được: {reason}", en=f"cannot be opened: {reason}")) from None


def read_csv(content: bytes, path: Path, headers: Mapping[str, Sequence[str]]) -> dict[str, list[Row]]:
    """Read sheets that stand one below the other in a CSV file, each under its own header line.

    Parameters
    ----------
    content
        The file's bytes: UTF-8; columns separated by commas, semicolons or tabs.
    path
        The file, for messages.
    headers
        Header line by sheet.

    Returns
    -------
    dict of str to list of Row
        The lines of each sheet, its header first; sheets that the file lacks are not in it. Lines before the first
        header belong to the sheet ``""``.

    Raises
    ------
    UsageError
        If the file is no text or has too many lines.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        what = Text(vi="không phải XLSX, cũng không phải văn bản UTF-8.", en="is neither XLSX nor text in UTF-8.")
        raise unreadable(path, what, _SAVE_AS) from None
    if "\x00" in text:
        raise unreadable(path, Text(vi="không phải tệp văn bản.", en="is no text file."), _SAVE_AS)
    delimiter = max(_DELIMITERS, key=lambda mark: _number_of_headers(text, mark, headers))
    sheets: dict[str, list[Row]] = {}
    sheet = ""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for cells in reader:
            row = Row(f"{path.name}, {_line(reader.line_num)}", _trimmed(cells))
            sheet = next((name for name, header in headers.items() if _is_header(row.cells, header)), sheet)
            if row.cells:
                sheets.setdefault(sheet, []).append(row)
            if reader.line_num > _MOST_ROWS:
                raise unreadable(path, _too_long())
    except csv.Error as wrong:
        what = Text(vi=f"dòng {reader.line_num} không đúng dạng CSV: {wrong}.", en=f"line {reader.line_num}: {wrong}.")
        raise unreadable(path, what) from None
    return sheets


def read_xlsx(content: bytes, path: Path, names: Iterable[str]) -> tuple[dict[str, list[Row]], list[Fault]]:
    """Read sheets of an XLSX file by name; other sheets are not looked at.

    Parameters
    ----------
    content
        The file's bytes.
    path
        The file, for messages.
    names
        Names of the sheets.

    Returns
    -------
    tuple of dict and list
        The lines of each sheet, its header first; and a fault for every cell that holds a formula or an error.

    Raises
    ------
    UsageError
        If the file is broken, unpacks to too much, or has too many lines.
    """
    sheets: dict[str, list[Row]] = {}
    faults: list[Fault] = []
    with opened_workbook(content, path, _SAVE_AS) as workbook:
        for name in names:
            if name in workbook.sheetnames:
                sheets[name] = list(_rows(workbook[name], f"{path.name}, {name}", faults))
                if len(sheets[name]) > _MOST_ROWS:
                    raise unreadable(path, _too_long())
    return sheets, faults


@contextmanager
def opened_workbook(content: bytes, path: Path, advice: Text) -> Iterator[Any]:
    """Open a workbook that nobody vouches for; the block reads its cells.

    Parameters
    ----------
    content
        The file's bytes.
    path
        The file, for messages.
    advice
        What to do if it is broken.

    Yields
    ------
    openpyxl.Workbook
        Formulas as they stand, nothing of other files.

    Raises
    ------
    UsageError
        If the file unpacks to too much, or breaks while it is read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > _MOST_BYTES_UNPACKED:
            raise unreadable(path, Text(vi="giải nén ra quá lớn.", en="unpacks to too much."), advice)
        yield load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except UsageError:
        raise
    except Exception:  # noqa: BLE001 - a broken file makes the reader raise anything
        raise unreadable(path, Text(vi="tệp XLSX bị hỏng.", en="is a broken XLSX file."), advice) from None


def as_text(value: Any) -> str:
    """Return a cell as text. A number stays a number: a code that lost its zero is not guessed.

    Parameters
    ----------
    value
        Content of the cell.

    Returns
    -------
    str
        Text in normal form C.

    Examples
    --------
    >>> as_text("  Hà Nội "), as_text(1.0), as_text(None)
    ('Hà Nội', '1', '')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", str(value)).strip()


def unreadable(path: Path, what: Text, advice: Text | None = None) -> UsageError:
    """Return the error for a file that holds no list.

    Parameters
    ----------
    path
        The file.
    what
        What is wrong with it.
    advice
        What to do.

    Returns
    -------
    UsageError
        To be raised.
    """
    summary = Text(vi=f"Không dùng được tệp {path.name}.", en=f"The file {path.name} cannot be used.")
    return UsageError(summary, [Fault(path.name, what, advice)])


_SAVE_AS = Text(
    vi="Hãy lưu lại dạng .xlsx hoặc CSV UTF-8; `clusterplan evaluate --template` cho mẫu trống.",
    en="Save it as .xlsx or CSV UTF-8; `clusterplan evaluate --template` writes an empty form.",
)


def _rows(sheet: Any, where: str, faults: list[Fault]) -> Iterator[Row]:
    """Yield the lines of a sheet that are not empty; note formulas and errors."""
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    for number, cells in enumerate(sheet.iter_rows(max_row=_MOST_ROWS + 2, max_col=_MOST_COLUMNS), start=1):
        place = f"{where}, {_line(number)}"
        kinds = {cell.data_type for cell in cells if cell.value is not None}
        if "f" in kinds:
            what = Text(vi="có ô chứa công thức.", en="a cell holds a formula.")
            advice = Text(vi="Hãy dán giá trị thay cho công thức.", en="Paste the value instead; nothing is computed.")
            faults.append(Fault(place, what, advice))
        elif "e" in kinds:
            faults.append(Fault(place, Text(vi="có ô báo lỗi.", en="a cell holds an error.")))
        elif row := _trimmed([as_text(cell.value) for cell in cells]):
            yield Row(place, row)


def _trimmed(cells: Iterable[Any]) -> tuple[str, ...]:
    """Return the texts of a line up to the last one that is not empty."""
    texts = [as_text(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _is_header(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a line is a header: its first and last word are enough to know it, so that a fault can be named."""
    typed = [cell.casefold() for cell in cells]
    return len(set(typed) & set(header)) >= len(header) - 1


def _number_of_headers(text: str, delimiter: str, headers: Mapping[str, Sequence[str]]) -> int:
    """Return how many lines are headers with a delimiter."""
    lines = (tuple(cell.strip() for cell in line.split(delimiter)) for line in text.splitlines()[:_MOST_ROWS])
    return sum(_is_header(line, header) for line in lines for header in headers.values())


def _line(number: int) -> str:
    return f"dòng/line {number}"


def _too_long() -> Text:
    return Text(vi=f"có hơn {_MOST_ROWS} dòng.", en=f"has more than {_MOST_ROWS} lines.")
