"""Patterns, their prices and the search: what they say is true of the whole programme."""

from __future__ import annotations

import time
from typing import Literal

import numpy as np
import pulp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.larger_problems import medium, slow_to_prove

from clusterplan.optimisation.arrays import arrays_of
from clusterplan.optimisation.column_generation import solve_relaxation
from clusterplan.optimisation.decomposition import pattern_space
from clusterplan.optimisation.model import AllocationModel, build_model
from clusterplan.optimisation.patterns import PatternSpace
from clusterplan.optimisation.search import search
from clusterplan.optimisation.solvers import make_solver
from clusterplan.scenario import SolverSettings

pytestmark = pytest.mark.slow

SETTINGS = SolverSettings()


def space_of(model: AllocationModel) -> PatternSpace:
    """Return the patterns of a model that has them."""
    space = pattern_space(model)
    assert space is not None
    return space


def best_at_once(model: AllocationModel) -> float:
    """Return the optimum of the whole programme."""
    return float(model.lp.solve(make_solver(SETTINGS)).objective or 0)


def searched(model: AllocationModel) -> int:
    """Return the optimum that the search proves."""
    outcome = search(space_of(model), SETTINGS, time.monotonic() + 60)
    assert outcome is not None
    assert outcome.termination == "optimal"
    return outcome.bound


MEDIUM = build_model(medium())
OPTIMUM = best_at_once(MEDIUM)


def with_start_years(
    model: AllocationModel, years: int, each: int, category: Literal["Continuous", "Integer"]
) -> AllocationModel:
    """Let every focus start in one of some years, later ones worth less, and only so many focuses start in a year."""
    lp, decisions = model.lp, model.decisions
    starts: list[list[pulp.LpVariable]] = [[] for _ in range(years)]
    assert lp.objective is not None
    terms = list(lp.objective.items())
    for (s, k), focus in decisions.focus.items():
        mine = [lp.add_variable(f"start.{s}.{k}.{year}", 0, 1, cat=category) for year in range(years)]
        lp.addConstraint(pulp.lpSum(mine) - focus == 0, f"start_year.{s}.{k}")
        for year, variable in enumerate(mine):
            starts[year].append(variable)
            terms.append((variable, -50_000 * year))
    for year, variables in enumerate(starts):
        begun = lp.add_variable(f"begins.{year}", 0, 100, cat="Integer")
        lp.addConstraint(pulp.lpSum(variables) - begun == 0, f"starts.{year}")
        lp.addConstraint(begun <= each, f"starts_per_year.{year}")
    lp.setObjective(pulp.LpAffineExpression.from_list(terms))
    return AllocationModel(lp, decisions)


@steady(40)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 1e4, 1e6]))
def test_any_prices_prove_a_bound(seed: int, size: float) -> None:
    space = space_of(MEDIUM)
    prices = np.random.default_rng(seed).normal(0, 1, len(space.shared)) * size
    prices[(prices > 0) & ~np.isfinite(space.row_upper)] = 0
    prices[(prices < 0) & ~np.isfinite(space.row_lower)] = 0
    assert space.bound(space.profits(prices)) >= OPTIMUM


@pytest.mark.parametrize("problem", [medium, slow_to_prove], ids=["medium", "with a budget"])
def test_the_relaxation_over_patterns_lies_between_the_optimum_and_the_plain_relaxation(problem: object) -> None:
    model = build_model(problem())  # type: ignore[operator]
    plain = float(model.lp.solve(make_solver(SETTINGS, relaxed=True)).objective or 0)
    root = solve_relaxation(space_of(model), time.monotonic() + 60)
    assert root is not None
    assert root.is_feasible
    assert searched(model) <= root.bound <= plain + 1


def test_the_best_plan_uses_only_patterns_that_are_listed_for_its_worth() -> None:
    space = space_of(MEDIUM)
    outcome = search(space, SETTINGS, time.monotonic() + 60)
    assert outcome is not None
    assert outcome.root is not None
    listed = {p for _, p in space.worth_at_least(outcome.root.profits, outcome.root.bound, outcome.bound)}
    assert set(outcome.patterns) <= listed


@pytest.mark.parametrize("category", ["Continuous", "Integer"])
@pytest.mark.parametrize("each", [3, 5])
def test_columns_that_follow_a_focus_change_nothing_of_the_answer(
    each: int, category: Literal["Continuous", "Integer"]
) -> None:
    model = with_start_years(build_model(medium()), 4, each, category)
    space = space_of(model)
    assert len(space.followers) == 4 * len(model.decisions.focus)
    assert searched(model) == pytest.approx(best_at_once(model), abs=0.5)


def test_a_set_that_the_shared_rows_let_be_used_twice_is_not_decomposed() -> None:
    model = build_model(medium())
    for row in model.lp.constraints():
        if row.name.startswith("cover."):
            row.constant = -2  # at most two clusters
    assert pattern_space(model) is None


def test_the_arrays_say_what_the_programme_says() -> None:
    programme = arrays_of(MEDIUM.lp)
    point = np.array([variable.varValue or 0 for variable in MEDIUM.lp.exported_variables()])
    for number, row in enumerate(MEDIUM.lp.constraints()):
        columns, values = programme.rows.vector(number)
        assert values @ point[columns] == pytest.approx((row.value() or 0.0) - row.constant)
    assert programme.constant + programme.cost @ point == pytest.approx(OPTIMUM)
