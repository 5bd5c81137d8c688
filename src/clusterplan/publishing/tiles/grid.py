"""WebMercatorQuad: the square of the world, halved in both directions at every zoom.

Coordinates of a zoom are whole units counted from the north-west corner of the world, x to the east and y to the south:
4,096 units a tile, so that what neighbours share before rounding they share after it.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import shapely

__all__ = ["BUFFER", "EXTENT", "MAX_ZOOM", "PIXEL", "Tile", "TileRange", "tile_range", "to_world", "units_of_world"]

MAX_ZOOM = 12
"""Deepest zoom that has tiles: a unit is 2.4 m at the equator, near the precision of the layers. Clients enlarge it."""
EXTENT = 4096
"""Units along the side of a tile."""
BUFFER = 128
"""Units that a tile reaches beyond its sides, so that lines and symbols are not cut on the screen."""
PIXEL = 8
"""Units of one pixel where a tile is drawn 512 pixels wide."""
_NORTHERNMOST = math.degrees(2 * math.atan(math.exp(math.pi)) - math.pi / 2)


class Tile(NamedTuple):
    """A place in the pyramid of tiles."""

    zoom: int
    """Zoom: 0 is the world in one tile."""
    row: int
    """Counted from the north."""
    column: int
    """Counted from the west."""

    @property
    def exists(self) -> bool:
        """Whether the pyramid has this place.

        Examples
        --------
        >>> Tile(1, 1, 1).exists, Tile(1, 2, 1).exists, Tile(-1, 0, 0).exists, Tile(13, 0, 0).exists
        (True, False, False, False)
        """
        side = 1 << self.zoom if 0 <= self.zoom <= MAX_ZOOM else 0
        return 0 <= self.row < side and 0 <= self.column < side

    @property
    def children(self) -> tuple[Tile, Tile, Tile, Tile]:
        """The four tiles of the next zoom on the same ground."""
        zoom, row, column = self.zoom + 1, 2 * self.row, 2 * self.column
        return (
            Tile(zoom, row, column),
            Tile(zoom, row, column + 1),
            Tile(zoom, row + 1, column),
            Tile(zoom, row + 1, column + 1),
        )

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Least x, least y, greatest x and greatest y in units of the zoom, with the buffer."""
        left, top = self.column * EXTENT, self.row * EXTENT
        return left - BUFFER, top - BUFFER, left + EXTENT + BUFFER, top + EXTENT + BUFFER


class TileRange(NamedTuple):
    """Rows and columns of one zoom, ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


def units_of_world(zoom: int) -> int:
    """Return how many units the world is wide.

    Examples
    --------
    >>> units_of_world(0), units_of_world(2)
    (4096, 16384)
    """
    return EXTENT << zoom


def to_world(degrees: Any) -> np.ndarray:
    """Return longitudes and latitudes as shares of the world square, from its north-west corner.

    Parameters
    ----------
    degrees
        One row for each point: longitude, latitude. Latitudes beyond 85.05 degrees count as 85.05.

    Returns
    -------
    numpy.ndarray
        One row for each point, from 0 to 1: spherical Mercator, ``x = lon / 360 + 1/2`` and
        ``y = 1/2 - ln(tan(lat / 2 + 45 degrees)) / (2 pi)``.

    Examples
    --------
    >>> to_world([[0.0, 0.0], [-180.0, 90.0]]).round(12).tolist()
    [[0.5, 0.5], [0.0, 0.0]]
    """
    points = np.asarray(degrees, dtype=float)
    latitude = np.radians(np.clip(points[:, 1], -_NORTHERNMOST, _NORTHERNMOST))
    y = 0.5 - np.arcsinh(np.tan(latitude)) / (2 * math.pi)
    return np.column_stack([points[:, 0] / 360 + 0.5, np.clip(y, 0.0, 1.0)])


def tile_range(extent: tuple[float, float, float, float], zoom: int) -> TileRange:
    """Return the tiles of a zoom that a box lies on.

    Parameters
    ----------
    extent
        West, south, east, north in degrees.
    zoom
        Zoom.

    Returns
    -------
    TileRange
        Rows and columns.

    Examples
    --------
    >>> tile_range((102.1, 8.5, 109.5, 23.4), 4)
    TileRange(first_row=6, last_row=7, first_column=12, last_column=12)
    """
    west, south, east, north = extent
    (left, top), (right, bottom) = (to_world([[west, north], [east, south]]) * (1 << zoom)).tolist()
    last = (1 << zoom) - 1
    return TileRange(min(int(top), last), min(int(bottom), last), max(0, min(int(left), last)), min(int(right), last))


def world_box(tile: Tile) -> Any:
    """Return the ground of a tile as a rectangle of the world square.

    It has the buffer of the tile and the widest mark of a small island around it.
    """
    left, top, right, bottom = tile.bounds
    side = units_of_world(tile.zoom)
    return shapely.box((left - PIXEL) / side, (top - PIXEL) / side, (right + PIXEL) / side, (bottom + PIXEL) / side)
