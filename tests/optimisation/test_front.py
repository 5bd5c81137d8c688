"""Fronts: by hand on three units, against counting on small problems, and the hull of the weighted mode."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from tests.optimisation.brute_force_front import all_points, best_of
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.larger_problems import medium
from tests.optimisation.small_problems import in_millionths, plan_of, three_units
from tests.strategies import problems

from clusterplan.domain import Plan, Termination
from clusterplan.optimisation import weighing
from clusterplan.optimisation.criteria import Criterion, level_of, span_of
from clusterplan.optimisation.front import FrontPoint, FrontQuestion, Mode, is_complete, non_dominated, walk
from clusterplan.optimisation.front_isolated import walk_isolated
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.proof import Proof
from clusterplan.optimisation.solution import ModelSize, Solution
from clusterplan.optimisation.solve import solve_here
from clusterplan.optimisation.weighing import Answer, Weighing
from clusterplan.planning.pareto.measure import measured
from clusterplan.scenario import SolverSettings

pytestmark = pytest.mark.slow

MANY = 1000


def front(problem: Problem, criterion: Criterion, mode: Mode = Mode.EPSILON, points: int = MANY) -> list[FrontPoint]:
    """Return the front, without a plan known beforehand."""
    return list(non_dominated(walk(FrontQuestion(problem, criterion, mode, points))))


def places(points: list[FrontPoint]) -> list[tuple[int, int]]:
    """Return value and level of some points."""
    return [(point.value, point.level) for point in points]


def checked(problem: Problem, point: FrontPoint) -> Plan:
    """Return a point's plan, which passed the independent check."""
    solution = Solution(point.choice, point.value, Termination.OPTIMAL, "", (), ModelSize(0, 0, 0), 0)
    return plan_of(problem, solution)


@pytest.mark.parametrize(
    ("criterion", "by_hand"),
    [
        # a: S1 0.4; c: S2 0.5; a+b: S1 0.5, b: S1 or S2 0.1, both 0.2; b+c: S2 0.6; a+b+c: S1 0.2, S2 0.4
        (Criterion.EQUITY, [(1_100_000, 3)]),
        (Criterion.COST, [(500_000, -2), (600_000, -3), (900_000, -4), (1_000_000, -5), (1_100_000, -7)]),
        (Criterion.DUPLICATION, [(1_000_000, 0), (1_100_000, -2)]),
    ],
)
def test_the_front_of_three_units_is_that_on_paper(criterion: Criterion, by_hand: list[tuple[int, int]]) -> None:
    problem = three_units()
    counted = best_of(all_points(problem, criterion.value))
    found = front(problem, criterion)
    assert sorted(places(found)) == sorted(counted)
    assert is_complete(tuple(found))
    assert sorted(by_hand) == sorted(counted)


@steady(30)
@given(problems(), st.sampled_from(Criterion))
def test_the_front_is_exactly_the_one_that_counting_finds(problem: Problem, criterion: Criterion) -> None:
    counted = best_of(all_points(problem, criterion.value))
    found = front(problem, criterion)
    event(f"{min(len(counted), 4)} points")
    assert places(found) == counted
    assert is_complete(tuple(found))
    for point in found:
        plan = checked(problem, point)
        assert (in_millionths(plan), criterion.sign * measured(plan, criterion)) == (point.value, point.level)
        span = span_of(criterion, problem)
        assert span.least <= point.level <= span.most


@steady(8)
@given(problems(generous=True), st.sampled_from(Criterion))
def test_weighted_points_are_all_the_corners_of_the_convex_hull(problem: Problem, criterion: Criterion) -> None:
    counted = all_points(problem, criterion.value)
    found = places(front(problem, criterion, Mode.WEIGHTED))
    assert set(found) <= set(best_of(counted))
    for (v, g), (w, h) in pairwise(found):
        weights = h - g, v - w
        assert (
            max(weights[0] * value + weights[1] * level for value, level in counted) == weights[0] * v + weights[1] * g
        )


@steady(6)
@given(problems(generous=True), st.sampled_from(Criterion))
def test_the_lexicographic_points_are_the_ends_of_the_front(problem: Problem, criterion: Criterion) -> None:
    counted = best_of(all_points(problem, criterion.value))
    assert places(front(problem, criterion, Mode.LEXICOGRAPHIC)) == sorted(
        {*counted[:1], *counted[-1:]}, key=lambda p: p[1]
    )


