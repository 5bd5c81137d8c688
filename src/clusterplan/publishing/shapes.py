"""Light geometry for a page: simplified units that still meet, the lines between them, and which clusters are near.

Only lines between two units are drawn. The outline of the country is never drawn from approximate data: on land it
would look like an international border.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import shapely

__all__ = ["inner_lines", "light_units", "neighbouring_clusters"]

TOLERANCE = 0.012
"""Simplification in degrees: about one kilometre, one pixel at the zoom of a country."""

_NEAR = 0.02
"""Units closer than this (degrees) are near: their clusters should not share a colour."""


def light_units(units: gpd.GeoDataFrame, tolerance: float = TOLERANCE) -> gpd.GeoDataFrame:
    """Simplify units without tearing them apart.

    Parameters
    ----------
    units
        Polygons that form a coverage, in degrees.
    tolerance
        Square root of the largest area that may be cut off a corner, in degrees.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows with fewer vertices; shared borders stay shared.
    """
    return units.set_geometry(shapely.coverage_simplify(units.geometry.to_numpy(), tolerance), crs=units.crs)


def inner_lines(units: gpd.GeoDataFrame, cluster_of: Mapping[str, str]) -> dict[str, Any]:
    """Return the shared borders of units, split by whether they also part clusters.

    Parameters
    ----------
    units
        Polygons that form a coverage, indexed by code.
    cluster_of
        Cluster id by unit.

    Returns
    -------
    dict of str to shapely.MultiLineString
        ``unit``: borders inside one cluster or between units without one. ``cluster``: all other borders.
    """
    lines: dict[str, list[Any]] = {"unit": [], "cluster": []}
    for one, other, line in _shared(units):
        kind = "unit" if cluster_of.get(one) == cluster_of.get(other) else "cluster"
        lines[kind].append(line)
    return {kind: shapely.line_merge(shapely.union_all(found)) for kind, found in lines.items()}


def neighbouring_clusters(units: gpd.GeoDataFrame, cluster_of: Mapping[str, str]) -> dict[str, set[str]]:
    """Return which clusters touch or nearly touch.

    Parameters
    ----------
    units
        Polygons indexed by code, in degrees.
    cluster_of
        Cluster id by unit.

    Returns
    -------
    dict of str to set of str
        Every cluster is a key.
    """
    neighbours: dict[str, set[str]] = {cluster: set() for cluster in sorted(set(cluster_of.values()))}
    for one, other in _near_pairs(units):
        ours, theirs = cluster_of.get(one), cluster_of.get(other)
        if ours and theirs and ours != theirs:
            neighbours[ours].add(theirs)
            neighbours[theirs].add(ours)
    return neighbours


def _shared(units: gpd.GeoDataFrame) -> Iterator[tuple[str, str, Any]]:
    for one, other in _near_pairs(units):
        border = units.geometry[one].boundary.intersection(units.geometry[other].boundary)
        lines = [part for part in shapely.get_parts(border) if part.geom_type == "LineString"]
        yield one, other, shapely.union_all(lines)


def _near_pairs(units: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    """Return the pairs of units that touch or nearly touch, each once, sorted."""
    shapes = units.geometry.to_numpy()
    ours, theirs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=_NEAR)
    codes = units.index.tolist()
    return sorted((codes[i], codes[j]) for i, j in zip(ours, theirs, strict=True) if i < j)
