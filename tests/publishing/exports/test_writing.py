"""Exports as files: the same bytes twice, nothing written over, standards kept, restricted places hidden."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from tests.publishing.exports.hard import hard_dataset
from tests.publishing.sample import sample_publication

from clusterplan.errors import UsageError
from clusterplan.geodata import read_register
from clusterplan.geodata.crs import REFERENCE_SYSTEMS
from clusterplan.geodata.vn2000 import reference_system
from clusterplan.planning.exports import layer_dataset, plan_dataset
from clusterplan.planning.facts import Facts
from clusterplan.publishing.exports import FORMATS, CsvStyle, Dataset, write_export

EVERY = pytest.mark.parametrize("form", FORMATS)


@pytest.fixture(scope="module")
def datasets() -> list[Dataset]:
    return [plan_dataset(sample_publication()), hard_dataset("outlines", "points")]


@EVERY
def test_the_same_data_are_the_same_bytes(form: str, tmp_path: Path) -> None:
    dataset = hard_dataset("outlines", "points")
    once, twice = (write_export(dataset, FORMATS[form], tmp_path / name) for name in ("once", "twice"))
    assert [path.name for path in once] == [path.name for path in twice]
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in twice]


def test_formats_stand_beside_each_other_in_one_folder(tmp_path: Path) -> None:
    dataset = hard_dataset("points")
    names = [path.name for form in FORMATS.values() for path in write_export(dataset, form, tmp_path)]
    assert sorted(set(names)) == sorted(path.name for path in tmp_path.iterdir())
    assert all(f"{name}.xml" in names for name in names if not name.endswith((".xml", ".fields.csv")))


@EVERY
def test_nothing_is_written_over_unless_asked(form: str, tmp_path: Path) -> None:
    dataset = hard_dataset("points")
    first, *_ = write_export(dataset, FORMATS[form], tmp_path)
    first.write_bytes(b"mine")
    with pytest.raises(UsageError) as refused:
        write_export(dataset, FORMATS[form], tmp_path)
    assert str(first) in {fault.where for fault in refused.value.faults}
    assert first.read_bytes() == b"mine"
    write_export(dataset, FORMATS[form], tmp_path, overwrite=True)
    assert first.read_bytes() != b"mine"


def test_geojson_keeps_to_the_standard(datasets: list[Dataset], tmp_path: Path) -> None:
    for number, dataset in enumerate(datasets):
        for path in write_export(dataset, FORMATS["geojson"], tmp_path / str(number)):
            if path.suffix == ".geojson":
                document = json.loads(path.read_text(encoding="utf-8"))
                assert "crs" not in document
                assert len({feature["id"] for feature in document["features"]}) == len(document["features"])
                assert all(isinstance(feature["id"], str) for feature in document["features"])
                rings = [ring for feature in document["features"] for ring in rings_of(feature["geometry"])]
                assert all(shapely.LinearRing(ring).is_ccw is exterior for ring, exterior in rings)


def rings_of(geometry: dict[str, Any]) -> list[tuple[list[Any], bool]]:
    """Return the rings of a geometry, and whether each is an exterior one."""
    several = {"Point": [], "Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
    return [(ring, number == 0) for polygon in several[geometry["type"]] for number, ring in enumerate(polygon)]


def test_clockwise_rings_would_be_found() -> None:
    clockwise = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}
    assert [shapely.LinearRing(ring).is_ccw for ring, _ in rings_of(clockwise)] == [False]


def test_zip_is_for_shapefile_and_xlsx_alone(tmp_path: Path) -> None:
    dataset = hard_dataset("points")
    zipped = {
        form for form, kind in FORMATS.items() if zipfile.is_zipfile(write_export(dataset, kind, tmp_path / form)[0])
    }
    assert zipped == {"shapefile", "xlsx"}


def test_a_shapefile_says_that_it_is_utf8(tmp_path: Path) -> None:
    path, *_ = write_export(hard_dataset("points"), FORMATS["shapefile"], tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.read("points.cpg").upper() == b"UTF-8"
        assert {name.partition(".")[2] for name in archive.namelist()} == {"cpg", "dbf", "prj", "shp", "shx"}


def test_no_cell_of_a_spreadsheet_is_a_formula(tmp_path: Path) -> None:
    path, *_ = write_export(hard_dataset("points", "table"), FORMATS["xlsx"], tmp_path)
    book = openpyxl.load_workbook(path)
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} == {"s", "n", "b"}
    with zipfile.ZipFile(path) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_csv_is_as_the_reader_wants_it(tmp_path: Path) -> None:
    dataset = hard_dataset("table")
    plain = write_export(dataset, FORMATS["csv"], tmp_path / "plain")[0].read_bytes()
    excel = write_export(dataset, FORMATS["csv"], tmp_path / "excel", style=CsvStyle(";", bom=True))[0].read_bytes()
    assert plain.startswith(b"code,name_vi,")
    assert b",'-2,'@x," in plain  # texts that a spreadsheet would run
    assert b",-1.5," in plain
    assert excel.startswith(b"\xef\xbb\xbfcode;name_vi;")
    assert b";-1,5;" in excel


@pytest.mark.parametrize("form", [name for name, kind in FORMATS.items() if not kind.takes_tables])
def test_a_table_has_no_place_in_a_format_of_places(form: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no places"):
        write_export(hard_dataset("table"), FORMATS[form], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_vn_2000_is_reached_by_the_pinned_operation_and_said_so(tmp_path: Path) -> None:
    facts = Facts()
    dataset = layer_dataset(read_register()["seaports"], facts, reference_system("epsg:3405"))
    path, metadata, *_ = write_export(dataset, FORMATS["geopackage"], tmp_path)
    frame = gpd.read_file(path).set_index(dataset.layers[0].key)
    system = REFERENCE_SYSTEMS["http://www.opengis.net/def/crs/EPSG/0/3405"]
    own = facts.layer("seaports").set_index(dataset.layers[0].key).geometry
    assert frame.crs.to_authority() == ("EPSG", "3405")
    assert max(frame.geometry.distance(gpd.GeoSeries(system.from_crs84(own.to_numpy()), own.index, crs=3405))) < 1e-3
    assert "EPSG:6960" in metadata.read_text(encoding="utf-8")


def test_a_provincial_zone_is_a_reference_system_too(tmp_path: Path) -> None:
    dataset = layer_dataset(read_register()["seaports"], Facts(), reference_system("9210"))
    path, metadata, *_ = write_export(dataset, FORMATS["geopackage"], tmp_path)
    assert gpd.read_file(path).crs.to_authority() == ("EPSG", "9210")
    assert "EPSG:6960" in metadata.read_text(encoding="utf-8")


def test_what_is_not_vn_2000_is_not_said_to_be_moved_by_its_operation(tmp_path: Path) -> None:
    dataset = layer_dataset(read_register()["seaports"], Facts(), reference_system("EPSG:3857"))
    _, metadata, *_ = write_export(dataset, FORMATS["geopackage"], tmp_path)
    assert "none: the same datum" in metadata.read_text(encoding="utf-8")


def test_geojson_and_kml_are_on_wgs_84_alone(tmp_path: Path) -> None:
    dataset = layer_dataset(read_register()["seaports"], Facts(), reference_system("EPSG:3405"))
    for form in ("geojson", "kml"):
        with pytest.raises(UsageError, match="WGS 84"):
            write_export(dataset, FORMATS[form], tmp_path)


def test_an_unknown_reference_system_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(UsageError, match="EPSG:3405"):
        reference_system("EPSG:3450")


def test_restricted_places_cannot_be_located(tmp_path: Path) -> None:
    facts = Facts()
    exact = facts.layer("enterprises").set_index("enterprise_id")
    dataset = layer_dataset(read_register()["enterprises"], facts)
    path, *_ = write_export(dataset, FORMATS["geopackage"], tmp_path)
    frame = gpd.read_file(path).set_index("enterprise_id")
    hidden = frame[frame["restricted"].fillna(True).astype(bool)]
    assert not hidden.empty
    assert set(hidden["coordinate_precision"]) == {"generalised"}
    open_ones = frame.drop(index=hidden.index)
    assert shapely.equals_exact(
        open_ones.geometry.to_numpy(), exact.loc[open_ones.index].geometry.to_numpy(), tolerance=0
    ).all()


@pytest.mark.parametrize("name", ["laboratory_attributes", "communes_scale"])
def test_what_locates_places_or_is_not_published_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=name):
        layer_dataset(read_register()[name], Facts())


@pytest.mark.slow
def test_every_other_layer_and_table_can_be_exported() -> None:
    facts, kept = Facts(), set()
    for name, record in read_register().items():
        try:
            dataset = layer_dataset(record, facts)
        except UsageError:
            kept.add(name)
            continue
        assert [field.name for field in dataset.layers[0].fields] == [column.name for column in record.columns]
    places = {"archipelago_islets", "enterprise_attributes", "laboratory_attributes"}
    assert kept == {*places, "seaport_attributes", "zone_attributes", "communes_scale"}


def test_how_a_value_came_to_be_travels_with_it() -> None:
    frame: pd.DataFrame = layer_dataset(read_register()["indicators"], Facts()).layers[0].frame
    assert {"status", "source_id", "year", "confidence"} <= set(frame)


@pytest.mark.client
@EVERY
def test_gdal_converts_every_format(form: str, datasets: list[Dataset], tmp_path: Path) -> None:
    if form == "geoparquet":  # Debian's GDAL comes without Apache Arrow
        return
    for number, dataset in enumerate(datasets):
        for path in write_export(dataset, FORMATS[form], tmp_path / str(number)):
            if path.name.endswith(FORMATS[form].suffix) and not path.name.endswith(".fields.csv"):
                target = tmp_path / f"{number}-{path.name}.gpkg"
                subprocess.run(["ogr2ogr", "-f", "GPKG", "-makevalid", target, path], check=True)
                assert target.stat().st_size > 0


@pytest.mark.client
def test_the_geopackage_passes_the_validator_of_gdal(datasets: list[Dataset], tmp_path: Path) -> None:
    for number, dataset in enumerate([*datasets, layer_dataset(read_register()["provinces"], Facts())]):
        path, *_ = write_export(dataset, FORMATS["geopackage"], tmp_path / str(number))
        answer = subprocess.run(
            ["/usr/bin/python3", "-m", "osgeo_utils.samples.validate_gpkg", path], capture_output=True, text=True
        )
        assert (answer.returncode, answer.stdout) == (0, "")
