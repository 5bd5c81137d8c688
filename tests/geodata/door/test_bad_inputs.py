"""Bad inputs as they come: each has its stable code and words in both languages, none gets in or ends in a crash."""

from __future__ import annotations

import io
import json
import sqlite3
import unicodedata
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from clusterplan.geodata.door.checking import Checked
from clusterplan.geodata.door.kinds import KINDS
from clusterplan.geodata.door.limits import Limits

from .conftest import collection, feature, square

type Content = str | bytes
type Look = Callable[..., Checked]

OTHER = {"code": "02", "name": "Hòa Bình", "people": 2}
BOWTIE = {"type": "Polygon", "coordinates": [[[105, 20], [106, 21], [106, 20], [105, 21], [105, 20]]]}
OPEN = {"type": "Polygon", "coordinates": [[[105, 20], [106, 20], [106, 21], [105, 21]]]}
TEXT_POINT = {"type": "Polygon", "coordinates": [[["105", "20"], ["106", "20"], ["106", "21"], ["105", "20"]]]}
METRES = {"type": "Polygon", "coordinates": [[[5e5, 2.3e6], [5.1e5, 2.3e6], [5.1e5, 2.31e6], [5e5, 2.3e6]]]}
SWAPPED = {"type": "Polygon", "coordinates": [[[20, 105], [20, 106], [21, 106], [20, 105]]]}
VRT = b'<OGRVRTDataSource><OGRVRTLayer name="units"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
BILLION = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><kml>&b;</kml>'
CSV = "unit,name,people,area,day\n"
VIETNAMESE = "unit,name\n01,Thành phố Hà Nội\n02,tỉnh Hòa Bình và vùng Tây Bắc\n79,Thủ đô của nước Việt Nam\n"


def nan_square() -> str:
    return collection(feature(square())).replace("105, 20]", "NaN, 20]", 1)


def double_keys() -> str:
    return collection(feature(square())).replace('"code": "01"', '"code": "01", "code": "02"')


def zipped(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook(*rows: list[Any], sheets: tuple[str, ...] = ("counts",)) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name in sheets:
        page = book.create_sheet(name)
        for row in (["unit", "name", "people", "area", "day"], *rows):
            page.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def excel_date() -> bytes:
    import datetime

    return workbook(["01", "Hà Nội", 5, datetime.datetime(2026, 3, 12), "2026"])


def bent_sheet(row: str = "", before: str = "") -> bytes:
    """A workbook of which the sheet was written by hand."""
    bent = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["01", "Hà Nội", 5, 2, "2026"]))) as whole,
        zipfile.ZipFile(bent, "w") as out,
    ):
        for name in whole.namelist():
            content = whole.read(name).decode("utf-8")
            if name.endswith("sheet1.xml"):
                content = before + (content.replace('r="2"', f'r="{row}"') if row else content)
            out.writestr(name, content, zipfile.ZIP_DEFLATED)
    return bent.getvalue()


def latin(text: str, encoding: str) -> bytes:
    return text.encode(encoding)


