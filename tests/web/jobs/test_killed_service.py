"""kill -9 of the whole service, or of its workers, while real jobs run and a scenario is written again and again.

Whatever was confirmed is there, no plan is half there, nothing that was started is left behind, and every job is done
or has failed in words that say that it can be run again.
"""

from __future__ import annotations

import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import httpx2
import pytest
from tests.web.jobs.test_dispatcher import until
from tests.web.state.conftest import BOTH, copied, postgres_templates, sqlite_templates

from clusterplan.web.state.database import Database
from clusterplan.web.state.jobs import MOST_ATTEMPTS, Job, JobState, JobStore
from clusterplan.web.state.plans import PlanStore
from clusterplan.web.state.scenarios import ScenarioStore
from clusterplan.web.state.verify import verify_state

__all__ = ["postgres_templates", "sqlite_templates"]  # fixtures

ROOT = Path(__file__).resolve().parents[3]
SMALL = {"inputs": {"scenario": "provinces-alone", "gap_limit": 0.5}}
"""A plan that is found within seconds; its proof is not waited for."""
WRITTEN = {"extends": "national", "id": "written", "title_vi": "Được ghi", "title_en": "Written"}
MOST_SECONDS = 300.0
WORKER = b"clusterplan.web.jobs.worker"


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    yield from copied(request, tmp_path, "migrated")


class Service:
    """The service in a process of its own, and all that it started."""

    def __init__(self, database: Database) -> None:
        self.database, self.jobs = database, JobStore(database)
        self.family = secrets.token_hex(8)
        self.confirmed = 0
        self.start()

    def start(self) -> None:
        address = self.database.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.web.jobs.killed_service", address]
        environment = {**os.environ, "FAMILY": self.family}
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=environment)
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().decode().strip()
        assert self.address, "the service ended"
        self.is_gone = False
        until(lambda: self.ask("GET", "healthz", retry=True) is not None, 120)

    def ask(self, method: str, path: str, *, retry: bool = False, **sent: Any) -> httpx2.Response | None:
        """Ask; none if the service is gone, or still to come."""
        try:
            answer = httpx2.request(method, f"{self.address}{path}", timeout=60, **sent)
        except httpx2.TransportError:
            assert retry or self.is_gone, "a service that lives answers"
            return None
        assert answer.status_code < 300, answer.text
        return answer

    def kill(self) -> None:
        """Kill it alone: what it started has to notice by itself."""
        self.is_gone = True
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def living(self) -> dict[int, bytes]:
        """Return the commands of all processes that it, or what it started, ever began and that live."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"FAMILY={self.family}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes()
            except OSError:  # it is no longer there
                continue
        return found

    def until_alone(self, *but: int) -> None:
        """Wait until nothing lives that it began, but for those that are named; a busy machine takes long."""
        end = time.monotonic() + MOST_SECONDS
        while left := {pid: command for pid, command in self.living().items() if pid not in but}:
            assert time.monotonic() < end, left
            time.sleep(0.1)

    def workers(self) -> list[int]:
        return [pid for pid, command in self.living().items() if WORKER in command]

    def unfinished(self) -> list[Job]:
        return [job for job in self.jobs.list(limit=1_000) if not job.has_ended]

    def keep_busy(self) -> None:
        """See to it that one job runs and one waits."""
        while len(self.unfinished()) < 2:
            self.ask("POST", "processes/allocation/execution", json=SMALL)
        until(lambda: any(job.state is JobState.RUNNING for job in self.unfinished()), MOST_SECONDS)

    def write_until(self, enough: threading.Event) -> None:
        """Write the next version of a scenario, and the next, and remember the last one that was confirmed."""
        while not enough.wait(0.05):
            version = ScenarioStore(self.database).get("written").version
            headers = {"If-Match": f'"{version}"'}
            answer = self.ask("PUT", "scenarios/written", json={"document": WRITTEN}, headers=headers)
            if answer is None:
                return
            self.confirmed = answer.json()["version"]


def require_whole(service: Service) -> None:
    """Nothing that was confirmed is lost, and what is told of is there as a whole."""
    plans = PlanStore(service.database)
    assert verify_state(service.database).is_whole
    assert service.confirmed <= ScenarioStore(service.database).get("written").version <= service.confirmed + 1
    for stored in plans.list():
        assert plans.get(stored.id).plan.clusters
    for job in service.jobs.list(limit=1_000):
        is_done = job.state is JobState.SUCCESSFUL
        assert (job.plan_id is not None) == (service.jobs.result(job.id) is not None) == is_done
        assert job.plan_id is None or plans.get(job.plan_id).plan.scenario.id == "provinces-alone"


def kill_at(service: Service, victim: Literal["server", "worker"], seconds: float) -> None:
    """Kill while somebody writes; nothing that a killed service started outlives it."""
    enough = threading.Event()
    writer = threading.Thread(target=service.write_until, args=(enough,))
    writer.start()
    time.sleep(seconds)
    if victim == "worker":
        os.kill(until(service.workers, MOST_SECONDS)[0], signal.SIGKILL)
    else:
        service.kill()
        service.until_alone()
    enough.set()
    writer.join()


def done_again(service: Service, job: Job) -> Job:
    """Run a job again, and wait for its end."""
    answer = service.ask("POST", f"jobs/{job.id}/rerun")
    assert answer is not None
    until(lambda: not service.unfinished(), MOST_SECONDS)
    return service.jobs.get(answer.json()["jobID"])


@pytest.mark.soak  # minutes each: every kill waits for real jobs
@pytest.mark.parametrize("kills", [pytest.param(5, id="few"), pytest.param(20, id="many")])
@pytest.mark.parametrize("victim", ["server", "worker"])
def test_kills_during_jobs_and_writes(database: Database, victim: Literal["server", "worker"], kills: int) -> None:
    chance, service = random.Random(f"{victim} {kills}"), Service(database)
    try:
        created = service.ask("POST", "scenarios", json={"document": WRITTEN})
        assert created is not None
        service.confirmed = created.json()["version"]
        service.keep_busy()
        began = time.monotonic()
        until(lambda: service.jobs.list(states=[JobState.SUCCESSFUL]), MOST_SECONDS)
        usual = time.monotonic() - began
        for _ in range(kills):
            service.keep_busy()
            kill_at(service, victim, chance.uniform(0, usual))
            require_whole(service)
            if victim == "server":
                service.start()
        until(lambda: not service.unfinished(), 3 * MOST_SECONDS)
        require_whole(service)
        failed = service.jobs.list(states=[JobState.FAILED], limit=1_000)
        for job in failed:
            assert job.attempts == MOST_ATTEMPTS
            assert "can be run again" in (job.problem or {})["summary"]["en"]
        again = done_again(service, service.jobs.list()[-1])
        assert (again.state, again.attempts) == (JobState.SUCCESSFUL, 1)
        attempts = [job.attempts for job in service.jobs.list(limit=1_000)]
        assert sum(attempts) > len(attempts)  # some job was begun again
        service.until_alone(service.process.pid)
    finally:
        service.kill()
        service.until_alone()
    require_whole(service)
