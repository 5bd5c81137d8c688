"""Features of a collection, page by page or one by one."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np
import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from clusterplan.geodata.crs import CRS84
from clusterplan.web.features.asking import Asked, answer, collection_of, freshness
from clusterplan.web.features.bodies import Ready
from clusterplan.web.features.collections import Collection
from clusterplan.web.features.encodings import as_csv, as_flatgeobuf, as_geojson, as_one_geojson
from clusterplan.web.features.pages import page
from clusterplan.web.features.query import ItemsQuery, read_items_query
from clusterplan.web.features.reading import read_system, single_values
from clusterplan.web.links import MEDIA_TYPES, QUERYABLES, SCHEMA, Link
from clusterplan.web.problems import Problem
from clusterplan.web.replies import JSON
from clusterplan.web.straight import StraightRoute

__all__ = ["ITEMS_FORMATS", "ITEM_FORMATS", "ROUTER"]

ROUTER = APIRouter(
    include_in_schema=False, route_class=StraightRoute
)  # the document of the interface names each collection
ITEMS_FORMATS = ("geojson", "html", "csv", "fgb")
ITEM_FORMATS = ("geojson", "html")
_ROWS_OF_A_PAGE = 100


@ROUTER.get("/collections/{collection_id}/items", name="items")
async def items(request: Request) -> Response:
    """Send a page of features."""
    found = collection_of(request)
    kept = freshness(request, found)
    return await answer(request, ITEMS_FORMATS, (found.id, found.digest), lambda how: _items(found, how, kept))


@ROUTER.get("/collections/{collection_id}/items/{feature_id}", name="item")
async def item(request: Request) -> Response:
    """Send one feature."""
    found = collection_of(request)
    name: str = request.path_params["feature_id"]
    if name not in found.position:
        raise Problem(HTTPStatus.NOT_FOUND, f"The collection '{found.id}' has no feature '{name}'.")
    kept = freshness(request, found)
    return await answer(request, ITEM_FORMATS, (found.id, found.digest), lambda how: _item(found, name, how, kept))


def _items(found: Collection, how: Asked, kept: dict[str, str]) -> Ready:
    """Make the answer to one query."""
    query = read_items_query(found, how.parameters)
    if how.format == "html" and not any(name == "limit" for name, _ in how.parameters):
        query = query.of_size(_ROWS_OF_A_PAGE)
    rows = query.rows(found)
    links = _links(found, how, query, len(rows))
    body = _body(found, how, query, rows, links)
    return how.ready(body, links, Content_Crs=f"<{query.system.uri}>", OGC_NumberMatched=str(len(rows)), **kept)


def _body(found: Collection, how: Asked, query: ItemsQuery, rows: np.ndarray, links: list[Link]) -> bytes:
    shown = rows[query.offset : query.offset + query.limit]
    if how.format == "csv":
        return as_csv(found, shown, query.system)
    if how.format == "fgb":
        return as_flatgeobuf(found, shown, query.system)
    if how.format == "html":
        return _items_page(found, how, shown, len(rows), links)
    head = {
        "type": "FeatureCollection",
        "numberMatched": len(rows),
        "numberReturned": len(shown),
        "source": found.about.source,
        "licence": found.about.licence,
        "links": [link.to_json() for link in links],
    }
    return as_geojson(found, shown, query.system, head)


def _links(found: Collection, how: Asked, query: ItemsQuery, matched: int) -> list[Link]:
    own, given = how.media_type, dict(how.parameters)
    links = [Link(_address(how.url, given), "self", own, "Trang này / This page")]
    for name in ITEMS_FORMATS:
        if name != how.format:
            address = _address(how.url, given | {"f": name})
            links.append(Link(address, "alternate", MEDIA_TYPES[name], f"Dạng {name} / As {name}"))
    links += [Link(address, relation, own, title) for relation, address, title in _neighbours(how, query, matched)]
    collection = f"{how.base}collections/{found.id}"
    return [
        *links,
        Link(collection, "collection", JSON, found.about.title.vi),
        Link(f"{collection}/queryables", QUERYABLES, SCHEMA, "Các trường để lọc / Queryables"),
    ]


def _neighbours(how: Asked, query: ItemsQuery, matched: int) -> Iterator[tuple[str, str, str]]:
    """Yield the pages before and after, if there are any."""
    given = dict(how.parameters) | {"limit": str(query.limit)}
    if query.offset > 0:
        before = max(0, min(query.offset, matched) - query.limit)
        yield "prev", _address(how.url, given | {"offset": str(before)}), "Trang trước / Previous page"
    after = query.offset + query.limit
    if after < matched:
        yield "next", _address(how.url, given | {"offset": str(after)}), "Trang sau / Next page"


def _address(url: str, parameters: dict[str, str]) -> str:
    return f"{url}?{urlencode(parameters)}" if parameters else url


def _items_page(found: Collection, how: Asked, rows: np.ndarray, matched: int, links: list[Link]) -> bytes:
    return page(
        "items",
        title=found.about.title.vi,
        base=how.base,
        trail=_trail(found, how),
        found=found,
        rows=[_row(found, row) for row in rows.tolist()],
        matched=matched,
        pages=[(link.title, link.href) for link in links if link.rel in ("prev", "next", "alternate")],
    )


def _item(found: Collection, name: str, how: Asked, kept: dict[str, str]) -> Ready:
    """Make the answer that is one feature."""
    values = single_values(how.parameters, ("f", "crs"))
    system = read_system("crs", values["crs"]) if "crs" in values else CRS84
    row = found.position[name]
    links = _links_of_one(found, name, how)
    if how.format == "html":
        title = f"{found.about.title.vi}: {name}"
        body = page("item", title=title, trail=_trail(found, how), found=found, row=_row(found, row))
    else:
        more: dict[str, Any] = {
            "source": found.about.source,
            "licence": found.about.licence,
            "links": [link.to_json() for link in links],
        }
        body = as_one_geojson(found, row, system, more)
    return how.ready(body, links, Content_Crs=f"<{system.uri}>", **kept)


def _links_of_one(found: Collection, name: str, how: Asked) -> list[Link]:
    collection, other = f"{how.base}collections/{found.id}", "geojson" if how.format == "html" else "html"
    address = f"{collection}/items/{quote(name, safe='')}"
    given = dict(how.parameters)
    return [
        Link(_address(address, given), "self", how.media_type, "Đối tượng này / This feature"),
        Link(_address(address, given | {"f": other}), "alternate", MEDIA_TYPES[other], f"Dạng {other} / As {other}"),
        Link(collection, "collection", JSON, found.about.title.vi),
    ]


def _trail(found: Collection, how: Asked) -> list[tuple[str, str]]:
    return [
        ("Bản đồ / Map", how.base),
        ("Các lớp dữ liệu / Collections", f"{how.base}collections?f=html"),
        (found.about.title.vi, f"{how.base}collections/{found.id}?f=html"),
        ("Đối tượng / Features", f"{how.base}collections/{found.id}/items?f=html"),
    ]


def _row(found: Collection, row: int) -> dict[str, Any]:
    properties: dict[str, Any] = orjson.loads(found.features[row])["properties"]
    return properties
