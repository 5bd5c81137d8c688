"""The independent check of money, land and people: caps, capacities, and what the plan says it spends."""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.domain import Facility, Plan, Spending, TechnologyId
from clusterplan.optimisation.check.lookups import ROUNDING
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading, must
from clusterplan.scenario import Resource

__all__ = ["capacity", "resources", "spending"]

type _Uses = tuple[float, float, float]
"""By focuses, by opening facilities, by running them."""


def resources(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Every national cap of the scenario, in total and by year."""
    for name, _, year, cap, used in _accounts(problem, plan):
        if cap is not None:
            tolerance = ROUNDING * max(1.0, cap)
            yield RuleReading("resources", _place(name, year), "<=", cap, sum(used), tolerance=tolerance)


def spending(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read what the plan itself says it spends."""
    lines = iter(plan.spending)
    for name, resource, year, cap, used in _accounts(problem, plan):
        yield from _line(name, resource, year, cap, used, next(lines, None))
    yield must("spending", "no other lines", next(lines, None) is None)


def capacity(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read whether the members of each cluster have what its focuses use."""
    for name, resource in sorted(problem.scenario.rules.resources.items()):
        if not resource.capacity_per_unit:
            continue
        default = resource.capacity_per_unit.get("default", 0.0)
        for cluster in plan.clusters:
            has = sum(resource.capacity_per_unit.get(unit, default) for unit in cluster.members)
            used = sum(_cost(resource, k) for k in cluster.focuses)
            tolerance = ROUNDING * max(1.0, has)
            yield RuleReading("capacity", f"{cluster.id} {name}", "<=", has, used, tolerance=tolerance)


def _accounts(problem: Problem, plan: Plan) -> Iterator[tuple[str, Resource, int | None, float | None, _Uses]]:
    """Yield name, resource, year, cap and use: every year that is told, then the total."""
    phasing = problem.scenario.rules.phasing
    for name, resource in sorted(problem.scenario.rules.resources.items()):
        total: _Uses = (0.0, 0.0, 0.0)
        for year in () if phasing is None else range(phasing.first_year, phasing.last_year + 1):
            used = _uses_in(resource, plan, year)
            total = (total[0] + used[0], total[1] + used[1], total[2] + used[2])
            yield name, resource, year, resource.cap_per_year.get(year), used
        if phasing is None:
            total = (_by_focuses(resource, plan), sum(_opening(resource, f) for f in plan.facilities), 0.0)
        yield name, resource, None, resource.cap, total


def _place(name: str, year: int | None) -> str:
    """Return the place of a cap."""
    return name if year is None else f"{name} {year}"


def _line(
    name: str, resource: Resource, year: int | None, cap: float | None, used: _Uses, line: Spending | None
) -> Iterator[RuleReading]:
    """Read one line of the plan's account."""
    place, amount = _place(name, year), sum(used)
    named = line is not None and (line.resource, line.unit, line.year, line.cap) == (name, resource.unit, year, cap)
    yield must("spending", f"{place} is told", named)
    told = (line.focuses, line.building, line.running, line.amount) if line is not None else (0.0,) * 4
    for part, stated, is_true in zip(("focuses", "building", "running", "amount"), told, (*used, amount), strict=True):
        tolerance = ROUNDING * max(1.0, abs(is_true))
        yield RuleReading("spending", f"{place} {part}", "==", is_true, stated, is_policy=False, tolerance=tolerance)


def _uses_in(resource: Resource, plan: Plan, year: int) -> _Uses:
    """Return what a plan with years uses in one of them."""
    focuses = sum(
        _cost(resource, k) * resource.profile[year - start]
        for cluster in plan.clusters
        for k, start in cluster.start_year.items()
        if start <= year < start + len(resource.profile)
    )
    building = sum(_opening(resource, facility) for facility in plan.facilities if facility.opens_in == year)
    running = 0.0
    for facility in plan.facilities:
        if facility.opens_in is not None and facility.opens_in <= year:
            is_full = year < facility.opens_in + resource.running_full_years
            share = 1.0 if is_full else resource.running_share_after
            running += share * resource.running_per_year.get(facility.kind, 0.0)
    return focuses, building, running


def _by_focuses(resource: Resource, plan: Plan) -> float:
    """Return what all focuses use together."""
    return sum(_cost(resource, k) for cluster in plan.clusters for k in cluster.focuses)


def _cost(resource: Resource, technology: TechnologyId) -> float:
    """Return what a focus uses: its cost, or the minimum for any focus."""
    default = resource.per_focus.get("default", 0.0)
    return max(resource.per_focus.get(technology, default), resource.minimum_per_focus)


def _opening(resource: Resource, facility: Facility) -> float:
    """Return what opening a facility uses."""
    if facility.upgrade and facility.kind in resource.per_upgrade:
        return resource.per_upgrade[facility.kind]
    return resource.per_facility.get(facility.kind, 0.0)
