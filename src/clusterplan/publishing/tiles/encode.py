"""Shapes to the commands of Mapbox Vector Tile 2.1, all rings of a tile at once.

A shape is a sequence of integers: ``MoveTo`` (9), the step to the first corner, ``LineTo`` with its count, the steps to
the others, ``ClosePath`` (15). Steps are zigzag numbers and go on from ring to ring within a feature.
https://github.com/mapbox/vector-tile-spec/tree/master/2.1#43-geometry-encoding
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from clusterplan.publishing.tiles.grid import EXTENT, Tile
from clusterplan.publishing.tiles.shapes import Parts

__all__ = ["Drawn", "drawn_points", "drawn_polygons"]

_MOVE_TO, _LINE_TO, _CLOSE_PATH = 1, 2, 15
_POLYGON = 3


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a layer draws on one tile."""

    owners: np.ndarray
    """Position of each drawn feature in the layer, ascending."""
    commands: list[list[int]]
    """Its commands."""


def drawn_polygons(parts: Parts, tile: Tile) -> Drawn:
    """Cut polygons to a tile and return their commands.

    Parameters
    ----------
    parts
        Polygons in units of the tile's zoom.
    tile
        The tile.

    Returns
    -------
    Drawn
        Outer rings have a positive area by the surveyor's formula with y downwards, holes a negative one; a ring that
        the tile is too coarse for is left out.
    """
    left, top, right, bottom = tile.bounds
    found = np.sort(parts.tree.query(shapely.box(left, top, right, bottom)))
    pieces, piece_of = shapely.get_parts(
        shapely.clip_by_rect(parts.shapes[found], left, top, right, bottom), return_index=True
    )
    areal = shapely.get_type_id(pieces) == _POLYGON
    rings, polygon_of = shapely.get_rings(pieces[areal], return_index=True)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    points = np.round(points).astype(np.int64) - _origin(tile)
    points, ring_of = _without_repeats(points, ring_of)
    outer = np.diff(polygon_of, prepend=-1) != 0
    points, ring_of, kept = _wound(points, ring_of, outer, polygon_of)
    owner_of_ring = parts.owners[found][piece_of[areal]][polygon_of][kept]
    return _with_rings(points, ring_of, owner_of_ring)


def drawn_points(parts: Parts, tile: Tile) -> Drawn:
    """Return the commands of the points on a tile and in its buffer.

    Parameters
    ----------
    parts
        Points in units of the tile's zoom.
    tile
        The tile.

    Returns
    -------
    Drawn
        One ``MoveTo`` a feature, for all its points.
    """
    found = np.sort(parts.tree.query(shapely.box(*tile.bounds)))
    points = shapely.get_coordinates(parts.shapes[found]).astype(np.int64) - _origin(tile)
    owners, starts = np.unique(parts.owners[found], return_index=True)
    steps = _zigzag(_steps(points, starts)).reshape(-1)
    ends = [*starts[1:], len(points)][: len(starts)]
    return Drawn(
        owners,
        [
            [_command(_MOVE_TO, end - start), *steps[2 * start : 2 * end].tolist()]
            for start, end in zip(starts, ends, strict=True)
        ],
    )


def _origin(tile: Tile) -> np.ndarray:
    return np.array([tile.column * EXTENT, tile.row * EXTENT], dtype=np.int64)


def _command(command: int, count: int) -> int:
    return int(count) << 3 | command


def _without_repeats(points: np.ndarray, ring_of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Leave out every corner that equals the next one, and with it the last one of a closed ring."""
    if not len(points):
        return points, ring_of
    following = np.roll(points, -1, axis=0)
    last = np.append(np.diff(ring_of) != 0, True)
    kept = ~last & (points != following).any(axis=1)
    return points[kept], ring_of[kept]


def _wound(
    points: np.ndarray, ring_of: np.ndarray, outer: np.ndarray, polygon_of: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn every ring the way that its kind asks for; return points, their rings renumbered, and the rings kept."""
    doubled = np.zeros(len(outer), dtype=np.int64)
    starts, ends = _runs(ring_of)
    following = points[_next_in_ring(starts, ends, len(points))]
    np.add.at(doubled, ring_of, points[:, 0] * following[:, 1] - following[:, 0] * points[:, 1])
    flat = doubled == 0
    lost = np.zeros(polygon_of.max(initial=-1) + 1, dtype=bool)
    lost[polygon_of[outer & flat]] = True
    keep = ~flat & ~lost[polygon_of]
    backwards = (doubled > 0) != outer
    order = np.arange(len(points))
    for start, end in zip(starts, ends, strict=True):
        if backwards[ring_of[start]]:
            order[start:end] = order[start:end][::-1]
    points = points[order]
    staying = keep[ring_of]
    renumbered = np.cumsum(keep) - 1
    return points[staying], renumbered[ring_of[staying]], np.flatnonzero(keep)


def _runs(ring_of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where each ring starts and ends among the points."""
    starts = np.flatnonzero(np.diff(ring_of, prepend=-1))
    return starts, np.append(starts[1:], len(ring_of)) if len(starts) else starts


def _next_in_ring(starts: np.ndarray, ends: np.ndarray, count: int) -> np.ndarray:
    following = np.arange(1, count + 1)
    following[ends - 1] = starts
    return following


def _with_rings(points: np.ndarray, ring_of: np.ndarray, owner_of_ring: np.ndarray) -> Drawn:
    """Write the commands of all rings into one array and cut it by feature."""
    if not len(points):
        return Drawn(np.zeros(0, dtype=np.int64), [])
    starts, ends = _runs(ring_of)
    owners, first_rings = np.unique(owner_of_ring, return_index=True)
    steps = _zigzag(_steps(points, starts[first_rings]))
    rings = np.arange(len(starts))
    commands = np.empty(2 * len(points) + 3 * len(starts), dtype=np.int64)
    # Before the steps of ring r stand 3 r commands of earlier rings, its MoveTo, and from the second corner its LineTo.
    place = 2 * np.arange(len(points)) + 3 * ring_of + 2
    place[starts] -= 1
    commands[place], commands[place + 1] = steps[:, 0], steps[:, 1]
    commands[2 * starts + 3 * rings] = _command(_MOVE_TO, 1)
    commands[2 * starts + 3 * rings + 3] = (ends - starts - 1) << 3 | _LINE_TO
    commands[2 * ends + 3 * rings + 2] = _CLOSE_PATH
    cuts = (2 * starts + 3 * rings)[first_rings]
    return Drawn(owners, [piece.tolist() for piece in np.split(commands, cuts[1:])])


def _steps(points: np.ndarray, first_of_features: np.ndarray) -> np.ndarray:
    """Return the step to each point from the one before it; a feature begins at the corner of the tile."""
    before = np.roll(points, 1, axis=0)
    before[first_of_features] = 0
    steps: np.ndarray = points - before
    return steps


def _zigzag(steps: np.ndarray) -> np.ndarray:
    zigzag: np.ndarray = (steps << 1) ^ (steps >> 63)
    return zigzag
