"""A small layer of three square units that tests bend out of shape, and its record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
import shapely

from clusterplan.geodata import LayerRecord


def column(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "description_vi": "mô tả", "description_en": "description", **more}


def record_fields(**changes: Any) -> dict[str, Any]:
    fields = {
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
        "key": "code",
        "columns": [
            column("code"),
            column("name", required=True),
            column("kind", allowed=["province", "city"]),
            column("people", "integer"),
            column("coastal", "flag"),
        ],
    }
    return fields | changes


@pytest.fixture
def fields() -> Callable[..., dict[str, Any]]:
    return record_fields


@pytest.fixture
def record() -> LayerRecord:
    return LayerRecord.model_validate(record_fields())


@pytest.fixture
def table_record() -> LayerRecord:
    return LayerRecord.model_validate(
        record_fields(kind="table", file="tables/units.csv", crs=None, geometry=None, coverage=False)
    )


@pytest.fixture
def frame() -> gpd.GeoDataFrame:
    squares = [shapely.MultiPolygon([shapely.box(105 + k, 20, 106 + k, 21)]) for k in range(3)]
    rows = {
        "code": ["01", "02", "NA"],
        "name": ["Hà Nội", "Hòa Bình", "Đắk Lắk"],
        "kind": ["city", "province", None],
        "people": [8_807_523, None, 3],
        "coastal": [False, True, None],
    }
    typed = {"people": "Int64", "coastal": "boolean"}
    return gpd.GeoDataFrame(rows, geometry=squares, crs="OGC:CRS84").astype(typed)
