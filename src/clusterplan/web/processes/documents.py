"""What OGC API Processes says of processes and jobs, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from clusterplan.language import Text
from clusterplan.web.links import Link
from clusterplan.web.processes.catalogue import VERSION, Process
from clusterplan.web.replies import JSON
from clusterplan.web.state.jobs import Job, JobState

__all__ = ["EVENTS", "process_document", "process_summary", "status_document"]

EVENTS = "text/event-stream"
_OGC = "http://www.opengis.net/def/rel/ogc/1.0"
_ABOUT = ("scenario", "scenario_version", "plan", "unit", "technology")
"""Inputs that tell people which job it is."""
_TITLES: Mapping[str, Text] = {
    "plan": Text(vi="Mã phương án", en="Id of a stored plan"),
    "scenario": Text(vi="Mã kịch bản", en="Id of a scenario"),
    "scenario_version": Text(vi="Phiên bản kịch bản", en="Version of the scenario"),
    "document": Text(vi="Kịch bản ghi tại chỗ", en="A scenario written out"),
    "time_limit_seconds": Text(vi="Thời gian giải, giây", en="Time for the solver, seconds"),
    "gap_limit": Text(vi="Khoảng cách cho phép dừng", en="Gap at which to stop"),
    "unit": Text(vi="Mã đơn vị", en="Code of the unit"),
    "technology": Text(vi="Mã công nghệ", en="Id of the technology"),
    "seconds": Text(vi="Thời gian, giây", en="Time, seconds"),
    "plans": Text(vi="Số phương án", en="Number of plans"),
    "within": Text(vi="Tỷ lệ được phép mất", en="Share that may be lost"),
    "distance": Text(vi="Số cặp khác nhau ít nhất", en="Least difference in pairs"),
    "seed": Text(vi="Hạt giống", en="Seed"),
    "classes": Text(vi="Xét từng quyết định", en="Class of every decision"),
    "settings": Text(vi="Số lần rút và phạm vi", en="Draws and ranges"),
    "against": Text(vi="Tiêu chí thứ hai", en="What advantage is held against"),
    "resource": Text(vi="Nguồn lực tính chi phí", en="Resource whose spending is cost"),
    "points": Text(vi="Số điểm nhiều nhất", en="Most points"),
    "mode": Text(vi="Cách dò biên", en="How the front is walked"),
    "answer": Text(vi="Trả lời", en="Answer"),
}


def process_summary(process: Process, base: str) -> dict[str, Any]:
    """Return the short description of a process.

    Parameters
    ----------
    process
        The process.
    base
        Address of the service, ending in a slash.

    Returns
    -------
    dict
        ``processSummary`` of the standard.
    """
    return {
        "id": process.id,
        "version": VERSION,
        "title": process.title.both,
        "description": process.description.both,
        "jobControlOptions": ["async-execute", "dismiss"],
        "outputTransmission": ["value"],
        "links": [Link(f"{base}processes/{process.id}", "self", JSON, "Process").to_json()],
    }


def process_document(process: Process, base: str) -> dict[str, Any]:
    """Return the whole description of a process.

    Parameters
    ----------
    process
        The process.
    base
        Address of the service, ending in a slash.

    Returns
    -------
    dict
        ``process`` of the standard: every input and output with its JSON Schema, complete in itself.
    """
    schema = process.inputs.model_json_schema(by_alias=True)
    required, shared = schema.get("required", []), schema.get("$defs", {})
    inputs = {
        name: {
            "title": _TITLES[name].both,
            "description": said.get("description", ""),
            "minOccurs": int(name in required),
            "maxOccurs": 1,
            "schema": _complete({key: value for key, value in said.items() if key != "description"}, shared),
        }
        for name, said in schema["properties"].items()
    }
    answer = process.answer.model_json_schema(by_alias=True, mode="serialization")
    execute = f"{base}processes/{process.id}/execution"
    summary = process_summary(process, base)
    return {
        **summary,
        "inputs": inputs,
        "outputs": {process.output: {"title": _TITLES[process.output].both, "schema": answer}},
        "links": [*summary["links"], Link(execute, f"{_OGC}/execute", JSON, "Execute").to_json()],
    }


def status_document(job: Job, base: str) -> dict[str, Any]:
    """Return how far a job is.

    Parameters
    ----------
    job
        The job.
    base
        Address of the service, ending in a slash.

    Returns
    -------
    dict
        ``statusInfo`` of the standard, and beside it the best answer so far, the problem and the plan.
    """
    address = f"{base}jobs/{job.id}"
    links = [Link(address, "self", JSON, "Status"), Link(f"{address}/events", "monitor", EVENTS, "Events")]
    if job.state in (JobState.SUCCESSFUL, JobState.FAILED):
        links.append(Link(f"{address}/results", f"{_OGC}/results", JSON, "Results"))
    if job.plan_id is not None:
        links.append(Link(f"{base}plans/{job.plan_id}", "related", JSON, "Plan"))
    known = {
        "processID": job.process,
        "jobID": job.id,
        "type": "process",
        "status": job.state.value,
        "message": job.message.both,
        "messages": job.message._asdict(),
        "progress": job.progress,
        "created": _moment(job.created_at),
        "updated": _moment(job.updated_at),
        "started": _moment(job.started_at),
        "finished": _moment(job.finished_at),
        "about": {name: value for name, value in job.request.get("inputs", {}).items() if name in _ABOUT},
        "incumbent": job.incumbent,
        "problem": job.problem,
        "plan": job.plan_id,
        "attempts": job.attempts,
        "stopRequested": job.stop_requested,
        "links": [link.to_json() for link in links],
    }
    return {name: value for name, value in known.items() if value is not None}


def _complete(schema: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with the definitions that it points to."""
    return {**schema, "$defs": shared} if "$ref" in str(schema) else schema


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
