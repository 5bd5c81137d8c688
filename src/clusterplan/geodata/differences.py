"""What changed between two states of a layer or table: rows by id, values before and after, places by how far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import geopandas as gpd
import pandas as pd
import pyproj
import shapely

from clusterplan.domain import Frozen
from clusterplan.errors import DataError, Fault
from clusterplan.geodata.adjacency import equal_area_crs
from clusterplan.language import Text

__all__ = ["FieldChange", "PlaceChange", "RowChange", "row_changes", "row_ids"]

_TOLERANCE_DEGREES = 1e-7
"""About a centimetre: what formats round."""

type Value = str | bool | int | float | None


class FieldChange(Frozen):
    """One value that is not what it was."""

    field: str
    """Name of the column."""
    before: Value
    """What it was; null if it was missing, or the row was not there."""
    after: Value
    """What it is; null if it is missing, or the row is gone."""


class PlaceChange(Frozen):
    """A place that is not where it was, or an outline that is not what it was."""

    moved_m: float
    """Metres between the old and the new point, or the two centroids, along the ellipsoid."""
    changed_km2: float | None
    """Area that is in one outline and not in the other; null for points."""


class RowChange(Frozen):
    """One row that was added, removed or changed."""

    id: str
    """Its id; several columns are joined by ``/``."""
    what: Literal["added", "removed", "changed"]
    """What happened to it."""
    fields: tuple[FieldChange, ...]
    """Values that differ, in the order of the columns; of a new or a removed row all that are not missing."""
    place: PlaceChange | None = None
    """How its place changed; null if it did not, or there is none to compare."""


def row_changes(
    before: pd.DataFrame, after: pd.DataFrame, key: Sequence[str], ignored: Sequence[str] = ()
) -> tuple[RowChange, ...]:
    """Compare two states of a layer or table by id, never by the order of rows.

    Parameters
    ----------
    before, after
        The two states; layers in longitude and latitude. A column that one of them lacks is missing there.
    key
        Columns that together tell the rows apart.
    ignored
        Columns that do not count.

    Returns
    -------
    tuple of RowChange
        Sorted by id; rows that stayed the same are not among them.

    Raises
    ------
    DataError
        If an id stands twice.

    Examples
    --------
    >>> then = pd.DataFrame({"code": ["01", "02"], "roads": [1.0, 2.0]})
    >>> now = pd.DataFrame({"code": ["02", "03"], "roads": [2.5, None]})
    >>> [(row.id, row.what, row.fields[-1].before, row.fields[-1].after) for row in row_changes(then, now, ["code"])]
    [('01', 'removed', 1.0, None), ('02', 'changed', 2.0, 2.5), ('03', 'added', None, '03')]
    """
    sides = [_by_id(frame, key) for frame in (before, after)]
    places = [_places(frame, key) for frame in (before, after)]
    measure = _Measure([frame for frame in (before, after) if isinstance(frame, gpd.GeoDataFrame) and len(frame)])
    names = [name for name in dict.fromkeys([*_columns(before), *_columns(after)]) if name not in ignored]
    return tuple(_changes(sides, places, names, measure))


def _changes(
    sides: list[dict[str, dict[str, Any]]],
    places: list[dict[str, Any]],
    names: list[str],
    measure: _Measure,
) -> Iterator[RowChange]:
    then, now = sides
    for row in sorted(then.keys() | now.keys()):
        old, new = then.get(row, {}), now.get(row, {})
        pairs = [(name, _value(old.get(name)), _value(new.get(name))) for name in names]
        fields = tuple(FieldChange(field=name, before=a, after=b) for name, a, b in pairs if a != b)
        place = measure.between(places[0].get(row), places[1].get(row)) if old and new else None
        if fields or place or not (old and new):
            what: Literal["added", "removed", "changed"] = "added" if not old else "removed" if not new else "changed"
            yield RowChange(id=row, what=what, fields=fields, place=place)


class _Measure:
    """Measures between places of two layers; areas in one equal-area system for both."""

    def __init__(self, layers: Sequence[gpd.GeoDataFrame]) -> None:
        self._ellipsoid = pyproj.Geod(ellps="WGS84")
        self._to_plane: Any = None
        if layers:
            everything = pd.concat([layer.geometry.rename("geometry") for layer in layers])
            plane = equal_area_crs(gpd.GeoDataFrame(geometry=everything))
            self._to_plane = pyproj.Transformer.from_crs("OGC:CRS84", plane, always_xy=True).transform

    def between(self, old: Any, new: Any) -> PlaceChange | None:
        """Return how a place changed, or nothing if it did not."""
        if old is None or new is None or _is_the_same(old, new):
            return None
        then, now = shapely.centroid(old), shapely.centroid(new)
        metres = self._ellipsoid.inv(then.x, then.y, now.x, now.y)[2]
        return PlaceChange(moved_m=round(metres, 2), changed_km2=self._area(old, new))

    def _area(self, old: Any, new: Any) -> float | None:
        if {old.geom_type, new.geom_type} <= {"Point", "MultiPoint"}:
            return None
        flat: Any = [shapely.transform(shape, self._to_plane, interleaved=False) for shape in (old, new)]
        return round(float(flat[0].symmetric_difference(flat[1]).area) / 1e6, 6)


def _is_the_same(old: Any, new: Any) -> bool:
    """Whether two places differ by less than a centimetre; a polygon alone is one of several of which there is one."""
    one, other = (shapely.multipolygons([shape]) if shape.geom_type == "Polygon" else shape for shape in (old, new))
    return bool(shapely.equals_exact(one, other, _TOLERANCE_DEGREES, normalize=True))


def _by_id(frame: pd.DataFrame, key: Sequence[str]) -> dict[str, dict[str, Any]]:
    records = frame[_columns(frame)].astype(object).to_dict("records")
    rows = [{str(name): value for name, value in row.items()} for row in records]
    found = dict(zip(row_ids(frame, key), rows, strict=True))
    if len(found) < len(rows):
        ids = pd.Series(row_ids(frame, key))
        raise DataError(
            Text(vi="Một mã đứng ở nhiều dòng.", en="An id stands in several rows."),
            [Fault(twice, Text(vi="lặp lại.", en="is not unique.")) for twice in sorted(set(ids[ids.duplicated()]))],
        )
    return found


def _places(frame: pd.DataFrame, key: Sequence[str]) -> dict[str, Any]:
    if not isinstance(frame, gpd.GeoDataFrame):
        return {}
    return dict(zip(row_ids(frame, key), frame.geometry, strict=True))


def row_ids(frame: pd.DataFrame, key: Sequence[str]) -> list[str]:
    """Return the id of each row as changes name it.

    Parameters
    ----------
    frame
        Layer or table.
    key
        Columns that together tell the rows apart.

    Returns
    -------
    list of str
        In the order of the rows; several columns are joined by ``/``.
    """
    columns = [["" if pd.isna(value) else str(value) for value in frame[name]] for name in key]
    return ["/".join(parts) for parts in zip(*columns, strict=True)]


def _columns(frame: pd.DataFrame) -> list[str]:
    shapes = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    return [name for name in frame.columns if name != shapes]


def _value(value: Any) -> Value:
    if value is None or pd.isna(value):
        return None
    plain: Value = value.item() if hasattr(value, "item") else value
    return plain
