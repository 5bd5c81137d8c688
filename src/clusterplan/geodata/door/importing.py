"""Clean files into a folder of data, each with a record that says where it comes from and what was done to it."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import yaml
from pydantic import ValidationError

from clusterplan.errors import Fault, UsageError
from clusterplan.geodata.door.checking import Checked
from clusterplan.geodata.register import LayerRecord, Origin
from clusterplan.geodata.write import write_geopackage
from clusterplan.language import Text

__all__ = ["Provenance", "import_checked"]


@dataclass(frozen=True)
class Provenance:
    """What a person says of where a file comes from."""

    source: str
    """Who made it, and under what number."""
    licence: str
    """SPDX identifier, or the terms in words."""
    vintage: str
    """Date or year for which the content holds."""
    date: str
    """Date on which the source gave it out."""
    approximate: bool = False
    """Whether it only approximates an official source."""
    generalised_by: str = ""
    """Who generalised the restricted places whose rows say so; their rows' word alone is not believed."""


def import_checked(
    checked: Checked,
    provenance: Provenance,
    folder: Path,
    renamed: Mapping[str, str] | None = None,
    *,
    overwrite: bool = False,
) -> tuple[Path, Path]:
    """Write a clean file into a folder of data.

    Parameters
    ----------
    checked
        A look at the file, without errors.
    provenance
        Where it comes from.
    folder
        Folder of data; made if it is not there.
    renamed
        Fields that had another name in the file.
    overwrite
        Whether what the folder holds of the same id is replaced.

    Returns
    -------
    tuple of (pathlib.Path, pathlib.Path)
        The layer or table, and its record.

    Raises
    ------
    DataError
        If the file has errors.
    UsageError
        If what is said of its origin is not usable, the folder has it already, or it cannot be written.
    """
    name = checked.inspection.file
    checked.inspection.raise_errors(
        Text(vi=f"Không nhập {name}: tệp có lỗi.", en=f"{name} is not taken in: it has faults.")
    )
    record = _record(checked, provenance, renamed or {})
    target, entry = folder / record.file, folder / "register" / f"{record.id}.yaml"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        entry.parent.mkdir(parents=True, exist_ok=True)
        _refuse_written(target, overwrite=overwrite)
        with _aside(target) as data, _aside(entry) as said:  # nothing is replaced before both are whole
            _write(checked, record, data)
            said.write_text(_yaml(record), encoding="utf-8")
            said.replace(entry)
            data.replace(target)
    except OSError as wrong:
        what = Text(vi=f"không ghi được: {wrong.strerror}", en=f"cannot be written: {wrong.strerror}")
        raise UsageError(
            Text(vi="Không ghi được thư mục dữ liệu.", en="The folder of data cannot be written."),
            [Fault("--data", what)],
        ) from None
    return target, entry


def _record(checked: Checked, provenance: Provenance, renamed: Mapping[str, str]) -> LayerRecord:
    inspection = checked.inspection
    warnings = dict(sorted(inspection.counts.items()))
    suffix = "gpkg" if checked.record.kind == "layer" else "csv"
    try:
        origin = Origin(
            file=inspection.file,
            sha256=checked.digest,
            format=str(checked.format),
            date=provenance.date,
            encoding=checked.encoding,
            crs=checked.crs,
            operation=checked.operation,
            repairs=dict(sorted(inspection.repaired.items())),
            warnings=warnings,
            renamed=dict(renamed),
        )
        changes = {
            "file": f"{checked.record.kind}s/{checked.record.id}.{suffix}",
            "source": provenance.source,
            "licence": provenance.licence,
            "licence_note": "",
            "vintage": provenance.vintage,
            "approximate": provenance.approximate,
            "generalised_by": provenance.generalised_by or None,
            "origin": origin,
        }
        return LayerRecord.model_validate({**dict(checked.record), **changes})
    except ValidationError as wrong:
        faults = [
            Fault(f"--{details['loc'][-1]}", Text(vi=f"không hợp lệ: {details['msg']}", en=str(details["msg"])))
            for details in wrong.errors()
        ]
        raise UsageError(
            Text(vi="Thông tin nguồn gốc không dùng được.", en="What is said of the origin cannot be used."), faults
        ) from None


def _write(checked: Checked, record: LayerRecord, target: Path) -> None:
    assert checked.frame is not None
    if isinstance(checked.frame, gpd.GeoDataFrame):
        frame = checked.frame.sort_values(record.key).reset_index(drop=True)
        write_geopackage({record.id: _with_flags_as_words(frame)}, target)
        return
    table = _with_flags_as_words(checked.frame)
    rows = [
        ["" if pd.isna(value) else _cell(value) for value in row] for row in table.itertuples(index=False, name=None)
    ]
    with target.open("w", newline="", encoding="utf-8") as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(list(table.columns))
        writer.writerows(rows)


def _with_flags_as_words(frame: Any) -> Any:
    """Return a frame whose truths are ``yes`` and ``no``, as files have them."""
    found = frame.copy()
    for name in found.columns:
        if str(found[name].dtype) == "boolean":
            found[name] = found[name].map({True: "yes", False: "no"}).astype("str")
    return found


def _cell(value: Any) -> str:
    """Write a number as short as it is exact; texts that a spreadsheet would run never come this far."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _yaml(record: LayerRecord) -> str:
    plain = record.model_dump(mode="json", exclude_defaults=True)
    ordered = {
        "id": record.id,
        "kind": record.kind,
        **plain,
        "approximate": record.approximate,
        "published": record.published,
    }
    return yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=120)


def _refuse_written(target: Path, *, overwrite: bool) -> None:
    """Refuse to replace what an earlier import brought in, unless asked to; a record alone awaits its data."""
    if overwrite or not target.exists():
        return
    summary = Text(
        vi="Thư mục dữ liệu đã có lớp hoặc bảng này.", en="The folder of data has this layer or table already."
    )
    advice = Text(vi="Thêm --overwrite để thay thế.", en="Add --overwrite to replace it.")
    raise UsageError(summary, [Fault(target.name, Text(vi="đã có.", en="is there already."), advice)])


@contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """Give a path beside another to write to; nothing is left there whatever happens."""
    beside = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        yield beside
    finally:
        beside.unlink(missing_ok=True)
