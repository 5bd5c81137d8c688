"""The queue of jobs: fair to everybody who waits, shared by any number of processes, and nothing in it gets lost.

A worker holds a job by a lease that it renews. Whoever is killed renews nothing, and the job goes back to those that
wait. A worker that was only slow finds that its lease is somebody else's, and what it has to say is no longer stored.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased, defer

from clusterplan.errors import Fault
from clusterplan.language import Text
from clusterplan.web.principal import Principal
from clusterplan.web.state.audit import append_to_audit
from clusterplan.web.state.database import Database, new_id, now
from clusterplan.web.state.errors import NotAllowedError, not_found
from clusterplan.web.state.job_records import ENDED, Job, JobState, Lease, job_of
from clusterplan.web.state.tables import JobRow

__all__ = ["MOST_ATTEMPTS", "Job", "JobState", "JobStore", "Lease", "TooManyJobsError"]

MOST_ATTEMPTS = 3
"""How often a job is begun before it counts as failed."""
_WAITING = Text(vi="Đang chờ", en="Waiting")
_AGAIN = Text(vi="Chờ chạy lại: tiến trình trước đã dừng", en="Waiting to run again: the process before ended")
_BEGINS = Text(vi="Bắt đầu", en="Beginning")
_DONE = Text(vi="Đã xong", en="Done")
_FAILED = Text(vi="Không có kết quả", en="There is no result")
_DISMISSED = Text(vi="Đã hủy theo yêu cầu", en="Dismissed as asked")
_GIVEN_UP = Text(
    vi=f"Tiến trình tính toán dừng đột ngột {MOST_ATTEMPTS} lần, có thể do hết bộ nhớ. Hãy chạy lại công việc này.",
    en=f"The process ended unexpectedly {MOST_ATTEMPTS} times; memory may have run out. The job can be run again.",
)


class TooManyJobsError(NotAllowedError):
    """Somebody has as many jobs as he may have."""


class JobStore:
    """The jobs of a database.

    Parameters
    ----------
    database
        Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def submit(self, actor: Principal, process: str, request: dict[str, Any], most: int = 20) -> Job:
        """Put a job at the end of its owner's line.

        Parameters
        ----------
        actor
            Who asks; the job is his.
        process
            What is asked.
        request
            Plain values.
        most
            Jobs that he may have waiting or running.

        Returns
        -------
        Job
            Waiting.

        Raises
        ------
        TooManyJobsError
            If he has that many already.
        """
        at = now()
        with self._database.writing() as session:
            his = (JobRow.owner == actor.subject, JobRow.state.not_in(ENDED))
            if (session.scalar(select(func.count()).select_from(JobRow).where(*his)) or 0) >= most:
                raise _too_many(most)
            row = JobRow(
                id=new_id(),
                process=process,
                owner=actor.subject,
                inputs=_json(request),
                state=JobState.ACCEPTED.value,
                message=_json(_WAITING._asdict()),
                created_at=at,
                updated_at=at,
            )
            session.add(row)
            session.flush()
            append_to_audit(session, actor.subject, "job.submitted", f"jobs/{row.id}", process=process)
            return job_of(row)

    def get(self, id: str) -> Job:  # noqa: A002
        """Return a job.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        with self._database.reading() as session:
            return job_of(_row(session, id))

    def result(self, id: str) -> bytes | None:  # noqa: A002
        """Return what came of a job, as JSON; none if there is nothing.

        Raises
        ------
        NotFoundError
            If there is no such job.
        """
        with self._database.reading() as session:
            return _row(session, id, with_result=True).result

    def list(
        self,
        owner: str | None = None,
        states: Collection[JobState] = tuple(JobState),
        processes: Collection[str] | None = None,
        limit: int = 100,
    ) -> tuple[Job, ...]:
        """Return jobs, the last asked first.

        Parameters
        ----------
        owner
            Whose; everybody's if none is given.
        states
            In these states.
        processes
            Of these processes; of all if none are given.
        limit
            No more than that.

        Returns
        -------
        tuple of Job
            May be empty.
        """
        asked = select(JobRow).where(JobRow.state.in_([state.value for state in states]))
        if owner is not None:
            asked = asked.where(JobRow.owner == owner)
        if processes is not None:
            asked = asked.where(JobRow.process.in_(processes))
        asked = asked.order_by(JobRow.created_at.desc(), JobRow.id).limit(limit).options(defer(JobRow.result))
        with self._database.reading() as session:
            return tuple(job_of(row) for row in session.scalars(asked))

    def claim(self, worker: str, seconds: float, at: datetime | None = None) -> Job | None:
        """Take the job whose turn it is, and no other worker gets it.

        It is the turn of the owner with the fewest running jobs, and of his oldest job. Leases that ran out are taken
        back first; this worker's own are not, for it knows that it lives, whatever the clock says.

        Parameters
        ----------
        worker
            Who takes it.
        seconds
            Length of the lease.
        at
            The moment; now if none is given.

        Returns
        -------
        Job or None
            None if no job waits.
        """
        moment = at or now()
        if not self._has_work(worker, moment):  # most of the time; a reader holds up nobody
            return None
        with self._database.writing() as session:
            for lost in session.scalars(
                select(JobRow).where(_is_lost(worker, moment)).with_for_update(skip_locked=True)
            ):
                _give_back(session, lost, moment)
            session.flush()
            row = session.scalars(_next_in_turn()).first()
            if row is None:
                return None
            row.state, row.worker, row.attempts = JobState.RUNNING.value, worker, row.attempts + 1
            row.lease_until = moment + timedelta(seconds=seconds)
            row.started_at = row.updated_at = moment
            row.progress, row.message, row.incumbent = 0, _json(_BEGINS._asdict()), None
            return job_of(row)

    def renew(self, lease: Lease, seconds: float, at: datetime | None = None) -> bool:
        """Keep a job for longer; false if it is no longer this worker's."""
        return self._write(lease, lease_until=(at or now()) + timedelta(seconds=seconds))

    def report(self, lease: Lease, progress: int, message: Text, incumbent: dict[str, Any] | None = None) -> bool:
        """Write down how far a job is; false if it is no longer this worker's."""
        known = {} if incumbent is None else {"incumbent": _json(incumbent)}
        return self._write(lease, progress=progress, message=_json(message._asdict()), updated_at=now(), **known)

    def finish(self, lease: Lease, result: bytes, plan_id: str | None = None) -> bool:
        """Store what came of a job; false if it is no longer this worker's."""
        done = {"progress": 100, "message": _json(_DONE._asdict()), "result": result, "plan_id": plan_id}
        return self._end(lease, JobState.SUCCESSFUL, **done)

    def fail(self, lease: Lease, problem: dict[str, Any]) -> bool:
        """Store why nothing came of a job; false if it is no longer this worker's."""
        return self._end(lease, JobState.FAILED, message=_json(_FAILED._asdict()), problem=_json(problem))

    def give_back(self, lease: Lease, *, counts: bool = True) -> bool:
        """Let a job wait again, or fail if it was begun often enough; false if it is no longer this worker's.

        Parameters
        ----------
        lease
            The right to it.
        counts
            Whether the attempt counts: not if the service ends in an orderly way.
        """
        with self._database.writing() as session:
            row = session.scalars(select(JobRow).where(_is_held(lease)).with_for_update()).first()
            if row is None:
                return False
            row.attempts -= not counts
            _give_back(session, row, now())
            return True

    def request_stop(self, id: str) -> Job:  # noqa: A002
        """Ask that a job ends now with the best that it has; one that waits or has ended stays as it is.

        Raises
        ------
        NotFoundError
            If there is no such job.
        """
        with self._database.writing() as session:
            row = _row(session, id, locked=True)
            if row.state == JobState.RUNNING.value:
                row.cancel_requested, row.updated_at = True, now()
            return job_of(row)

    def dismiss(self, actor: Principal, id: str) -> Job:  # noqa: A002
        """End a job at once, whoever works on it, and forget its result; a plan that it made stays.

        Raises
        ------
        NotFoundError
            If there is no such job.
        """
        with self._database.writing() as session:
            row = _row(session, id, locked=True)
            if row.state != JobState.DISMISSED.value:
                before, row.state = row.state, JobState.DISMISSED.value
                row.message, row.result, row.lease_until = _json(_DISMISSED._asdict()), None, None
                row.updated_at = now()
                row.finished_at = row.finished_at or row.updated_at
                session.flush()
                append_to_audit(session, actor.subject, "job.dismissed", f"jobs/{id}", before=before)
            return job_of(row)

    def held(self, lease: Lease) -> Job | None:
        """Return a job if it is still this worker's."""
        with self._database.reading() as session:
            row = session.scalars(select(JobRow).where(_is_held(lease)).options(defer(JobRow.result))).first()
            return None if row is None else job_of(row)

    def _has_work(self, worker: str, at: datetime) -> bool:
        waiting = or_(JobRow.state == JobState.ACCEPTED.value, _is_lost(worker, at))
        with self._database.reading() as session:
            return bool(session.scalar(select(exists().where(waiting))))

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


