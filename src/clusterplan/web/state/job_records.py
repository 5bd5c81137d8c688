"""What is stored of a job: its state, how far it is, and whose turn it is to work on it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from clusterplan.language import Text
from clusterplan.web.state.tables import JobRow

__all__ = ["ENDED", "Job", "JobState", "Lease", "job_of"]


class JobState(StrEnum):
    """How far a job has come, in the words of OGC API Processes."""

    ACCEPTED = "accepted"
    """Waits for its turn, the first time or again."""
    RUNNING = "running"
    """A worker has it."""
    SUCCESSFUL = "successful"
    """Its result is stored."""
    FAILED = "failed"
    """It has no result; its problem says why."""
    DISMISSED = "dismissed"
    """Its owner no longer wants it."""


ENDED = frozenset({JobState.SUCCESSFUL, JobState.FAILED, JobState.DISMISSED})
"""States that a job stays in."""


@dataclass(frozen=True)
class Lease:
    """The right to work on a job: whoever loses it can no longer write."""

    job_id: str
    """The job."""
    worker: str
    """Who has it; another word for every process."""
    attempt: int
    """Which attempt it is, from 1."""


@dataclass(frozen=True)
class Job:
    """A question that takes time."""

    id: str
    """Random id."""
    process: str
    """What is asked, as ``allocation``."""
    owner: str
    """Subject of who asks."""
    request: dict[str, Any]
    """What he sent, with the version of everything that may change since."""
    state: JobState
    """How far it is."""
    progress: int
    """Percent, 0 to 100."""
    message: Text
    """What it does now."""
    incumbent: dict[str, Any] | None
    """``objective``, ``bound``, ``gap`` and ``seconds`` of the best answer so far."""
    problem: dict[str, Any] | None
    """Why it failed."""
    plan_id: str | None
    """The plan that it made."""
    attempts: int
    """How often a worker began it."""
    stop_requested: bool
    """Whether it is to end with the best that it has."""
    worker: str | None
    """Who works on it."""
    created_at: datetime
    """When it was asked."""
    started_at: datetime | None
    """When the present attempt began."""
    finished_at: datetime | None
    """When it ended."""
    updated_at: datetime
    """When any of this last changed."""

    @property
    def has_ended(self) -> bool:
        """Whether nothing of it will change any more."""
        return self.state in ENDED

    @property
    def lease(self) -> Lease:
        """The right of whoever works on it."""
        assert self.worker is not None, "somebody works on it"
        return Lease(self.id, self.worker, self.attempts)


def job_of(row: JobRow) -> Job:
    """Return what a row says.

    Parameters
    ----------
    row
        A row of the table.

    Returns
    -------
    Job
        Without its result, which may be large.
    """
    return Job(
        id=row.id,
        process=row.process,
        owner=row.owner,
        request=json.loads(row.inputs),
        state=JobState(row.state),
        progress=row.progress,
        message=Text(**json.loads(row.message)),
        incumbent=None if row.incumbent is None else json.loads(row.incumbent),
        problem=None if row.problem is None else json.loads(row.problem),
        plan_id=row.plan_id,
        attempts=row.attempts,
        stop_requested=row.cancel_requested,
        worker=row.worker,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        updated_at=row.updated_at,
    )
