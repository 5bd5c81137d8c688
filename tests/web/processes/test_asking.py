"""What may be asked, and what is said of inputs that are wrong."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient
from tests.web.state.samples import LAN, document, plan, scenario

from clusterplan.web.state.database import Database
from clusterplan.web.state.jobs import JobState, JobStore
from clusterplan.web.state.plans import PlanStore
from clusterplan.web.state.scenarios import ScenarioStore

IDS = ["allocation", "why-not", "portfolio", "robustness", "pareto", "values"]
DOCUMENT = {"extends": "national", "id": "mine", "title_vi": "Của tôi", "title_en": "Mine"}


@pytest.fixture
def client(idle: TestClient) -> TestClient:
    """Nothing of what is asked here is done."""
    return idle


def ask(client: TestClient, process: str, inputs: dict[str, Any], **more: Any) -> Any:
    return client.post(f"/processes/{process}/execution", json={"inputs": inputs, **more})


def test_the_processes_are_listed(client: TestClient) -> None:
    listed = client.get("/processes").json()
    assert [process["id"] for process in listed["processes"]] == IDS
    assert listed["processes"][0]["jobControlOptions"] == ["async-execute", "dismiss"]
    assert [process["id"] for process in client.get("/processes?limit=2").json()["processes"]] == IDS[:2]
    assert client.get("/processes?limit=0").status_code == 400
    assert client.get("/processes?page=2").status_code == 400


@pytest.mark.parametrize("process_id", IDS)
def test_every_input_and_output_has_a_schema(client: TestClient, process_id: str) -> None:
    found = client.get(f"/processes/{process_id}").json()
    assert found["id"] == process_id
    for name, value in {**found["inputs"], **found["outputs"]}.items():
        jsonschema.Draft202012Validator.check_schema(value["schema"])
        assert " / " in value["title"], name
    assert {"plan", "scenario", "document"} & found["inputs"].keys()
    [execute] = [link for link in found["links"] if link["rel"].endswith("/execute")]
    assert execute["href"] == f"http://localhost/processes/{process_id}/execution"
    for value in found["inputs"].values():
        assert value["description"]


def test_schemas_fit_what_is_taken(client: TestClient) -> None:
    inputs = client.get("/processes/portfolio").json()["inputs"]
    jsonschema.validate(0.02, inputs["within"]["schema"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(2, inputs["within"]["schema"])
    settings = client.get("/processes/robustness").json()["inputs"]["settings"]["schema"]
    jsonschema.validate({"draws": 10, "influence_samples": 0}, settings)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"drawings": 10}, settings)


def test_unknown_processes(client: TestClient) -> None:
    for answer in (client.get("/processes/alocation"), ask(client, "alocation", {})):
        assert answer.status_code == 404
        assert answer.json()["type"].endswith("ogcapi-processes-1/1.0/no-such-process")
        assert "allocation, why-not" in answer.json()["detail"]


def test_a_stored_scenario_is_asked_about_in_its_version(client: TestClient, database: Database) -> None:
    store = ScenarioStore(database)
    store.create(LAN, "mine", document(at_most=9))
    first = ask(client, "allocation", {"scenario": "mine"})
    store.update(LAN, "mine", document(at_most=8), 1)
    second = ask(client, "allocation", {"scenario": {"value": "mine"}})
    third = ask(client, "allocation", {"scenario": "mine", "scenario_version": 1})
    assert (first.status_code, second.status_code, third.status_code) == (201, 201, 201)
    asked = [JobStore(database).get(answer.json()["jobID"]).request for answer in (first, second, third)]
    assert [request["inputs"]["scenario_version"] for request in asked] == [1, 2, 1]


@pytest.mark.parametrize(
    ("process", "inputs", "faults"),
    [
        ("allocation", {}, ["inputs: Exactly one is needed: scenario, document."]),
        ("portfolio", {}, ["Exactly one is needed: plan, scenario, document."]),
        ("allocation", {"scenario": "national", "document": DOCUMENT}, ["Exactly one is needed"]),
        ("allocation", {"document": DOCUMENT, "scenario_version": 1}, ["scenario_version goes with scenario alone."]),
        ("allocation", {"scenario": "nationale"}, ["scenario: There is no scenario", "Did you mean national?"]),
        ("allocation", {"scenario": "national", "gap_limit": "1"}, ["gap_limit: Must be a number"]),
        ("allocation", {"scenario": "national", "gap_limit": 2, "time_limit_seconds": 0}, ["gap_limit", "time_limit"]),
        ("allocation", {"scenario": "national", "time_limit": 5}, ["time_limit"]),
        ("allocation", {"scenario": "a\x00b"}, ["scenario"]),
        ("allocation", {"scenario": {"href": "http://example.org/s.json"}}, ["fetches nothing from elsewhere"]),
        ("allocation", {"document": {**DOCUMENT, "rules": {"clusters": 7, "reach_km": -1}}}, ["clusters", "reach_km"]),
        (
            "allocation",
            {"document": {**DOCUMENT, "unit_layer": "nowhere"}},
            ["nowhere: does not exist"],
        ),
        ("portfolio", {"plan": "0123456789abcdef"}, ["plan: There is no plan plans/0123456789abcdef."]),
        ("why-not", {"scenario": "national", "unit": "01"}, ["technology: This field is missing."]),
        (
            "why-not",
            {"scenario": "national", "unit": "Hà Nội", "technology": "G99"},
            ["unit: There is no id Hà Nội. Did you mean 01?", "technology: There is no id G99."],
        ),
        ("robustness", {"scenario": "national", "settings": {"draws": 5}}, ["influence_samples (32) is larger than"]),
    ],
)
def test_wrong_inputs_are_400_with_every_fault(
    client: TestClient, database: Database, process: str, inputs: dict[str, Any], faults: list[str]
) -> None:
    answer = ask(client, process, inputs)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    said = "\n".join([answer.json()["detail"], *answer.json()["faults"]])
    for fault in faults:
        assert fault in said
    assert JobStore(database).list() == ()


def test_faults_are_told_in_vietnamese_where_it_is_preferred(client: TestClient) -> None:
    client.headers["accept-language"] = "vi-VN,vi;q=0.9"
    answer = ask(client, "allocation", {"scenario": "nationale"}).json()
    assert answer["faults"] == ["scenario: Không có kịch bản scenarios/nationale. Có phải ý là national?"]


@pytest.mark.parametrize(
    "body",
    [
        {"inputs": {"scenario": "national"}, "outputs": {"map": {}}},
        {"inputs": {"scenario": "national"}, "outputs": {"plan": {"transmissionMode": "reference"}}},
        {"inputs": {"scenario": "national"}, "response": "zip"},
        {"inputs": {"scenario": "national"}, "subscriber": {"successUri": "http://example.org"}},
        {"inputs": ["national"]},
        ["national"],
    ],
)
def test_wrong_requests_are_400(client: TestClient, body: Any) -> None:
    assert client.post("/processes/allocation/execution", json=body).status_code == 400


def test_half_a_letter_is_400(client: TestClient) -> None:
    body = b'{"inputs": {"scenario": "national", "unit": "\\ud800", "technology": "\\u0000"}}'
    answer = client.post("/processes/why-not/execution", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400


def test_a_pair_that_the_plan_has_is_400(client: TestClient, database: Database) -> None:
    stored = PlanStore(database).add(LAN, plan(), scenario())
    cluster = stored.plan.clusters[0]
    pair = {"unit": cluster.members[0], "technology": cluster.focuses[0]}
    answer = ask(client, "why-not", {"plan": stored.id, **pair})
    assert answer.status_code == 400
    other = next(found for found in ("S01", "S02", "S03", "S04", "S05", "S06") if found not in cluster.focuses)
    taken = ask(client, "why-not", {"plan": stored.id, "unit": cluster.members[0], "technology": other})
    assert (answer.json()["faults"], taken.status_code) == (
        [f"{pair['unit']}:{pair['technology']}: The plan gives this technology to the unit."],
        201,
    )


def test_limit_per_person(client: TestClient, database: Database) -> None:
    for _ in range(3):
        assert ask(client, "allocation", {"scenario": "national"}).status_code == 201
    refused = ask(client, "allocation", {"scenario": "national"})
    assert refused.status_code == 429
    assert refused.json()["detail"] == "You have 3 jobs that wait or run. Wait for one to end, or dismiss one."
    client.headers["x-who"] = "minh"
    assert ask(client, "allocation", {"scenario": "national"}).status_code == 201
    assert len(JobStore(database).list(states=[JobState.ACCEPTED, JobState.RUNNING])) == 4
