"""Coordinate reference systems: from longitude and latitude on WGS 84 to others and back, one operation for each.

PROJ chooses among several operations between WGS 84 and VN-2000 point by point, and the two that it has for Viet Nam
lie 0.8 m apart: within one layer that is a step. Here it is always EPSG:6960, *VN-2000 to WGS 84 (2)*, of 1 m accuracy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pyproj
import shapely
from pyproj.transformer import TransformerGroup

__all__ = ["CRS84", "REFERENCE_SYSTEMS", "VN2000_OPERATION", "ReferenceSystem"]

_LONGITUDE_LATITUDE = "OGC:CRS84"
VN2000_OPERATION = "VN-2000 to WGS 84 (2)"
"""Name of the operation EPSG:6960."""


@dataclass(frozen=True)
class ReferenceSystem:
    """A coordinate reference system in which features can be asked for."""

    uri: str
    """Name in the Web's form."""
    authority: str
    """Name as ``AUTHORITY:CODE``, for PROJ and GDAL."""
    title: str
    """Name for people."""
    decimals: int
    """Decimals of a coordinate that are written: about one metre or better."""
    latitude_first: bool = False
    """Whether the first coordinate of a position is the latitude."""
    in_degrees: bool = False
    """Whether coordinates are degrees, so that a box may cross 180 degrees of longitude."""
    pinned: str | None = None
    """Name of the one operation between WGS 84 and this system that is used; the only one there is if none is named."""

    def from_crs84(self, shapes: Any, *, own_order: bool = True) -> Any:
        """Transform shapes from longitude and latitude on WGS 84 to this system.

        Parameters
        ----------
        shapes
            One shape or an array of shapes, in degrees.
        own_order
            Whether positions come in the system's own order of axes; else easting or longitude first, as in files.

        Returns
        -------
        shapely geometry or numpy.ndarray of object
            The same shapes in this system.

        Examples
        --------
        >>> hanoi = shapely.Point(105.8542, 21.0285)
        >>> REFERENCE_SYSTEMS["http://www.opengis.net/def/crs/EPSG/0/4326"].from_crs84(hanoi).wkt
        'POINT (21.0285 105.8542)'
        """
        moved = self._moved(shapes, pyproj.enums.TransformDirection.FORWARD)
        return _swapped(moved) if self.latitude_first and own_order else moved

    def to_crs84(self, shapes: Any, *, own_order: bool = True) -> Any:
        """Transform shapes from this system to longitude and latitude on WGS 84.

        Parameters
        ----------
        shapes
            One shape or an array of shapes in this system.
        own_order
            Whether positions come in the system's own order of axes; else easting or longitude first, as in files.

        Returns
        -------
        shapely geometry or numpy.ndarray of object
            In degrees; infinite coordinates where the system does not reach.
        """
        straight = _swapped(shapes) if self.latitude_first and own_order else shapes
        return self._moved(straight, pyproj.enums.TransformDirection.INVERSE)

    def _moved(self, shapes: Any, direction: pyproj.enums.TransformDirection) -> Any:
        if self.authority in (_LONGITUDE_LATITUDE, "EPSG:4326"):
            return shapes
        transformer = _transformer(self.authority, self.pinned)

        def move(positions: np.ndarray) -> np.ndarray:
            x, y = transformer.transform(positions[:, 0], positions[:, 1], direction=direction)
            return np.column_stack([x, y])

        return shapely.transform(shapes, move)


@cache
def _transformer(authority: str, pinned: str | None) -> pyproj.Transformer:
    """Return the transformer from longitude and latitude, easting or longitude first on both sides."""
    group = TransformerGroup(_LONGITUDE_LATITUDE, authority, always_xy=True)
    found = [transformer for transformer in group.transformers if pinned is None or pinned in transformer.description]
    assert len(found) == 1, f"{len(found)} operations lead to {authority}, expected one named {pinned}"
    return found[0]


def _swapped(shapes: Any) -> Any:
    return shapely.transform(shapes, lambda positions: positions[:, ::-1])


def _epsg(code: int) -> str:
    return f"http://www.opengis.net/def/crs/EPSG/0/{code}"


CRS84 = ReferenceSystem(
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    _LONGITUDE_LATITUDE,
    "WGS 84 (longitude, latitude)",
    5,
    in_degrees=True,
)
"""Longitude and latitude on WGS 84, in which everything is stored."""

REFERENCE_SYSTEMS: Mapping[str, ReferenceSystem] = MappingProxyType(
    {
        system.uri: system
        for system in (
            CRS84,
            ReferenceSystem(
                _epsg(4326), "EPSG:4326", "WGS 84 (latitude, longitude)", 5, latitude_first=True, in_degrees=True
            ),
            ReferenceSystem(_epsg(3857), "EPSG:3857", "WGS 84 / Pseudo-Mercator", 2),
            ReferenceSystem(
                _epsg(4756),
                "EPSG:4756",
                "VN-2000 (latitude, longitude)",
                5,
                latitude_first=True,
                in_degrees=True,
                pinned=VN2000_OPERATION,
            ),
            ReferenceSystem(_epsg(3405), "EPSG:3405", "VN-2000 / UTM zone 48N", 2, pinned=VN2000_OPERATION),
            ReferenceSystem(_epsg(3406), "EPSG:3406", "VN-2000 / UTM zone 49N", 2, pinned=VN2000_OPERATION),
        )
    }
)
"""Systems in which features can be asked for, by address."""
