"""The independent check, second half: what a plan says about itself is true.

Names exist, lists come sorted, and every value, strong member, grade and server that an official will read is what the
problem gives. Nothing here is shared with the model.
"""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.domain import Cluster, FacilityKind, Grade, Plan, TechnologyId, UnitId
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading, must

__all__ = ["known_names", "statements"]

_SHARED = (FacilityKind.KEY_LABORATORY, FacilityKind.TEST_CENTRE)


def known_names(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read whether every name of a plan exists in its problem; without that no rule can be read.

    Parameters
    ----------
    problem
        The problem that the plan answers.
    plan
        The plan.

    Yields
    ------
    RuleReading
        One for each kind of name.
    """
    units = {unit for cluster in plan.clusters for unit in (cluster.hub, *cluster.members)}
    units |= {facility.unit for facility in plan.facilities}
    technologies = {k for part in (*plan.clusters, *plan.facilities) for k in _technologies(part)}
    yield must("known_names", "scenario", plan.scenario.id == problem.scenario.id)
    yield must("known_names", "units", units <= set(problem.units))
    yield must("known_names", "technologies", technologies <= set(problem.technologies))
    yield must("known_names", "sites", {facility.site_id for facility in plan.facilities} <= set(problem.sites))
    yield must("known_names", "members", all(cluster.members for cluster in plan.clusters))


def statements(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read whether a plan's own summaries agree with its clusters, its facilities and the problem.

    Parameters
    ----------
    problem
        The problem that the plan answers.
    plan
        The plan; its names are known.

    Yields
    ------
    RuleReading
        One for each statement.
    """
    yield from _lists(problem, plan)
    for cluster in plan.clusters:
        yield from _of_cluster(problem, plan, cluster)
    for facility in plan.facilities:
        site = problem.sites.index(facility.site_id)
        place, ids = facility.site_id, facility.technologies
        yield must("well_formed", f"{place} technologies", list(ids) == sorted(set(ids)))
        yield must("well_formed", f"{place} unit", facility.unit == problem.site_units[site])
        existing = any(problem.existing_laboratory[site, problem.technologies.index(k)] for k in ids)
        yield must("upgrade", place, facility.upgrade == (existing and facility.kind in _SHARED))


def _lists(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Order and ids of the clusters, units without a cluster, units that cannot be judged."""
    covered = {unit for cluster in plan.clusters for unit in cluster.members}
    hubs = [cluster.hub for cluster in plan.clusters]
    numbers = [cluster.id for cluster in plan.clusters]
    left = tuple(unit for unit in problem.units if unit not in covered)
    unknown = tuple(unit for r, unit in enumerate(problem.units) if any(s != s for s in problem.score[r].tolist()))
    yield must("well_formed", "cluster order", hubs == sorted(hubs))
    yield must("well_formed", "cluster ids", numbers == [f"C{n:02d}" for n in range(1, len(numbers) + 1)])
    yield must("well_formed", "units_without_cluster", plan.units_without_cluster == left)
    yield must("well_formed", "units_not_judged", plan.units_not_judged == unknown)


def _of_cluster(problem: Problem, plan: Plan, cluster: Cluster) -> Iterator[RuleReading]:
    """Members, region, strong members, value, evidence and servers of one cluster."""
    region = problem.unit_regions[problem.units.index(cluster.hub)]
    yield must("well_formed", f"{cluster.id} region", cluster.region == region)
    for name, ids in (("members", cluster.members), ("focuses", cluster.focuses)):
        yield must("well_formed", f"{cluster.id} {name}", list(ids) == sorted(set(ids)))
    for name in ("value", "strong_members", "evidence", "served_by"):
        named = sorted(getattr(cluster, name))
        yield must("well_formed", f"{cluster.id} {name}", named == list(cluster.focuses))
    for technology in cluster.focuses:
        place = f"{cluster.id} {technology}"
        strong = _strong(problem, cluster, technology)
        value = _value(problem, cluster, technology)
        told = cluster.value.get(technology, float("nan"))
        yield RuleReading("value", place, "==", value, told, is_policy=False)
        yield must("strong_member", f"{place} as listed", cluster.strong_members.get(technology) == strong)
        yield must("evidence", place, cluster.evidence.get(technology) == _grade(problem, strong, technology))
        if problem.scenario.rules.facility_load_at_most is None:
            nearest = _nearest(problem, plan, cluster, technology)
            yield must("reach", f"{place} as listed", cluster.served_by.get(technology) == nearest)


def _technologies(part: object) -> tuple[TechnologyId, ...]:
    """Technologies that a cluster or a facility names."""
    return part.focuses if isinstance(part, Cluster) else getattr(part, "technologies", ())


def _strong(problem: Problem, cluster: Cluster, technology: TechnologyId) -> tuple[UnitId, ...]:
    """Return the members that are strong for a technology."""
    k = problem.technologies.index(technology)
    return tuple(unit for unit in cluster.members if problem.strong[problem.units.index(unit), k])


def _value(problem: Problem, cluster: Cluster, technology: TechnologyId) -> float:
    """Sum over members of priority x weight x (score - participation score), as one cluster's part."""
    k = problem.technologies.index(technology)
    priority = problem.scenario.objective.priority.get(technology, 1.0)
    total = 0.0
    for unit in cluster.members:
        r = problem.units.index(unit)
        score = float(problem.score[r, k])
        if score == score:  # NaN is not equal to itself: the pair cannot be judged
            total += priority * float(problem.unit_weight[r]) * (score - float(problem.participation[k]))
    return total


def _grade(problem: Problem, strong: tuple[UnitId, ...], technology: TechnologyId) -> Grade | None:
    """Return the lowest evidence grade among strong members; an override without a score counts as low."""
    k = problem.technologies.index(technology)
    ranks = [int(problem.grade[problem.units.index(unit), k]) for unit in strong]
    if not ranks:
        return None
    return next(grade for grade in Grade if grade.rank == max(0, min(ranks)))


def _nearest(problem: Problem, plan: Plan, cluster: Cluster, technology: TechnologyId) -> str | None:
    """Return the nearest site that serves a technology; the first code among equals."""
    hub = problem.units.index(cluster.hub)
    serving = [f.site_id for f in plan.facilities if f.kind in _SHARED and technology in f.technologies]
    distance = {site: float(problem.site_distance_km[hub, problem.sites.index(site)]) for site in serving}
    return min(serving, key=lambda site: (distance[site], site), default=None)
