"""Files that a C library must read are read in a process of its own: one driver, bounded time and memory.

A crash, a hang or a hunger of the library is then a fault of the file, with its name, and not the end of the program.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import shapely

from clusterplan.geodata.door.archives import unpacked_shapefile
from clusterplan.geodata.door.encodings import decode_text
from clusterplan.geodata.door.incoming import Incoming
from clusterplan.geodata.door.inspection import Inspection, shown
from clusterplan.geodata.door.sniff import Format
from clusterplan.geodata.door.texts_of_files import accepted_text
from clusterplan.language import Text

__all__ = ["DRIVERS", "read_apart"]

DRIVERS = {
    Format.GEOPACKAGE: "GPKG",
    Format.FLATGEOBUF: "FlatGeobuf",
    Format.SHAPEFILE: "ESRI Shapefile",
    Format.GEOPARQUET: "Parquet",
}
"""The one driver that reads a format."""

_SUFFIX = {Format.GEOPACKAGE: ".gpkg", Format.FLATGEOBUF: ".fgb", Format.GEOPARQUET: ".parquet"}
_READER = Path(__file__).with_name("apart_reader.py")
_NO_NETWORK = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    "GDAL_HTTP_MAX_RETRY": "0",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "PROJ_NETWORK": "OFF",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
}


def read_apart(path: Path, kind: Format, inspection: Inspection, preferred: str, layer: str | None) -> Incoming:
    """Read a GeoPackage, FlatGeobuf, GeoParquet or zipped Shapefile.

    Parameters
    ----------
    path
        The file. A copy of it is read, under a name of ours, so that nothing that lies beside it is looked at.
    kind
        Its format, told by its bytes.
    inspection
        Takes note of what is wrong.
    preferred
        Name of the layer that is read if there are several and one is called so.
    layer
        Name of the layer that a person asked for.

    Returns
    -------
    Incoming
        One row for each feature.

    Raises
    ------
    UnreadableError
        If the file is broken, asks for too much, or does not say which layer is meant.
    """
    with tempfile.TemporaryDirectory(prefix="clusterplan-door-") as name:
        folder = Path(name)
        if kind is Format.SHAPEFILE:
            copy = unpacked_shapefile(path, folder, inspection)
        else:
            copy = Path(shutil.copyfile(path, folder / f"layer{_SUFFIX[kind]}"))
        answer = _answer(copy, kind, inspection, preferred, layer)
        shapes = _shapes(folder, answer["count"], inspection)
        cells = _cells(answer, inspection)
        encoding = "utf-8"
        if kind is Format.SHAPEFILE:
            cells, encoding = _decoded(cells, inspection)
    return Incoming(kind, cells, shapes[0], answer["crs"] or None, shapes[1], encoding)


def _answer(file: Path, kind: Format, inspection: Inspection, preferred: str, layer: str | None) -> dict[str, Any]:
    job = {
        "file": str(file),
        "folder": str(file.parent),
        "driver": DRIVERS[kind],
        "layer": layer,
        "preferred": preferred,
        "most_features": inspection.limits.features,
        "memory": inspection.limits.memory,
    }
    environment = {**os.environ, **_NO_NETWORK, "GDAL_SKIP": ",".join(_others(DRIVERS[kind]))}
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", str(_READER), json.dumps(job)],
            env=environment,
            cwd=file.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=inspection.limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        seconds = inspection.limits.seconds
        raise inspection.stop(
            "reader-stopped", reason=Text(vi=f"quá {seconds} giây", en=f"more than {seconds} s")
        ) from None
    said = file.parent / "answer.json"
    if done.returncode != 0 or not said.exists():
        reason = Text(vi=f"mã thoát {done.returncode}", en=f"exit code {done.returncode}")
        raise inspection.stop("reader-stopped", reason=reason)
    return _understood(json.loads(said.read_text(encoding="utf-8", errors="replace")), inspection, layer)


def _understood(answer: dict[str, Any], inspection: Inspection, layer: str | None) -> dict[str, Any]:
    if "broken" in answer:
        raise inspection.stop("file-broken", reason=shown(answer["broken"])[1:-1])
    if "count" not in answer:
        layers = ", ".join(shown(name)[1:-1] for name in answer["layers"])
        if layer is not None:
            raise inspection.stop("layer-unknown", value=layer, layers=layers)
        raise inspection.stop("layers-several" if answer["layers"] else "layer-empty", layers=layers)
    if answer["count"] > inspection.limits.features:
        raise inspection.stop("features-too-many", most=inspection.limits.features)
    if len(answer["fields"]) > inspection.limits.fields:
        raise inspection.stop("fields-too-many", count=len(answer["fields"]), most=inspection.limits.fields)
    return answer


@cache
def _others(driver: str) -> tuple[str, ...]:
    return tuple(name for name in pyogrio.list_drivers() if name != driver)


def _shapes(folder: Path, count: int, inspection: Inspection) -> tuple[Any, frozenset[int]]:
    """Return shapes from what the reader left behind, and the positions of those that are broken."""
    there = np.load(folder / "there.npy", allow_pickle=False)
    ends = np.load(folder / "ends.npy", allow_pickle=False)
    octets = np.load(folder / "shapes.npy", allow_pickle=False).tobytes()
    starts = np.concatenate([[0], ends[:-1]]) if len(ends) else ends
    known = np.empty(count, dtype=object)
    for position in np.flatnonzero(there):
        known[position] = octets[starts[position] : ends[position]]
    shapes = shapely.from_wkb(known, on_invalid="ignore")
    broken = np.flatnonzero(there & shapely.is_missing(shapes))
    for position in broken:
        inspection.note("geometry-broken", row=int(position) + 1, field="geometry", reason="WKB")
    return shapes, frozenset(int(position) for position in broken)


def _cells(answer: dict[str, Any], inspection: Inspection) -> pd.DataFrame:
    columns = {}
    for name in answer["fields"]:
        values = answer["values"][name]
        for row, value in enumerate(values, start=1):
            if isinstance(value, (dict, list)):
                inspection.note("value-nested", row=row, field=name, value=json.dumps(value))
        columns[name] = pd.Series(
            [None if isinstance(value, (dict, list)) else value for value in values], dtype=object
        )
    cells = pd.DataFrame(columns, index=range(answer["count"]))
    cells.index = pd.RangeIndex(1, answer["count"] + 1)
    return cells


def _decoded(cells: pd.DataFrame, inspection: Inspection) -> tuple[pd.DataFrame, str]:
    """Decode the texts of a Shapefile, which were read byte by byte. All of them together are the evidence."""
    raw = {str(name) for name in cells} | {value for name in cells for value in cells[name] if isinstance(value, str)}
    octets = {text: text.encode("latin-1", errors="replace") for text in sorted(raw)}
    _, encoding = accepted_text(b"\n".join(octets.values()), inspection)
    texts = {text: decode_text(found, encoding).text for text, found in octets.items()}
    columns = {
        texts[str(name)]: pd.Series(
            [texts[value] if isinstance(value, str) else value for value in cells[name].tolist()],
            index=cells.index,
            dtype=object,
        )
        for name in cells
    }
    return pd.DataFrame(columns, index=cells.index), encoding