STATED = (
    "vintage,unit,indicator,value,year,status,source_id,confidence\n"
    "2025-07-01,11,fdi_stock_2025_musd,900,2026,expert,AIRP,low\n"
)
NEAR = "scheme,technology_a,technology_b,proximity,status,source,confidence,note\n"
FILES: list[tuple[str, Content, str, str]] = [
    # what it is, content, layer that it is held against, code
    ("1 metres without a reference system", collection(feature(METRES)), "units", "crs-metres"),
    ("3 latitude first", collection(feature(SWAPPED)), "units", "coordinates-swapped"),
    ("4 longitude 200", collection(feature(square(200))), "units", "coordinates-range"),
    ("5 outside the layer's extent", collection(feature(square(-10, 50))), "units", "extent-outside"),
    ("6 no geometry", collection(feature(None)), "units", "geometry-missing"),
    ("7 coordinates as text", collection(feature(TEXT_POINT)), "units", "coordinates-text"),
    ("8 NaN in a coordinate", nan_square(), "units", "coordinates-finite"),
    ("9 bow-tie", collection(feature(BOWTIE)), "units", "geometry-invalid"),
    ("10 open ring", collection(feature(OPEN)), "units", "ring-open"),
    (
        "11 geometry collection",
        collection(feature({"type": "GeometryCollection", "geometries": [square()]})),
        "units",
        "geometry-type",
    ),
    ("11 mixed types", collection(feature({"type": "Point", "coordinates": [105, 20]})), "units", "geometry-type"),
    (
        "12 overlap",
        collection(feature(square()), feature(square(105.5), **OTHER)),
        "units",
        "coverage-overlap",
    ),
    (
        "12 borders that do not meet",
        collection(
            feature(square()),
            feature(square(106, 20, 0.5), **OTHER),
            feature(square(106, 20.5, 0.4), **OTHER | {"code": "79", "name": "Huế"}),
        ),
        "units",
        "coverage-edge",
    ),
    ("13 nothing in it", collection(), "units", "layer-empty"),
    ("14 bare geometry", json.dumps(square()), "units", "json-bare-geometry"),
    ("15 a key twice", double_keys(), "units", "json-duplicate-key"),
    ("16 an id twice", collection(feature(square()), feature(square(106))), "units", "id-duplicate"),
    ("17 an id as number", collection(feature(square(), code=1)), "units", "id-number"),
    ("17 an id without its zero", CSV + "1,Hà Nội,5,1.5,2026\n", "counts", "id-unpadded"),
    (
        "20 TCVN3",
        bytes.fromhex("756e69742c6e616d650a") + b"01,Th\xb5nh ph\xe8 H\xb5 N\xe9i, b\xb8o c\xb8o c\xf1a t\xd8nh\n",
        "counts",
        "",
    ),
    ("21 UTF-8 read as Windows-1252", collection(feature(square(), name="Quáº£ng NgÃ£i")), "units", "text-mojibake"),
    ("22 UTF-16", latin(VIETNAMESE, "utf-16"), "counts", "encoding-legacy"),
    ("24 decimal comma", CSV.replace(",", ";") + "01;Hà Nội;5;1,5;2026\n", "counts", "number-comma"),
    ("24 doubtful number", CSV + "01,Hà Nội,1.234,2,2026\n", "counts", "number-ambiguous"),
    ("24 thousands", CSV + "01,Hà Nội,1.234.567,2,2026\n", "counts", "number-thousands"),
    ("25 a dash for missing", CSV + "01,Hà Nội,-,2,2026\n", "counts", "value-token"),
    ("25 infinity", CSV + "01,Hà Nội,5,1e400,2026\n", "counts", "value-not-finite"),
    ("25 NaN of a program", CSV + "01,Hà Nội,5,nan,2026\n", "counts", "value-token"),
    ("26 a date in a number column", excel_date(), "counts", "cell-date"),
    ("26 a formula", workbook(["01", "Hà Nội", "=1+1", 2, "2026"]), "counts", "cell-formula"),
    ("27 negative", CSV + "01,Hà Nội,-5,2,2026\n", "counts", "number-range"),
    ("27 percent for a share", collection(feature(square(), share=45)), "units", "number-percent"),
    ("28 unknown unit", CSV + "03,Hà Nội,5,2,2026\n", "counts", "id-unknown"),
    ("28 word that is not allowed", collection(feature(square(), kind="cty")), "units", "value-allowed"),
    ("30 cut off", collection(feature(square()))[:-20], "units", "file-broken"),
    ("30 HTML page", b"<!DOCTYPE html><html><body>404</body></html>", "units", "format-refused"),
    ("30 empty", b"", "units", "file-empty"),
    ("30 two hundred thousand deep", '{"a":' + "[" * 200_000, "units", "file-broken"),
    ("31 VRT named as GeoJSON", VRT, "units", "format-refused"),
    ("31 GDAL pipeline", '{"type": "gdal_streamed_alg", "command_line": "x"}', "units", "json-not-geojson"),
    ("32 bomb", zipped(("units.shp", b"\x00" * 50_000_000)), "units", "archive-ratio"),
    ("32 path that leads outside", zipped(("../../units.shp", b"x")), "units", "archive-path"),
    ("32 billion laughs", BILLION, "units", "format-refused"),
    ("32 formula as text", collection(feature(square(), name="=HYPERLINK(1)")), "units", "text-formula"),
    # twelve and more beside those
    ("33 zero, zero", collection(feature(square(0, 0, 1e-12))), "units", "coordinates-zero"),
    ("34 one shape twice", collection(feature(square()), feature(square(), **OTHER)), "units", "geometry-duplicate"),
    ("35 row of totals", CSV + "01,Hà Nội,5,2,2026\n,Tổng cộng,5,2,2026\n", "counts", "row-total"),
    ("36 id turned into an exponent", CSV + "1.0E+02,Hà Nội,5,2,2026\n", "counts", "id-scientific"),
    ("37 hidden character", CSV + "01,Hà\u200b Nội,5,2,2026\n", "counts", "text-control"),
    ("37 text written backwards", collection(feature(square(), name="Hà\u202e Nội")), "units", "text-control"),
    ("38 heading twice", "unit,people,people\n01,5,6\n", "counts", "header-duplicate"),
    ("38 column without heading", "unit,,people\n01,5,6\n", "counts", "header-empty"),
    ("39 too many cells in a row", CSV + "01,Hà Nội, Thủ đô,5,2,2026\n", "counts", "row-field-count"),
    ("40 unit of measurement in the cell", CSV + "01,Hà Nội,5,45 %,2026\n", "counts", "number-unit"),
    ("41 blanks around an id", CSV + " 01,Hà Nội,5,2,2026\n", "counts", "text-blanks"),
    ("42 lost letters", CSV + "01,H\ufffd N\ufffdi,5,2,2026\n", "counts", "text-replacement"),
    ("43 same row twice", CSV + "01,Hà Nội,5,2,2026\n" * 2, "counts", "row-duplicate"),
    ("44 several sheets", workbook(sheets=("a", "b")), "counts", "sheets-several"),
    ("45 two Shapefiles in one archive", zipped(("a.shp", b"x"), ("b.shp", b"x")), "units", "archive-parts"),
    ("46 old Excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "counts", "format-refused"),
    ("47 a list as value", collection(feature(square(), name=["a"])), "units", "value-nested"),
    ("48 a feature that is none", collection({"type": "Thing"}), "units", "feature-broken"),
    ("49 thirteenth month", CSV + "01,Hà Nội,5,2,2026-13\n", "counts", "value-type"),
    ("50 half a person", CSV + "01,Hà Nội,5.5,2,2026\n", "counts", "value-type"),
    (
        "63 truths for coordinates",
        collection(feature({"type": "Point", "coordinates": [True, 21.5]})),
        "places",
        "geometry-broken",
    ),
    ("64 a formula behind a blank", CSV + '01,"+ HYPERLINK(""http://x"",""y"")",5,2,2026\n', "counts", "text-formula"),
    ("64 a program behind a blank", CSV + "01,- cmd|'/C calc'!A0,5,2,2026\n", "counts", "text-formula"),
    (
        "66 an entity that is defined late",
        bent_sheet(before=f"<!--{'x' * 5000}--><!DOCTYPE w [<!ENTITY e '42'>]>"),
        "counts",
        "format-refused",
    ),
    ("67 more than a number holds", collection(feature(square(), people=9007199254740993)), "units", "value-type"),
    ("68 an expert's value under a source that is none", STATED, "indicators", "value-expert"),
    (
        "68 an expert's value without a word on its confidence",
        STATED.replace(",confidence", "").replace(",low", ""),
        "indicators",
        "value-expert",
    ),
    (
        "69 a technology near to itself",
        NEAR + "QD21,S02,S02,0.4,derived,x,low,\n",
        "technology_proximity",
        "pair-itself",
    ),
    (
        "70 a pair twice, the other way round",
        NEAR + "QD21,S01,S02,0.5,derived,x,low,\nQD21,S02,S01,0.4,derived,x,low,\n",
        "technology_proximity",
        "id-duplicate",
    ),
    ("51 unknown field", collection(feature(square(), popullation=3)), "units", "field-unknown"),
    ("51 required field missing", "name,people\nHà Nội,5\n", "counts", "field-missing"),
    ("52 required value missing", CSV + ",Hà Nội,5,2,2026\n", "counts", "value-missing"),
    ("53 no id", collection(feature(square(), code=None)), "units", "id-missing"),
    ("54 text without end", collection(feature(square(), name="a" * 20_000)), "units", "text-long"),
    ("55 bytes that are no text", bytes(range(1, 256)) * 20, "counts", ""),
    ("56 program", b"\x7fELF" + bytes(200), "units", "format-refused"),
    ("57 table from a map file", collection(feature(square())), "counts", "format-unsuited"),
    ("58 an Excel error", workbook(["01", "Hà Nội", "#DIV/0!", 2, "2026"]), "counts", ""),
    (
        "59 ring of two points",
        collection(feature({"type": "Polygon", "coordinates": [[[105, 20], [106, 21], [105, 20]]]})),
        "units",
        "ring-short",
    ),
    ("60 empty geometry", collection(feature({"type": "Polygon", "coordinates": []})), "units", "geometry-empty"),
    ("61 numbers that are truths", collection(feature(square(), people=True)), "units", "value-type"),
    ("62 broken coordinates", collection(feature({"type": "Polygon", "coordinates": 5})), "units", "geometry-broken"),
]


def bilingual(checked: Checked) -> bool:
    texts = [text for one in checked.inspection.findings for text in (one.what, one.advice) if text is not None]
    return all(
        text.vi and text.en and text.vi != text.en and unicodedata.is_normalized("NFC", text.vi) for text in texts
    )


@pytest.mark.parametrize(("content", "layer", "code"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_what_is_wrong_has_its_code_in_both_languages_and_stays_outside(
    look: Look, tmp_path: Path, content: Content, layer: str, code: str
) -> None:
    path = tmp_path / "brought.geojson"  # the name says nothing
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    checked = look(path, layer)
    assert not checked.is_clean
    errors = {one.code for one in checked.inspection.findings if one.severity == "error"}
    assert errors
    assert not code or code in errors, dict(checked.inspection.counts)
    assert bilingual(checked)
    assert all(one.file == "brought.geojson" for one in checked.inspection.findings)


def test_every_kind_is_in_both_languages_and_names_a_repair_that_exists() -> None:
    for kind in KINDS.values():
        for text in (kind.what, kind.advice):
            assert text is None or (text.vi != text.en and unicodedata.is_normalized("NFC", text.vi)), kind.code
        assert (
            kind.repair is None
            or f"--repair {kind.repair}" in f"{kind.advice}"
            or kind.code
            in (
                "row-duplicate",
                "id-number",
            )
        ), kind.code


def test_2_an_old_crs_member_is_told_and_the_shapes_are_moved_by_the_pinned_operation(
    look: Look, tmp_path: Path
) -> None:
    west, south = 533_000.0, 2_230_000.0
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}
    path = tmp_path / "units.geojson"
    path.write_text(collection(feature(square(west, south, 10_000.0)), crs=crs), encoding="utf-8")
    checked = look(path)
    assert checked.is_clean, checked.inspection.counts
    assert {"crs-member", "crs-other"} <= set(checked.inspection.counts)
    assert "VN-2000 to WGS 84 (2)" in checked.operation
    assert 105 < checked.frame.geometry.iloc[0].bounds[0] < 106  # type: ignore[union-attr]


def test_18_names_in_another_normal_form_are_brought_to_c_and_told(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "units.geojson"
    name = unicodedata.normalize("NFD", "Hà Nội")
    path.write_text(collection(feature(square(), name=name)), encoding="utf-8")
    checked = look(path)
    assert checked.is_clean
    assert checked.inspection.counts["text-normal-form"] == 1
    assert checked.frame["name"].tolist() == ["Hà Nội"]  # type: ignore[index]


def test_19_another_spelling_of_an_id_is_a_suggestion_and_never_taken(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "units.geojson"
    path.write_text(collection(feature(square(), kind="Province")), encoding="utf-8")
    [fault] = [one for one in look(path).inspection.findings if one.severity == "error"]
    assert "Did you mean 'province'?" in fault.what.en


def test_23_a_byte_order_mark_is_accepted(look: Look, tmp_path: Path) -> None:
    for name, content in (("units", collection(feature(square()))), ("counts", CSV + "01,Hà Nội,5,2,2026\n")):
        path = tmp_path / name
        path.write_text("\ufeff" + content, encoding="utf-8")
        assert look(path, name).is_clean


def test_27_one_value_a_hundred_times_off_is_a_warning(look: Look, tmp_path: Path) -> None:
    rows = [f"01,Hà Nội,5,{value},202{k}" for k, value in enumerate([1.5, 2.5, 3.5, 2.25, 2.75, 4100.5])]
    path = tmp_path / "counts.csv"
    path.write_text(CSV + "\n".join(rows) + "\n", encoding="utf-8")
    checked = look(path, "counts")
    assert checked.is_clean
    assert [one.row for one in checked.inspection.findings if one.code == "number-outlier"] == [7]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/units.geojson",
        "/vsicurl/https://example.org/units.geojson",
        "/vsizip/units.zip",
        "GEOJSON:/etc/passwd",
        "GPKG:units.gpkg:units",
        '{"type": "FeatureCollection", "features": []}',
        "<OGRVRTDataSource/>",
        "PG:dbname=x",
    ],
)
def test_31_no_address_and_no_text_is_taken_for_a_file(look: Look, address: str) -> None:
    checked = look(Path(address))
    assert list(checked.inspection.counts) == ["file-address"]
    assert bilingual(checked)


def test_65_a_row_beyond_all_rows_is_not_looked_for(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    path.write_bytes(bent_sheet(row="999999999999"))
    checked = look(path, "counts", limits=Limits(features=1_000))
    assert list(checked.inspection.counts) == ["features-too-many"]
    assert bilingual(checked)


def test_a_folder_a_pipe_and_a_missing_file_are_told(look: Look, tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    assert list(look(tmp_path / "pipe").inspection.counts) == ["file-not-regular"]
    assert list(look(tmp_path).inspection.counts) == ["file-not-regular"]
    assert list(look(tmp_path / "none").inspection.counts) == ["file-missing"]


def frame(shape: Any = None, crs: str | None = "EPSG:4326", **changes: Any) -> gpd.GeoDataFrame:
    row = {"code": "01", "name": "Hà Nội", "kind": "city", "people": 1, "share": 0.5, "coastal": "no"} | changes
    return gpd.GeoDataFrame([row], geometry=[shape or shapely.box(105, 20, 106, 21)], crs=crs)


def shapefile(tmp_path: Path, found: gpd.GeoDataFrame, **more: Any) -> Path:
    folder = tmp_path / "shapefile"
    folder.mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(found, folder / "units.shp", driver="ESRI Shapefile", **more)
    path = tmp_path / "units.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, f"some folder/{part.name}")
    return path


def test_a_shapefile_comes_in_with_its_names_in_old_letters(look: Look, tmp_path: Path) -> None:
    assert look(shapefile(tmp_path, frame())).is_clean


def test_20_an_old_encoding_is_recognised_shown_and_decoded_when_asked(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_bytes(VIETNAMESE.encode("utf-8").decode("utf-8").encode("utf-16-le"))
    checked = look(path, "counts")
    [fault] = [one for one in checked.inspection.findings if one.severity == "error"]
    assert (fault.code, fault.repair) == ("encoding-legacy", "encoding")
    assert "Thành phố" in (fault.value or "")
    mended = look(path, "counts", "encoding")
    assert mended.is_clean
    assert mended.inspection.repaired == {"encoding": 1}


def test_degrees_in_a_system_of_metres_are_told(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "units.gpkg"
    pyogrio.write_dataframe(frame(crs="EPSG:3405"), path, driver="GPKG")
    assert "crs-degrees" in look(path).inspection.counts


def test_a_file_without_reference_system_needs_to_be_told_one(look: Look, tmp_path: Path) -> None:
    found = frame(crs=None)
    path = shapefile(tmp_path, found)
    assert "crs-missing" in look(path).inspection.counts
    assert look(path, crs="EPSG:4326").is_clean
    assert "crs-unknown" in look(path, crs="EPSG:999999").inspection.counts
    assert "crs-unknown" in look(path, crs="/etc/passwd").inspection.counts


def test_heights_are_left_out_and_told(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "units.fgb"
    pyogrio.write_dataframe(frame(shapely.force_3d(shapely.box(105, 20, 106, 21), 7.0)), path, driver="FlatGeobuf")
    checked = look(path)
    assert checked.is_clean
    assert checked.inspection.counts["geometry-height"] == 1
    assert not shapely.has_z(np.asarray(checked.frame.geometry)).any()  # type: ignore[union-attr]


def test_a_geopackage_that_never_ends_is_stopped(look: Look, tmp_path: Path) -> None:
    from clusterplan.geodata.door.limits import Limits

    path = tmp_path / "units.gpkg"
    pyogrio.write_dataframe(frame(), path, driver="GPKG")
    with sqlite3.connect(path) as base:
        base.execute("DROP TABLE IF EXISTS gpkg_ogr_contents")
        for name in [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]:
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute('ALTER TABLE "units" RENAME TO "base"')
        base.execute(
            'CREATE VIEW "units" AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)'
            ' SELECT b.* FROM "base" b, n WHERE n.i < 0'
        )
        base.execute("UPDATE gpkg_contents SET table_name = 'units'")
        base.execute("UPDATE gpkg_geometry_columns SET table_name = 'units'")
    base.close()
    checked = look(path, limits=Limits(seconds=3))
    assert "reader-stopped" in checked.inspection.counts
    assert not checked.is_clean


def test_several_layers_are_not_guessed_at(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    for name in ("a", "b"):
        pyogrio.write_dataframe(frame(), path, layer=name, driver="GPKG", append=path.exists())
    assert "layers-several" in look(path).inspection.counts
    assert look(path, layer="a").is_clean
    assert "layer-unknown" in look(path, layer="c").inspection.counts


def test_an_encrypted_archive_is_told(look: Look, tmp_path: Path) -> None:
    content = bytearray(zipped(("units.shp", b"x")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    path = tmp_path / "units.zip"
    path.write_bytes(content)
    assert list(look(path).inspection.counts) == ["archive-encrypted"]


def test_28_codes_of_before_a_reform_are_refused_unless_their_vintage_is_said(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "seaports.csv"
    path.write_text("port_id,name_vi,unit,longitude,latitude\nP1,Cảng,15,105.5,20.5\n", encoding="utf-8")
    checked = look(path, "seaports")
    assert "unit-vintage" in checked.inspection.counts
    assert bilingual(checked)
    assert "unit-vintage" in look(path, "seaports", unit_vintage="2004-2025").inspection.counts
    assert "unit-vintage" not in look(path, "seaports", unit_vintage="2025-07-01").inspection.counts
