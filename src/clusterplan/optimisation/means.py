"""What is settled about land, people and decided focuses when a candidate set is made: it costs the solver nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.years import start_years

__all__ = ["Means", "free_to_start", "means_of_units", "within_means"]

_ROUNDING = 1e-9
"""Relative difference between two sums of the same numbers."""


@dataclass(frozen=True, eq=False)
class Means:
    """One resource of the places."""

    capacity: NDArray[np.float64]
    """(n,) what each unit has."""
    cost: NDArray[np.float64]
    """(k,) what a focus on each technology uses."""


def means_of_units(problem: Problem) -> tuple[Means, ...]:
    """Return the resources that the units have, if the planner gives any.

    Parameters
    ----------
    problem
        The problem with n units and k technologies.

    Returns
    -------
    tuple of Means
        In the order of the resources' names.
    """
    return tuple(
        Means(
            np.array([resource.capacity_of(unit) for unit in problem.units], dtype=np.float64),
            np.array([resource.cost_of_focus(k) for k in problem.technologies], dtype=np.float64),
        )
        for _, resource in sorted(problem.scenario.rules.resources.items())
        if resource.capacity_per_unit
    )


def within_means(
    means: tuple[Means, ...], members: tuple[int, ...], technologies: tuple[int, ...], fewest: int
) -> tuple[int, ...]:
    """Return the technologies whose focus a set of units can carry, alone and beside the cheapest others.

    Parameters
    ----------
    means
        The resources that units have.
    members
        Positions of the units.
    technologies
        Positions of the technologies.
    fewest
        Fewest focuses of a cluster.

    Returns
    -------
    tuple of int
        Some of the technologies; none if so many focuses cannot be carried.
    """
    for found in means:
        has = float(found.capacity[list(members)].sum()) * (1 + _ROUNDING)
        costs = sorted(float(found.cost[k]) for k in technologies)
        if sum(costs[:fewest]) > has:
            return ()
        others = sum(costs[: fewest - 1])
        technologies = tuple(k for k in technologies if max(found.cost[k] + others, sum(costs[:fewest])) <= has)
    return technologies


def free_to_start(problem: Problem, members: tuple[int, ...], technologies: tuple[int, ...]) -> tuple[int, ...]:
    """Return the technologies that a set of units may focus on beside what is decided.

    Parameters
    ----------
    problem
        The problem.
    members
        Positions of the units.
    technologies
        Positions of the technologies.

    Returns
    -------
    tuple of int
        Some of the technologies; none if the set cannot keep a decided focus of a member.
    """
    if not problem.decided_focuses:
        return technologies
    if problem.scenario.rules.phasing is not None:
        technologies = tuple(k for k in technologies if start_years(problem, members, k))
    decided = {k for (r, k) in problem.decided_focuses if r in members}
    keeps = len(decided) <= problem.scenario.rules.focuses_per_cluster.at_most and decided <= set(technologies)
    return technologies if keeps else ()
