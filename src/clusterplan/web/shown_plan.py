"""The plan that people see first: the map for looking, ``plan.json`` for checking."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from clusterplan.web.access import principal_of
from clusterplan.web.parameters import NO_PARAMETERS
from clusterplan.web.problems import Problem
from clusterplan.web.published import CurrentPlan
from clusterplan.web.replies import JSON, page_policy, reply
from clusterplan.web.service import service_of

__all__ = ["ROUTER", "current_plan", "map_page"]

ROUTER = APIRouter()


@ROUTER.get("/map.html", name="map_page", dependencies=NO_PARAMETERS, response_class=HTMLResponse)
def map_page(request: Request) -> Response:
    """Send the map."""
    page = current_plan(request).page
    headers = {"Vary": "Accept", "Content-Security-Policy": page_policy(page)}
    return reply(request, page, "text/html; charset=utf-8", page.encode, **headers)


@ROUTER.get("/plan.json", name="plan", dependencies=NO_PARAMETERS)
def plan(request: Request) -> Response:
    """Send the plan as it was written."""
    text = current_plan(request).plan_json
    return reply(request, text, JSON, text.encode)


def current_plan(request: Request) -> CurrentPlan:
    """Return the current plan, if there is one that the one who asks may read.

    Parameters
    ----------
    request
        What was asked, by whom.

    Returns
    -------
    CurrentPlan
        As it was last known: the database may be gone.

    Raises
    ------
    Problem
        404 if there is none, or none that he may know of.
    """
    service, principal = service_of(request), principal_of(request)
    current = service.published.current
    open_to_all = service.settings.public_reading and current is not None and current.is_open
    if current is None or not (open_to_all or principal.roles):
        raise Problem(HTTPStatus.NOT_FOUND, "No plan is published.")
    return current
