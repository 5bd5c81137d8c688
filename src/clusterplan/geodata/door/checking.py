"""A file at the door: read by what it is, checked against a record, every fault noted, nothing changed unasked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from clusterplan.errors import ClusterplanError
from clusterplan.geodata.door.apart import DRIVERS, read_apart
from clusterplan.geodata.door.coverages import check_coverage
from clusterplan.geodata.door.csv_rows import read_csv
from clusterplan.geodata.door.dialect import DecimalMark
from clusterplan.geodata.door.experts import check_expert_values
from clusterplan.geodata.door.fields import checked_fields
from clusterplan.geodata.door.geojson import read_geojson
from clusterplan.geodata.door.ids import checked_ids, with_text_ids
from clusterplan.geodata.door.incoming import Incoming
from clusterplan.geodata.door.inspection import Inspection, UnreadableError, file_name
from clusterplan.geodata.door.limits import Limits
from clusterplan.geodata.door.memory import bounded_memory
from clusterplan.geodata.door.places import with_coordinates, with_shapes_of
from clusterplan.geodata.door.rows import checked_rows
from clusterplan.geodata.door.shapes import checked_shapes
from clusterplan.geodata.door.sniff import Format, real_file, sniffed
from clusterplan.geodata.door.systems import in_longitude_latitude
from clusterplan.geodata.door.texts import checked_texts
from clusterplan.geodata.door.unit_codes import check_unit_codes_of
from clusterplan.geodata.door.values import typed_cells
from clusterplan.geodata.door.workbooks import read_workbook
from clusterplan.geodata.holdings import current_register, file_of
from clusterplan.geodata.layers import Layers
from clusterplan.geodata.register import LayerRecord
from clusterplan.language import Text
from clusterplan.resources import sha256_of_file

__all__ = ["Checked", "Options", "check_file"]


@dataclass(frozen=True)
class Options:
    """What a person says of a file."""

    repairs: frozenset[str] = frozenset()
    """Names of the repairs that may be made."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Fields that have another name in the file: name there, name in the register."""
    crs: str | None = None
    """Reference system, where the file does not say it."""
    layer: str | None = None
    """Layer of the file, or sheet of the workbook."""
    decimal: DecimalMark | None = None
    """Decimal mark of the file's texts."""
    unit_vintage: str | None = None
    """Vintage of the file's unit codes."""
    limits: Limits = field(default_factory=Limits)
    """Limits of the file."""


@dataclass(frozen=True)
class Checked:
    """What came of a look at a file."""

    record: LayerRecord
    """What it was held against."""
    inspection: Inspection
    """What was found."""
    frame: pd.DataFrame | None = None
    """The content as the record has it, with shapes for a layer; nothing if it could not be read."""
    rows: tuple[int, ...] = ()
    """Number in the file of each row of the frame."""
    format: Format | None = None
    """Format of the file, told by its bytes."""
    digest: str = ""
    """SHA-256 of its bytes."""
    encoding: str = ""
    """Encoding of its text."""
    crs: str = ""
    """Reference system of its coordinates."""
    operation: str = ""
    """Operation by which they were transformed."""

    @property
    def is_clean(self) -> bool:
        """Whether nothing keeps the file out."""
        return self.frame is not None and not self.inspection.has_errors


def check_file(
    path: Path,
    record: LayerRecord,
    options: Options | None = None,
    on_stage: Callable[[Text], None] | None = None,
) -> Checked:
    """Look at a file as a layer or table.

    Parameters
    ----------
    path
        The file: GeoJSON, GeoPackage, zipped Shapefile, FlatGeobuf, GeoParquet, CSV or XLSX, told by its bytes.
    record
        What it should be.
    options
        What a person says of it.
    on_stage
        Told what begins.

    Returns
    -------
    Checked
        Every fault that was found; nothing is raised for what a file holds.
    """
    chosen = options or Options()
    tell = on_stage or (lambda _: None)
    inspection = Inspection(file_name(path), chosen.repairs, chosen.limits)
    try:
        file = real_file(path, inspection)
        kind = sniffed(file, inspection)
        tell(Text(vi=f"Đọc {kind.value}", en=f"Reading {kind.value}"))
        incoming = _read_bounded(file, kind, record, chosen, inspection)
        tell(Text(vi="Kiểm tra giá trị và hình", en="Checking values and shapes"))
        checked = _content(incoming, record, chosen, inspection)
    except UnreadableError:
        return Checked(record, inspection)
    except OSError as wrong:
        inspection.note("file-missing", reason=wrong.strerror or type(wrong).__name__)
        return Checked(record, inspection)
    return replace(checked, format=kind, digest=sha256_of_file(file), encoding=incoming.encoding)


def _read_bounded(file: Path, kind: Format, record: LayerRecord, options: Options, inspection: Inspection) -> Incoming:
    try:
        with bounded_memory(inspection.limits.memory):
            return _read(file, kind, record, options, inspection)
    except MemoryError:
        reason = Text(vi="cần quá nhiều bộ nhớ", en="it takes too much memory")
        raise inspection.stop("reader-stopped", reason=reason) from None


