"""Rules about pairs of technologies, regions' ceilings, and distance between clusters of the same focus."""

from __future__ import annotations

from collections.abc import Iterator

from pulp import lpSum

from clusterplan.optimisation.cliques import cover_by_cliques
from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.rules.rows import Row

__all__ = [
    "clusters_per_region_at_most",
    "excluded_pairs",
    "required_pairs",
    "same_focus_distance",
]


def clusters_per_region_at_most(decisions: Decisions) -> Iterator[Row]:
    """Cap the hubs of a region: ``sum of use[S] over S with hub in the region <= ceiling``."""
    problem = decisions.problem
    for region in problem.regions:
        most = problem.scenario.rules.most_clusters(region)
        sets = [s for h, of_hub in decisions.sets_of_hub.items() if problem.unit_regions[h] == region for s in of_hub]
        if most is not None and sets:
            yield f"clusters_per_region_at_most.{region}", decisions.clusters_among(sets) <= most


def excluded_pairs(decisions: Decisions) -> Iterator[Row]:
    """Keep two technologies apart: ``focus[S, a] + focus[S, b] <= use[S]``, for each S that could have both."""
    for number, pair in enumerate(decisions.problem.scenario.rules.excluded_pairs, start=1):
        one, other = (decisions.problem.technologies.index(k) for k in pair.technologies)
        for s, use in decisions.use.items():
            if (s, one) in decisions.focus and (s, other) in decisions.focus:
                together = decisions.focus[s, one] + decisions.focus[s, other]
                yield f"excluded_pairs.{number}.{use.name.removeprefix('use.')}", together - use <= 0


def required_pairs(decisions: Decisions) -> Iterator[Row]:
    """Let a technology lead only with another: ``focus[S, a] <= focus[S, b]``, for each S that could have a.

    A set that cannot have b cannot have a: candidate sets leave a out, unless a conflict is being looked for.
    """
    for number, pair in enumerate(decisions.problem.scenario.rules.required_pairs, start=1):
        first, second = (decisions.problem.technologies.index(k) for k in pair.technologies)
        for s, use in decisions.use.items():
            if (s, first) in decisions.focus:
                with_it = lpSum([decisions.focus[key] for key in [(s, second)] if key in decisions.focus])
                name = f"required_pairs.{number}.{use.name.removeprefix('use.')}"
                yield name, decisions.focus[s, first] - with_it <= 0


def same_focus_distance(decisions: Decisions) -> Iterator[Row]:
    """Keep clusters of the same focus apart, one row for each clique of hubs that are pairwise too near.

    ``sum of focus[S, k] over S with hub in the clique <= 1``. Any two hubs of a clique are too near to share k, so at
    most one of them may have it: the row is valid. Every pair of hubs that are too near lies in some clique, so the
    rows say all that the rule says, with fewer rows and a tighter relaxation than one row for each pair.
    """
    problem = decisions.problem
    if problem.scenario.rules.same_focus_distance_km_at_least is None:
        return
    for k, technology in enumerate(problem.technologies):
        sets_with = {
            hub: [s for s in sets if (s, k) in decisions.focus] for hub, sets in sorted(decisions.sets_of_hub.items())
        }
        hubs = [hub for hub, sets in sets_with.items() if sets]
        for clique in cover_by_cliques(problem.hubs_too_near, hubs):
            place = "&".join(decisions.names.unit[problem.units[hub]] for hub in clique)
            name = f"same_focus_distance.{decisions.names.technology[technology]}.{place}"
            yield name, decisions.focuses_on(k, [s for hub in clique for s in sets_with[hub]]) <= 1
