"""GeoJSON read by us: GDAL would follow links in it, and would let text pass for numbers and one key hide another.

Shapes are made while the text is parsed, so that the lists of numbers of one shape alone are in memory at a time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from clusterplan.geodata.door.incoming import Incoming
from clusterplan.geodata.door.inspection import Inspection, shown
from clusterplan.geodata.door.sniff import Format
from clusterplan.geodata.door.texts_of_files import text_of_file

__all__ = ["read_geojson"]

_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_RING_POINTS = 4


class _DoubleKeyError(Exception):
    """A key stands twice in one object."""


class _ShapeError(Exception):
    """A shape is broken: the kind of fault, and its details."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details


@dataclass
class _Read:
    """A geometry of the text: the shape, or why there is none."""

    shape: Any = None
    fault: _ShapeError | None = None


@dataclass
class _Reader:
    """Turns the objects of the text into shapes as they close."""

    close_rings: bool
    closed: int = 0
    names: set[str] = field(default_factory=set)

    def object_of(self, pairs: list[tuple[str, Any]]) -> Any:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            raise _DoubleKeyError(next(key for key in keys if keys.count(key) > 1))
        kind = found.get("type")
        if isinstance(kind, str) and ("coordinates" in found or kind == "GeometryCollection"):
            return self._read(kind, found)
        return found

    def _read(self, kind: str, found: dict[str, Any]) -> _Read:
        if kind not in _DEPTH:
            return _Read(fault=_ShapeError("geometry-type", value=shown(kind)))
        try:
            return _Read(self._shape(kind, found["coordinates"]))
        except _ShapeError as fault:
            return _Read(fault=fault)
        except (TypeError, ValueError, IndexError, OverflowError, shapely.errors.ShapelyError) as wrong:
            return _Read(fault=_ShapeError("geometry-broken", reason=shown(str(wrong))[1:-1]))

    def _shape(self, kind: str, coordinates: Any) -> Any:
        if not isinstance(coordinates, list):
            raise _ShapeError("geometry-broken", reason=f"coordinates: {shown(coordinates)}")
        if not coordinates:
            return shapely.from_wkt(f"{kind.upper()} EMPTY")
        if kind == "Point":
            return shapely.points(_positions([coordinates])[0])
        if kind == "MultiPoint":
            return shapely.multipoints(shapely.points(_positions(coordinates)))
        if kind == "LineString":
            return shapely.linestrings(_positions(coordinates))
        if kind == "MultiLineString":
            return shapely.multilinestrings([shapely.linestrings(_positions(part)) for part in coordinates])
        if kind == "Polygon":
            return self._polygon(coordinates)
        return shapely.multipolygons([self._polygon(part) for part in coordinates])

    def _polygon(self, rings: list[Any]) -> Any:
        shell, *holes = [self._ring(ring) for ring in rings]
        return shapely.polygons(shell, holes=holes or None)

    def _ring(self, ring: Any) -> Any:
        positions = _positions(ring)
        if not np.array_equal(positions[0], positions[-1], equal_nan=True):
            if not self.close_rings:
                raise _ShapeError("ring-open")
            self.closed += 1
            positions = np.concatenate([positions, positions[:1]])
        if len(positions) < _RING_POINTS:
            raise _ShapeError("ring-short")
        return shapely.linearrings(positions)


def read_geojson(path: Path, inspection: Inspection, key: str) -> Incoming:
    """Read a GeoJSON file.

    Parameters
    ----------
    path
        The file.
    inspection
        Takes note of what is wrong.
    key
        Field that the ``id`` of a feature fills if no property has its name.

    Returns
    -------
    Incoming
        One row for each feature.

    Raises
    ------
    UnreadableError
        If it is not a feature collection.
    """
    text, encoding = text_of_file(path, inspection)
    reader = _Reader(inspection.asked("close-rings"))
    try:
        document = json.loads(text, object_pairs_hook=reader.object_of)
    except _DoubleKeyError as double:
        raise inspection.stop("json-duplicate-key", value=str(double)) from None
    except (ValueError, RecursionError) as wrong:
        raise inspection.stop("file-broken", reason=shown(str(wrong))[1:-1]) from None
    del text
    features = _features(document, inspection)
    if reader.closed:
        inspection.repaired["close-rings"] += reader.closed
    return _incoming(features, _declared(document, inspection), encoding, inspection, key)


