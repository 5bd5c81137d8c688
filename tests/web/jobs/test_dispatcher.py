"""Jobs in child processes: done, stopped, dismissed, killed, and never lost."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.state.samples import LAN, MINH

from clusterplan.errors import UsageError
from clusterplan.language import Text
from clusterplan.web.jobs.child import Child
from clusterplan.web.jobs.dispatcher import Dispatcher
from clusterplan.web.jobs.oversee import Limits
from clusterplan.web.jobs.question import Question
from clusterplan.web.state.database import Database
from clusterplan.web.state.errors import StateUnavailableError
from clusterplan.web.state.jobs import MOST_ATTEMPTS, Job, JobState, JobStore, Lease
from clusterplan.web.state.migrate import migrate

TOY = (sys.executable, str(Path(__file__).with_name("toy.py")))
QUICK = Limits(job=60, grace=60, lease=5, writes=0.1, retry=0.1)
SECONDS = 30.0
"""Longest wait for what takes a moment on a machine that has nothing else to do."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> JobStore:
    return JobStore(database)


def toy_question(job: Job) -> Question:
    return Question(job.process, job.request["inputs"], "{}")


def dispatcher(database: Database, at_once: int = 1, limits: Limits = QUICK) -> Dispatcher:
    return Dispatcher(database, at_once, toy_question, lambda asked: Child(asked, TOY), limits)


def submit(store: JobStore, **inputs: Any) -> str:
    return store.submit(LAN, "toy", {"inputs": inputs}).id


def until[Found](look: Callable[[], Found], seconds: float = SECONDS) -> Found:
    """Return what is found as soon as it is something."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
    return found


def ended(store: JobStore, job_id: str) -> Job:
    until(lambda: store.get(job_id).has_ended)
    return store.get(job_id)


def is_running(store: JobStore, job_id: str) -> bool:
    return store.get(job_id).state is JobState.RUNNING


def answer(store: JobStore, job_id: str) -> Any:
    result = store.result(job_id)
    assert result is not None
    return json.loads(result)


def is_gone(pid: int) -> bool:
    """A zombie that nobody has waited for yet is gone too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def pids(file: Path) -> list[int]:
    return until(lambda: [int(pid) for pid in file.read_text().split()] if file.exists() else [])


def test_a_job_is_done_and_tells_how_far_it_is(database: Database, store: JobStore) -> None:
    job_id = submit(store, reports=5, seconds=SECONDS)
    with dispatcher(database):
        until(lambda: store.get(job_id).progress == 4)
        seen = store.get(job_id)
        assert seen.message == Text(vi="Đang giải", en="Solving")
        assert seen.incumbent == {"objective": 4, "bound": 9.0, "gap": 0.5, "seconds": 0.1}
        store.request_stop(job_id)
        job = ended(store, job_id)
    assert (job.state, job.progress, job.attempts) == (JobState.SUCCESSFUL, 100, 1)
    assert answer(store, job_id) == {"stopped": True}


