"""OGC API Tiles over HTTP: the tile matrix set, the tileset of each collection, and its vector tiles."""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from http import HTTPStatus
from importlib import metadata
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from clusterplan.publishing.tiles import MAX_ZOOM, Tile
from clusterplan.web.addresses import base_of
from clusterplan.web.compression import accepted_encoding
from clusterplan.web.features.asking import collection_of, is_open_to_all
from clusterplan.web.features.collections import Collection
from clusterplan.web.parameters import only
from clusterplan.web.problems import Problem
from clusterplan.web.raw_headers import header_in
from clusterplan.web.replies import JSON, is_known, reply, to_json, weak_tag
from clusterplan.web.straight import StraightRoute, add_straight
from clusterplan.web.tiles import documents
from clusterplan.web.tiles.documents import MVT, TILING_SCHEME
from clusterplan.web.tiles.interface import SCHEME, TILE_ANSWERS, TILE_PARAMETERS
from clusterplan.web.tiles.store import TileStore

__all__ = ["CONFORMANCE", "add_tiles"]

CONFORMANCE = (
    *(
        f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}"
        for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt")
    ),
    *(
        f"http://www.opengis.net/spec/tms/2.0/conf/{name}"
        for name in ("tilematrixset", "json-tilematrixset", "tilesetmetadata", "json-tilesetmetadata")
    ),
)
"""Classes of OGC API Tiles 1.0 and of Two Dimensional Tile Matrix Set 2.0 that are kept."""

ROUTER = APIRouter(tags=["Tiles"])
_STRAIGHT = APIRouter(tags=["Tiles"], route_class=StraightRoute)

_A_WHILE = "max-age=3600, immutable"  # a tile never changes, but a plan can be withdrawn
_FORMAT = [Depends(only("f"))]
_MAKING = metadata.version("clusterplan")


async def _found(request: Request, collection_id: str) -> Collection:  # noqa: ARG001  so that the interface names it
    return collection_of(request)


type _Found = Annotated[Collection, Depends(_found)]
type _Scheme = Annotated[str, Path(description="Tile matrix set", json_schema_extra=SCHEME)]
type _Json = Annotated[str | None, Query(alias="f", pattern="^json$", description="json")]


def add_tiles(app: FastAPI) -> None:
    """Let an application serve its collections as tiles.

    Parameters
    ----------
    app
        The application.
    """
    app.state.tiles = TileStore()
    add_straight(app, _STRAIGHT)
    app.include_router(ROUTER)


@_STRAIGHT.get(
    "/collections/{collection_id}/tiles/{scheme}/{tile_matrix}/{tile_row}/{tile_col}",
    name="tile",
    response_class=Response,
    responses=TILE_ANSWERS,
    openapi_extra={"parameters": TILE_PARAMETERS},
)
async def tile(request: Request) -> Response:
    """Send a vector tile (Mapbox Vector Tile 2.1); 204 where nothing is drawn."""
    asked = request.path_params
    _require_mvt(request)
    source = collection_of(request)
    _require_known(asked["scheme"])
    at = _place(asked["tile_matrix"], asked["tile_row"], asked["tile_col"])
    headers = {"ETag": _tag(source, at), "Cache-Control": _caching(request, source), "Vary": "Accept-Encoding"}
    if is_known(request, headers["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    store = _store(request)
    body = store.kept(source, at)  # none of the above waits for anything, so that no thread is needed
    if body is None:
        body = await run_in_threadpool(store.tile, source, at)
    if not body:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
    if accepted_encoding(_encodings(request), ("gzip",)):
        headers["Content-Encoding"] = "gzip"
    else:
        body = zlib.decompress(body, wbits=zlib.MAX_WBITS | 16)  # gzip
    return Response(body, headers=headers, media_type=MVT)


@ROUTER.get("/tileMatrixSets", name="tile_matrix_sets", dependencies=_FORMAT)
def tile_matrix_sets(request: Request, _format: _Json = None) -> Response:
    """List the tile matrix sets."""
    return _json(request, documents.matrix_sets(base_of(request)))


@ROUTER.get("/tileMatrixSets/{scheme}", name="tile_matrix_set", dependencies=_FORMAT)
def tile_matrix_set(request: Request, scheme: _Scheme, _format: _Json = None) -> Response:
    """Define a tile matrix set."""
    _require_known(scheme)
    return _json(request, documents.matrix_set())


@ROUTER.get("/collections/{collection_id}/tiles", name="tilesets", dependencies=_FORMAT)
def tilesets(request: Request, source: _Found, _format: _Json = None) -> Response:
    """List the tilesets of a collection."""
    return _json(request, documents.tilesets(source, base_of(request)))


@ROUTER.get("/collections/{collection_id}/tiles/{scheme}", name="tileset", dependencies=_FORMAT)
def tileset(
    request: Request,
    source: _Found,
    scheme: _Scheme,
    f: Annotated[str | None, Query(pattern="^(json|tilejson)$", description="json or tilejson")] = None,
) -> Response:
    """Describe the tiles of a collection."""
    _require_known(scheme)
    write = documents.tile_json if f == "tilejson" else documents.tileset
    return _json(request, write(source, _store(request).layer(source), base_of(request)))


def _encodings(request: Request) -> str:
    return (header_in(request.scope["headers"], b"accept-encoding") or b"").decode("latin-1")


def _require_mvt(request: Request) -> None:
    if not request.scope["query_string"]:
        return
    for name, value in request.query_params.multi_items():
        if name != "f":
            raise Problem(HTTPStatus.BAD_REQUEST, f"Unknown query parameter: {name}. Known here: f.")
        if value != "mvt":
            raise Problem(HTTPStatus.BAD_REQUEST, "f: tiles come as mvt alone.")


def _require_known(scheme: str) -> None:
    if scheme != TILING_SCHEME:
        detail = f"There is no tile matrix set '{scheme}'. There is: {TILING_SCHEME}."
        raise Problem(HTTPStatus.NOT_FOUND, detail)


@lru_cache(maxsize=10_000)
def _place(zoom: str, row: str, column: str) -> Tile:
    """Read the place of a tile; what is not in the pyramid is not found."""
    numbers = [int(part) if re.fullmatch(r"\d{1,6}", part, re.ASCII) else -1 for part in (zoom, row, column)]
    found = Tile(*numbers)
    if not found.exists:
        detail = (
            f"There is no tile {zoom}/{row}/{column}. The tile matrix is 0 to {MAX_ZOOM}; "
            "row and column are 0 to 2^tileMatrix - 1, counted from the north-west."
        )
        raise Problem(HTTPStatus.NOT_FOUND, detail)
    return found


def _tag(source: Collection, at: Tile) -> str:
    """Return the entity tag, known before the tile is made; weak, for a tile may be sent compressed or not."""
    return weak_tag(f"{source.id} {source.digest} {at.zoom}/{at.row}/{at.column} {_MAKING}".encode())


def _caching(request: Request, source: Collection) -> str:
    if not source.never_changes:
        return "no-cache"
    return f"{'public' if is_open_to_all(request, source) else 'private'}, {_A_WHILE}"


def _store(request: Request) -> TileStore:
    store: TileStore = request.app.state.tiles
    return store


def _json(request: Request, content: Any) -> Response:
    body = to_json(content)
    return reply(request, body.decode(), JSON, lambda: body)
