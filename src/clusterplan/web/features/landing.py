"""From the landing page to a collection: links, conformance, lists and descriptions."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from clusterplan.web.access import principal_of
from clusterplan.web.client import client_page, is_built
from clusterplan.web.features.asking import Asked, answer, collection_of
from clusterplan.web.features.bodies import Ready
from clusterplan.web.features.collections import Collection
from clusterplan.web.features.describing import collection_document, queryables_document
from clusterplan.web.features.negotiation import chosen_format
from clusterplan.web.features.pages import page
from clusterplan.web.features.reading import single_values
from clusterplan.web.links import HTML, MEDIA_TYPES, OPENAPI, QUERYABLES, SCHEMA, Link
from clusterplan.web.replies import JSON
from clusterplan.web.service import service_of
from clusterplan.web.shown_plan import map_page

__all__ = ["ROUTER"]

ROUTER = APIRouter(include_in_schema=False)  # the document of the interface names each collection
_FORMATS = ("json", "html")
_RELATION = "http://www.opengis.net/def/rel/ogc/1.0/"
_LIST = "Các lớp dữ liệu / Collections"
_STATUS = (
    "Phương án mô phỏng, không phải quyết định của cơ quan nhà nước. / Simulated option, not a government decision."
)


@ROUTER.get("/", name="landing")
async def landing(request: Request) -> Response:
    """Answer programs with links and people with the page, which reads the rest of its address itself."""
    asked = request.query_params.get("f")
    if chosen_format(asked, request.headers.get("accept", ""), _FORMATS) == "html":
        return client_page(request) if is_built() else map_page(request)
    single_values(request.query_params.multi_items(), ("f",))
    return await answer(request, _FORMATS, "landing", _landing)


@ROUTER.get("/conformance", name="conformance")
async def conformance(request: Request) -> Response:
    """List the classes of the standards that are kept."""
    classes: tuple[str, ...] = request.app.state.conformance
    return await answer(request, _FORMATS, classes, lambda how: _conformance(classes, how))


@ROUTER.get("/collections", name="collections")
async def collections(request: Request) -> Response:
    """List the collections that he who asks may see."""
    listed = service_of(request).catalogue.listed(principal_of(request))
    version = tuple((found.id, found.digest) for found in listed)
    return await answer(request, _FORMATS, version, lambda how: _collections(listed, how))


@ROUTER.get("/collections/{collection_id}", name="collection")
async def collection(request: Request) -> Response:
    """Describe one collection."""
    found = collection_of(request)
    return await answer(request, _FORMATS, (found.id, found.digest), lambda how: _collection(found, how))


@ROUTER.get("/collections/{collection_id}/queryables", name="queryables")
async def queryables(request: Request) -> Response:
    """List the fields by which a collection can be filtered."""
    found = collection_of(request)
    return await answer(request, _FORMATS, (found.id, found.digest), lambda how: _queryables(found, how))


def _landing(how: Asked) -> Ready:
    base = how.base
    links = [
        Link(base, "self", JSON, "Tài liệu này / This document"),
        Link(f"{base}?f=html", "alternate", HTML, "Bản đồ / Map"),
        Link(f"{base}api", "service-desc", OPENAPI, "Mô tả giao diện / API"),
        Link(f"{base}conformance", "conformance", JSON, "Tuân thủ / Conformance"),
        Link(f"{base}collections", "data", JSON, _LIST),
        Link(f"{base}tileMatrixSets", f"{_RELATION}tiling-schemes", JSON, "Lưới ô bản đồ / Tile matrix sets"),
        Link(f"{base}processes", f"{_RELATION}processes", JSON, "Các phép tính / Processes"),
        Link(f"{base}jobs", f"{_RELATION}job-list", JSON, "Các lượt chạy / Jobs"),
        Link(f"{base}plan.json", "item", JSON, "Phương án / Plan"),
    ]
    return _json({"title": "clusterplan", "description": _STATUS}, links, how)


def _conformance(classes: tuple[str, ...], how: Asked) -> Ready:
    single_values(how.parameters, ("f",))
    if how.format == "html":
        return _page("list", [], how, title="Tuân thủ / Conformance", trail=_trail(how)[:1], lines=classes)
    return how.ready(orjson.dumps({"conformsTo": classes}), [])


def _collections(listed: tuple[Collection, ...], how: Asked) -> Ready:
    single_values(how.parameters, ("f",))
    links = _self_and_other(how.url, how, _LIST)
    if how.format == "html":
        return _page("collections", links, how, title=_LIST, trail=_trail(how)[:1], base=how.base, collections=listed)
    return _json({"collections": [collection_document(found, how.base) for found in listed]}, links, how)


def _collection(found: Collection, how: Asked) -> Ready:
    single_values(how.parameters, ("f",))
    address = f"{how.base}collections/{found.id}"
    links = [
        *_self_and_other(address, how, found.about.title.vi),
        Link(f"{address}/queryables", QUERYABLES, SCHEMA, "Các trường để lọc / Queryables"),
    ]
    if how.format == "json":
        return how.ready(orjson.dumps(collection_document(found, how.base)), links)
    formats = [
        ("Bảng / Table", f"{address}/items?f=html"),
        ("GeoJSON", f"{address}/items?f=geojson"),
        ("FlatGeobuf", f"{address}/items?f=fgb"),
        ("CSV", f"{address}/items?f=csv"),
        ("Các trường để lọc / Queryables", f"{address}/queryables?f=json"),
    ]
    return _page("collection", links, how, title=found.about.title.vi, trail=_trail(how), found=found, formats=formats)


def _queryables(found: Collection, how: Asked) -> Ready:
    single_values(how.parameters, ("f",))
    address = f"{how.base}collections/{found.id}"
    if how.format == "html":
        lines = ["geometry", *(f"{field.name}: {field.meaning.vi} / {field.meaning.en}" for field in found.fields)]
        return _page("list", [], how, title=f"{found.about.title.vi}: queryables", trail=_trail(how), lines=lines)
    links = [Link(f"{address}/queryables", "self", SCHEMA, "Các trường để lọc / Queryables")]
    return how.ready(orjson.dumps(queryables_document(found, how.base)), links, SCHEMA)


def _json(content: dict[str, object], links: list[Link], how: Asked) -> Ready:
    return how.ready(orjson.dumps({**content, "links": [link.to_json() for link in links]}), links)


def _page(template: str, links: list[Link], how: Asked, **values: object) -> Ready:
    return how.ready(page(template, **values), links)


def _self_and_other(address: str, how: Asked, title: str) -> list[Link]:
    other = "json" if how.format == "html" else "html"
    return [
        Link(address if how.format == "json" else f"{address}?f=html", "self", MEDIA_TYPES[how.format], title),
        Link(f"{address}?f={other}", "alternate", MEDIA_TYPES[other], title),
    ]


def _trail(how: Asked) -> list[tuple[str, str]]:
    return [("Bản đồ / Map", how.base), (_LIST, f"{how.base}collections?f=html")]
