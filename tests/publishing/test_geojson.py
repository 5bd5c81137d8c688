from __future__ import annotations

import itertools
import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clusterplan.publishing import Publication
from clusterplan.publishing.geojson import manifest_digest, write_plan_geojson


@pytest.fixture
def collection(publication: Publication, tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "plan.geojson"
    write_plan_geojson(publication, path)
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def test_it_is_a_feature_collection_without_crs_member(collection: dict[str, Any]) -> None:
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection


def test_a_feature_is_named_by_its_code_as_text(collection: dict[str, Any]) -> None:
    assert [feature["id"] for feature in collection["features"]] == ["01", "02", "03", "04", "05", "06"]
    assert collection["features"][0]["properties"]["code"] == "01"


def test_properties_are_flat(collection: dict[str, Any]) -> None:
    for feature in collection["features"]:
        assert not any(isinstance(value, dict | list) for value in feature["properties"].values())


def test_outer_rings_run_counter_clockwise(collection: dict[str, Any]) -> None:
    ring = collection["features"][0]["geometry"]["coordinates"][0]
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))
    assert area > 0


def test_assumptions_and_digest_are_beside_the_features(collection: dict[str, Any], publication: Publication) -> None:
    about = collection["clusterplan"]
    assert about["is_simulated"] is True
    assert [item["what"] for item in about["assumptions"]] == ["A cost"]
    assert about["manifest_sha256"] == manifest_digest(publication.plan)


def test_the_digest_ignores_when_and_how_long_a_solve_ran(publication: Publication) -> None:
    plan = publication.plan
    later = plan.manifest.model_copy(update={"started": "2030-01-01T00:00:00+00:00", "seconds": 9.0})
    other = plan.manifest.model_copy(update={"seed": 2})
    assert manifest_digest(plan.model_copy(update={"manifest": later})) == manifest_digest(plan)
    assert manifest_digest(plan.model_copy(update={"manifest": other})) != manifest_digest(plan)


def test_a_missing_value_is_null(collection: dict[str, Any]) -> None:
    third = collection["features"][2]["properties"]
    assert third["score_S03"] is None
    assert third["judgement_S03"] == "cannot_be_judged"


@pytest.mark.client
def test_gdal_reads_it_and_keeps_ids_as_text(publication: Publication, tmp_path: Path) -> None:
    path = tmp_path / "plan.geojson"
    write_plan_geojson(replace(publication), path)
    answer = subprocess.run(["ogrinfo", "-al", "-geom=NO", str(path)], capture_output=True, text=True, check=True)
    assert "code (String) = 01" in answer.stdout
    assert "Feature Count: 6" in answer.stdout
