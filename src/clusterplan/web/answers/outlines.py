"""The units of a plan as light paths: what many small maps are drawn from."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from clusterplan.publishing.outlines import Outlines, outlines_of
from clusterplan.web.answers.sending import send_answer
from clusterplan.web.parameters import NO_PARAMETERS
from clusterplan.web.products import OUTLINES, outlines_in
from clusterplan.web.resources.plans import Found
from clusterplan.web.service import service_of

__all__ = ["ROUTER"]

ROUTER = APIRouter(tags=["Answers"], dependencies=NO_PARAMETERS)


@ROUTER.get("/plans/{plan_id}/outlines.json", name="plan_outlines", response_model=Outlines)
def read_outlines(request: Request, plans: Found, plan_id: str) -> Response:
    """Send the units as SVG paths with the lines between them, simplified for small maps."""
    found, memory = plans.get(plan_id), service_of(request).memory

    def made() -> Outlines:
        product = plans.store.product(found.id, OUTLINES)
        return outlines_in(product) if product is not None else outlines_of(memory.publication(found))

    return send_answer(request, found, "outlines", made)
