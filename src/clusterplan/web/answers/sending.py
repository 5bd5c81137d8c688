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


def send_answer(request: Request, stored: StoredPlan, name: str, make: Callable[[], Frozen]) -> Response:
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

    Returns
    -------
    starlette.responses.Response
        200 with JSON, or 304.
    """
    return send(request, stored, name, lambda: as_json(make()))


def send(
    request: Request, stored: StoredPlan, name: str, make: Callable[[], bytes], media_type: str = JSON, **headers: str
) -> Response:
    """Send something about a plan.

    Parameters
    ----------
    request
        What was asked.
    stored
        The plan; who asks may read it.
    name
        What of it; the same name always means the same.
    make
        Makes the body, if it is not kept.
    media_type
        Type of the body.
    **headers
        More headers, with underscores for hyphens.

    Returns
    -------
    starlette.responses.Response
        200 or 304.
    """
    body = service_of(request).memory.body(stored, name, make)  # before the tag: what cannot be made has none
    version = f"{name} of {stored.digest} by {_VERSION}"
    return reply(request, version, media_type, lambda: body, Cache_Control=keeping(request, stored), **headers)


def as_json(answer: Frozen) -> bytes:
    """Return a typed answer as JSON in UTF-8."""
    return answer.model_dump_json(by_alias=True).encode()
