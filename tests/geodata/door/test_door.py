"""What is right comes in whole, what is asked for is mended, and what came in stands in the place of the bundled."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
import shapely

from clusterplan.errors import DataError, UsageError
from clusterplan.geodata import Layers, read_table
from clusterplan.geodata.door.answer import door_report, write_faulty
from clusterplan.geodata.door.checking import Checked, Options, check_file
from clusterplan.geodata.door.importing import Provenance, import_checked
from clusterplan.geodata.door.limits import Limits
from clusterplan.geodata.holdings import bundled_register, current_register, file_of
from clusterplan.planning.exports import dataset_of

from .conftest import collection, feature, square

type Look = Callable[..., Checked]

LARGE = {"commune_codes", "communes_scale"}
"""Those of thousands of rows."""
SAID = Provenance("Ministry, No 12", "CC-BY-4.0", "2025-07-01", "2026-10-01")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] if name in LARGE else []) for name in sorted(bundled_register())],
)
def test_every_bundled_layer_and_table_comes_through_the_door(name: str) -> None:
    record = bundled_register()[name]
    checked = check_file(file_of(record), record, Options(unit_vintage=record.unit_vintage))
    errors = {one.code for one in checked.inspection.findings if one.severity == "error"}
    assert errors == set()
    assert record.kind == "table" or "extent-outside" not in checked.inspection.counts


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize("crs", [None, "OGC:CRS84"])
def test_systems_in_which_coordinates_would_fit_are_suggested_and_never_taken(
    look: Look, tmp_path: Path, crs: str | None
) -> None:
    metres = Layers.current()["units"].set_crs("EPSG:4326", allow_override=True).to_crs("EPSG:9208")
    path = tmp_path / "units.gpkg"
    flags = metres["coastal"].map({True: "yes", False: "no"}).astype(object)
    pyogrio.write_dataframe(metres.assign(coastal=flags).set_crs(crs, allow_override=True), path)
    checked = look(path)
    [fault] = [one for one in checked.inspection.findings if one.code in ("crs-missing", "crs-metres")]
    assert fault.advice is not None
    for told in (fault.advice.vi, fault.advice.en):
        assert "EPSG:9208" in told
        assert "EPSG:3405" in told
    assert not checked.is_clean


def test_a_layer_comes_in_the_same_from_every_format(look: Look, data: Path, tmp_path: Path) -> None:
    frame = Layers.current()["units"]
    flat = frame.assign(coastal=frame["coastal"].map({True: "yes", False: "no"}).astype(object))
    flat = flat.set_crs("EPSG:4326", allow_override=True)
    pyogrio.write_dataframe(flat, tmp_path / "a.gpkg", driver="GPKG")
    pyogrio.write_dataframe(flat, tmp_path / "b.fgb", driver="FlatGeobuf", SPATIAL_INDEX="NO")
    folder = tmp_path / "parts"
    folder.mkdir()
    pyogrio.write_dataframe(flat, folder / "c.shp", driver="ESRI Shapefile", ENCODING="UTF-8")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        for part in folder.iterdir():
            archive.write(part, part.name)
    flat.to_parquet(tmp_path / "d.parquet")
    rows = json.loads(flat.to_json(drop_id=True))
    rows.pop("crs", None)
    (tmp_path / "e.geojson").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    flat.drop(columns="geometry").to_csv(tmp_path / "f.csv", index=False)
    for name in ("a.gpkg", "b.fgb", "c.zip", "d.parquet", "e.geojson", "f.csv"):
        checked = look(tmp_path / name)
        assert checked.is_clean, (name, checked.inspection.findings)
        found = checked.frame
        assert isinstance(found, gpd.GeoDataFrame)
        found = found.sort_values("code").reset_index(drop=True)
        for column in ("code", "name", "kind", "people", "share", "coastal"):
            assert found[column].equals(frame[column]), (name, column)
        assert found.geometry.normalize().equals(frame.geometry.normalize()), name


def test_a_sheet_comes_in_with_ids_as_text(look: Look, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["unit", "name", "people", "area", "day"])
    page.append(["01", "Hà Nội", 5, 1.5, "2026-03"])
    page.append([None, None, None, None, None])
    page.append(["79", "Đắk Lắk", None, None, None])
    book.save(tmp_path / "counts.xlsx")
    checked = look(tmp_path / "counts.xlsx", "counts")
    assert checked.is_clean, checked.inspection.findings
    assert checked.rows == (2, 4)
    assert checked.frame["unit"].tolist() == ["01", "79"]  # type: ignore[index]
    assert checked.frame["people"].isna().tolist() == [False, True]  # type: ignore[index]


def test_points_come_from_the_coordinates_of_a_table(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("site,name,unit,area,kinh_do,vi_do\nP1,Cảng,01,,105.85,21.02\n", encoding="utf-8")
    checked = look(path, "places", crs="EPSG:4326")
    assert checked.is_clean, checked.inspection.findings
    assert checked.frame.geometry.iloc[0].equals(shapely.Point(105.85, 21.02))  # type: ignore[union-attr]
    assert "crs-missing" in look(path, "places").inspection.counts
    path.write_text("site,name,unit,area,lon,lat\nP1,Cảng,01,,105.85,\nP2,Cảng,01,,x,21\n", encoding="utf-8")
    counts = look(path, "places", crs="EPSG:4326").inspection.counts
    assert {"coordinates-missing", "value-type"} <= set(counts)


def test_rows_of_a_table_get_the_shapes_of_their_ids_and_never_of_their_place(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("code,name,people\n79,Đắk Lắk,4\n01,Hà Nội,9\n", encoding="utf-8")
    checked = look(path)
    assert checked.is_clean, checked.inspection.findings
    assert [shape.bounds[0] for shape in checked.frame.geometry] == [107, 105]  # type: ignore[union-attr]
    assert checked.inspection.counts["ids-lacking"] == 1


BOWTIE = {"type": "Polygon", "coordinates": [[[105, 20], [106, 21], [106, 20], [105, 21], [105, 20]]]}
OPEN = {"type": "Polygon", "coordinates": [[[105, 20], [106, 20], [106, 21], [105, 21]]]}
SWAPPED = {"type": "Polygon", "coordinates": [[[20, 105], [20, 106], [21, 106], [20, 105]]]}


@pytest.mark.parametrize(
    ("repair", "layer", "text"),
    [
        ("make-valid", "units", collection(feature(BOWTIE))),
        ("close-rings", "units", collection(feature(OPEN))),
        ("swap-axes", "units", collection(feature(SWAPPED))),
        ("pad-codes", "units", collection(feature(square(), code=1))),
        ("pad-codes", "counts", "unit,people\n1,5\n"),
        ("drop-fields", "units", collection(feature(square(), OBJECTID=3))),
        ("drop-totals", "counts", "unit,name,people\n01,Hà Nội,5\n,Cả nước,5\n"),
        ("drop-duplicates", "counts", "unit,people\n01,5\n01,5\n"),
        ("blank-tokens", "counts", "unit,people\n01,-\n79,5\n"),
        ("trim", "counts", "unit,people\n01 ,5\n"),
    ],
)
def test_a_repair_is_offered_and_made_only_when_asked_for(
    look: Look, tmp_path: Path, repair: str, layer: str, text: str
) -> None:
    path = tmp_path / "brought"
    path.write_text(text, encoding="utf-8")
    before = look(path, layer)
    assert not before.is_clean
    assert repair in {one.repair for one in before.inspection.findings if one.severity == "error"}
    assert before.inspection.repaired == {}
    after = look(path, layer, repair)
    assert after.is_clean, after.inspection.findings
    assert after.inspection.repaired[repair] == 1


def test_repairs_do_what_they_say(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "brought"
    path.write_text(collection(feature(SWAPPED, code=1)), encoding="utf-8")
    frame = look(path, "units", "swap-axes", "pad-codes").frame
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame["code"].tolist() == ["01"]
    assert frame.total_bounds.tolist() == [105, 20, 106, 21]
    path.write_text("unit,people\n01,-\n79,5\n", encoding="utf-8")
    table = look(path, "counts", "blank-tokens").frame
    assert table is not None
    assert table["people"].isna().tolist() == [True, False]  # missing, never zero


def test_a_declared_decimal_mark_settles_what_a_number_is(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("unit;people;area\n01;1.234;3.359,8\n", encoding="utf-8")
    assert not look(path, "counts").is_clean
    frame = look(path, "counts", decimal=",").frame
    assert frame is not None
    assert (frame["people"].tolist(), frame["area"].tolist()) == ([1234], [3359.8])


def test_the_decimal_mark_of_one_column_says_nothing_of_another(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("unit,people,area\n01,1.234,12.5\n02,5,7.25\n", encoding="utf-8")
    (found,) = (one for one in look(path, "counts").inspection.findings if one.severity == "error")
    assert (found.code, found.row, found.field) == ("number-ambiguous", 2, "people")
    path.write_text("unit,area\n01,1.234\n02,7.25\n", encoding="utf-8")
    settled = look(path, "counts").frame
    assert settled is not None
    assert settled["area"].tolist() == [1.234, 7.25]  # its own numbers settle it


@pytest.mark.parametrize("nothing", ["[]", "{}"])
def test_a_small_file_that_asks_for_much_memory_is_refused(look: Look, tmp_path: Path, nothing: str) -> None:
    path = tmp_path / "hungry.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [' + f"{nothing}," * 2_000_000 + "1]}", encoding="utf-8")
    limits = Limits(memory=60_000_000, features=10**9)
    assert [one.code for one in look(path, limits=limits).inspection.findings] == ["reader-stopped"]
    path.write_text(collection(feature(square(), name="Hà Nội")), encoding="utf-8")
    assert look(path).is_clean  # the bound is gone with the file


def test_a_sliver_between_units_that_share_both_ends_of_a_border_is_told(look: Look, tmp_path: Path) -> None:
    bent = [[106, 20], [107, 20], [107, 21], [106, 21], [106.002, 20.5], [106, 20]]
    above = [[105, 21], [106, 21], [107, 21], [107, 22], [105, 22], [105, 21]]
    path = tmp_path / "units.geojson"
    rows = [
        feature(square()),
        feature({"type": "Polygon", "coordinates": [bent]}, code="02", name="Hòa Bình"),
        feature({"type": "Polygon", "coordinates": [above]}, code="79", name="Đắk Lắk"),
    ]
    path.write_text(collection(*rows), encoding="utf-8")
    assert [one.code for one in look(path).inspection.findings] == ["coverage-gap"]


def test_a_field_of_another_name_is_renamed_only_as_said(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("unit,DAN_SO\n01,5\n", encoding="utf-8")
    assert "field-unknown" in look(path, "counts").inspection.counts
    checked = look(path, "counts", renamed={"DAN_SO": "people"})
    assert checked.is_clean
    assert checked.frame["people"].tolist() == [5]  # type: ignore[index]
    assert "field-missing" in look(path, "counts", renamed={"DANSO": "people"}).inspection.counts


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(bytes=100), "file-too-large"),
        (Limits(features=1), "features-too-many"),
        (Limits(vertices=4), "vertices-too-many"),
        (Limits(fields=3), "fields-too-many"),
    ],
)
def test_what_asks_for_too_much_is_refused(look: Look, tmp_path: Path, limits: Limits, code: str) -> None:
    path = tmp_path / "units.geojson"
    other = feature(square(106), code="02", name="Hòa Bình")
    path.write_text(collection(feature(square()), other), encoding="utf-8")
    assert code in look(path, limits=limits).inspection.counts


def test_a_reader_without_enough_memory_is_stopped_and_told(look: Look, data: Path) -> None:
    checked = look(data / "layers" / "units.gpkg", limits=Limits(memory=60_000_000))
    assert "reader-stopped" in checked.inspection.counts


def test_what_came_in_stands_in_the_place_of_what_was_there(look: Look, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "official.geojson"
    other = feature(square(106), code="02", name="Hòa Bình", people=None, coastal="yes")
    path.write_text(collection(feature(square()), other), encoding="utf-8")
    layer, entry = import_checked(look(path), SAID, data, overwrite=True)
    record = current_register()["units"]
    assert (layer, entry) == (data / "layers/units.gpkg", data / "register/units.yaml")
    assert (record.source, record.licence, record.vintage) == ("Ministry, No 12", "CC-BY-4.0", "2025-07-01")
    assert record.origin is not None
    assert (record.origin.file, record.origin.date, record.origin.format) == (
        "official.geojson",
        "2026-10-01",
        "GeoJSON",
    )
    assert len(record.origin.sha256) == 64
    assert record.origin.warnings == {"ids-lacking": 1}
    read = Layers.current()["units"]
    assert read["code"].tolist() == ["01", "02"]
    assert read["coastal"].tolist() == [False, True]
    assert read["people"].isna().tolist() == [False, True]
    first = layer.read_bytes()
    with pytest.raises(UsageError, match="already"):
        import_checked(look(path), SAID, data, overwrite=False)
    import_checked(look(path), SAID, data, overwrite=True)
    assert layer.read_bytes() == first
    assert [file.name for folder in ("layers", "register") for file in (data / folder).glob(".*")] == []
    assert stat.S_ISREG(entry.stat().st_mode)


def test_a_layer_of_ones_own_comes_in_where_its_record_waits_for_it(look: Look, data: Path, tmp_path: Path) -> None:
    (data / "layers" / "units.gpkg").unlink()
    path = tmp_path / "units.geojson"
    path.write_text(collection(feature(square())), encoding="utf-8")
    layer, _ = import_checked(look(path), SAID, data)
    assert layer.exists()


def test_a_name_that_is_given_to_two_columns_is_told(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "two.geojson"
    path.write_text(collection(feature(square(), other="Huế")), encoding="utf-8")
    assert "header-duplicate" in look(path, renamed={"other": "name"}).inspection.counts


def test_an_imported_table_is_read_in_place_of_the_bundled_one(look: Look, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("unit_a,unit_b,basis_vi,basis_en\n", encoding="utf-8")
    heading = file_of(bundled_register()["unit_links"]).read_text(encoding="utf-8").splitlines()[0]
    names = heading.split(",")
    path.write_text(
        heading
        + "\n"
        + ",".join("48" if name == "unit_a" else "46" if name == "unit_b" else "x" for name in names)
        + "\n",
        encoding="utf-8",
    )
    checked = look(path, "unit_links", unit_vintage="2025-07-01")
    assert checked.is_clean, checked.inspection.findings
    assert len(read_table("unit_links")) == 0
    import_checked(checked, SAID, data, overwrite=True)
    assert read_table("unit_links")[["unit_a", "unit_b"]].values.tolist() == [["48", "46"]]


def test_a_file_with_faults_leaves_the_folder_as_it_was(look: Look, data: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    path = tmp_path / "bad.geojson"
    path.write_text(collection(feature(BOWTIE)), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        import_checked(look(path), SAID, data, overwrite=True)
    assert "[geometry-invalid]" in str(caught.value)
    good = tmp_path / "good.geojson"
    good.write_text(collection(feature(square())), encoding="utf-8")
    with pytest.raises(UsageError, match="--vintage"):
        import_checked(look(good), Provenance("x", "y", "1", "2026"), data, overwrite=True)
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_faulty_features_go_to_qgis_with_their_codes(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "units.geojson"
    other = feature(square(106), code="02", name="Hòa Bình")
    path.write_text(collection(feature(BOWTIE), other), encoding="utf-8")
    checked = look(path)
    written = write_faulty(checked, tmp_path / "faulty.gpkg")
    assert written is not None
    frame = gpd.read_file(written)
    assert (frame["code"].tolist(), frame["row"].tolist(), frame["id"].tolist()) == (["geometry-invalid"], [1], ["01"])
    assert frame.geometry.iloc[0].geom_type in ("Polygon", "MultiPolygon")
    with pytest.raises(UsageError):
        write_faulty(checked, tmp_path / "faulty.gpkg")
    report = door_report(checked)
    assert (report.clean, report.features, report.counts["geometry-invalid"]) == (False, 2, 1)


def test_only_so_many_cases_of_a_kind_are_listed_and_all_are_counted(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("unit,people\n" + "".join(f"01,x{k}\n" for k in range(500)), encoding="utf-8")
    checked = look(path, "counts")
    assert checked.inspection.counts["value-type"] == 500
    assert len([one for one in checked.inspection.findings if one.code == "value-type"]) == Limits().cases


def test_nothing_that_a_terminal_obeys_is_told_as_it_stands(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("unit,people\n\x1b[2Jz,5\n", encoding="utf-8")
    for one in look(path, "counts").inspection.findings:
        assert "\x1b" not in one.sentence("en") + one.sentence("vi") + str(one.value)


def test_a_row_that_a_table_tells_apart_by_several_columns_stands_once(look: Look, data: Path, tmp_path: Path) -> None:
    entry = data / "register" / "counts.yaml"
    entry.write_text(f"{entry.read_text(encoding='utf-8')}row_key: [unit, name]\n", encoding="utf-8")
    path = tmp_path / "counts.csv"
    path.write_text("unit,name,people,area,day\n01,a,1,1,2026\n01,a,2,1,2026\n02,a,2,1,2026\n", encoding="utf-8")
    assert look(path, "counts").inspection.counts["id-duplicate"] == 2


def test_what_is_exported_is_said_to_be_of_the_source_that_it_came_from(look: Look, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.geojson"
    path.write_text(collection(feature(square())), encoding="utf-8")
    import_checked(look(path), SAID, data, overwrite=True)
    assert dataset_of("units").about.source == SAID.source
