"""What all servers serve: the bundled provinces, and seeded mosaics of any size with winding borders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from clusterplan.geodata import CRS, Layers

__all__ = ["LAYERS", "Layer", "layers"]

_SEED = 5
_WEST, _SOUTH, _EAST, _NORTH = 102.0, 8.0, 110.0, 23.0
LAYERS = {"provinces": 34, "mosaic_700": 700, "mosaic_3300": 3300}
"""Name of a layer: how many polygons it has."""
_CORNERS = {"mosaic_700": 131_000, "mosaic_3300": 315_000}


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer to serve."""

    name: str
    """Name in every server."""
    frame: gpd.GeoDataFrame
    """Columns ``code`` (key), ``name_vi``, ``region``, ``area_km2``."""


def layers() -> list[Layer]:
    """Make the layers; the same every time.

    Returns
    -------
    list of Layer
        In the order of :data:`LAYERS`.
    """
    provinces = Layers.bundled()["provinces"][["code", "name_vi", "region", "area_km2", "geometry"]]
    return [
        Layer("provinces", provinces),
        *(Layer(name, _mosaic(LAYERS[name], corners)) for name, corners in _CORNERS.items()),
    ]


def _mosaic(count: int, corners: int) -> gpd.GeoDataFrame:
    """Return cells about random points that fill a box of the country's size, with about so many corners in all."""
    random = np.random.default_rng(_SEED)
    points = np.column_stack([random.uniform(_WEST, _EAST, count), random.uniform(_SOUTH, _NORTH, count)])
    box = shapely.box(_WEST, _SOUTH, _EAST, _NORTH)
    straight = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=box))
    cells = shapely.intersection(straight, box)
    step = float(shapely.length(cells).sum()) / corners
    wound = shapely.transform(shapely.segmentize(cells, step), lambda at: at + 0.3 * step * np.sin(1e4 * at[:, ::-1]))
    rows: list[dict[str, Any]] = [
        {"code": f"{number:05d}", "name_vi": f"Ô số {number}", "region": f"R{number % 6}", "area_km2": number * 1.5}
        for number in range(count)
    ]
    return gpd.GeoDataFrame(rows, geometry=shapely.transform(wound, lambda at: at.round(5)), crs=CRS)
