"""Query parameters as values: boxes, reference systems, limits, instants, fields. What is wrong is 400."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from http import HTTPStatus
from typing import NoReturn

import numpy as np
import shapely

from clusterplan.geodata.crs import REFERENCE_SYSTEMS, ReferenceSystem
from clusterplan.web.features.collections import Field
from clusterplan.web.parameters import LARGEST_COUNT
from clusterplan.web.problems import Problem

__all__ = [
    "DEFAULT_LIMIT",
    "MOST_FEATURES",
    "bad",
    "box_in_degrees",
    "read_box",
    "read_count",
    "read_date",
    "read_datetime",
    "read_system",
    "read_value",
    "shape_in_degrees",
    "single_values",
]

DEFAULT_LIMIT = 1_000
MOST_FEATURES = 10_000
"""Most features of one page; a larger limit means this one."""
_STEPS_ALONG_AN_EDGE = 32
_LARGEST_SHIFT_DEGREES = 0.01
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_FLAGS = {"true": True, "false": False, "1": True, "0": False}
"""GDAL sends flags as 1 and 0."""
_UTC = r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})"


def bad(detail: str) -> NoReturn:
    """Refuse a request: 400.

    Parameters
    ----------
    detail
        What is wrong and what to do.

    Raises
    ------
    Problem
        Always.
    """
    raise Problem(HTTPStatus.BAD_REQUEST, detail)


def single_values(given: Iterable[tuple[str, str]], known: Iterable[str]) -> dict[str, str]:
    """Return parameters by name, each known and given once.

    Parameters
    ----------
    given
        Names and values in their order.
    known
        Names that the resource knows.

    Returns
    -------
    dict of str to str
        Values by name.

    Raises
    ------
    Problem
        400, naming what is unknown or given twice.
    """
    names = list(known)
    values: dict[str, str] = {}
    for name, value in given:
        if name not in names:
            unknown = ", ".join(sorted({found for found, _ in given if found not in names}))
            bad(f"Unknown query parameter: {unknown}. Known here: {', '.join(names) or 'none'}.")
        if name in values:
            bad(f"{name}: is given twice; give it once.")
        values[name] = value
    return values


def read_count(name: str, text: str, least: int) -> int:
    """Read a whole number that is not too small.

    Examples
    --------
    >>> read_count("limit", "10", 1)
    10
    """
    if not re.fullmatch(r"[0-9]{1,15}", text) or int(text) < least:
        bad(f"{name}: '{text}' is no whole number from {least} to {LARGEST_COUNT}.")
    return int(text)


def read_system(name: str, text: str) -> ReferenceSystem:
    """Read the address of a reference system."""
    inner = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    uri = re.sub(r"^\[?(EPSG|OGC):(\w+)\]?$", _uri_of_curie, inner)
    found = REFERENCE_SYSTEMS.get(uri)
    if found is None:
        bad(f"{name}: there is no reference system '{text}'. There are: {', '.join(REFERENCE_SYSTEMS)}.")
    return found


def _uri_of_curie(match: re.Match[str]) -> str:
    version = "1.3" if match[1] == "OGC" else "0"
    return f"http://www.opengis.net/def/crs/{match[1]}/{version}/{match[2]}"


def read_box(text: str, system: ReferenceSystem) -> shapely.Geometry:
    """Read ``bbox``: four numbers, or six with heights, which mean nothing here.

    Parameters
    ----------
    text
        The parameter.
    system
        Reference system of the numbers.

    Returns
    -------
    shapely.Geometry
        The box in longitude and latitude; in two parts if it crosses 180 degrees.
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) not in (4, 6) or not all(_NUMBER.fullmatch(part) for part in parts):
        bad("bbox: is four numbers, as west,south,east,north.")
    numbers = [float(part) for part in parts]
    if not all(math.isfinite(number) for number in numbers):
        bad("bbox: every number must be finite.")
    half = len(numbers) // 2
    return box_in_degrees("bbox", (numbers[0], numbers[1], numbers[half], numbers[half + 1]), system)


