"""What OpenAPI says of tiles: the pyramid in numbers, and every answer."""

from __future__ import annotations

from typing import Any

from clusterplan.publishing.tiles import MAX_ZOOM
from clusterplan.web.tiles.documents import MVT, TILING_SCHEME

__all__ = ["SCHEME", "TILE_ANSWERS", "TILE_PARAMETERS"]

SCHEME: dict[str, Any] = {"enum": [TILING_SCHEME]}
"""The tile matrix sets that there are."""


def _parameter(name: str, meaning: str, schema: dict[str, Any], place: str = "path") -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "description": meaning, "schema": schema}


def _number(last: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "maximum": last}


_ROWS = f"0 to 2^tile_matrix - 1, so {2**MAX_ZOOM - 1} at the deepest zoom"
TILE_PARAMETERS = [
    _parameter("collection_id", "Id of a collection", {"type": "string"}),
    _parameter("scheme", "Tile matrix set", {"type": "string", **SCHEME}),
    _parameter("tile_matrix", "Zoom", _number(MAX_ZOOM)),
    _parameter("tile_row", f"Row, counted from the north: {_ROWS}", _number(2**MAX_ZOOM - 1)),
    _parameter("tile_col", f"Column, counted from the west: {_ROWS}", _number(2**MAX_ZOOM - 1)),
    _parameter("f", "Format", {"type": "string", "enum": ["mvt"]}, "query"),
]
"""Parameters of a tile."""
TILE_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A vector tile (Mapbox Vector Tile 2.1), with ETag and Cache-Control.",
        "content": {MVT: {"schema": {"type": "string", "format": "binary"}}},
    },
    204: {"description": "Nothing is drawn here."},
    304: {"description": "The client has this version."},
}
"""Answers of a tile beside the problems."""