def _read(file: Path, kind: Format, record: LayerRecord, options: Options, inspection: Inspection) -> Incoming:
    if record.kind == "table" and kind not in (Format.CSV, Format.XLSX):
        wanted = Text(vi="bảng không có hình", en="a table without shapes")
        raise inspection.stop("format-unsuited", format=kind.value, wanted=wanted)
    if kind in DRIVERS:
        return read_apart(file, kind, inspection, record.id, options.layer)
    if kind is Format.GEOJSON:
        return read_geojson(file, inspection, record.key or "id")
    if kind is Format.XLSX:
        return read_workbook(file, inspection, record.id, options.layer)
    return read_csv(file, inspection)


def _content(incoming: Incoming, record: LayerRecord, options: Options, inspection: Inspection) -> Checked:
    if len(incoming.cells) == 0 and not record.may_be_empty:
        raise inspection.stop("layer-empty")
    if record.kind == "layer" and incoming.shapes is None:
        incoming = with_coordinates(incoming, record, options.decimal, inspection)
    cells = checked_fields(incoming.cells, record, options.renamed, inspection)
    cells = with_text_ids(checked_texts(cells, inspection), record, _known_ids, inspection)
    incoming = replace(incoming, cells=cells)
    if record.kind == "layer" and incoming.shapes is None:
        incoming = _with_present_shapes(incoming, record, inspection)
    incoming = checked_rows(incoming, record, inspection)
    typed = typed_cells(incoming.cells, record, options.decimal, inspection)
    checked_ids(typed, record, _known_ids, inspection)
    check_expert_values(typed, record, inspection)
    check_unit_codes_of(typed, record, options.unit_vintage, inspection)
    rows = tuple(int(row) for row in typed.index)
    if record.kind == "table":
        return Checked(record, inspection, _whole(typed, record), rows)
    return _layer(incoming, typed, rows, record, options, inspection)


def _with_present_shapes(incoming: Incoming, record: LayerRecord, inspection: Inspection) -> Incoming:
    try:
        present = Layers.current()[record.id]
    except (ClusterplanError, KeyError):
        wanted = Text(vi="hình của lớp này", en="the shapes of this layer")
        raise inspection.stop("format-unsuited", format=incoming.format.value, wanted=wanted) from None
    return with_shapes_of(incoming, record, present, inspection)


def _layer(
    incoming: Incoming,
    typed: pd.DataFrame,
    rows: tuple[int, ...],
    record: LayerRecord,
    options: Options,
    inspection: Inspection,
) -> Checked:
    shapes = np.asarray(incoming.shapes, dtype=object)
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    if vertices > inspection.limits.vertices:
        raise inspection.stop("vertices-too-many", count=vertices, most=inspection.limits.vertices)
    shapes, crs, operation = in_longitude_latitude(shapes, incoming.crs, options.crs, record.extent, inspection)
    keys = typed[record.key] if record.key in typed else pd.Series([None] * len(typed), dtype=object)
    place = (list(rows), [None if pd.isna(key) else str(key) for key in keys])
    if not inspection.counts.keys() & {"crs-missing", "crs-unknown", "crs-metres", "crs-degrees", "crs-differs"}:
        shapes = checked_shapes(shapes, record, place, incoming.broken, inspection)
        if record.coverage:
            check_coverage(shapes, place, inspection)
    frame = gpd.GeoDataFrame(_whole(typed, record), geometry=shapes, crs="OGC:CRS84")
    return Checked(record, inspection, frame, rows, crs=crs, operation=operation)


def _whole(typed: pd.DataFrame, record: LayerRecord) -> pd.DataFrame:
    """Return all columns of the record in its order; absent ones are missing, never zero."""
    dtypes = {"text": "str", "date": "str", "integer": "Int64", "number": "float64", "flag": "boolean"}
    columns = {
        column.name: typed[column.name]
        if column.name in typed
        else pd.Series([None] * len(typed), index=typed.index, dtype=dtypes[column.type])
        for column in record.columns
    }
    return pd.DataFrame(columns, index=typed.index)


def _known_ids(name: str) -> Collection[str] | None:
    """Return the ids that a layer or table has now."""
    record = current_register().get(name)
    if record is None or record.key is None:
        return None
    path = file_of(record)
    return _ids_in(path, path.stat().st_mtime_ns, record.key, record.kind) if path.exists() else None


@cache
def _ids_in(path: Path, _stamp: int, key: str, kind: str) -> frozenset[str]:
    """Read one column of a file that was checked when it came in; the stamp makes a changed file read again."""
    if kind == "table":
        values = pd.read_csv(path, usecols=[key], dtype=str, keep_default_na=False, encoding="utf-8-sig")[key]
    else:
        values = pyogrio.read_dataframe(path, columns=[key], read_geometry=False)[key]
    return frozenset(values)
