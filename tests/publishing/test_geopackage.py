from __future__ import annotations

import subprocess
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from clusterplan.publishing import Publication
from clusterplan.publishing.geopackage import write_plan_geopackage


@pytest.fixture
def geopackage(publication: Publication, tmp_path: Path) -> Path:
    path = tmp_path / "plan.gpkg"
    write_plan_geopackage(publication, path)
    return path


def test_it_holds_the_four_layers(geopackage: Path) -> None:
    assert sorted(pyogrio.list_layers(geopackage)[:, 0]) == ["advantage", "clusters", "facilities", "units"]


def test_codes_come_back_as_text(geopackage: Path) -> None:
    assert gpd.read_file(geopackage, layer="units")["code"].tolist()[0] == "01"


def test_there_is_one_row_per_unit_and_technology(geopackage: Path) -> None:
    rows = gpd.read_file(geopackage, layer="advantage")
    assert len(rows) == 18
    assert rows["score"].isna().sum() == 3


@pytest.mark.client
def test_gdal_reads_it(geopackage: Path) -> None:
    answer = subprocess.run(
        ["ogrinfo", "-al", "-geom=NO", str(geopackage), "units"], capture_output=True, text=True, check=True
    )
    assert "code (String) = 01" in answer.stdout