def _features(document: Any, inspection: Inspection) -> list[Any]:
    if isinstance(document, _Read):
        raise inspection.stop("json-bare-geometry")
    is_collection = isinstance(document, dict) and document.get("type") == "FeatureCollection"
    features = document.get("features") if is_collection else None
    if not isinstance(features, list):
        raise inspection.stop("json-not-geojson")
    if len(features) > inspection.limits.features:
        raise inspection.stop("features-too-many", most=inspection.limits.features)
    return features


def _declared(document: dict[str, Any], inspection: Inspection) -> str:
    """Return the reference system: WGS 84 by RFC 7946, unless an old member says otherwise."""
    if "crs" not in document:
        return "OGC:CRS84"
    inspection.note("crs-member")
    member = document["crs"]
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else ""


def _incoming(features: list[Any], crs: str, encoding: str, inspection: Inspection, key: str) -> Incoming:
    rows: list[dict[str, Any]] = []
    shapes = np.empty(len(features), dtype=object)
    broken = set()
    for position, feature in enumerate(features):
        row = position + 1
        rows.append(_properties(feature, row, inspection, key))
        read = feature.get("geometry") if isinstance(feature, dict) else None
        if isinstance(read, _Read):
            shapes[position] = read.shape
            if read.fault is not None:
                broken.add(position)
                identifier = rows[-1].get(key)
                inspection.note(
                    read.fault.code,
                    row=row,
                    field="geometry",
                    id=None if identifier is None else str(identifier),
                    **{"value": "", "wanted": "Point, LineString, Polygon", **read.fault.details},
                )
        elif read is not None:
            broken.add(position)
            inspection.note("geometry-broken", row=row, field="geometry", reason=shown(read))
    names = list(dict.fromkeys(name for found in rows for name in found))
    if len(names) > inspection.limits.fields:
        raise inspection.stop("fields-too-many", count=len(names), most=inspection.limits.fields)
    cells = pd.DataFrame(
        {name: pd.Series([found.get(name) for found in rows], dtype=object) for name in names},
        index=range(len(rows)),
    )
    cells.index = pd.RangeIndex(1, len(rows) + 1)
    return Incoming(Format.GEOJSON, cells, shapes, crs, frozenset(broken), encoding)


def _properties(feature: Any, row: int, inspection: Inspection, key: str) -> dict[str, Any]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        inspection.note("feature-broken", row=row, reason=shown(feature))
        return {}
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, dict):
        inspection.note("feature-broken", row=row, reason=f"properties: {shown(properties)}")
        return {}
    found = {}
    for name, value in (properties or {}).items():
        if isinstance(value, (dict, list, _Read)):
            inspection.note("value-nested", row=row, field=shown(name)[1:-1], value=_plain(value))
            value = None
        found[name] = value
    if key not in found and feature.get("id") is not None:
        found[key] = feature["id"]
    return found


def _plain(value: Any) -> Any:
    return "geometry" if isinstance(value, _Read) else json.dumps(value, default=lambda _: "geometry")


def _positions(found: Any) -> Any:
    """Return positions as an array of numbers; text is not turned into numbers."""
    if not isinstance(found, list) or not found:
        raise _ShapeError("geometry-broken", reason=f"coordinates: {shown(found)}")
    if any(isinstance(value, bool) for place in found if isinstance(place, list) for value in place):
        raise _ShapeError("geometry-broken", reason=f"coordinates: {shown(found)}")  # numpy would make numbers of them
    array = np.array(found)
    if array.dtype.kind in "US":
        raise _ShapeError("coordinates-text")
    if array.dtype.kind not in "if" or array.ndim != 2 or array.shape[1] not in (2, 3, 4):
        raise _ShapeError("geometry-broken", reason=f"coordinates: {shown(found)}")
    positions = array[:, :3].astype(float)
    if not np.isfinite(positions).all():
        raise _ShapeError("coordinates-finite")
    return positions
