"""Checks of a layer against its record, as one pandera schema: every fault of a layer is reported at once.

Coordinate reference system, ids, Unicode form, allowed values, geometry type, range and validity, and for
coverages that neighbours meet without overlaps or slivers.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.pandas as pa
import shapely
from pandera.errors import SchemaErrors

from clusterplan.errors import DataError, Fault
from clusterplan.geodata.register import Column, LayerRecord
from clusterplan.language import Text

__all__ = ["CRS", "check_layer", "layer_schema"]

CRS = "OGC:CRS84"
"""The one coordinate reference system of layers in memory: WGS 84, longitude first, degrees."""

_SINGLE = {"MultiPolygon": "Polygon", "MultiLineString": "LineString", "MultiPoint": "Point"}

_SWAPPED = Text(
    vi="Có thể vĩ độ đứng trước kinh độ: hãy đổi chỗ.", en="Latitude may stand before longitude: swap the two."
)
_PROJECTED = Text(
    vi="Tọa độ có thể ở hệ phẳng (mét): hãy khai báo hệ tọa độ của tệp rồi chuyển đổi.",
    en="The coordinates may be projected (metres): declare the file's reference system and transform it.",
)
_WHAT: dict[str, Text] = {
    "crs": Text(vi="lớp thiếu hệ tọa độ hoặc không phải WGS 84", en="the layer has no reference system or not WGS 84"),
    "missing column": Text(vi="thiếu cột này", en="this column is missing"),
    "unknown column": Text(vi="cột này không có trong sổ đăng ký", en="this column is not in the register"),
    "missing value": Text(vi="thiếu giá trị", en="a value is missing"),
    "duplicate": Text(vi="giá trị lặp lại", en="the value is not unique"),
    "normal form": Text(vi="văn bản chưa ở dạng Unicode NFC", en="the text is not in Unicode normal form C"),
    "text": Text(vi="không phải văn bản", en="is not text"),
    "allowed": Text(vi="giá trị không được phép", en="the value is not allowed"),
    "empty": Text(vi="lớp không có đối tượng nào", en="the layer has no feature"),
    "geometry missing": Text(vi="không có hình", en="there is no geometry"),
    "geometry type": Text(vi="sai kiểu hình", en="the geometry has the wrong type"),
    "geometry range": Text(vi="tọa độ ngoài phạm vi kinh vĩ độ", en="coordinates are outside longitude and latitude"),
    "geometry valid": Text(vi="hình không hợp lệ", en="the geometry is not valid"),
    "coverage": Text(
        vi="chồng lấn hoặc hở với đơn vị bên cạnh", en="overlaps a neighbour or leaves a sliver beside it"
    ),
}


def check_layer(record: LayerRecord, frame: gpd.GeoDataFrame) -> None:
    """Check a layer against its record.

    Parameters
    ----------
    record
        What the layer should be.
    frame
        The layer, one row per feature.

    Raises
    ------
    DataError
        If anything is wrong; every fault is listed with row, column and value.
    """
    try:
        layer_schema(record).validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases.drop_duplicates(["column", "check", "index"])
        faults = [_fault(record, frame, case) for case in cases.to_dict("records")]
        summary = Text(vi=f"Lớp {record.id} có lỗi.", en=f"The layer {record.id} has faults.")
        raise DataError(summary, sorted(set(faults), key=lambda fault: (fault.where, fault.what.en))) from None


def layer_schema(record: LayerRecord) -> pa.DataFrameSchema:
    """Build the pandera schema of a layer.

    Parameters
    ----------
    record
        The layer's record.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        Named checks on columns, geometry, reference system and coverage; unknown columns are refused.
    """
    columns = {column.name: _column_schema(column, is_key=column.name == record.key) for column in record.columns}
    whole = [pa.Check(_has_longitude_latitude, name="crs"), pa.Check(lambda frame: len(frame) > 0, name="empty")]
    if record.coverage:
        whole.append(pa.Check(_is_coverage, name="coverage"))
    geometry = _geometry_schema(record.geometry or "")
    return pa.DataFrameSchema({**columns, "geometry": geometry}, checks=whole, strict=True)


def _column_schema(column: Column, *, is_key: bool) -> pa.Column:
    checks = []
    if column.type in ("text", "date"):
        checks.append(pa.Check(lambda values: values.map(lambda value: isinstance(value, str)), name="text"))
        checks.append(pa.Check(lambda values: values.map(_is_normal), name="normal form"))
    if column.allowed:
        checks.append(pa.Check(lambda values: values.isin(column.allowed), name="allowed"))
    return pa.Column(checks=checks, nullable=not (column.required or is_key), unique=is_key)


def _geometry_schema(kind: str) -> pa.Column:
    checks = {
        "geometry missing": lambda shapes: ~(shapely.is_missing(shapes) | shapely.is_empty(shapes)),
        "geometry type": lambda shapes: _each(shapes, lambda found: _types(found, kind)),
        "geometry range": lambda shapes: _each(shapes, _in_range),
        "geometry valid": lambda shapes: _each(shapes, shapely.is_valid),
    }
    return pa.Column(
        checks=[pa.Check(_as_series(check), name=name, ignore_na=False) for name, check in checks.items()],
        nullable=True,
    )


def _as_series(check: Any) -> Any:
    def checked(shapes: pd.Series[Any]) -> pd.Series[bool]:
        return pd.Series(check(np.asarray(shapes, dtype=object)), index=shapes.index)

    return checked


def _each(shapes: Any, check: Any) -> Any:
    """Apply a check to the geometries that are there: one that is missing is reported once, as missing."""
    result = np.ones(len(shapes), dtype=bool)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    result[there] = check(shapes[there])
    return result


def _types(shapes: Any, kind: str) -> Any:
    return np.isin([shape.geom_type for shape in shapes], [kind, _SINGLE.get(kind, kind)])


def _in_range(shapes: Any) -> Any:
    west, south, east, north = shapely.bounds(shapes).T
    return (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)


def _is_normal(value: Any) -> bool:
    return not isinstance(value, str) or unicodedata.is_normalized("NFC", value)


def _has_longitude_latitude(frame: gpd.GeoDataFrame) -> bool:
    crs = getattr(frame, "crs", None)
    return crs is not None and (crs.equals(CRS) or crs.equals("EPSG:4326"))


def _is_coverage(frame: gpd.GeoDataFrame) -> Any:
    shapes = np.asarray(frame["geometry"], dtype=object)
    polygonal = shapely.is_valid(shapes) & np.isin(shapely.get_type_id(shapes), (3, 6))
    result = np.ones(len(shapes), dtype=bool)
    if polygonal.any() and not shapely.coverage_is_valid(shapes[polygonal]):
        result[polygonal] = shapely.is_empty(shapely.coverage_invalid_edges(shapes[polygonal]))
    return pd.Series(result, index=frame.index)


_PANDERA_NAMES = {
    "column_in_dataframe": "missing column",
    "column_in_schema": "unknown column",
    "not_nullable": "missing value",
    "field_uniqueness": "duplicate",
}


def _fault(record: LayerRecord, frame: gpd.GeoDataFrame, case: dict[str, Any]) -> Fault:
    name = _PANDERA_NAMES.get(case["check"], case["check"])
    if name in ("missing column", "unknown column"):
        return Fault(f"{record.id}, {case['failure_case']}", _WHAT[name])
    if case["index"] is None or pd.isna(case["index"]):
        return Fault(record.id, _WHAT[name])
    row = frame.index.get_loc(case["index"])
    column = "geometry" if name == "coverage" else case["column"]
    where = f"{record.id}, row {row + 1}, {column}"
    value = frame.iloc[row][column]
    if column == "geometry":
        return Fault(where, _with(_WHAT[name], _of_key(record, frame, row)), _advice(name, value))
    return Fault(where, _with(_WHAT[name], repr(value)))


def _with(what: Text, detail: str) -> Text:
    return Text(vi=f"{what.vi}: {detail}", en=f"{what.en}: {detail}")


def _of_key(record: LayerRecord, frame: gpd.GeoDataFrame, row: int) -> str:
    return f"{record.key} = {frame.iloc[row].get(record.key)!r}"


def _advice(name: str, shape: Any) -> Text | None:
    if name == "geometry valid":
        reason = shapely.is_valid_reason(shape)
        return Text(vi=f"GEOS báo: {reason}.", en=f"GEOS says: {reason}.")
    if name != "geometry range":
        return None
    west, south, east, north = shapely.bounds(shape)
    swapped = west >= -90 and east <= 90 and south >= -180 and north <= 180
    return _SWAPPED if swapped else _PROJECTED
