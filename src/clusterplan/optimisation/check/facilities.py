"""The independent check of the rules of facilities."""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.domain import Cluster, Facility, FacilityKind, Plan, TechnologyId
from clusterplan.optimisation.check.lookups import region_of, site_distance_km
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading, must
from clusterplan.scenario import Range

__all__ = ["facilities", "reach"]


def facilities(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Numbers, sites, services and regions of the facilities."""
    rules = problem.scenario.rules.facilities
    for kind in FacilityKind:
        number = sum(facility.kind is kind for facility in plan.facilities)
        wanted: int | Range = getattr(rules, kind.value)
        if isinstance(wanted, int):
            yield RuleReading("facilities", kind.value, "==", wanted, number)
        else:
            yield RuleReading("facilities", kind.value, ">=", wanted.at_least, number)
            yield RuleReading("facilities", kind.value, "<=", wanted.at_most, number)
    sites = [facility.site_id for facility in plan.facilities]
    yield must("one_facility_per_site", "all", sites == sorted(set(sites)))
    for facility in plan.facilities:
        limit = rules.technologies_per_facility(facility.kind)
        number = len(facility.technologies)
        yield RuleReading("technologies_per_facility", facility.site_id, ">=", limit.at_least, number)
        yield RuleReading("technologies_per_facility", facility.site_id, "<=", limit.at_most, number)
        for technology in facility.technologies:
            allowed = bool(
                problem.may_host[problem.sites.index(facility.site_id), problem.technologies.index(technology)]
            )
            yield must("hosts", f"{facility.site_id} {technology}", allowed)
            listed = _listed(problem, facility)
            if listed is not None:
                yield must("facility_technologies", f"{facility.site_id} {technology}", technology in listed)
    for region in sorted(set(problem.unit_regions)):
        number = sum(region_of(problem, facility.unit) == region for facility in plan.facilities)
        yield RuleReading("facilities_per_region", region, "<=", rules.per_region_at_most, number)
        if rules.per_region_at_least:
            yield RuleReading("facilities_per_region_at_least", region, ">=", rules.per_region_at_least, number)
    forbidden = problem.scenario.rules.challenge_unasked == "forbid"
    for technology in problem.technologies:
        if not (forbidden and technology not in problem.asked_for):
            number = sum(technology in facility.technologies for facility in _shared(plan))
            yield RuleReading("facilities_per_technology", technology, ">=", rules.per_technology_at_least, number)


def reach(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Each focus is served within reach of its hub, and no facility carries more than its load."""
    rules = problem.scenario.rules
    by_site = {facility.site_id: facility for facility in plan.facilities}
    for cluster in plan.clusters:
        for technology in cluster.focuses:
            place = f"{cluster.id} {technology}"
            within = [f.site_id for f in _shared(plan) if _serves(problem, cluster, technology, f)]
            yield RuleReading("reach", place, ">=", 1, len(within))
            named = by_site.get(cluster.served_by.get(technology, ""))
            yield must("reach", f"{place} as listed", named is not None and named.site_id in within)
    if rules.facility_load_at_most is not None:
        for site in sorted(by_site):
            load = sum(site == server for cluster in plan.clusters for server in cluster.served_by.values())
            yield RuleReading("facility_load", site, "<=", rules.facility_load_at_most, load)


def _shared(plan: Plan) -> tuple[Facility, ...]:
    """Facilities of the shared system: they alone serve focuses."""
    return tuple(f for f in plan.facilities if f.kind in (FacilityKind.KEY_LABORATORY, FacilityKind.TEST_CENTRE))


def _listed(problem: Problem, facility: Facility) -> tuple[TechnologyId, ...] | None:
    """Technologies that a facility beside the shared system may serve; None if there is no list."""
    rules = problem.scenario.rules.facilities
    if facility.kind is FacilityKind.DECODING_CENTRE:
        return rules.decoding_centre_technologies
    return rules.ai_computing_technologies if facility.kind is FacilityKind.AI_COMPUTING else None


def _serves(problem: Problem, cluster: Cluster, technology: TechnologyId, facility: Facility) -> bool:
    """Whether a facility serves a technology within reach of a cluster's hub."""
    distance = site_distance_km(problem, cluster.hub, facility.site_id)
    return technology in facility.technologies and distance <= problem.scenario.rules.reach_km
