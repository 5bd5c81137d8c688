"""The set-and-focus model, the hub-and-member model and counting agree on every small problem."""

from __future__ import annotations

import pulp
import pytest
from hypothesis import event, given
from tests.optimisation.brute_force import best_objective
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import changed, in_millionths, plan_of
from tests.strategies import problems, problems_with_years, with_rules

from clusterplan.errors import InfeasibleError
from clusterplan.optimisation.compact import build_compact_model
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solve import solve_here


def optimum(problem: Problem, solver: str = "HiGHS") -> int | None:
    """Solve with the set-and-focus model; return the checked plan's objective in millionths, or None."""
    scenario = problem.scenario
    named = scenario.model_copy(update={"solver": scenario.solver.model_copy(update={"name": solver})})
    try:
        solution = solve_here(changed(problem, scenario=named))
    except InfeasibleError:
        return None
    plan = plan_of(problem, solution)
    assert plan.termination == "optimal"
    assert plan.gap == 0
    return in_millionths(plan)


def compact_optimum(problem: Problem) -> int | None:
    """Solve with the hub-and-member model; return its objective in millionths, or None."""
    model = build_compact_model(problem)
    stats = model.lp.solve(pulp.HiGHS(msg=False, threads=1, gapRel=0, gapAbs=0.5))
    return None if stats.objective is None or not stats.has_solution else round(stats.objective)


def same_but_for_rounding(problem: Problem, ours: int | None, referee: int | None) -> bool:
    """Whether two optima are the same, but for one rounding for each member, focus and year."""
    if ours is None or referee is None:
        return ours is referee
    phasing = problem.scenario.rules.phasing
    roundings = (problem.score.size + len(problem.units)) * (1 if phasing is None else 1 + len(phasing.start_years))
    return abs(ours - referee) <= roundings


@steady(30)
@given(problems())
def test_the_model_finds_exactly_the_best_plan_that_counting_finds(problem: Problem) -> None:
    counted = best_objective(problem)
    event("no plan" if counted is None else "a plan")
    assert optimum(problem) == counted


@pytest.mark.slow
@steady(200)
@given(problems())
def test_of_many_more_problems_too_it_finds_the_best_plan(problem: Problem) -> None:
    assert optimum(problem) == best_objective(problem)


@pytest.mark.slow
@steady(25)
@given(problems(generous=True))
def test_with_wide_limits_too_the_model_finds_the_best_plan(problem: Problem) -> None:
    counted = best_objective(problem)
    event("no plan" if counted is None else "a plan")
    assert optimum(problem) == counted


@pytest.mark.slow
@steady(100)
@given(problems_with_years())
def test_with_years_and_decisions_the_model_and_the_referee_find_the_best_plan(problem: Problem) -> None:
    counted, decided = best_objective(problem), problem.decided_focuses or problem.decided_facilities
    event(("no plan" if counted is None else "a plan") + (" beside decisions" if decided else ""))
    assert optimum(problem) == counted
    assert same_but_for_rounding(problem, counted, compact_optimum(problem))


@pytest.mark.slow
@steady(100)
@given(problems().map(lambda problem: with_rules(problem, facility_load_at_most=None)))
def test_the_hub_and_member_model_has_the_same_optimum(problem: Problem) -> None:
    assert same_but_for_rounding(problem, optimum(problem), compact_optimum(problem))


@steady(25)
@given(problems())
def test_cbc_finds_the_same_optimum_as_highs(problem: Problem) -> None:
    assert optimum(problem, "COIN_CMD") == optimum(problem, "HiGHS")
