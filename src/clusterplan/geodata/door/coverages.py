"""Polygons that must cover a country: neighbours meet vertex by vertex, without overlaps, steps or gaps."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from clusterplan.geodata.adjacency import equal_area_crs
from clusterplan.geodata.door.inspection import Inspection
from clusterplan.geodata.door.shapes import Place

__all__ = ["check_coverage"]

_SQUARE_METRES = 1e6
_LEAST_OVERLAP_KM2 = 1e-6
_WIDEST_GAP_KM2 = 25.0
_MOST_VERTICES = 1_000_000
"""Vertices of shapes with borders that do not match up to which holes beside them are looked for."""
_THIN = 0.05
"""Isoperimetric ratio (4 pi area / perimeter squared) under which a hole between units is a sliver and not a lake."""


def check_coverage(shapes: Any, place: Place, inspection: Inspection) -> None:
    """Check that valid polygons neither overlap nor leave slivers between each other.

    Parameters
    ----------
    shapes
        Array of shapes in longitude and latitude; only valid polygons are looked at.
    place
        Row number and id of each shape.
    inspection
        Takes note of overlaps by pair, of borders that do not match, and of gaps.
    """
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6)) & shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    used = np.flatnonzero(polygonal)
    if len(used) < 2:
        return
    frame = gpd.GeoDataFrame(geometry=shapes[used], crs="OGC:CRS84")
    edges = shapely.coverage_invalid_edges(shapes[used])
    is_wrong = ~shapely.is_empty(edges)
    if is_wrong.any():
        wrong = np.flatnonzero(is_wrong)
        plane = frame.iloc[wrong].to_crs(equal_area_crs(frame)).geometry.to_numpy()
        overlapping = _note_overlaps(plane, used[wrong], place, inspection)
        _note_edges(edges, used, overlapping, place, inspection)
    _note_gaps(frame, is_wrong, inspection)


def _note_overlaps(plane: Any, used: Any, place: Place, inspection: Inspection) -> set[int]:
    """Note each pair that overlaps, and return the positions of its members."""
    rows, ids = place
    left, right = shapely.STRtree(plane).query(plane, predicate="intersects")
    pairs = [(a, b) for a, b in zip(left.tolist(), right.tolist(), strict=True) if a < b]
    found: set[int] = set()
    for a, b in pairs:
        area = shapely.area(shapely.intersection(plane[a], plane[b])) / _SQUARE_METRES
        if area > _LEAST_OVERLAP_KM2:
            one, two = int(used[a]), int(used[b])
            found |= {one, two}
            other = ids[two] or f"#{rows[two]}"
            where: dict[str, Any] = {"row": rows[one], "field": "geometry", "id": ids[one]}
            inspection.note("coverage-overlap", **where, value=float(f"{area:.6g}"), other=other)
    return found


def _note_edges(edges: Any, used: Any, known: set[int], place: Place, inspection: Inspection) -> None:
    """Note borders that do not match, where no overlap has told it already."""
    rows, ids = place
    for number in np.flatnonzero(~shapely.is_empty(edges)).tolist():
        position = int(used[number])
        if position not in known:
            point = shapely.get_coordinates(edges[number])[0]
            near = f"{point[0]:.4f}, {point[1]:.4f}"
            inspection.note("coverage-edge", row=rows[position], field="geometry", id=ids[position], value=near)


def _holes(shapes: Any, is_wrong: Any) -> list[Any]:
    """Return the holes in the union of all shapes.

    Shapes whose borders match are joined by leaving out the borders that they share, which takes little time. Where
    very much does not match, what lies beside it is told only once it does.
    """
    union = shapely.coverage_union_all(shapes[~is_wrong])
    wrong = shapes[is_wrong]
    is_much = shapely.get_num_coordinates(wrong).sum() > _MOST_VERTICES
    if len(wrong) and not is_much:
        union = shapely.union_all([union, *wrong])
    holes = np.array([shapely.polygons(ring) for part in shapely.get_parts(union) for ring in part.interiors])
    if is_much and len(holes):
        beside, _ = shapely.STRtree(wrong).query(holes, predicate="intersects")
        holes = np.delete(holes, beside)
    return list(holes)


def _note_gaps(frame: gpd.GeoDataFrame, is_wrong: Any, inspection: Inspection) -> None:
    """Note thin holes in the union of all shapes, also where GEOS takes the borders for matching."""
    holes = _holes(frame.geometry.to_numpy(), is_wrong)
    if not holes:
        return
    series = gpd.GeoSeries(holes, crs="OGC:CRS84")
    plane = series.to_crs(equal_area_crs(frame))
    for hole, flat in zip(series, plane, strict=True):
        area = flat.area / _SQUARE_METRES
        ratio = 4 * np.pi * flat.area / max(flat.length, 1e-9) ** 2
        if area < _WIDEST_GAP_KM2 and ratio < _THIN:
            point = hole.representative_point()
            inspection.note(
                "coverage-gap", field="geometry", value=float(f"{area:.3g}"), place=f"{point.x:.4f}, {point.y:.4f}"
            )