def test_reports_are_written_now_and_then(database: Database, store: JobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    real = JobStore.report

    def report(store: JobStore, lease: Lease, progress: int, *more: Any) -> bool:
        written.append(progress)
        return real(store, lease, progress, *more)

    monkeypatch.setattr(JobStore, "report", report)
    job_id = submit(store, reports=2_000)
    with dispatcher(database):
        assert ended(store, job_id).state is JobState.SUCCESSFUL
    assert len(written) <= SECONDS / QUICK.writes
    assert len(written) < 200


def test_a_report_without_a_best_answer_does_not_hide_the_one_before(database: Database, store: JobStore) -> None:
    job_id = submit(store, reports=5, checks=True, seconds=SECONDS)
    with dispatcher(database):
        until(lambda: store.get(job_id).progress == 95)
        seen = store.get(job_id)
        store.request_stop(job_id)
        ended(store, job_id)
    assert seen.incumbent == {"objective": 4, "bound": 9.0, "gap": 0.5, "seconds": 0.1}


def test_a_problem_is_kept(database: Database, store: JobStore) -> None:
    job_id = submit(store, problem=True)
    with dispatcher(database):
        job = ended(store, job_id)
    assert job.state is JobState.FAILED
    assert job.problem == {"status": 409, "summary": {"vi": "Đang giải", "en": "Solving"}, "details": []}


def test_as_many_at_once_as_chosen_and_everybody_in_turn(database: Database, store: JobStore) -> None:
    mine = [submit(store, seconds=SECONDS) for _ in range(3)]
    other = store.submit(MINH, "toy", {"inputs": {"seconds": SECONDS}}).id
    with dispatcher(database, at_once=2):
        until(lambda: is_running(store, mine[0]) and is_running(store, other))
        time.sleep(5 * QUICK.retry)
        assert len(store.list(states=[JobState.RUNNING])) == 2
        store.dismiss(LAN, mine[0])
        until(lambda: is_running(store, mine[1]))


def test_two_services_together_run_as_many_at_once_as_chosen(database: Database, store: JobStore) -> None:
    jobs = [submit(store, seconds=SECONDS) for _ in range(4)]
    with dispatcher(database, at_once=2), dispatcher(database, at_once=2):
        until(lambda: len(store.list(states=[JobState.RUNNING])) == 2)
        time.sleep(5 * QUICK.retry)
        assert [job for job in jobs if is_running(store, job)] == jobs[:2]
        store.dismiss(LAN, jobs[0])
        until(lambda: is_running(store, jobs[2]))


@pytest.mark.parametrize("deaf", [False, True])
def test_a_dismissed_job_and_all_it_started_end_within_five_seconds(
    database: Database, store: JobStore, tmp_path: Path, *, deaf: bool
) -> None:
    file = tmp_path / "pid"
    job_id = submit(store, seconds=SECONDS, pid=str(file), deaf=deaf)
    with dispatcher(database):
        family = pids(file)
        asked = time.monotonic()
        store.dismiss(LAN, job_id)
        until(lambda: all(is_gone(pid) for pid in family))
        assert time.monotonic() - asked < 5
        following = submit(store)
        assert ended(store, following).state is JobState.SUCCESSFUL
    assert store.get(job_id).state is JobState.DISMISSED
    assert store.result(job_id) is None


def test_a_killed_child_is_replaced(database: Database, store: JobStore, tmp_path: Path) -> None:
    file = tmp_path / "pid"
    job_id = submit(store, seconds=SECONDS, pid=str(file))
    with dispatcher(database):
        first, grandchild = pids(file)
        file.unlink()
        os.kill(first, signal.SIGKILL)
        second, _ = pids(file)
        assert second != first
        assert is_gone(grandchild)
        job = store.get(job_id)
        assert (job.state, job.attempts) == (JobState.RUNNING, 2)
        store.request_stop(job_id)
        assert ended(store, job_id).state is JobState.SUCCESSFUL


def test_a_job_that_kills_its_child_fails_and_the_next_is_done(database: Database, store: JobStore) -> None:
    deadly, harmless = submit(store, die=True), submit(store)
    with dispatcher(database):
        failed = ended(store, deadly)
        assert ended(store, harmless).state is JobState.SUCCESSFUL
    assert (failed.state, failed.attempts) == (JobState.FAILED, MOST_ATTEMPTS)
    assert failed.problem is not None
    assert "can be run again" in failed.problem["summary"]["en"]


def test_a_job_whose_time_is_over_keeps_what_it_has(database: Database, store: JobStore) -> None:
    job_id = submit(store, seconds=SECONDS)
    with dispatcher(database, limits=Limits(job=0.3, grace=SECONDS, lease=5, writes=0.1, retry=0.1)):
        assert ended(store, job_id).state is JobState.SUCCESSFUL
    assert answer(store, job_id) == {"stopped": True}


def test_a_job_that_does_not_hear_is_ended(database: Database, store: JobStore, tmp_path: Path) -> None:
    file = tmp_path / "pid"
    job_id = submit(store, seconds=SECONDS, deaf=True, pid=str(file))
    with dispatcher(database, limits=Limits(job=0.2, grace=0.2, lease=5, writes=0.1, retry=0.1)):
        failed = ended(store, job_id)
        assert all(is_gone(pid) for pid in pids(file))
    assert failed.state is JobState.FAILED
    assert failed.problem is not None
    assert failed.problem["status"] == 409


def test_an_orderly_end_gives_jobs_back(database: Database, store: JobStore, tmp_path: Path) -> None:
    file = tmp_path / "pid"
    job_id = submit(store, seconds=SECONDS, pid=str(file))
    with dispatcher(database):
        family = pids(file)
    assert all(is_gone(pid) for pid in family)
    job = store.get(job_id)
    assert (job.state, job.attempts, job.worker) == (JobState.ACCEPTED, 0, None)
    with dispatcher(database):
        until(lambda: is_running(store, job_id))


def test_a_question_that_cannot_be_asked_any_more_fails_in_words(database: Database, store: JobStore) -> None:
    def gone(_job: Job) -> Question:
        raise UsageError(Text(vi="Không còn.", en="It is gone."))

    job_id = submit(store)
    with Dispatcher(database, 1, gone, lambda asked: Child(asked, TOY), QUICK):
        failed = ended(store, job_id)
    assert failed.problem == {"status": 400, "summary": {"vi": "Không còn.", "en": "It is gone."}, "details": []}


def test_a_database_that_is_gone_for_a_while_loses_no_answer(
    database: Database, store: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = dict.fromkeys(("claim", "held", "report", "finish"), 2)

    def failing(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            if gone[name]:
                gone[name] -= 1
                raise StateUnavailableError("gone")
            return real(*given, **named)

        return call

    for name in gone:
        monkeypatch.setattr(JobStore, name, failing(name, getattr(JobStore, name)))
    job_id = submit(store, seconds=1.0, reports=3)
    with dispatcher(database):
        assert ended(store, job_id).attempts == 1
    assert answer(store, job_id) == {"stopped": False}
    assert set(gone.values()) == {0}


def test_none_are_taken_where_none_should_run(database: Database, store: JobStore) -> None:
    job_id = submit(store)
    with dispatcher(database, at_once=0):
        time.sleep(5 * QUICK.retry)
    assert store.get(job_id).state is JobState.ACCEPTED
