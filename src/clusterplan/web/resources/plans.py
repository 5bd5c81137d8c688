"""Plans: what one says never changes, its state does; who may see it depends on the state."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse, Response

from clusterplan.publishing import draw_map
from clusterplan.publishing.restricted import for_others
from clusterplan.web.access import principal_of
from clusterplan.web.access.answers import Answer
from clusterplan.web.access.objects import Action, on_plan, refused_plan
from clusterplan.web.addresses import base_of
from clusterplan.web.links import HTML, Link
from clusterplan.web.parameters import NO_PARAMETERS
from clusterplan.web.products import make_products, map_of
from clusterplan.web.replies import JSON, page_policy, reply
from clusterplan.web.resources.answers import answer, plain
from clusterplan.web.resources.conditional import IF_MATCH, ExpectedVersion, version_tag
from clusterplan.web.resources.texts import Note
from clusterplan.web.service import service_of
from clusterplan.web.state.errors import NotFoundError
from clusterplan.web.state.plans import Classification, PlanEntry, PlanState, PlanStore, StoredPlan

__all__ = ["ROUTER", "Found", "Plans", "keeping"]

ROUTER = APIRouter(prefix="/plans", tags=["Plans"], dependencies=NO_PARAMETERS)
_STEPS = {
    (PlanState.DRAFT, PlanState.REVIEW): Action.HAND_IN,
    (PlanState.REVIEW, PlanState.DRAFT): Action.TAKE_BACK,
    (PlanState.DRAFT, PlanState.WITHDRAWN): Action.DISCARD,
    (PlanState.REVIEW, PlanState.PUBLISHED): Action.PUBLISH,
    (PlanState.PUBLISHED, PlanState.WITHDRAWN): Action.WITHDRAW,
}


class PlanMove(BaseModel):
    """The next state of a plan."""

    model_config = ConfigDict(extra="forbid")

    to: PlanState = Field(description="draft, review, published, withdrawn: the next one; a review may go back.")
    classification: Classification | None = Field(
        None, description="Who may read it; needed to publish, and only then."
    )
    reason: Note = Field("", max_length=2_000, description="Why; it is kept in the audit log.")


class Plans:
    """The plans as the one who asks may see them.

    Parameters
    ----------
    request
        What was asked, by whom.
    """

    def __init__(self, request: Request) -> None:
        service = service_of(request)
        self.store = PlanStore(service.database)
        self._principal = principal_of(request)
        self._public_reading = service.settings.public_reading

    def answer(self, entry: PlanEntry, action: Action, unit: str | None = None) -> Answer:
        """Tell whether the one who asks may do something with a plan."""
        open_to_all = self._public_reading and entry.is_open
        return on_plan(self._principal, action, entry.state, public_reading=open_to_all, unit=unit)

    def get(self, plan_id: str, action: Action = Action.READ, unit: str | None = None) -> StoredPlan:
        """Return a plan that the one who asks may do something with.

        Parameters
        ----------
        plan_id
            Id in the address.
        action
            What he wants to do.
        unit
            Province that he speaks for.

        Returns
        -------
        StoredPlan
            With its content.

        Raises
        ------
        Problem
            404 if he may not even know of it, else 401 or 403.
        """
        try:
            found = self.store.get(plan_id)
        except NotFoundError:
            raise refused_plan(Answer.HIDDEN, Action.READ, plan_id) from None
        self.require(found, action, unit)
        return found

    def require(self, entry: PlanEntry, action: Action, unit: str | None = None) -> None:
        """Refuse what the one who asks may not do with a plan.

        Raises
        ------
        Problem
            404 if he may not even know of it, else 401 or 403.
        """
        allowed = self.answer(entry, action, unit)
        if allowed is not Answer.YES:
            raise refused_plan(allowed, action, entry.id)

    def list(self) -> list[PlanEntry]:
        """Return the plans that the one who asks may see, the last changed first."""
        return [entry for entry in self.store.list() if self.answer(entry, Action.READ) is Answer.YES]


Found = Annotated[Plans, Depends(Plans)]


@ROUTER.get("", name="plans")
def list_plans(request: Request, plans: Found) -> Response:
    """List the plans that the one who asks may see."""
    return answer({"plans": [_described(request, entry) for entry in plans.list()]})


@ROUTER.get("/{plan_id}", name="stored_plan")
def read_plan(request: Request, plans: Found, plan_id: str) -> Response:
    """Tell of a plan: its state, its classification, where its content is. Its ETag is needed to move it."""
    return _sent(request, plans.get(plan_id))


@ROUTER.get("/{plan_id}/plan.json", name="plan_content")
def read_content(request: Request, plans: Found, plan_id: str) -> Response:
    """Send plan.json, byte for byte as it was stored."""
    found = plans.get(plan_id)
    return _kept(request, found, found.digest, found.plan_json)


@ROUTER.get("/{plan_id}/scenario.json", name="plan_scenario")
def read_scenario(request: Request, plans: Found, plan_id: str) -> Response:
    """Send the scenario that the plan answers."""
    found = plans.get(plan_id)
    return _kept(request, found, f"scenario of {found.digest}", found.scenario_json)


@ROUTER.get("/{plan_id}/map.html", name="plan_map", response_class=HTMLResponse)
def read_map(request: Request, plans: Found, plan_id: str) -> Response:
    """Send the map: as it was published, or drawn from today's data if the plan was solved with them."""
    found = plans.get(plan_id)
    products = plans.store.products(plan_id)
    page = map_of(products) if products else draw_map(for_others(service_of(request).memory.publication(found)))
    headers = {"Cache_Control": keeping(request, found), "Content_Security_Policy": page_policy(page)}
    return reply(request, page, "text/html; charset=utf-8", page.encode, **headers)


