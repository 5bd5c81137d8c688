"""The queue: fair, shared without a race, and nothing in it gets lost."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from tests.web.state.samples import LAN, MINH

from clusterplan.language import Text
from clusterplan.web.principal import Principal
from clusterplan.web.state import job_queue, job_records
from clusterplan.web.state.audit import verify_audit
from clusterplan.web.state.database import Database, now
from clusterplan.web.state.errors import NotFoundError
from clusterplan.web.state.jobs import MOST_ATTEMPTS, Job, JobState, JobStore, TooManyJobsError
from clusterplan.web.state.tables import AuditRow, JobRow

AN = Principal("an", "An")
SECONDS = 20


@pytest.fixture
def store(database: Database) -> JobStore:
    return JobStore(database)


def submitted(store: JobStore, who: Principal, number: int = 1) -> list[str]:
    return [store.submit(who, "allocation", {"inputs": {"scenario": "national"}}).id for _ in range(number)]


def claimed(store: JobStore, worker: str = "one", **when: Any) -> Job:
    job = store.claim(worker, SECONDS, **when)
    assert job is not None, "a job waits"
    return job


def audited(database: Database) -> list[tuple[str, str, dict[str, Any]]]:
    with database.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.sequence))
        return [(row.actor, row.action, json.loads(row.detail)) for row in rows]


def test_from_the_question_to_the_answer(database: Database, store: JobStore) -> None:
    [job_id] = submitted(store, LAN)
    assert store.get(job_id).state is JobState.ACCEPTED
    assert store.result(job_id) is None
    job = claimed(store)
    assert (job.id, job.state, job.attempts, job.worker) == (job_id, JobState.RUNNING, 1, "one")
    assert store.claim("two", SECONDS) is None
    incumbent = {"objective": 3.5, "bound": 4.0, "gap": 0.125, "seconds": 1.5}
    assert store.report(job.lease, 40, Text(vi="Đang giải", en="Solving"), incumbent)
    assert store.report(job.lease, 41, Text(vi="Đang giải", en="Solving"))  # what is known stays known
    seen = store.get(job_id)
    assert (seen.progress, seen.message.vi, seen.incumbent) == (41, "Đang giải", incumbent)
    assert store.finish(job.lease, b'{"plan": 1}', "feed")
    ended = store.get(job_id)
    assert (ended.state, ended.progress, ended.plan_id, ended.has_ended) == (JobState.SUCCESSFUL, 100, "feed", True)
    assert ended.finished_at is not None
    assert store.result(job_id) == b'{"plan": 1}'
    assert audited(database) == [
        ("lan", "job.submitted", {"process": "allocation"}),
        ("lan", "job.finished", {"state": "successful", "plan": "feed"}),
    ]


def test_whoever_has_the_fewest_running_jobs_is_next(store: JobStore) -> None:
    lan = submitted(store, LAN, 4)
    minh = submitted(store, MINH, 2)
    an = submitted(store, AN, 1)
    order = [claimed(store).id for _ in range(7)]
    assert order == [lan[0], minh[0], an[0], lan[1], minh[1], lan[2], lan[3]]


def test_a_lost_lease_lets_the_job_wait_again(store: JobStore) -> None:
    [job_id] = submitted(store, LAN)
    first, later = claimed(store, "one"), now() + timedelta(seconds=SECONDS + 1)
    assert store.claim("one", SECONDS, at=later) is None  # it knows that it lives, whatever the clock says
    second = claimed(store, "two", at=later)
    assert (second.id, second.attempts, second.worker) == (job_id, 2, "two")
    for refused in (
        store.renew(first.lease, SECONDS),
        store.report(first.lease, 99, Text("", "")),
        store.finish(first.lease, b"late"),
        store.fail(first.lease, {}),
        store.give_back(first.lease),
    ):
        assert not refused
    assert store.held(first.lease) is None
    assert store.held(second.lease) is not None
    assert store.finish(second.lease, b"right")
    assert store.result(job_id) == b"right"


def test_a_renewed_lease_is_kept(store: JobStore) -> None:
    submitted(store, LAN)
    job = claimed(store)
    assert store.renew(job.lease, 3 * SECONDS)
    assert store.claim("two", SECONDS, at=now() + timedelta(seconds=2 * SECONDS)) is None


def test_a_job_that_keeps_dying_fails_and_says_so(database: Database, store: JobStore) -> None:
    [job_id] = submitted(store, LAN)
    for _ in range(MOST_ATTEMPTS - 1):
        assert store.give_back(claimed(store).lease)
        assert store.get(job_id).state is JobState.ACCEPTED
    assert store.give_back(claimed(store).lease)
    failed = store.get(job_id)
    assert failed.state is JobState.FAILED
    assert failed.problem is not None
    assert "can be run again" in failed.problem["summary"]["en"]
    assert store.claim("one", SECONDS) is None
    assert audited(database)[-1] == ("lan", "job.finished", {"state": "failed", "plan": None})


def test_an_orderly_end_of_the_service_is_no_attempt(store: JobStore) -> None:
    submitted(store, LAN)
    for _ in range(MOST_ATTEMPTS + 2):
        job = claimed(store)
        assert job.attempts == 1
        store.give_back(job.lease, counts=False)


def test_dismissed_jobs_are_nobodys(database: Database, store: JobStore) -> None:
    waiting, running, done = submitted(store, LAN, 3)
    leases = {job.id: job.lease for job in (claimed(store) for _ in range(3))}
    store.give_back(leases[waiting])
    store.finish(leases[done], b"{}", "feed")
    for job_id in (waiting, running, done):
        assert store.dismiss(LAN, job_id).state is JobState.DISMISSED
        assert store.dismiss(LAN, job_id).state is JobState.DISMISSED
    assert store.held(leases[running]) is None
    assert not store.finish(leases[running], b"late")
    assert (store.result(running), store.result(done), store.get(done).plan_id) == (None, None, "feed")
    assert store.claim("one", SECONDS) is None
    assert [line for line in audited(database) if line[1] == "job.dismissed"] == [
        ("lan", "job.dismissed", {"before": before}) for before in ("accepted", "running", "successful")
    ]


def test_a_stop_is_asked_of_running_jobs_alone(store: JobStore) -> None:
    first, second = submitted(store, LAN, 2)
    lease = claimed(store).lease
    assert store.request_stop(first).stop_requested
    held = store.held(lease)
    assert held is not None
    assert held.stop_requested
    assert not store.request_stop(second).stop_requested
    store.give_back(lease)
    assert not store.get(first).stop_requested  # the next attempt is a new one


def test_nobody_has_more_jobs_than_he_may(store: JobStore) -> None:
    first, _second = submitted(store, LAN, 2)
    with pytest.raises(TooManyJobsError, match="You have 2 jobs"):
        store.submit(LAN, "allocation", {}, most=2)
    store.submit(MINH, "allocation", {}, most=2)
    store.dismiss(LAN, first)
    store.submit(LAN, "allocation", {}, most=2)


def test_lists(store: JobStore) -> None:
    lan, minh = submitted(store, LAN, 2), submitted(store, MINH)
    other = store.submit(LAN, "portfolio", {}).id
    store.dismiss(LAN, lan[0])
    assert [job.id for job in store.list()] == [other, *minh, lan[1], lan[0]]
    assert [job.id for job in store.list("minh")] == minh
    assert [job.id for job in store.list(states=[JobState.DISMISSED])] == [lan[0]]
    assert [job.id for job in store.list(processes=["portfolio"])] == [other]
    assert len(store.list(limit=2)) == 2


def test_unknown_jobs(store: JobStore) -> None:
    for ask in (store.get, store.result, store.request_stop, lambda name: store.dismiss(LAN, name)):
        with pytest.raises(NotFoundError, match="jobs/nothing"):
            ask("nothing")


def test_every_job_goes_to_one_worker(database: Database, store: JobStore) -> None:
    jobs, workers = 24, 6
    for number in range(jobs):
        store.submit(Principal(f"person {number % 5}", ""), "allocation", {})
    barrier = threading.Barrier(workers)

    def work(worker: str) -> list[str]:
        barrier.wait()
        mine = []
        while (job := store.claim(worker, SECONDS)) is not None:
            mine.append(job.id)
            assert store.finish(job.lease, worker.encode())
        return mine

    with ThreadPoolExecutor(workers) as pool:
        shares = list(pool.map(work, [f"worker {number}" for number in range(workers)]))
    done = [job_id for share in shares for job_id in share]
    assert len(done) == len(set(done)) == jobs
    for number, share in enumerate(shares):
        assert {store.result(job_id) for job_id in share} <= {f"worker {number}".encode()}
    verdict = verify_audit(database)
    assert (verdict.lines, verdict.broken_at) == (2 * jobs, None)


def taken_together(store: JobStore, monkeypatch: pytest.MonkeyPatch, **how: Any) -> list[Job]:
    """Have two workers take a job, the second while the first has not stored that it did."""
    taken = job_records.job_of

    def slowly(row: JobRow) -> Job:
        time.sleep(0.3)
        return taken(row)

    monkeypatch.setattr(job_queue, "job_of", slowly)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(store.claim, worker, SECONDS, **how) for worker in ("one", "two")]
        return [job for job in (found.result() for found in asked) if job is not None]


def test_two_who_ask_together_serve_two_owners(store: JobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    submitted(store, LAN, 2)
    submitted(store, MINH)
    assert {job.owner for job in taken_together(store, monkeypatch)} == {"lan", "minh"}


def test_two_who_ask_together_run_no_more_than_may(store: JobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    submitted(store, LAN, 3)
    assert len(taken_together(store, monkeypatch, at_once=1)) == 1


def test_a_limit_counts_the_jobs_of_all_workers(store: JobStore) -> None:
    submitted(store, LAN, 2)
    submitted(store, MINH, 2)
    leases = [claimed(store, worker, at_once=2).lease for worker in ("one", "two")]
    assert store.claim("one", SECONDS, at_once=2) is None
    assert store.claim("three", SECONDS, at_once=2) is None
    later = now() + timedelta(seconds=2 * SECONDS)
    again = claimed(store, "three", at_once=2, at=later)  # those that were lost wait again, and count no more
    assert again.attempts == 2
    assert store.renew(again.lease, SECONDS)
    assert store.finish(again.lease, b"{}")
    assert [store.held(lease) for lease in leases] == [None, None]
