"""The form for what is missing: one line for each indicator, texts and numbers alone, no formula."""

from __future__ import annotations

from pathlib import Path

from openpyxl.utils import get_column_letter

from clusterplan.language import Text
from clusterplan.planning.forms import add_text_sheet, new_form
from clusterplan.planning.wanted.listing import Wanted

__all__ = ["COLUMNS", "SHEET", "write_wanted_form"]

SHEET = "values"
"""Name of the sheet that is filled in."""
COLUMNS = (
    "vintage",
    "unit",
    "indicator",
    "title_vi",
    "title_en",
    "measure",
    "value",
    "year",
    "kind",
    "source",
    "office",
    "date",
    "expert",
    "organisation",
    "method",
    "note",
)
"""Its header."""
_GUIDE = (
    Text(
        vi="Ghi value (giá trị, theo đơn vị đo ở cột measure) và year (năm của giá trị); dòng không có giá trị thì để "
        "trống.",
        en="Fill in value (in the unit of the column measure) and year (the year that it is of); leave a line without "
        "a value empty.",
    ),
    Text(
        vi="kind = official: số liệu chính thức; cần source (tên tài liệu hoặc bảng), office (cơ quan ban hành) và "
        "date (ngày ban hành, NNNN-TT-NN).",
        en="kind = official: an official figure; it needs source (name of the document or table), office (who issued "
        "it) and date (of issue, YYYY-MM-DD).",
    ),
    Text(
        vi="kind = expert: nhận định chuyên gia; cần expert (họ tên), organisation (cơ quan), date (ngày) và method "
        "(cách ước lượng). Giá trị này có độ tin cậy thấp và có thể tắt toàn bộ bằng score.expert_values.",
        en="kind = expert: an expert's reading; it needs expert (name), organisation, date and method. Such values are "
        "graded low and are switched off as one by score.expert_values.",
    ),
    Text(
        vi="Không ghi công thức. Không ghi 0 thay cho số liệu còn thiếu.",
        en="Write no formula. Do not write 0 for what is missing.",
    ),
)


def write_wanted_form(path: Path, wanted: Wanted) -> Path:
    """Write the form as XLSX.

    Parameters
    ----------
    path
        File to write; it must not exist, so that nothing that was filled in is lost.
    wanted
        What is missing.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UsageError
        If the file exists, has another suffix than ``.xlsx``, or cannot be written.
    """
    with new_form(path) as book:
        asked = [part for part in wanted.indicators if part.measured]
        lines = [
            (wanted.vintage, wanted.unit, part.indicator, part.title_vi, part.title_en, part.measure) for part in asked
        ]
        add_text_sheet(book, SHEET, COLUMNS, lines)
        column = COLUMNS.index("value") + 1
        sheet = book[SHEET]
        sheet.column_dimensions[get_column_letter(column)].number_format = "General"
        for row in range(2, len(lines) + 2):
            sheet.cell(row, column).number_format = "General"  # so that a spreadsheet keeps what is typed as a number
        offices = [(part.indicator, part.holder_vi, part.holder_en) for part in asked]
        add_text_sheet(book, "offices", ("indicator", "cơ quan", "office"), offices)
        add_text_sheet(book, "guide", ("hướng dẫn", "guide"), [tuple(line) for line in _GUIDE])
    return path
