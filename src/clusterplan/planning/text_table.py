"""A table of text as its rows of cells: the encoding and the separator are found, nothing is read as a number yet."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from clusterplan.errors import DataError, Fault
from clusterplan.geodata.door.dialect import DecimalMark, dialect_of, number_of
from clusterplan.geodata.door.encodings import decode_text
from clusterplan.language import Text

__all__ = ["TextTable", "read_text_table"]

_MOST_BYTES = 50_000_000
_PREVIEW = 80


@dataclass(frozen=True)
class TextTable:
    """The cells of a table in normal form C, without blanks at either end."""

    file: str
    """Name of the file."""
    encoding: str
    """How the text was read."""
    separator: str
    """What stood between columns."""
    header: tuple[str, ...]
    """Names of the columns."""
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Line in the file, and cells; empty lines are not among them."""

    def cells(self, column: str) -> list[tuple[int, str]]:
        """Return the cells of a column.

        Parameters
        ----------
        column
            A name of the header.

        Returns
        -------
        list of tuple of (int, str)
            Line and text.
        """
        place = self.header.index(column)
        return [(line, cells[place]) for line, cells in self.rows]

    def numbers(self, key: str, column: str, decimal: DecimalMark) -> dict[str, Decimal | None]:
        """Return the numbers of a column.

        Parameters
        ----------
        key
            Column of ids.
        column
            Column of numbers.
        decimal
            What stands before decimals.

        Returns
        -------
        dict of str to Decimal or None
            By id, exactly as written; nothing for an empty cell.
        """
        cells = zip(self.cells(key), self.cells(column), strict=True)
        return {unit: number_of(cell, decimal) if cell else None for (_, unit), (_, cell) in cells}

    def uneven_rows(self) -> Iterator[Fault]:
        """Yield a fault for every row that has not as many cells as the header.

        Yields
        ------
        Fault
            With the line.
        """
        for line, cells in self.rows:
            if len(cells) != len(self.header):
                what = Text(
                    vi=f"dòng có {len(cells)} ô, tiêu đề có {len(self.header)}",
                    en=f"the row has {len(cells)} cells, the header has {len(self.header)}",
                )
                yield Fault(f"{self.file}, row {line}", what)


def read_text_table(path: Path, encoding: str | None = None) -> TextTable:
    """Read a CSV file of a person's own.

    Parameters
    ----------
    path
        The file: columns separated by commas, semicolons or tabs.
    encoding
        How the text is written, if it does not show.

    Returns
    -------
    TextTable
        Its cells.

    Raises
    ------
    DataError
        If it cannot be read, or its encoding is not sure: then with what it would read like.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
    except OSError as wrong:
        reason = wrong.strerror or ""
        raise _unusable(path, Text(vi=f"không mở được: {reason}", en=f"cannot be opened: {reason}")) from None
    if not data:
        raise _unusable(path, Text(vi="tệp rỗng hoặc quá lớn", en="is empty or too large"))
    text, found = _decoded(path, data, encoding)
    separator = dialect_of(text).separator
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        lines = [(reader.line_num, tuple(map(_tidy, cells))) for cells in reader if any(map(_tidy, cells))]
    except csv.Error as wrong:
        raise _unusable(path, Text(vi=f"không đúng dạng CSV: {wrong}", en=f"is not CSV: {wrong}")) from None
    return TextTable(path.name, found, separator, lines[0][1] if lines else (), tuple(lines[1:]))


def _decoded(path: Path, data: bytes, encoding: str | None) -> tuple[str, str]:
    """Return text and encoding; what is not sure is refused with a suggestion."""
    found = decode_text(data, encoding)
    if found.encoding is None:
        advice = Text(vi="Hãy lưu lại dạng CSV UTF-8.", en="Save it again as CSV in UTF-8.")
        raise _unusable(path, Text(vi="không nhận ra bảng mã của văn bản", en="its encoding is not recognised"), advice)
    if not found.confident:
        preview = " ".join(found.text.split())[:_PREVIEW]
        what = Text(vi=f"bảng mã chưa chắc chắn: {preview!r}", en=f"the encoding is not sure: {preview!r}")
        advice = Text(
            vi=f"Nếu đọc đúng, thêm --encoding {found.encoding}.",
            en=f"If that reads right, add --encoding {found.encoding}.",
        )
        raise _unusable(path, what, advice)
    return found.text, found.encoding


def _tidy(cell: str) -> str:
    return unicodedata.normalize("NFC", cell).strip()


def _unusable(path: Path, what: Text, advice: Text | None = None) -> DataError:
    summary = Text(vi=f"Tệp {path.name} không dùng được.", en=f"The file {path.name} cannot be used.")
    return DataError(summary, [Fault(path.name, what, advice)])
