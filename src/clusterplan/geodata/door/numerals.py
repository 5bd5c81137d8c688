"""Numbers as people write them. A mark that may stand before decimals or between thousands is a doubt, not a guess."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

from clusterplan.geodata.door.dialect import DecimalMark, decimal_mark, is_in_doubt, number_of
from clusterplan.language import Text

__all__ = ["MISSING_TOKENS", "NumberError", "Numerals"]

MISSING_TOKENS = frozenset(
    [
        "-",
        "–",
        "—",
        "--",
        "...",
        "…",
        "n/a",
        "na",
        "n.a.",
        "#n/a",
        "nan",
        "null",
        "none",
        "nil",
        "?",
        "x",
        "không có",
        "kcs",
    ]
)
"""What people and programs write for missing, in lower case: no values, and not taken as missing unasked."""

_PLAIN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([.,\s][0-9]{3})+([.,][0-9]+)?")
_WITH_UNIT = re.compile(r"[+-]?[0-9][0-9.,\s]*\s*(%|‰|[^\W\d_][\w/².³ ]*)")
_NOT_FINITE = frozenset(["inf", "+inf", "-inf", "infinity", "-infinity", "∞"])


class NumberError(ValueError):
    """A text that is no plain number: the kind of fault, and its details."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details


class Numerals:
    """How the numbers of one column are read.

    Parameters
    ----------
    declared
        The decimal mark, if a person said it: thousands may then be set apart by the other mark or by blanks.
    texts
        All texts of the column: they may settle what a doubtful one of them means, and nothing of another column.
    """

    def __init__(self, declared: DecimalMark | None, texts: Iterable[str] = ()) -> None:
        self._declared = declared
        self._settled = decimal_mark(texts)

    def number(self, text: str) -> float:
        """Return a number.

        Parameters
        ----------
        text
            A cell, not empty.

        Returns
        -------
        float
            Finite.

        Raises
        ------
        NumberError
            If it is no number, or one that could be read in two ways.

        Examples
        --------
        >>> Numerals(",").number("1.234,5")
        1234.5
        >>> Numerals(None).number("12.5")
        12.5
        """
        written = text.strip()
        if written.lower() in _NOT_FINITE:
            raise NumberError("value-not-finite")
        if self._declared is not None:
            try:
                return _finite(float(number_of(written, self._declared)))
            except (ValueError, OverflowError):
                raise NumberError(_kind(written)) from None
        if is_in_doubt(written) and self._settled != ".":
            raise NumberError("number-ambiguous", **_two_readings(written))
        if _PLAIN.fullmatch(written):
            return _finite(float(written))
        raise NumberError(_kind(written), decimal="comma" if _points_group(written) else "point")


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise NumberError("value-not-finite")
    return number


def _kind(written: str) -> str:
    if _GROUPED.fullmatch(written):
        return "number-thousands"
    if _COMMA.fullmatch(written):
        return "number-comma"
    return "number-unit" if _WITH_UNIT.fullmatch(written) else "value-type"


def _points_group(written: str) -> bool:
    return written.count(".") > 1 or written.rfind(",") > written.rfind(".")


def _two_readings(written: str) -> dict[str, Any]:
    whole, part = re.split("[.,]", written)
    return {"small": Text(vi=f"{whole},{part}", en=f"{whole}.{part}"), "large": f"{whole}{part}"}
