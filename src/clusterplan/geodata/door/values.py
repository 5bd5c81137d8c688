"""Values against their columns: types, allowed words, ranges, units that are off by a hundred."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pandas as pd

from clusterplan.geodata.door.dialect import DecimalMark
from clusterplan.geodata.door.inspection import Inspection, did_you_mean
from clusterplan.geodata.door.numerals import MISSING_TOKENS, NumberError, Numerals
from clusterplan.geodata.door.workbooks import CellDate
from clusterplan.geodata.register import Column, ColumnType, LayerRecord
from clusterplan.language import Text

__all__ = ["NOUNS", "typed_cells"]

NOUNS: dict[ColumnType, Text] = {
    "text": Text(vi="văn bản", en="text"),
    "date": Text(vi="ngày dạng NNNN-TT-NN", en="a date as YYYY, YYYY-MM or YYYY-MM-DD"),
    "integer": Text(vi="số nguyên", en="a whole number"),
    "number": Text(vi="số", en="a number"),
    "flag": Text(vi="yes hoặc no", en="yes or no"),
}
"""What a column of each type wants."""

_FLAGS = {"yes": True, "no": False}
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_LARGEST = 2**53
_WRITTEN_BY_PROGRAMS = frozenset(["nan", "null", "#n/a", "n/a"])
"""What stands for missing in a column of text, where a dash or a word may be meant."""
_PANDAS: dict[ColumnType, Any] = {
    "text": "str",
    "date": "str",
    "integer": "Int64",
    "number": "float64",
    "flag": "boolean",
}


class _WrongValueError(Exception):
    """A value does not fit its column."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details


def typed_cells(
    cells: pd.DataFrame, record: LayerRecord, decimal: DecimalMark | None, inspection: Inspection
) -> pd.DataFrame:
    """Return cells as the record types them; what does not fit is noted and missing in the result.

    Parameters
    ----------
    cells
        Values as read, under the record's names, texts already checked.
    record
        What the columns should hold.
    decimal
        The decimal mark of the file's texts, if a person declared it.
    inspection
        Takes note of every value that does not fit.

    Returns
    -------
    pandas.DataFrame
        The same rows and columns.
    """
    columns = [column for column in record.columns if column.name in cells]
    numbers = [column.name for column in columns if column.type in ("integer", "number")]
    typed = {}
    for column in columns:
        is_key = column.name == record.key
        texts = [value for value in cells[column.name] if isinstance(value, str)] if column.name in numbers else []
        numerals = Numerals(decimal, texts)  # columns of one file may have been written by different hands
        values = _typed(cells[column.name], column, is_key, numerals, inspection)
        typed[column.name] = pd.Series(values, index=cells.index, dtype=_PANDAS[column.type])
        _check_allowed(typed[column.name], column, inspection)
        if column.name in numbers:
            _check_range(typed[column.name], column, inspection)
            _check_outliers(typed[column.name], column, inspection)
    return pd.DataFrame(typed, index=cells.index)


def _typed(
    cells: pd.Series[Any], column: Column, is_key: bool, numerals: Numerals, inspection: Inspection
) -> list[Any]:
    found: list[Any] = []
    for row, raw in zip(cells.index, cells.tolist(), strict=True):
        value = None if _is_missing(raw) else raw
        if isinstance(value, str) and _is_token(value, column, is_key):
            if inspection.asked("blank-tokens"):
                inspection.repaired["blank-tokens"] += 1
            else:
                inspection.note("value-token", row=row, field=column.name, value=value)
                found.append(None)
                continue
            value = None
        if value is None:
            if column.required and not is_key:  # a missing key is told with the ids
                inspection.note("value-missing", row=row, field=column.name)
            found.append(None)
            continue
        try:
            found.append(_of_type(value, column.type, numerals))
        except (_WrongValueError, NumberError) as wrong:
            details = {"wanted": NOUNS[column.type], "unit": column.unit or "1", "decimal": "comma"} | wrong.details
            inspection.note(wrong.code, row=row, field=column.name, value=value, **details)
            found.append(None)
    return found


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value == ""


