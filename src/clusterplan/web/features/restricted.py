"""What must not be located exactly: restricted places are moved before a collection keeps them, not as it is sent."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from clusterplan.publishing.features import label_points

__all__ = ["generalised"]

_GRID_DEGREES = 0.1
"""About 11 km: the grid for restricted places of which no unit is known."""
_PRECISION = "coordinate_precision"
_GENERALISED = "generalised"
_LOCATING = ("commune", "coordinate_source")
"""Columns that would tell where a moved place was."""


def generalised(
    frame: gpd.GeoDataFrame, units: gpd.GeoDataFrame | None, *, whole_layer: bool = False
) -> gpd.GeoDataFrame:
    """Return a layer in which no restricted place can be located.

    A place is restricted if its column ``restricted`` says so, or if its layer is. It becomes the label point of its
    unit, or, without a unit, the centre of a cell of 0.1 degrees; what its compilers generalised already stays.

    Parameters
    ----------
    frame
        A layer in longitude and latitude, with or without the columns ``restricted``, ``unit``,
        ``coordinate_precision``, ``commune``.
    units
        Units with the column ``code``, if there are any.
    whole_layer
        Whether every row is restricted.

    Returns
    -------
    geopandas.GeoDataFrame
        A copy if anything had to be moved.
    """
    moving = _to_be_moved(frame, whole_layer=whole_layer)
    if not moving.any():
        return frame
    centres = {} if units is None else dict(label_points(units.set_index("code")))
    moved = frame.copy()
    of_unit = frame["unit"] if "unit" in frame else pd.Series(None, index=frame.index, dtype="string")
    shapes = frame.geometry.to_numpy().copy()
    for place in np.flatnonzero(moving):
        unit = of_unit.iloc[place]
        shapes[place] = centres[unit] if unit in centres else _cell_centre(shapes[place])
    moved[frame.geometry.name] = gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)
    if _PRECISION in moved:
        moved.loc[moving, _PRECISION] = _GENERALISED
    for column in _LOCATING:
        if column in moved:
            moved.loc[moving, column] = None
    return moved


def _to_be_moved(frame: gpd.GeoDataFrame, *, whole_layer: bool) -> np.ndarray:
    restricted = np.full(len(frame), whole_layer)
    if "restricted" in frame:  # what is not known to be harmless is not
        restricted |= frame["restricted"].fillna(True).to_numpy(dtype=bool)
    if _PRECISION in frame:
        restricted &= (frame[_PRECISION] != _GENERALISED).fillna(True).to_numpy(dtype=bool)
    return restricted


def _cell_centre(shape: shapely.Geometry) -> shapely.Point:
    centre = shapely.centroid(shape)
    x, y = ((np.floor(value / _GRID_DEGREES) + 0.5) * _GRID_DEGREES for value in (centre.x, centre.y))
    return shapely.Point(round(float(x), 5), round(float(y), 5))
