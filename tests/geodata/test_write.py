from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterplan.geodata import feature_collection, write_geojson, write_geopackage

GOLDEN = """{"type":"FeatureCollection","features":[
{"type":"Feature","id":"01","properties":{"code":"01","name":"Hà Nội","people":8807523,"coastal":false},\
"geometry":{"type":"Polygon","coordinates":[[[105.0,20.0],[106.0,20.0],[106.0,21.0],[105.0,20.0]]]}},
{"type":"Feature","id":"02","properties":{"code":"02","name":null,"people":null,"coastal":null},"geometry":null}
]}
"""


@pytest.fixture
def two() -> gpd.GeoDataFrame:
    rows = {"code": ["01", "02"], "name": ["Hà Nội", None], "people": [8807523, None], "coastal": [False, None]}
    clockwise = shapely.Polygon([(105, 20), (106, 21), (106, 20), (105, 20)])
    typed = {"people": "Int64", "coastal": "boolean"}
    return gpd.GeoDataFrame(rows, geometry=[clockwise, None], crs="OGC:CRS84").astype(typed)


def test_geojson_is_rfc_7946_with_ids_and_counter_clockwise_rings(two: gpd.GeoDataFrame, tmp_path: Path) -> None:
    write_geojson(two, tmp_path / "two.geojson")
    assert (tmp_path / "two.geojson").read_text(encoding="utf-8") == GOLDEN


def test_the_feature_collection_is_the_file_as_values(two: gpd.GeoDataFrame) -> None:
    assert feature_collection(two) == json.loads(GOLDEN)
    assert [feature["id"] for feature in feature_collection(two, key="name")["features"]] == ["Hà Nội", None]


def test_coordinates_have_a_fixed_number_of_decimals() -> None:
    point = gpd.GeoDataFrame({"code": ["x"]}, geometry=[shapely.Point(105.123456789, -0.0000001)], crs="OGC:CRS84")
    assert feature_collection(point, precision=4)["features"][0]["geometry"]["coordinates"] == [105.1235, 0.0]


def test_a_geopackage_has_the_same_bytes_twice(two: gpd.GeoDataFrame, tmp_path: Path) -> None:
    frame = two.head(1)
    write_geopackage({"a": frame, "b": frame}, tmp_path / "one.gpkg")
    write_geopackage({"a": frame, "b": frame}, tmp_path / "two.gpkg")
    write_geopackage({"a": frame, "b": frame}, tmp_path / "two.gpkg")
    assert (tmp_path / "one.gpkg").read_bytes() == (tmp_path / "two.gpkg").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.gpkg", "two.gpkg"]


def test_a_geopackage_is_of_version_1_3_and_in_wgs_84(two: gpd.GeoDataFrame, tmp_path: Path) -> None:
    write_geopackage({"units": two.head(1)}, tmp_path / "one.gpkg")
    with sqlite3.connect(tmp_path / "one.gpkg") as database:
        [(version,)] = database.execute("pragma user_version").fetchall()
        [(name, srs)] = database.execute("select table_name, srs_id from gpkg_contents").fetchall()
    database.close()
    assert (version, name, srs) == (10300, "units", 4326)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-179, 179), st.floats(-89, 89), st.text(min_size=1, max_size=5)), min_size=1, max_size=4
    )
)
def test_any_points_and_names_become_valid_json_within_half_a_unit_of_the_last_decimal(
    rows: list[tuple[float, float, str]],
) -> None:
    points = shapely.points([[lon, lat] for lon, lat, _ in rows])
    frame = gpd.GeoDataFrame({"name": [name for *_, name in rows]}, geometry=points, crs="OGC:CRS84")
    read = json.loads(json.dumps(feature_collection(frame)))
    for feature, (lon, lat, name) in zip(read["features"], rows, strict=True):
        assert feature["properties"]["name"] == name
        assert feature["geometry"]["coordinates"] == pytest.approx([lon, lat], abs=0.6e-5)
