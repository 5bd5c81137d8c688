"""What was found in a file, for programs and for QGIS."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import shapely

from clusterplan.domain import Frozen
from clusterplan.errors import Fault, UsageError
from clusterplan.geodata.door.checking import Checked
from clusterplan.geodata.door.inspection import Finding
from clusterplan.geodata.write import write_geopackage
from clusterplan.language import Text

__all__ = ["DoorReport", "FoundFault", "door_report", "write_faulty"]


class FoundFault(Frozen):
    """One fault or warning."""

    code: str
    """Its kind; stable."""
    severity: Literal["error", "warning"]
    """An error keeps the file out."""
    row: int | None
    """Line of a CSV file, row of a sheet, or number of the feature from 1."""
    field: str | None
    """Field, ``geometry`` for a shape."""
    id: str | None
    """Id of the feature or row."""
    value: str | None
    """The offending value, shortened."""
    what_vi: str
    """What is wrong, in Vietnamese."""
    what_en: str
    """What is wrong, in English."""
    advice_vi: str | None
    """What to do, in Vietnamese."""
    advice_en: str | None
    """What to do, in English."""
    repair: str | None
    """Name of a repair that may be asked for."""


class DoorReport(Frozen):
    """Everything that was found in a file."""

    file: str
    """Name of the file."""
    layer: str
    """Layer or table that it was held against."""
    format: str | None
    """Format, told by its bytes."""
    sha256: str
    """Digest of its bytes."""
    encoding: str
    """Encoding of its text."""
    crs: str
    """Reference system of its coordinates."""
    operation: str
    """Operation by which they were transformed to WGS 84."""
    features: int | None
    """Number of features or rows; nothing if it could not be read."""
    clean: bool
    """Whether it may come in."""
    counts: dict[str, int]
    """Number of cases of each kind."""
    repairs: dict[str, int]
    """Repairs made because they were asked for, with their number of cases."""
    faults: tuple[FoundFault, ...]
    """The cases, a bounded number of each kind."""


def door_report(checked: Checked) -> DoorReport:
    """Return what was found, for programs.

    Parameters
    ----------
    checked
        A look at a file.

    Returns
    -------
    DoorReport
        Errors first, then by row.
    """
    inspection = checked.inspection
    ordered = sorted(inspection.findings, key=lambda one: (one.severity, one.row or 0, one.field or "", one.code))
    return DoorReport(
        file=inspection.file,
        layer=checked.record.id,
        format=checked.format,
        sha256=checked.digest,
        encoding=checked.encoding,
        crs=checked.crs,
        operation=checked.operation,
        features=None if checked.frame is None else len(checked.frame),
        clean=checked.is_clean,
        counts=dict(sorted(inspection.counts.items())),
        repairs=dict(sorted(inspection.repaired.items())),
        faults=tuple(_found(one) for one in ordered),
    )


def write_faulty(checked: Checked, path: Path) -> Path | None:
    """Write the features with faults as a GeoPackage that QGIS opens: one feature for each fault.

    Parameters
    ----------
    checked
        A look at a file.
    path
        A new ``.gpkg`` file.

    Returns
    -------
    pathlib.Path or None
        The file; nothing if no fault has a shape.

    Raises
    ------
    UsageError
        If the file is there already.
    """
    if path.exists() or path.suffix != ".gpkg":
        what = Text(vi="cần tên mới, kết thúc bằng .gpkg", en="a new name that ends in .gpkg is needed")
        raise UsageError(
            Text(vi=f"Không ghi {path.name}.", en=f"{path.name} is not written."), [Fault("--faulty", what)]
        )
    if not isinstance(checked.frame, gpd.GeoDataFrame):
        return None
    shape_of = dict(zip(checked.rows, checked.frame.geometry, strict=True))
    cases = [one for one in checked.inspection.findings if one.row in shape_of and shape_of[one.row] is not None]
    if not cases:
        return None
    rows: list[dict[str, Any]] = [
        {**_found(one).model_dump(), "geometry": shapely.force_2d(shape_of[one.row or 0])} for one in cases
    ]
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs="OGC:CRS84")
    write_geopackage({"faults": frame.astype({"row": "Int64"})}, path)
    return path


def _found(one: Finding) -> FoundFault:
    return FoundFault(
        code=one.code,
        severity=one.severity,
        row=one.row,
        field=one.field,
        id=one.id,
        value=one.value,
        what_vi=one.what.vi,
        what_en=one.what.en,
        advice_vi=None if one.advice is None else one.advice.vi,
        advice_en=None if one.advice is None else one.advice.en,
        repair=one.repair,
    )
