"""Candidate sets: every connected set of units that may form a cluster around its hub.

All rules inside one cluster are settled here (contiguity, hub, size, travel limit, strong members), so that they
leave the integer programme; see ``optimisation/formulation.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clusterplan.optimisation.gates import Gates, gates_of
from clusterplan.optimisation.means import free_to_start, means_of_units, within_means
from clusterplan.optimisation.problem import Problem
from clusterplan.scenario import needs

__all__ = ["CandidateSet", "connected_sets_around", "enumerate_candidates"]


@dataclass(frozen=True)
class CandidateSet:
    """A set of units that may form a cluster. Numbers are positions in the problem's sequences."""

    hub: int
    """The member with the highest readiness."""
    members: tuple[int, ...]
    """All members, the hub included, sorted."""
    technologies: tuple[int, ...]
    """The focuses this set may have: some member is strong, some site within reach may host, and so on."""


def enumerate_candidates(problem: Problem) -> tuple[CandidateSet, ...]:
    """Return every candidate set of a problem.

    A set is a candidate if it is connected, has ``min_members`` to ``max_members`` units, all of them within
    ``max_member_distance_km`` of its hub, and enough possible focuses to carry ``focuses_per_cluster.at_least`` of
    them. Its members have enough land, people and the like for so many focuses, and it keeps what is decided. A
    technology is possible if it passes every gate of :mod:`clusterplan.optimisation.gates` (some member is strong for
    it, some site that may host it lies within ``reach_km`` of the hub, and so on), if the members can carry and start
    it (:mod:`clusterplan.optimisation.means`), and if what it needs by ``required_pairs`` is possible too. The hub of a
    set is its member with the highest readiness, ties by code, so each set has exactly one.

    Parameters
    ----------
    problem
        The problem with n units and k technologies.

    Returns
    -------
    tuple of CandidateSet
        Sorted by hub, then by members.
    """
    fewest = max(1, problem.scenario.rules.focuses_per_cluster.at_least)
    gates, needed, means = gates_of(problem), tuple(_needed(problem)), means_of_units(problem)
    found = []
    for hub in range(len(problem.units)):
        for members in connected_sets_around(problem, hub):
            if len(members) < problem.scenario.candidates.min_members:
                continue
            technologies = within_means(means, members, _passed(gates, hub, members), fewest)
            technologies = _with_what_they_need(needed, free_to_start(problem, members, technologies))
            if len(technologies) >= fewest:
                found.append(CandidateSet(hub, members, technologies))
    return tuple(sorted(found, key=lambda candidate: (candidate.hub, candidate.members)))


def connected_sets_around(problem: Problem, hub: int) -> Iterator[tuple[int, ...]]:
    """Yield every connected set of which a unit is the hub, within the size and travel limits, each once.

    Sets grow from the hub by one neighbour at a time; a neighbour that was passed over is barred from the branch
    that follows, which is why no set comes twice.

    Parameters
    ----------
    problem
        The problem.
    hub
        Position of the hub among the units.

    Yields
    ------
    tuple of int
        Positions of the members, sorted.
    """
    limits = problem.scenario.candidates
    near = problem.member_distance_km[hub] <= limits.max_member_distance_km
    less_ready = problem.hub_rank > problem.hub_rank[hub]
    allowed = frozenset(np.flatnonzero(near & less_ready).tolist())
    neighbours = {
        unit: frozenset(np.flatnonzero(problem.adjacent[unit]).tolist()) & allowed for unit in allowed | {hub}
    }

    def grow(members: frozenset[int], barred: frozenset[int]) -> Iterator[tuple[int, ...]]:
        yield tuple(sorted(members))
        if len(members) == limits.max_members:
            return
        border = frozenset().union(*(neighbours[unit] for unit in members)) - members - barred
        for unit in sorted(border):
            yield from grow(members | {unit}, barred)
            barred |= {unit}

    yield from grow(frozenset({hub}), frozenset())


def _passed(gates: Gates, hub: int, members: tuple[int, ...]) -> tuple[int, ...]:
    """Return the technologies that pass every gate."""
    return tuple(np.flatnonzero(gates.passed(hub, members)).tolist())


def _with_what_they_need(
    needed: tuple[tuple[int, frozenset[int]], ...], technologies: tuple[int, ...]
) -> tuple[int, ...]:
    """Return the technologies of which all that they need is among them."""
    lacking = {technology for technology, others in needed if not others <= set(technologies)}
    return tuple(k for k in technologies if k not in lacking)


def _needed(problem: Problem) -> Iterator[tuple[int, frozenset[int]]]:
    """Yield each technology that a cluster has only together with others, with all of them."""
    required = problem.scenario.rules.required_pairs
    place = {name: k for k, name in enumerate(problem.technologies)}
    for name in sorted({pair.technologies[0] for pair in required}):
        yield place[name], frozenset(place[other] for other in needs(name, required))
