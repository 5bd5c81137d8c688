"""Shapes as coarse as a zoom can show them: neighbours stay neighbours, and no island is lost.

Polygons are simplified together (a coverage, Visvalingam and Whyatt), so that a border that two units share is
simplified once and leaves no gap. A polygon that touches no other and would be smaller than a pixel is drawn as a
square of one pixel: the islets of Hoàng Sa and Trường Sa are on the map at every zoom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import shapely

from clusterplan.publishing.tiles.grid import MAX_ZOOM, PIXEL, Tile, to_world, units_of_world, world_box

__all__ = ["Parts", "Shapes"]

_POINT, _POLYGON = 0, 3
_LEAST = 2
"""Units of the side of the square that stands for a feature which a zoom is too coarse for."""
_ROOM = 16 * PIXEL
"""Units of the side of the square in which one name has room: two lines of text would lie over each other."""
_FEW = 200
"""So many names are there at every zoom: whoever draws them chooses among them."""


@dataclass(frozen=True, eq=False)
class Parts:
    """The single polygons or points of all features, in units of one zoom."""

    shapes: np.ndarray
    """Polygons or points with whole coordinates."""
    owners: np.ndarray
    """Position of the feature that each belongs to, ascending."""
    tree: shapely.STRtree
    """Index of ``shapes``."""


class Shapes:
    """The shapes of one layer at every zoom, each made when it is first asked for.

    Parameters
    ----------
    shapes
        Polygons, points, or several of one kind each, in degrees, longitude first; ``None`` where there is none.
    sizes
        Of points that are drawn only where they have room, if there are many: how large what each stands for is. Of
        those that are nearer to each other than two lines of text, a zoom has the largest one; whatever it has, the
        next one has too.

    Raises
    ------
    ValueError
        If there are both polygons and points, or anything else.
    """

    def __init__(self, shapes: Sequence[Any], sizes: Sequence[float] | None = None) -> None:
        parts, owners = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
        kinds = set(shapely.get_type_id(parts).tolist())
        if len(kinds) > 1 or not kinds <= {_POINT, _POLYGON}:
            raise ValueError("vector tiles are made of polygons or of points")
        self.are_polygons = kinds == {_POLYGON}
        self._parts = shapely.transform(parts, to_world)
        self._owners = owners
        self._sizes = None if sizes is None else np.asarray(sizes, dtype=float)
        self._tree = shapely.STRtree(self._parts)
        self._isolated = _isolated(self._parts)
        self._zooms: dict[int, Parts] = {}
        self._lock = Lock()

    def at(self, zoom: int) -> Parts:
        """Return the shapes as a zoom shows them.

        Parameters
        ----------
        zoom
            Zoom.

        Returns
        -------
        Parts
            In its units.
        """
        with self._lock:
            if zoom not in self._zooms:
                self._zooms[zoom] = self._made(zoom)
            return self._zooms[zoom]

    def largest_parts(self, count: int) -> list[float]:
        """Return the area of the largest part of each of so many features; the world measures 1, a point nothing."""
        areas = np.zeros(count)
        np.maximum.at(areas, self._owners, shapely.area(self._parts))
        found: list[float] = areas.tolist()
        return found

    def touching(self, tile: Tile) -> bool:
        """Tell whether anything is drawn on a tile or just beyond it."""
        return bool(len(self._tree.query(world_box(tile), predicate="intersects")))

    def is_uniform(self, tile: Tile) -> bool:
        """Tell whether all that is drawn on a tile covers it, so that every tile inside looks the same."""
        if not self.are_polygons:
            return False
        box = world_box(tile)
        return len(self._tree.query(box, predicate="covered_by")) == len(self._tree.query(box, predicate="intersects"))

    def _made(self, zoom: int) -> Parts:
        side = units_of_world(zoom)
        parts = shapely.transform(self._parts, lambda points: points * side)
        owners = self._owners
        if self.are_polygons:
            parts, owners = _coarse(parts, owners, self._isolated, 0 if zoom == MAX_ZOOM else PIXEL / 2)
        else:
            parts = shapely.transform(parts, np.round)
            if self._sizes is not None and len(parts) > _FEW:
                kept = _with_room(shapely.get_coordinates(parts), self._sizes[owners])
                parts, owners = parts[kept], owners[kept]
        return Parts(parts, owners, shapely.STRtree(parts))


def _with_room(points: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return the places of the largest point in each square, the first one of equals."""
    order = np.argsort(-sizes, kind="stable")
    _, first = np.unique(points[order] // _ROOM, axis=0, return_index=True)
    kept: np.ndarray = np.sort(order[first])
    return kept


def _isolated(parts: np.ndarray) -> np.ndarray:
    """Tell which parts share no corner with another one."""
    points, owners = shapely.get_coordinates(parts, return_index=True)
    _, place = np.unique(points, axis=0, return_inverse=True)
    first = np.full(len(points), len(parts))
    last = np.full(len(points), -1)
    np.minimum.at(first, place, owners)
    np.maximum.at(last, place, owners)
    isolated = np.ones(len(parts), dtype=bool)
    isolated[owners[(first != last)[place]]] = False
    return isolated


def _coarse(
    parts: np.ndarray, owners: np.ndarray, isolated: np.ndarray, tolerance: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the polygons simplified and with whole coordinates, small islands as squares, and their owners."""
    bounds = shapely.bounds(parts).reshape(-1, 4)
    small = isolated & (np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) < PIXEL)
    coarse = parts.copy()
    coarse[small] = _squares(bounds[small], PIXEL)
    if tolerance and not small.all():
        coarse[~small] = shapely.coverage_simplify(parts[~small], tolerance)
    whole, kept = _whole(coarse)
    whole, kept = _merged(whole, kept, owners)
    lost = np.flatnonzero(_is_largest(parts, owners) & ~np.isin(owners, owners[kept]))
    shapes = np.concatenate([whole, _squares(bounds[lost], _LEAST)])
    places = np.concatenate([kept, lost])
    order = np.argsort(places, kind="stable")
    return shapes[order], owners[places[order]]


def _whole(polygons: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Round the corners of polygons, each alike wherever it occurs, and return those that remain with their places.

    Where rounding makes an outline cross itself, the polygon alone is snapped anew, which moves its border by less
    than a unit.
    """
    rounded = shapely.transform(polygons, np.round)
    wrong = ~shapely.is_valid(rounded)
    rounded[wrong] = shapely.set_precision(shapely.make_valid(polygons[wrong]), 1.0)
    parts, places = shapely.get_parts(rounded, return_index=True)
    remain = (shapely.get_type_id(parts) == _POLYGON) & ~shapely.is_empty(parts)
    return parts[remain], places[remain]


def _merged(polygons: np.ndarray, places: np.ndarray, owners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Make one outline where parts of a feature, such as the squares of its islands, overlap each other."""
    remaining, owner_of = np.unique(owners[places], return_inverse=True)
    overlaps = ~shapely.is_valid(shapely.multipolygons(polygons, indices=owner_of)) if len(remaining) else remaining
    apart = ~np.isin(owner_of, np.flatnonzero(overlaps))
    shapes, found = [polygons[apart]], [places[apart]]
    for owner in np.flatnonzero(overlaps):
        own = owner_of == owner
        parts = shapely.get_parts(shapely.union_all(shapely.make_valid(polygons[own]), grid_size=1.0))
        shapes.append(parts)
        found.append(np.full(len(parts), places[own][0]))
    return np.concatenate(shapes), np.concatenate(found)


def _is_largest(parts: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """Tell which part is the largest of its feature, the first one of equals."""
    order = np.lexsort((-shapely.area(parts), owners))
    largest = np.zeros(len(parts), dtype=bool)
    largest[order[np.unique(owners[order], return_index=True)[1]]] = True
    return largest


def _squares(bounds: np.ndarray, side: int) -> np.ndarray:
    """Return squares about the centres of boxes, on whole coordinates."""
    left = np.round((bounds[:, 0] + bounds[:, 2] - side) / 2)
    top = np.round((bounds[:, 1] + bounds[:, 3] - side) / 2)
    return np.asarray(shapely.box(left, top, left + side, top + side), dtype=object)
