"""How old data are on a given day: layers and tables by their vintage, values by the year that they hold for.

The day is always named. A plan never looks at the clock: it would be another plan tomorrow.
"""

from __future__ import annotations

import datetime
import re
from typing import Literal

import pandas as pd
from pydantic import Field

from clusterplan.domain import Frozen
from clusterplan.geodata import LayerRecord
from clusterplan.geodata.holdings import current_register
from clusterplan.planning.facts import Facts

__all__ = ["Stale", "StaleData", "stale_data", "year_of"]


class StaleData(Frozen):
    """A layer or table that is old, or holds old values."""

    layer: str
    """Id of the layer or table."""
    vintage: str
    """Date or year for which it holds."""
    is_old: bool
    """Whether its vintage is older than the limit."""
    rows: int
    """Rows that it has."""
    old_rows: int
    """Rows whose own year is older than the limit."""
    undated_rows: int
    """Rows whose year is missing, of a table that has years: their age is not known."""
    oldest: int | None
    """The oldest year in it; null without years."""


class Stale(Frozen):
    """What is older than a limit on a day."""

    schema_: Literal["clusterplan/stale/1"] = Field(default="clusterplan/stale/1", alias="schema")
    """Name and version of this shape."""
    on: datetime.date
    """The day."""
    limit_years: int
    """Years that data may be old."""
    data: tuple[StaleData, ...]
    """Layers and tables that are old or hold old or undated values, sorted by id."""


def stale_data(on: datetime.date, limit_years: int, facts: Facts | None = None) -> Stale:
    """Return the layers and tables that are older than a limit on a day, and those with rows that are.

    Parameters
    ----------
    on
        The day.
    limit_years
        Years that data may be old: what holds for the year ``on.year - limit_years`` is not old yet.
    facts
        The data; today's if none are given.

    Returns
    -------
    Stale
        Sorted by id.
    """
    facts, oldest = facts or Facts(), on.year - limit_years
    found = (_of_record(record, oldest, facts) for record in current_register().values() if record.published)
    data = tuple(one for one in found if one.is_old or one.old_rows or one.undated_rows)
    return Stale(on=on, limit_years=limit_years, data=data)


def year_of(text: str | None) -> int | None:
    """Return the last year that a text names: data of 2023-2024 are as old as 2024.

    Examples
    --------
    >>> year_of("2004-2025"), year_of("2026-11"), year_of("2025-07-01"), year_of("about 2018"), year_of(None)
    (2025, 2026, 2025, 2018, None)
    """
    years = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text or "")
    return int(years[-1]) if years else None


def _of_record(record: LayerRecord, oldest: int, facts: Facts) -> StaleData:
    years = _years(record, facts)
    known = [year for year in years if year is not None]
    vintage = year_of(record.vintage)
    return StaleData(
        layer=record.id,
        vintage=record.vintage,
        is_old=vintage is not None and vintage < oldest,
        rows=len(years),
        old_rows=sum(year < oldest for year in known),
        undated_rows=len(years) - len(known),
        oldest=min(known, default=None),
    )


def _years(record: LayerRecord, facts: Facts) -> list[int | None]:
    """Return the year of every row of a layer or table that has a column ``year`` or ``date``; else none."""
    dated = [name for name in ("year", "date") if name in {column.name for column in record.columns}]
    if not dated:
        return []
    frame = facts.layer(record.id) if record.kind == "layer" else facts.table(record.id)
    return [None if pd.isna(value) else year_of(str(value)) for value in frame[dated[0]]]
