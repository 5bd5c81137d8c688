"""The independent check of sizes, ceilings of regions, pairs of technologies and distances between clusters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from clusterplan.domain import Plan
from clusterplan.optimisation.check.lookups import region_of
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading, must

__all__ = ["pairs", "same_focus_distance", "sizes_and_ceilings"]


def sizes_and_ceilings(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read the smallest size of a cluster and the ceilings of the regions."""
    rules = problem.scenario.rules
    smallest = problem.scenario.candidates.min_members
    if smallest > 1:
        for cluster in plan.clusters:
            yield RuleReading("min_members", cluster.id, ">=", smallest, len(cluster.members))
    for region in sorted(set(problem.unit_regions)):
        most = rules.clusters_per_region_at_most_exceptions.get(region, rules.clusters_per_region_at_most)
        if most is not None:
            hubs = sum(region_of(problem, cluster.hub) == region for cluster in plan.clusters)
            yield RuleReading("clusters_per_region_at_most", region, "<=", most, hubs)


def pairs(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """No cluster has both technologies of an excluded pair, or the first of a required pair alone."""
    for cluster in plan.clusters:
        for pair in problem.scenario.rules.excluded_pairs:
            one, other = pair.technologies
            both = one in cluster.focuses and other in cluster.focuses
            yield must("excluded_pairs", f"{cluster.id} {one} {other}", not both)
        for pair in problem.scenario.rules.required_pairs:
            first, second = pair.technologies
            alone = first in cluster.focuses and second not in cluster.focuses
            yield must("required_pairs", f"{cluster.id} {first} {second}", not alone)


def same_focus_distance(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Clusters that share a focus have hubs far enough apart."""
    apart = problem.scenario.rules.same_focus_distance_km_at_least
    if apart is None:
        return
    for one, other in combinations(plan.clusters, 2):
        a, b = problem.units.index(one.hub), problem.units.index(other.hub)
        distance = min(float(problem.member_distance_km[a, b]), float(problem.member_distance_km[b, a]))
        for technology in sorted(set(one.focuses) & set(other.focuses)):
            place = f"{technology} {one.id} {other.id}"
            yield RuleReading("same_focus_distance", place, ">=", apart, distance)
