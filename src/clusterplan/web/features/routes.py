"""The addresses of OGC API Features, and the map and the plan that people look at."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from clusterplan.web import tiles
from clusterplan.web.access import principal_of
from clusterplan.web.features.collections import Box, Collection
from clusterplan.web.parameters import NO_PARAMETERS, only
from clusterplan.web.problems import Problem
from clusterplan.web.published import CurrentPlan
from clusterplan.web.replies import GEOJSON, JSON, page_policy, prefers_html, reply, to_json
from clusterplan.web.service import service_of

__all__ = ["ROUTER"]

_TITLE = "clusterplan"
_CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    *tiles.CONFORMANCE,
)
_MOST_FEATURES = 10_000


async def _format(f: Annotated[str | None, Query(pattern="^(json|geojson)$", description="json")] = None) -> None:
    """Refuse any other format than JSON."""


async def _box(bbox: Annotated[str | None, Query(description="west,south,east,north in degrees")] = None) -> Box | None:
    """Read ``bbox``."""
    if bbox is None:
        return None
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
    except ValueError:
        raise Problem(HTTPStatus.BAD_REQUEST, "bbox is four numbers: west,south,east,north.") from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Problem(
            HTTPStatus.BAD_REQUEST, "bbox must keep -180 <= west <= east <= 180, -90 <= south <= north <= 90."
        )
    return west, south, east, north


async def _collection(request: Request, collection_id: str) -> Collection:
    """Find the collection of the address."""
    catalogue, principal = service_of(request).catalogue, principal_of(request)
    found = catalogue.find(collection_id, principal)
    if found is None:
        known = ", ".join(collection.id for collection in catalogue.listed(principal))
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no collection '{collection_id}'. There are: {known}.")
    return found


type Found = Annotated[Collection, Depends(_collection)]

ROUTER = APIRouter(tags=["Features"])
_FORMAT = [Depends(only("f")), Depends(_format)]


@ROUTER.get("/", dependencies=[Depends(only("f"))])
def landing(request: Request, f: Annotated[str | None, Query(pattern="^(json|html)$")] = None) -> Response:
    """Answer programs with links and people with the map."""
    if f == "html" or (f is None and prefers_html(request.headers.get("accept", ""))):
        return map_page(request)
    base = _base(request)
    content = {
        "title": _TITLE,
        "description": "Phương án mô phỏng, không phải quyết định của cơ quan nhà nước. / "
        "Simulated option, not a government decision.",
        "links": [
            _link(base, "self", JSON, "This document"),
            _link(f"{base}map.html", "alternate", "text/html", "Bản đồ / Map"),
            _link(f"{base}api", "service-desc", "application/vnd.oai.openapi+json;version=3.1", "API"),
            _link(f"{base}conformance", "conformance", JSON, "Conformance"),
            _link(f"{base}collections", "data", JSON, "Các lớp dữ liệu / Collections"),
            _link(f"{base}plan.json", "item", JSON, "Phương án / Plan"),
        ],
    }
    return _json(request, content, Vary="Accept")


@ROUTER.get("/map.html", dependencies=NO_PARAMETERS)
def map_page(request: Request) -> Response:
    """Send the map."""
    page = _current(request).page
    headers = {"Vary": "Accept", "Content-Security-Policy": page_policy(page)}
    return reply(request, page, "text/html; charset=utf-8", page.encode, **headers)


@ROUTER.get("/plan.json", dependencies=NO_PARAMETERS)
def plan(request: Request) -> Response:
    """Send the plan as it was written."""
    text = _current(request).plan_json
    return reply(request, text, JSON, text.encode)


@ROUTER.get("/conformance", dependencies=_FORMAT)
def conformance(request: Request) -> Response:
    """List the classes of the standard that are kept."""
    return _json(request, {"conformsTo": list(_CONFORMANCE)})


@ROUTER.get("/collections", dependencies=_FORMAT)
def collections(request: Request) -> Response:
    """List the collections."""
    base = _base(request)
    found = service_of(request).catalogue.listed(principal_of(request))
    content = {
        "links": [_link(f"{base}collections", "self", JSON, "This document")],
        "collections": [_described(collection, base) for collection in found],
    }
    return _json(request, content)


@ROUTER.get("/collections/{collection_id}", dependencies=_FORMAT)
def collection(request: Request, found: Found) -> Response:
    """Describe one collection."""
    return _json(request, _described(found, _base(request)))


@ROUTER.get(
    "/collections/{collection_id}/items",
    dependencies=[Depends(only("limit", "offset", "bbox", "f")), Depends(_format)],
)
async def items(
    request: Request,
    found: Found,
    box: Annotated[Box | None, Depends(_box)],
    limit: Annotated[int, Query(ge=1, le=_MOST_FEATURES)] = 1000,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Send the features of a collection, page by page."""
    places = found.places(box)
    page = places[offset : offset + limit]
    address = f"{_base(request)}collections/{found.id}/items"
    links = [_link(str(request.url), "self", GEOJSON, "This page")]
    if offset + limit < len(places):
        following = {**request.query_params, "offset": offset + limit, "limit": limit}
        links.append(_link(f"{address}?{urlencode(following)}", "next", GEOJSON, "Next page"))
    head = {
        "type": "FeatureCollection",
        "numberMatched": len(places),
        "numberReturned": len(page),
        "source": found.source,
        "licence": found.licence,
        "links": links,
    }

    def body() -> bytes:
        return to_json(head)[:-1] + b',"features":[' + b",".join(found.features[place] for place in page) + b"]}"

    return reply(request, f"{found.digest} {request.url}", GEOJSON, body)


@ROUTER.get(
    "/collections/{collection_id}/items/{feature_id}",
    dependencies=_FORMAT,
)
def item(request: Request, found: Found, feature_id: str) -> Response:
    """Send one feature."""
    place = found.position.get(feature_id)
    if place is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"The collection '{found.id}' has no feature '{feature_id}'.")
    base = _base(request)
    links = [
        _link(str(request.url), "self", GEOJSON, "This feature"),
        _link(f"{base}collections/{found.id}", "collection", JSON, found.title.vi),
    ]
    more = to_json({"source": found.source, "licence": found.licence, "links": links})
    feature = found.features[place]
    return reply(request, f"{found.digest} {request.url}", GEOJSON, lambda: feature[:-1] + b"," + more[1:])


def _current(request: Request) -> CurrentPlan:
    """Return the current plan, if there is one that the one who asks may read."""
    current = service_of(request).published.current
    if current is None or not (current.is_open or principal_of(request).roles):
        raise Problem(HTTPStatus.NOT_FOUND, "No plan is published.")
    return current


def _json(request: Request, content: Any, **headers: str) -> Response:
    body = to_json(content)
    return reply(request, body.decode(), JSON, lambda: body, **headers)


def _described(found: Collection, base: str) -> dict[str, Any]:
    """Return what the standard wants to know of a collection, and where the data come from."""
    address = f"{base}collections/{found.id}"
    return {
        "id": found.id,
        "title": f"{found.title.vi} / {found.title.en}",
        "description": f"{found.description.vi} / {found.description.en}",
        "source": found.source,
        "licence": found.licence,
        "itemType": "feature",
        "extent": {"spatial": {"bbox": [list(found.extent)], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        "links": [
            _link(address, "self", JSON, "This collection"),
            _link(f"{address}/items", "items", GEOJSON, "Features"),
        ],
    }


def _base(request: Request) -> str:
    return str(request.base_url)


def _link(href: str, relation: str, media_type: str, title: str) -> dict[str, str]:
    return {"href": href, "rel": relation, "type": media_type, "title": title}
