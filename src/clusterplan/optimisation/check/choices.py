"""The independent check of what the planner decided beforehand: locks and national caps."""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.domain import Plan
from clusterplan.optimisation.check.lookups import ROUNDING
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading
from clusterplan.scenario import FocusPlace, HostPlace, MemberPlace

__all__ = ["locks", "resources"]


def locks(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Every lock of the scenario."""
    for number, lock in enumerate(problem.scenario.rules.locks, start=1):
        match lock.place:
            case FocusPlace(unit=unit, technology=technology):
                found = any(unit in c.members and technology in c.focuses for c in plan.clusters)
            case MemberPlace(hub=hub, unit=unit):
                found = any(c.hub == hub and unit in c.members for c in plan.clusters)
            case HostPlace(site=site, kind=kind):
                found = any(f.site_id == site and f.kind is kind for f in plan.facilities)
        yield RuleReading("locks", str(number), "==", int(lock.lock == "must"), int(found))


def resources(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Every national cap of the scenario."""
    for name, resource in sorted(problem.scenario.rules.resources.items()):
        default = resource.per_focus.get("default", 0.0)
        used = sum(resource.per_focus.get(k, default) for cluster in plan.clusters for k in cluster.focuses)
        used += sum(resource.per_facility.get(facility.kind, 0.0) for facility in plan.facilities)
        tolerance = ROUNDING * max(1.0, resource.cap)
        yield RuleReading("resources", name, "<=", resource.cap, used, tolerance=tolerance)