def _row(session: Session, id_: str, *, locked: bool = False, with_result: bool = False) -> JobRow:
    row = session.get(JobRow, id_, with_for_update=locked, options=() if with_result else [defer(JobRow.result)])
    if row is None:
        raise not_found(Text(vi="công việc", en="job"), f"jobs/{id_}")
    return row


def _is_held(lease: Lease) -> ColumnElement[bool]:
    mine = (JobRow.worker == lease.worker, JobRow.attempts == lease.attempt)
    return and_(JobRow.id == lease.job_id, JobRow.state == JobState.RUNNING.value, *mine)


def _is_lost(worker: str, at: datetime) -> ColumnElement[bool]:
    return and_(JobRow.state == JobState.RUNNING.value, JobRow.lease_until < at, JobRow.worker != worker)


def _next_in_turn() -> Any:
    """Return the question for the job whose turn it is; a job that another worker is just taking is passed over."""
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
        row.state, row.message = JobState.ACCEPTED.value, _json(_AGAIN._asdict())
        return
    row.state, row.message, row.finished_at = JobState.FAILED.value, _json(_FAILED._asdict()), at
    row.problem = _json({"status": 500, "summary": _GIVEN_UP._asdict(), "details": []})
    session.flush()
    _audit_end(session, row.owner, row.id, JobState.FAILED, None)


def _audit_end(session: Session, owner: str, id_: str, state: JobState, plan_id: str | None) -> None:
    append_to_audit(session, owner, "job.finished", f"jobs/{id_}", state=state.value, plan=plan_id)


def _json(value: Any) -> str:
    return json.dumps(value)  # ASCII: no text of a request can be one that a database refuses


def _too_many(most: int) -> TooManyJobsError:
    summary = Text(
        vi=f"Bạn đã có {most} công việc đang chờ hoặc đang chạy.", en=f"You have {most} jobs that wait or run."
    )
    advice = Text(vi="Hãy đợi hoặc hủy bớt.", en="Wait for one to end, or dismiss one.")
    return TooManyJobsError(summary, [Fault("jobs", summary, advice)])
