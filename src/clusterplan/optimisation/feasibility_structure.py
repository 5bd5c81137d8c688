"""What arithmetic can tell about sizes, ceilings of regions, pairs and distances between clusters."""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.errors import Conflict
from clusterplan.optimisation.arithmetic import Check, conflict, must_lead
from clusterplan.optimisation.candidates import CandidateSet
from clusterplan.optimisation.cliques import partition_into_cliques
from clusterplan.optimisation.problem import Problem
from clusterplan.scenario import needs

__all__ = ["STRUCTURE_CHECKS"]


def _sizes(problem: Problem, _candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Compare the smallest clusters with the number of units."""
    fewest, smallest = problem.scenario.rules.clusters.at_least, problem.scenario.candidates.min_members
    if smallest > 1 and fewest * smallest > len(problem.units):
        room = len(problem.units) // smallest
        yield conflict(
            ("rules.clusters.at_least", "candidates.min_members"),
            f"{fewest} cụm, mỗi cụm ít nhất {smallest} đơn vị, cần {fewest * smallest} đơn vị; "
            f"chỉ có {len(problem.units)}",
            f"{fewest} clusters of at least {smallest} units need {fewest * smallest} units, "
            f"there are {len(problem.units)}",
            f"Đặt tối đa {room} cụm hoặc hạ min_members.",
            f"Ask for at most {room} clusters or lower min_members.",
        )


def _ceilings(problem: Problem, candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Compare the national floor on clusters with what the regions may have."""
    rules = problem.scenario.rules
    if all(rules.most_clusters(region) is None for region in problem.regions):
        return
    hubs = {candidate.hub for candidate in candidates}
    room = 0
    for region in problem.regions:
        possible, most = sum(problem.unit_regions[hub] == region for hub in hubs), rules.most_clusters(region)
        room += possible if most is None else min(possible, most)
    if rules.clusters.at_least > room:
        yield conflict(
            ("rules.clusters.at_least", "rules.clusters_per_region_at_most"),
            f"cần ít nhất {rules.clusters.at_least} cụm nhưng trần của các vùng chỉ cho {room}",
            f"at least {rules.clusters.at_least} clusters are asked for, the ceilings of the regions allow {room}",
            f"Đặt tối đa {room} hoặc nâng trần của vùng.",
            f"Ask for at most {room} or raise a region's ceiling.",
        )


def _chains(problem: Problem, _candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Compare what a technology needs by required pairs with the focuses of a cluster."""
    rules = problem.scenario.rules
    most = rules.focuses_per_cluster.at_most
    for technology in sorted({pair.technologies[0] for pair in rules.required_pairs}):
        needed = needs(technology, rules.required_pairs)
        if len(needed) > most and must_lead(problem, technology):
            listed = ", ".join(sorted(needed))
            yield conflict(
                ("rules.required_pairs", "rules.focuses_per_cluster.at_most"),
                f"cụm có {technology} phải có {len(needed)} trọng tâm ({listed}), trần là {most}",
                f"a cluster with {technology} must have {len(needed)} focuses ({listed}), the limit is {most}",
                f"Nâng focuses_per_cluster.at_most lên {len(needed)} hoặc bỏ bớt cặp bắt buộc.",
                f"Raise focuses_per_cluster.at_most to {len(needed)} or drop a required pair.",
            )


def _distances(problem: Problem, candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Compare how often each technology must lead with the hubs that are far enough apart.

    Hubs of one clique are pairwise too near, so a partition into m cliques leaves room for at most m clusters.
    """
    rules = problem.scenario.rules
    apart, fewest = rules.same_focus_distance_km_at_least, rules.clusters_per_technology.at_least
    if apart is None or fewest < 2:
        return
    for k, technology in enumerate(problem.technologies):
        hubs = sorted({candidate.hub for candidate in candidates if k in candidate.technologies})
        room = len(partition_into_cliques(problem.hubs_too_near, hubs))
        if hubs and room < fewest and problem.allowed_technologies[k]:
            yield conflict(
                ("rules.same_focus_distance_km_at_least", "rules.clusters_per_technology.at_least"),
                f"{technology} cần {fewest} cụm, nhưng nhiều nhất {room} hạt nhân cách nhau từ {apart:g} km",
                f"{technology} needs {fewest} clusters, but at most {room} of its hubs are {apart:g} km apart",
                "Giảm khoảng cách hoặc hạ sàn số cụm cho mỗi công nghệ.",
                "Lower the distance or the floor on clusters of a technology.",
            )


STRUCTURE_CHECKS: tuple[Check, ...] = (_sizes, _ceilings, _chains, _distances)
