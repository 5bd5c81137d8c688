"""The independent check of years: what starts and opens when, and what the adopted plan has already decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from clusterplan.domain import FacilityKind, Plan, SiteId, TechnologyId, UnitId
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading, must

__all__ = ["decided", "phasing"]


def phasing(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read whether every focus and every facility has a year that it may have, and none where there are no years."""
    settings, before = problem.scenario.rules.phasing, problem.scenario.rules.decided_before
    for cluster in plan.clusters:
        named = list(cluster.focuses) if settings is not None else []
        yield must("phasing", f"{cluster.id} has start years", list(cluster.start_year) == named)
    for facility in plan.facilities:
        has_one = facility.opens_in is not None
        yield must("phasing", f"{facility.site_id} has an opening year", has_one == (settings is not None))
    if settings is None:
        return
    first = max(settings.first_year, before or settings.first_year)
    for place, year in _new_years(problem, plan):
        yield must("phasing", place, first <= year <= settings.last_start_year, is_policy=True)
    if settings.starts_per_year_at_most is not None:
        starts = Counter(year for cluster in plan.clusters for year in cluster.start_year.values())
        for year, number in sorted(starts.items()):
            yield RuleReading("starts_per_year", str(year), "<=", settings.starts_per_year_at_most, number)


def _new_years(problem: Problem, plan: Plan) -> Iterator[tuple[str, int]]:
    """Yield place and year of everything that the adopted plan has not already begun."""
    pairs, facilities = _taken(problem)
    for cluster in plan.clusters:
        for technology, year in cluster.start_year.items():
            if not any((unit, technology) in pairs for unit in cluster.members):
                yield f"{cluster.id} {technology}", year
    for facility in plan.facilities:
        if (facility.site_id, facility.kind) not in facilities and facility.opens_in is not None:
            yield facility.site_id, facility.opens_in


def decided(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read whether everything that the adopted plan has begun is still there, in its year."""
    if problem.scenario.rules.decided_before is None:
        return
    pairs, facilities = _taken(problem)
    has_years = problem.scenario.rules.phasing is not None
    for (unit, technology), year in sorted(pairs.items()):
        found = [c for c in plan.clusters if unit in c.members and technology in c.focuses]
        kept = bool(found) and all(not has_years or c.start_year.get(technology) == year for c in found)
        yield must("decided", f"{unit} {technology}", kept, is_policy=True)
    for (site, kind), year in sorted(facilities.items()):
        opened = [facility for facility in plan.facilities if (facility.site_id, facility.kind) == (site, kind)]
        kept = bool(opened) and all(not has_years or facility.opens_in == year for facility in opened)
        yield must("decided", f"{site} {kind.value}", kept, is_policy=True)


def _taken(
    problem: Problem,
) -> tuple[dict[tuple[UnitId, TechnologyId], int | None], dict[tuple[SiteId, FacilityKind], int | None]]:
    """Return what the adopted plan began before the year until which all is decided; without a year it counts as begun.

    Names that the problem does not have are refused when the plan is read, and are passed over here.
    """
    before, settings = problem.scenario.rules.decided_before, problem.scenario.rules.phasing
    if before is None:
        return {}, {}
    first = None if settings is None else settings.first_year
    adopted = problem.adopted
    pairs = {
        pair: adopted.start_years.get(pair, first)
        for pair in adopted.focuses
        if adopted.start_years.get(pair, before - 1) < before
        and pair[0] in problem.units
        and pair[1] in problem.technologies
    }
    facilities = {
        place: adopted.opening_years.get(place, first)
        for place in adopted.facilities
        if adopted.opening_years.get(place, before - 1) < before and place[0] in problem.sites
    }
    return pairs, facilities
