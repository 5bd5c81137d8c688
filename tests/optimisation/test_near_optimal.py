"""The near-optimal set: classes are those of brute force, portfolios keep distance and floor, limits never lie."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.optimisation.brute_force import best_objective
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.larger_problems import medium
from tests.optimisation.small_problems import plan_of, three_units
from tests.strategies import problems, problems_with_years

from clusterplan.domain import FacilityKind, Termination
from clusterplan.optimisation import near_optimal
from clusterplan.optimisation.classes import Classified, DecisionClass, classify
from clusterplan.optimisation.near_optimal import Decision, KnownChoice, Limits, NearOptimal, decisions_of, floor_of
from clusterplan.optimisation.portfolio import Spread, distance_between, spread_plans
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solve import solve_here
from clusterplan.scenario import FocusPlace, HostPlace, Lock

pytestmark = pytest.mark.slow

NO_LIMITS = Limits()
LOCK = {"author": "test", "reason": "test", "date": "2026-01-01"}


def best_of(problem: Problem) -> KnownChoice:
    """Return the optimum; not for a problem without a plan."""
    solution = solve_here(problem)
    assert solution.termination is Termination.OPTIMAL
    return KnownChoice(solution.choice, solution.bound_millionths, decisions_of(problem, solution.choice))


def pairs_of(problem: Problem) -> frozenset[Decision]:
    """Return every pair."""
    return frozenset((unit, technology) for unit in problem.units for technology in problem.technologies)


def universe_of(problem: Problem) -> frozenset[Decision]:
    """Return every pair and every facility."""
    kinds = problem.scenario.rules.facilities.kinds
    return pairs_of(problem) | {(site, kind) for site in problem.sites for kind in kinds}


def classes_of(problem: Problem, within: float, limits: Limits = NO_LIMITS) -> Classified:
    """Return the classes of all decisions."""
    best = best_of(problem)
    space = NearOptimal(problem, floor_of(best.worth, within), limits)
    return classify(space, universe_of(problem), [best])


def portfolio_of(problem: Problem, within: float, distance: int, count: int = 5, seed: int = 1) -> Spread:
    """Return plans that differ."""
    best = best_of(problem)
    space = NearOptimal(problem, floor_of(best.worth, within), NO_LIMITS)
    return spread_plans(space, best, pairs_of(problem), count=count, distance=distance, seed=seed)


def locked(problem: Problem, decision: Decision, kind: str) -> Problem:
    """Return a problem that must, or must not, have a decision."""
    place, what = decision
    named: Any = (
        {"facility": HostPlace(site=place, kind=what)}
        if isinstance(what, FacilityKind)
        else {"focus": FocusPlace(unit=place, technology=what)}
    )
    lock = Lock(**{**LOCK, "lock": kind, **named})
    rules = problem.scenario.rules.model_copy(update={"locks": (*problem.scenario.rules.locks, lock)})
    return replace(problem, scenario=problem.scenario.model_copy(update={"rules": rules}))


def counted(problem: Problem, decision: Decision, floor: int) -> DecisionClass:
    """Return the class of a decision by counting all plans."""
    with_it = best_objective(locked(problem, decision, "must"))
    without = best_objective(locked(problem, decision, "must_not"))
    if with_it is None or with_it < floor:
        return DecisionClass.NEVER
    return DecisionClass.MUST if without is None or without < floor else DecisionClass.COULD


def assert_a_portfolio(problem: Problem, spread: Spread, within: float, distance: int) -> None:
    """Assert that plans differ, are near-optimal, and pass the independent check with the objective they claim."""
    floor = floor_of(spread.plans[0].worth, within)
    for i, one in enumerate(spread.plans):
        assert one.worth >= floor
        solution = replace(solve_here(problem), choice=one.choice, termination=Termination.GAP_LIMIT)
        assert round(plan_of(problem, solution).objective * 1_000_000) == one.worth
        assert all(distance_between(one, other, pairs_of(problem)) >= distance for other in spread.plans[:i])


def test_the_floor_is_rounded_up_to_a_whole_millionth() -> None:
    assert floor_of(1_000_001, 0.1) == 900_001
    assert floor_of(-1_000_000, 0.02) == -1_020_000
    assert floor_of(1_000_000, 0.07) == 930_000


def test_three_units_by_hand() -> None:
    """Gains over participation: a 0.4 on S1, b 0.1 on each, c 0.5 on S2; every other pair loses. The optimum is 1.1.

    Within 5 % (1.045) no gain may be left out; within 10 % (0.99) one of b's two may.
    """
    problem = three_units()
    assert best_of(problem).worth == 1_100_000
    close, wide = classes_of(problem, 0.05).classes, classes_of(problem, 0.1).classes
    for pair in (("a", "S1"), ("b", "S1"), ("b", "S2"), ("c", "S2")):
        assert close[pair] is DecisionClass.MUST
    assert close["a", "S2"] is close["c", "S1"] is DecisionClass.NEVER
    assert wide["a", "S1"] is wide["c", "S2"] is DecisionClass.MUST
    assert wide["b", "S1"] is wide["b", "S2"] is DecisionClass.COULD
    # hosting is worth nothing here and all is within reach, so the laboratory may stand at either site
    assert close["L1", FacilityKind.KEY_LABORATORY] is close["L2", FacilityKind.KEY_LABORATORY] is DecisionClass.COULD


def test_a_portfolio_of_three_units_ends_with_a_proof() -> None:
    """Within 10 % there are the optimum and the two plans without one of b's focuses: distances 1, 1 and 2."""
    problem = three_units()
    one = portfolio_of(problem, 0.1, distance=1)
    assert [plan.worth for plan in one.plans] == [1_100_000, 1_000_000, 1_000_000]
    assert one.no_more_exist
    two = portfolio_of(problem, 0.1, distance=2)
    assert len(two.plans) == 1
    assert two.no_more_exist


