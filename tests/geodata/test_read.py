from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterplan.errors import DataError, UsageError
from clusterplan.geodata import (
    Column,
    LayerRecord,
    Layers,
    read_layer,
    read_table,
    read_table_file,
    table_digest,
    write_geojson,
    write_geopackage,
)
from clusterplan.geodata.columns import typed_column

VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="units"><SrcDataSource>{path}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
)


def features(*geometries: dict[str, Any] | None, code: Any = "01") -> str:
    properties = {"code": code, "name": "Hà Nội", "kind": "city", "people": 1, "coastal": "no"}
    rows = [{"type": "Feature", "properties": properties, "geometry": geometry} for geometry in geometries]
    return json.dumps({"type": "FeatureCollection", "features": rows})


def square(swapped: bool = False) -> dict[str, Any]:
    ring = [[105, 20], [106, 20], [106, 21], [105, 21], [105, 20]]
    return {"type": "Polygon", "coordinates": [[[y, x] for x, y in ring] if swapped else ring]}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "units.geojson"


def faults_of(record: LayerRecord, path: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        read_layer(record, path)
    return [fault.in_language("en") for fault in caught.value.faults]


@pytest.mark.parametrize("name", ["units.gpkg", "units.geojson"])
def test_a_layer_survives_being_written_and_read(
    record: LayerRecord, frame: gpd.GeoDataFrame, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    if name.endswith("gpkg"):
        write_geopackage({"units": frame}, path)
    else:
        write_geojson(frame, path)
    found = read_layer(record, path)
    assert found["code"].tolist() == ["01", "02", "NA"]
    assert found["people"].tolist() == [8_807_523, pd.NA, 3]
    assert found["coastal"].tolist() == [False, True, pd.NA]
    assert found["kind"].isna().tolist() == [False, False, True]
    assert found.crs == "OGC:CRS84"
    assert found.geometry.geom_equals(frame.geometry).all()


def test_the_text_01_stays_text_and_the_number_1_is_refused(record: LayerRecord, written: Path) -> None:
    written.write_text(features(square(), code=1), encoding="utf-8")
    assert faults_of(record, written) == ["units.geojson, row 1, code: 1 is not text"]


def test_a_vrt_named_geojson_does_not_make_gdal_read_another_file(
    record: LayerRecord, frame: gpd.GeoDataFrame, tmp_path: Path, written: Path
) -> None:
    write_geopackage({"units": frame}, tmp_path / "secret.gpkg")
    written.write_text(VRT.format(path=tmp_path / "secret.gpkg"), encoding="utf-8")
    assert len(gpd.read_file(written)) == 3, "GDAL itself follows the VRT: the trap is real"
    assert faults_of(record, written) == ["units.geojson: is neither a GeoPackage nor GeoJSON"]


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"PK\x03\x04", b"SQLite format 3\x00" + bytes(100)])
def test_other_files_are_refused_whatever_their_name(record: LayerRecord, written: Path, content: bytes) -> None:
    written.write_bytes(content)
    assert faults_of(record, written) == ["units.geojson: is neither a GeoPackage nor GeoJSON"]


def test_a_file_that_only_begins_as_a_geopackage_is_refused(record: LayerRecord, written: Path) -> None:
    written.write_bytes(b"SQLite format 3\x00".ljust(68, b"\x00") + b"GPKG" + bytes(100))
    assert "cannot be read" in faults_of(record, written)[0]


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "FeatureCollection", "features": [',
        '{"type": "Topology"}',
        '{"features": [], "features": []}',
        '{"features": 3}',
        '{"features": [{"properties": {}, "geometry": {"type": "Point", "coordinates": "105 21"}}]}',
        '{"features": [{"properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[105, 21], [106, 21]]]}}]}',
        '{"features": ' + "[" * 100_000,
    ],
)
def test_broken_geojson_is_told_without_a_traceback(record: LayerRecord, written: Path, text: str) -> None:
    written.write_text(text, encoding="utf-8")
    assert faults_of(record, written)[0].startswith("units.geojson: cannot be read")


def test_text_that_is_not_utf_8_is_refused(record: LayerRecord, written: Path) -> None:
    written.write_bytes(features(square()).replace("H\\u00e0", "Hà").encode("latin-1"))
    assert faults_of(record, written)[0].startswith("units.geojson: cannot be read")


def test_a_file_that_does_not_exist_is_told(record: LayerRecord, tmp_path: Path) -> None:
    assert faults_of(record, tmp_path / "none.gpkg") == ["none.gpkg: cannot be read: No such file or directory"]


def test_swapped_axes_are_refused_and_named(record: LayerRecord, written: Path) -> None:
    written.write_text(features(square(swapped=True)), encoding="utf-8")
    [fault] = faults_of(record, written)
    assert "coordinates are outside longitude and latitude: code = '01'" in fault
    assert "swap the two" in fault


