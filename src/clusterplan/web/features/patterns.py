r"""Patterns of LIKE: ``%`` is any text, ``_`` one character, ``\`` takes the next one literally."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

__all__ = ["Pattern"]

type _Piece = tuple[str | None, ...]
"""Characters in a row; none stands for any character."""


@dataclass(frozen=True)
class Pattern:
    r"""A pattern as the pieces between its ``%``, found one after the other: no pattern takes exponential time.

    Examples
    --------
    >>> Pattern.of("Đà%").fits("Đà Nẵng"), Pattern.of(r"100\\%").fits("1000"), Pattern.of("_ội%").fits("Nội")
    (True, False, True)
    """

    pieces: tuple[_Piece, ...]
    """Pieces in their order; one piece if there is no ``%``."""

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a pattern."""
        pieces: list[list[str | None]] = [[]]
        for part in re.findall(r"\\.|.", text, re.DOTALL):
            if part == "%":
                pieces.append([])
            else:
                pieces[-1].append(None if part == "_" else part[-1])
        return cls(tuple(tuple(piece) for piece in pieces))

    def fits(self, text: str) -> bool:
        """Tell whether a whole text fits."""
        first, *others = self.pieces
        if not others:
            return len(text) == len(first) and _stands(first, text, 0)
        *inner, last = others
        position, end = len(first), len(text) - len(last)
        if end < position or not _stands(first, text, 0) or not _stands(last, text, end):
            return False
        for piece in inner:
            starts = range(position, end - len(piece) + 1)
            found = next((start for start in starts if _stands(piece, text, start)), None)
            if found is None:
                return False
            position = found + len(piece)
        return True


def _stands(piece: _Piece, text: str, start: int) -> bool:
    return all(wanted is None or wanted == text[start + offset] for offset, wanted in enumerate(piece))
