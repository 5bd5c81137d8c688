"""The audit log over HTTP, for auditors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from clusterplan.web.parameters import NO_PARAMETERS, only
from clusterplan.web.resources.answers import answer
from clusterplan.web.service import service_of
from clusterplan.web.state.audit import audit_lines, verify_audit

__all__ = ["ROUTER"]

ROUTER = APIRouter(prefix="/audit", tags=["Audit"])


@ROUTER.get("", name="audit", dependencies=[Depends(only("after", "limit"))])
def read_audit(
    request: Request,
    after: Annotated[int, Query(ge=0, description="Sequence number of the last line that is known.")] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
) -> Response:
    """Send the lines after a known one, in order."""
    lines = audit_lines(service_of(request).database, after, limit)
    return answer({"lines": [{**line, "at": line["at"].isoformat()} for line in lines]})


@ROUTER.get("/verification", name="audit_verification", dependencies=NO_PARAMETERS)
def verify(request: Request) -> Response:
    """Compute the whole chain again."""
    verdict = verify_audit(service_of(request).database)
    content = {"lines": verdict.lines, "head": verdict.head, "brokenAt": verdict.broken_at}
    return answer({"whole": verdict.broken_at is None, **content})
