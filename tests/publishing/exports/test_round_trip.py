"""What comes back from an export is what the manual's table of formats says."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
import shapely
from tests.publishing.exports.hard import FIELDS, LONG, OUTLINES, POINTS, ROWS, TYPES, hard_dataset
from tests.publishing.exports.readers import read_back

from clusterplan.publishing.exports import FORMATS, write_export
from clusterplan.publishing.exports.short_names import short_names
from clusterplan.publishing.text_sheets import from_csv_cell

MANUAL = Path(__file__).resolve().parents[3] / "docs/reference/formats.md"
WANTED = {row[0]: dict(zip(TYPES, row, strict=True)) for row in ROWS}
SHAPES = {"outlines": OUTLINES, "points": list(POINTS)}
FLAGS = {True: "yes", False: "no", None: None}


def table() -> dict[str, dict[str, str]]:
    """Return the manual's table: for each format, what it says under each heading."""
    lines = re.findall(r"^\| (.*) \|$", MANUAL.read_text(encoding="utf-8").partition("\n## ")[0], re.MULTILINE)
    cells = [[cell.strip() for cell in line.split(" | ")] for line in lines]
    return {row[0]: dict(zip(cells[0], row, strict=True)) for row in cells[1:]}


TABLE = table()
COMING_BACK = [name for name, said in TABLE.items() if said["comes back"] == "yes"]
cases = pytest.mark.parametrize(("form", "kind"), [(form, kind) for form in COMING_BACK for kind in SHAPES])


def exported(form: str, kind: str, folder: Path) -> Path:
    """Return the file of a hard layer, found under the name that the manual gives."""
    write_export(hard_dataset(kind), FORMATS[form], folder)
    return folder / TABLE[form]["file"].strip("`").replace("LAYER", kind).replace("ID", "hard")


def expected(form: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes of a row as the manual says that they come back, ids and names of columns apart."""
    said = TABLE[form]
    row = dict(row)
    if said["texts"] == "254 bytes":
        row = {name: _cut(value) if isinstance(value, str) else value for name, value in row.items()}
    if said["types"] != "typed":
        row["upgraded"] = FLAGS[row["upgraded"]]
    if said["types"] == "as text":
        row = {name: "" if value is None else str(value) for name, value in row.items()}
    return row


def _cut(text: str) -> str:
    while len(text.encode()) > 254:
        text = text[:-1]
    return text


def came_back(form: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as read, under its long names."""
    said = TABLE[form]
    if said["column names"] == "ten letters":
        long = {short: name for name, short in short_names(TYPES).items()}
        row = {long[name]: value for name, value in row.items()}
    if form == "csv":
        row = {name: from_csv_cell(value) for name, value in row.items()}
    return {name: row[name] for name in TYPES}


def test_the_table_tells_of_every_format_and_of_no_other() -> None:
    assert list(TABLE) == list(FORMATS)


@cases
def test_ids_attributes_and_names_come_back(form: str, kind: str, tmp_path: Path) -> None:
    rows, _ = read_back(form, exported(form, kind, tmp_path), kind)
    assert TABLE[form]["ids"] == "text"
    found = {row["code"]: came_back(form, row) for row in rows}
    assert found == {code: expected(form, row) for code, row in WANTED.items()}


@cases
def test_places_come_back(form: str, kind: str, tmp_path: Path) -> None:
    rows, shapes = read_back(form, exported(form, kind, tmp_path), kind)
    said = TABLE[form]["places"]
    if said.startswith("points"):
        if kind == "outlines":
            assert not {"longitude", "latitude"} & rows[0].keys()
            return
        shapes = [shapely.Point(float(row["longitude"]), float(row["latitude"])) for row in rows]
    assert shapes is not None
    tolerance = 0.0 if said == "exact" else 1e-7
    wanted = dict(zip(WANTED, SHAPES[kind], strict=True))
    for row, shape in zip(rows, shapes, strict=True):
        assert shapely.equals_exact(_several(shape), _several(wanted[row["code"]]), tolerance, normalize=True)


def _several(shape: Any) -> Any:
    """Return a polygon as a multiple polygon of one: a Shapefile does not tell them apart."""
    return shapely.multipolygons([shape]) if shape.geom_type == "Polygon" else shape


@pytest.mark.parametrize("form", COMING_BACK)
def test_provenance_is_where_the_table_says(form: str, tmp_path: Path) -> None:
    path = exported(form, "points", tmp_path)
    inside = TABLE[form]["provenance"] == "in the file"
    text = said_inside(form, path)
    for part in ("Lớp khó", "Hard layer", "by hand", "CC-BY-4.0", "2025-07-01", "ab" * 32):
        assert (part in text) is inside
        assert part in path.with_name(f"{path.name}.xml").read_text(encoding="utf-8")


def said_inside(form: str, path: Path) -> str:
    """Return what a file says of itself, apart from its rows."""
    if form == "geojson":
        return str(json.loads(path.read_text(encoding="utf-8"))["clusterplan"])
    if form == "geopackage":
        return str(pyogrio.read_info(path)["layer_metadata"])
    if form == "flatgeobuf":
        return str(pyogrio.read_info(path)["layer_metadata"])
    if form == "geoparquet":
        import pyarrow.parquet as pq

        return str(pq.read_schema(path).metadata[b"clusterplan"].decode())
    if form == "xlsx":
        return str([list(row) for row in openpyxl.load_workbook(path)["about"].iter_rows(values_only=True)])
    return ""


def test_the_table_of_columns_tells_short_names_and_meanings(tmp_path: Path) -> None:
    write_export(hard_dataset("points"), FORMATS["shapefile"], tmp_path)
    with (tmp_path / "hard.fields.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["field"] for row in rows] == list(TYPES)
    frame = gpd.read_file(tmp_path / "points.shp.zip")
    assert [row["short_name"] for row in rows] == [name for name in frame.columns if name != "geometry"]
    assert [row["meaning_vi"] for row in rows] == [field.meaning.vi for field in FIELDS]


def test_a_long_text_is_long() -> None:
    assert len(LONG.encode()) > 254
