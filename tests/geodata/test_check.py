from __future__ import annotations

import unicodedata

import geopandas as gpd
import numpy as np
import pytest
import shapely

from clusterplan.errors import DataError
from clusterplan.geodata import LayerRecord, check_layer


def faults_of(record: LayerRecord, frame: gpd.GeoDataFrame) -> list[str]:
    with pytest.raises(DataError) as caught:
        check_layer(record, frame)
    return [fault.in_language("en") for fault in caught.value.faults]


def test_a_good_layer_passes(record: LayerRecord, frame: gpd.GeoDataFrame) -> None:
    check_layer(record, frame)
    check_layer(record, frame.to_crs("EPSG:4326"))


def test_a_layer_without_reference_system_is_refused(record: LayerRecord, frame: gpd.GeoDataFrame) -> None:
    bare = frame.set_crs(None, allow_override=True)
    assert faults_of(record, bare) == ["units: the layer has no reference system or not WGS 84"]


def test_a_layer_in_another_reference_system_is_refused(record: LayerRecord, frame: gpd.GeoDataFrame) -> None:
    faults = faults_of(record, frame.to_crs("EPSG:3405"))
    assert "units: the layer has no reference system or not WGS 84" in faults


def test_names_that_are_not_in_normal_form_c_are_refused(record: LayerRecord, frame: gpd.GeoDataFrame) -> None:
    frame.loc[0, "name"] = unicodedata.normalize("NFD", "Hà Nội")
    [fault] = faults_of(record, frame)
    assert fault.startswith("units, row 1, name: the text is not in Unicode normal form C")


def test_every_fault_of_a_layer_is_told_at_once(record: LayerRecord, frame: gpd.GeoDataFrame) -> None:
    frame.loc[1, "code"] = "01"
    frame.loc[1, "name"] = None
    frame.loc[1, "kind"] = "town"
    shapes = frame.geometry.to_list()
    shapes[0] = shapely.Polygon([(105, 20), (106, 21), (106, 20), (105, 21)])
    shapes[2] = shapely.Point(105, 20)
    bad = frame.drop(columns="people").set_geometry(shapes, crs=frame.crs).assign(colour="red")
    assert faults_of(record, bad) == [
        "units, colour: this column is not in the register",
        "units, people: this column is missing",
        "units, row 1, code: the value is not unique: '01'",
        "units, row 1, geometry: the geometry is not valid: code = '01' GEOS says: Self-intersection[105.5 20.5].",
        "units, row 2, code: the value is not unique: '01'",
        "units, row 2, kind: the value is not allowed: 'town'",
        "units, row 2, name: a value is missing: nan",
        "units, row 3, geometry: the geometry has the wrong type: code = 'NA'",
    ]


def test_an_overlap_between_units_is_refused_and_both_are_named(record: LayerRecord, frame: gpd.GeoDataFrame) -> None:
    shapes = frame.geometry.to_list()
    shapes[1] = shapely.MultiPolygon([shapely.box(105.9, 20, 107, 21)])
    faults = faults_of(record, frame.set_geometry(shapes, crs=frame.crs))
    assert [fault.split(":")[0] for fault in faults] == ["units, row 1, geometry", "units, row 2, geometry"]
    assert all("overlaps a neighbour" in fault for fault in faults)


def test_coordinates_that_are_no_numbers_are_refused(record: LayerRecord, frame: gpd.GeoDataFrame) -> None:
    shapes = frame.geometry.to_list()
    with np.errstate(invalid="ignore"):
        shapes[0] = shapely.Polygon([(105, 20), (106, np.nan), (106, 21)])
    assert any("row 1, geometry" in fault for fault in faults_of(record, frame.set_geometry(shapes, crs=frame.crs)))


def test_an_empty_layer_is_refused(record: LayerRecord, frame: gpd.GeoDataFrame) -> None:
    assert faults_of(record, frame.head(0)) == ["units: the layer has no feature"]


def test_the_check_does_not_depend_on_the_row_labels(record: LayerRecord, frame: gpd.GeoDataFrame) -> None:
    frame.index = [7, 3, 5]
    frame.loc[3, "kind"] = "town"
    assert faults_of(record, frame) == ["units, row 2, kind: the value is not allowed: 'town'"]
