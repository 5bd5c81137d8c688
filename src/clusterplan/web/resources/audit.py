"""The audit log over HTTP, for auditors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import select
from starlette.responses import Response

from clusterplan.web.parameters import NO_PARAMETERS, only
from clusterplan.web.resources.answers import answer
from clusterplan.web.service import service_of
from clusterplan.web.state.audit import verify_audit
from clusterplan.web.state.tables import AuditRow

__all__ = ["ROUTER"]

ROUTER = APIRouter(prefix="/audit", tags=["Audit"])


@ROUTER.get("", name="audit", dependencies=[Depends(only("after", "limit"))])
def read_audit(
    request: Request,
    after: Annotated[int, Query(ge=0, description="Sequence number of the last line that is known.")] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
) -> Response:
    """Send the lines after a known one, in order."""
    asked = select(AuditRow).where(AuditRow.sequence > after).order_by(AuditRow.sequence).limit(limit)
    with service_of(request).database.reading() as session:
        lines = [
            {
                "sequence": row.sequence,
                "at": row.at.isoformat(),
                "actor": row.actor,
                "action": row.action,
                "subject": row.subject,
                "detail": row.detail,
                "previous": row.previous,
                "digest": row.digest,
            }
            for row in session.scalars(asked)
        ]
    return answer({"lines": lines})


@ROUTER.get("/verification", name="audit_verification", dependencies=NO_PARAMETERS)
def verify(request: Request) -> Response:
    """Compute the whole chain again."""
    verdict = verify_audit(service_of(request).database)
    content = {"lines": verdict.lines, "head": verdict.head, "brokenAt": verdict.broken_at}
    return answer({"whole": verdict.broken_at is None, **content})