def _is_token(value: str, column: Column, is_key: bool) -> bool:
    """Tell whether a text stands for missing. ``NA`` may be an id, and any word may be an allowed one."""
    if is_key or column.refers_to or value in column.allowed:
        return False
    token = value.strip().lower()
    return token in (_WRITTEN_BY_PROGRAMS if column.type == "text" else MISSING_TOKENS)


def _of_type(value: Any, kind: ColumnType, numerals: Numerals) -> Any:
    if kind in ("text", "date"):
        return _text(value, kind)
    if isinstance(value, CellDate):
        raise _WrongValueError("cell-date")
    if kind == "flag":
        return _flag(value)
    if kind == "integer" and isinstance(value, int) and abs(value) > _LARGEST:
        raise _WrongValueError("value-type")
    number = _number(value, numerals)
    if kind == "number":
        return number
    if not number.is_integer() or abs(number) >= _LARGEST:
        raise _WrongValueError("value-type")
    return int(number)


def _text(value: Any, kind: ColumnType) -> str:
    if isinstance(value, CellDate) and kind == "text":
        raise _WrongValueError("cell-date")
    if not isinstance(value, str):
        raise _WrongValueError("value-type")
    if kind == "date" and not _DATE.fullmatch(value):
        raise _WrongValueError("value-type")
    return str(value)


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _FLAGS:
        return _FLAGS[value]
    raise _WrongValueError("value-type")


def _number(value: Any, numerals: Numerals) -> float:
    if isinstance(value, bool):
        raise _WrongValueError("value-type")
    if isinstance(value, str):
        return numerals.number(value)
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise _WrongValueError("value-type") from None
    if not math.isfinite(number):
        raise _WrongValueError("value-not-finite")
    return number


def _check_allowed(values: pd.Series[Any], column: Column, inspection: Inspection) -> None:
    if not column.allowed:
        return
    for row, value in values[values.notna() & ~values.isin(column.allowed)].items():
        details: dict[str, Any] = {
            "allowed": ", ".join(column.allowed),
            "near": did_you_mean(str(value), column.allowed),
        }
        inspection.note("value-allowed", row=_number_of_row(row), field=column.name, value=str(value), **details)


def _check_range(values: pd.Series[Any], column: Column, inspection: Inspection) -> None:
    low = -math.inf if column.minimum is None else column.minimum
    high = math.inf if column.maximum is None else column.maximum
    is_share = (low, high) == (0, 1)
    for row, value in values[values.notna() & ((values < low) | (values > high))].items():
        code = "number-percent" if is_share and 1 < value <= 100 else "number-range"
        details = {"low": f"{low:g}", "high": f"{high:g}", "unit": "" if column.unit in (None, "1") else column.unit}
        inspection.note(code, row=_number_of_row(row), field=column.name, value=value, **details)


_FEWEST = 5
_FAR = 100


def _check_outliers(values: pd.Series[Any], column: Column, inspection: Inspection) -> None:
    """Note single values a hundred times above the next or below the one before: a unit may have changed there."""
    sizes = values.dropna().astype(float).abs()
    sizes = sizes[sizes > 0]
    if len(sizes) < _FEWEST:
        return
    middle = float(np.median(sizes))
    for row, size in sizes[(sizes > _FAR * middle) | (sizes * _FAR < middle)].items():
        others = sizes.drop(row)
        nearest = float(others.iloc[int(np.abs(np.log(others.to_numpy()) - math.log(size)).argmin())])
        if max(size / nearest, nearest / size) >= _FAR:
            against = Text(vi="giá trị gần nhất", en="the nearest value")
            details: dict[str, Any] = {"other": f"{nearest:g}", "against": against, "unit": column.unit or "1"}
            inspection.note("number-outlier", row=_number_of_row(row), field=column.name, value=size, **details)


def _number_of_row(label: Any) -> int:
    return int(label)
