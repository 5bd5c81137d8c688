"""Rules of the clusters: cover, numbers, focuses, technologies and regions."""

from __future__ import annotations

from collections.abc import Iterator

from pulp import lpSum

from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.rules.rows import Row

__all__ = [
    "clusters",
    "clusters_per_region",
    "clusters_per_technology",
    "cover",
    "focuses_per_cluster",
    "pioneering",
    "synergy",
]


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


def pioneering(decisions: Decisions) -> Iterator[Row]:
    """Let each technology of a pioneering product lead somewhere: ``sum of focus[S, k] over S >= 1``."""
    problem = decisions.problem
    if not problem.scenario.rules.pioneering:
        return
    for k, technology in enumerate(problem.technologies):
        if technology in problem.pioneering:
            yield f"pioneering.{decisions.names.technology[technology]}", decisions.focuses_on(k) >= 1


def synergy(decisions: Decisions) -> Iterator[Row]:
    """Grant a synergy only to a cluster with both technologies: ``both[S, p] <= focus[S, k]`` for both k of pair p."""
    problem = decisions.problem
    for (s, p), variable in decisions.both.items():
        for technology in problem.scenario.objective.synergy[p].technologies:
            name = f"{variable.name.removeprefix('both.')}.{decisions.names.technology[technology]}"
            focus = decisions.focus[s, problem.technologies.index(technology)]
            yield f"synergy.{name}", variable - focus <= 0
