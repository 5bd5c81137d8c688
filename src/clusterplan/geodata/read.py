"""Files to frames. The format is told by a file's first bytes, never by its name, and one driver is used for it.

GDAL opens whatever it recognises: a VRT text named ``.geojson`` would make it read any file of the machine.
So GeoJSON is parsed here, GDAL sees only files that begin as a GeoPackage does, and nothing else is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from clusterplan.errors import DataError, Fault, UsageError
from clusterplan.geodata.check import CRS, check_layer
from clusterplan.geodata.columns import typed_column
from clusterplan.geodata.holdings import bundled_register, current_register, file_of
from clusterplan.geodata.names import nearest_name
from clusterplan.geodata.register import LayerRecord
from clusterplan.language import Text
from clusterplan.resources import sha256_of_file

__all__ = [
    "bundled_register",
    "is_geopackage",
    "read_layer",
    "read_table",
    "read_table_file",
    "record_of",
    "table_digest",
]

_SQLITE_MAGIC = b"SQLite format 3\x00"
_GEOPACKAGE_ID = slice(68, 72)


_NOUN = {
    "layer": Text(vi="lớp", en="layer"),
    "table": Text(vi="bảng", en="table"),
    None: Text(vi="lớp hay bảng", en="layer or table"),
}


def record_of(name: str, register: Mapping[str, LayerRecord], kind: str | None = None) -> LayerRecord:
    """Return the record of a layer or table.

    Parameters
    ----------
    name
        Id of the layer or table.
    register
        Records by id.
    kind
        ``"layer"`` or ``"table"``; either if none is named.

    Returns
    -------
    LayerRecord
        The record.

    Raises
    ------
    UsageError
        If there is none; the known ids are listed and the nearest one suggested.
    """
    known = sorted(record.id for record in register.values() if kind in (None, record.kind))
    if name in known:
        return register[name]
    noun = _NOUN[kind]
    guess = nearest_name(name, known)
    advice = None if guess is None else Text(vi=f"Có phải là {guess!r}?", en=f"Did you mean {guess!r}?")
    what = Text(vi=f"không có. Hiện có: {', '.join(known)}.", en=f"does not exist. There are: {', '.join(known)}.")
    raise UsageError(
        Text(vi=f"Không có {noun.vi} {name!r}.", en=f"No such {noun.en}: {name!r}."), [Fault(name, what, advice)]
    )


def read_layer(record: LayerRecord, path: Path) -> gpd.GeoDataFrame:
    """Read a layer from a GeoPackage or GeoJSON file and check it.

    Parameters
    ----------
    record
        What the layer should be; columns are typed by it.
    path
        The file.

    Returns
    -------
    geopandas.GeoDataFrame
        The layer in :data:`CRS`, columns in the record's order, rows sorted by the key.

    Raises
    ------
    DataError
        If the file is not readable as one of the two formats or does not keep its schema; all faults are listed.
    """
    raw = _read_frame(record, path)
    typed, faults = raw.copy(), []
    for column in record.columns:
        if column.name in raw.columns:
            typed[column.name], found = typed_column(raw[column.name], column, path.name)
            faults.extend(found)
    if faults:
        raise DataError(_summary(path), faults)
    check_layer(record, typed)
    ordered = typed[[*(column.name for column in record.columns), "geometry"]]
    return ordered.sort_values(record.key).reset_index(drop=True).set_crs(CRS, allow_override=True)


def is_geopackage(path: Path) -> bool:
    """Tell by its first bytes whether a file may be given to GDAL as a GeoPackage.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    bool
        False if it cannot be read, too.
    """
    try:
        with path.open("rb") as stream:
            return _begins_as_geopackage(stream.read(100))
    except OSError:
        return False


def read_table(name: str) -> pd.DataFrame:
    """Read a table: the bundled one, or the one in its place in the user's folder of data.

    Parameters
    ----------
    name
        Id of the table, for example ``"technologies"``.

    Returns
    -------
    pandas.DataFrame
        One row per row of the file, typed by the register: ids are text, an empty cell is missing,
        ``"NA"`` is the text *NA*.

    Raises
    ------
    UsageError
        If there is no such table.
    DataError
        If the file does not keep its record; all faults are listed.

    Examples
    --------
    >>> read_table("technologies").query("scheme == 'QD21'")["id"].tolist()[:3]
    ['S01', 'S02', 'S03']
    """
    record = record_of(name, current_register(), "table")
    return read_table_file(record, file_of(record))


def read_table_file(record: LayerRecord, path: Path) -> pd.DataFrame:
    """Read a table from a CSV file and check it against a record.

    Parameters
    ----------
    record
        What the table should be.
    path
        UTF-8 file with comma and header line.

    Returns
    -------
    pandas.DataFrame
        Typed as in :func:`read_table`, rows in the file's order.

    Raises
    ------
    DataError
        If columns, types or values do not fit; all faults are listed.
    """
    try:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise DataError(_summary(path), [Fault(path.name, _unreadable(str(error)))]) from None
    faults = _column_faults(record, raw, path)
    typed = {}
    for column in record.columns:
        if column.name in raw.columns:
            typed[column.name], found = typed_column(raw[column.name], column, path.name)
            faults += [*found, *_value_faults(record, column.name, typed[column.name], path)]
    if faults:
        raise DataError(_summary(path), faults)
    return pd.DataFrame(typed, columns=[column.name for column in record.columns])


def table_digest(name: str) -> str:
    """Return the SHA-256 digest of a table's file.

    Parameters
    ----------
    name
        Id of the table.

    Returns
    -------
    str
        64 hexadecimal digits.

    Raises
    ------
    UsageError
        If there is no such table.
    """
    return sha256_of_file(file_of(record_of(name, current_register(), "table")))


def _column_faults(record: LayerRecord, raw: pd.DataFrame, path: Path) -> list[Fault]:
    known = [column.name for column in record.columns]
    missing = [
        Fault(f"{path.name}, {name}", Text(vi="thiếu cột này", en="this column is missing"))
        for name in known
        if name not in raw
    ]
    unknown = [
        Fault(
            f"{path.name}, {name}",
            Text(vi="cột này không có trong sổ đăng ký", en="this column is not in the register"),
        )
        for name in raw
        if name not in known
    ]
    return missing + unknown


def _value_faults(record: LayerRecord, name: str, values: pd.Series[Any], path: Path) -> list[Fault]:
    column = record.column(name)
    wrong = {
        Text(vi="thiếu giá trị", en="a value is missing"): values.isna() & (column.required or name == record.key),
        Text(vi="giá trị lặp lại", en="the value is not unique"): values.duplicated(keep=False) & (name == record.key),
        Text(vi="giá trị không được phép", en="the value is not allowed"): values.notna()
        & bool(column.allowed)
        & ~values.isin(column.allowed),
    }
    return [
        Fault(
            f"{path.name}, row {row + 1}, {name}",
            Text(vi=f"{what.vi}: {values.iloc[row]!r}", en=f"{what.en}: {values.iloc[row]!r}"),
        )
        for what, mask in wrong.items()
        for row in mask.to_numpy().nonzero()[0]
    ]


def _read_frame(record: LayerRecord, path: Path) -> gpd.GeoDataFrame:
    try:
        with path.open("rb") as stream:
            head = stream.read(100)
    except OSError as error:
        raise DataError(_summary(path), [Fault(path.name, _unreadable(error.strerror or ""))]) from None
    if _begins_as_geopackage(head):
        return _read_geopackage(record, path)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return _read_geojson(path)
    what = Text(vi="không phải GeoPackage hay GeoJSON", en="is neither a GeoPackage nor GeoJSON")
    raise DataError(_summary(path), [Fault(path.name, what)])


def _begins_as_geopackage(head: bytes) -> bool:
    return head.startswith(_SQLITE_MAGIC) and head[_GEOPACKAGE_ID] == b"GPKG"


def _read_geopackage(record: LayerRecord, path: Path) -> gpd.GeoDataFrame:
    try:
        names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        layer = record.id if record.id in names else names[0]
        if len(names) > 1 and record.id not in names:
            what = Text(vi=f"có nhiều lớp: {', '.join(names)}", en=f"holds several layers: {', '.join(names)}")
            raise DataError(_summary(path), [Fault(path.name, what)])
        return pyogrio.read_dataframe(path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, shapely.errors.GEOSException) as error:
        raise DataError(_summary(path), [Fault(path.name, _unreadable(str(error)))]) from None


def _read_geojson(path: Path) -> gpd.GeoDataFrame:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_unique_keys)
        features = document["features"]
        rows = [{**(feature["properties"] or {}), "geometry": _shape(feature["geometry"])} for feature in features]
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(_summary(path), [Fault(path.name, _unreadable(str(error)))]) from None
    except shapely.errors.ShapelyError as error:
        raise DataError(_summary(path), [Fault(path.name, _unreadable(str(error)))]) from None
    if "crs" in document:
        what = Text(vi="thành phần 'crs' không thuộc RFC 7946", en="the member 'crs' is not part of RFC 7946")
        advice = Text(vi="Hãy chuyển sang WGS 84 và bỏ thành phần này.", en="Transform to WGS 84 and drop it.")
        raise DataError(_summary(path), [Fault(path.name, what, advice)])
    return gpd.GeoDataFrame(rows, columns=None if rows else ["geometry"], geometry="geometry", crs=CRS)


def _shape(geometry: Any) -> Any:
    return None if geometry is None else shapely.geometry.shape(geometry)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key stands twice in one object: {sorted({key for key in keys if keys.count(key) > 1})}")
    return dict(pairs)


def _summary(path: Path) -> Text:
    return Text(vi=f"Tệp {path.name} không dùng được.", en=f"The file {path.name} cannot be used.")


def _unreadable(reason: str) -> Text:
    return Text(vi=f"không đọc được: {reason}", en=f"cannot be read: {reason}")
