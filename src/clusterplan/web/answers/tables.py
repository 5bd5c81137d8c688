"""A plan by year, by figures, by missions and by targets, and two plans against each other."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from clusterplan.planning.differences import differences_between
from clusterplan.planning.facts import Facts
from clusterplan.planning.missions import Missions, missions_of
from clusterplan.planning.targets import Targets, targets_of
from clusterplan.planning.timeline import timeline_of
from clusterplan.publishing.comparison import Comparison
from clusterplan.publishing.metric_lines import PlanMetrics, metrics_of
from clusterplan.publishing.timeline import Timeline
from clusterplan.web.answers.sending import send_answer
from clusterplan.web.parameters import NO_PARAMETERS
from clusterplan.web.resources.plans import Found
from clusterplan.web.service import service_of

__all__ = ["ROUTER"]

ROUTER = APIRouter(prefix="/plans/{plan_id}", tags=["Answers"], dependencies=NO_PARAMETERS)


@ROUTER.get("/timeline.json", name="plan_timeline", response_model=Timeline)
def read_timeline(request: Request, plans: Found, plan_id: str) -> Response:
    """Say when focuses start and facilities open, what is spent by year, and what is not given."""
    found, memory = plans.get(plan_id), service_of(request).memory
    return send_answer(request, found, "timeline", lambda: timeline_of(memory.known(found)))


@ROUTER.get("/metrics.json", name="plan_metrics", response_model=PlanMetrics)
def read_metrics(request: Request, plans: Found, plan_id: str) -> Response:
    """Send the figures of the plan with formula and citation."""
    found = plans.get(plan_id)
    return send_answer(request, found, "metrics", lambda: metrics_of(found.plan))


@ROUTER.get("/missions.json", name="plan_missions", response_model=Missions)
def read_missions(request: Request, plans: Found, plan_id: str) -> Response:
    """Send the records of missions and products; what is not known is said to be unknown."""
    found, memory = plans.get(plan_id), service_of(request).memory
    return send_answer(request, found, "missions", lambda: missions_of(memory.known(found)))


@ROUTER.get("/targets.json", name="plan_targets", response_model=Targets)
def read_targets(request: Request, plans: Found, plan_id: str) -> Response:
    """Send the targets with where things stand and what the plan provides toward them."""
    found, memory = plans.get(plan_id), service_of(request).memory
    return send_answer(request, found, "targets", lambda: targets_of(memory.known(found)))


@ROUTER.get("/comparison/{other_id}", name="plan_comparison", response_model=Comparison)
def read_comparison(request: Request, plans: Found, plan_id: str, other_id: str) -> Response:
    """Say what changes from the first plan to the other; they may be of other data, and the answer says so."""
    before, after = plans.get(plan_id), plans.get(other_id)
    return send_answer(
        request, before, "comparison", lambda: differences_between(before.plan, after.plan, Facts()), after
    )
