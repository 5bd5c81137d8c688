"""The independent check catches a wrong year, a wrong amount and a broken decision, and names the right rule.

The plan: a with S1, begun in 2026 and decided; b with S1 and S2, and c with S2, from 2027 on; a laboratory at L1, which
was decided in 2026.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from tests.optimisation.small_problems import changed, solved, three_units
from tests.optimisation.test_check_plan import cluster, facility, whole, with_terms
from tests.strategies import with_rules

from clusterplan.domain import FacilityKind, Plan
from clusterplan.errors import InternalError
from clusterplan.optimisation.check import check_plan, read_rules
from clusterplan.optimisation.problem import AdoptedPlan, Problem

LABORATORY = FacilityKind.KEY_LABORATORY
MONEY = {
    "unit": "billion VND",
    "cap": 100,
    "cap_per_year": {2026: 10, 2027: 30},
    "per_focus": {"default": 10},
    "profile": [0.5, 0.5],
    "per_facility": {"key_laboratory": 9},
    "per_upgrade": {"key_laboratory": 4},
    "running_per_year": {"key_laboratory": 1},
    "running_full_years": 1,
}
LAND = {"unit": "ha", "per_focus": {"default": 2}, "capacity_per_unit": {"default": 4}}
PHASING = {"last_start_year": 2028, "last_year": 2030, "discount_rate": 0.25, "starts_per_year_at_most": 3}
BEGUN = AdoptedPlan(
    frozenset({("a", "S1")}),
    frozenset({("L1", LABORATORY)}),
    {("a", "S1"): 2026},
    {("L1", LABORATORY): 2026},
)


@cache
def question() -> Problem:
    """Return the problem that the plan answers."""
    return three_units(
        {
            "phasing": PHASING,
            "decided_before": 2027,
            "resources": {"land": LAND, "money": MONEY},
        },
        objective={"hosting_weight": 0.1},
        adopted=BEGUN,
    )


@cache
def answer() -> Plan:
    """Return the plan."""
    return solved(question())


def test_the_plan_is_the_one_that_the_cases_speak_of() -> None:
    starts = {c.hub: (c.members, dict(c.start_year)) for c in answer().clusters}
    assert starts == {
        "a": (("a",), {"S1": 2026}),
        "b": (("b",), {"S1": 2027, "S2": 2027}),
        "c": (("c",), {"S2": 2027}),
    }
    assert [(f.site_id, f.opens_in, f.upgrade) for f in answer().facilities] == [("L1", 2026, True)]
    assert [line.amount for line in answer().spending if line.resource == "money"] == [10, 20.5, 15.5, 0.5, 0.5, 47]
    assert {"decided", "phasing", "starts_per_year", "capacity", "spending"} <= set(answer().rules_checked)


def line(number: int, **changes: Any) -> Callable[[Plan], Plan]:
    """Return a way to misreport one line of the spending."""

    def spoil(plan: Plan) -> Plan:
        lines = list(plan.spending)
        lines[number] = lines[number].model_copy(update=changes)
        return plan.model_copy(update={"spending": tuple(lines)})

    return spoil


SPOILT_PLANS: dict[str, tuple[str, Callable[[Plan], Plan]]] = {
    "a focus without a year": ("phasing", cluster(1, start_year={"S1": 2027})),
    "a year of no focus": ("phasing", cluster(2, start_year={"S1": 2027, "S2": 2027})),
    "a start before what is decided ends": ("phasing", cluster(2, start_year={"S2": 2026})),
    "a start after the last start year": ("phasing", cluster(2, start_year={"S2": 2029})),
    "a facility without a year": ("phasing", facility(0, opens_in=None)),
    "a decided focus that starts later": ("decided", cluster(0, start_year={"S1": 2027})),
    "a decided focus that is gone": (
        "decided",
        lambda plan: whole(clusters=plan.clusters[1:], units_without_cluster=("a",))(plan),
    ),
    "a decided facility that opens later": ("decided", facility(0, opens_in=2027)),
    "a decided facility elsewhere": ("decided", facility(0, site_id="L2", unit="c")),
    "a year dearer than its cap": ("resources", cluster(1, start_year={"S1": 2026, "S2": 2026})),
    "no account of the money": ("spending", whole(spending=())),
    "an account of something else": ("spending", lambda plan: whole(spending=(*plan.spending, plan.spending[0]))(plan)),
    "a year that costs too little": ("spending", line(7, focuses=1.0)),
    "a facility that opens for free": ("spending", line(6, building=0.0)),
    "a facility that runs for free": ("spending", line(8, running=0.0)),
    "a sum that is none": ("spending", line(-1, amount=46.0)),
    "a cap that is not the scenario's": ("spending", line(6, cap=11.0)),
    "a year called another": ("spending", line(6, year=2031)),
    "an amount of another unit": ("spending", line(6, unit="million VND")),
    "waiting for free": ("objective", with_terms(phasing=0.0)),
}


@pytest.mark.parametrize("case", SPOILT_PLANS)
def test_a_spoilt_plan_is_caught_by_the_right_rule(case: str) -> None:
    rule, spoil = SPOILT_PLANS[case]
    with pytest.raises(InternalError) as caught:
        check_plan(question(), spoil(answer()))
    assert f"{rule} at " in str(caught.value)


def other(**changes: Any) -> Problem:
    """Return the question under other rules."""
    return with_rules(question(), **changes)


def resource(name: str, **changes: Any) -> Problem:
    """Return the question with other numbers of one resource."""
    given: dict[str, dict[str, Any]] = {"land": LAND, "money": MONEY}
    return other(resources={**given, name: {**given[name], **changes}})


OTHER_QUESTIONS: dict[str, tuple[str, Callable[[], Problem]]] = {
    "two starts a year": ("starts_per_year", lambda: other(phasing={**PHASING, "starts_per_year_at_most": 2})),
    "less land in b": ("capacity", lambda: resource("land", capacity_per_unit={"default": 4, "b": 3})),
    "no focus with less than 3 ha": ("capacity", lambda: resource("land", minimum_per_focus=3)),
    "less money in 2027": ("resources", lambda: resource("money", cap_per_year={2026: 10, 2027: 20})),
    "less money in all years": ("resources", lambda: resource("money", cap=46)),
    "an upgrade as dear as a new one": ("resources", lambda: resource("money", per_upgrade={})),
    "the State pays longer": ("spending", lambda: resource("money", running_full_years=2)),
    "another share after that": ("spending", lambda: resource("money", running_share_after=0.4)),
    "all of the use in the first year": ("spending", lambda: resource("money", profile=[1])),
    "c was begun too": (
        "decided",
        lambda: changed(question(), adopted=AdoptedPlan(BEGUN.focuses | {("c", "S1")}, BEGUN.facilities)),
    ),
    "a was begun before": (
        "decided",
        lambda: changed(
            question(), adopted=AdoptedPlan(BEGUN.focuses, BEGUN.facilities, {("a", "S1"): 2025}, BEGUN.opening_years)
        ),
    ),
    "no years": ("phasing", lambda: other(phasing=None, resources={})),
    "waiting costs more": ("objective", lambda: other(phasing={**PHASING, "discount_rate": 0.3})),
}


@pytest.mark.parametrize("case", OTHER_QUESTIONS)
def test_a_plan_of_another_question_is_caught_by_the_right_rule(case: str) -> None:
    rule, ask = OTHER_QUESTIONS[case]
    with pytest.raises(InternalError) as caught:
        check_plan(ask(), answer())
    assert f"{rule} at " in str(caught.value)


def test_every_rule_of_money_and_time_that_the_check_reads_is_caught_by_some_case() -> None:
    read = {reading.rule for reading in read_rules(question(), answer())}
    caught = {rule for rule, _ in (*SPOILT_PLANS.values(), *OTHER_QUESTIONS.values())}
    assert {"resources", "capacity", "spending", "phasing", "starts_per_year", "decided", "objective"} <= read & caught
