"""Oversee one job: from the child's messages to the database, and from the database's wishes to the child."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import structlog

from clusterplan.domain import Plan
from clusterplan.errors import ClusterplanError, NoPlanError, UsageError
from clusterplan.language import Text
from clusterplan.scenario import Scenario
from clusterplan.web.jobs.answers import summary_of
from clusterplan.web.jobs.child import Child
from clusterplan.web.jobs.question import Question
from clusterplan.web.jobs.reports import problem_of
from clusterplan.web.principal import Principal, Role
from clusterplan.web.state.database import Database
from clusterplan.web.state.errors import StateUnavailableError
from clusterplan.web.state.jobs import Job, JobStore
from clusterplan.web.state.plans import PlanStore

__all__ = ["Limits", "Office", "Overseer"]

_LOG = structlog.get_logger("clusterplan.web.jobs")


@dataclass(frozen=True)
class Limits:
    """How long things may take, in seconds."""

    job: float = 3_600.0
    """A job, before it is asked to end with the best that it has."""
    grace: float = 30.0
    """Between the asking and its end."""
    lease: float = 20.0
    """A worker that is silent for so long has lost its job."""
    writes: float = 0.5
    """Between two looks into the database."""
    retry: float = 1.0
    """Between two tries to reach a database that does not answer."""


@dataclass(frozen=True)
class Office:
    """What every overseer of a process shares."""

    database: Database
    """Where jobs and plans are."""
    question_of: Callable[[Job], Question]
    """Says what a job asks for."""
    start: Callable[[dict[str, Any]], Child]
    """Starts a child on a question."""
    limits: Limits
    """Times."""
    closing: threading.Event
    """Set when the service ends."""


class Overseer:
    """Oversees one job in a thread of its own.

    Parameters
    ----------
    job
        A job that was just claimed.
    office
        What is shared.
    """

    def __init__(self, job: Job, office: Office) -> None:
        self._job, self._lease, self._office = job, job.lease, office
        self._store = JobStore(office.database)
        self._news: dict[str, Any] | None = None
        self._asked_at: float | None = None
        self._began = self._looked = self._renewed = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=f"job {job.id}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether the job is still here."""
        return self._thread.is_alive()

    def join(self) -> None:
        """Wait until the job is no longer here."""
        self._thread.join()

    def _run(self) -> None:
        log = _LOG.bind(job=self._job.id, process=self._job.process, attempt=self._job.attempts)
        log.info("job begins")
        try:
            self._until_stored(self._worked())
        except Exception:
            log.exception("job is given back")
            with contextlib.suppress(StateUnavailableError):  # then its lease runs out
                self._until_stored(lambda: self._store.give_back(self._lease))
        log.info("job ends", seconds=round(time.monotonic() - self._began, 1))

    def _worked(self) -> Callable[[], object]:
        """Have the job done, and return what is to be stored of it: the child is gone by then."""
        try:
            question = self._office.question_of(self._job)
            with self._office.start(asdict(question)) as child:
                return self._followed(child)
        except StateUnavailableError:
            return lambda: self._store.give_back(self._lease, counts=False)
        except ClusterplanError as error:
            problem = problem_of(error)
            return lambda: self._store.fail(self._lease, problem)

    def _followed(self, child: Child) -> Callable[[], object]:
        """Pass messages on until there is no more to do with the child; return what is to be stored then."""
        while True:
            message = child.next_message(self._office.limits.writes / 2)
            if message is not None and "report" in message:
                self._news = _newest(message["report"], self._news)
            elif message is not None:
                return self._end(message)
            if self._office.closing.is_set():
                return lambda: self._store.give_back(self._lease, counts=False)
            if time.monotonic() - self._looked >= self._office.limits.writes and not self._is_ours(child):
                return _nothing
            if self._is_over(child):
                too_long = _too_long(self._office.limits.job)
                return lambda: self._store.fail(self._lease, problem_of(too_long))

    def _is_ours(self, child: Child) -> bool:
        """Write the news, hear what the owner wants, and tell whether the job is still this worker's."""
        self._looked = time.monotonic()
        try:
            job = self._store.held(self._lease)
            if job is None:
                return False
            if job.stop_requested:
                self._ask(child)
            if self._news is not None:
                news = self._news
                self._store.report(self._lease, news["progress"], Text(**news["message"]), news["incumbent"])
                self._news = None
            if self._looked - self._renewed >= self._office.limits.lease / 4:
                self._renewed = self._looked
                self._store.renew(self._lease, self._office.limits.lease)
        except StateUnavailableError:
            return True  # nobody else can take it either while the database is gone
        return True

    def _is_over(self, child: Child) -> bool:
        """Ask a child whose time is over to end, and tell whether it was asked in vain."""
        if time.monotonic() - self._began > self._office.limits.job:
            self._ask(child)
        return self._asked_at is not None and time.monotonic() - self._asked_at > self._office.limits.grace

    def _ask(self, child: Child) -> None:
        if self._asked_at is None:
            self._asked_at = time.monotonic()
            child.ask_to_stop()

    def _end(self, message: dict[str, Any]) -> Callable[[], object]:
        """Return what is to be stored of a child's last message."""
        if "ended" in message:
            return lambda: self._store.give_back(self._lease)
        if "problem" in message:
            return lambda: self._store.fail(self._lease, message["problem"])
        if message["plan"] is not None:
            return lambda: self._store_plan(message["plan"], message["scenario"])
        return lambda: self._store.finish(self._lease, _json(message["answer"]))

    def _store_plan(self, plan_json: str, scenario_json: str) -> None:
        if self._store.held(self._lease) is None:
            return
        plan, scenario = Plan.from_json(plan_json), Scenario.model_validate_json(scenario_json)
        owner = Principal(self._job.owner, self._job.owner, frozenset({Role.PLANNER}))
        try:
            stored = PlanStore(self._office.database).add(owner, plan, scenario)
        except UsageError as error:  # it would be refused a second time too
            self._store.fail(self._lease, problem_of(error))
            return
        answer = summary_of(plan, stored.id)
        self._store.finish(self._lease, _json(answer.model_dump(mode="json", by_alias=True)), stored.id)

    def _until_stored(self, write: Callable[[], object]) -> None:
        """Store something, however long the database is gone, unless the service ends."""
        while True:
            try:
                write()
            except StateUnavailableError:
                if self._office.closing.wait(self._office.limits.retry):
                    raise
            else:
                return


def _newest(report: dict[str, Any], unwritten: dict[str, Any] | None) -> dict[str, Any]:
    """Return the last report, with the best answer of one that was not written yet if it tells none itself."""
    if report["incumbent"] is None and unwritten is not None:
        return report | {"incumbent": unwritten["incumbent"]}
    return report


def _nothing() -> None:
    """Store nothing: the job is somebody else's, or nobody's."""


def _json(answer: Any) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def _too_long(seconds: float) -> NoPlanError:
    return NoPlanError(
        Text(
            vi=f"Hết thời gian của một công việc ({seconds:.0f} s) hoặc được yêu cầu dừng, mà chưa có gì để giữ lại.",
            en=f"The time of a job ({seconds:.0f} s) was over, or it was asked to stop, and there was nothing to keep.",
        )
    )
