"""The paths of this room in the OpenAPI document: one for each collection, so that tools know each field."""

from __future__ import annotations

from typing import Any

from clusterplan.geodata.crs import CRS84, REFERENCE_SYSTEMS
from clusterplan.web.features.collections import Collection
from clusterplan.web.features.describing import field_schema
from clusterplan.web.features.filters import FILTER_LANGUAGES
from clusterplan.web.features.query import filter_fields
from clusterplan.web.features.reading import DEFAULT_LIMIT, MOST_FEATURES
from clusterplan.web.links import CSV, FLATGEOBUF, HTML, OPENAPI, SCHEMA
from clusterplan.web.parameters import INSTANT_OR_INTERVAL, LARGEST_COUNT
from clusterplan.web.replies import GEOJSON, JSON

__all__ = ["collection_paths", "common_components", "general_paths"]

_SYSTEMS = {"type": "string", "format": "uri", "enum": list(REFERENCE_SYSTEMS), "default": CRS84.uri}
_PROBLEM = "application/problem+json"


def general_paths() -> dict[str, Any]:
    """Return the paths that do not depend on any collection."""
    return {
        "/": {"get": _operation("landing", "Landing page", {JSON: _object(), HTML: _text()}, ["f"])},
        "/api": {"get": _operation("openapi", "This document", {OPENAPI: _object()}, ["f_json"])},
        "/conformance": {"get": _operation("conformance", "Classes kept", {JSON: _object(), HTML: _text()}, ["f"])},
        "/collections": {"get": _operation("collections", "Collections", {JSON: _object(), HTML: _text()}, ["f"])},
    }


def collection_paths(found: Collection) -> dict[str, Any]:
    """Return the paths of one collection.

    Parameters
    ----------
    found
        The collection.

    Returns
    -------
    dict
        Its description, queryables, features and one feature.
    """
    path, title = f"/collections/{found.id}", found.about.title.both
    name = found.id
    described = _operation(f"{name}.describe", title, {JSON: _object(), HTML: _text()}, ["f"])
    queryables = _operation(f"{name}.queryables", f"{title}: queryables", {SCHEMA: _object(), HTML: _text()}, ["f"])
    features = {
        GEOJSON: _schema("featureCollection"),
        HTML: _text(),
        CSV: _text(),
        FLATGEOBUF: {"schema": {"type": "string", "format": "binary"}},
    }
    common = [
        "limit",
        "offset",
        "bbox",
        "bbox-crs",
        "crs",
        "datetime",
        "filter",
        "filter-lang",
        "filter-crs",
        "f_items",
    ]
    items = _operation(f"{name}.items", title, features, common)
    items["parameters"] += [_of_field(field.name, field_schema(field)) for field in filter_fields(found)]
    one = _operation(f"{name}.item", title, {GEOJSON: _schema("feature"), HTML: _text()}, ["crs", "f_item"])
    one["parameters"].append(_feature_id(found))
    one["responses"]["404"] = {"$ref": "#/components/responses/problem"}
    return {
        path: {"get": described},
        f"{path}/queryables": {"get": queryables},
        f"{path}/items": {"get": items},
        f"{path}/items/{{featureId}}": {"get": one},
    }


def common_components() -> dict[str, dict[str, Any]]:
    """Return the parameters, schemas and answers that the paths share."""
    return {"parameters": _parameters(), "schemas": _schemas(), "responses": _responses()}


def _operation(name: str, summary: str, content: dict[str, Any], parameters: list[str]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["features"],
        "parameters": [{"$ref": f"#/components/parameters/{parameter}"} for parameter in parameters],
        "responses": {
            "200": {"description": "The answer.", "content": content},
            "304": {"description": "The client has this version."},
            **{status: {"$ref": "#/components/responses/problem"} for status in ("400", "401", "403", "404", "429")},
        },
    }