@given(problems(generous=True, pairs=9), st.sampled_from([0.0, 0.02, 0.1, 0.3]))
@steady(8)
def test_classes_and_portfolios_are_those_of_brute_force(problem: Problem, within: float) -> None:
    optimum = best_objective(problem)
    assume(optimum is not None)
    best = best_of(problem)
    assert best.worth == optimum
    floor = floor_of(best.worth, within)
    classes = classes_of(problem, within).classes
    assert classes == {decision: counted(problem, decision, floor) for decision in sorted(universe_of(problem))}
    assert_a_portfolio(problem, portfolio_of(problem, within, distance=2, count=3), within, 2)
    with pytest.MonkeyPatch.context() as patch:  # without patterns the whole programme is asked
        patch.setattr(near_optimal, "pattern_space", lambda _model: None)
        assert classes_of(problem, within).classes == classes


@given(problems_with_years(), st.sampled_from([0.02, 0.3]))
@steady(6)
def test_with_years_and_means_classes_and_portfolios_are_those_of_brute_force(problem: Problem, within: float) -> None:
    assume(best_objective(problem) is not None)
    floor = floor_of(best_of(problem).worth, within)
    classes = classes_of(problem, within).classes
    assert classes == {decision: counted(problem, decision, floor) for decision in sorted(universe_of(problem))}
    assert_a_portfolio(problem, portfolio_of(problem, within, distance=2, count=3), within, 2)


def test_a_portfolio_is_the_same_again_and_another_seed_keeps_the_promise() -> None:
    problem = medium()
    first, again, other = (portfolio_of(problem, 0.05, distance=3, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert len(first.plans) > 1
    assert_a_portfolio(problem, first, 0.05, 3)
    assert_a_portfolio(problem, other, 0.05, 3)


@pytest.mark.parametrize("asked", [0, 1, 5, 20])
def test_no_time_leaves_decisions_undecided_and_none_wrong(asked: int) -> None:
    problem = medium()
    right = classes_of(problem, 0.03).classes
    left = iter(range(asked))
    found = classes_of(problem, 0.03, Limits(should_stop=lambda: next(left, None) is None)).classes
    decided = {decision: one for decision, one in found.items() if one is not DecisionClass.UNDECIDED}
    assert decided == {decision: right[decision] for decision in decided}
    assert asked > 1 or DecisionClass.UNDECIDED in found.values()


def test_no_time_proves_nothing_about_further_plans() -> None:
    problem = three_units()
    best = best_of(problem)
    space = NearOptimal(problem, floor_of(best.worth, 0.1), Limits(deadline=-math.inf))
    spread = spread_plans(space, best, pairs_of(problem), count=5, distance=1, seed=1)
    assert spread == Spread((best,), no_more_exist=False)
