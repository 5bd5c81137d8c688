"""Faults that OGC API Processes gives types of its own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from clusterplan.language import Language
from clusterplan.web.problems import Problem
from clusterplan.web.state.jobs import Job, JobState

__all__ = ["no_result", "no_such_job", "no_such_process"]

_TYPES = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0"


def no_such_process(process_id: str, known: list[str]) -> Problem:
    """Return the problem for a process that there is not."""
    detail = f"There is no process '{process_id}'. There are: {', '.join(known)}."
    return Problem(HTTPStatus.NOT_FOUND, detail, kind=f"{_TYPES}/no-such-process")


def no_such_job(job_id: str) -> Problem:
    """Return the problem for a job that there is not, or that is none of the client's business."""
    return Problem(HTTPStatus.NOT_FOUND, f"There is no job '{job_id}'.", kind=f"{_TYPES}/no-such-job")


def no_result(job: Job, language: Language) -> Problem:
    """Return the problem for a job that has no result: not yet, or never.

    Parameters
    ----------
    job
        A job that is not successful.
    language
        In which a failure is told.

    Returns
    -------
    Problem
        Why it failed, in the words that it failed with; or that it is not done, or dismissed.
    """
    if job.problem is not None:
        problem: dict[str, Any] = job.problem
        faults = [line[language] for line in problem["details"]]
        return Problem(HTTPStatus(problem["status"]), problem["summary"][language], faults=faults)
    if job.state is JobState.DISMISSED:
        return Problem(HTTPStatus.GONE, f"The job '{job.id}' was dismissed.")
    detail = f"The job '{job.id}' is not done: it is {job.state.value}. Ask again, or listen to its events."
    return Problem(HTTPStatus.NOT_FOUND, detail, kind=f"{_TYPES}/result-not-ready")
