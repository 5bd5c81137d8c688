"""Writing only over what was read: a strong entity tag is the version of a thing."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Header

from clusterplan.web.problems import Problem

__all__ = ["ExpectedVersion", "version_tag"]


def version_tag(version: int) -> str:
    """Return the entity tag of a version.

    Examples
    --------
    >>> version_tag(3)
    '"3"'
    """
    return f'"{version}"'


def _expected_version(
    if_match: Annotated[str | None, Header(description="Entity tag that was read, as in ETag")] = None,
) -> int:
    """Read ``If-Match``; without it somebody else's work could be written over unseen."""
    if if_match is None:
        detail = "Send If-Match with the ETag that you read, so that nobody's change is lost."
        raise Problem(HTTPStatus.PRECONDITION_REQUIRED, detail)
    tag = re.fullmatch(r'"(\d{1,9})"', if_match.strip())
    if tag is None:
        raise Problem(HTTPStatus.BAD_REQUEST, 'If-Match is one ETag as it was read, for example "3".')
    return int(tag[1])


ExpectedVersion = Annotated[int, Depends(_expected_version)]
