"""Problems that a person can solve on paper, and short ways from a problem to a plan."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from clusterplan.domain import Manifest, Plan
from clusterplan.language import Text
from clusterplan.optimisation.assemble import Evidence, assemble_plan
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Solution
from clusterplan.optimisation.solve import solve_here
from clusterplan.scenario import Scenario

__all__ = ["changed", "in_millionths", "plan_of", "solved", "three_units"]

WIDE_RULES: dict[str, Any] = {
    "clusters": {"at_least": 1, "at_most": 3},
    "focuses_per_cluster": {"at_least": 1, "at_most": 2},
    "clusters_per_technology": {"at_least": 0, "at_most": 3},
    "clusters_per_region_at_least": 0,
    "facilities": {
        "key_laboratory": 1,
        "test_centre": 0,
        "technologies_per_key_laboratory": {"at_least": 1, "at_most": 2},
        "per_technology_at_least": 0,
    },
    "reach_km": 1000,
    "pioneering": False,
}
"""Rules under which nearly everything goes."""


def three_units(
    rules: dict[str, Any] | None = None,
    objective: dict[str, Any] | None = None,
    candidates: dict[str, Any] | None = None,
    solver: dict[str, Any] | None = None,
    **changes: Any,
) -> Problem:
    """Return three units in a row, a - b - c, 100 km apart, with technologies S1 and S2 and sites L1 (a) and L2 (c).

    Scores: a 0.8 and 0.2, b 0.5 and 0.5, c 0.1 and 0.9; participation 0.4. Strong: a for S1, b for both, c for S2. The
    hub of any set is b if it is in it, else a, else c. Both sites may host both technologies; L1 is an existing
    laboratory of S1. Every weight but the advantage is off.

    Parameters
    ----------
    rules, objective, candidates, solver
        Settings that differ from :data:`WIDE_RULES`, from an advantage alone, and from the defaults.
    changes
        Fields of the problem that differ.

    Returns
    -------
    Problem
        The problem.
    """
    plain = {"hosting_weight": 0, "cohesion_weight": 0, "founding_cost": 0, "switching_weight": 0}
    scenario = Scenario(
        id="three-units",
        title_vi="Ba đơn vị",
        title_en="Three units",
        technology_scheme="two technologies",
        unit_layer="three_units",
        unit_vintage="2025",
        rules={**WIDE_RULES, **(rules or {})},
        objective={**plain, **(objective or {})},
        candidates={"max_members": 3, **(candidates or {})},
        solver={"time_limit_seconds": 60, **(solver or {})},
    )
    given: dict[str, Any] = {
        "scenario": scenario,
        "units": ("a", "b", "c"),
        "unit_names": tuple(Text(vi=f"Tỉnh {u}", en=f"Province {u}") for u in "ABC"),
        "unit_regions": ("N", "N", "S"),
        "technologies": ("S1", "S2"),
        "sites": ("L1", "L2"),
        "site_units": ("a", "c"),
        "adjacent": np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=np.bool_),
        "member_distance_km": np.array([[0, 100, 200], [100, 0, 100], [200, 100, 0]], dtype=np.float64),
        "site_distance_km": np.array([[0, 200], [100, 100], [200, 0]], dtype=np.float64),
        "score": np.array([[0.8, 0.2], [0.5, 0.5], [0.1, 0.9]]),
        "grade": np.array([[2, 1], [1, 1], [1, 2]], dtype=np.int8),
        "strong": np.array([[1, 0], [1, 1], [0, 1]], dtype=np.bool_),
        "participation": np.array([0.4, 0.4]),
        "unit_weight": np.ones(3),
        "readiness": np.array([0.5, 0.9, 0.5]),
        "may_host": np.ones((2, 2), dtype=np.bool_),
        "existing_laboratory": np.array([[1, 0], [0, 0]], dtype=np.bool_),
        "asked_for": frozenset({"S1", "S2"}),
    }
    return Problem(**{**given, **changes})


def changed(problem: Problem, **changes: Any) -> Problem:
    """Return a copy of a problem with other fields; what is derived from them is derived anew.

    Parameters
    ----------
    problem
        The problem.
    changes
        Fields of :class:`Problem`.

    Returns
    -------
    Problem
        The copy.
    """
    return Problem(**{**{field.name: getattr(problem, field.name) for field in fields(problem)}, **changes})


def plan_of(problem: Problem, solution: Solution) -> Plan:
    """Return the checked plan of a solution, with evidence that is the same for every score.

    Parameters
    ----------
    problem
        The problem.
    solution
        Its solution.

    Returns
    -------
    Plan
        The plan.
    """
    shares = np.where(np.isnan(problem.score)[:, :, None], np.nan, np.array([0.5, 0.3, 0.2]))
    manifest = Manifest(
        inputs={}, scenario_sha256="", clusterplan="", solver=solution.solver, options={}, seed=1, started="", seconds=0
    )
    return assemble_plan(problem, solution, Evidence(shares, problem.strong), (), manifest)


def solved(problem: Problem) -> Plan:
    """Solve a problem in this process and return the checked plan.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    Plan
        The plan.
    """
    return plan_of(problem, solve_here(problem))


def in_millionths(plan: Plan) -> int:
    """Return a plan's objective in whole millionths.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    int
        The objective.
    """
    return round(plan.objective * 1_000_000)
