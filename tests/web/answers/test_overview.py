"""The overview over HTTP: as it was published, for those who may see the plan, also while the database is gone."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.answers import conforming

from clusterplan.language import Text
from clusterplan.planning.known_plan import OtherDataError
from clusterplan.publishing import Publication
from clusterplan.publishing.overview import overview_of
from clusterplan.web.answers.memory import Memory
from clusterplan.web.state.plans import PlanStore


def forgetful(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Memory:
    """Give the service a memory of nothing for the time of one test."""
    app: Any = client.app
    memory = Memory()
    monkeypatch.setattr(app.state.service, "memory", memory)
    return memory


def test_the_current_overview_names_the_plan_and_is_sent_once(client: TestClient, publication: Publication) -> None:
    first = client.get("/overview.json")
    found = first.json()
    assert (first.headers["content-type"], first.headers["cache-control"]) == ("application/json", "no-cache")
    assert conforming(found) == "overview"
    expected = overview_of(publication).model_dump(mode="json", by_alias=True)
    assert found == {**expected, "plan_id": found["digest"][:16]}
    again = client.get("/overview.json", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_plan_has_its_own_overview_that_may_be_kept(client: TestClient) -> None:
    current = client.get("/overview.json")
    own = client.get(f"/plans/{current.json()['plan_id']}/overview.json")
    assert (own.content, own.headers["cache-control"]) == (current.content, "public, max-age=3600")
    assert client.get("/plans/none/overview.json").status_code == 404


def test_the_current_overview_needs_no_database(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any) -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(PlanStore, "get", gone)
    monkeypatch.setattr(PlanStore, "product", gone)
    assert client.get("/overview.json").status_code == 200


def test_a_plan_published_without_an_overview_gets_one_of_todays_data(
    client: TestClient, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PlanStore, "product", lambda *_: None)
    monkeypatch.setattr(forgetful(client, monkeypatch), "publication", lambda _stored: publication)
    found = client.get(f"/plans/{client.get('/overview.json').json()['plan_id']}/overview.json")
    assert found.json() == client.get("/overview.json").json()


def test_a_plan_of_other_data_is_told_as_such(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:

    def of_other_data(*_: object) -> None:
        raise OtherDataError(Text(vi="Được lập từ dữ liệu khác.", en="Made of other data."))

    monkeypatch.setattr("clusterplan.web.answers.memory.known_again", of_other_data)
    monkeypatch.setattr(PlanStore, "product", lambda *_: None)
    forgetful(client, monkeypatch)
    plan_id = client.get("/overview.json").json()["plan_id"]
    found = client.get(f"/plans/{plan_id}/overview.json", headers={"Accept-Language": "vi"})
    assert (found.status_code, found.headers["content-type"]) == (409, "application/problem+json")
    assert found.json()["detail"] == "Được lập từ dữ liệu khác."


def test_the_interface_tells_the_shape_of_an_overview(client: TestClient) -> None:
    document = client.get("/api").json()
    for path in ("/overview.json", "/plans/{plan_id}/overview.json"):
        answer = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert answer == {"$ref": "#/components/schemas/Overview"}
    assert document["components"]["schemas"]["Box"]["items"] == {"type": "number"}
