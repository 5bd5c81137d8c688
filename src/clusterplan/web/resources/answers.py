"""Answers of this room: what is stored, as JSON, never from a cache."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from clusterplan.web.replies import JSON, to_json

__all__ = ["answer", "plain"]


def plain(stored: Any, *without: str) -> dict[str, Any]:
    """Return a stored thing as plain values.

    Parameters
    ----------
    stored
        A dataclass of the state room.
    *without
        Fields that are left out.

    Returns
    -------
    dict
        Fields by name; moments in ISO 8601 with their zone.
    """
    values = ((field.name, getattr(stored, field.name)) for field in fields(stored) if field.name not in without)
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values}


def answer(content: Any, status: HTTPStatus = HTTPStatus.OK, **headers: str) -> Response:
    """Return an answer that must not be kept by anybody between: it may be seen by some and not by others.

    Parameters
    ----------
    content
        Plain values.
    status
        HTTP status.
    **headers
        More headers.

    Returns
    -------
    starlette.responses.Response
        JSON.
    """
    return Response(to_json(content), status, {"Cache-Control": "private, no-cache", **headers}, JSON)
