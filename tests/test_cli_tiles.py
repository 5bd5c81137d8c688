"""The command ``tiles``: one file for a web map."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest
from pmtiles.reader import MmapSource, Reader

from clusterplan.cli import main
from clusterplan.planning import load_scenario, make_plan, write_result


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small plan: each province alone, quick to solve."""
    place = tmp_path_factory.mktemp("tiles") / "plan"
    write_result(make_plan(load_scenario("provinces-alone")), place)
    return place


def test_the_file_holds_the_plan(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plan.pmtiles"
    assert main(["tiles", str(folder), "-o", str(path), "--max-zoom", "5", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    with path.open("rb") as file:
        reader: Any = Reader(MmapSource(file))  # type: ignore[no-untyped-call]
        world, header, about = gzip.decompress(reader.get(0, 0, 0)), reader.header(), reader.metadata()
    assert told == {"files": [str(path)], "tiles": header["addressed_tiles_count"], "bytes": path.stat().st_size}
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    layers = mapbox_vector_tile.decode(world)
    clusters = {feature["properties"]["id"] for feature in layers["clusters"]["features"]}
    assert clusters == {cluster["id"] for cluster in plan["clusters"]}
    sites = {feature["properties"]["id"] for feature in layers["facilities"]["features"]}
    assert sites == {facility["site_id"] for facility in plan["facilities"]}
    assert {len(layers[name]["features"]) for name in ("units", "units-labels")} == {34}
    archipelagos = {feature["properties"]["name_vi"] for feature in layers["archipelagos-labels"]["features"]}
    assert archipelagos == {"Quần đảo Hoàng Sa", "Quần đảo Trường Sa"}
    assert header["max_zoom"] == 5
    assert "không phải quyết định" in about["description"]
    assert "OpenStreetMap" in about["attribution"]


def test_a_file_of_another_kind_is_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tiles", str(folder), "-o", str(tmp_path / "plan.mbtiles"), "--lang", "en"]) == 2
    assert ".pmtiles" in capsys.readouterr().err


def test_a_file_that_is_there_stays_when_the_work_is_stopped(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.pmtiles"
    path.write_bytes(b"before")

    def stopped(*_: object, **__: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("clusterplan.publishing.tiles.archive.compressed", stopped)
    assert main(["tiles", str(folder), "-o", str(path), "--max-zoom", "2", "--lang", "en"]) == 130
    assert path.read_bytes() == b"before"
    assert [found.name for found in tmp_path.iterdir()] == ["plan.pmtiles"]
    assert "not written" in capsys.readouterr().err
