"""The routes of jobs: how far they are, what came of them, stopping and dismissing them, asking again."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from clusterplan.web.access import on_job, principal_of
from clusterplan.web.access.answers import Answer, refusal
from clusterplan.web.addresses import base_of, url_of
from clusterplan.web.links import Link
from clusterplan.web.parameters import NO_PARAMETERS, only
from clusterplan.web.principal import Role
from clusterplan.web.problems import language_of
from clusterplan.web.processes.catalogue import PROCESSES
from clusterplan.web.processes.documents import EVENTS, status_document
from clusterplan.web.processes.events import EVENT, news_of, number_of
from clusterplan.web.processes.faults import no_result, no_such_job, no_such_process
from clusterplan.web.processes.job_filters import PARAMETERS, Filters
from clusterplan.web.processes.process_routes import MADE, submitted
from clusterplan.web.replies import JSON, to_json
from clusterplan.web.service import service_of
from clusterplan.web.state.errors import NotFoundError
from clusterplan.web.state.jobs import Job, JobState, JobStore

__all__ = ["ROUTER"]

ROUTER = APIRouter(prefix="/jobs", tags=["Jobs"])
_ID = re.compile(r"[0-9a-f]{16}")
_PRIVATE = {"Cache-Control": "private, no-cache"}
_STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # a proxy must pass events on as they come


@dataclass(frozen=True)
class _Found:
    """A job that the client may see."""

    job: Job
    store: JobStore
    base: str

    def document(self, job: Job) -> dict[str, Any]:
        return status_document(job, self.base)


def _found(request: Request, job_id: str, *, change: bool) -> _Found:
    store = JobStore(service_of(request).database)
    if not _ID.fullmatch(job_id):
        raise no_such_job(job_id)
    try:
        job = store.get(job_id)
    except NotFoundError:
        raise no_such_job(job_id) from None
    answer = on_job(principal_of(request), job.owner, change=change)
    if answer is Answer.HIDDEN:
        raise no_such_job(job_id)
    if answer is not Answer.YES:
        raise refusal(answer, "the person who asked for the job")
    return _Found(job, store, base_of(request))


def _seen(request: Request, job_id: str) -> _Found:
    return _found(request, job_id, change=False)


def _own(request: Request, job_id: str) -> _Found:
    return _found(request, job_id, change=True)


type Seen = Annotated[_Found, Depends(_seen)]
type Own = Annotated[_Found, Depends(_own)]


@ROUTER.get("", name="jobs", dependencies=[Depends(only(*PARAMETERS))])
def list_jobs(request: Request, filters: Annotated[Filters, Depends()]) -> Response:
    """List one's own jobs, the last asked first; auditors see everybody's."""
    principal, base = principal_of(request), base_of(request)
    owner = None if principal.has(Role.AUDITOR) else principal.subject
    store = JobStore(service_of(request).database)
    jobs = store.list(owner, filters.states, filters.processes, limit=filters.most_looked_at)
    listed = [status_document(job, base) for job in filters.chosen(jobs)]
    links = [Link(url_of(request), "self", JSON, "This document").to_json()]
    return _sent({"jobs": listed, "links": links})


@ROUTER.get("/{job_id}", name="job", dependencies=NO_PARAMETERS)
def read_job(found: Seen) -> Response:
    """Tell how far a job is."""
    return _sent(found.document(found.job))


@ROUTER.delete("/{job_id}", name="dismiss_job", dependencies=NO_PARAMETERS)
def dismiss_job(request: Request, found: Own) -> Response:
    """End a job within five seconds, and forget its result; a plan that it made stays."""
    return _sent(found.document(found.store.dismiss(principal_of(request), found.job.id)))


@ROUTER.post("/{job_id}/stop", name="stop_job", dependencies=NO_PARAMETERS)
def stop_job(found: Own) -> Response:
    """Ask a running job to end now with the best that it has."""
    return _sent(found.document(found.store.request_stop(found.job.id)))


@ROUTER.post(
    "/{job_id}/rerun",
    name="rerun_job",
    status_code=HTTPStatus.CREATED,
    dependencies=NO_PARAMETERS,
    responses=MADE,
)
def rerun_job(request: Request, found: Own) -> Response:
    """Ask the same once more, of the same version of the scenario: a new job, whose address is in ``Location``."""
    process = PROCESSES.get(found.job.process)
    if process is None:
        raise no_such_process(found.job.process, list(PROCESSES))
    return submitted(request, process, found.job.request["inputs"], found.job.request["response"])


@ROUTER.get("/{job_id}/results", name="job_results", dependencies=NO_PARAMETERS)
def read_results(request: Request, found: Seen) -> Response:
    """Send what came of a job, or why nothing did."""
    job = found.job
    result = found.store.result(job.id) if job.state is JobState.SUCCESSFUL else None
    if result is None:
        raise no_result(job, language_of(request))
    if job.request["response"] == "document":
        result = b"{" + to_json(PROCESSES[job.process].output) + b":" + result + b"}"
    return Response(result, headers=_PRIVATE, media_type=JSON)


@ROUTER.get(
    "/{job_id}/events",
    name="job_events",
    dependencies=[Depends(only("lastEventId"))],
    response_class=StreamingResponse,
    responses={200: {"content": {EVENTS: {"schema": EVENT}}}, 204: {"description": "It has ended."}},
)
def listen(
    request: Request,
    found: Seen,
    lastEventId: Annotated[int | None, Query(description="For clients without the header Last-Event-ID")] = None,  # noqa: N803
) -> Response:
    """Tell every change of a job as it happens, as Server-Sent Events, until it ends."""
    header = request.headers.get("last-event-id", "")
    last_seen = int(header) if re.fullmatch(r"\d{1,18}", header) else lastEventId
    if found.job.has_ended and last_seen == number_of(found.job):
        return Response(status_code=HTTPStatus.NO_CONTENT)  # a browser then does not come back
    news: AsyncIterator[str] = news_of(found.store, found.job, found.document, last_seen)
    if request.scope.get("clusterplan.asked_method") == "HEAD":
        return Response(headers=_STREAM, media_type=EVENTS)
    return StreamingResponse(news, headers=_STREAM, media_type=EVENTS)


def _sent(content: dict[str, Any]) -> Response:
    return Response(to_json(content), headers=_PRIVATE, media_type=JSON)
