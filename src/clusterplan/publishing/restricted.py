"""What must not be located exactly: restricted places are moved before anything for others is made of a layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from clusterplan.geodata.layers import Layers
from clusterplan.geodata.register import LayerRecord
from clusterplan.publishing.features import label_points
from clusterplan.publishing.publication import Publication

__all__ = ["for_others", "generalised", "restricted_rows"]

_GRID_DEGREES = 0.1
"""About 11 km: the grid for restricted places of which no unit is known."""
_PRECISION = "coordinate_precision"
_GENERALISED = "generalised"
_LOCATING = ("commune", "coordinate_source")
"""Columns that would tell where a moved place was."""


def for_others(publication: Publication) -> Publication:
    """Return a plan in whose sites no restricted place can be located: what leaves the planner's machine is made of it.

    Parameters
    ----------
    publication
        The plan with its layers.

    Returns
    -------
    Publication
        The same, its layer ``sites`` generalised.
    """
    layers = publication.layers
    if isinstance(layers, _Overlaid):  # they are already
        return publication
    record = layers.record("sites") if isinstance(layers, Layers) else None
    # Sites are coded by the present provinces, whatever the plan's own units are.
    units = layers["provinces" if "provinces" in layers else publication.plan.scenario.unit_layer]
    sites = generalised(layers["sites"], units, record)
    return replace(publication, layers=_Overlaid({"sites": sites}, layers))


class _Overlaid(Mapping[str, gpd.GeoDataFrame]):
    """Layers, some of them replaced; the others are read when they are asked for."""

    def __init__(self, instead: Mapping[str, gpd.GeoDataFrame], layers: Mapping[str, gpd.GeoDataFrame]) -> None:
        self._instead, self._layers = instead, layers

    def __getitem__(self, name: str) -> gpd.GeoDataFrame:
        return self._instead[name] if name in self._instead else self._layers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._layers)

    def __len__(self) -> int:
        return len(self._layers)


def generalised(
    frame: gpd.GeoDataFrame, units: gpd.GeoDataFrame | None, record: LayerRecord | None
) -> gpd.GeoDataFrame:
    """Return a layer in which no restricted place can be located.

    A place is restricted if its column ``restricted`` says so, or if its layer is. It becomes the label point of its
    unit, or, without a unit, the centre of a cell of 0.1 degrees. What is generalised already stays only where the
    layer's record says by whom: a row's own word is not enough.

    Parameters
    ----------
    frame
        A layer in longitude and latitude, with or without the columns ``restricted``, ``unit``,
        ``coordinate_precision``, ``commune``.
    units
        Units with the column ``code``, if there are any.
    record
        Record of the layer; nothing of a row is believed without one.

    Returns
    -------
    geopandas.GeoDataFrame
        A copy if anything had to be moved.
    """
    moving = _to_be_moved(frame, record)
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


def restricted_rows(frame: gpd.GeoDataFrame, *, whole_layer: bool = False) -> npt.NDArray[np.bool_]:
    """Tell which places of a layer are restricted: those that are not known to be harmless too.

    Parameters
    ----------
    frame
        A layer, with or without the column ``restricted``.
    whole_layer
        Whether every row is.

    Returns
    -------
    numpy.ndarray of bool
        One for each row.
    """
    restricted = np.full(len(frame), whole_layer)
    if "restricted" in frame:
        restricted |= frame["restricted"].fillna(True).to_numpy(dtype=bool)
    return restricted


def _to_be_moved(frame: gpd.GeoDataFrame, record: LayerRecord | None) -> npt.NDArray[np.bool_]:
    restricted = restricted_rows(frame, whole_layer=record is not None and record.restricted)
    if _PRECISION in frame and record is not None and record.generalised_by is not None:
        restricted &= (frame[_PRECISION] != _GENERALISED).fillna(True).to_numpy(dtype=bool)
    return restricted


def _cell_centre(shape: shapely.Geometry) -> shapely.Point:
    centre = shapely.centroid(shape)
    x, y = ((np.floor(value / _GRID_DEGREES) + 0.5) * _GRID_DEGREES for value in (centre.x, centre.y))
    return shapely.Point(round(float(x), 5), round(float(y), 5))
