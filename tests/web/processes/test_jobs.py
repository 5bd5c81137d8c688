"""A job from the asking to its results, and who may see and stop it."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.jobs.test_dispatcher import until
from tests.web.state.samples import LAN, plan, scenario

from clusterplan.language import Text
from clusterplan.web.processes.documents import status_document
from clusterplan.web.processes.events import news_of, number_of
from clusterplan.web.state.database import Database
from clusterplan.web.state.errors import StateUnavailableError
from clusterplan.web.state.jobs import Job, JobStore
from clusterplan.web.state.plans import PlanState, PlanStore

ASKED = {"inputs": {"scenario": "national"}}


def submit(client: TestClient, process: str = "portfolio", **more: Any) -> str:
    answer = client.post(f"/processes/{process}/execution", json={**ASKED, **more})
    assert answer.status_code == 201
    job_id: str = answer.json()["jobID"]
    return job_id


def status(client: TestClient, job_id: str) -> Any:
    return client.get(f"/jobs/{job_id}").json()


def until_it_is(client: TestClient, job_id: str, wanted: str) -> Any:
    until(lambda: status(client, job_id)["status"] == wanted)
    return status(client, job_id)


def as_(client: TestClient, who: str) -> TestClient:
    client.headers["x-who"] = who
    return client


def test_a_study_from_asking_to_results(client: TestClient, controls: dict[str, Any]) -> None:
    controls["reports"] = 3
    asked = client.post("/processes/portfolio/execution", json=ASKED, headers={"prefer": "respond-async"})
    job_id = asked.json()["jobID"]
    assert asked.status_code == 201
    assert asked.headers["location"] == f"http://localhost/jobs/{job_id}"
    assert asked.headers["preference-applied"] == "respond-async"
    assert (asked.json()["type"], asked.json()["status"], asked.json()["processID"]) == (
        "process",
        "accepted",
        "portfolio",
    )
    early = client.get(f"/jobs/{job_id}/results")
    assert early.status_code == 404
    assert early.json()["type"].endswith("/result-not-ready")
    until(lambda: status(client, job_id)["progress"] == 2)  # the last of its reports
    running = status(client, job_id)
    assert (running["progress"], running["message"]) == (2, "Đang giải / Solving")
    assert running["incumbent"] == {"objective": 2, "bound": 9.0, "gap": 0.5, "seconds": 0.1}
    assert client.post(f"/jobs/{job_id}/stop").json()["stopRequested"] is True
    done = until_it_is(client, job_id, "successful")
    [results] = [link["href"] for link in done["links"] if link["rel"].endswith("/results")]
    assert client.get(results).json() == {"stopped": True}
    assert done["created"] <= done["started"] <= done["finished"]
    assert done["progress"] == 100


def test_a_document_of_results_names_the_output(client: TestClient, controls: dict[str, Any]) -> None:
    controls["seconds"] = 0
    job_id = submit(client, response="document", outputs={"answer": {"transmissionMode": "value"}})
    until_it_is(client, job_id, "successful")
    assert client.get(f"/jobs/{job_id}/results").json() == {"answer": {"stopped": False}}


def test_an_allocation_stores_a_draft_of_its_owner(
    client: TestClient, controls: dict[str, Any], database: Database
) -> None:
    made = plan()
    controls |= {"seconds": 0, "plan": made.to_json(), "scenario": scenario().model_dump_json(by_alias=True)}
    job_id = submit(client, "allocation")
    done = until_it_is(client, job_id, "successful")
    answer = client.get(f"/jobs/{job_id}/results").json()
    stored = PlanStore(database).get(done["plan"])
    assert (stored.state, stored.author, stored.plan) == (PlanState.DRAFT, "lan", made)
    assert answer["plan"] == stored.id
    assert (answer["objective"], answer["clusters"]) == (made.objective, len(made.clusters))
    assert f"http://localhost/plans/{stored.id}" in [link["href"] for link in done["links"]]


def test_a_plan_that_does_not_answer_its_scenario_is_not_stored(
    client: TestClient, controls: dict[str, Any], database: Database
) -> None:
    other = scenario().model_copy(update={"title_en": "Another"})
    controls |= {"seconds": 0, "plan": plan().to_json(), "scenario": other.model_dump_json(by_alias=True)}
    failed = until_it_is(client, submit(client, "allocation"), "failed")
    assert failed["problem"]["summary"]["en"] == "The plan is not the answer to this scenario."
    assert failed["attempts"] == 1
    assert PlanStore(database).list() == ()


def test_a_failure_is_told_with_its_own_status(client: TestClient, controls: dict[str, Any]) -> None:
    controls |= {"seconds": 0, "problem": True}
    job_id = submit(client)
    failed = until_it_is(client, job_id, "failed")
    assert failed["problem"]["summary"] == {"vi": "Đang giải", "en": "Solving"}
    results = client.get(f"/jobs/{job_id}/results", headers={"accept-language": "vi"})
    assert (results.status_code, results.json()["detail"]) == (409, "Đang giải")


def test_a_dismissed_job_has_no_results(client: TestClient) -> None:
    job_id = submit(client)
    until_it_is(client, job_id, "running")
    assert client.delete(f"/jobs/{job_id}").json()["status"] == "dismissed"
    assert status(client, job_id)["status"] == "dismissed"
    assert client.get(f"/jobs/{job_id}/results").status_code == 410


def test_the_same_is_asked_again(client: TestClient, database: Database) -> None:
    job_id = submit(client, response="document")
    client.delete(f"/jobs/{job_id}")
    again = client.post(f"/jobs/{job_id}/rerun")
    assert again.status_code == 201
    assert again.headers["location"].endswith(again.json()["jobID"])
    first, second = (JobStore(database).get(found) for found in (job_id, again.json()["jobID"]))
    assert (first.id != second.id, first.request) == (True, second.request)


@pytest.mark.parametrize("job_id", ["0123456789abcdef", "nothing", "%00", "..%2fplans"])
def test_unknown_jobs(client: TestClient, job_id: str) -> None:
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/results"), ("GET", "/events"), ("POST", "/rerun")):
        answer = client.request(method, f"/jobs/{job_id}{path}")
        assert answer.status_code == 404
    assert "ogcapi-processes-1/1.0/no-such-job" in client.get("/jobs/0123456789abcdef").json()["type"]


def test_who_may_see_and_stop_a_job(client: TestClient) -> None:
    job_id = submit(client)
    seen: dict[str, list[int]] = {}
    for who in ("minh", "thu", "an", "hai", "nobody"):
        one = as_(client, who)
        asked = [
            one.get(f"/jobs/{job_id}"),
            one.get(f"/jobs/{job_id}/results"),
            one.delete(f"/jobs/{job_id}"),
            one.post(f"/jobs/{job_id}/rerun"),
            one.post("/processes/portfolio/execution", json=ASKED),
            one.get("/jobs"),
        ]
        seen[who] = [answer.status_code for answer in asked]
    assert seen == {
        "minh": [404, 404, 404, 404, 201, 200],
        "thu": [404, 404, 403, 403, 403, 200],
        "an": [200, 404, 403, 403, 403, 200],
        "hai": [403, 403, 403, 403, 403, 403],
        "nobody": [401, 401, 401, 401, 401, 401],
    }
    assert status(as_(client, "lan"), job_id)["status"] in ("accepted", "running")


def test_lists_of_jobs(client: TestClient) -> None:
    first, second = submit(client), submit(client, "robustness")
    other = submit(as_(client, "minh"))

    def listed(who: str, **parameters: str) -> list[str]:
        answer = as_(client, who).get("/jobs", params=parameters)
        assert answer.status_code == 200
        return [job["jobID"] for job in answer.json()["jobs"]]

    assert listed("lan") == [second, first]
    assert listed("minh") == [other]
    assert listed("an") == [other, second, first]
    assert listed("an", limit="1") == [other]
    assert listed("an", processID="robustness,allocation") == [second]
    until_it_is(as_(client, "lan"), first, "running")
    assert listed("an", status="running") == [first]
    assert listed("an", status="accepted,running", type="process") == [other, second, first]
    assert listed("an", maxDuration="1000") == [first]
    assert listed("an", minDuration="1000") == []
    assert listed("an", datetime="../2020-01-01T00:00:00Z") == []
    assert listed("an", datetime="2020-01-01T00:00:00Z/..") == [other, second, first]
    created = status(as_(client, "lan"), first)["created"]
    assert listed("an", datetime=f"2020-01-01/{datetime.now(UTC).isoformat()}") == [other, second, first]
    assert created.endswith("Z")


@pytest.mark.parametrize(
    "wrong",
    ["status=done", "limit=0", "datetime=today", "datetime=", "datetime=..", "type=wms", "minDuration=-1", "sort=up"],
)
def test_wrong_parameters_of_the_list(client: TestClient, wrong: str) -> None:
    assert client.get(f"/jobs?{wrong}").status_code == 400


def events(text: str) -> list[tuple[int, str, Any]]:
    """Return number, kind and document of every event."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
        if "data" in lines:
            found.append((int(lines["id"]), lines["event"], json.loads(lines["data"])))
    return found


