"""Which jobs of a list are wanted: by process, status, time and duration, as OGC API Processes has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import Query

from clusterplan.web.parameters import INSTANT_OR_INTERVAL
from clusterplan.web.problems import Problem
from clusterplan.web.state.database import now
from clusterplan.web.state.jobs import Job, JobState

__all__ = ["PARAMETERS", "Filters"]

PARAMETERS = ("type", "processID", "status", "datetime", "minDuration", "maxDuration", "limit")
"""Names of the parameters."""
_MOST_LOOKED_AT = 10_000
_STATES = "^({0})(,({0}))*$".format("|".join(JobState))
_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def _described(meaning: str, pattern: str) -> Any:
    """Describe a text whose pattern clients may count on; what is read here is told in words if it is wrong."""
    return Query(description=meaning, json_schema_extra={"pattern": pattern})


@dataclass(frozen=True)
class Filters:
    """What is wanted of a list of jobs."""

    type: Annotated[Literal["process"] | None, Query()] = None
    """Type of job; there is one."""
    processID: Annotated[str | None, Query(description="Ids of processes, with commas")] = None  # noqa: N815
    """Of these processes."""
    status: Annotated[str | None, _described("Statuses, with commas", _STATES)] = None
    """In these states."""
    datetime: Annotated[str | None, _described("Moment or interval of the creation", INSTANT_OR_INTERVAL)] = None
    """Created then."""
    minDuration: Annotated[float | None, Query(ge=0, description="Least seconds of work")] = None  # noqa: N815
    """Worked on for longer."""
    maxDuration: Annotated[float | None, Query(ge=0, description="Most seconds of work")] = None  # noqa: N815
    """Worked on for less."""
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100
    """No more than that."""

    @property
    def processes(self) -> tuple[str, ...] | None:
        """Ids of processes; all if none are named."""
        return None if self.processID is None else tuple(self.processID.split(","))

    @property
    def states(self) -> tuple[JobState, ...]:
        """States that are wanted.

        Raises
        ------
        Problem
            If there is no such state.
        """
        if self.status is None:
            return tuple(JobState)
        try:
            return tuple(JobState(name) for name in self.status.split(","))
        except ValueError:
            detail = f"status is one or more of {', '.join(JobState)}."
            raise Problem(HTTPStatus.BAD_REQUEST, detail) from None

    @property
    def most_looked_at(self) -> int:
        """How many of the newest jobs have to be looked at: more than are wanted where times leave some out."""
        timed = (self.datetime, self.minDuration, self.maxDuration) != (None, None, None)
        return _MOST_LOOKED_AT if timed else self.limit

    def chosen(self, jobs: tuple[Job, ...]) -> list[Job]:
        """Return the jobs that fit in time and duration, no more than wanted.

        Parameters
        ----------
        jobs
            Jobs of the wanted processes and states.

        Returns
        -------
        list of Job
            In their order.

        Raises
        ------
        Problem
            If the time cannot be read.
        """
        first, last = _interval(self.datetime)
        fitting = (job for job in jobs if first <= job.created_at <= last and self._fits(job))
        return [job for job, _ in zip(fitting, range(self.limit), strict=False)]

    def _fits(self, job: Job) -> bool:
        if self.minDuration is None and self.maxDuration is None:
            return True
        if job.started_at is None:
            return False
        seconds = ((job.finished_at or now()) - job.started_at).total_seconds()
        return (self.minDuration or 0.0) <= seconds and (self.maxDuration is None or seconds <= self.maxDuration)


def _interval(text: str | None) -> tuple[datetime, datetime]:
    """Return the ends of ``a``, ``a/b``, ``../b`` or ``a/..``."""
    if text is None:
        return _EARLIEST, _LATEST
    first, slash, last = text.partition("/")
    try:
        if first in ("", "..") and not slash:
            raise ValueError(text)
        begins = _moment(first, _EARLIEST)
        ends = _moment(last, _LATEST) if slash else begins
    except ValueError:
        detail = "datetime is a moment as 2026-11-26T08:00:00Z, or two with a slash between; '..' leaves one open."
        raise Problem(HTTPStatus.BAD_REQUEST, detail) from None
    return begins, ends


def _moment(text: str, left_open: datetime) -> datetime:
    if text in ("", ".."):
        return left_open
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