def box_in_degrees(name: str, corners: tuple[float, float, float, float], system: ReferenceSystem) -> shapely.Geometry:
    """Return a box, given in a reference system's own order of axes, in longitude and latitude.

    Parameters
    ----------
    name
        Parameter that is named if the box is none.
    corners
        Two coordinates of the lower corner, two of the upper one.
    system
        Reference system of the numbers.

    Returns
    -------
    shapely.Geometry
        The edges of a box of another system are bent; they are followed in small steps.
    """
    first, second, third, fourth = corners
    west, south, east, north = (second, first, fourth, third) if system.latitude_first else corners
    if south > north:
        bad(f"{name}: the lower corner must not lie above the upper one.")
    if west > east:
        if not system.in_degrees:
            bad(f"{name}: the left corner must not lie right of the right one.")
        halves = [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
        return _checked(name, shapely.union_all([_in_degrees(half, system) for half in halves]))
    return _checked(name, _in_degrees(shapely.box(west, south, east, north), system))


def _in_degrees(box: shapely.Geometry, system: ReferenceSystem) -> shapely.Geometry:
    """Return a box given with easting or longitude first in longitude and latitude."""
    west, south, east, north = shapely.bounds(box)
    step = max(east - west, north - south) / _STEPS_ALONG_AN_EDGE
    straight = system.authority in ("OGC:CRS84", "EPSG:4326")
    fine = box if straight or step == 0 else shapely.segmentize(box, step)
    swapped = shapely.transform(fine, lambda positions: positions[:, ::-1]) if system.latitude_first else fine
    moved: shapely.Geometry = system.to_crs84(swapped)
    return moved


def shape_in_degrees(name: str, shape: shapely.Geometry, system: ReferenceSystem) -> shapely.Geometry:
    """Return a shape of a filter in longitude and latitude.

    Parameters
    ----------
    name
        What is named if the shape does not lie on the Earth.
    shape
        In the reference system's own order of axes.
    system
        Reference system of the shape.

    Returns
    -------
    shapely.Geometry
        In degrees.
    """
    return _checked(name, system.to_crs84(shape))


def _checked(name: str, shape: shapely.Geometry) -> shapely.Geometry:
    positions = shapely.get_coordinates(shape)
    slack = _LARGEST_SHIFT_DEGREES  # the corner of VN-2000's world is not that of WGS 84's
    longitudes, latitudes = np.abs(positions[:, 0]), np.abs(positions[:, 1])
    if not (np.isfinite(positions).all() and (longitudes <= 180 + slack).all() and (latitudes <= 90 + slack).all()):
        bad(f"{name}: lies outside -180..180 degrees of longitude and -90..90 degrees of latitude.")
    return shape


def read_datetime(text: str) -> None:
    """Check ``datetime``: an instant or an interval of RFC 3339, open with ``..``.

    The features have no times of their own, so each of them matches every time, as the standard asks.

    Parameters
    ----------
    text
        The parameter.
    """
    ends = text.split("/")
    instants = [_instant(end) for end in ends if end not in ("", "..")]
    if len(ends) > 2 or (len(ends) == 1 and not instants) or None in instants:
        bad("datetime: is an instant as 2026-07-01T00:00:00Z, or an interval as 2026-07-01T00:00:00Z/..")
    first_and_last = [instant for instant in instants if instant is not None]
    if len(first_and_last) == 2 and first_and_last[0] > first_and_last[1]:
        bad("datetime: the interval must not end before it begins.")


def _instant(text: str) -> datetime | None:
    """Return an instant, or a day as its first instant; none if it is neither."""
    whole = text if re.fullmatch(_UTC, text) else f"{text}T00:00:00Z"
    try:
        return datetime.fromisoformat(whole.upper())
    except ValueError:
        return None


def read_date(text: str) -> str | None:
    """Return a day as YYYY-MM-DD, or none if it is no day.

    Examples
    --------
    >>> read_date("2025-07-01"), read_date("2025-13-01")
    ('2025-07-01', None)
    """
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def read_value(field: Field, text: str) -> str | float | bool:
    """Read the value of a field from a query parameter.

    Parameters
    ----------
    field
        The field.
    text
        The parameter.

    Returns
    -------
    str, float or bool
        As the field's type asks.
    """
    if field.type == "flag":
        if text.lower() not in _FLAGS:
            bad(f"{field.name}: '{text}' is neither true nor false.")
        return _FLAGS[text.lower()]
    if field.type in ("integer", "number"):
        return _number(field, text)
    if field.type == "date":
        day = read_date(text[:10]) if re.fullmatch(r".{10}([Tt].*)?", text) else None
        return day if day is not None else bad(f"{field.name}: '{text}' is no day as 2025-07-01.")
    if field.allowed and text not in field.allowed:
        bad(f"{field.name}: '{text}' is none of {', '.join(field.allowed)}.")
    return text


def _number(field: Field, text: str) -> float:
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(number):
        bad(f"{field.name}: '{text}' is no number.")
    if field.type == "integer" and not number.is_integer():
        bad(f"{field.name}: '{text}' is no whole number.")
    return number
