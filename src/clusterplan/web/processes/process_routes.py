"""The routes of processes: what may be asked, and asking it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from clusterplan.web.access import principal_of
from clusterplan.web.addresses import base_of, url_of
from clusterplan.web.links import Link, followed_by
from clusterplan.web.parameters import NO_PARAMETERS, only
from clusterplan.web.problems import Problem
from clusterplan.web.processes.asking import checked_inputs
from clusterplan.web.processes.catalogue import PROCESSES, Process
from clusterplan.web.processes.documents import process_document, process_summary, status_document
from clusterplan.web.processes.faults import no_such_process
from clusterplan.web.replies import JSON, reply, to_json
from clusterplan.web.service import service_of
from clusterplan.web.state.jobs import Job, JobStore

__all__ = ["MADE", "ROUTER", "submitted"]

ROUTER = APIRouter(prefix="/processes", tags=["Processes"])
_OF_A_JOB = ("job", "job_events", "job_results", "stop_job", "rerun_job", "dismiss_job")
MADE = followed_by(*_OF_A_JOB, job_id="$response.body#/jobID")
"""What can be asked of a new job, for OpenAPI."""


class Execution(BaseModel):
    """What is asked of a process."""

    model_config = ConfigDict(extra="forbid")

    inputs: dict[str, Any] = Field(default_factory=dict, description="Inputs by name.")
    outputs: dict[str, Any] | None = Field(None, description="Outputs that are wanted; each process has one.")
    response: Literal["raw", "document"] = Field(
        "raw", description="Whether the results are the output itself, or a document with the output by its name."
    )


def _process(process_id: Annotated[str, Path(json_schema_extra={"enum": list(PROCESSES)})]) -> Process:
    if process_id not in PROCESSES:
        raise no_such_process(process_id, list(PROCESSES))
    return PROCESSES[process_id]


type Found = Annotated[Process, Depends(_process)]


@ROUTER.get("", name="processes", dependencies=[Depends(only("limit"))])
def list_processes(request: Request, limit: Annotated[int, Query(ge=1, le=1_000)] = 100) -> Response:
    """List what may be asked."""
    base = base_of(request)
    listed = [process_summary(process, base) for process in PROCESSES.values()][:limit]
    links = [Link(url_of(request), "self", JSON, "This document").to_json()]
    return _sent(request, {"processes": listed, "links": links})


@ROUTER.get("/{process_id}", name="process", dependencies=NO_PARAMETERS)
def describe_process(request: Request, process: Found) -> Response:
    """Describe a process: its inputs and its output, each with a JSON Schema."""
    return _sent(request, process_document(process, base_of(request)))


@ROUTER.post(
    "/{process_id}/execution",
    name="execute",
    status_code=HTTPStatus.CREATED,
    dependencies=NO_PARAMETERS,
    responses=MADE,
)
def execute(request: Request, process: Found, execution: Execution) -> Response:
    """Ask: always a job, whose address is in ``Location``."""
    _require_output(process, execution.outputs)
    return submitted(request, process, execution.inputs, execution.response)


def submitted(request: Request, process: Process, inputs: dict[str, Any], response: str) -> Response:
    """Check inputs, put a job into the queue, and answer with its status.

    Parameters
    ----------
    request
        Who asks.
    process
        What is asked.
    inputs
        Inputs by name.
    response
        ``raw`` or ``document``.

    Returns
    -------
    starlette.responses.Response
        201 with ``Location``.
    """
    service = service_of(request)
    asked = {"inputs": checked_inputs(process, inputs, service.database), "response": response}
    most = service.settings.jobs_per_person
    job = JobStore(service.database).submit(principal_of(request), process.id, asked, most)
    request.app.state.jobs.wake()
    return _accepted(request, job)


def _accepted(request: Request, job: Job) -> Response:
    headers = {"Location": f"{base_of(request)}jobs/{job.id}", "Cache-Control": "no-store"}
    if "respond-async" in request.headers.get("prefer", ""):
        headers["Preference-Applied"] = "respond-async"
    return Response(to_json(status_document(job, base_of(request))), HTTPStatus.CREATED.value, headers, JSON)


def _require_output(process: Process, outputs: dict[str, Any] | None) -> None:
    unknown = sorted(set(outputs or ()) - {process.output})
    if unknown:
        detail = f"outputs: {', '.join(unknown)} is no output of {process.id}; it has one, '{process.output}'."
        raise Problem(HTTPStatus.BAD_REQUEST, detail)
    wanted = (outputs or {}).get(process.output)
    if isinstance(wanted, dict) and wanted.get("transmissionMode", "value") != "value":
        raise Problem(HTTPStatus.BAD_REQUEST, f"outputs.{process.output}.transmissionMode can only be 'value'.")


def _sent(request: Request, content: dict[str, Any]) -> Response:
    body = to_json(content)
    return reply(request, body.decode(), JSON, lambda: body)
