"""A real solve on a real Dask cluster: scheduler, worker and service are processes, as in ``deployment``."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from distributed import Client
from tests.web.jobs.test_dispatcher import until
from tests.web.processes.test_service import GAP, MOST_SECONDS, QUICK, Server, children, products_of_former_provinces

from clusterplan.web.state.audit import verify_audit
from clusterplan.web.state.jobs import JobState, JobStore
from clusterplan.web.state.plans import PlanStore

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.slow


@contextlib.contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of Dask with all that it starts."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler, and one worker whose nanny starts it again when it dies."""
    written = tmp_path_factory.mktemp("dask") / "scheduler.json"
    with running("scheduler", "--host=127.0.0.1", "--port=0", f"--scheduler-file={written}"):
        until(written.exists, 120)
        address: str = json.loads(written.read_text())["address"]
        with running("worker", "--host=127.0.0.1", "--nthreads=1", f"--local-directory={written.parent}", address):
            yield address


@pytest.fixture(scope="module")
def cluster(scheduler: str) -> Iterator[Client]:
    client = Client(scheduler, timeout=60, set_as_default=False)  # type: ignore[no-untyped-call]
    with client:
        client.wait_for_workers(1, timeout=120)
        yield client


@pytest.fixture(scope="module")
def server(cluster: Client, scheduler: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("server"), scheduler)
    yield started
    started.kill()
    started.database.close()


def told(cluster: Client) -> dict[str, list[Any]]:
    """Return what the worker reported, by job."""
    events: dict[str, list[Any]] = cluster.get_events()
    return {topic: [event for _, event in found] for topic, found in events.items() if "clusterplan-job" in topic}


def worker_of(cluster: Client) -> int:
    (pid,) = cluster.run(os.getpid).values()
    return int(pid)


def test_a_plan_is_found_on_the_cluster_and_stored_here(server: Server, cluster: Client) -> None:
    job_id = server.asked("allocation", QUICK)
    answer = server.answered(job_id)
    assert answer.status_code == 200, answer.text
    stored = PlanStore(server.database).get(answer.json()["plan"])
    assert stored.plan.clusters
    assert stored.plan.objective == answer.json()["objective"]
    assert stored.plan.gap <= GAP
    (reports,) = told(cluster).values()  # the work was done there, and its news came from there
    assert max(report["progress"] for report in reports) <= JobStore(server.database).get(job_id).progress == 100
    assert verify_audit(server.database).broken_at is None


def test_a_solve_on_the_cluster_is_dismissed_within_five_seconds(server: Server, cluster: Client) -> None:
    job_id = server.asked("allocation", {"document": products_of_former_provinces()})
    worker = worker_of(cluster)
    until(lambda: JobStore(server.database).get(job_id).has_ended or children(worker), MOST_SECONDS)
    family = children(worker)
    assert family, "the solver is a process of its own"
    asked = time.monotonic()
    assert httpx2.delete(f"{server.address}jobs/{job_id}", timeout=60).json()["status"] == "dismissed"
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
    assert time.monotonic() - asked < 5


def test_a_solve_survives_the_kill_of_its_worker_on_the_cluster(server: Server, cluster: Client) -> None:
    inputs = {"document": products_of_former_provinces(), "gap_limit": 0.4}
    store, job_id = JobStore(server.database), server.asked("allocation", inputs)
    until(lambda: store.get(job_id).progress >= 5, MOST_SECONDS)
    killed = worker_of(cluster)
    os.kill(killed, signal.SIGKILL)
    assert server.answered(job_id).status_code == 200
    assert store.get(job_id).state is JobState.SUCCESSFUL
    assert worker_of(cluster) != killed
    assert verify_audit(server.database).broken_at is None
