"""VN-2000 in and out: every zone of the bundled table, by one and the same operation.

All systems of VN-2000 reach WGS 84 by EPSG:6960, whose accuracy is 1 m: good for planning, not for cadastre. What was
moved says so in its metadata. GeoJSON knows WGS 84 alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import geopandas as gpd
import numpy as np
import pyproj
from pyproj.transformer import TransformerGroup

from clusterplan.errors import Fault, UsageError
from clusterplan.geodata.check import CRS
from clusterplan.geodata.crs import REFERENCE_SYSTEMS, VN2000_OPERATION, ReferenceSystem
from clusterplan.geodata.read import read_table
from clusterplan.language import Text

__all__ = ["into_crs84", "into_system", "known_systems", "operation", "reference_system", "systems_that_fit"]


@cache
def known_systems() -> dict[str, ReferenceSystem]:
    """Return the systems that a file may be in, by ``AUTHORITY:CODE``.

    Returns
    -------
    dict of str to ReferenceSystem
        Those in which the service answers, then the zones of the table ``vn2000_zones``.

    Examples
    --------
    >>> known_systems()["EPSG:9210"].title
    'VN-2000 / TM-3 105-45'
    """
    found = {system.authority: system for system in REFERENCE_SYSTEMS.values()}
    zones = read_table("vn2000_zones")
    for code, name in zip(zones["epsg"], zones["name"], strict=True):
        authority = f"EPSG:{code}"
        uri = f"http://www.opengis.net/def/crs/EPSG/0/{code}"
        found.setdefault(authority, ReferenceSystem(uri, authority, name, 2, pinned=VN2000_OPERATION))
    return found


def reference_system(name: str) -> ReferenceSystem:
    """Return a coordinate reference system by its name.

    Parameters
    ----------
    name
        ``EPSG:9210``, ``9210`` or the address of a system.

    Returns
    -------
    ReferenceSystem
        The system.

    Raises
    ------
    UsageError
        If it is not one of :func:`known_systems`; they are listed.

    Examples
    --------
    >>> reference_system("3405").title
    'VN-2000 / UTM zone 48N'
    """
    systems = known_systems()
    wanted = name.strip().upper()
    for system in systems.values():
        if wanted in (system.authority, system.authority.partition(":")[2], system.uri.upper()):
            return system
    listed = ", ".join(f"{known.authority} ({known.title})" for known in systems.values())
    what = Text(vi=f"không có; hiện có: {listed}", en=f"does not exist; there are: {listed}")
    raise UsageError(Text(vi="Không có hệ tọa độ này.", en="There is no such reference system."), [Fault(name, what)])


def operation(system: ReferenceSystem) -> Text:
    """Return by which operation a system and WGS 84 reach each other, for metadata.

    Parameters
    ----------
    system
        A reference system.

    Returns
    -------
    Text
        The operation with its accuracy.

    Examples
    --------
    >>> operation(reference_system("9210")).en
    'EPSG:6960, VN-2000 to WGS 84 (2), accuracy 1 m: for planning, not for cadastre'
    >>> operation(reference_system("EPSG:4326")).en
    'none: the same datum'
    """
    if system.pinned is None:
        return Text(vi="không cần: cùng hệ quy chiếu", en="none: the same datum")
    named = f"{_code(system.pinned)}, {system.pinned}"
    return Text(
        vi=f"{named}, độ chính xác 1 m: dùng cho quy hoạch, không dùng cho địa chính",
        en=f"{named}, accuracy 1 m: for planning, not for cadastre",
    )


def into_system(frame: gpd.GeoDataFrame, system: ReferenceSystem) -> gpd.GeoDataFrame:
    """Return a layer in another reference system, as files hold it: easting or longitude first.

    Parameters
    ----------
    frame
        In longitude and latitude on WGS 84.
    system
        Where it is to go.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows with the system's code.
    """
    moved = frame.copy()
    shapes = np.asarray(moved.geometry.array)
    return moved.set_geometry(gpd.GeoSeries(system.from_crs84(shapes, own_order=False), index=moved.index)).set_crs(
        system.authority, allow_override=True
    )


def into_crs84(frame: gpd.GeoDataFrame, system: ReferenceSystem) -> gpd.GeoDataFrame:
    """Return a layer of a file in longitude and latitude on WGS 84.

    Parameters
    ----------
    frame
        Positions as files hold them: easting or longitude first.
    system
        What they are in, whatever the frame itself says.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows in :data:`clusterplan.geodata.CRS`.
    """
    moved = frame.copy()
    shapes = np.asarray(moved.geometry.array)
    return moved.set_geometry(gpd.GeoSeries(system.to_crs84(shapes, own_order=False), index=moved.index)).set_crs(
        CRS, allow_override=True
    )


def systems_that_fit(bounds: Sequence[float], extent: Sequence[float]) -> tuple[ReferenceSystem, ...]:
    """Return the systems in which coordinates without a system would lie inside an extent: suggestions, never proof.

    Parameters
    ----------
    bounds
        Smallest and largest coordinates of the file: ``x, y, x, y``.
    extent
        Where the layer should lie, in degrees: west, south, east, north.

    Returns
    -------
    tuple of ReferenceSystem
        In the order of their codes. Zones look alike, so that many fit.

    Examples
    --------
    >>> hanoi = (588000, 2325000, 589000, 2326000)
    >>> [system.authority for system in systems_that_fit(hanoi, (105.2, 20.5, 106.1, 21.4))]
    ['EPSG:3405', 'EPSG:5897', 'EPSG:9207', 'EPSG:9208']
    """
    west, south, east, north = extent
    found = []
    for authority, system in known_systems().items():
        projection = pyproj.Proj(authority)
        corners = np.column_stack(projection([bounds[0], bounds[2]], [bounds[1], bounds[3]], inverse=True))
        if not system.in_degrees and np.all((corners >= [west, south]) & (corners <= [east, north])):
            found.append(system)
    return tuple(found)


@cache
def _code(operation_name: str) -> str:
    """Return authority and code of an operation between VN-2000 and WGS 84 by its name."""
    for transformer in TransformerGroup("EPSG:4756", "EPSG:4326").transformers:
        found = transformer.to_json_dict()
        if found["name"] == operation_name:
            return f"{found['id']['authority']}:{found['id']['code']}"
    raise AssertionError(f"PROJ does not know the operation {operation_name}")
