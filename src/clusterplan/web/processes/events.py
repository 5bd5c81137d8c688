"""A job's news as Server-Sent Events, whichever process works on it: the database is looked at twice a second."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool

from clusterplan.web.state.errors import StateUnavailableError
from clusterplan.web.state.jobs import Job, JobStore

__all__ = ["EVENT", "news_of", "number_of"]

EVENT: dict[str, Any] = {
    "type": "object",
    "required": ["id", "event", "data"],
    "properties": {
        "id": {"type": "string", "pattern": "^[0-9]+$"},
        "event": {"type": "string", "enum": ["status", "end"]},
        "data": {"type": "string", "description": "The status document, as JSON."},
    },
}
"""What OpenAPI says of one event."""

_SECONDS = 0.5
_SECONDS_OF_SILENCE = 15.0


def number_of(job: Job) -> int:
    """Return a number that goes up with every change of a job: the id of an event, the same in every process.

    Parameters
    ----------
    job
        The job.

    Returns
    -------
    int
        Microseconds of its last change.
    """
    return int(job.updated_at.timestamp() * 1_000_000)


async def news_of(
    store: JobStore, job: Job, document: Callable[[Job], dict[str, Any]], last_seen: int | None
) -> AsyncIterator[str]:
    """Yield the events of a job until it has ended.

    ``status`` tells how far it is, and comes at once and after every change; ``end`` is the last one. Both carry the
    status document. A comment now and then keeps the connection open.

    Parameters
    ----------
    store
        The jobs.
    job
        The job as it is now.
    document
        Makes the status document.
    last_seen
        Number of the last event that the client has; nothing is told twice.

    Yields
    ------
    str
        Lines of the stream.
    """
    yield "retry: 1000\n\n"
    seen, spoke = last_seen, time.monotonic()
    while True:
        if number_of(job) != seen:
            seen, spoke = number_of(job), time.monotonic()
            data = json.dumps(document(job), ensure_ascii=False)
            yield f"id: {seen}\nevent: {'end' if job.has_ended else 'status'}\ndata: {data}\n\n"
        if job.has_ended:
            return
        if time.monotonic() - spoke > _SECONDS_OF_SILENCE:
            spoke = time.monotonic()
            yield ": still here\n\n"
        await asyncio.sleep(_SECONDS)
        try:
            job = await run_in_threadpool(store.get, job.id)
        except StateUnavailableError:
            continue  # it may come back; the client hears that we are still here
