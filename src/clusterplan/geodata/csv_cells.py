"""Cells of a CSV file that a spreadsheet shows and never runs, and back: what is written is what is read.

A text that a spreadsheet would take for a formula gets one more apostrophe in front.
"""

from __future__ import annotations

import re

__all__ = ["from_csv_cell", "to_csv_cell"]

_WOULD_RUN = re.compile(r"'*[=+\-@\t\r]")


def to_csv_cell(text: str) -> str:
    """Return a text that a spreadsheet shows and never runs.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        With one apostrophe more if it would start a formula.

    Examples
    --------
    >>> to_csv_cell("=1+1"), to_csv_cell("'=1"), to_csv_cell("'a"), to_csv_cell("007")
    ("'=1+1", "''=1", "'a", '007')
    """
    return f"'{text}" if _WOULD_RUN.match(text) else text


def from_csv_cell(text: str) -> str:
    """Return the text that :func:`to_csv_cell` was given.

    Parameters
    ----------
    text
        A cell of a CSV file.

    Returns
    -------
    str
        Without the apostrophe that keeps a formula from running.

    Examples
    --------
    >>> [from_csv_cell(to_csv_cell(text)) for text in ("=1+1", "'=1", "'a", "-")]
    ['=1+1', "'=1", "'a", '-']
    """
    return text[1:] if text.startswith("'") and _WOULD_RUN.match(text) else text
