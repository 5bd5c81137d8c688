"""The independent check of the rules of clusters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from clusterplan.domain import Plan
from clusterplan.optimisation.check.lookups import is_connected, is_strong, most_ready, region_of
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading, must

__all__ = ["clusters", "cover", "focuses", "inside_clusters"]


def cover(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Each unit is in at most, or exactly, one cluster."""
    sense: Literal["<=", "=="] = "==" if problem.scenario.rules.cover == "exactly_one" else "<="
    for unit in problem.units:
        number = sum(unit in cluster.members for cluster in plan.clusters)
        yield RuleReading("cover", unit, sense, 1, number, is_policy=False)


def inside_clusters(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Size, contiguity, hub, travel limit and strong members of each cluster."""
    limits = problem.scenario.candidates
    for cluster in plan.clusters:
        yield RuleReading("max_members", cluster.id, "<=", limits.max_members, len(cluster.members))
        yield must("contiguity", cluster.id, is_connected(problem, cluster.members))
        yield must("hub", cluster.id, cluster.hub == most_ready(problem, cluster.members))
        hub = problem.units.index(cluster.hub)
        farthest = max(float(problem.member_distance_km[hub, problem.units.index(unit)]) for unit in cluster.members)
        yield RuleReading("max_member_distance_km", cluster.id, "<=", limits.max_member_distance_km, farthest)
        for technology in cluster.focuses:
            place = f"{cluster.id} {technology}"
            strong = sum(is_strong(problem, unit, technology) for unit in cluster.members)
            yield RuleReading("strong_member", place, ">=", 1, strong)


def focuses(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
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


def clusters(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read the number of clusters and the floors of the regions."""
    rules = problem.scenario.rules
    yield RuleReading("clusters", "all", ">=", rules.clusters.at_least, len(plan.clusters))
    yield RuleReading("clusters", "all", "<=", rules.clusters.at_most, len(plan.clusters))
    for region in sorted(set(problem.unit_regions)):
        floor = rules.clusters_per_region_exceptions.get(region, rules.clusters_per_region_at_least)
        hubs = sum(region_of(problem, cluster.hub) == region for cluster in plan.clusters)
        if floor:
            yield RuleReading("clusters_per_region", region, ">=", floor, hubs)
