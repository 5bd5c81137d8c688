"""The OpenAPI document, version 3.0, with every collection and every parameter by name.

GDAL and QGIS read from it by which fields they may filter; test suites read from it what to try.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson
from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response

from clusterplan.web.access import principal_of
from clusterplan.web.features.asking import Asked, answer
from clusterplan.web.features.bodies import Ready
from clusterplan.web.features.collections import Collection
from clusterplan.web.features.openapi_access import say_who_may
from clusterplan.web.features.openapi_paths import collection_paths, common_components, general_paths
from clusterplan.web.features.reading import single_values
from clusterplan.web.links import OPENAPI
from clusterplan.web.service import Service, service_of

__all__ = ["ROUTER"]

ROUTER = APIRouter(include_in_schema=False)
_VERSION = "3.0.3"


@ROUTER.get("/api", name="openapi")
async def openapi(request: Request) -> Response:
    """Send the OpenAPI document with the collections that he who asks may see."""
    listed = service_of(request).catalogue.listed(principal_of(request))
    version = tuple((found.id, found.digest) for found in listed)
    app: FastAPI = request.app
    return await answer(request, ("json",), version, lambda how: _openapi(app, listed, how))


def _openapi(app: FastAPI, listed: Iterable[Collection], how: Asked) -> Ready:
    single_values(how.parameters, ("f",))
    return how.ready(orjson.dumps(openapi_document(app, listed, how.base)), [], OPENAPI)


def openapi_document(app: FastAPI, listed: Iterable[Collection], base: str) -> dict[str, Any]:
    """Return the description of the whole interface.

    Parameters
    ----------
    app
        The application with all its routes.
    listed
        Collections to name.
    base
        Address of the service, with a slash at its end.

    Returns
    -------
    dict
        OpenAPI 3.0 without a reference to another document.
    """
    found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    document: dict[str, Any] = _as_version_3_0(copy.deepcopy(found))
    document["openapi"] = _VERSION
    document["servers"] = [{"url": base.rstrip("/")}]
    paths = general_paths()
    collections = list(listed)
    for collection in collections:
        paths |= collection_paths(collection)
    document["paths"] = {**paths, **document.get("paths", {})}
    components = document.setdefault("components", {})
    for kind, entries in common_components().items():
        components[kind] = {**components.get(kind, {}), **entries}
    for operation in _operations(document):
        _answer_with_problems(operation["responses"])
        _name_collections(operation.get("parameters", []), [collection.id for collection in collections])
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    service: Service = app.state.service
    say_who_may(document, service.settings)
    return document


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from (operation for operation in methods.values() if isinstance(operation, dict))


def _answer_with_problems(responses: dict[str, Any]) -> None:
    """Say 400 where FastAPI says 422, and that whatever else may be wrong is told as a problem too."""
    problem = {"$ref": "#/components/responses/problem"}
    if responses.pop("422", None) is not None:
        responses["400"] = problem
    responses.setdefault("default", problem)


def _name_collections(parameters: list[dict[str, Any]], names: list[str]) -> None:
    for parameter in parameters:
        if parameter.get("name") == "collection_id" and names:
            parameter["schema"]["enum"] = names


def _as_version_3_0(node: Any) -> Any:
    """Turn what FastAPI writes for OpenAPI 3.1 into 3.0: nulls, constants, examples and exclusive bounds."""
    if isinstance(node, list):
        return [_as_version_3_0(part) for part in node]
    if not isinstance(node, dict):
        return node
    older = {name: _as_version_3_0(part) for name, part in node.items()}
    for change in _CHANGES:
        change(older)
    return older


def _null_to_nullable(node: dict[str, Any]) -> None:
    options = node.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        others = [option for option in options if option != {"type": "null"}]
        del node["anyOf"]
        if len(others) == 1 and "$ref" not in others[0]:
            node |= others[0]
        else:
            node["anyOf"] = others
        node["nullable"] = True


def _constant_to_enumeration(node: dict[str, Any]) -> None:
    if "const" in node and not isinstance(node["const"], dict):
        node["enum"] = [node.pop("const")]


def _examples_to_example(node: dict[str, Any]) -> None:
    if isinstance(node.get("examples"), list) and node["examples"]:
        node["example"] = node.pop("examples")[0]


def _bounds_to_flags(node: dict[str, Any]) -> None:
    for exclusive, plain in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(node.get(exclusive), int | float) and not isinstance(node[exclusive], bool):
            node[plain] = node[exclusive]
            node[exclusive] = True


def _without_later_words(node: dict[str, Any]) -> None:
    """Drop what 3.0 does not know; tuples of fixed length become lists of their one kind, else of any."""
    if isinstance(node.get("prefixItems"), list):
        first, *others = node.pop("prefixItems")
        node["items"] = first if all(other == first for other in others) else {}
    if "contentMediaType" in node and node.get("type") == "string":
        del node["contentMediaType"]
        node.setdefault("format", "binary")
    for word in ("propertyNames", "$schema", "unevaluatedProperties"):
        if word in node and not isinstance(node.get("properties"), dict | None):
            node.pop(word)


_CHANGES: tuple[Callable[[dict[str, Any]], None], ...] = (
    _null_to_nullable,
    _constant_to_enumeration,
    _examples_to_example,
    _bounds_to_flags,
    _without_later_words,
)
