"""Fronts against real spending: by hand on three units, against counting on small problems, and the exact steps."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st
from tests.optimisation.brute_force_front import all_points_of_spending, best_of
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import plan_of, three_units
from tests.strategies import problems, problems_with_years, with_rules

from clusterplan.domain import FacilityKind, Plan, Termination
from clusterplan.optimisation.criteria import level_of, span_of
from clusterplan.optimisation.front import FrontPoint, FrontQuestion, Mode, is_complete, non_dominated, walk
from clusterplan.optimisation.outlay import Outlay, outlay_of
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import ModelSize, Solution
from clusterplan.optimisation.solve import solve_here
from clusterplan.scenario import Resource

pytestmark = pytest.mark.slow

MANY, FEW = 1000, 90
"""Levels: more than there are, and few enough that each can be asked for."""
LABORATORY = FacilityKind.KEY_LABORATORY

MONEY: dict[str, Any] = {
    "unit": "billion VND",
    "per_focus": {"S1": 3, "S2": 1.5},
    "per_facility": {"key_laboratory": 2},
    "per_upgrade": {"key_laboratory": 0.5},
}


def front(problem: Problem, outlay: Outlay, mode: Mode = Mode.EPSILON, points: int = MANY) -> list[FrontPoint]:
    """Return the front against spending."""
    return list(non_dominated(walk(FrontQuestion(problem, outlay, mode, points))))


def spending_on(resource: str, problem: Problem) -> Outlay:
    """Return the spending on a resource that something uses."""
    outlay = outlay_of(problem, resource)
    assert outlay is not None
    return outlay


def places(points: list[FrontPoint], outlay: Outlay) -> list[tuple[int, float]]:
    """Return value and spending of some points."""
    return [(point.value, round(float(point.level * outlay.step), 6)) for point in points]


def checked(problem: Problem, point: FrontPoint) -> Plan:
    """Return a point's plan, which passed the independent check."""
    solution = Solution(point.choice, point.value, Termination.OPTIMAL, "", (), ModelSize(0, 0, 0), 0)
    return plan_of(problem, solution)


def account(plan: Plan, resource: str) -> float:
    """Return the total of a plan's own account."""
    (total,) = (line.amount for line in plan.spending if line.resource == resource and line.year is None)
    return total


def test_the_front_of_three_units_with_money_is_that_on_paper() -> None:
    # L1 with S1 upgrades what is there, for 0.5, and may serve S2 besides; a new laboratory is 2.
    # b+c: S2 0.6 for 1.5; beside it a: S1 0.4 for 3 more; a: S1, b: both, c: S2 1.1 for 3 + 4.5 + 1.5
    problem = three_units(rules={"resources": {"money": MONEY}})
    outlay = spending_on("money", problem)
    assert outlay.step == Fraction(1, 2)
    found = front(problem, outlay)
    assert places(found, outlay) == [(1_100_000, -9.5), (1_000_000, -5.0), (600_000, -2.0)]
    assert is_complete(tuple(found))
    assert [account(checked(problem, point), "money") for point in found] == [9.5, 5.0, 2.0]


def test_a_later_opening_leaves_running_costs_outside_the_years_that_are_told() -> None:
    # a laboratory that opens in 2026 runs for 1 + 1 + 0.5, one that opens in 2027 for 1 + 1; each lead on S2 uses 2
    money = {
        "unit": "billion VND",
        "per_focus": {"S2": 2},
        "profile": [0.25, 0.75],
        "running_per_year": {"key_laboratory": 1},
        "running_full_years": 2,
    }
    phasing = {"first_year": 2026, "last_start_year": 2027, "last_year": 2028, "discount_rate": 0.5}
    problem = three_units(rules={"resources": {"money": money}, "phasing": phasing}, objective={"hosting_weight": 0.3})
    outlay = spending_on("money", problem)
    assert outlay.step == Fraction(1, 2)
    found = places(front(problem, outlay), outlay)
    assert {-spent for _, spent in found} <= {2.0, 2.5, 4.0, 4.5, 6.0, 6.5}
    assert found == best_of(all_points_of_spending(problem, "money"))


