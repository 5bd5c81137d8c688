"""The rules that couple clusters and facilities: one function for each, yielding named rows.

Reading :data:`FAMILIES` is reading the policy. A rule that is off yields no row. Rules inside one cluster (contiguity,
hub, size, travel limit, strong members) are settled in :mod:`clusterplan.optimisation.candidates`. In the formulas S is
a candidate set, k a technology, r a unit, h a hub, j a site; a row is named ``rule.place``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pulp import lpSum

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.problem import row_names
from clusterplan.scenario import FocusPlace, HostPlace, Lock, MemberPlace

__all__ = ["FAMILIES", "Family", "Row"]

type Row = tuple[str, Any]
"""Name of the row and the PuLP constraint (PuLP types a comparison as an expression or a bool)."""
type Family = Callable[[Decisions], Iterator[Row]]


def cover(decisions: Decisions) -> Iterator[Row]:
    """Put each unit in at most, or exactly, one cluster: ``sum of use[S] over S with r  <= 1`` or ``= 1``."""
    problem = decisions.problem
    exactly = problem.scenario.rules.cover == "exactly_one"
    for r, unit in enumerate(problem.units):
        sets = decisions.sets_with_unit.get(r, [])
        if sets or exactly:
            number = decisions.clusters_among(sets)
            yield f"cover.{decisions.names.unit[unit]}", number == 1 if exactly else number <= 1


def clusters(decisions: Decisions) -> Iterator[Row]:
    """Keep the number of clusters in its range: ``at_least <= sum of use[S] <= at_most``."""
    limit = decisions.problem.scenario.rules.clusters
    number = decisions.clusters_among(decisions.use)
    yield "clusters.at_least", number >= limit.at_least
    yield "clusters.at_most", number <= limit.at_most


def focuses_per_cluster(decisions: Decisions) -> Iterator[Row]:
    """Give each cluster its number of focuses: ``at_least use[S] <= sum of focus[S, k] <= at_most use[S]``.

    ``focus[S, k] <= use[S]`` makes the relaxation as tight as the integer rule for one set.
    """
    limit = decisions.problem.scenario.rules.focuses_per_cluster
    for s, candidate in enumerate(decisions.candidates):
        use, name = decisions.use[s], decisions.use[s].name.removeprefix("use.")
        focuses = lpSum([decisions.focus[s, k] for k in candidate.technologies])
        yield f"focuses_per_cluster.at_least.{name}", focuses - limit.at_least * use >= 0
        if len(candidate.technologies) > limit.at_most:
            yield f"focuses_per_cluster.at_most.{name}", focuses - limit.at_most * use <= 0
        for k in candidate.technologies:
            technology = decisions.names.technology[decisions.problem.technologies[k]]
            yield f"focus_needs_cluster.{name}.{technology}", decisions.focus[s, k] - use <= 0


def clusters_per_technology(decisions: Decisions) -> Iterator[Row]:
    """Let each technology lead in its number of clusters: ``at_least <= sum of focus[S, k] over S <= at_most``."""
    problem = decisions.problem
    limit = problem.scenario.rules.clusters_per_technology
    for k, technology in enumerate(problem.technologies):
        if problem.allowed_technologies[k]:
            name = decisions.names.technology[technology]
            yield f"clusters_per_technology.at_least.{name}", decisions.focuses_on(k) >= limit.at_least
            yield f"clusters_per_technology.at_most.{name}", decisions.focuses_on(k) <= limit.at_most


def clusters_per_region(decisions: Decisions) -> Iterator[Row]:
    """Give each region its floor of hubs: ``sum of use[S] over S with hub in the region >= floor``."""
    problem = decisions.problem
    rules = problem.scenario.rules
    for region in problem.regions:
        floor = rules.clusters_per_region_exceptions.get(region, rules.clusters_per_region_at_least)
        if floor:
            of_region = [
                s for h, sets in decisions.sets_of_hub.items() if problem.unit_regions[h] == region for s in sets
            ]
            yield f"clusters_per_region.{region}", decisions.clusters_among(of_region) >= floor


def facilities(decisions: Decisions) -> Iterator[Row]:
    """Site exactly the programme's laboratories and centres, at most one facility at a site.

    ``sum of open[j, kind] over j = number[kind]``; ``sum of open[j, kind] over kind <= 1``.
    """
    problem = decisions.problem
    for kind in FacilityKind:
        number = problem.scenario.rules.facilities.number(kind)
        yield f"facilities.{kind.value}", decisions.facilities_of(kind) == number
    for j in sorted({j for j, _ in decisions.open}):
        at_site = lpSum([decisions.open[j, kind] for kind in FacilityKind])
        yield f"one_facility_per_site.{decisions.names.site[problem.sites[j]]}", at_site <= 1


def technologies_per_facility(decisions: Decisions) -> Iterator[Row]:
    """Let each facility serve its number of technologies.

    ``sum over kind of at_least[kind] open[j, kind] <= sum of host[j, k] over k <= sum of at_most[kind] open[j, kind]``.
    ``host[j, k] <= sum of open[j, kind]`` ties each service to its facility.
    """
    problem = decisions.problem
    limits = {kind: problem.scenario.rules.facilities.technologies_per_facility(kind) for kind in FacilityKind}
    for j in sorted({j for j, _ in decisions.open}):
        name = decisions.names.site[problem.sites[j]]
        hosted = [k for k in range(len(problem.technologies)) if (j, k) in decisions.host]
        served = lpSum([decisions.host[j, k] for k in hosted])
        fewest = lpSum([limit.at_least * decisions.open[j, kind] for kind, limit in limits.items()])
        most = lpSum([limit.at_most * decisions.open[j, kind] for kind, limit in limits.items()])
        opened = lpSum([decisions.open[j, kind] for kind in FacilityKind])
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
    """Have every technology served: ``sum of host[j, k] over j >= per_technology_at_least``."""
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


def pioneering(decisions: Decisions) -> Iterator[Row]:
    """Let each technology of a pioneering product lead somewhere: ``sum of focus[S, k] over S >= 1``."""
    problem = decisions.problem
    if not problem.scenario.rules.pioneering:
        return
    for k, technology in enumerate(problem.technologies):
        if technology in problem.pioneering:
            yield f"pioneering.{decisions.names.technology[technology]}", decisions.focuses_on(k) >= 1


def locks(decisions: Decisions) -> Iterator[Row]:
    """Keep every lock: the locked sum of variables is 1 for ``must`` and 0 for ``must_not``.

    Focus: ``sum of focus[S, k] over S with r``. Member: ``sum of use[S] over S with hub h and member r``.
    Facility: ``open[j, kind]``.
    """
    for number, lock in enumerate(decisions.problem.scenario.rules.locks, start=1):
        yield f"locks.{number}", _locked_sum(decisions, lock) == (1 if lock.lock == "must" else 0)


def resources(decisions: Decisions) -> Iterator[Row]:
    """Keep each national cap: ``sum of cost[k] focus[S, k] + sum of cost[kind] open[j, kind] <= cap``."""
    problem = decisions.problem
    names = row_names(tuple(sorted(problem.scenario.rules.resources)))
    for place, resource in sorted(problem.scenario.rules.resources.items()):
        cost = [resource.cost_of_focus(k) for k in problem.technologies]
        used = [cost[k] * variable for (_, k), variable in decisions.focus.items() if cost[k]]
        used += [
            resource.per_facility[kind] * variable
            for (_, kind), variable in decisions.open.items()
            if resource.per_facility.get(kind)
        ]
        yield f"resources.{names[place]}", lpSum(used) <= resource.cap


def synergy(decisions: Decisions) -> Iterator[Row]:
    """Grant a synergy only to a cluster with both technologies: ``both[S, p] <= focus[S, k]`` for both k of pair p."""
    problem = decisions.problem
    for (s, p), variable in decisions.both.items():
        for technology in problem.scenario.objective.synergy[p].technologies:
            name = f"{variable.name.removeprefix('both.')}.{decisions.names.technology[technology]}"
            focus = decisions.focus[s, problem.technologies.index(technology)]
            yield f"synergy.{name}", variable - focus <= 0


FAMILIES: tuple[Family, ...] = (
    cover,
    clusters,
    focuses_per_cluster,
    clusters_per_technology,
    clusters_per_region,
    facilities,
    technologies_per_facility,
    facilities_per_region,
    facilities_per_technology,
    reach,
    facility_load,
    pioneering,
    locks,
    resources,
    synergy,
)
"""Every rule of the integer programme, in the order in which the policy reads."""


def _locked_sum(decisions: Decisions, lock: Lock) -> Any:
    """Return the sum of variables that a lock sets to 0 or 1."""
    problem = decisions.problem
    match lock.place:
        case FocusPlace(unit=unit, technology=technology):
            sets = decisions.sets_with_unit.get(problem.units.index(unit), ())
            return decisions.focuses_on(problem.technologies.index(technology), sets)
        case MemberPlace(hub=hub, unit=unit):
            of_hub = decisions.sets_of_hub.get(problem.units.index(hub), ())
            member = problem.units.index(unit)
            return decisions.clusters_among(s for s in of_hub if member in decisions.candidates[s].members)
        case HostPlace(site=site, kind=kind):
            return lpSum([decisions.open[key] for key in [(problem.sites.index(site), kind)] if key in decisions.open])
