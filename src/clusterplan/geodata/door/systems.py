"""Reference systems of files: declared or not, believed only if the coordinates agree, one operation to WGS 84."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyproj
import shapely
from pyproj.transformer import TransformerGroup

from clusterplan.geodata.crs import VN2000_OPERATION
from clusterplan.geodata.door.inspection import Inspection, shown
from clusterplan.geodata.vn2000 import systems_that_fit
from clusterplan.language import Text

__all__ = ["in_longitude_latitude"]

_METRES = 1000.0


def in_longitude_latitude(
    shapes: Any,
    declared: str | None,
    said: str | None,
    extent: Sequence[float] | None,
    inspection: Inspection,
) -> tuple[Any, str, str]:
    """Return shapes in longitude and latitude on WGS 84.

    Parameters
    ----------
    shapes
        Array of shapes as read, ``None`` among them.
    declared
        Reference system that the file declares.
    said
        Reference system that a person declares.
    extent
        Where the layer should lie, in degrees, if its record says so: systems that fit are suggested.
    inspection
        Takes note of what is wrong.

    Returns
    -------
    tuple of (numpy.ndarray, str, str)
        Shapes, name of the file's system, and name of the operation if they were transformed. Shapes stay as they are
        where the system is a fault.
    """
    bounds = shapely.total_bounds(shapes)
    if not (declared or said):
        inspection.note("crs-missing", field="geometry", near=_may_be(bounds, extent))
    system = _system(declared, said, inspection)
    if system is None:
        return shapes, "", ""
    name = _name(system)
    if not np.isfinite(bounds).all():
        return shapes, name, ""
    if system.is_geographic and _beyond_degrees(bounds) and np.abs(bounds).max() > _METRES:
        corner = ", ".join(f"{value:.0f}" for value in bounds[:2])
        inspection.note("crs-metres", field="geometry", value=corner, near=_may_be(bounds, extent))
        return shapes, name, ""
    if system.is_projected and not _beyond_degrees(bounds):
        inspection.note("crs-degrees", field="geometry", value=name)
        return shapes, name, ""
    return _transformed(shapes, system, name, inspection)


def _system(declared: str | None, said: str | None, inspection: Inspection) -> pyproj.CRS | None:
    found = _parsed(declared, inspection) if declared else None
    wanted = _parsed(said, inspection) if said else None
    if found is not None and wanted is not None and not _same(found, wanted):
        if not _same(found, pyproj.CRS("OGC:CRS84")):  # GeoJSON says so without being asked
            inspection.note("crs-differs", field="geometry", value=_name(found), other=_name(wanted))
            return None
        found = None
    return wanted or found


_NAMES_FILES = re.compile(r"(^|\s)\+?(proj|init|type)\s*=|grids\s*=|BOUNDCRS", re.IGNORECASE)
"""PROJ's own language and bound systems, which may name files of this machine."""


def _parsed(text: str, inspection: Inspection) -> pyproj.CRS | None:
    """Return the system of a code, a URN, WKT or PROJJSON; not of a file or an address."""
    try:
        if text.lstrip().lower().startswith(("+", "http", "/", ".")) or _NAMES_FILES.search(text):
            raise pyproj.exceptions.CRSError(text)
        found = pyproj.CRS.from_user_input(text)
    except (pyproj.exceptions.CRSError, UnicodeError, ValueError):
        inspection.note("crs-unknown", field="geometry", value=text)
        return None
    if not (found.is_geographic or found.is_projected):
        inspection.note("crs-unknown", field="geometry", value=text)
        return None
    return found


def _same(one: pyproj.CRS, other: pyproj.CRS) -> bool:
    return one.equals(other, ignore_axis_order=True)


def _name(system: pyproj.CRS) -> str:
    authority = system.to_authority(min_confidence=70)
    return f"{system.name} ({':'.join(authority)})" if authority else shown(system.name)[1:-1]


def _may_be(bounds: Any, extent: Sequence[float] | None) -> Text:
    """Return the systems in which the coordinates would lie where the layer should lie, as a hint."""
    fits = systems_that_fit(bounds, extent) if extent is not None and _beyond_degrees(bounds) else ()
    if not fits:
        return Text(vi="", en="")
    codes = ", ".join(system.authority for system in fits)
    return Text(
        vi=f" Có thể là {codes}: các múi trông giống nhau, hãy hỏi nơi lập tệp.",
        en=f" It may be {codes}: zones look alike, so ask who made the file.",
    )


def _beyond_degrees(bounds: Any) -> bool:
    west, south, east, north = bounds
    return bool(west < -360 or south < -180 or east > 360 or north > 180)


def _transformed(shapes: Any, system: pyproj.CRS, name: str, inspection: Inspection) -> tuple[Any, str, str]:
    """Transform by one operation for all points: PROJ left alone would choose another from point to point."""
    if _same(system, pyproj.CRS("OGC:CRS84")):
        return shapes, name, ""
    transformer = _operation(system)
    if transformer is None:
        inspection.note("crs-unknown", field="geometry", value=name)
        return shapes, name, ""

    def move(positions: Any) -> Any:
        return np.column_stack(transformer.transform(positions[:, 0], positions[:, 1]))

    moved = shapely.transform(shapes, move)
    inspection.note("crs-other", field="geometry", value=name, operation=transformer.description)
    return moved, name, transformer.description


def _operation(system: pyproj.CRS) -> pyproj.Transformer | None:
    geodetic = system.geodetic_crs
    pinned = VN2000_OPERATION if geodetic is not None and "VN-2000" in geodetic.name else ""
    found = TransformerGroup(system, "OGC:CRS84", always_xy=True).transformers
    return next((one for one in found if pinned in one.description), None)