def test_events_until_the_end(client: TestClient, controls: dict[str, Any]) -> None:
    controls["reports"] = 2
    job_id = submit(client)
    heard: list[Any] = []
    listener = threading.Thread(target=lambda: heard.append(client.get(f"/jobs/{job_id}/events")))
    listener.start()
    until(lambda: "incumbent" in status(client, job_id))
    asyncio.run(asyncio.sleep(1.0))
    client.post(f"/jobs/{job_id}/stop")
    listener.join()
    [stream] = heard
    assert stream.headers["content-type"].startswith("text/event-stream")
    told = events(stream.text)
    numbers = [number for number, _, _ in told]
    assert numbers == sorted(set(numbers))
    assert {kind for _, kind, _ in told[:-1]} == {"status"}
    assert any("incumbent" in document for _, _, document in told[:-1])
    last, kind, document = told[-1]
    assert (kind, document["status"]) == ("end", "successful")
    address = f"/jobs/{job_id}/events"
    assert client.get(address, headers={"last-event-id": str(last)}).status_code == 204
    assert events(client.get(f"{address}?lastEventId={numbers[0]}").text) == [told[-1]]
    assert client.head(address).status_code == 200


class _Script:
    """Jobs as they are one after the other, instead of a store."""

    def __init__(self, steps: list[Job | Exception]) -> None:
        self.steps = steps

    def get(self, _id: str) -> Job:
        step = self.steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


