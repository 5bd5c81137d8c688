"""The hub-and-member model's reading of sizes, ceilings of regions, pairs and distances between clusters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pulp import lpSum

from clusterplan.optimisation.problem import Problem

if TYPE_CHECKING:
    from clusterplan.optimisation.compact import CompactModel

__all__ = ["structure"]


def structure(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Yield the rows of every rule of this module that is on."""
    yield from _sizes(problem, model)
    yield from _ceilings(problem, model)
    yield from _pairs(problem, model)
    yield from _distances(problem, model)


def _sizes(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Give each hub its smallest number of members."""
    for h in range(len(problem.units)):
        size = lpSum([x for (_, of), x in model.member.items() if of == h])
        yield size >= problem.scenario.candidates.min_members * model.member[h, h]


def _ceilings(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Cap the hubs of each region."""
    rules = problem.scenario.rules
    for region in problem.regions:
        most = rules.clusters_per_region_at_most_exceptions.get(region, rules.clusters_per_region_at_most)
        if most is not None:
            yield lpSum([model.member[h, h] for h, of in enumerate(problem.unit_regions) if of == region]) <= most


def _pairs(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Keep technologies apart, or together, at each hub."""
    rules = problem.scenario.rules
    for h in range(len(problem.units)):
        for pair in rules.excluded_pairs:
            yield lpSum(_of_pair(problem, model, h, pair.technologies)) <= 1
        for pair in rules.required_pairs:
            first, second = (lpSum(_of_pair(problem, model, h, (k,))) for k in pair.technologies)
            yield first - second <= 0


def _of_pair(problem: Problem, model: CompactModel, h: int, technologies: tuple[str, ...]) -> list[Any]:
    """Return the focuses of a hub among some technologies."""
    places = [(h, problem.technologies.index(k)) for k in technologies]
    return [model.focus[place] for place in places if place in model.focus]


def _distances(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Let no two hubs that are too near share a focus: one row for each pair."""
    apart = problem.scenario.rules.same_focus_distance_km_at_least
    if apart is None:
        return
    for (h, k), z in model.focus.items():
        for other in range(h):
            distance = min(problem.member_distance_km[h, other], problem.member_distance_km[other, h])
            if distance < apart:
                yield z + model.focus[other, k] <= 1
