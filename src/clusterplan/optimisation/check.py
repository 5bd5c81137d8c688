"""The independent check: every rule and the objective, recomputed from a plan and its problem alone.

Nothing here is shared with the model: no candidate sets, no coefficients, no rows. A plan that fails is our fault and
is never returned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from clusterplan.domain import BindingRule, Cluster, Facility, FacilityKind, Plan, SiteId, TechnologyId, UnitId
from clusterplan.errors import InternalError
from clusterplan.language import Text
from clusterplan.optimisation.check_statements import known_names, statements
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading, must
from clusterplan.scenario import FocusPlace, HostPlace, MemberPlace

__all__ = ["binding_rules", "check_plan", "read_rules"]

_ROUNDING = 1e-6
"""Each coefficient of the objective is rounded to a millionth."""


def check_plan(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """Recompute every rule and the objective of a plan.

    Parameters
    ----------
    problem
        The problem that the plan answers.
    plan
        The plan.

    Returns
    -------
    tuple of str
        Names of the rules that were recomputed and found kept, sorted.

    Raises
    ------
    InternalError
        Naming every rule that the plan breaks, with its place and numbers.
    """
    readings = read_rules(problem, plan)
    broken = [reading for reading in readings if not reading.kept]
    if broken:
        listed = "; ".join(f"{r.rule} at {r.place}: {r.value:g} is not {r.sense} {r.limit:g}" for r in broken)
        raise InternalError(
            Text(
                vi=f"Phương án không qua được kiểm tra độc lập: {listed}",
                en=f"The plan failed the independent check: {listed}",
            )
        )
    return tuple(sorted({reading.rule for reading in readings}))


def binding_rules(problem: Problem, plan: Plan) -> tuple[BindingRule, ...]:
    """Return the rules without slack in a plan. Exact numbers are always met and are not listed.

    Parameters
    ----------
    problem
        The problem that the plan answers.
    plan
        The plan.

    Returns
    -------
    tuple of BindingRule
        Sorted by rule and place.
    """
    found = {
        (reading.rule, reading.place, reading.limit): BindingRule(
            rule=reading.rule, place=reading.place, limit=reading.limit, value=reading.value
        )
        for reading in read_rules(problem, plan)
        if reading.binding
    }
    return tuple(found[key] for key in sorted(found))


def read_rules(problem: Problem, plan: Plan) -> list[RuleReading]:
    """Read every rule in every place where it applies.

    Parameters
    ----------
    problem
        The problem that the plan answers.
    plan
        The plan.

    Returns
    -------
    list of RuleReading
        In the order of the readers. A plan with an unknown name is read no further than that.
    """
    names = list(known_names(problem, plan))
    if not all(reading.kept for reading in names):
        return names
    return names + [reading for reader in _READERS for reading in reader(problem, plan)]


def _cover(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Each unit is in at most, or exactly, one cluster."""
    sense: Literal["<=", "=="] = "==" if problem.scenario.rules.cover == "exactly_one" else "<="
    for unit in problem.units:
        number = sum(unit in cluster.members for cluster in plan.clusters)
        yield RuleReading("cover", unit, sense, 1, number, is_policy=False)


