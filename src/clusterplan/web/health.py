"""What an operator's tools ask: does it live, can it work, what did it do."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text
from starlette.responses import JSONResponse, PlainTextResponse, Response

from clusterplan.web.observing import Metrics
from clusterplan.web.parameters import NO_PARAMETERS, require_only
from clusterplan.web.service import service_of
from clusterplan.web.state.database import Database
from clusterplan.web.state.errors import StateUnavailableError
from clusterplan.web.straight import StraightRoute

__all__ = ["ROUTER", "STRAIGHT"]

ROUTER = APIRouter(dependencies=NO_PARAMETERS, tags=["Operation"])
STRAIGHT = APIRouter(tags=["Operation"], route_class=StraightRoute)
_NOT_KEPT = {"Cache-Control": "no-store"}


@STRAIGHT.get("/healthz", name="health")
async def health(request: Request) -> Response:
    """Tell that the process answers."""
    require_only(request)
    return JSONResponse({"status": "ok"}, headers=_NOT_KEPT)


@ROUTER.get("/readyz", name="readiness")
def readiness(request: Request) -> Response:
    """Tell whether the service can do its work now: 200, or 503 naming what is missing."""
    service = service_of(request)
    parts = {"database": _answers(service.database)}
    ready = all(parts.values())
    content = {"status": "ready" if ready else "not ready", "parts": parts}
    return JSONResponse(content, HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE, _NOT_KEPT)


@ROUTER.get("/metrics", name="metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> Response:
    """Send the counts in the form of Prometheus."""
    counts: Metrics = request.app.state.metrics
    return Response(counts.exposition(), headers=_NOT_KEPT, media_type=CONTENT_TYPE_LATEST)


def _answers(database: Database) -> bool:
    try:
        with database.reading() as session:
            session.execute(text("SELECT 1"))
    except StateUnavailableError:
        return False
    return True
