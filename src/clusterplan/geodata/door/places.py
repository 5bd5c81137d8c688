"""Places for the rows of a table: from its coordinates, or from the shapes that its ids have now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from clusterplan.geodata.door.dialect import DecimalMark
from clusterplan.geodata.door.incoming import Incoming
from clusterplan.geodata.door.inspection import Inspection
from clusterplan.geodata.door.numerals import NumberError, Numerals
from clusterplan.geodata.door.values import NOUNS
from clusterplan.geodata.register import LayerRecord
from clusterplan.language import Text

__all__ = ["COORDINATES", "with_coordinates", "with_shapes_of"]

COORDINATES = (
    ("longitude", "latitude"),
    ("lon", "lat"),
    ("lng", "lat"),
    ("long", "lat"),
    ("kinh_do", "vi_do"),
    ("kinh độ", "vĩ độ"),
    ("x", "y"),
    ("east", "north"),
)
"""Headings of longitude or easting, and latitude or northing, in lower case."""


def with_coordinates(
    incoming: Incoming, record: LayerRecord, decimal: DecimalMark | None, inspection: Inspection
) -> Incoming:
    """Return a table with a point for each row, if it has two columns of coordinates.

    Parameters
    ----------
    incoming
        A table without shapes.
    record
        What the layer should be: the coordinates' columns are left out unless they are columns of it.
    decimal
        The decimal mark, if a person declared it.
    inspection
        Takes note of coordinates that are missing or no numbers.

    Returns
    -------
    Incoming
        The same rows; with shapes if there are coordinates.
    """
    by_name = {str(name).lower(): str(name) for name in incoming.cells}
    pair = next(((by_name[x], by_name[y]) for x, y in COORDINATES if x in by_name and y in by_name), None)
    if pair is None or record.geometry != "Point":
        return incoming
    numerals = {name: Numerals(decimal, (v for v in incoming.cells[name] if isinstance(v, str))) for name in pair}
    shapes = np.empty(len(incoming.cells), dtype=object)
    broken = set()
    for position, (row, x, y) in enumerate(incoming.cells[list(pair)].itertuples(name=None)):
        if x is None or y is None:
            broken.add(position)
            inspection.note("coordinates-missing", row=int(row), field="geometry")
            continue
        numbers = [
            _number(value, name, int(row), numerals[name], inspection) for value, name in zip((x, y), pair, strict=True)
        ]
        if None in numbers:
            broken.add(position)
        else:
            shapes[position] = shapely.Point([number for number in numbers if number is not None])
    known = {column.name for column in record.columns}
    cells = incoming.cells.drop(columns=[name for name in pair if name not in known])
    return replace(incoming, cells=cells, shapes=shapes, broken=frozenset(broken))


def with_shapes_of(
    incoming: Incoming, record: LayerRecord, present: gpd.GeoDataFrame, inspection: Inspection
) -> Incoming:
    """Return a table with the shapes that its ids have in the present layer.

    Parameters
    ----------
    incoming
        A table without shapes, ids already text.
    record
        What the layer should be.
    present
        The layer as it is now.
    inspection
        Takes note of ids that have no shape.

    Returns
    -------
    Incoming
        The same rows with shapes; joined by id, never by row.
    """
    shape_of = dict(zip(present[record.key], present.geometry, strict=True))
    ids = incoming.cells[record.key].tolist() if record.key in incoming.cells else []
    shapes = np.empty(len(incoming.cells), dtype=object)
    broken = set()
    for position, (row, value) in enumerate(zip(incoming.cells.index, ids, strict=False)):
        shapes[position] = shape_of.get(value)
        if shapes[position] is None:
            broken.add(position)
            if value is not None:
                nothing = Text(vi="", en="")
                where: dict[str, Any] = {"row": int(row), "field": str(record.key)}
                inspection.note("id-unknown", **where, value=value, layer=record.id, near=nothing)
    return replace(incoming, shapes=shapes, crs="OGC:CRS84", broken=frozenset(broken))


def _number(value: Any, field: str, row: int, numerals: Numerals, inspection: Inspection) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not pd.isna(value):
        return float(value)
    try:
        return numerals.number(str(value))
    except NumberError as wrong:
        details = {"wanted": NOUNS["number"], "unit": "°", "decimal": "comma"} | wrong.details
        inspection.note(wrong.code, row=row, field=field, value=str(value), **details)
        return None
