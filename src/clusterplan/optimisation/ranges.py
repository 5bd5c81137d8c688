"""How far each limit of a scenario could be met at all: the least and the most, from candidates and sites alone.

Every range ignores all other rules, so no plan lies outside it: a limit outside its range is certainly impossible. A
limit inside its range is not thereby possible together with the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.candidates import CandidateSet, enumerate_candidates
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.use import decided_use, least_use, most_use

__all__ = ["ReachableRange", "reachable_ranges"]


@dataclass(frozen=True)
class ReachableRange:
    """One limit: what the scenario asks for, and what any plan could give."""

    path: str
    """Where the limit stands in a scenario."""
    rule: str
    """The rule as the independent check names it."""
    place: str
    """The technology, region, kind or resource it is about; empty where it is about every cluster or facility."""
    at_least: float | None
    """The least that the scenario asks for, if it does."""
    at_most: float | None
    """The most that the scenario allows, if it does."""
    reach_from: float
    """The least that any plan could have there."""
    reach_to: float
    """The most that any plan could have there."""

    @property
    def is_possible(self) -> bool:
        """Whether the limit can be kept if there were no other rule."""
        too_much = self.at_least is not None and self.at_least > self.reach_to + 1e-9
        too_little = self.at_most is not None and self.at_most < self.reach_from * (1 - 1e-9)
        return not (too_much or too_little)

    def is_of(self, path: str, place: str) -> bool:
        """Whether this is the range of a limit, named as a conflict names it.

        Parameters
        ----------
        path
            Where the limit stands, perhaps with the end of a range: ``rules.clusters.at_least``.
        place
            The place it is about, or nothing.

        Returns
        -------
        bool
            True for the limit itself.
        """
        whole = path.removesuffix(".at_least").removesuffix(".at_most")
        return (self.path == whole or self.path.startswith(f"{whole}.")) and place in ("", self.place)


type _Candidates = tuple[CandidateSet, ...]
type _Reader = Callable[[Problem, _Candidates], Iterator[ReachableRange]]


def reachable_ranges(problem: Problem) -> tuple[ReachableRange, ...]:
    """Return the reachable range of every limit of a scenario that is a number.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    tuple of ReachableRange
        In the order in which the policy reads. For a resource, the least is what the numbers of clusters, focuses and
        facilities that the scenario asks for make every plan use.
    """
    candidates = enumerate_candidates(problem)
    return tuple(found for reader in _READERS for found in reader(problem, candidates))


def _of_clusters(problem: Problem, candidates: _Candidates) -> Iterator[ReachableRange]:
    """Units covered, clusters, focuses of a cluster, and hubs of each region."""
    rules = problem.scenario.rules
    hubs = {candidate.hub for candidate in candidates}
    covered = len({member for candidate in candidates for member in candidate.members})
    if rules.cover == "exactly_one":
        yield ReachableRange("rules.cover", "units_covered", "all", len(problem.units), None, 0, covered)
    number, focuses = rules.clusters, rules.focuses_per_cluster
    yield ReachableRange("rules.clusters", "clusters", "all", number.at_least, number.at_most, 0, len(hubs))
    if candidates:  # where there can be no cluster, none has too few focuses
        path, widest = "rules.focuses_per_cluster", max(len(candidate.technologies) for candidate in candidates)
        yield ReachableRange(path, "focuses_per_cluster", "", focuses.at_least, focuses.at_most, 1, widest)
    for region in problem.regions:
        floor = rules.clusters_per_region_exceptions.get(region, rules.clusters_per_region_at_least)
        possible = sum(problem.unit_regions[hub] == region for hub in hubs)
        path = "rules.clusters_per_region_at_least"
        yield ReachableRange(path, "clusters_per_region", region, floor, None, 0, possible)


def _of_technologies(problem: Problem, candidates: _Candidates) -> Iterator[ReachableRange]:
    """Clusters in which each technology may lead: a hub leads one cluster at most."""
    limit = problem.scenario.rules.clusters_per_technology
    for k in np.flatnonzero(problem.allowed_technologies).tolist():
        hubs = {candidate.hub for candidate in candidates if k in candidate.technologies}
        technology = problem.technologies[k]
        floor = max(limit.at_least, int(problem.scenario.rules.pioneering and technology in problem.pioneering))
        yield ReachableRange(
            "rules.clusters_per_technology",
            "clusters_per_technology",
            technology,
            floor,
            limit.at_most,
            0,
            len(hubs),
        )


def _of_facilities(problem: Problem, _candidates: _Candidates) -> Iterator[ReachableRange]:
    """Facilities of each kind with their technologies, of each region, and for each technology."""
    rules = problem.scenario.rules.facilities
    fields = problem.may_host.sum(axis=1)
    for kind in FacilityKind:
        limit = rules.technologies_per_facility(kind)
        wanted, fitting = rules.numbers(kind), int((fields >= max(1, limit.at_least)).sum())
        path = f"rules.facilities.{kind.value}"
        if wanted.at_most or kind.is_shared:
            yield ReachableRange(path, "facilities", kind.value, wanted.at_least, wanted.at_most, 0, fitting)
        if wanted.at_most:
            path = f"rules.facilities.technologies_per_{kind.value}"
            most = int(fields.max(initial=0))
            yield ReachableRange(path, f"technologies_of_{kind.value}", "", limit.at_least, limit.at_most, 1, most)
    for region in problem.regions:
        hosts = sum(where == region and has > 0 for where, has in zip(problem.site_regions, fields, strict=True))
        path = "rules.facilities.per_region_at_most"
        yield ReachableRange(path, "facilities_per_region", region, None, rules.per_region_at_most, 0, hosts)
    for k in np.flatnonzero(problem.allowed_technologies).tolist():
        path, hosts = "rules.facilities.per_technology_at_least", int(problem.may_host[:, k].sum())
        technology = problem.technologies[k]
        floor = rules.per_technology_at_least
        yield ReachableRange(path, "facilities_per_technology", technology, floor, None, 0, hosts)


def _of_resources(problem: Problem, candidates: _Candidates) -> Iterator[ReachableRange]:
    """Use of each national resource that is capped, in total and by year."""
    for name, resource in sorted(problem.scenario.rules.resources.items()):
        if resource.cap is not None:
            path, most = f"rules.resources.{name}.cap", most_use(problem, candidates, resource)
            yield ReachableRange(path, "resources", name, None, resource.cap, least_use(problem, resource), most)
        for year, cap in sorted(resource.cap_per_year.items()):
            path, most = "rules.resources.cap_per_year", most_use(problem, candidates, resource, year)
            least = decided_use(problem, resource, year)
            yield ReachableRange(path, "resources", f"{name} {year}", None, cap, least, most)


_READERS: tuple[_Reader, ...] = (_of_clusters, _of_technologies, _of_facilities, _of_resources)
