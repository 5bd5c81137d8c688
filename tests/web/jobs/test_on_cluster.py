"""The same work on a Dask cluster: reports come back, a stop goes out, and a worker sees that nobody waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from clusterplan.errors import UsageError
from clusterplan.language import Text
from clusterplan.web.jobs import on_cluster
from clusterplan.web.jobs.question import Question
from clusterplan.web.jobs.reports import Report
from clusterplan.web.jobs.work import Answer, Desk

NEWS: Report = (40, Text(vi="Đang giải", en="Solving"), {"objective": 1.0})


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp", host="127.0.0.1"
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The work, replaced: it reports, and goes on until it is stopped."""
    seen = SimpleNamespace(questions=[], begun=threading.Event(), ended=threading.Event(), fails=False)

    def run(question: Question, desk: Desk) -> Answer:
        seen.questions.append(question)
        desk.report(NEWS)
        if seen.fails:
            raise UsageError(Text(vi="Không được.", en="It cannot be."))
        seen.begun.set()
        end = time.monotonic() + 30
        while not desk.should_stop() and time.monotonic() < end:
            time.sleep(0.02)
        seen.ended.set()
        return Answer(answer={"stopped": desk.should_stop()})

    monkeypatch.setattr(on_cluster, "run", run)
    return seen


def question(scheduler: str) -> Question:
    return Question("portfolio", {"plans": 3}, "{}", dask_scheduler=scheduler)


def test_reports_come_back_and_a_stop_goes_out(scheduler: str, works: SimpleNamespace) -> None:
    told: list[Report] = []
    answer = on_cluster.run_on_cluster(question(scheduler), Desk(told.append, lambda: NEWS in told))
    assert answer == Answer(answer={"stopped": True})
    assert told[0][1].en == "Waiting for the Dask cluster"
    assert NEWS in told
    assert works.questions == [Question("portfolio", {"plans": 3}, "{}")]  # there it is work of that machine


def test_what_the_work_raises_is_raised_here(scheduler: str, works: SimpleNamespace) -> None:
    works.fails = True
    with pytest.raises(UsageError, match="It cannot be") as raised:
        on_cluster.run_on_cluster(question(scheduler), Desk(lambda _news: None, lambda: False))
    assert raised.value.summary.vi == "Không được."


def test_a_worker_sees_that_nobody_waits_any_more(scheduler: str, works: SimpleNamespace) -> None:
    class GoneError(Exception):
        pass

    def should_stop() -> bool:
        if works.begun.is_set():
            raise GoneError
        return False

    with pytest.raises(GoneError):
        on_cluster.run_on_cluster(question(scheduler), Desk(lambda _news: None, should_stop))
    assert works.ended.wait(10)


def test_a_cluster_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clusterplan.planning.robustness.executors._SECONDS_TO_CONNECT", 1)
    asked: Any = question("tcp://127.0.0.1:9")
    with pytest.raises(UsageError, match="no connection"):
        on_cluster.run_on_cluster(asked, Desk(lambda _news: None, lambda: False))
