"""Contradictions of a scenario with years and every rule: the limits that clash are named, and none is superfluous.

There the relaxation alone has twelve thousand columns, and a plan for all limits but one is not easily found.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from tests.optimisation.test_conflict import has_plan_without, spread
from tests.optimisation.test_contradictions import can_be_solved, span
from tests.strategies import with_rules

from clusterplan.optimisation.conflict import smallest_conflict
from clusterplan.optimisation.elastic import build_elastic_model
from clusterplan.optimisation.problem import Problem
from clusterplan.planning import load_scenario, pose_problem
from clusterplan.planning.why.pairs import with_focus_lock

SCENARIO = Path(__file__).parents[2] / "benchmarks" / "scenarios" / "all-rules-by-year.yaml"
ENOUGH = 3600.0
"""Seconds; what is asked for is the proof, however slow the machine is."""


@cache
def by_year() -> Problem:
    """Return the national problem with every rule on."""
    return pose_problem(load_scenario(str(SCENARIO))).problem


def with_half_the_money() -> Problem:
    """Return it with half of each year's public investment."""
    resources = by_year().scenario.rules.resources
    money = resources["public_investment"]
    halved = money.model_copy(update={"cap_per_year": {year: cap / 2 for year, cap in money.cap_per_year.items()}})
    return with_rules(by_year(), resources={**resources, "public_investment": halved})


ASKED: dict[str, tuple[Callable[[], Problem], str]] = {
    "twelve clusters": (lambda: with_rules(by_year(), clusters=span(12, 12)), "rules.clusters.at_least"),
    "half the money": (with_half_the_money, "rules.resources.cap_per_year"),
    "5G in Thái Nguyên": (lambda: with_focus_lock(by_year(), "19", "S03", "must"), "rules.locks"),
}
"""What is asked for, and the rule that asks it, which the contradiction has to name."""


@pytest.mark.slow
@pytest.mark.parametrize("case", ASKED)
def test_with_years_and_every_rule_the_ordinary_model_finds_nothing_of_a_contradiction_superfluous(case: str) -> None:
    ask, asking = ASKED[case]
    problem = ask()
    conflict = smallest_conflict(problem, ENOUGH)
    assert conflict is not None
    assert conflict.is_minimal
    assert asking in {limit.path for limit in conflict.limits}
    everything = set(build_elastic_model(problem, by_place=True).limits)
    kept = spread(problem, set(conflict.limits))
    assert not has_plan_without(problem, everything - kept, can_be_solved)
    for path in {limit.path for limit in conflict.limits}:
        others = {limit for limit in kept if limit.path != path}
        assert has_plan_without(problem, everything - others, can_be_solved), path
