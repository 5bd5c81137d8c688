"""QGIS, as Debian has it, reads every collection of a real server without a screen."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx2 as httpx
import pytest
from tests.web.features.serving import Served, served

pytestmark = [pytest.mark.client, pytest.mark.qgis, pytest.mark.slow]

_PUSHES_FILTERS = 33_200
"""The version since which QGIS turns its expressions into CQL2; earlier ones filter what they have fetched."""


def read_by_qgis(server: Served, folder: Path) -> dict[str, Any]:
    """What QGIS says; it keeps its settings and its cache in the folder."""
    own = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "QT_QPA_PLATFORM": "offscreen"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | own
    command = ["/usr/bin/python3", str(Path(__file__).with_name("qgis_reading.py")), server.address]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_qgis_reads_every_collection_and_pushes_down_what_it_can(tmp_path: Path) -> None:
    with served(tmp_path, layers="all") as server:
        read = read_by_qgis(server, tmp_path)
        asked = [unquote(address) for address in server.requested() if "/items?" in address]
        listed = httpx.get(f"{server.address}/collections").json()["collections"]
        assert {"current-units", "provinces", "laboratories", "zones"} <= read["layers"].keys()
        assert read["layers"].keys() == {found["id"] for found in listed}
        for found in listed:
            layer = read["layers"][found["id"]]
            items = httpx.get(f"{server.address}/collections/{found['id']}/items", params={"limit": 10_000}).json()
            assert (layer["valid"], layer["error"], layer["system"]) == (True, "", "EPSG:4326"), found["id"]
            assert layer["counted"] == items["numberMatched"] > 0
            assert layer["ids"] == sorted(feature["id"] for feature in items["features"])
            assert layer["extent"] == pytest.approx(found["extent"]["spatial"]["bbox"][0], abs=2e-5)
            assert layer["valid_shapes"]

    units = read["layers"]["current-units"]
    assert units["ids"][0] == "01"  # text, though it looks like a number
    assert {units["types"][name] for name in ("code", "is_hub", "score_s01", "unit_vintage")} == {
        "String",
        "Boolean",
        "Real",
        "Date",
    }
    assert (read["accepted"], read["subset"], read["boxed"]) == (True, ["04"], ["01"])
    boxes = [address.partition("bbox=")[2] for address in asked if address.startswith("/collections/provinces/items")]
    assert [float(number) for number in boxes[-1].split("&")[0].split(",")] == [105.2, 11.2, 105.8, 11.8]
    pushed = [address for address in asked if "/current-units/items" in address and "filter=" in address]
    assert bool(pushed) == (read["version"] >= _PUSHES_FILTERS), asked
