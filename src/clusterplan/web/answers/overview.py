"""What a map client needs first of a plan, in one request."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from clusterplan.publishing import Publication
from clusterplan.publishing.overview import overview_of
from clusterplan.publishing.overview_answer import Overview
from clusterplan.web.answers.sending import as_json
from clusterplan.web.parameters import NO_PARAMETERS
from clusterplan.web.products import OVERVIEW, overview_for
from clusterplan.web.replies import JSON, reply
from clusterplan.web.resources.plans import Found, Plans, keeping
from clusterplan.web.service import service_of
from clusterplan.web.shown_plan import current_plan
from clusterplan.web.state.plans import StoredPlan

__all__ = ["ROUTER"]

ROUTER = APIRouter(tags=["Answers"], dependencies=NO_PARAMETERS)


@ROUTER.get("/overview.json", name="overview", response_model=Overview)
def read_current_overview(request: Request, plans: Found) -> Response:
    """Send what a map needs first of the current plan; its ``plan_id`` says which plan that is."""
    current = current_plan(request)
    overview = current.overview or _body(request, plans, plans.get(current.id))
    return reply(request, overview.decode(), JSON, lambda: overview)


@ROUTER.get("/plans/{plan_id}/overview.json", name="plan_overview", response_model=Overview)
def read_overview(request: Request, plans: Found, plan_id: str) -> Response:
    """Send what a map needs first: as it was published, or of today's data if the plan was solved with them."""
    found = plans.get(plan_id)
    overview = _body(request, plans, found)
    return reply(request, overview.decode(), JSON, lambda: overview, Cache_Control=keeping(request, found))


def _body(request: Request, plans: Plans, stored: StoredPlan) -> bytes:
    """Return the overview of a plan: as it was published, if it was."""
    memory = service_of(request).memory
    product = plans.store.product(stored.id, OVERVIEW)
    if product is not None:
        return memory.body(stored, f"published {OVERVIEW}", lambda: overview_for(product, stored.id))
    return memory.body(stored, OVERVIEW, lambda: _made(memory.publication(stored), stored.id))


def _made(publication: Publication, plan_id: str) -> bytes:
    return as_json(overview_of(publication).model_copy(update={"plan_id": plan_id}))
