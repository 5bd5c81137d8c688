"""The independent check of what the planner decided beforehand: locks."""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.domain import Plan
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading
from clusterplan.scenario import FocusPlace, HostPlace, MemberPlace

__all__ = ["locks"]


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
