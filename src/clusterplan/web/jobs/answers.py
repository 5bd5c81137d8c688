"""What a process answers where the planning room has no answer of its own for it."""

from __future__ import annotations

from clusterplan.domain import Frozen, Plan, ScenarioReference, Termination

__all__ = ["AllocationAnswer", "summary_of"]


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
