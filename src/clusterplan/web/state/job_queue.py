"""The workers' side of the queue: whose turn it is, and who may write about a job.

A worker holds a job by a lease that it renews. Whoever is killed renews nothing, and the job goes back to those that
wait. A worker that was only slow finds that its lease is somebody else's, and what it has to say is no longer stored.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, update
from sqlalchemy.orm import Session, aliased, defer

from clusterplan.language import Text
from clusterplan.web.state.audit import append_to_audit
from clusterplan.web.state.database import Database, now
from clusterplan.web.state.job_records import Job, JobState, Lease, job_of
from clusterplan.web.state.tables import JobRow

__all__ = ["MOST_ATTEMPTS", "JobQueue", "as_text"]

_LOCK = 0x6A6F6273
MOST_ATTEMPTS = 3
"""How often a job is begun before it counts as failed."""
_AGAIN = Text(vi="Chờ chạy lại: tiến trình trước đã dừng", en="Waiting to run again: the process before ended")
_BEGINS = Text(vi="Bắt đầu", en="Beginning")
_DONE = Text(vi="Đã xong", en="Done")
_FAILED = Text(vi="Không có kết quả", en="There is no result")
_GIVEN_UP = Text(
    vi=f"Tiến trình tính toán dừng đột ngột {MOST_ATTEMPTS} lần, có thể do hết bộ nhớ. Hãy chạy lại công việc này.",
    en=f"The process ended unexpectedly {MOST_ATTEMPTS} times; memory may have run out. The job can be run again.",
)


class JobQueue:
    """What workers do with the jobs of a database.

    Parameters
    ----------
    database
        Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(
        self, worker: str, seconds: float, at: datetime | None = None, *, at_once: int | None = None
    ) -> Job | None:
        """Take the job whose turn it is, and no other worker gets it.

        It is the turn of the owner with the fewest running jobs, and of his oldest job. Leases that ran out are taken
        back first; this worker's own are not, for it knows that it lives, whatever the clock says. Jobs are taken one
        after another, however many workers ask: each sees what the one before took, so that the turn and the number of
        running jobs are exact.

        Parameters
        ----------
        worker
            Who takes it.
        seconds
            Length of the lease.
        at
            The moment; now if none is given.
        at_once
            Jobs that may run at the same time, over all workers of the database; any number if none is given.

        Returns
        -------
        Job or None
            None if no job waits, or enough run.
        """
        moment = at or now()
        if not self._has_work(worker, moment, at_once):  # most of the time; a reader holds up nobody
            return None
        with self._database.writing() as session:
            if not self._database.is_sqlite:  # there, whoever writes is alone
                session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            for lost in session.scalars(
                select(JobRow).where(_is_lost(worker, moment)).with_for_update(skip_locked=True)
            ):
                _give_back(session, lost, moment)
            session.flush()
            row = session.scalars(_next_in_turn()).first() if _has_room(session, at_once) else None
            if row is None:
                return None
            row.state, row.worker, row.attempts = JobState.RUNNING.value, worker, row.attempts + 1
            row.lease_until = moment + timedelta(seconds=seconds)
            row.started_at = row.updated_at = moment
            row.progress, row.message, row.incumbent = 0, as_text(_BEGINS._asdict()), None
            return job_of(row)

    def renew(self, lease: Lease, seconds: float, at: datetime | None = None) -> bool:
        """Keep a job for longer.

        Parameters
        ----------
        lease
            The right to it.
        seconds
            From now on.
        at
            The moment; now if none is given.

        Returns
        -------
        bool
            False if it is no longer this worker's: then nothing was stored.
        """
        return self._write(lease, lease_until=(at or now()) + timedelta(seconds=seconds))

    def report(self, lease: Lease, progress: int, message: Text, incumbent: dict[str, Any] | None = None) -> bool:
        """Write down how far a job is.

        Parameters
        ----------
        lease
            The right to it.
        progress
            Percent.
        message
            What it does.
        incumbent
            Best answer so far; what was written before stays if none is given.

        Returns
        -------
        bool
            False if it is no longer this worker's: then nothing was stored.
        """
        known = {} if incumbent is None else {"incumbent": as_text(incumbent)}
        return self._write(lease, progress=progress, message=as_text(message._asdict()), updated_at=now(), **known)

    def finish(self, lease: Lease, result: bytes, plan_id: str | None = None) -> bool:
        """Store what came of a job.

        Parameters
        ----------
        lease
            The right to it.
        result
            JSON.
        plan_id
            The plan that it made.

        Returns
        -------
        bool
            False if it is no longer this worker's: then nothing was stored.
        """
        done = {"progress": 100, "message": as_text(_DONE._asdict()), "result": result, "plan_id": plan_id}
        return self._end(lease, JobState.SUCCESSFUL, **done)

    def fail(self, lease: Lease, problem: dict[str, Any]) -> bool:
        """Store why nothing came of a job.

        Parameters
        ----------
        lease
            The right to it.
        problem
            ``status`` of HTTP, ``summary`` and ``details`` in both languages.

        Returns
        -------
        bool
            False if it is no longer this worker's: then nothing was stored.
        """
        return self._end(lease, JobState.FAILED, message=as_text(_FAILED._asdict()), problem=as_text(problem))

    def give_back(self, lease: Lease, *, counts: bool = True) -> bool:
        """Let a job wait again, or fail if it was begun often enough.

        Parameters
        ----------
        lease
            The right to it.
        counts
            Whether the attempt counts: not if the service ends in an orderly way.

        Returns
        -------
        bool
            False if it is no longer this worker's: then nothing was stored.
        """
        with self._database.writing() as session:
            row = session.scalars(select(JobRow).where(_is_held(lease)).with_for_update()).first()
            if row is None:
                return False
            row.attempts -= not counts
            _give_back(session, row, now())
            return True

    def held(self, lease: Lease) -> Job | None:
        """Return a job if it is still this worker's.

        Parameters
        ----------
        lease
            The right to it.

        Returns
        -------
        Job or None
            None if it was dismissed or taken by somebody else.
        """
        with self._database.reading() as session:
            row = session.scalars(select(JobRow).where(_is_held(lease)).options(defer(JobRow.result))).first()
            return None if row is None else job_of(row)

    def _has_work(self, worker: str, at: datetime, at_once: int | None) -> bool:
        with self._database.reading() as session:
            if session.scalar(select(exists().where(_is_lost(worker, at)))):
                return True
            waits = session.scalar(select(exists().where(JobRow.state == JobState.ACCEPTED.value)))
            return bool(waits) and _has_room(session, at_once)

    def _write(self, lease: Lease, **values: Any) -> bool:
        with self._database.writing() as session:
            written = update(JobRow).where(_is_held(lease)).values(values).returning(JobRow.id)
            return session.scalar(written) is not None

    def _end(self, lease: Lease, state: JobState, **values: Any) -> bool:
        at = now()
        ended = {"state": state.value, "lease_until": None, "finished_at": at, "updated_at": at, **values}
        with self._database.writing() as session:
            written = update(JobRow).where(_is_held(lease)).values(ended).returning(JobRow.owner)
            owner = session.scalar(written)
            if owner is not None:
                _audit_end(session, owner, lease.job_id, state, values.get("plan_id"))
            return owner is not None


