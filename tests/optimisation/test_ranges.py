"""The reachable range of every limit: by hand, and never narrower than what a plan does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, event, given
from tests.optimisation.brute_force import best_objective
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import three_units
from tests.optimisation.test_properties import plan_or_none
from tests.strategies import problems, problems_with_years

from clusterplan.optimisation.check import read_rules
from clusterplan.optimisation.feasibility import conflicts_by_arithmetic
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.ranges import reachable_ranges

MONEY = {"cap": 9, "unit": "billion VND", "per_focus": {"S1": 3, "S2": 4}, "per_facility": {"key_laboratory": 5}}


def test_the_ranges_of_three_units() -> None:
    rules = {
        "cover": "exactly_one",
        "clusters_per_technology": {"at_least": 1, "at_most": 3},
        "clusters_per_region_exceptions": {"S": 2},
        "resources": {"money": MONEY},
    }
    found = {
        (limit.path.removeprefix("rules."), limit.place): (limit.reach_from, limit.reach_to, limit.is_possible)
        for limit in reachable_ranges(three_units(rules))
    }
    assert found == {
        ("cover", "all"): (0, 3, True),
        ("clusters", "all"): (0, 3, True),
        ("focuses_per_cluster", ""): (1, 2, True),
        ("clusters_per_region_at_least", "N"): (0, 2, True),
        ("clusters_per_region_at_least", "S"): (0, 1, False),
        ("clusters_per_technology", "S1"): (0, 2, True),  # a and b: no set around c has a strong member for S1
        ("clusters_per_technology", "S2"): (0, 2, True),
        ("facilities.key_laboratory", "key_laboratory"): (0, 2, True),
        ("facilities.technologies_per_key_laboratory", ""): (1, 2, True),
        ("facilities.test_centre", "test_centre"): (0, 2, True),
        ("facilities.per_region_at_most", "N"): (0, 1, True),
        ("facilities.per_region_at_most", "S"): (0, 1, True),
        ("facilities.per_technology_at_least", "S1"): (0, 2, True),
        ("facilities.per_technology_at_least", "S2"): (0, 2, True),
        # each technology leads once and one laboratory is built; at most a, b, c with 3, 7, 4 and two laboratories
        ("resources.money.cap", "money"): (12, 24, False),
    }


def test_a_technology_that_no_set_is_strong_for_is_out_of_reach() -> None:
    nobody = three_units(
        {"clusters_per_technology": {"at_least": 1, "at_most": 3}},
        strong=np.array([[1, 0], [1, 0], [1, 0]], dtype=np.bool_),
    )
    out = [(limit.path, limit.place) for limit in reachable_ranges(nobody) if not limit.is_possible]
    assert out == [("rules.clusters_per_technology", "S2")]


@pytest.mark.slow
@steady(40)
@given(problems())
def test_no_plan_lies_outside_a_range(problem: Problem) -> None:
    plan = plan_or_none(problem)
    assume(plan is not None)
    assert plan is not None
    ranges = {(limit.rule, limit.place): limit for limit in reachable_ranges(problem)}
    assert all(limit.is_possible for limit in ranges.values())
    read = 0
    for reading in read_rules(problem, plan):
        limit = ranges.get((reading.rule, reading.place)) or ranges.get((reading.rule, ""))
        if limit is not None:
            read += 1
            assert limit.reach_from - 1e-6 <= reading.value <= limit.reach_to + 1e-6, reading
    assert read
    for facility in plan.facilities:
        limit = ranges[f"technologies_of_{facility.kind.value}", ""]
        assert limit.reach_from <= len(facility.technologies) <= limit.reach_to


@steady(40)
@given(problems())
def test_a_limit_out_of_its_range_leaves_no_plan_and_arithmetic_says_so(problem: Problem) -> None:
    out = [limit for limit in reachable_ranges(problem) if not limit.is_possible]
    event("out of range" if out else "all within")
    if out:
        assert best_objective(problem) is None
        named = " ".join(rule for conflict in conflicts_by_arithmetic(problem) for rule in conflict.rules)
        for limit in out:
            assert limit.path in named or limit.rule in named, limit


def test_a_cap_of_a_year_has_a_range_of_its_own() -> None:
    rules = {
        "phasing": {"first_year": 2026, "last_start_year": 2027, "last_year": 2028},
        "resources": {
            "money": {
                "unit": "bn",
                "per_focus": {"S1": 4, "S2": 8},
                "profile": [0.75, 0.25],
                "per_facility": {"key_laboratory": 5},
                "running_per_year": {"key_laboratory": 1},
                "cap_per_year": {2026: 20, 2028: 9},
            }
        },
    }
    found = {limit.place: limit for limit in reachable_ranges(three_units(rules)) if limit.rule == "resources"}
    # the dearest sets are {a}: 4, {a, b, c} around b: 12 and {c}: 8; two sites for 5 and 1
    assert {place: (limit.reach_from, limit.reach_to) for place, limit in found.items()} == {
        "money 2026": (0, 24 * 0.75 + 12),
        "money 2028": (0, 24 * 0.25 + 12),
    }


@steady(40)
@given(problems_with_years())
def test_no_plan_with_years_lies_outside_a_range(problem: Problem) -> None:
    plan = plan_or_none(problem)
    assume(plan is not None)
    assert plan is not None
    ranges = {limit.place: limit for limit in reachable_ranges(problem) if limit.rule == "resources"}
    for reading in read_rules(problem, plan):
        if reading.rule == "resources":
            limit = ranges[reading.place]
            assert limit.reach_from - 1e-6 <= reading.value <= limit.reach_to + 1e-6, reading
