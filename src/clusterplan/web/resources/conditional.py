"""Writing only over what was read: a strong entity tag is the version of a thing."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request

from clusterplan.web.problems import Problem

__all__ = ["IF_MATCH", "ExpectedVersion", "version_tag"]

_TAG = '"([0-9]{1,9})"'
IF_MATCH: dict[str, Any] = {
    "parameters": [
        {
            "name": "If-Match",
            "in": "header",
            "required": True,
            "description": "The ETag that was read, so that nobody's change is lost.",
            "schema": {"type": "string", "pattern": f"^{_TAG}$", "example": '"1"'},
        }
    ]
}
"""The header as OpenAPI writes it. It is read from the request: its absence has a status of its own, 428."""


def version_tag(version: int) -> str:
    """Return the entity tag of a version.

    Examples
    --------
    >>> version_tag(3)
    '"3"'
    """
    return f'"{version}"'


def _expected_version(request: Request) -> int:
    """Read ``If-Match``; without it somebody else's work could be written over unseen."""
    given = request.headers.get("if-match")
    if given is None:
        detail = "Send If-Match with the ETag that you read, so that nobody's change is lost."
        raise Problem(HTTPStatus.PRECONDITION_REQUIRED, detail)
    tag = re.fullmatch(_TAG, given.strip())
    if tag is None:
        raise Problem(HTTPStatus.BAD_REQUEST, 'If-Match is one ETag as it was read, for example "3".')
    return int(tag[1])


ExpectedVersion = Annotated[int, Depends(_expected_version)]
