"""A program of its own: reads one file with GDAL or Arrow, one driver alone, and leaves plain arrays behind.

It is started by :mod:`clusterplan.geodata.door.apart` with every other GDAL driver switched off, and knows nothing of
the rest of the product: what crashes here crashes here alone. It answers with a JSON document and two arrays of numbers
in the folder that it is given; nothing of a foreign file is ever unpickled.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np


def main(arguments: list[str]) -> None:
    """Read a file and write ``answer.json``, ``shapes.npy`` and ``ends.npy``.

    Parameters
    ----------
    arguments
        One JSON document: ``file``, ``folder``, ``driver``, ``layer``, ``preferred``, ``most_features``, ``memory``.
    """
    for heavy in ("geopandas", "pandas", "pyproj", "shapely"):  # pyogrio would import them; nothing here needs them
        sys.modules[heavy] = None  # type: ignore[assignment]
    job = json.loads(arguments[0])
    _limit(job["memory"])
    read = _arrow if job["driver"] == "Parquet" else _gdal
    try:
        answer, shapes = read(job)
    except (MemoryError, ImportError):  # too little memory, not the file's form
        sys.exit(3)
    except Exception as wrong:  # noqa: BLE001 - whatever it is, it is the file's fault and is told
        answer, shapes = {"broken": f"{type(wrong).__name__}: {wrong}"[:500]}, None
    folder = Path(job["folder"])
    if shapes is not None:
        ends = np.cumsum([0 if shape is None else len(shape) for shape in shapes], dtype=np.int64)
        there = np.array([shape is not None for shape in shapes], dtype=bool)
        np.save(folder / "shapes.npy", np.frombuffer(b"".join(s for s in shapes if s is not None), dtype=np.uint8))
        np.save(folder / "ends.npy", ends)
        np.save(folder / "there.npy", there)
    (folder / "answer.json").write_text(json.dumps(answer, default=_plain), encoding="utf-8", errors="surrogatepass")


def _limit(memory: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _gdal(job: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    sys.modules["pyarrow"] = None  # type: ignore[assignment]
    import pyogrio
    from pyogrio.raw import read

    others = [name for name in pyogrio.list_drivers() if name != job["driver"]]
    if others:
        raise RuntimeError(f"other drivers are on: {others[:3]}")
    names = [str(name) for name in pyogrio.list_layers(job["file"])[:, 0]]
    layer = _chosen(job, names)
    if layer is None:
        return {"layers": names}, None
    meta, _, shapes, columns = read(
        job["file"],
        layer=layer,
        max_features=job["most_features"] + 1,
        encoding="ISO-8859-1" if job["driver"] == "ESRI Shapefile" else None,
        datetime_as_string=True,
    )
    fields = [str(name) for name in meta["fields"]]
    count = len(columns[0]) if len(columns) else 0 if shapes is None else len(shapes)
    values = {name: _values(column) for name, column in zip(fields, columns, strict=True)}
    answer = {"layers": names, "crs": meta["crs"], "fields": fields, "values": values, "count": count}
    return answer, [None] * count if shapes is None else shapes


def _chosen(job: dict[str, Any], names: list[str]) -> str | None:
    """Return the layer to read: the one asked for, the only one, or the one that has the layer's own name."""
    if job["layer"] is not None:
        return job["layer"] if job["layer"] in names else None
    if len(names) == 1:
        return names[0]
    return job["preferred"] if job["preferred"] in names else None


def _arrow(job: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    pq = importlib.import_module("pyarrow.parquet")

    with pq.ParquetFile(job["file"]) as file:
        if file.metadata.num_rows > job["most_features"]:
            return {"layers": [], "crs": None, "fields": [], "values": {}, "count": file.metadata.num_rows}, []
        said = (file.schema_arrow.metadata or {}).get(b"geo")
        if said is None:
            return {"broken": "no GeoParquet metadata ('geo')"}, None
        geo = json.loads(said)
        primary = geo["primary_column"]
        description = geo["columns"][primary]
        if description["encoding"] != "WKB":
            return {"broken": f"geometry encoding {description['encoding']}, WKB is wanted"}, None
        table = file.read()
    columns = {name: table.column(name).to_pylist() for name in table.column_names if name not in geo["columns"]}
    crs = description.get("crs", "OGC:CRS84")
    answer = {
        "layers": [],
        "crs": json.dumps(crs) if isinstance(crs, dict) else crs,
        "fields": list(columns),
        "values": columns,
        "count": table.num_rows,
    }
    return answer, table.column(primary).to_pylist()


def _values(column: Any) -> list[Any]:
    """Return plain values. GDAL's arrays have NaN for what a file leaves empty."""
    if column.dtype.kind == "M":
        return [None if np.isnat(value) else str(value) for value in column]
    return [None if value != value else value for value in column.tolist()]


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"bytes": len(value)}
    return value.item() if hasattr(value, "item") else str(value)


if __name__ == "__main__":
    main(sys.argv[1:])
