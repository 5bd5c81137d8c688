"""GDAL, OWSLib and geopandas, as they are installed, read every collection of a real server."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from owslib.ogcapi.features import Features  # type: ignore[import-untyped]
from tests.web.features.serving import Served, served


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("clients"), layers="all") as found:
        yield found


def ogrinfo(server: Served, *arguments: str) -> str:
    command = ["ogrinfo", "-ro", f"OAPIF:{server.address}/", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "ERROR" not in done.stdout + done.stderr, done.stderr
    return done.stdout


@pytest.mark.client
def test_owslib_and_geopandas_read_every_collection(server: Served) -> None:
    client = Features(server.address)
    names = client.feature_collections()
    assert {"current-units", "provinces", "sites", "zones"} <= set(names)
    for name in names:
        matched = client.collection_items(name, limit=1)["numberMatched"]
        assert client.collection_queryables(name)["properties"]
        items = f"{server.address}/collections/{name}/items"
        for address in (items, f"{items}?f=fgb"):
            frame = gpd.read_file(address)
            assert len(frame) == matched > 0
            assert frame.crs.to_epsg() == 4326
            assert frame.geometry.is_valid.all()


@pytest.mark.client
def test_owslib_asks_with_cql(server: Served) -> None:
    found = Features(server.address).collection_items("provinces", filter="name_en LIKE 'T%'")
    assert [feature["id"] for feature in found["features"]] == ["02", "03"]


@pytest.mark.client
def test_gdal_reads_every_collection(server: Served) -> None:
    listed = ogrinfo(server, "-so", "-al")
    counts = dict(re.findall(r"Layer name: (\S+)\n.*?Feature Count: (\d+)", listed, re.DOTALL))
    assert {
        "current-units": "6",
        "current-clusters": "2",
        "laboratories": "104",
        "zones": "43",
    }.items() <= counts.items()
    assert "Geometry: Unknown" not in listed


@pytest.mark.client
def test_gdal_pushes_attribute_filters_down(server: Served, tmp_path: Path) -> None:
    listed = ogrinfo(server, "current-units", "-where", "cluster = 'C02' AND is_hub = 1")
    assert re.findall(r"code \(String\) = (\S+)", listed) == ["04"]
    asked = [address for address in server.requested() if address.startswith("/collections/current-units/items?")]
    assert any("cluster=C02" in address and "is_hub=" in address for address in asked), asked
    target = tmp_path / "units.gpkg"
    subprocess.run(["ogr2ogr", str(target), f"OAPIF:{server.address}/", "current-units"], check=True)
    assert len(gpd.read_file(target)) == 6