@ROUTER.post("/{plan_id}/state", name="move_plan", openapi_extra=IF_MATCH)
def move_plan(request: Request, plans: Found, plan_id: str, expected: ExpectedVersion, move: PlanMove) -> Response:
    """Move a plan to its next state, unless somebody has moved it since it was read."""
    seen, actor = plans.get(plan_id), principal_of(request)
    action = _STEPS.get((seen.state, move.to), Action.READ)  # no such step: the store says which there are
    plans.require(seen, action)
    publishes = action is Action.PUBLISH
    products = make_products(service_of(request).memory.publication(seen)) if publishes else None
    moved = plans.store.move(actor, plan_id, move.to, expected, move.classification, move.reason, products)
    return _sent(request, moved)


def _sent(request: Request, entry: PlanEntry) -> Response:
    return answer(_described(request, entry), ETag=version_tag(entry.version))


def _described(request: Request, entry: PlanEntry) -> dict[str, Any]:
    address = f"{base_of(request)}plans/{entry.id}"
    links = [
        Link(address, "self", JSON, "Thông tin / About"),
        Link(f"{address}/plan.json", "item", JSON, "Phương án / Plan"),
        Link(f"{address}/map.html", "alternate", HTML, "Bản đồ / Map"),
        Link(f"{address}/scenario.json", "describedby", JSON, "Kịch bản / Scenario"),
    ]
    return {**plain(entry, "plan_json", "scenario_json"), "links": [link.to_json() for link in links]}


def _kept(request: Request, found: StoredPlan, version: str, text: str) -> Response:
    return reply(request, version, JSON, text.encode, Cache_Control=keeping(request, found))


def keeping(request: Request, *found: PlanEntry) -> str:
    """Say who may keep what never changes: what all may read, all who pass it on, for an hour.

    Parameters
    ----------
    request
        What was asked.
    *found
        The plans that it is about.

    Returns
    -------
    str
        Value of ``Cache-Control``.
    """
    is_public = all(entry.is_open for entry in found) and service_of(request).settings.public_reading
    return "public, max-age=3600" if is_public else "private, max-age=0"
