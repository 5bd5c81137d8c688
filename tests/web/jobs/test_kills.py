"""kill -9 at seeded moments, of workers and of the process that runs them: no job is lost, nothing is left behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.jobs.test_dispatcher import is_gone, pids, submit, until
from tests.web.state.samples import MINH

from clusterplan.web.state.audit import verify_audit
from clusterplan.web.state.database import Database
from clusterplan.web.state.jobs import JobState, JobStore
from clusterplan.web.state.migrate import migrate

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    migrate(opened)
    yield opened
    opened.close()


def start(database: Database) -> subprocess.Popen[bytes]:
    """Start a process that runs jobs."""
    address = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.web.jobs.dispatching", address]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def until_ready(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    while b"ready" not in (line := process.stdout.readline()):
        assert line, "it ended"


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_killed_server_loses_no_job(database: Database, tmp_path: Path, seed: int) -> None:
    store, chance = JobStore(database), random.Random(seed)
    files = [tmp_path / f"pid {number}" for number in range(3)]
    jobs = [submit(store, seconds=chance.uniform(0.0, 1.0), reports=3, pid=str(file)) for file in files]
    jobs += [store.submit(MINH, "toy", {"inputs": {"seconds": chance.uniform(0.0, 0.5)}}).id for _ in range(3)]
    process = start(database)
    until_ready(process)
    time.sleep(chance.uniform(0.0, 1.5))
    kill(process)
    families = [pid for file in files if file.exists() for pid in pids(file)]
    until(lambda: all(is_gone(pid) for pid in families))
    done_before = {job for job in jobs if store.get(job).state is JobState.SUCCESSFUL}
    process = start(database)
    until_ready(process)
    until(lambda: all(store.get(job).has_ended for job in jobs), 60)
    kill(process)
    assert {store.get(job).state for job in jobs} == {JobState.SUCCESSFUL}
    assert {store.get(job).attempts for job in done_before} <= {1}
    verdict = verify_audit(database)
    assert (verdict.lines, verdict.broken_at) == (2 * len(jobs), None)


@pytest.mark.slow
def test_killed_workers_and_two_servers(database: Database, tmp_path: Path) -> None:
    """Workers die under two servers that share the queue; each job ends once, and three deaths are a failure."""
    store, chance = JobStore(database), random.Random(7)
    servers = [start(database), start(database)]
    for server in servers:
        until_ready(server)
    files = {submit(store, seconds=3.0, pid=str(tmp_path / str(number))): tmp_path / str(number) for number in range(6)}
    kills = 0
    while kills < 6 and not all(store.get(job).has_ended for job in files):
        for job, file in files.items():
            if store.get(job).state is JobState.RUNNING and file.exists() and chance.random() < 0.1:
                [worker, *_] = pids(file)
                file.unlink()
                os.kill(worker, signal.SIGKILL)
                kills += 1
        time.sleep(0.1)
    until(lambda: all(store.get(job).has_ended for job in files), 90)
    for server in servers:
        kill(server)
    ended: dict[str, Any] = {job: store.get(job) for job in files}
    assert kills > 0
    for job in ended.values():
        assert job.state is JobState.SUCCESSFUL or (job.attempts == 3 and "run again" in job.problem["summary"]["en"])
    assert sum(job.attempts for job in ended.values()) >= len(files)
    verdict = verify_audit(database)
    assert (verdict.lines, verdict.broken_at) == (2 * len(files), None)
