"""Distances between places: geodesics on the WGS 84 ellipsoid, and a factor for roads that are never straight."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from pyproj import Geod

__all__ = ["distance_matrix_km", "great_circle_km"]

_WGS84 = Geod(ellps="WGS84")

type _Degrees = float | npt.NDArray[np.float64]


def great_circle_km(lon_a: _Degrees, lat_a: _Degrees, lon_b: _Degrees, lat_b: _Degrees) -> npt.NDArray[np.float64]:
    """Return the length of the shortest line on the WGS 84 ellipsoid (Karney's algorithm, through pyproj).

    Parameters
    ----------
    lon_a, lat_a, lon_b, lat_b
        Longitudes and latitudes in degrees; arrays are broadcast against each other.

    Returns
    -------
    numpy.ndarray
        Distances in km, of the broadcast shape.

    References
    ----------
    C. F. F. Karney (2013), Algorithms for geodesics, Journal of Geodesy 87, 43-55.

    Examples
    --------
    >>> float(great_circle_km(105.8542, 21.0285, 106.7009, 10.7769).round(1))
    1138.0
    """
    points = [np.asarray(degrees, dtype=float) for degrees in (lon_a, lat_a, lon_b, lat_b)]
    a_lon, a_lat, b_lon, b_lat = (np.array(part) for part in np.broadcast_arrays(*points))
    metres = _WGS84.inv(a_lon, a_lat, b_lon, b_lat)[2]
    return np.asarray(metres, dtype=float) / 1000


def distance_matrix_km(
    frame_a: gpd.GeoDataFrame, frame_b: gpd.GeoDataFrame, detour_factor: float = 1.3
) -> npt.NDArray[np.float64]:
    """Return the distance from every place of one layer to every place of another.

    Units stand at their administrative centre (columns ``centre_lon``, ``centre_lat``), points at themselves.

    Parameters
    ----------
    frame_a, frame_b
        Layers of n and m features in longitude and latitude.
    detour_factor
        Road length divided by straight length, at least 1.

    Returns
    -------
    numpy.ndarray
        Shape (n, m), km, in the order of the rows.
    """
    lon_a, lat_a = _places(frame_a)
    lon_b, lat_b = _places(frame_b)
    return detour_factor * great_circle_km(lon_a[:, None], lat_a[:, None], lon_b[None, :], lat_b[None, :])


def _places(frame: gpd.GeoDataFrame) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    if {"centre_lon", "centre_lat"} <= set(frame.columns):
        return frame["centre_lon"].to_numpy(dtype=float), frame["centre_lat"].to_numpy(dtype=float)
    points: Any = frame.geometry
    return points.x.to_numpy(), points.y.to_numpy()
