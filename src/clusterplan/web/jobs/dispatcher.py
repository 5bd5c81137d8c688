"""Take jobs from the queue and have them done; any number of processes may each run a dispatcher."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable
from typing import Any, Self

import structlog

from clusterplan.web.jobs.child import Child
from clusterplan.web.jobs.oversee import Limits, Office, Overseer
from clusterplan.web.jobs.question import Question
from clusterplan.web.state.database import Database
from clusterplan.web.state.errors import StateUnavailableError
from clusterplan.web.state.jobs import Job, JobStore

__all__ = ["Dispatcher"]

_LOG = structlog.get_logger("clusterplan.web.jobs")


class Dispatcher:
    """Runs jobs while its block is open; what is not finished then waits for the next one.

    Parameters
    ----------
    database
        Where the queue is.
    at_once
        Jobs that run at the same time, over all dispatchers of the database; with 0 none are taken here.
    question_of
        Says what a job asks for.
    start
        Starts a child on a question.
    limits
        Times.
    """

    def __init__(
        self,
        database: Database,
        at_once: int,
        question_of: Callable[[Job], Question],
        start: Callable[[dict[str, Any]], Child] = Child,
        limits: Limits | None = None,
    ) -> None:
        self._store = JobStore(database)
        self._at_once = at_once
        self._closing, self._woken = threading.Event(), threading.Event()
        self._office = Office(database, question_of, start, limits or Limits(), self._closing)
        self._worker = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"
        self._running: list[Overseer] = []
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def wake(self) -> None:
        """Look into the queue now rather than within a second."""
        self._woken.set()

    def __enter__(self) -> Self:
        """Begin to take jobs."""
        if self._at_once:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take no more, and give back those that are not finished."""
        self._closing.set()
        self._woken.set()
        if self._at_once:
            self._thread.join()
        for overseer in self._running:
            overseer.join()

    def _run(self) -> None:
        gone = False
        while not self._closing.is_set():
            try:
                self._take_what_waits()
            except StateUnavailableError as error:
                if not gone:  # said once, not every second
                    _LOG.warning("no jobs: the database does not answer", reason=str(error))
                gone = True
            except Exception:  # noqa: BLE001 - whatever it was, the jobs after it are still to be done
                _LOG.exception("jobs could not be taken")
            else:
                gone = False
            self._woken.wait(self._office.limits.retry)
            self._woken.clear()

    def _take_what_waits(self) -> None:
        self._running = [overseer for overseer in self._running if overseer.is_alive]
        while len(self._running) < self._at_once and not self._closing.is_set():
            job = self._store.claim(self._worker, self._office.limits.lease, at_once=self._at_once)
            if job is None:
                return
            overseer = Overseer(job, self._office)
            overseer.start()
            self._running.append(overseer)
