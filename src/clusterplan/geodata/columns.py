"""Values as the register types them: text stays text, missing stays missing, a wrong value is a fault with its row.

In memory ``text`` and ``date`` are pandas ``str``, ``integer`` is ``Int64``, ``number`` is ``float64`` and
``flag`` is ``boolean``; a missing value is ``NaN`` or ``NA`` in all of them, never 0 and never an empty text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from clusterplan.errors import Fault
from clusterplan.geodata.register import Column, ColumnType
from clusterplan.language import Text

__all__ = ["typed_column"]

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_FLAGS = {"yes": True, "no": False, True: True, False: False}
_PANDAS_TYPE: dict[ColumnType, Any] = {
    "text": "str",
    "date": "str",
    "integer": "Int64",
    "number": "float64",
    "flag": "boolean",
}


def typed_column(values: pd.Series[Any], column: Column, place: str) -> tuple[pd.Series[Any], list[Fault]]:
    """Turn a column as read from a file into the type that the register gives it.

    Parameters
    ----------
    values
        Raw values of one column, one per row, in the file's order.
    column
        The column's description.
    place
        Name of the file, for faults.

    Returns
    -------
    tuple of (pandas.Series, list of Fault)
        The typed column, and one fault for each value that does not fit (missing in the result).

    Examples
    --------
    >>> area = Column(name="area", type="number", unit="km2", description_vi="Diện tích", description_en="Area")
    >>> typed, faults = typed_column(pd.Series(["1.5", None, "1,5"]), area, "units.csv")
    >>> typed.tolist()
    [1.5, nan, nan]
    >>> print(faults[0].in_language("en"))
    units.csv, row 3, area: '1,5' is not a number
    """
    convert = _CONVERT[column.type]
    typed: list[Any] = []
    faults: list[Fault] = []
    for row, value in enumerate(values.tolist(), start=1):
        try:
            typed.append(None if _is_missing(value) else convert(value))
        except (TypeError, ValueError, KeyError):
            typed.append(None)
            faults.append(Fault(f"{place}, row {row}, {column.name}", _mismatch(value, column.type)))
    return pd.Series(typed, index=values.index, name=column.name, dtype=_PANDAS_TYPE[column.type]), faults


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value == "" or (isinstance(value, float) and math.isnan(value))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _integer(value: Any) -> int:
    if isinstance(value, bool):
        raise TypeError
    return int(value) if isinstance(value, str) else _whole(float(value))


def _whole(value: float) -> int:
    if not value.is_integer():
        raise ValueError
    return int(value)


def _number(value: Any) -> float:
    number = float(value)
    if isinstance(value, bool) or not math.isfinite(number):
        raise ValueError
    return number


def _date(value: Any) -> str:
    if not _DATE.fullmatch(_text(value)):
        raise ValueError
    return str(value)


_CONVERT: dict[ColumnType, Callable[[Any], Any]] = {
    "text": _text,
    "date": _date,
    "integer": _integer,
    "number": _number,
    "flag": _FLAGS.__getitem__,
}
_NOUN: dict[ColumnType, Text] = {
    "text": Text(vi="văn bản", en="text"),
    "date": Text(vi="ngày dạng NNNN-TT-NN", en="a date as YYYY, YYYY-MM or YYYY-MM-DD"),
    "integer": Text(vi="số nguyên", en="a whole number"),
    "number": Text(vi="số", en="a number"),
    "flag": Text(vi="yes hoặc no", en="yes or no"),
}


def _mismatch(value: Any, kind: ColumnType) -> Text:
    noun = _NOUN[kind]
    return Text(vi=f"{value!r} không phải là {noun.vi}", en=f"{value!r} is not {noun.en}")
