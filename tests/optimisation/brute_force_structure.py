"""The oracle's reading of sizes, ceilings of regions, pairs of technologies and distances between clusters."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from clusterplan.optimisation.problem import Problem

__all__ = ["clusters_keep_the_structure", "focuses_keep_the_pairs", "passes_the_gates", "with_what_they_need"]


def with_what_they_need(problem: Problem, possible: list[int]) -> list[int]:
    """Return the technologies that are possible together with everything they need, by striking out one at a time."""
    left = list(possible)
    for _ in problem.technologies:
        for pair in problem.scenario.rules.required_pairs:
            first, second = (problem.technologies.index(k) for k in pair.technologies)
            if first in left and second not in left:
                left.remove(first)
    return left


def focuses_keep_the_pairs(problem: Problem, focuses: tuple[int, ...]) -> bool:
    """Whether a cluster's focuses keep the excluded and the required pairs."""
    names = {problem.technologies[k] for k in focuses}
    rules = problem.scenario.rules
    return not any(set(pair.technologies) <= names for pair in rules.excluded_pairs) and all(
        pair.technologies[0] not in names or pair.technologies[1] in names for pair in rules.required_pairs
    )


def passes_the_gates(problem: Problem, hub: int, members: tuple[int, ...], technology: int) -> bool:
    """Whether evidence, demand and anchors let a set focus on a technology."""
    rules, name = problem.scenario.rules, problem.technologies[technology]
    if rules.evidence_floor is not None:
        excepted = {override.unit for override in rules.evidence_overrides if override.technology == name}
        for r in members:
            counts = problem.strong[r, technology] and problem.units[r] not in excepted
            if counts and max(0, int(problem.grade[r, technology])) < rules.evidence_floor.rank:
                return False
    known = {int(problem.demand[r, technology]) for r in members}
    if not known & ({1} if rules.demand_unknown == "forbid" else {1, -1}):
        return False
    enterprise, institute = rules.anchor_enterprise_km, rules.anchor_institute_km
    return (enterprise is None or problem.nearest_enterprise_km[hub, technology] <= enterprise) and (
        institute is None or problem.nearest_institute_km[hub, technology] <= institute
    )


def _has_test_beds(problem: Problem, chosen: list[tuple[int, tuple[int, ...], tuple[int, ...]]]) -> bool:
    """Whether each pioneering technology leads in a cluster with a test bed, where that must be."""
    return problem.scenario.rules.pioneering_test_bed != "forbid" or all(
        any(k in focuses and 1 in problem.test_bed[list(members), k] for _, members, focuses in chosen)
        for k, name in enumerate(problem.technologies)
        if name in problem.pioneering
    )


def clusters_keep_the_structure(problem: Problem, chosen: list[tuple[int, tuple[int, ...], tuple[int, ...]]]) -> bool:
    """Whether clusters, given as hub, members and focuses, keep regions' ceilings, distances and test beds."""
    rules = problem.scenario.rules
    if not _has_test_beds(problem, chosen):
        return False
    hubs = Counter(problem.unit_regions[hub] for hub, _, _ in chosen)
    for region, number in hubs.items():
        most = rules.clusters_per_region_at_most_exceptions.get(region, rules.clusters_per_region_at_most)
        if most is not None and number > most:
            return False
    apart = rules.same_focus_distance_km_at_least
    return apart is None or not any(
        set(focuses) & set(others)
        and min(problem.member_distance_km[hub, other], problem.member_distance_km[other, hub]) < apart
        for (hub, _, focuses), (other, _, others) in combinations(chosen, 2)
    )
