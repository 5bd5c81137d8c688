"""The gates that a technology passes to become a focus of a set: who has to be in it, who must not, and which hub.

Every gate is one of three kinds, so that a candidate set is judged by looking up its members. A gate that is off is not
in the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterplan.optimisation.problem import Problem

__all__ = ["Gates", "gates_of", "too_weak_evidence"]


@dataclass(frozen=True, eq=False)
class Gates:
    """What is asked of a set with n units to choose from and k technologies."""

    hub: NDArray[np.bool_]
    """(n, k) the hub allows the technology: somebody asked for it, a host and the anchors are within reach."""
    one_of: tuple[NDArray[np.bool_], ...]
    """(n, k) each: some member has it: strength, and demand."""
    none_of: tuple[NDArray[np.bool_], ...]
    """(n, k) each: no member has it: evidence below the floor."""

    def passed(self, hub: int, members: tuple[int, ...]) -> NDArray[np.bool_]:
        """Return the technologies that pass every gate in a set.

        Parameters
        ----------
        hub
            Position of the hub.
        members
            Positions of all members.

        Returns
        -------
        numpy.ndarray
            (k,) a new array.
        """
        inside = list(members)
        passed: NDArray[np.bool_] = self.hub[hub].copy()
        for having in self.one_of:
            passed &= having[inside].any(axis=0)
        for having in self.none_of:
            passed &= ~having[inside].any(axis=0)
        return passed


def gates_of(problem: Problem) -> Gates:
    """Return the gates of a problem.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    Gates
        Those that the scenario has switched on.
    """
    hub = problem.allowed_technologies & problem.hosted_within_reach
    for nearest, most in _anchors(problem):
        hub = hub & (nearest <= most)
    floor = problem.scenario.rules.evidence_floor
    return Gates(
        np.asarray(hub, dtype=np.bool_),
        (problem.strong, *_demand(problem)),
        () if floor is None else (too_weak_evidence(problem),),
    )


def too_weak_evidence(problem: Problem) -> NDArray[np.bool_]:
    """Return where a strong unit rests on evidence below the floor, and no override lets it pass.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    numpy.ndarray
        (n, k); a unit that is strong by override without a score counts as low.
    """
    floor = problem.scenario.rules.evidence_floor
    rank = 0 if floor is None else floor.rank
    weak = problem.strong & (np.maximum(problem.grade, 0) < rank)
    for override in problem.scenario.rules.evidence_overrides:
        weak[problem.units.index(override.unit), problem.technologies.index(override.technology)] = False
    return np.asarray(weak, dtype=np.bool_)


def _anchors(problem: Problem) -> Iterator[tuple[NDArray[np.float64], float]]:
    """Yield the distance to the nearest anchor of each kind that is asked for, with its limit."""
    rules = problem.scenario.rules
    if rules.anchor_enterprise_km is not None:
        yield problem.nearest_enterprise_km, rules.anchor_enterprise_km
    if rules.anchor_institute_km is not None:
        yield problem.nearest_institute_km, rules.anchor_institute_km


def _demand(problem: Problem) -> Iterator[NDArray[np.bool_]]:
    """Yield where a unit's demand lets a technology pass: on record, or not known to be absent."""
    if problem.scenario.rules.demand_unknown == "forbid":
        yield problem.demand == 1
    elif (problem.demand == 0).any():
        yield problem.demand != 0