def _inside_clusters(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Size, contiguity, hub, travel limit and strong members of each cluster."""
    limits = problem.scenario.candidates
    for cluster in plan.clusters:
        yield RuleReading("max_members", cluster.id, "<=", limits.max_members, len(cluster.members))
        yield must("contiguity", cluster.id, _is_connected(problem, cluster.members))
        yield must("hub", cluster.id, cluster.hub == _most_ready(problem, cluster.members))
        hub = problem.units.index(cluster.hub)
        farthest = max(float(problem.member_distance_km[hub, problem.units.index(unit)]) for unit in cluster.members)
        yield RuleReading("max_member_distance_km", cluster.id, "<=", limits.max_member_distance_km, farthest)
        for technology in cluster.focuses:
            place = f"{cluster.id} {technology}"
            strong = sum(_strong(problem, unit, technology) for unit in cluster.members)
            yield RuleReading("strong_member", place, ">=", 1, strong)


def _focuses(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Focuses per cluster, clusters per technology, pioneering products, and what somebody asked for."""
    rules = problem.scenario.rules
    for cluster in plan.clusters:
        number = len(cluster.focuses)
        yield RuleReading("focuses_per_cluster", cluster.id, ">=", rules.focuses_per_cluster.at_least, number)
        yield RuleReading("focuses_per_cluster", cluster.id, "<=", rules.focuses_per_cluster.at_most, number)
    for technology in problem.technologies:
        number = sum(technology in cluster.focuses for cluster in plan.clusters)
        if rules.pioneering and technology in problem.pioneering:
            yield RuleReading("pioneering", technology, ">=", 1, number)
        if rules.challenge_unasked == "forbid" and technology not in problem.asked_for:
            yield RuleReading("challenge", technology, "==", 0, number)
            continue
        yield RuleReading("clusters_per_technology", technology, ">=", rules.clusters_per_technology.at_least, number)
        yield RuleReading("clusters_per_technology", technology, "<=", rules.clusters_per_technology.at_most, number)


def _clusters(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read the number of clusters and the floors of the regions."""
    rules = problem.scenario.rules
    yield RuleReading("clusters", "all", ">=", rules.clusters.at_least, len(plan.clusters))
    yield RuleReading("clusters", "all", "<=", rules.clusters.at_most, len(plan.clusters))
    for region in sorted(set(problem.unit_regions)):
        floor = rules.clusters_per_region_exceptions.get(region, rules.clusters_per_region_at_least)
        hubs = sum(_region(problem, cluster.hub) == region for cluster in plan.clusters)
        if floor:
            yield RuleReading("clusters_per_region", region, ">=", floor, hubs)


def _facilities(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Numbers, sites, services and regions of the facilities."""
    rules = problem.scenario.rules.facilities
    for kind in FacilityKind:
        number = sum(facility.kind is kind for facility in plan.facilities)
        yield RuleReading("facilities", kind.value, "==", rules.number(kind), number)
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
    for region in sorted(set(problem.unit_regions)):
        number = sum(_region(problem, facility.unit) == region for facility in plan.facilities)
        yield RuleReading("facilities_per_region", region, "<=", rules.per_region_at_most, number)
    forbidden = problem.scenario.rules.challenge_unasked == "forbid"
    for technology in problem.technologies:
        if not (forbidden and technology not in problem.asked_for):
            number = sum(technology in facility.technologies for facility in plan.facilities)
            yield RuleReading("facilities_per_technology", technology, ">=", rules.per_technology_at_least, number)


def _reach(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Each focus is served within reach of its hub, and no facility carries more than its load."""
    rules = problem.scenario.rules
    by_site = {facility.site_id: facility for facility in plan.facilities}
    for cluster in plan.clusters:
        for technology in cluster.focuses:
            place = f"{cluster.id} {technology}"
            within = [f.site_id for f in plan.facilities if _serves(problem, cluster, technology, f)]
            yield RuleReading("reach", place, ">=", 1, len(within))
            named = by_site.get(cluster.served_by.get(technology, ""))
            yield must("reach", f"{place} as listed", named is not None and named.site_id in within)
    if rules.facility_load_at_most is not None:
        for site in sorted(by_site):
            load = sum(site == server for cluster in plan.clusters for server in cluster.served_by.values())
            yield RuleReading("facility_load", site, "<=", rules.facility_load_at_most, load)


def _locks(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
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


def _resources(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Every national cap of the scenario."""
    for name, resource in sorted(problem.scenario.rules.resources.items()):
        default = resource.per_focus.get("default", 0.0)
        used = sum(resource.per_focus.get(k, default) for cluster in plan.clusters for k in cluster.focuses)
        used += sum(resource.per_facility.get(facility.kind, 0.0) for facility in plan.facilities)
        tolerance = _ROUNDING * max(1.0, resource.cap)
        yield RuleReading("resources", name, "<=", resource.cap, used, tolerance=tolerance)


def _objective(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read the objective's terms, their sum, the bound and the gap."""
    terms = {name: term(problem, plan) for name, term in _TERMS.items()}
    roundings = 2 + len(plan.facilities) * 4 + sum(2 + len(cluster.focuses) for cluster in plan.clusters)
    for name, value in terms.items():
        stated = plan.objective_terms.get(name, 0.0)
        yield RuleReading("objective", name, "==", value, stated, is_policy=False, tolerance=roundings * _ROUNDING)
    yield must("objective", "terms by name", set(plan.objective_terms) == set(terms))
    total = round(sum(plan.objective_terms.values()), 6)
    yield RuleReading("objective", "sum of terms", "==", total, plan.objective, is_policy=False)
    yield RuleReading("bound", "all", ">=", plan.objective, plan.bound, is_policy=False)
    gap = (plan.bound - plan.objective) / max(1.0, abs(plan.objective))
    yield RuleReading("gap", "all", "==", gap, plan.gap, is_policy=False)
    if plan.termination == "optimal":
        yield RuleReading("gap", "optimal", "<=", 1e-6, plan.gap, is_policy=False)


def _advantage(problem: Problem, plan: Plan) -> float:
    """Sum over members and focuses of priority x weight x (score - participation score)."""
    total = 0.0
    for cluster in plan.clusters:
        for technology in cluster.focuses:
            k = problem.technologies.index(technology)
            priority = problem.scenario.objective.priority.get(technology, 1.0)
            for unit in cluster.members:
                r = problem.units.index(unit)
                score = float(problem.score[r, k])
                if score == score:  # NaN is not equal to itself: the pair cannot be judged
                    total += priority * float(problem.unit_weight[r]) * (score - float(problem.participation[k]))
    return total


def _synergy(problem: Problem, plan: Plan) -> float:
    """Value of every listed pair in every cluster that has both."""
    pairs = problem.scenario.objective.synergy
    return sum(p.value for p in pairs for c in plan.clusters if set(p.technologies) <= set(c.focuses))


def _hosting(problem: Problem, plan: Plan) -> float:
    """Value of every technology at every facility, with the bonus of an existing laboratory."""
    objective = problem.scenario.objective
    total = 0.0
    for facility in plan.facilities:
        site = problem.sites.index(facility.site_id)
        for technology in facility.technologies:
            existing = bool(problem.existing_laboratory[site, problem.technologies.index(technology)])
            total += objective.hosting_weight * (1 + objective.upgrade_bonus * existing)
    return total


def _cohesion(problem: Problem, plan: Plan) -> float:
    """Cost of the distances between hubs and members."""
    kilometres = 0.0
    for cluster in plan.clusters:
        hub = problem.units.index(cluster.hub)
        kilometres += sum(float(problem.member_distance_km[hub, problem.units.index(u)]) for u in cluster.members)
    return -problem.scenario.objective.cohesion_weight * kilometres / 100


def _founding(problem: Problem, plan: Plan) -> float:
    """Cost of every cluster."""
    return -problem.scenario.objective.founding_cost * len(plan.clusters)


def _switching(problem: Problem, plan: Plan) -> float:
    """Cost of every pair and facility that the plan and the adopted plan do not share."""
    focuses = {(unit, k) for cluster in plan.clusters for unit in cluster.members for k in cluster.focuses}
    facilities = {(facility.site_id, facility.kind) for facility in plan.facilities}
    differ = len(focuses ^ problem.adopted.focuses) + len(facilities ^ problem.adopted.facilities)
    weight = problem.scenario.objective.switching_weight
    return -weight * differ if weight else 0.0


_TERMS: dict[str, Callable[[Problem, Plan], float]] = {
    "advantage": _advantage,
    "synergy": _synergy,
    "hosting": _hosting,
    "cohesion": _cohesion,
    "founding": _founding,
    "switching": _switching,
}

_READERS: tuple[Callable[[Problem, Plan], Iterator[RuleReading]], ...] = (
    statements,
    _cover,
    _clusters,
    _inside_clusters,
    _focuses,
    _facilities,
    _reach,
    _locks,
    _resources,
    _objective,
)


def _region(problem: Problem, unit: UnitId) -> str:
    """Region of a unit."""
    return problem.unit_regions[problem.units.index(unit)]


def _strong(problem: Problem, unit: UnitId, technology: TechnologyId) -> bool:
    """Whether a unit is strong for a technology."""
    return bool(problem.strong[problem.units.index(unit), problem.technologies.index(technology)])


def _serves(problem: Problem, cluster: Cluster, technology: TechnologyId, facility: Facility) -> bool:
    """Whether a facility serves a technology within reach of a cluster's hub."""
    distance = _site_distance(problem, cluster.hub, facility.site_id)
    return technology in facility.technologies and distance <= problem.scenario.rules.reach_km


def _site_distance(problem: Problem, unit: UnitId, site: SiteId) -> float:
    """Travel distance from a unit's centre to a site, in km."""
    return float(problem.site_distance_km[problem.units.index(unit), problem.sites.index(site)])


def _most_ready(problem: Problem, members: tuple[UnitId, ...]) -> UnitId:
    """Return the member with the highest readiness; the first code among equals."""
    return min(members, key=lambda unit: (-float(problem.readiness[problem.units.index(unit)]), unit))


def _is_connected(problem: Problem, members: tuple[UnitId, ...]) -> bool:
    """Whether one can walk between all members without leaving them."""
    reached, border = {members[0]}, [members[0]]
    while border:
        here = problem.units.index(border.pop())
        for unit in members:
            if unit not in reached and problem.adjacent[here, problem.units.index(unit)]:
                reached.add(unit)
                border.append(unit)
    return len(reached) == len(members)
