"""The OpenAPI document: version 3.0, everything by name, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, Field
from starlette.testclient import TestClient
from tests.web.features.room import make_room

from clusterplan.publishing import Publication
from clusterplan.web import Settings
from clusterplan.web.features.openapi import openapi_document


@pytest.fixture(scope="module")
def document(client: TestClient) -> Any:
    answer = client.get("/api")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    return answer.json()


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for part in node.values():
            yield from nodes(part)
    if isinstance(node, list):
        for part in node:
            yield from nodes(part)


def test_every_reference_lies_in_the_document(document: Any) -> None:
    references = {node["$ref"] for node in nodes(document) if isinstance(node.get("$ref"), str)}
    assert references
    for reference in references:
        assert reference.startswith("#/components/")
        found = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


def test_every_field_is_a_parameter_so_that_gdal_pushes_filters_down(document: Any, client: TestClient) -> None:
    for found in client.get("/collections").json()["collections"]:
        parameters = document["paths"][f"/collections/{found['id']}/items"]["get"]["parameters"]
        names = {parameter["name"] for parameter in parameters if "name" in parameter}
        queryables = set(client.get(f"/collections/{found['id']}/queryables").json()["properties"])
        assert names == queryables - {"geometry"}


def test_every_path_of_this_room_answers(document: Any, client: TestClient) -> None:
    for path, methods in document["paths"].items():
        if methods.get("get", {}).get("tags") == ["features"] and "{" not in path:
            assert client.get(path).status_code == 200, path
    operations = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(set(operations)) == len(operations)


class Body(BaseModel):
    name: str | None = None
    share: float = Field(gt=0, lt=1, examples=[0.5])
    kind: tuple[int, int] = (1, 2)


def test_what_other_rooms_write_for_3_1_becomes_3_0(publication: Publication) -> None:
    app = make_room(Settings(), publication)

    @app.post("/bodies", name="bodies")
    def bodies(body: Body, note: str | None = None) -> Body:
        return body

    document = openapi_document(app, [], "http://localhost/")
    assert "/bodies" in document["paths"]
    found = document["components"]["schemas"]["Body"]["properties"]
    assert (found["name"]["type"], found["name"]["nullable"]) == ("string", True)
    assert (found["share"]["minimum"], found["share"]["exclusiveMinimum"]) == (0.0, True)
    assert found["share"]["example"] == 0.5
    for node in nodes(document):
        assert node.get("type") != "null"
        assert "prefixItems" not in node
        assert "const" not in node
        assert not isinstance(node.get("examples"), list)
