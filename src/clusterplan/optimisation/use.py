"""How much of a resource plans use: the least that every plan uses, and the most that any could."""

from __future__ import annotations

import numpy as np

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.candidates import CandidateSet
from clusterplan.optimisation.problem import Problem
from clusterplan.scenario import Phasing, Resource

__all__ = ["decided_use", "least_use", "most_use"]


def least_use(problem: Problem, resource: Resource) -> float:
    """Return the least of a resource that the numbers asked for make every plan use, over all years.

    Each allowed technology leads its fewest clusters; what the fewest focuses of the fewest clusters ask for beyond
    that goes to the cheapest technology; every facility of the programme is built, as an upgrade where that is cheaper.
    Running costs are left out: they depend on the years.

    Parameters
    ----------
    problem
        The problem.
    resource
        The resource.

    Returns
    -------
    float
        In the resource's unit; 0 where something began before the first year, so that not all of its use is told.
    """
    if _began_earlier(problem):
        return 0.0
    rules = problem.scenario.rules
    allowed = np.flatnonzero(problem.allowed_technologies).tolist()
    costs = sorted(resource.cost_of_focus(problem.technologies[k]) for k in allowed)
    fewest = rules.clusters_per_technology.at_least
    missing = rules.clusters.at_least * rules.focuses_per_cluster.at_least - len(costs) * fewest
    least = sum(costs) * fewest + max(0, missing) * (costs[0] if costs else 0.0)
    return least + sum(rules.facilities.numbers(kind).at_least * _cheapest(resource, kind) for kind in FacilityKind)


def decided_use(problem: Problem, resource: Resource, year: int) -> float:
    """Return the least that decided focuses and facilities use in a year.

    Units of one cluster share a focus, so of each technology and start year only one focus is certain.

    Parameters
    ----------
    problem
        A problem with phasing.
    resource
        The resource.
    year
        The year.

    Returns
    -------
    float
        In the resource's unit.
    """
    focuses = {(k, start) for (_, k), start in problem.decided_focuses.items() if start is not None}
    used = sum(
        resource.cost_of_focus(problem.technologies[k]) * resource.share_in_year(year - start) for k, start in focuses
    )
    for (_, kind), opened in problem.decided_facilities.items():
        if opened is not None:
            used += _cheapest(resource, kind) if opened == year else 0.0
            used += resource.running_cost(kind, year - opened)
    return used


def most_use(
    problem: Problem, candidates: tuple[CandidateSet, ...], resource: Resource, year: int | None = None
) -> float:
    """Return a ceiling on what any plan could use: the dearest set of each hub, the dearest facility at each site.

    Parameters
    ----------
    problem
        The problem.
    candidates
        Its candidate sets.
    resource
        The resource.
    year
        The year; all of them together if left out.

    Returns
    -------
    float
        In the resource's unit.
    """
    phasing = problem.scenario.rules.phasing
    cost = [resource.cost_of_focus(technology) for technology in problem.technologies]
    dearest: dict[int, float] = {}
    for candidate in candidates:
        of_set = sum(cost[k] for k in candidate.technologies)
        dearest[candidate.hub] = max(of_set, dearest.get(candidate.hub, 0.0))
    sites = int((problem.may_host.sum(axis=1) > 0).sum())
    share = 1.0 if phasing is None or year is None else _largest_share(problem, resource, phasing, year)
    facility = max(_dearest(resource, kind, phasing, year) for kind in problem.scenario.rules.facilities.kinds)
    return sum(dearest.values()) * share + sites * facility


def _began_earlier(problem: Problem) -> bool:
    """Whether something was begun before the first year, so that not all of its use is told."""
    phasing = problem.scenario.rules.phasing
    decided = [*problem.decided_focuses.values(), *problem.decided_facilities.values()]
    return phasing is not None and any(year is not None and year < phasing.first_year for year in decided)


def _cheapest(resource: Resource, kind: FacilityKind) -> float:
    """Return the least that opening a facility of a kind uses."""
    return min(resource.cost_of_facility(kind, upgrade) for upgrade in (False, True))


def _dearest(resource: Resource, kind: FacilityKind, phasing: Phasing | None, year: int | None) -> float:
    """Return the most that one facility of a kind uses, in a year or over all of them."""
    opening = max(resource.cost_of_facility(kind, upgrade) for upgrade in (False, True))
    if phasing is None:
        return opening
    years_open = 1 if year is not None else len(phasing.years)
    return opening + sum(resource.running_cost(kind, years) for years in range(years_open))


def _largest_share(problem: Problem, resource: Resource, phasing: Phasing, year: int) -> float:
    """Return the largest share of a focus's use that may fall in a year."""
    starts = {*phasing.start_years, *(start for start in problem.decided_focuses.values() if start is not None)}
    return max(resource.share_in_year(year - start) for start in starts)
