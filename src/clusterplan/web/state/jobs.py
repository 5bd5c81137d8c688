"""The queue of jobs: fair to everybody who waits, shared by any number of processes, and nothing in it gets lost."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from clusterplan.errors import Fault
from clusterplan.language import Text
from clusterplan.web.principal import Principal
from clusterplan.web.state.audit import append_to_audit
from clusterplan.web.state.database import new_id, now
from clusterplan.web.state.errors import TooManyJobsError, not_found
from clusterplan.web.state.job_queue import MOST_ATTEMPTS, JobQueue, as_text
from clusterplan.web.state.job_records import ENDED, Job, JobState, Lease, job_of
from clusterplan.web.state.tables import JobRow

__all__ = ["MOST_ATTEMPTS", "Job", "JobState", "JobStore", "Lease", "TooManyJobsError"]

_WAITING = Text(vi="Đang chờ", en="Waiting")
_DISMISSED = Text(vi="Đã hủy theo yêu cầu", en="Dismissed as asked")


class JobStore(JobQueue):
    """The jobs of a database: what people do with them, and, from :class:`JobQueue`, what workers do.

    Parameters
    ----------
    database
        Where they are.
    """

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
                inputs=as_text(request),
                state=JobState.ACCEPTED.value,
                message=as_text(_WAITING._asdict()),
                created_at=at,
                updated_at=at,
            )
            session.add(row)
            session.flush()
            append_to_audit(session, actor.subject, "job.submitted", f"jobs/{row.id}", process=process)
            return job_of(row)

    def get(self, id: str) -> Job:  # noqa: A002
        """Return a job.

        Parameters
        ----------
        id
            Id of the job.

        Returns
        -------
        Job
            As it is now.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        with self._database.reading() as session:
            return job_of(_row(session, id))

    def result(self, id: str) -> bytes | None:  # noqa: A002
        """Return what came of a job.

        Parameters
        ----------
        id
            Id of the job.

        Returns
        -------
        bytes or None
            JSON; none if there is nothing.

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

    def request_stop(self, id: str) -> Job:  # noqa: A002
        """Ask that a job ends now with the best that it has; one that waits or has ended stays as it is.

        Parameters
        ----------
        id
            Id of the job.

        Returns
        -------
        Job
            As it is now.

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

        Parameters
        ----------
        actor
            Who does it.
        id
            Id of the job.

        Returns
        -------
        Job
            Dismissed.

        Raises
        ------
        NotFoundError
            If there is no such job.
        """
        with self._database.writing() as session:
            row = _row(session, id, locked=True)
            if row.state != JobState.DISMISSED.value:
                before, row.state = row.state, JobState.DISMISSED.value
                row.message, row.result, row.lease_until = as_text(_DISMISSED._asdict()), None, None
                row.updated_at = now()
                row.finished_at = row.finished_at or row.updated_at
                session.flush()
                append_to_audit(session, actor.subject, "job.dismissed", f"jobs/{id}", before=before)
            return job_of(row)


def _row(session: Session, id_: str, *, locked: bool = False, with_result: bool = False) -> JobRow:
    row = session.get(JobRow, id_, with_for_update=locked, options=() if with_result else [defer(JobRow.result)])
    if row is None:
        raise not_found(Text(vi="công việc", en="job"), f"jobs/{id_}")
    return row


def _too_many(most: int) -> TooManyJobsError:
    summary = Text(
        vi=f"Bạn đã có {most} công việc đang chờ hoặc đang chạy.", en=f"You have {most} jobs that wait or run."
    )
    advice = Text(vi="Hãy đợi hoặc hủy bớt.", en="Wait for one to end, or dismiss one.")
    return TooManyJobsError(summary, [Fault("jobs", summary, advice)])
