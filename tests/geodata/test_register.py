from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from clusterplan.errors import DataError
from clusterplan.geodata import LayerRecord, read_register
from clusterplan.resources import bundled

type Fields = Callable[..., dict[str, Any]]


def test_every_bundled_register_file_is_a_valid_record_and_comes_sorted() -> None:
    register = read_register()
    assert list(register) == sorted(register)
    assert {"provinces", "former_provinces", "regions", "archipelagos", "neighbours", "sites"} <= set(register)


def test_every_record_names_a_file_that_is_there_and_every_file_has_a_record() -> None:
    named = {record.file for record in read_register().values()}
    files = {
        f"{folder}/{path.name}"
        for folder in ("layers", "tables")
        for path in bundled(f"geodata/{folder}").iterdir()
        if path.suffix in (".gpkg", ".csv")
    }
    assert named == files


def test_only_the_scale_layer_is_not_published() -> None:
    hidden = [record.id for record in read_register().values() if record.kind == "layer" and not record.published]
    assert hidden == ["communes_scale"]


def test_every_layer_of_boundaries_says_that_it_is_approximate() -> None:
    register = read_register()
    for name in ("provinces", "former_provinces", "regions", "archipelagos", "communes_scale"):
        assert register[name].approximate
        assert register[name].licence == "ODbL-1.0"
        assert "OpenStreetMap" in register[name].licence_note


def test_a_vintage_that_yaml_reads_as_a_date_or_a_number_is_kept_as_text(fields: Fields) -> None:
    dated = LayerRecord.model_validate(yaml.safe_load("2025-07-01") and fields(vintage=yaml.safe_load("2025-07-01")))
    assert dated.vintage == "2025-07-01"
    assert LayerRecord.model_validate(fields(vintage=2025)).vintage == "2025"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"crs": None}, "a layer needs crs, geometry and key"),
        ({"key": "id"}, "is not among the columns"),
        ({"kind": "table"}, "a table has no crs"),
        ({"title_vi": "Đo\u031b n vị"}, "normal form C"),
        ({"file": "../secret.gpkg"}, "pattern"),
        ({"licence": ""}, "at least 1 character"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(fields: Fields, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        LayerRecord.model_validate(fields(**changes))


def test_a_column_described_twice_is_refused(fields: Fields) -> None:
    twice = fields()
    twice["columns"] = [twice["columns"][0]] * 2
    with pytest.raises(ValidationError, match="described twice"):
        LayerRecord.model_validate(twice)


def test_all_faults_of_all_files_are_told_at_once(fields: Fields, tmp_path: Path) -> None:
    (tmp_path / "units.yaml").write_text(yaml.safe_dump(fields(licence="", published="perhaps")), encoding="utf-8")
    (tmp_path / "other.yaml").write_text(yaml.safe_dump(fields()), encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("columns: [", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_register(tmp_path)
    assert sorted(fault.where for fault in caught.value.faults) == [
        "broken.yaml",
        "other.yaml",
        "units.yaml: licence",
        "units.yaml: published",
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "aliases"),
        ("a: " + "[" * 100 + "]" * 100, "levels deep"),
        ("a: '" + "x" * 300_000 + "'", "larger than 256 kB"),
    ],
)
def test_a_register_file_that_unpacks_to_more_than_itself_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "bomb.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_register(tmp_path)
    assert why in refused.value.faults[0].what.en
