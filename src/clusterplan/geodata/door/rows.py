"""Rows that should not be there: totals, and rows that stand twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from clusterplan.geodata.door.incoming import Incoming
from clusterplan.geodata.door.inspection import Inspection
from clusterplan.geodata.names import unaccented
from clusterplan.geodata.register import LayerRecord

__all__ = ["checked_rows"]

_TOTALS = frozenset(
    [
        "tong",
        "tong cong",
        "tong so",
        "cong",
        "ca nuoc",
        "toan quoc",
        "total",
        "totals",
        "grand total",
        "sum",
        "whole country",
    ]
)


def checked_rows(incoming: Incoming, record: LayerRecord, inspection: Inspection) -> Incoming:
    """Return the rows without totals and repetitions where that was asked for; else each is noted.

    Parameters
    ----------
    incoming
        Rows under the record's names.
    record
        What the layer or table should be.
    inspection
        Takes note of what is wrong.

    Returns
    -------
    Incoming
        The rows that stay.
    """
    drop = _totals(incoming, record, inspection) | _repeated(incoming, inspection)
    if not drop:
        return incoming
    keep = np.array([position not in drop for position in range(len(incoming.cells))])
    moved = {old: new for new, old in enumerate(np.flatnonzero(keep).tolist())}
    return replace(
        incoming,
        cells=incoming.cells[keep],
        shapes=None if incoming.shapes is None else incoming.shapes[keep],
        broken=frozenset(moved[position] for position in incoming.broken if position in moved),
    )


def _totals(incoming: Incoming, record: LayerRecord, inspection: Inspection) -> set[int]:
    """Return the positions of rows of totals that are to be left out; a total is told by its id or name."""
    names = [
        column.name
        for column in record.columns
        if column.name in incoming.cells
        and (column.name == record.key or column.refers_to or column.name.startswith(("name", "unit")))
    ]
    found: set[int] = set()
    for position, row in enumerate(incoming.cells.index):
        values = [incoming.cells.at[row, name] for name in names]
        total = next((value for value in values if isinstance(value, str) and _is_total(value)), None)
        if total is None:
            continue
        if inspection.asked("drop-totals"):
            inspection.repaired["drop-totals"] += 1
            found.add(position)
        else:
            inspection.note("row-total", row=int(row), value=total)
    return found


def _is_total(value: str) -> bool:
    return len(value) < 20 and unaccented(value).strip(" :.*").lower() in _TOTALS


def _repeated(incoming: Incoming, inspection: Inspection) -> set[int]:
    """Return the positions of repetitions that are to be left out."""
    shapes = [None] * len(incoming.cells) if incoming.shapes is None else shapely.to_wkb(incoming.shapes)
    first: dict[tuple[Any, ...], int] = {}
    found: set[int] = set()
    for position, (row, *cells) in enumerate(incoming.cells.itertuples(name=None)):
        if position in incoming.broken:
            continue
        content = (*(_comparable(value) for value in cells), shapes[position])
        other = first.setdefault(content, int(row))
        if other == row:
            continue
        if inspection.asked("drop-duplicates"):
            inspection.repaired["drop-duplicates"] += 1
            found.add(position)
        else:
            inspection.note("row-duplicate", row=int(row), other=other)
    return found


def _comparable(value: Any) -> Any:
    return (type(value).__name__, value)
