"""The oracle's reading of sizes, ceilings of regions, pairs of technologies and distances between clusters."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from clusterplan.optimisation.problem import Problem

__all__ = ["clusters_keep_the_structure", "focuses_keep_the_pairs", "with_what_they_need"]


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


def clusters_keep_the_structure(problem: Problem, chosen: list[tuple[int, tuple[int, ...]]]) -> bool:
    """Whether clusters, given as hub and focuses, keep the ceilings of regions and the distances."""
    rules = problem.scenario.rules
    hubs = Counter(problem.unit_regions[hub] for hub, _ in chosen)
    for region, number in hubs.items():
        most = rules.clusters_per_region_at_most_exceptions.get(region, rules.clusters_per_region_at_most)
        if most is not None and number > most:
            return False
    apart = rules.same_focus_distance_km_at_least
    return apart is None or not any(
        set(focuses) & set(others)
        and min(problem.member_distance_km[hub, other], problem.member_distance_km[other, hub]) < apart
        for (hub, focuses), (other, others) in combinations(chosen, 2)
    )
