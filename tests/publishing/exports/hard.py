"""Two layers and a table that are hard on formats: every kind of value, missing ones, marks, formulas, holes, parts."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from clusterplan.geodata.register import ColumnType
from clusterplan.language import Text
from clusterplan.publishing.exports import Dataset, ExportLayer, typed
from clusterplan.publishing.fields import Field, Provenance

LONG = "Ắ" * 200
"""400 bytes and more in UTF-8."""
TYPES: dict[str, ColumnType] = {
    "code": "text",
    "name_vi": "text",
    "a_description_of_many_letters": "text",
    "a_description_of_other_letters": "text",
    "score": "number",
    "count": "integer",
    "upgraded": "flag",
    "since": "date",
    "status": "text",
    "source": "text",
    "year": "text",
    "confidence": "text",
}
FIELDS = tuple(Field(name, kind, Text(f"Nghĩa của {name}", f"Meaning of {name}")) for name, kind in TYPES.items())
ROWS = [
    ("01", "Đắk Lắk", LONG, '=HYPERLINK("x")', 0.1234567890123, 3, True, "2025-07-01", "observed", "A", "2024", "high"),
    ("02", "Huế", None, "'=1", -1.5, None, False, None, "expert", "B; C", "2023-2024", "low"),
    ("03", 'Ba "nháy", ; và\tđoạn', "-2", "@x", None, -7, None, "2026", "derived", "D", "2025", "medium"),
    ("04", "Bốn", "+1", "NA", 0.0, 0, True, "2025-01", "none_recorded", "E", "2024", "low"),
]
HOLED = shapely.Polygon(
    [(105, 10), (105, 11), (106, 11), (106, 10)],  # clockwise, as GeoJSON must not have it
    holes=[[(105.25, 10.25), (105.75, 10.25), (105.75, 10.75), (105.25, 10.75)]],
)
OUTLINES = [
    HOLED,
    shapely.box(106, 10, 107, 11),
    shapely.MultiPolygon([shapely.box(107, 10, 108, 11), shapely.box(111.1234567, 16.7654321, 111.2, 16.8)]),
    shapely.box(104, 8, 104.5, 8.5),
]
POINTS = shapely.points([[105.854167, 21.0285], [106.7009876, 10.7769123], [112.3401, 16.8345], [103.8, 1.3]])
ABOUT = Provenance(Text("Lớp khó", "Hard layer"), Text("Để thử.", "For tests."), "by hand", "CC-BY-4.0")


def layer(name: str, shapes: list[Any] | None) -> ExportLayer:
    """Return a layer with these shapes, or a table without any."""
    table = pd.DataFrame(ROWS, columns=list(TYPES), dtype=object)
    frame = table if shapes is None else gpd.GeoDataFrame(table, geometry=list(shapes), crs="OGC:CRS84")
    return ExportLayer(name, ABOUT, "code", FIELDS, typed(frame, FIELDS, "code"))


def hard_dataset(*shapes: str) -> Dataset:
    """Return a dataset of the layers named: ``outlines``, ``points`` or ``table``."""
    kinds: dict[str, list[Any] | None] = {"outlines": OUTLINES, "points": list(POINTS), "table": None}
    return Dataset(
        id="hard",
        layers=tuple(layer(name, kinds[name]) for name in shapes),
        about=ABOUT,
        vintage="2025-07-01",
        made="2026-11-01",
        digest="ab" * 32,
        lineage=Text("Làm bằng tay.", "Made by hand."),
    )
