"""Real workers behind a real server: OWSLib asks, events tell, plans are stored, and kill -9 loses nothing."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import jsonschema
import pytest
import yaml
from owslib.ogcapi.processes import Processes  # type: ignore[import-untyped]
from tests.web.jobs.test_dispatcher import until

from clusterplan.planning import known_plan
from clusterplan.web.state.audit import verify_audit
from clusterplan.web.state.database import Database
from clusterplan.web.state.jobs import JobState, JobStore
from clusterplan.web.state.migrate import migrate
from clusterplan.web.state.plans import PlanStore

ROOT = Path(__file__).resolve().parents[3]
GAP = 0.5
QUICK = {"scenario": "national", "gap_limit": GAP}
"""A plan that is found soon; its proof is not waited for."""
pytestmark = pytest.mark.slow
MOST_SECONDS = 300.0


class Server:
    """A server in a process of its own."""

    def __init__(self, folder: Path, scheduler: str | None = None) -> None:
        self.database = Database(f"sqlite:///{folder / 'state.sqlite3'}")
        migrate(self.database)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.more = [] if scheduler is None else [scheduler]
        self.address = f"http://127.0.0.1:{self.port}/"
        self.start()

    def start(self) -> None:
        where = self.database.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.web.processes.serving", where, str(self.port), *self.more]
        self.process = subprocess.Popen(command, cwd=ROOT)
        until(self._answers, 120)

    def _answers(self) -> bool:
        assert self.process.poll() is None, "the server ended"
        try:
            return httpx2.get(f"{self.address}processes", timeout=60).status_code == 200
        except httpx2.TransportError:
            return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def asked(self, process: str, inputs: dict[str, Any]) -> str:
        answer = httpx2.post(f"{self.address}processes/{process}/execution", json={"inputs": inputs}, timeout=60)
        assert answer.status_code == 201, answer.text
        job_id: str = answer.json()["jobID"]
        return job_id

    def answered(self, job_id: str) -> Any:
        store = JobStore(self.database)
        until(lambda: store.get(job_id).has_ended, MOST_SECONDS)
        return httpx2.get(f"{self.address}jobs/{job_id}/results", timeout=60)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("server"))
    yield started
    started.kill()
    started.database.close()


@pytest.fixture(scope="module")
def plan_id(server: Server) -> str:
    """A draft that OWSLib asked for, whose events were listened to."""
    client = Processes(server.address)
    assert [process["id"] for process in client.processes()] == [
        "allocation",
        "why-not",
        "portfolio",
        "robustness",
        "pareto",
        "values",
    ]
    assert "gap_limit" in client.process("allocation")["inputs"]
    job = client.execute("allocation", inputs=QUICK, async_=True)
    with httpx2.stream("GET", f"{server.address}jobs/{job['jobID']}/events", timeout=MOST_SECONDS) as stream:
        data = [line.removeprefix("data: ") for line in stream.iter_lines() if line.startswith("data: ")]
    told = [json.loads(line) for line in data]
    assert told[-1]["status"] == "successful"
    assert [news["progress"] for news in told] == sorted(news["progress"] for news in told)
    objectives = [news["incumbent"]["objective"] for news in told if news.get("incumbent")]
    known = [objective for objective in objectives if objective is not None]
    assert objectives
    results = httpx2.get(f"{server.address}jobs/{job['jobID']}/results").json()["plan"]  # OWSLib asks for a document
    plan = PlanStore(server.database).get(results["plan"]).plan
    assert results["objective"] == plan.objective
    assert plan.bound >= plan.objective >= max(known, default=0.0) - 1e-6
    assert plan.gap <= GAP
    stored: str = results["plan"]
    return stored


def fits_its_schema(server: Server, process: str, answer: Any) -> None:
    described = httpx2.get(f"{server.address}processes/{process}", timeout=60).json()
    [output] = described["outputs"].values()
    jsonschema.validate(answer, output["schema"])


def test_why_not(server: Server, plan_id: str, tmp_path: Path) -> None:
    stored = PlanStore(server.database).get(plan_id)
    cluster = stored.plan.clusters[0]
    technologies = sorted({focus for other in stored.plan.clusters for focus in other.focuses})
    other = next(technology for technology in technologies if technology not in cluster.focuses)
    inputs = {"plan": plan_id, "unit": cluster.hub, "technology": other, "seconds": 0}
    answer = server.answered(server.asked("why-not", inputs)).json()
    fits_its_schema(server, "why-not", answer)
    assert (answer["unit"], answer["changes"]) == (cluster.hub, [])
    (tmp_path / "plan.json").write_text(stored.plan_json)
    (tmp_path / "scenario.json").write_text(stored.scenario_json)
    score = known_plan(str(tmp_path)).posed.advantage.explain(cluster.hub, other).score
    assert answer["pair"]["score"] == score


def test_portfolio_and_robustness(server: Server, plan_id: str) -> None:
    few = {"plan": plan_id, "plans": 2, "classes": False, "seconds": 20}
    portfolio = server.answered(server.asked("portfolio", few)).json()
    fits_its_schema(server, "portfolio", portfolio)
    best = PlanStore(server.database).get(plan_id).plan
    assert portfolio["best"] == best.objective
    assert [cluster["hub"] for cluster in portfolio["decided"][0]["clusters"]] == [each.hub for each in best.clusters]
    assert len(portfolio["decided"]) == len(portfolio["plans"])
    draws = {"draws": 2, "influence_samples": 0, "gap": 0.2, "nodes": 1}
    robustness = server.answered(server.asked("robustness", {"plan": plan_id, "settings": draws})).json()
    fits_its_schema(server, "robustness", robustness)
    assert robustness["draws_done"] == 2


def test_pareto(server: Server, plan_id: str) -> None:
    front = server.answered(server.asked("pareto", {"plan": plan_id, "against": "duplication", "points": 2})).json()
    fits_its_schema(server, "pareto", front)
    assert (front["criterion"], front["points_asked"], len(front["points"]) <= 2) == ("duplication", 2, True)
    assert len(front["decided"]) == len(front["points"])


def test_values_that_are_stopped_keep_what_is_done(server: Server, plan_id: str) -> None:
    store, job_id = JobStore(server.database), server.asked("values", {"plan": plan_id, "seconds": 5})
    until(lambda: store.get(job_id).progress >= 50, MOST_SECONDS)
    assert httpx2.post(f"{server.address}jobs/{job_id}/stop", timeout=60).status_code == 200
    values = server.answered(job_id).json()
    fits_its_schema(server, "values", values)
    assert (values["is_complete"], values["not_asked"] > 0) == (False, True)


def test_no_plan_is_told_with_its_reason(server: Server) -> None:
    inputs = {"extends": "national", "id": "too-many", "title_vi": "Nhiều", "title_en": "Many"}
    rules = {"clusters": {"at_least": 30, "at_most": 34}}
    job_id = server.asked("allocation", {"document": {**inputs, "rules": rules}})
    answer = server.answered(job_id)
    assert answer.status_code == 409
    assert JobStore(server.database).get(job_id).state is JobState.FAILED
    assert "rules.clusters" in " ".join(answer.json()["faults"])


def children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(after_name[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def test_a_solve_survives_kills_of_its_worker_and_its_server(server: Server) -> None:
    store = JobStore(server.database)
    job_id = server.asked("allocation", {"document": products_of_former_provinces(), "gap_limit": 0.4})
    until(lambda: store.get(job_id).progress >= 5, MOST_SECONDS)
    for worker in children(server.process.pid):
        os.kill(worker, signal.SIGKILL)
    until(lambda: store.get(job_id).attempts == 2 and store.get(job_id).progress >= 5, MOST_SECONDS)
    family = children(server.process.pid)
    family += [grandchild for child in family for grandchild in children(child)]
    server.kill()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
    assert store.get(job_id).state is JobState.RUNNING  # nobody could say that it is not
    server.start()
    assert server.answered(job_id).status_code == 200
    job = store.get(job_id)
    assert (job.state, job.attempts) == (JobState.SUCCESSFUL, 3)
    assert job.plan_id is not None
    assert PlanStore(server.database).get(job.plan_id).plan.clusters
    assert verify_audit(server.database).broken_at is None


def test_a_solve_is_dismissed_within_five_seconds(server: Server) -> None:
    job_id = server.asked("allocation", {"document": products_of_former_provinces()})
    store = JobStore(server.database)
    until(lambda: store.get(job_id).has_ended or store.get(job_id).progress >= 10, MOST_SECONDS)
    assert not store.get(job_id).has_ended
    family = children(server.process.pid)
    family += [grandchild for child in family for grandchild in children(child)]
    assert family, "the job is a process of its own"
    asked = time.monotonic()
    assert httpx2.delete(f"{server.address}jobs/{job_id}").json()["status"] == "dismissed"
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
    assert time.monotonic() - asked < 5


def test_a_stopped_solve_keeps_its_best_plan(server: Server) -> None:
    job_id = server.asked("allocation", {"document": products_of_former_provinces()})
    store = JobStore(server.database)
    until(lambda: store.get(job_id).has_ended or (store.get(job_id).incumbent or {}).get("objective"), MOST_SECONDS)
    httpx2.post(f"{server.address}jobs/{job_id}/stop")
    answer = server.answered(job_id).json()
    assert answer.get("termination") == "interrupted", answer
    assert PlanStore(server.database).get(answer["plan"]).plan.objective == answer["objective"]


def products_of_former_provinces() -> dict[str, Any]:
    """Return a scenario whose proof takes a minute, and a gap of 0.4 some seconds: there is time to stop it."""
    products, former = (
        yaml.safe_load((ROOT / "benchmarks" / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8"))
        for name in ("products", "former-provinces")
    )
    return {**products, **{key: former[key] for key in ("unit_layer", "unit_vintage", "candidates")}}
