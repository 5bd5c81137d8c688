"""How a table of text is written: what separates its columns, and which mark stands before the decimals.

``1.234`` is one and a bit in English and one thousand two hundred and thirty-four in Vietnamese. Other numbers of the
same file may settle it; if they do not, it is a doubt that a person must settle.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Literal

__all__ = ["DecimalMark", "TableDialect", "decimal_mark", "dialect_of", "is_in_doubt", "number_of"]

type DecimalMark = Literal[".", ","]

_SEPARATORS = (",", ";", "\t", "|")
_ROWS_LOOKED_AT = 500
_BLANKS = " \u00a0\u2009\u202f"
"""What may stand between thousands in either language: blanks, also narrow and unbreakable ones."""


@dataclass(frozen=True)
class TableDialect:
    """How a table of text is written."""

    separator: str
    """What stands between columns."""
    confident: bool
    """Whether one separator alone gives every row as many fields as the header."""
    decimal: DecimalMark | None
    """What stands before decimals; nothing if no number shows it."""
    doubtful: tuple[str, ...]
    """Numbers that read differently in both languages where no other number settles it; the first five."""


def dialect_of(text: str) -> TableDialect:
    r"""Return how a table of text is written.

    Parameters
    ----------
    text
        The whole text with its header, or its beginning.

    Returns
    -------
    TableDialect
        Found by evidence; what is doubtful is said.

    Examples
    --------
    >>> dialect_of("mã;diện tích\n01;3.359,8\n04;6700,4")
    TableDialect(separator=';', confident=True, decimal=',', doubtful=())
    >>> dialect_of("code,people\n01,1.234").doubtful
    ('1.234',)
    """
    counts = {tried: [len(row) for row in _rows(text, tried)] for tried in _SEPARATORS}
    fitting = [separator for separator, found in counts.items() if len(set(found)) == 1 and found[0] > 1]
    separator = fitting[0] if fitting else max(_SEPARATORS, key=lambda tried: counts[tried][:1] or [0])
    rows = islice(_rows(text, separator), 1, None)
    cells = [cell for row in rows for cell in row]
    decimal = decimal_mark(cells)
    doubtful = () if decimal else tuple(dict.fromkeys(cell.strip() for cell in cells if is_in_doubt(cell)))
    return TableDialect(separator, len(fitting) == 1, decimal, doubtful[:5])


def decimal_mark(cells: Iterable[str]) -> DecimalMark | None:
    """Return which mark stands before the decimals of some numbers.

    Parameters
    ----------
    cells
        Texts of which some are numbers.

    Returns
    -------
    DecimalMark or None
        Nothing if no number settles it, or if some say the one and some the other.

    Examples
    --------
    >>> decimal_mark(["1.234", "1,5"])
    ','
    >>> decimal_mark(["1.234", "5"]) is None
    True
    """
    said = {mark for cell in cells for mark, form in _SETTLING.items() if form.fullmatch(cell)}
    return said.pop() if len(said) == 1 else None


def is_in_doubt(cell: str) -> bool:
    """Return whether a number is another one in the other language.

    Parameters
    ----------
    cell
        A cell of a table.

    Returns
    -------
    bool
        True for ``1.234`` and ``1,234``.

    Examples
    --------
    >>> [is_in_doubt(cell) for cell in ("1.234", "0.234", "1.23", "1.234.567")]
    [True, False, False, False]
    """
    return _IN_DOUBT.fullmatch(cell) is not None


def number_of(cell: str, decimal: DecimalMark = ".") -> Decimal:
    """Return a number exactly as it is written.

    Parameters
    ----------
    cell
        A number; thousands may be set apart by blanks or by the mark that does not stand before decimals.
    decimal
        What stands before decimals.

    Returns
    -------
    decimal.Decimal
        The number; nothing is rounded.

    Raises
    ------
    ValueError
        If it is not such a number.

    Examples
    --------
    >>> number_of("1.234.567,5", ","), number_of("-12", ",")
    (Decimal('1234567.5'), Decimal('-12'))
    """
    written = cell.strip().replace("\u2212", "-")
    if not _number_form(decimal).fullmatch(written):
        raise ValueError(f"{cell!r} is not a number with the decimal mark {decimal!r}")
    grouping = _BLANKS + ("." if decimal == "," else ",")
    return Decimal(written.translate(dict.fromkeys(map(ord, grouping))).replace(",", "."))


def _number_form(decimal: DecimalMark) -> re.Pattern[str]:
    other = r"\." if decimal == "," else ","
    whole = rf"[0-9]{{1,3}}(?:[{_BLANKS}][0-9]{{3}})+|[0-9]{{1,3}}(?:{other}[0-9]{{3}})+|[0-9]+"
    return re.compile(rf"[+-]?(?:{whole})(?:{re.escape(decimal)}[0-9]+)?(?:[eE][+-]?[0-9]{{1,3}})?")


def _settling(decimal: DecimalMark) -> re.Pattern[str]:
    """Return the form of numbers that are numbers with this decimal mark alone."""
    own, other = (",", r"\.") if decimal == "," else (r"\.", ",")
    grouped, twice = rf"[0-9]{{1,3}}(?:{other}[0-9]{{3}})+", rf"[0-9]{{1,3}}(?:{other}[0-9]{{3}}){{2,}}"
    few, many, long, zero = (
        rf"[0-9]+{own}[0-9]{{1,2}}",
        rf"[0-9]+{own}[0-9]{{4,}}",
        rf"[0-9]{{4,}}{own}[0-9]+",
        rf"0{own}[0-9]+",
    )
    return re.compile(rf"\s*[+-]?(?:{grouped}{own}[0-9]+|{twice}|{few}|{many}|{long}|{zero})\s*")


_SETTLING: dict[DecimalMark, re.Pattern[str]] = {".": _settling("."), ",": _settling(",")}
_IN_DOUBT = re.compile(r"\s*[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}\s*")


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    """Yield rows up to the first that is no CSV with this separator."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        yield from islice((row for row in reader if row), _ROWS_LOOKED_AT)
    except csv.Error:
        return
