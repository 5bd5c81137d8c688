"""The OpenAPI document: version 3.0, everything by name, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field
from starlette.testclient import TestClient
from tests.web.parts import app_showing

from clusterplan.publishing import Publication
from clusterplan.web.access.rules import RULES
from clusterplan.web.features.openapi import openapi_document
from clusterplan.web.principal import LOCAL_PLANNER

_TILE = "/collections/{collection_id}/tiles/{scheme}/{tile_matrix}/{tile_row}/{tile_col}"


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


def test_no_answer_is_422_and_every_operation_may_answer_with_a_problem(document: Any) -> None:
    for methods in document["paths"].values():
        for operation in methods.values():
            assert "422" not in operation["responses"]
            assert operation["responses"]["default"] == {"$ref": "#/components/responses/problem"}
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_the_pyramid_of_tiles_is_described_in_numbers(document: Any, client: TestClient) -> None:
    tile = document["paths"][_TILE]["get"]
    schemas = {parameter["name"]: parameter["schema"] for parameter in tile["parameters"]}
    listed = [found["id"] for found in client.get("/collections").json()["collections"]]
    assert schemas["collection_id"]["enum"] == listed
    assert schemas["scheme"]["enum"] == ["WebMercatorQuad"]
    assert schemas["tile_matrix"] == {"type": "integer", "minimum": 0, "maximum": 12}
    assert schemas["tile_row"] == schemas["tile_col"] == {"type": "integer", "minimum": 0, "maximum": 4095}
    last = "/collections/provinces/tiles/WebMercatorQuad/12/4095/4095"
    assert client.get(last).status_code == 204
    assert client.get(last.replace("4095/4095", "4095/4096")).status_code == 404
    assert {"200", "204", "304"} <= tile["responses"].keys()
    assert list(tile["responses"]["200"]["content"]) == ["application/vnd.mapbox-vector-tile"]
    for above in (_TILE.partition("/{tile_matrix}")[0], "/tileMatrixSets/{scheme}"):
        described = {found["name"]: found["schema"] for found in document["paths"][above]["get"]["parameters"]}
        assert described["scheme"]["enum"] == ["WebMercatorQuad"]


def test_links_lead_to_operations_and_their_parameters(document: Any) -> None:
    operations = {
        operation["operationId"]: {found["name"] for found in operation.get("parameters", []) if "name" in found}
        for methods in document["paths"].values()
        for operation in methods.values()
    }
    led = [link for node in nodes(document["paths"]) for link in node.get("links", {}).values()]
    assert {link["operationId"] for link in led} >= {"scenario", "job", "job_results", "reply_to_comment"}
    for link in led:
        assert link["parameters"].keys() <= operations[link["operationId"]]


@pytest.mark.parametrize("public_reading", [True, False])
def test_what_takes_a_key_is_said_where_there_are_keys(
    public_reading: bool, document: Any, publication: Publication, tmp_path: Path
) -> None:
    assert not any("security" in node for node in nodes(document["paths"]))  # one's own machine asks for none
    app = app_showing(publication, tmp_path, api_keys=True, public_reading=public_reading)
    paths = openapi_document(app, app.state.service.catalogue.listed(LOCAL_PLANNER), "http://localhost/")["paths"]
    assert paths["/healthz"]["get"]["security"] == []
    published: list[dict[str, list[str]]] = [{}, {"bearer": []}] if public_reading else [{"bearer": []}]
    assert paths["/collections/provinces/items"]["get"]["security"] == published
    assert paths["/collections/provinces"]["get"]["security"] == published
    assert paths[_TILE]["get"]["security"] == published
    assert paths["/jobs"]["get"]["security"] == [{"bearer": []}]
    assert paths["/scenarios"]["post"]["security"] == [{"bearer": []}]


def test_operations_are_called_as_the_access_table_calls_their_routes(document: Any) -> None:
    called = {operation["operationId"] for methods in document["paths"].values() for operation in methods.values()}
    assert {name for name in called if "." not in name} <= RULES.keys()


def test_files_to_take_away_are_described_by_their_types(document: Any) -> None:
    operation = document["paths"]["/plans/{plan_id}/download/{name}"]["get"]
    content = {kind: found["schema"] for kind, found in operation["responses"]["200"]["content"].items()}
    assert content["application/geo+json"] == {"$ref": "#/components/schemas/featureCollection"}
    assert content["text/csv"] == {"type": "string"}
    assert content["application/geopackage+sqlite3"] == {"type": "string", "format": "binary"}


class Body(BaseModel):
    name: str | None = None
    share: float = Field(gt=0, lt=1, examples=[0.5])
    kind: tuple[int, int] = (1, 2)


def test_what_other_rooms_write_for_3_1_becomes_3_0(publication: Publication, tmp_path: Path) -> None:
    app = app_showing(publication, tmp_path)

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
