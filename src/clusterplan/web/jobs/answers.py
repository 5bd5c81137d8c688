"""What a process answers where the planning room has no answer of its own for it.

The commands write each plan of a front or a portfolio into a folder. Over HTTP there is no folder, so the answer itself
says what each plan decides.
"""

from __future__ import annotations

from collections.abc import Iterable

from clusterplan.domain import (
    FacilityKind,
    Frozen,
    Plan,
    ScenarioReference,
    SiteId,
    TechnologyId,
    Termination,
    UnitId,
)
from clusterplan.planning.pareto import FoundFront, Front
from clusterplan.planning.portfolio import Portfolio, PortfolioStudy

__all__ = [
    "AllocationAnswer",
    "FrontAnswer",
    "PlanInBrief",
    "PortfolioAnswer",
    "front_answer",
    "portfolio_answer",
    "summary_of",
]


class AllocationAnswer(Frozen):
    """A plan that was made and is stored as a draft."""

    plan: str
    """Id of the plan."""
    scenario: ScenarioReference
    """The scenario that it answers."""
    termination: Termination
    """How the solve ended."""
    objective: float
    """Value of the objective."""
    bound: float
    """Proven upper bound on the objective."""
    gap: float
    """``(bound - objective) / max(1, |objective|)``."""
    clusters: int
    """Number of clusters."""
    facilities: int
    """Number of facilities."""
    units_without_cluster: int
    """Number of units in no cluster."""
    metrics: dict[str, float]
    """Figures about the plan, by name."""
    seconds: float
    """Wall time of the solve."""


def summary_of(plan: Plan, plan_id: str) -> AllocationAnswer:
    """Return the answer that tells of a plan.

    Parameters
    ----------
    plan
        The plan.
    plan_id
        Id under which it is stored.

    Returns
    -------
    AllocationAnswer
        Every number is the plan's own.
    """
    return AllocationAnswer(
        plan=plan_id,
        scenario=plan.scenario,
        termination=plan.termination,
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        clusters=len(plan.clusters),
        facilities=len(plan.facilities),
        units_without_cluster=len(plan.units_without_cluster),
        metrics=dict(plan.metrics),
        seconds=plan.manifest.seconds,
    )


class ClusterInBrief(Frozen):
    """One cluster of a plan."""

    hub: UnitId
    """Its hub."""
    members: tuple[UnitId, ...]
    """Its units, the hub included, sorted."""
    focuses: tuple[TechnologyId, ...]
    """Its technologies, sorted."""


class FacilityInBrief(Frozen):
    """One facility of a plan."""

    site_id: SiteId
    """Where."""
    kind: FacilityKind
    """What."""
    unit: UnitId
    """Unit of the site."""
    technologies: tuple[TechnologyId, ...]
    """Technologies that it serves, sorted."""


class PlanInBrief(Frozen):
    """What a plan decides."""

    clusters: tuple[ClusterInBrief, ...]
    """Its clusters."""
    facilities: tuple[FacilityInBrief, ...]
    """Its facilities."""


class PortfolioAnswer(Portfolio):
    """A portfolio with what each of its plans decides."""

    decided: tuple[PlanInBrief, ...]
    """What each plan decides, in the order of ``plans``."""


class FrontAnswer(Front):
    """A front with what the plan of each point decides."""

    decided: tuple[PlanInBrief, ...]
    """What each plan decides, in the order of ``points``."""


def portfolio_answer(study: PortfolioStudy) -> PortfolioAnswer:
    """Return a portfolio with what its plans decide.

    Parameters
    ----------
    study
        The answer with its plans.

    Returns
    -------
    PortfolioAnswer
        All that the portfolio says, and each plan in brief.
    """
    told = study.portfolio.model_dump(by_alias=True)
    return PortfolioAnswer.model_validate({**told, "decided": _briefs(result.plan for result in study.results)})


def front_answer(found: FoundFront) -> FrontAnswer:
    """Return a front with what its plans decide.

    Parameters
    ----------
    found
        The front with its plans.

    Returns
    -------
    FrontAnswer
        All that the front says, and each plan in brief.
    """
    return FrontAnswer.model_validate({**found.front.model_dump(by_alias=True), "decided": _briefs(found.plans)})


def _briefs(plans: Iterable[Plan]) -> tuple[PlanInBrief, ...]:
    return tuple(_brief(plan) for plan in plans)


def _brief(plan: Plan) -> PlanInBrief:
    return PlanInBrief(
        clusters=tuple(
            ClusterInBrief(hub=cluster.hub, members=cluster.members, focuses=cluster.focuses)
            for cluster in plan.clusters
        ),
        facilities=tuple(
            FacilityInBrief(
                site_id=facility.site_id, kind=facility.kind, unit=facility.unit, technologies=facility.technologies
            )
            for facility in plan.facilities
        ),
    )
