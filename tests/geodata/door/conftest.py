"""A layer of three square units in a user's folder of data, and files of it that tests bend out of shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
import yaml

from clusterplan.geodata import LayerRecord, write_geopackage
from clusterplan.geodata.door.checking import Checked, Options, check_file
from clusterplan.geodata.holdings import DATA_FOLDER, current_register


def _column(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "description_vi": "mô tả", "description_en": "description", **more}


UNITS: dict[str, Any] = {
    "id": "units",
    "kind": "layer",
    "file": "layers/units.gpkg",
    "title_vi": "Đơn vị",
    "title_en": "Units",
    "description_vi": "Ba ô vuông",
    "description_en": "Three squares",
    "source": "made for tests",
    "licence": "CC0-1.0",
    "vintage": "2025-07-01",
    "approximate": False,
    "published": True,
    "crs": "OGC:CRS84",
    "geometry": "MultiPolygon",
    "coverage": True,
    "extent": [100.0, 15.0, 112.0, 25.0],
    "key": "code",
    "columns": [
        _column("code", required=True),
        _column("name", required=True),
        _column("kind", allowed=["province", "city"]),
        _column("people", "integer", unit="person", minimum=0),
        _column("share", "number", unit="1", minimum=0, maximum=1),
        _column("coastal", "flag"),
    ],
}
LABORATORIES: dict[str, Any] = UNITS | {
    "id": "places",
    "file": "layers/places.gpkg",
    "geometry": "Point",
    "coverage": False,
    "key": "site",
    "columns": [
        _column("site"),
        _column("name"),
        _column("unit", refers_to="units"),
        _column("area", "number", unit="km2", minimum=0),
    ],
}
COUNTS: dict[str, Any] = {
    name: value for name, value in UNITS.items() if name not in ("crs", "geometry", "coverage", "extent")
} | {
    "id": "counts",
    "kind": "table",
    "file": "tables/counts.csv",
    "key": None,
    "columns": [
        _column("unit", refers_to="units", required=True),
        _column("name"),
        _column("people", "integer", unit="person", minimum=0),
        _column("area", "number", unit="km2", minimum=0),
        _column("day", "date"),
    ],
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder of data with three units, and name it as the user's own."""
    folder = tmp_path / "data"
    for part in ("register", "layers", "tables"):
        (folder / part).mkdir(parents=True)
    for record in (UNITS, LABORATORIES, COUNTS):
        (folder / "register" / f"{record['id']}.yaml").write_text(yaml.safe_dump(record), encoding="utf-8")
    squares = [shapely.MultiPolygon([shapely.box(105 + k, 20, 106 + k, 21)]) for k in range(3)]
    rows = {
        "code": ["01", "02", "79"],
        "name": ["Hà Nội", "Hòa Bình", "Đắk Lắk"],
        "kind": ["city", "province", None],
        "people": [8_807_523, None, 3],
        "share": [0.5, None, 1.0],
        "coastal": ["no", "yes", None],
    }
    frame = gpd.GeoDataFrame(rows, geometry=squares, crs="OGC:CRS84").astype({"people": "Int64"})
    write_geopackage({"units": frame}, folder / "layers" / "units.gpkg")
    monkeypatch.setenv(DATA_FOLDER, str(folder))
    return folder


@pytest.fixture
def units(data: Path) -> LayerRecord:
    return current_register()["units"]


@pytest.fixture
def look(data: Path) -> Callable[..., Checked]:
    """Look at a file as a layer or table of the folder."""

    def look(path: Path, name: str = "units", *repairs: str, **more: Any) -> Checked:
        return check_file(path, current_register()[name], Options(repairs=frozenset(repairs), **more))

    return look


def square(west: float = 105, south: float = 20, size: float = 1) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    basic = {"code": "01", "name": "Hà Nội", "kind": "city", "people": 1, "share": 0.5, "coastal": "no"}
    return {"type": "Feature", "properties": basic | properties, "geometry": geometry}


def collection(*features: dict[str, Any], **members: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members}, ensure_ascii=False)