_AMOUNTS = st.sampled_from((0, 0.1, 0.1, 0.4, 0.5))
_MONEY = st.builds(
    Resource,
    cap=st.none() | st.sampled_from((1.5, 3)),
    unit=st.just("billion VND"),
    per_focus=st.dictionaries(st.sampled_from(("S1", "S2", "S3", "default")), _AMOUNTS, min_size=1),
    minimum_per_focus=st.sampled_from((0, 0, 0.2)),
    per_facility=st.dictionaries(st.sampled_from(list(FacilityKind)), _AMOUNTS),
    per_upgrade=st.dictionaries(st.sampled_from((LABORATORY, FacilityKind.TEST_CENTRE)), _AMOUNTS),
)


@steady(12)
@given(problems(generous=True, pairs=9), _MONEY)
def test_the_front_against_spending_is_exactly_the_one_that_counting_finds(drawn: Problem, money: Resource) -> None:
    problem = with_rules(drawn, resources={"money": money})
    outlay = outlay_of(problem, "money")
    assume(outlay is not None and outlay.most(problem) <= FEW)
    assert outlay is not None
    compare_with_counting(problem, outlay, "money")


@steady(8)
@given(problems_with_years(), st.booleans())
def test_the_front_against_spending_by_year_is_the_one_that_counting_finds(problem: Problem, last: bool) -> None:
    names = sorted(problem.scenario.rules.resources)
    assume(names)
    name = names[-1 if last else 0]
    outlay = outlay_of(problem, name)
    assume(outlay is not None and outlay.most(problem) <= FEW)
    assert outlay is not None
    compare_with_counting(problem, outlay, name)


def compare_with_counting(problem: Problem, outlay: Outlay, name: str) -> None:
    """Hold a whole front against counting, and each of its points against its plan's own account."""
    counted = best_of(all_points_of_spending(problem, name))
    found = front(problem, outlay)
    event(f"{min(len(counted), 4)} points")
    assert places(found, outlay) == counted
    assert is_complete(tuple(found))
    span = span_of(outlay, problem)
    for point in found:
        assert account(checked(problem, point), name) == pytest.approx(-float(point.level * outlay.step), abs=1e-6)
        assert span.least <= point.level <= span.most


@pytest.mark.parametrize("mode", [Mode.LEXICOGRAPHIC, Mode.WEIGHTED])
def test_the_other_ways_find_points_of_the_same_front(mode: Mode) -> None:
    problem = three_units(rules={"resources": {"money": MONEY}})
    outlay = spending_on("money", problem)
    whole, found = places(front(problem, outlay), outlay), places(front(problem, outlay, mode), outlay)
    # from (5.0, 1.0) to the ends the slopes are 0.022 and 0.133: a corner of the hull
    assert found == (whole if mode is Mode.WEIGHTED else [whole[0], whole[-1]])


def test_a_known_plan_another_solver_and_finer_steps_do_not_change_the_front() -> None:
    problem = three_units(rules={"resources": {"money": MONEY}})
    outlay = spending_on("money", problem)
    wanted = places(front(problem, outlay), outlay)
    other = problem.scenario.solver.model_copy(update={"name": "COIN_CMD"})
    with_cbc = replace(problem, scenario=problem.scenario.model_copy(update={"solver": other}))
    assert places(front(with_cbc, outlay), outlay) == wanted
    best = solve_here(problem).choice
    known = list(non_dominated(walk(FrontQuestion(problem, outlay, Mode.EPSILON, MANY, best))))
    assert places(known, outlay) == wanted
    assert known[0].level >= level_of(outlay, problem, best)
    fine = Outlay("money", outlay.step / 100_000)  # some millions of steps: the weights are a million times larger
    assert places(front(problem, fine, points=4), fine) == wanted


@pytest.mark.parametrize(
    ("costs", "step"),
    [
        ({"per_focus": {"default": 0.3}, "per_facility": {"key_laboratory": 0.2}}, Fraction(1, 10)),
        ({"per_focus": {"S1": 400, "S2": 650}, "per_upgrade": {"key_laboratory": 150}}, Fraction(50)),
        ({"per_focus": {"S1": 0.000001}, "minimum_per_focus": 0.0000025}, Fraction(5, 2_000_000)),
        ({"per_focus": {"S1": 0.0}, "per_facility": {"test_centre": 0}}, None),
    ],
)
def test_the_step_divides_every_cost_as_it_is_written(costs: dict[str, Any], step: Fraction | None) -> None:
    outlay = outlay_of(three_units(rules={"resources": {"money": {"unit": "billion VND", **costs}}}), "money")
    assert (None if outlay is None else outlay.step) == step