@pytest.mark.parametrize("criterion", Criterion)
def test_a_front_of_few_points_lies_on_the_whole_one_and_says_what_is_missing(criterion: Criterion) -> None:
    problem = medium()
    # against cost, at level -15, HiGHS once reported another objective than that of its point, and no proof came
    whole, few = front(problem, criterion), front(problem, criterion, points=4)
    assert is_complete(tuple(whole))
    assert set(places(few)) <= set(places(whole))
    assert len(few) <= 4
    assert is_complete(tuple(few)) == (len(few) == len(whole))
    assert {places(whole)[0], places(whole)[-1]} <= set(places(few))


@pytest.mark.parametrize("criterion", Criterion)
def test_a_known_plan_and_another_solver_do_not_change_the_front(criterion: Criterion) -> None:
    problem = three_units()
    best = solve_here(problem).choice
    other = problem.scenario.solver.model_copy(update={"name": "COIN_CMD"})
    with_cbc = replace(problem, scenario=problem.scenario.model_copy(update={"solver": other}))
    known = non_dominated(walk(FrontQuestion(problem, criterion, Mode.EPSILON, MANY, best)))
    assert places(list(known)) == places(front(problem, criterion)) == places(front(with_cbc, criterion))
    assert known[0].level >= level_of(criterion, problem, best)


def test_a_child_process_finds_the_same_points_and_stops_when_told() -> None:
    problem = three_units()
    question = FrontQuestion(problem, Criterion.COST, Mode.EPSILON, MANY)
    assert [(p.value, p.level) for p in walk_isolated(question)] == [(p.value, p.level) for p in walk(question)]
    with pytest.raises(KeyboardInterrupt):
        list(walk_isolated(question, should_stop=lambda: True))


def test_an_unproven_point_has_a_bound_and_makes_the_front_incomplete() -> None:
    found = front(three_units(), Criterion.COST)
    doubtful = replace(found[1], is_proven=False, bound=found[1].value + 1)
    assert not is_complete((found[0], doubtful, *found[2:]))
    worse = replace(doubtful, value=found[1].value - 1)
    assert places(list(non_dominated([*found, worse]))) == places(found)


def test_a_level_that_was_passed_over_makes_the_front_incomplete() -> None:
    found = front(three_units(), Criterion.COST)
    assert is_complete(tuple(found))
    assert not is_complete((found[0], *found[2:]))


def test_what_is_known_stands_in_where_time_brings_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    # national plans with years were refused as "no plan was found" although one was at hand
    problem = three_units()
    best = solve_here(problem)
    monkeypatch.setattr(Weighing, "ask", lambda *_: None)
    for bound in (None, best.bound_millionths + 5):
        (only,) = walk(FrontQuestion(problem, Criterion.COST, Mode.EPSILON, MANY, best.choice, bound))
        assert (only.value, only.level, only.choice) == (1_100_000, -7, best.choice)
        assert only.bound == (1_100_000 if bound is None else bound)
        assert not only.is_proven
        assert not is_complete((only,))
    assert list(walk(FrontQuestion(problem, Criterion.COST, Mode.EPSILON, MANY))) == []


def test_a_plan_that_is_not_proven_does_not_hide_a_better_one() -> None:
    problem = three_units()
    worst = front(problem, Criterion.COST)[-1]
    known = walk(FrontQuestion(problem, Criterion.COST, Mode.EPSILON, MANY, worst.choice, 2_000_000))
    assert places(list(non_dominated(known))) == places(front(problem, Criterion.COST))


def test_a_question_that_the_patterns_cannot_answer_keeps_to_the_time_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    def overtaken(*_: object) -> None:
        time.sleep(0.2)

    def told(_model: object, settings: SolverSettings, _tell: object) -> Proof:
        given.append(settings.time_limit_seconds)
        return Proof(Termination.NO_PLAN, 0)

    monkeypatch.setattr(weighing, "search", overtaken)
    monkeypatch.setattr(weighing, "prove", told)
    assert Weighing(three_units(solver={"time_limit_seconds": 10}), Criterion.EQUITY).ask(1, 1, None) is None
    assert 0 < given[0] <= 9.8


def test_the_first_end_is_told_before_the_other_one_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int | None] = []
    real = Weighing.ask

    def counted(self: Weighing, of_value: int, of_level: int, at_least: int | None) -> Answer | None:
        asked.append(at_least)
        return real(self, of_value, of_level, at_least)

    monkeypatch.setattr(Weighing, "ask", counted)
    points = walk(FrontQuestion(three_units(), Criterion.COST, Mode.EPSILON, MANY))
    assert next(points).value == 1_100_000
    assert asked == [None]
    assert next(points).value == 500_000
    assert asked == [None, -7]
