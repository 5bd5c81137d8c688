"""Faults that OGC API Processes gives types of its own."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import Response

from clusterplan.errors import InputError
from clusterplan.language import Language
from clusterplan.web.problems import Problem
from clusterplan.web.state.jobs import Job, JobState, TooManyJobsError

__all__ = ["add_process_faults", "language_of", "no_result", "no_such_job", "no_such_process", "refused", "too_many"]

_TYPES = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0"


class _TypedProblem(Problem):
    """A problem with a type, and perhaps every single fault."""

    def __init__(self, status: HTTPStatus, detail: str, kind: str, faults: list[str] | None = None) -> None:
        super().__init__(status, detail)
        self.kind = kind
        self.faults = faults or []


def add_process_faults(app: FastAPI) -> None:
    """Make an application answer these faults with their types.

    Parameters
    ----------
    app
        The application.
    """
    app.add_exception_handler(_TypedProblem, _answered)


def no_such_process(process_id: str, known: list[str]) -> Problem:
    """Return the problem for a process that there is not."""
    detail = f"There is no process '{process_id}'. There are: {', '.join(known)}."
    return _TypedProblem(HTTPStatus.NOT_FOUND, detail, f"{_TYPES}/no-such-process")


def no_such_job(job_id: str) -> Problem:
    """Return the problem for a job that there is not, or that is none of the client's business."""
    return _TypedProblem(HTTPStatus.NOT_FOUND, f"There is no job '{job_id}'.", f"{_TYPES}/no-such-job")


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
        return _TypedProblem(HTTPStatus(problem["status"]), problem["summary"][language], "about:blank", faults)
    if job.state is JobState.DISMISSED:
        return _TypedProblem(HTTPStatus.GONE, f"The job '{job.id}' was dismissed.", "about:blank")
    detail = f"The job '{job.id}' is not done: it is {job.state.value}. Ask again, or listen to its events."
    return _TypedProblem(HTTPStatus.NOT_FOUND, detail, f"{_TYPES}/result-not-ready")


def refused(error: InputError, language: Language) -> Problem:
    """Return the problem for inputs that are wrong, with every fault that was found."""
    faults = [fault.in_language(language) for fault in error.faults]
    return _TypedProblem(HTTPStatus.BAD_REQUEST, error.summary.in_language(language), "about:blank", faults)


def too_many(error: TooManyJobsError, language: Language) -> Problem:
    """Return the problem for somebody who has as many jobs as he may have."""
    advice = " ".join(fault.advice.in_language(language) for fault in error.faults if fault.advice is not None)
    detail = f"{error.summary.in_language(language)} {advice}"
    return _TypedProblem(HTTPStatus.TOO_MANY_REQUESTS, detail, "about:blank")


def language_of(request: Request) -> Language:
    """Return the language that a client prefers, of the two that there are."""
    return "vi" if request.headers.get("accept-language", "").strip().lower().startswith("vi") else "en"


def _answered(_request: Request, error: Exception) -> Response:
    assert isinstance(error, _TypedProblem)
    status = HTTPStatus(error.status_code)
    content: dict[str, Any] = {
        "type": error.kind,
        "title": status.phrase,
        "status": status.value,
        "detail": error.detail,
    }
    if error.faults:
        content["faults"] = error.faults
    return Response(json.dumps(content, ensure_ascii=False), status, media_type="application/problem+json")
