"""Problems that take a solver long enough to be stopped."""

from __future__ import annotations

from typing import Any

from benchmarks.synthetic import synthetic_problem

from clusterplan.optimisation.problem import Problem

__all__ = ["medium", "slow_to_find", "slow_to_prove"]

_COSTS = {f"T{number:02d}": 7 + number * 3 % 11 + 0.37 * number for number in range(1, 13)}


def medium(**solver: Any) -> Problem:
    """Return 12 units x 6 technologies, solved in less than a second.

    Parameters
    ----------
    solver
        Settings of the solver.

    Returns
    -------
    Problem
        The problem.
    """
    rules = {
        "clusters": {"at_least": 2, "at_most": 5},
        "clusters_per_region_at_least": 0,
        "facilities": {"key_laboratory": 3, "test_centre": 1},
    }
    return synthetic_problem(12, 6, 25, seed=4, scenario={"rules": rules, "solver": solver})


def slow_to_prove(**solver: Any) -> Problem:
    """Return 24 units x 10 technologies with a budget: plans come early, the proof comes late.

    Parameters
    ----------
    solver
        Settings of the solver.

    Returns
    -------
    Problem
        The problem.
    """
    rules = {
        "clusters_per_region_at_least": 0,
        "reach_km": 3000,
        "facilities": {"key_laboratory": 6, "test_centre": 2},
        "resources": {"money": {"cap": 250, "unit": "billion VND", "per_focus": _COSTS}},
    }
    return synthetic_problem(24, 10, 60, scenario={"rules": rules, "solver": solver})


def slower_to_prove() -> Problem:
    """Return 40 units x 12 technologies with a budget: a plan comes after a second or two, the proof many later."""
    rules = {
        "clusters_per_region_at_least": 0,
        "reach_km": 3000,
        "facilities": {"key_laboratory": 6, "test_centre": 2},
        "resources": {"money": {"cap": 300, "unit": "billion VND", "per_focus": _COSTS}},
    }
    return synthetic_problem(40, 12, 100, scenario={"rules": rules})


def slow_to_find(**solver: Any) -> Problem:
    """Return 30 units x 12 technologies, every unit covered, with a budget: the first plan comes after seconds.

    Parameters
    ----------
    solver
        Settings of the solver.

    Returns
    -------
    Problem
        The problem.
    """
    rules = {
        "cover": "exactly_one",
        "clusters": {"at_least": 4, "at_most": 20},
        "clusters_per_technology": {"at_least": 1, "at_most": 6},
        "clusters_per_region_at_least": 0,
        "reach_km": 3000,
        "facilities": {"key_laboratory": 6, "test_centre": 3},
        "resources": {"money": {"cap": 250, "unit": "billion VND", "per_focus": _COSTS}},
    }
    return synthetic_problem(30, 12, 80, scenario={"rules": rules, "solver": solver})