def test_projected_metres_are_refused_and_named(record: LayerRecord, written: Path) -> None:
    ring = [[500_000, 2_300_000], [501_000, 2_300_000], [501_000, 2_301_000], [500_000, 2_300_000]]
    written.write_text(features({"type": "Polygon", "coordinates": [ring]}), encoding="utf-8")
    [fault] = faults_of(record, written)
    assert "may be projected (metres)" in fault


def test_a_legacy_crs_member_is_refused(record: LayerRecord, written: Path) -> None:
    document = json.loads(features(square())) | {"crs": {"type": "name", "properties": {"name": "EPSG:3405"}}}
    written.write_text(json.dumps(document), encoding="utf-8")
    assert "not part of RFC 7946" in faults_of(record, written)[0]


def test_a_layer_without_features_is_refused(record: LayerRecord, written: Path) -> None:
    written.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    assert any("no feature" in fault or "column is missing" in fault for fault in faults_of(record, written))


def test_a_geopackage_of_several_layers_is_not_guessed_at(
    record: LayerRecord, frame: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    write_geopackage({"a": frame, "b": frame}, tmp_path / "two.gpkg")
    assert faults_of(record, tmp_path / "two.gpkg") == ["two.gpkg: holds several layers: a, b"]
    write_geopackage({"a": frame.head(1), "units": frame}, tmp_path / "named.gpkg")
    assert len(read_layer(record, tmp_path / "named.gpkg")) == 3


def test_a_table_keeps_ids_as_text_and_na_as_the_letters_na(table_record: LayerRecord, tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("code,name,kind,people,coastal\n01,Hà Nội,city,5,yes\nNA,Namibia,,,\n", encoding="utf-8")
    table = read_table_file(table_record, path)
    assert table["code"].tolist() == ["01", "NA"]
    assert table["people"].tolist() == [5, pd.NA]
    assert table["coastal"].tolist() == [True, pd.NA]
    assert table["kind"].isna().tolist() == [False, True]


def test_a_table_tells_all_its_faults_at_once(table_record: LayerRecord, tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("code,name,kind,people,colour\n01,,town,1.5,red\n01,Huế,city,x,red\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_table_file(table_record, path)
    assert sorted(fault.in_language("en") for fault in caught.value.faults) == [
        "units.csv, coastal: this column is missing",
        "units.csv, colour: this column is not in the register",
        "units.csv, row 1, code: the value is not unique: '01'",
        "units.csv, row 1, kind: the value is not allowed: 'town'",
        "units.csv, row 1, name: a value is missing: nan",
        "units.csv, row 1, people: '1.5' is not a whole number",
        "units.csv, row 2, code: the value is not unique: '01'",
        "units.csv, row 2, people: 'x' is not a whole number",
    ]


def test_an_unknown_layer_or_table_is_told_with_the_nearest_name() -> None:
    with pytest.raises(UsageError) as caught:
        Layers.bundled()["provinse"]
    assert "Did you mean 'provinces'?" in str(caught.value)
    with pytest.raises(UsageError, match="technologies"):
        read_table("technologie")
    assert "provinse" not in Layers.bundled()


def test_digests_are_those_of_the_files() -> None:
    layers = Layers.bundled()
    assert len(layers.digest("provinces")) == len(table_digest("technologies")) == 64
    assert layers.digest("provinces") != layers.digest("regions")


def test_a_layer_taken_from_the_mapping_can_be_changed_without_changing_the_mapping() -> None:
    layers = Layers.bundled()
    first = layers["regions"]
    first.loc[0, "name_vi"] = "khác"
    assert layers["regions"].loc[0, "name_vi"] != "khác"


@settings(deadline=None)
@given(st.lists(st.text(alphabet="0123456789NAnull- ", min_size=1, max_size=6)))
def test_text_is_never_changed_by_typing(values: list[str]) -> None:
    code = Column(name="code", type="text", description_vi="mã", description_en="code")
    typed, faults = typed_column(pd.Series(values, dtype="str"), code, "x.csv")
    assert typed.tolist() == values
    assert faults == []


@settings(deadline=None)
@given(st.one_of(st.just("inf"), st.just("nan"), st.just("1e400"), st.just("1,5"), st.just("-"), st.just("True")))
def test_what_is_not_a_finite_number_is_a_fault_and_never_zero(value: str) -> None:
    area = Column(name="area", type="number", unit="km2", description_vi="diện tích", description_en="area")
    typed, faults = typed_column(pd.Series([value]), area, "x.csv")
    assert len(faults) == 1
    assert typed.isna().all()


def test_a_missing_geometry_is_told_with_its_row(record: LayerRecord, written: Path) -> None:
    written.write_text(features(square(), None), encoding="utf-8")
    faults = faults_of(record, written)
    assert "units, row 2, geometry: there is no geometry: code = '01'" in faults
    assert "units, row 1, code: the value is not unique: '01'" in faults


def test_shapes_are_read_as_written(record: LayerRecord, written: Path) -> None:
    written.write_text("\ufeff" + features(square()), encoding="utf-8")
    assert read_layer(record, written).geometry[0].equals(shapely.box(105, 20, 106, 21))
