"""The change feed: applied to the old plan's rows, it gives the new plan's."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.publishing.sample import cluster, facility, sample_publication

from clusterplan.domain import FacilityKind
from clusterplan.errors import ClusterplanError
from clusterplan.planning.earlier_export import plan_or_export
from clusterplan.planning.exports import plan_dataset
from clusterplan.publishing.exports import FORMATS, Dataset, write_export
from clusterplan.publishing.exports.feed import layer_changes, write_feed

KEYS = {"units": "code", "clusters": "hub", "facilities": "site_id", "advantage": "id"}
UNCHANGING = ("status_vi", "status_en", "sources", "licence", "label_lon", "label_lat")


def other_plan() -> Dataset:
    """Return a plan in which cluster 01 loses a member and a focus, 04 goes, 05 comes, and a laboratory closes."""
    publication = sample_publication()
    plan = publication.plan.model_copy(
        update={
            "clusters": (
                cluster("C01", "01", ("01", "02"), ("S01",), "L01"),
                cluster("C02", "05", ("05",), ("S03",), "L01"),
            ),
            "units_without_cluster": ("03", "04", "06"),
            "facilities": (facility("L01", FacilityKind.KEY_LABORATORY, ("S01", "S03"), "01"),),
        }
    )
    return plan_dataset(replace(publication, plan=plan))


@pytest.fixture(scope="module")
def old() -> Dataset:
    return plan_dataset(sample_publication())


@pytest.fixture(scope="module")
def new() -> Dataset:
    return other_plan()


def rows_of(dataset: Dataset) -> dict[tuple[str, str], dict[str, Any]]:
    found = {}
    for layer in dataset.layers:
        names = [field.name for field in layer.fields if field.name not in UNCHANGING]
        for row in layer.frame[names].astype(object).to_dict("records"):
            plain = {str(name): value for name, value in row.items() if value == value and value is not None}
            found[layer.id, row[KEYS[layer.id]]] = {k: v for k, v in plain.items() if str(v) != "<NA>"}
    return found


def test_what_happened_is_told_by_id(old: Dataset, new: Dataset) -> None:
    told = {layer: {row.id: row.what for row in rows} for layer, rows in layer_changes(old, new).items()}
    assert told["clusters"] == {"01": "changed", "04": "removed", "05": "added"}
    assert told["facilities"] == {"L01": "changed", "L02": "removed"}
    assert told["units"] == dict.fromkeys(("01", "02", "03", "04", "05", "06"), "changed")


def test_applying_the_feed_gives_the_new_plan(old: Dataset, new: Dataset, tmp_path: Path) -> None:
    features, _ = write_feed(old, new, layer_changes(old, new), tmp_path)
    rows = rows_of(old)
    for feature in json.loads(features.read_text(encoding="utf-8"))["features"]:
        about = feature["properties"]
        place = (about["layer"], about["id"])
        if about["change"] == "removed":
            del rows[place]
            continue
        row = {**rows.get(place, {}), **about["after"]}
        rows[place] = {name: value for name, value in row.items() if value is not None}
    assert rows == rows_of(new)


def test_the_table_says_the_same(old: Dataset, new: Dataset, tmp_path: Path) -> None:
    features, table = write_feed(old, new, layer_changes(old, new), tmp_path)
    with table.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    told = {(line["layer"], line["id"], line["field"]) for line in lines if line["field"] != "geometry"}
    of_features = {
        (found["properties"]["layer"], found["properties"]["id"], field)
        for found in json.loads(features.read_text(encoding="utf-8"))["features"]
        for field in found["properties"]["fields"].split(";")
        if field
    }
    assert told == of_features
    (moved,) = [line for line in lines if (line["layer"], line["id"], line["field"]) == ("clusters", "01", "geometry")]
    assert float(moved["changed_km2"]) == pytest.approx(12_100, rel=0.02)  # unit 03: a degree by one at 10.5 north


def test_a_plan_did_not_change_against_its_own_export(old: Dataset, tmp_path: Path) -> None:
    path, *_ = write_export(old, FORMATS["geopackage"], tmp_path)
    assert layer_changes(plan_or_export(str(path)), old) == dict.fromkeys(KEYS, ())


def test_the_same_plans_give_the_same_bytes_and_nothing_is_written_over(
    old: Dataset, new: Dataset, tmp_path: Path
) -> None:
    once, twice = (
        write_feed(old, new, layer_changes(old, new), tmp_path / "a"),
        write_feed(old, new, layer_changes(old, new), tmp_path / "b"),
    )
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in twice]
    with pytest.raises(ClusterplanError, match=r"feed\.csv"):
        write_feed(old, new, layer_changes(old, new), tmp_path / "a")
    write_feed(new, old, layer_changes(new, old), tmp_path / "a", overwrite=True)
    assert once[0].read_bytes() != twice[0].read_bytes()


def test_codes_of_two_vintages_are_not_compared(old: Dataset, new: Dataset) -> None:
    with pytest.raises(ClusterplanError, match="2004-2025"):
        layer_changes(old, replace(new, vintage="2004-2025"))


@pytest.mark.parametrize("content", [b"", b"<OGRVRTDataSource/>", b"SQLite format 3\x00" + b"\x00" * 100])
def test_what_is_no_export_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    path.write_bytes(content)
    with pytest.raises(ClusterplanError, match="no GeoPackage"):
        plan_or_export(str(path))


def test_an_export_of_something_else_is_refused(tmp_path: Path) -> None:
    from tests.publishing.exports.hard import hard_dataset

    path, *_ = write_export(hard_dataset("points"), FORMATS["geopackage"], tmp_path)
    with pytest.raises(ClusterplanError, match="units"):
        plan_or_export(str(path))
