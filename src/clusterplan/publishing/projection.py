"""Degrees to points of a small drawing, and shapes to the paths of SVG."""

from __future__ import annotations

import math
from typing import Any

import shapely

__all__ = ["Projection"]


class Projection:
    """A cylinder that is true to scale in the middle latitude.

    Parameters
    ----------
    bounds
        West, south, east and north of what is drawn, in degrees.
    width
        Width of the drawing; its height follows.
    margin
        Space on all sides.

    Examples
    --------
    >>> place = Projection([0.0, -1.0, 2.0, 1.0], width=220, margin=10)
    >>> place.point(1.0, 0.0), place.height
    ((110.0, 110.0), 220.0)
    """

    def __init__(self, bounds: list[float], width: float, margin: float) -> None:
        west, south, east, north = bounds
        self.west, self.north, self.margin = west, north, margin
        self.squeeze = math.cos(math.radians((south + north) / 2))
        self.scale = (width - 2 * margin) / ((east - west) * self.squeeze)
        self.width = width
        self.height = (north - south) * self.scale + 2 * margin

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a place lies, from the top left corner.

        Parameters
        ----------
        longitude, latitude
            In degrees.

        Returns
        -------
        tuple of float
            To the right, and down.
        """
        x = (longitude - self.west) * self.squeeze * self.scale + self.margin
        return x, (self.north - latitude) * self.scale + self.margin

    def path(self, shape: Any) -> str:
        """Return polygons as one path, every ring of it.

        Parameters
        ----------
        shape
            Polygon or MultiPolygon, in degrees.

        Returns
        -------
        str
            What stands in ``d``.
        """
        rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
        return "".join(f"M{self._points(ring)}Z" for ring in rings)

    def line(self, line: Any) -> str:
        """Return lines as one path.

        Parameters
        ----------
        line
            LineString or MultiLineString, in degrees.

        Returns
        -------
        str
            What stands in ``d``.
        """
        return "".join(f"M{self._points(part)}" for part in shapely.get_parts(line))

    def _points(self, line: Any) -> str:
        return "L".join("{:.1f} {:.1f}".format(*self.point(x, y)) for x, y in line.coords)
