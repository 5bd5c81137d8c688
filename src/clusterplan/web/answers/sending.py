"""How an answer about a plan is sent: made once, with an entity tag, and kept on the way by those who may."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata

from fastapi import Request
from starlette.responses import Response

from clusterplan.domain import Frozen
from clusterplan.web.replies import JSON, reply
from clusterplan.web.resources.plans import keeping
from clusterplan.web.service import service_of
from clusterplan.web.state.plans import StoredPlan

__all__ = ["as_json", "send", "send_answer"]

_VERSION = metadata.version("clusterplan")


def send_answer(
    request: Request, stored: StoredPlan, name: str, make: Callable[[], Frozen], *others: StoredPlan
) -> Response:
    """Send a typed answer about a plan.

    Parameters
    ----------
    request
        What was asked.
    stored
        The plan; who asks may read it.
    name
        What of it; the same name always means the same.
    make
        Makes the answer, if it is not kept.
    *others
        Further plans that the answer tells of; they may be read too.

    Returns
    -------
    starlette.responses.Response
        200 with JSON, or 304.
    """
    named = " ".join((name, *(other.digest for other in others)))
    body = service_of(request).memory.body(stored, named, lambda: as_json(make()))
    return _reply(request, stored, named, body, JSON, Cache_Control=keeping(request, stored, *others))


def send(
    request: Request, stored: StoredPlan, name: str, make: Callable[[], bytes], media_type: str, file_name: str
) -> Response:
    """Send a file about a plan.

    Parameters
    ----------
    request
        What was asked.
    stored
        The plan; who asks may read it.
    name
        What of it; the same name always means the same.
    make
        Makes the file, if it is not kept.
    media_type
        Its type.
    file_name
        Name under which it is to be saved, in ASCII.

    Returns
    -------
    starlette.responses.Response
        200 or 304.
    """
    body = service_of(request).memory.body(stored, name, make)
    saved = f'attachment; filename="{file_name}"'
    headers = {"Cache_Control": keeping(request, stored), "Content_Disposition": saved}
    return _reply(request, stored, name, body, media_type, **headers)


def as_json(answer: Frozen) -> bytes:
    """Return a typed answer as JSON in UTF-8."""
    return answer.model_dump_json(by_alias=True).encode()


def _reply(request: Request, stored: StoredPlan, name: str, body: bytes, media_type: str, **headers: str) -> Response:
    """Reply with a body that is there: what cannot be made has no entity tag."""
    return reply(request, f"{name} of {stored.digest} by {_VERSION}", media_type, lambda: body, **headers)
