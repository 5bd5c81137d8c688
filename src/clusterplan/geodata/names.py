"""Names as people type them: normal form C, marks and case folded for comparing, never for storing."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

__all__ = ["nearest_name", "unaccented"]


def unaccented(name: str) -> str:
    """Return a name without Vietnamese marks, for searching and comparing.

    Parameters
    ----------
    name
        A name in any Unicode normal form.

    Returns
    -------
    str
        The same letters without marks; ``đ`` becomes ``d``.

    Examples
    --------
    >>> unaccented("Đắk Lắk")
    'Dak Lak'
    """
    decomposed = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like a given one, if any is near.

    Parameters
    ----------
    name
        What was typed.
    known
        Names that exist.

    Returns
    -------
    str or None
        A suggestion only: a guess is never used in place of what was typed.

    Examples
    --------
    >>> nearest_name("provinse", ["provinces", "regions"])
    'provinces'
    """
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return found[0] if found else None