def test_events_in_silence(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is told twice, silence is broken by comments, and a database that is gone breaks nothing off."""
    monkeypatch.setattr("clusterplan.web.processes.events._SECONDS", 0.01)
    monkeypatch.setattr("clusterplan.web.processes.events._SECONDS_OF_SILENCE", 0.0)
    store = JobStore(database)
    waiting = store.submit(LAN, "portfolio", {})
    claimed = store.claim("one", 20)
    assert claimed is not None
    store.report(claimed.lease, 40, Text(vi="Đang giải", en="Solving"))
    running = store.get(waiting.id)
    store.finish(claimed.lease, b"{}")
    script = _Script([waiting, waiting, StateUnavailableError("gone"), running, running, store.get(waiting.id)])

    async def told(last_seen: int | None) -> list[str]:
        stream = news_of(script, waiting, lambda job: status_document(job, "/"), last_seen)  # type: ignore[arg-type]
        return [line async for line in stream]

    lines = asyncio.run(told(number_of(waiting)))
    assert lines[0] == "retry: 1000\n\n"
    kinds = [line.splitlines()[1] if line.startswith("id:") else line.strip() for line in lines[1:]]
    assert [kind for kind in kinds if kind.startswith("event")] == ["event: status", "event: end"]
    assert ": still here" in kinds
    assert script.steps == []
