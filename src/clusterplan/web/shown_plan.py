"""The plan that the service was started with: the map for looking, ``plan.json`` for checking."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from clusterplan.web.parameters import NO_PARAMETERS
from clusterplan.web.replies import JSON, page_policy, reply

__all__ = ["ROUTER", "map_page"]

ROUTER = APIRouter()


@ROUTER.get("/map.html", name="map_page", dependencies=NO_PARAMETERS)
def map_page(request: Request) -> Response:
    """Send the map."""
    page: str = request.app.state.page
    headers = {"Vary": "Accept", "Content-Security-Policy": page_policy(page), "X-Content-Type-Options": "nosniff"}
    return reply(request, page, "text/html; charset=utf-8", page.encode, **headers)


@ROUTER.get("/plan.json", name="plan", dependencies=NO_PARAMETERS)
def plan(request: Request) -> Response:
    """Send the plan as it was written."""
    text: str = request.app.state.plan
    return reply(request, text, JSON, text.encode)
