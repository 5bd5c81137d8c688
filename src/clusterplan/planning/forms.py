"""Forms that people fill in: workbooks in which every cell is text, written once and never over a filled one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text

__all__ = ["add_text_sheet", "new_form"]


@contextmanager
def new_form(path: Path) -> Iterator[Workbook]:
    """Yield a workbook without sheets, and write it when they are there.

    Parameters
    ----------
    path
        File to write; it must not exist, so that nothing that was filled in is lost.

    Yields
    ------
    openpyxl.Workbook
        To put the sheets in.

    Raises
    ------
    UsageError
        If the file exists, has another suffix than ``.xlsx``, or cannot be written.
    """
    if path.suffix.casefold() != ".xlsx":
        raise _refused(path, Text(vi="mẫu được ghi dạng .xlsx.", en="the form is written as .xlsx."))
    if path.exists():
        raise _refused(path, Text(vi="tệp đã có; hãy chọn tên khác.", en="exists already; choose another name."))
    book = Workbook()
    book.remove(book.worksheets[0])
    yield book
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    except OSError as wrong:
        raise _refused(path, Text(vi="không ghi được.", en=f"cannot be written: {wrong.strerror}.")) from None


def add_text_sheet(book: Workbook, name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Add a sheet in which every cell, also one that is filled in later, is text: a code keeps its zero.

    Parameters
    ----------
    book
        Where it is added.
    name
        Name of the sheet.
    header
        First line.
    rows
        The lines below it.
    """
    sheet: Worksheet = book.create_sheet(name)
    for column in range(1, len(header) + 1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].number_format = "@"
        sheet.column_dimensions[letter].width = 28
    for number, row in enumerate([header, *rows], start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = text
            cell.data_type = "s"  # also what begins with an equals sign
            cell.number_format = "@"
            cell.font = Font(bold=number == 1)
    sheet.freeze_panes = "A2"


def _refused(path: Path, what: Text) -> UsageError:
    """Return the error for a form that cannot be written there."""
    return UsageError(Text(vi="Không ghi được mẫu.", en="The form cannot be written."), [Fault(path.name, what)])
