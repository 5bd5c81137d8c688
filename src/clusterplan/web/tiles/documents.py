"""What clients are told of tiles: the tile matrix set, the tilesets of a collection, and TileJSON for web maps."""

from __future__ import annotations

import html
from typing import Any

from clusterplan.publishing.tiles import MAX_ZOOM, TileLayer, tile_range
from clusterplan.publishing.tiles.archive import described_layers
from clusterplan.web.features.collections import Collection
from clusterplan.web.links import Link

__all__ = ["MVT", "TILING_SCHEME", "matrix_set", "matrix_sets", "tile_json", "tileset", "tilesets"]

MVT = "application/vnd.mapbox-vector-tile"
TILING_SCHEME = "WebMercatorQuad"


_JSON = "application/json"
_RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0/"
_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{TILING_SCHEME}"
_CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_HALF_WORLD = 20037508.3427892
_CELL = 2 * _HALF_WORLD / 256
_PIXEL_METRES = 0.00028


def matrix_sets(base: str) -> dict[str, Any]:
    """Return the list of tile matrix sets: there is one.

    Parameters
    ----------
    base
        Address of the service.

    Returns
    -------
    dict
        OGC Two Dimensional Tile Matrix Set 2.0.
    """
    address = f"{base}tileMatrixSets/{TILING_SCHEME}"
    one = {
        "id": TILING_SCHEME,
        "title": "Google Maps Compatible for the World",
        "uri": _URI,
        "crs": _CRS,
        "links": [Link(address, "self", _JSON, "Tile matrix set").to_json()],
    }
    return {"tileMatrixSets": [one], "links": [Link(f"{base}tileMatrixSets", "self", _JSON, "This document").to_json()]}


def matrix_set() -> dict[str, Any]:
    """Return the definition of WebMercatorQuad down to the deepest zoom that has tiles.

    Returns
    -------
    dict
        OGC Two Dimensional Tile Matrix Set 2.0.
    """
    return {
        "id": TILING_SCHEME,
        "title": "Google Maps Compatible for the World",
        "uri": _URI,
        "crs": _CRS,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [
            {
                "id": str(zoom),
                "scaleDenominator": _CELL / 2**zoom / _PIXEL_METRES,
                "cellSize": _CELL / 2**zoom,
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [-_HALF_WORLD, _HALF_WORLD],
                "tileWidth": 256,
                "tileHeight": 256,
                "matrixWidth": 2**zoom,
                "matrixHeight": 2**zoom,
            }
            for zoom in range(MAX_ZOOM + 1)
        ],
    }


def tilesets(source: Collection, base: str) -> dict[str, Any]:
    """Return the list of tilesets of a collection: there is one.

    Parameters
    ----------
    source
        Collection.
    base
        Address of the service.

    Returns
    -------
    dict
        OGC API Tiles 1.0.
    """
    address = f"{base}collections/{source.id}/tiles"
    one = {**_head(source), "links": _links(source, base)}
    return {"tilesets": [one], "links": [Link(address, "self", _JSON, "This document").to_json()]}


def tileset(source: Collection, layer: TileLayer, base: str) -> dict[str, Any]:
    """Return the metadata of the tiles of a collection.

    Parameters
    ----------
    source
        Collection.
    layer
        The same, ready to be drawn.
    base
        Address of the service.

    Returns
    -------
    dict
        OGC Tileset metadata 1.0.
    """
    west, south, east, north = source.extent
    ranges = [(zoom, tile_range(source.extent, zoom)) for zoom in range(MAX_ZOOM + 1)]
    return {
        **_head(source),
        "attribution": _attribution(source),
        "boundingBox": {"lowerLeft": [west, south], "upperRight": [east, north], "crs": _CRS84},
        "centerPoint": {"coordinates": _centre(source), "tileMatrix": "5", "crs": _CRS84},
        "tileMatrixSetLimits": [
            {
                "tileMatrix": str(zoom),
                "minTileRow": found.first_row,
                "maxTileRow": found.last_row,
                "minTileCol": found.first_column,
                "maxTileCol": found.last_column,
            }
            for zoom, found in ranges
        ],
        "layers": [
            {
                "id": part.name,
                "dataType": "vector",
                "geometryDimension": part.dimension,
                "minTileMatrix": "0",
                "maxTileMatrix": str(MAX_ZOOM),
                "propertiesSchema": {
                    "type": "object",
                    "properties": {name: {"type": kind.lower()} for name, kind in part.fields.items()},
                },
            }
            for part in layer.parts
        ],
        "links": _links(source, base),
    }


def tile_json(source: Collection, layer: TileLayer, base: str) -> dict[str, Any]:
    """Return what MapLibre and its like want to know of the tiles of a collection.

    Parameters
    ----------
    source
        Collection.
    layer
        The same, ready to be drawn.
    base
        Address of the service.

    Returns
    -------
    dict
        TileJSON 3.0.0.
    """
    return {
        "tilejson": "3.0.0",
        "name": source.about.title.both,
        "description": source.about.description.both,
        "attribution": html.escape(_attribution(source)),  # web maps show it as HTML
        "scheme": "xyz",
        "tiles": [f"{_address(source, base)}/{{z}}/{{y}}/{{x}}"],
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
        "bounds": list(source.extent),
        "center": [*_centre(source), 5],
        "vector_layers": described_layers([layer], MAX_ZOOM),
    }


def _head(source: Collection) -> dict[str, Any]:
    return {
        "title": source.about.title.both,
        "description": source.about.description.both,
        "dataType": "vector",
        "crs": _CRS,
        "tileMatrixSetURI": _URI,
        "tileMatrixSetId": TILING_SCHEME,
    }


def _links(source: Collection, base: str) -> list[dict[str, Any]]:
    address = _address(source, base)
    tile = Link(f"{address}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", "item", MVT, "Tiles").to_json()
    return [
        Link(address, "self", _JSON, "Tileset").to_json(),
        Link(f"{address}?f=tilejson", "alternate", _JSON, "TileJSON").to_json(),
        Link(f"{base}tileMatrixSets/{TILING_SCHEME}", f"{_RELATIONS}tiling-scheme", _JSON, "Tile matrix set").to_json(),
        Link(f"{base}collections/{source.id}", f"{_RELATIONS}geodata", _JSON, "Collection").to_json(),
        {**tile, "templated": True},
    ]


def _address(source: Collection, base: str) -> str:
    return f"{base}collections/{source.id}/tiles/{TILING_SCHEME}"


def _attribution(source: Collection) -> str:
    return f"{source.about.source} ({source.about.licence})"


def _centre(source: Collection) -> list[float]:
    west, south, east, north = source.extent
    return [round((west + east) / 2, 5), round((south + north) / 2, 5)]
