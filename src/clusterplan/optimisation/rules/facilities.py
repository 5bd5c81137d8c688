"""Rules of the shared facilities: numbers, services, regions, reach and loads."""

from __future__ import annotations

from collections.abc import Iterator

from pulp import lpSum

from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.rules.rows import Row

__all__ = [
    "facilities",
    "facilities_per_region",
    "facilities_per_technology",
    "facility_load",
    "reach",
    "technologies_per_facility",
]


def facilities(decisions: Decisions) -> Iterator[Row]:
    """Site the programme's facilities, at most one at a site.

    ``sum of open[j, kind] over j = number[kind]``, or two rows for a range; ``sum of open[j, kind] over kind <= 1``.
    """
    problem = decisions.problem
    for kind in problem.scenario.rules.facilities.kinds:
        limit, number = problem.scenario.rules.facilities.numbers(kind), decisions.facilities_of(kind)
        if limit.at_least == limit.at_most:
            yield f"facilities.{kind.value}", number == limit.at_least
        else:
            yield f"facilities.{kind.value}.at_least", number >= limit.at_least
            yield f"facilities.{kind.value}.at_most", number <= limit.at_most
    for j in sorted({j for j, _ in decisions.open}):
        name = decisions.names.site[problem.sites[j]]
        yield f"one_facility_per_site.{name}", decisions.facilities_at(j) <= 1


def technologies_per_facility(decisions: Decisions) -> Iterator[Row]:
    """Let each laboratory and centre serve its number of technologies.

    ``sum over kind of at_least[kind] open[j, kind] <= sum of host[j, k] over k <= sum of at_most[kind] open[j, kind]``.
    ``host[j, k] <= sum of open[j, kind]`` ties each service to its facility.
    """
    problem = decisions.problem
    rules = problem.scenario.rules.facilities
    limits = {kind: rules.technologies_per_facility(kind) for kind in rules.kinds if kind.is_shared}
    for j in sorted({j for j, _ in decisions.open}):
        name = decisions.names.site[problem.sites[j]]
        hosted = [k for k in range(len(problem.technologies)) if (j, k) in decisions.host]
        served = lpSum([decisions.host[j, k] for k in hosted])
        fewest = lpSum([limit.at_least * decisions.open[j, kind] for kind, limit in limits.items()])
        most = lpSum([limit.at_most * decisions.open[j, kind] for kind, limit in limits.items()])
        opened = decisions.facilities_at(j, shared=True)
        yield f"technologies_per_facility.at_least.{name}", served - fewest >= 0
        yield f"technologies_per_facility.at_most.{name}", served - most <= 0
        for k in hosted:
            technology = decisions.names.technology[problem.technologies[k]]
            yield f"host_needs_facility.{name}.{technology}", decisions.host[j, k] - opened <= 0


def facilities_per_region(decisions: Decisions) -> Iterator[Row]:
    """Spread the facilities: ``sum of open[j, kind] over sites of the region <= per_region_at_most``."""
    problem = decisions.problem
    most = problem.scenario.rules.facilities.per_region_at_most
    for region in problem.regions:
        opened = [variable for (j, _), variable in decisions.open.items() if problem.site_regions[j] == region]
        if opened:
            yield f"facilities_per_region.{region}", lpSum(opened) <= most


def facilities_per_technology(decisions: Decisions) -> Iterator[Row]:
    """Have laboratories and centres serve every technology: ``sum of host[j, k] over j >= per_technology_at_least``."""
    problem = decisions.problem
    fewest = problem.scenario.rules.facilities.per_technology_at_least
    if not fewest:
        return
    for k, technology in enumerate(problem.technologies):
        if problem.allowed_technologies[k]:
            name = decisions.names.technology[technology]
            yield f"facilities_per_technology.{name}", decisions.hosts_of(k) >= fewest


def reach(decisions: Decisions) -> Iterator[Row]:
    """Have every focus served within reach of its hub, one row for each hub and technology.

    ``sum of focus[S, k] over S with hub h <= sum of host[j, k] over j within reach_km of h``. A hub leads at most
    one cluster, so the left side is 0 or 1 and one row serves all its sets.
    """
    problem = decisions.problem
    for hub, sets in sorted(decisions.sets_of_hub.items()):
        for k in sorted({k for s in sets for k in decisions.candidates[s].technologies}):
            name = f"{decisions.names.unit[problem.units[hub]]}.{decisions.names.technology[problem.technologies[k]]}"
            served = decisions.hosts_of(k, sorted(decisions.sites_within_reach[hub]))
            yield f"reach.{name}", decisions.focuses_on(k, sets) - served <= 0


def facility_load(decisions: Decisions) -> Iterator[Row]:
    """Cap the focuses that one facility serves. Off unless ``facility_load_at_most`` is given.

    ``sum of serve[h, k, j] over j = sum of focus[S, k] over S with hub h``; ``serve[h, k, j] <= host[j, k]``;
    ``sum of serve[h, k, j] over h and k <= facility_load_at_most``.
    """
    problem = decisions.problem
    most = problem.scenario.rules.facility_load_at_most
    if most is None:
        return
    for hub, sets in sorted(decisions.sets_of_hub.items()):
        for k in sorted({k for s in sets for k in decisions.candidates[s].technologies}):
            name = f"{decisions.names.unit[problem.units[hub]]}.{decisions.names.technology[problem.technologies[k]]}"
            by = [variable for (h, of, _), variable in decisions.serve.items() if (h, of) == (hub, k)]
            yield f"focus_is_served.{name}", decisions.focuses_on(k, sets) - lpSum(by) == 0
    for (_, k, j), variable in decisions.serve.items():
        yield f"service_needs_host.{variable.name.removeprefix('serve.')}", variable - decisions.host[j, k] <= 0
    for j in sorted({j for _, _, j in decisions.serve}):
        load = lpSum([variable for (_, _, at), variable in decisions.serve.items() if at == j])
        yield f"facility_load.{decisions.names.site[problem.sites[j]]}", load <= most