def _of_field(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    described = {key: value for key, value in schema.items() if key in ("type", "format", "enum")}
    return _query(name, schema["description"], described)


def _query(name: str, description: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema, **more}


def _parameters() -> dict[str, Any]:
    counts = [{"minItems": count, "maxItems": count} for count in (4, 6)]
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6, "oneOf": counts}
    listed = {"style": "form", "explode": False}
    page = {"type": "integer", "minimum": 1, "maximum": LARGEST_COUNT, "default": DEFAULT_LIMIT}
    before = {"type": "integer", "minimum": 0, "maximum": LARGEST_COUNT, "default": 0}
    return {
        "f": _format("json", "html"),
        "f_json": {**_format("json"), "description": "Format."},
        "f_items": _format("geojson", "json", "html", "csv", "fgb"),
        "f_item": _format("geojson", "json", "html"),
        "limit": _query(
            "limit",
            f"Most features of a page. More than {MOST_FEATURES} means {MOST_FEATURES}.",
            page,
            style="form",
            explode=False,
        ),
        "offset": _query("offset", "Features before the page.", before),
        "bbox": _query(
            "bbox",
            "Box that features must touch: west,south,east,north in the order of bbox-crs, or six numbers with a "
            "height after each corner. It lies on the Earth. South must not exceed north; west may exceed east in "
            "degrees alone: the box then crosses 180 degrees.",
            numbers,
            **listed,
        ),
        "bbox-crs": _query("bbox-crs", "Reference system of bbox.", _SYSTEMS),
        "crs": _query("crs", "Reference system of the answer.", _SYSTEMS),
        "datetime": _query(
            "datetime",
            "An instant or an interval of RFC 3339. Features have no times of their own, so each matches.",
            {"type": "string", "pattern": INSTANT_OR_INTERVAL},
            **listed,
        ),
        "filter": _query("filter", "Filter in CQL2.", {"type": "string", "format": "cql2", "minLength": 1}),
        "filter-lang": _query(
            "filter-lang",
            "Language of the filter.",
            {"type": "string", "enum": list(FILTER_LANGUAGES), "default": FILTER_LANGUAGES[0]},
        ),
        "filter-crs": _query("filter-crs", "Reference system of the filter's shapes.", _SYSTEMS),
    }


def _feature_id(found: Collection) -> dict[str, Any]:
    known = next(iter(found.position), None)
    example = {} if known is None else {"example": known}
    described = {"description": "Id of a feature.", "schema": {"type": "string"}}
    return {"name": "featureId", "in": "path", "required": True, **described, **example}


def _format(*names: str) -> dict[str, Any]:
    return _query("f", "Format; else the Accept header says it.", {"type": "string", "enum": list(names)})


def _responses() -> dict[str, Any]:
    return {"problem": {"description": "What is wrong, in words.", "content": {_PROBLEM: _schema("problem")}}}


def _schemas() -> dict[str, Any]:
    links = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
    text = {"type": "string"}
    count = {"type": "integer", "minimum": 0}
    return {
        "link": {
            "type": "object",
            "required": ["href", "rel", "type"],
            "properties": {"href": text, "rel": text, "type": text, "title": text},
        },
        "problem": {
            "type": "object",
            "required": ["title", "status", "detail"],
            "properties": {"type": text, "title": text, "status": {"type": "integer"}, "detail": text},
        },
        "feature": {
            "type": "object",
            "required": ["type", "id", "geometry", "properties"],
            "properties": {
                "type": {"type": "string", "enum": ["Feature"]},
                "id": text,
                "geometry": {"type": "object", "nullable": True},
                "properties": {"type": "object"},
                "links": links,
            },
        },
        "featureCollection": {
            "type": "object",
            "required": ["type", "features"],
            "properties": {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "numberMatched": count,
                "numberReturned": count,
                "links": links,
                "features": {"type": "array", "items": {"$ref": "#/components/schemas/feature"}},
            },
        },
    }


def _schema(name: str) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


def _object() -> dict[str, Any]:
    return {"schema": {"type": "object"}}


def _text() -> dict[str, Any]:
    return {"schema": {"type": "string"}}