def _is_held(lease: Lease) -> ColumnElement[bool]:
    mine = (JobRow.worker == lease.worker, JobRow.attempts == lease.attempt)
    return and_(JobRow.id == lease.job_id, JobRow.state == JobState.RUNNING.value, *mine)


def _is_lost(worker: str, at: datetime) -> ColumnElement[bool]:
    return and_(JobRow.state == JobState.RUNNING.value, JobRow.lease_until < at, JobRow.worker != worker)


def _has_room(session: Session, at_once: int | None) -> bool:
    if at_once is None:
        return True
    running = select(func.count()).select_from(JobRow).where(JobRow.state == JobState.RUNNING.value)
    return session.scalars(running).one() < at_once


def _next_in_turn() -> Select[JobRow]:
    """Return the question for the job whose turn it is; a job that is just being dismissed is passed over."""
    other = aliased(JobRow)
    running = (
        select(func.count())
        .where(other.owner == JobRow.owner, other.state == JobState.RUNNING.value)
        .correlate(JobRow)
        .scalar_subquery()
    )
    return (
        select(JobRow)
        .where(JobRow.state == JobState.ACCEPTED.value)
        .order_by(running, JobRow.created_at, JobRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _give_back(session: Session, row: JobRow, at: datetime) -> None:
    """Let a job wait again, or fail if it was begun often enough."""
    row.worker, row.lease_until, row.updated_at = None, None, at
    row.progress, row.incumbent, row.cancel_requested = 0, None, False
    if row.attempts < MOST_ATTEMPTS:
        row.state, row.message = JobState.ACCEPTED.value, as_text(_AGAIN._asdict())
        return
    row.state, row.message, row.finished_at = JobState.FAILED.value, as_text(_FAILED._asdict()), at
    row.problem = as_text({"status": 500, "summary": _GIVEN_UP._asdict(), "details": []})
    session.flush()
    _audit_end(session, row.owner, row.id, JobState.FAILED, None)


def _audit_end(session: Session, owner: str, id_: str, state: JobState, plan_id: str | None) -> None:
    append_to_audit(session, owner, "job.finished", f"jobs/{id_}", state=state.value, plan=plan_id)


def as_text(value: Any) -> str:
    """Return plain values as a text that every database takes.

    Parameters
    ----------
    value
        Plain values.

    Returns
    -------
    str
        JSON in ASCII.
    """
    return json.dumps(value)
