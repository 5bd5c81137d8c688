"""Which units touch: a rook graph on shared borders, with declared links for islands and ferries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from clusterplan.errors import DataError, Fault
from clusterplan.language import Text

if TYPE_CHECKING:
    from libpysal.graph import Graph

__all__ = ["adjacency_pairs", "contiguity_graph", "equal_area_crs"]


def equal_area_crs(frame: gpd.GeoDataFrame) -> pyproj.CRS:
    """Return a metric equal-area system centred on a layer: Lambert's azimuthal projection.

    Parameters
    ----------
    frame
        A layer in longitude and latitude.

    Returns
    -------
    pyproj.CRS
        Units in metres; the centre is that of the layer's extent.
    """
    west, south, east, north = frame.total_bounds
    longitude, latitude = (west + east) / 2, (south + north) / 2
    return pyproj.CRS.from_proj4(f"+proj=laea +lat_0={latitude} +lon_0={longitude} +datum=WGS84 +units=m")


def contiguity_graph(
    frame: gpd.GeoDataFrame,
    tolerance_km: float = 1.0,
    links: Iterable[tuple[str, str]] = (),
    key: str = "code",
) -> Graph:
    """Return the graph of units that share a border of positive length.

    Two units touch if one's border runs within the tolerance of the other over a length greater than twice the
    tolerance, so that a meeting in one point (queen) does not count and a sliver between them does not part them.

    Parameters
    ----------
    frame
        Polygons in longitude and latitude, one row per unit.
    tolerance_km
        How far apart two drawings of the same border may lie, in km; 0 asks for exactly shared edges.
    links
        Pairs of unit ids that count as neighbours without a common border (islands, ferries).
    key
        Column of unique text ids.

    Returns
    -------
    libpysal.graph.Graph
        Symmetric, unweighted; a unit without neighbour or link is an isolate.

    Raises
    ------
    DataError
        If a link names a unit that does not exist, or the same unit twice.

    Examples
    --------
    >>> squares = [shapely.box(105 + k, 20, 106 + k, 21) for k in (0, 1, 5)]
    >>> units = gpd.GeoDataFrame({"code": ["01", "02", "03"]}, geometry=squares, crs="OGC:CRS84")
    >>> adjacency_pairs(contiguity_graph(units))
    (('01', '02'),)
    >>> adjacency_pairs(contiguity_graph(units, links=[("03", "02")]))
    (('01', '02'), ('02', '03'))
    """
    ids = frame[key].tolist()
    declared = list(links)
    _refuse_bad_links(declared, set(ids))
    shapes = frame.to_crs(equal_area_crs(frame)).geometry.to_numpy()
    touching = _touching(shapes, tolerance_km * 1000)
    pairs = {tuple(sorted((ids[i], ids[j]))) for i, j in touching} | {tuple(sorted(link)) for link in declared}
    return _graph(ids, sorted(pairs))


def adjacency_pairs(graph: Graph) -> tuple[tuple[str, str], ...]:
    """Return each pair of neighbours once.

    Parameters
    ----------
    graph
        A symmetric graph of units.

    Returns
    -------
    tuple of (str, str)
        Pairs with the smaller id first, sorted.
    """
    pairs = graph.adjacency.index[graph.adjacency.to_numpy() > 0]
    return tuple(sorted((str(a), str(b)) for a, b in pairs if a < b))


def _touching(shapes: npt.NDArray[Any], tolerance: float) -> list[tuple[int, int]]:
    """Return pairs of rows whose borders run together for longer than a meeting in one corner would."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=tolerance)
    once = first < second
    first, second = first[once], second[once]
    borders = shapely.boundary(shapes)
    reach = shapely.buffer(shapes, tolerance) if tolerance > 0 else borders
    shared = shapely.length(shapely.intersection(borders[first], reach[second]))
    together = shared > 2 * tolerance
    return list(zip(first[together].tolist(), second[together].tolist(), strict=True))


def _refuse_bad_links(links: list[tuple[str, str]], ids: set[str]) -> None:
    faults = [
        Fault(
            f"unit_links, {first} - {second}",
            Text(vi="không phải hai đơn vị khác nhau của lớp", en="are not two different units of the layer"),
        )
        for first, second in links
        if first == second or not {first, second} <= ids
    ]
    if faults:
        raise DataError(Text(vi="Liên kết giữa các đơn vị có lỗi.", en="The links between units have faults."), faults)


def _graph(ids: list[str], pairs: list[tuple[str, ...]]) -> Graph:
    from libpysal.graph import Graph  # two seconds to import: only those who ask for a graph wait

    both = [*pairs, *((second, first) for first, second in pairs)]
    linked = {unit for pair in pairs for unit in pair}
    rows = [(a, b, 1) for a, b in both] + [(unit, unit, 0) for unit in ids if unit not in linked]
    table = pd.DataFrame(sorted(rows), columns=["focal", "neighbor", "weight"])
    return Graph.from_arrays(table.focal.to_numpy(), table.neighbor.to_numpy(), table.weight.to_numpy(dtype=np.int64))
