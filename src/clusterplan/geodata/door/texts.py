"""Texts: Unicode form, blanks, hidden characters, formulas, letters that an encoding has spoilt."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pandas as pd

from clusterplan.geodata.door.encodings import mended
from clusterplan.geodata.door.inspection import Inspection, shown
from clusterplan.geodata.door.workbooks import CellDate

__all__ = ["checked_texts"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_LINE_BREAKS = "\n\r"


def checked_texts(cells: pd.DataFrame, inspection: Inspection) -> pd.DataFrame:
    """Return cells with their texts in Unicode normal form C; every text that is not plain is noted.

    Parameters
    ----------
    cells
        Values as read, under the record's names.
    inspection
        Takes note of what is wrong; asked for, ``trim`` takes blanks off both ends.

    Returns
    -------
    pandas.DataFrame
        The same rows and columns.
    """
    columns = {}
    for name in cells:
        values = [
            _checked(value, row, str(name), inspection) if isinstance(value, str) else value
            for row, value in zip(cells.index, cells[name].tolist(), strict=True)
        ]
        columns[name] = pd.Series(values, index=cells.index, dtype=object)
    return pd.DataFrame(columns, index=cells.index)


def _checked(text: str, row: int, field: str, inspection: Inspection) -> Any:
    if len(text) > inspection.limits.text:
        inspection.note("text-long", row=row, field=field, count=len(text), most=inspection.limits.text)
        return text
    if isinstance(text, CellDate) or (text.isascii() and text.isalnum()):
        return text
    normal = _normal(text, row, field, inspection)
    hidden = next((letter for letter in normal if _is_hidden(letter)), None)
    if hidden is not None:
        sign = f"U+{ord(hidden):04X}"
        inspection.note("text-control", row=row, field=field, value=normal, sign=sign)
    elif "\ufffd" in normal:
        inspection.note("text-replacement", row=row, field=field, value=normal)
    elif (before := mended(normal)) is not None:
        inspection.note("text-mojibake", row=row, field=field, value=normal, near=shown(before))
    elif normal.startswith(_FORMULA) and not _is_harmless(normal):
        inspection.note("text-formula", row=row, field=field, value=normal)
    return normal


def _normal(text: str, row: int, field: str, inspection: Inspection) -> str:
    normal = unicodedata.normalize("NFC", text)
    if normal != text:
        inspection.note("text-normal-form", row=row, field=field, value=text)
    if normal.strip() != normal:
        if inspection.asked("trim"):
            inspection.repaired["trim"] += 1
            return normal.strip()
        inspection.note("text-blanks", row=row, field=field, value=normal)
    return normal


def _is_hidden(letter: str) -> bool:
    return letter not in _LINE_BREAKS and letter != "\t" and unicodedata.category(letter) in _HIDDEN


_RUNS = re.compile(r"\w\(|[|!]")
"""A function that is called, a program that is started, another sheet."""


def _is_harmless(text: str) -> bool:
    """Tell a sign that stands alone, a number with a sign, and an item of a list from a formula."""
    rest = text[1:].replace(",", "").replace(".", "").replace(" ", "")
    if not any(letter.isalnum() for letter in rest):
        return True
    return text[0] in "+-" and (rest.isdigit() or (text[1:2] == " " and not _RUNS.search(text)))
