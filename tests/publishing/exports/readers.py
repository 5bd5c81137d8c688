"""Read exports as strangers do, with programs that know nothing of clusterplan: rows of plain values, and shapes."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import shapely

__all__ = ["read_back"]


def read_back(form: str, path: Path, layer: str) -> tuple[list[dict[str, Any]], list[shapely.Geometry] | None]:
    """Return the rows of a layer of a file, and its shapes if the format has them."""
    if form == "csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return [dict(row) for row in csv.DictReader(stream)], None
    if form == "xlsx":
        header, *lines = openpyxl.load_workbook(path)[layer].iter_rows(values_only=True)
        return [dict(zip(map(str, header), line, strict=True)) for line in lines], None
    if form == "geoparquet":
        frame = gpd.read_parquet(path)
    else:
        frame = gpd.read_file(path, layer=layer if form == "geopackage" else None)
    rows = [{name: _plain(value) for name, value in row.items()} for row in _attributes(frame)]
    return rows, frame.geometry.tolist()


def _attributes(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    columns = [name for name in frame.columns if name != frame.geometry.name]
    return frame[columns].astype(object).to_dict("records")  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    return value
