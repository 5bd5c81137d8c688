"""A first look at a file: its first rows, and its shapes as coarse as a map of them allows."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from clusterplan.domain import Frozen
from clusterplan.geodata.door.checking import Checked
from clusterplan.geodata.door.inspection import Inspection

__all__ = ["Preview", "PreviewRow", "preview_of"]

_ROWS = 20
_LETTERS = 120
_SHAPES = 2_000
_VERTICES = 30_000
_FINEST = 2_000
"""Parts of the extent's longer side: what is smaller than one of them is left out at first."""
_COARSER = 4
_TRIES = 6
_DECIMALS = 5
_ERROR, _WARNING, _FINE = "error", "warning", "none"


class PreviewRow(Frozen):
    """One row as it was understood."""

    row: int
    """Number of the row in the file."""
    cells: tuple[str | None, ...]
    """One text for each column; nothing where a value is missing or is a fault."""


class Preview(Frozen):
    """What a file seems to hold."""

    columns: tuple[str, ...]
    """Columns of the register that the file has."""
    rows: tuple[PreviewRow, ...]
    """The first rows."""
    shapes: dict[str, Any] | None
    """A collection of GeoJSON: ``row``, ``id`` and ``worst`` (``error``, ``warning`` or ``none``) of each feature;
    nothing for a table, or where the coordinates are not known to be degrees."""
    shape_count: int
    """Number of shapes in the file."""
    is_simplified: bool
    """Whether shapes have fewer vertices than in the file, or some are left out."""


def preview_of(checked: Checked) -> Preview | None:
    """Return what to show of a file before it is taken in.

    Parameters
    ----------
    checked
        A look at the file.

    Returns
    -------
    Preview or None
        Nothing if the file could not be read.
    """
    frame = checked.frame
    if frame is None:
        return None
    columns = tuple(column.name for column in checked.record.columns if frame[column.name].notna().any())
    first = frame[list(columns)].head(_ROWS)
    rows = tuple(
        PreviewRow(row=row, cells=tuple(_cell(value) for value in values))
        for row, values in zip(checked.rows, first.itertuples(index=False, name=None), strict=False)
    )
    shapes, is_simplified = _shapes(checked)
    count = int((~shapely.is_missing(frame.geometry.to_numpy())).sum()) if isinstance(frame, gpd.GeoDataFrame) else 0
    return Preview(columns=columns, rows=rows, shapes=shapes, shape_count=count, is_simplified=is_simplified)


def _cell(value: Any) -> str | None:
    if pd.isna(value):
        return None
    if isinstance(value, float):
        return f"{value:.10g}"
    text = str(value)
    return text if len(text) <= _LETTERS else text[:_LETTERS] + "…"


def _shapes(checked: Checked) -> tuple[dict[str, Any] | None, bool]:
    frame = checked.frame
    if not isinstance(frame, gpd.GeoDataFrame):
        return None, False
    shapes = frame.geometry.to_numpy()
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    if len(there) == 0 or not _are_degrees(shapely.total_bounds(shapes[there])):
        return None, False
    worst = _worst(checked.inspection)
    marks = [worst.get(checked.rows[position], _FINE) for position in there.tolist()]
    order = {_ERROR: 0, _WARNING: 1, _FINE: 2}
    ranks = np.array([order[mark] for mark in marks])
    kept = np.sort(np.argsort(ranks, kind="stable")[:_SHAPES])  # what has faults is shown first
    drawn = _coarse(shapes[there[kept]])
    keys = frame[checked.record.key] if checked.record.key in frame else pd.Series([None] * len(frame))
    features = [
        {
            "type": "Feature",
            "properties": {
                "row": checked.rows[position],
                "id": None if pd.isna(keys.iloc[position]) else str(keys.iloc[position]),
                "worst": marks[number],
            },
            "geometry": shapely.geometry.mapping(shape),
        }
        for number, position, shape in zip(kept.tolist(), there[kept].tolist(), drawn, strict=True)
        if shape is not None
    ]
    is_simplified = len(features) < len(there) or _vertices(drawn) < _vertices(shapes[there[kept]])
    return {"type": "FeatureCollection", "features": features}, is_simplified


def _are_degrees(bounds: Any) -> bool:
    west, south, east, north = bounds
    return bool(np.isfinite(bounds).all() and west >= -180 and south >= -90 and east <= 180 and north <= 90)


def _worst(inspection: Inspection) -> dict[int, str]:
    found: dict[int, str] = {}
    for one in inspection.findings:
        if one.row is not None and found.get(one.row) != _ERROR:
            found[one.row] = one.severity
    return found


def _vertices(shapes: Any) -> int:
    return int(shapely.get_num_coordinates(shapes).sum())


def _coarse(shapes: Any) -> Any:
    """Return shapes with few enough vertices; what vanishes or still has too many becomes its box."""
    flat = shapely.force_2d(shapes)
    if _vertices(flat) > _VERTICES:
        flat = _simplified(flat)
    return shapely.transform(flat, lambda positions: positions.round(_DECIMALS))


def _simplified(shapes: Any) -> Any:
    west, south, east, north = shapely.total_bounds(shapes)
    tolerance = max(east - west, north - south) / _FINEST
    for _ in range(_TRIES):
        coarse = shapely.simplify(shapes, tolerance, preserve_topology=False)
        gone = shapely.is_empty(coarse)
        coarse[gone] = shapely.box(*shapely.bounds(shapes[gone]).T)
        if _vertices(coarse) <= _VERTICES:
            return coarse
        tolerance *= _COARSER
    return shapely.box(*shapely.bounds(shapes).T)
