"""The command ``export``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from clusterplan.cli import main
from clusterplan.resources import bundled


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_layer_is_exported_and_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("export", "seaports", "--format", "geojson", "-o", str(tmp_path))
    code, told = run(capsys, *asked)
    names = ["seaports.geojson", "seaports.geojson.xml", "seaports.fields.csv"]
    assert (code, told) == (0, {"files": [str(tmp_path / name) for name in names]})
    again, refused = run(capsys, *asked)
    assert again == 2
    assert {fault["where"] for fault in refused["error"]["faults"]} == {str(tmp_path / name) for name in names[:2]}
    assert run(capsys, *asked, "--overwrite")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("provinse", "--format", "csv"), "provinse"),
        (("communes_scale", "--format", "csv"), "communes_scale"),
        (("indicators", "--format", "kml"), "indicators"),
        (("seaports", "--format", "xlsx", "--bom"), "--bom"),
        (("seaports", "--format", "csv", "--crs", "EPSG:9999"), "EPSG:9999"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(
    arguments: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = run(capsys, "export", *arguments, "-o", str(tmp_path / "out"))
    assert code == 2
    assert said in json.dumps(told)
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.slow
def test_a_solved_plan_is_exported_with_its_four_layers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan"
    assert run(capsys, "solve", "provinces-alone", "-o", str(plan))[0] == 0
    assert run(capsys, "export", str(plan), "-f", "geopackage", "-o", str(tmp_path), "--crs", "EPSG:3405")[0] == 0
    units = gpd.read_file(tmp_path / "provinces-alone.gpkg", layer="units")
    clustered = units.dropna(subset="cluster")
    decided = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
    wanted = {code: cluster["id"] for cluster in decided["clusters"] for code in cluster["members"]}
    assert dict(zip(clustered["code"], clustered["cluster"], strict=True)) == wanted
    assert sorted(units["code"]) == sorted([*wanted, *decided["units_without_cluster"]])
    assert units.crs.to_authority() == ("EPSG", "3405")


@pytest.mark.slow
def test_two_vintages_are_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = bundled("geodata/tables/indicators.csv").read_text(encoding="utf-8")
    newer = tmp_path / "newer.csv"
    newer.write_text(text.replace("2025-07-01,01,airports_civil,1.0", "2025-07-01,01,airports_civil,0.0"), "utf-8")
    assert main(["layers", "diff", "indicators", str(newer), "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "1534 rows, now 1534; 0 added, 0 removed, 1 changed" in told
    assert "2025-07-01/01/airports_civil: changed (value 1.0 → 0.0)" in told
    assert "01 *" in told


def test_the_vintages_of_a_layer_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run(capsys, "layers", "diff", "seaports", "seaports")
    assert (code, told["layer"], told["rows"], told["is_scored"]) == (0, "seaports", [], False)


def test_old_data_are_told_for_a_day_that_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run(capsys, "layers", "stale", "--on", "2026-11-26", "--older-than", "3")
    assert (code, told["on"], told["limit_years"]) == (0, "2026-11-26", 3)
    assert {one["layer"] for one in told["data"]} == {"endowments", "indicators", "legacy_letters", "national_facts"}
    assert main(["layers", "stale"]) == 2
