"""The few shapes that reports are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as RichText

from clusterplan.language import Language, Text

__all__ = ["bullets", "pairs", "section", "short", "table", "words"]

_WIDE = 30


def words(language: Language, *, vi: str, en: str) -> str:
    """Return a text in one language.

    Parameters
    ----------
    language
        Language wanted.
    vi, en
        The text in both.

    Returns
    -------
    str
        One of them.
    """
    return Text(vi=vi, en=en).in_language(language)


def section(title: str, body: RenderableType) -> RenderableType:
    """Return a bold heading with an indented body.

    Parameters
    ----------
    title
        Heading.
    body
        What stands under it.

    Returns
    -------
    rich renderable
        Both, and an empty line.
    """
    return Group(RichText(title, style="bold"), Padding(body, (0, 0, 1, 2)))


def bullets(lines: Iterable[str]) -> RenderableType:
    """Return a list.

    Parameters
    ----------
    lines
        Its items.

    Returns
    -------
    rich renderable
        One line or more for each item.
    """
    return Group(*(f"- {line}" for line in lines))


def pairs(rows: Iterable[tuple[str, str]]) -> Table:
    """Return names with what they stand for, without lines.

    Parameters
    ----------
    rows
        Name and text.

    Returns
    -------
    rich.table.Table
        Two columns.
    """
    grid = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(name, value)
    return grid


def table(title: str | None, headings: Sequence[str], right: Iterable[int] = (), wide: int | None = None) -> Table:
    """Return an empty table.

    Parameters
    ----------
    title
        Title above it.
    headings
        Column headings.
    right
        Positions of the columns that are flush right.
    wide
        Position of the column that is broken last when there is too little room.

    Returns
    -------
    rich.table.Table
        To be filled.
    """
    grid = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    numbers = set(right)
    for position, heading in enumerate(headings):
        justify: Literal["left", "right"] = "right" if position in numbers else "left"
        grid.add_column(heading, justify=justify, overflow="fold", min_width=_WIDE if position == wide else None)
    return grid


def short(name: str) -> str:
    """Return a name without what stands in brackets.

    Parameters
    ----------
    name
        A name.

    Returns
    -------
    str
        Its first part.

    Examples
    --------
    >>> short("Digital technology (AI, big data)")
    'Digital technology'
    """
    return name.partition(" (")[0]
