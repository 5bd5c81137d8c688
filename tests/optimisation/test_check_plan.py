"""The independent check catches every violation that we can think of, and names the right rule.

The plan: C01 is a and b around b with S1 and S2; C02 is c with S2; a laboratory at L1 and a centre at L2. Each case
either spoils the plan or asks another question of the same plan.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from tests.optimisation.small_problems import changed, solved, three_units
from tests.strategies import with_rules

from clusterplan.domain import Cluster, Facility, FacilityKind, Grade, Plan, RecordedHolder, Terms
from clusterplan.errors import InternalError
from clusterplan.optimisation.check import check_plan, read_rules
from clusterplan.optimisation.problem import AdoptedPlan, Problem

LABORATORY, CENTRE = FacilityKind.KEY_LABORATORY, FacilityKind.TEST_CENTRE


def lock(kind: str, **place: dict[str, str]) -> dict[str, Any]:
    """Return a lock as a scenario spells it."""
    return {"lock": kind, "author": "office", "reason": "by hand", "date": datetime.date(2026, 7, 1), **place}


def span(at_least: int, at_most: int) -> dict[str, int]:
    """Return a range as a scenario spells it."""
    return {"at_least": at_least, "at_most": at_most}


LOCKS = (
    lock("must", member={"hub": "b", "unit": "a"}),
    lock("must_not", focus={"unit": "c", "technology": "S1"}),
    lock("must", facility={"site": "L1", "kind": "key_laboratory"}),
)
FACILITIES = {
    "key_laboratory": 1,
    "test_centre": 1,
    "technologies_per_key_laboratory": span(1, 2),
    "technologies_per_test_centre": span(1, 2),
    "per_region_at_most": 1,
    "per_technology_at_least": 1,
}
MONEY = {"cap": 5, "unit": "billion VND", "per_focus": {"default": 1}, "per_facility": {LABORATORY: 1, CENTRE: 1}}


@cache
def question() -> Problem:
    """Return the problem that the plan answers."""
    return three_units(
        {
            "clusters": span(1, 2),
            "focuses_per_cluster": span(1, 2),
            "clusters_per_technology": span(1, 2),
            "clusters_per_region_at_least": 1,
            "facilities": FACILITIES,
            "reach_km": 150,
            "pioneering": True,
            "locks": LOCKS,
            "resources": {"money": MONEY},
        },
        objective={
            "synergy": [{"technologies": ["S1", "S2"], "value": 0.3, "reason": "by hand"}],
            "founding_cost": 0.1,
            "cohesion_weight": 0.02,
            "hosting_weight": 0.05,
            "switching_weight": 0.01,
        },
        pioneering=frozenset({"S1"}),
        adopted=AdoptedPlan(frozenset({("a", "S1")}), frozenset({("L1", LABORATORY)})),
    )


@cache
def answer() -> Plan:
    """Return the plan."""
    return solved(question())


def test_the_plan_is_the_one_that_the_cases_speak_of() -> None:
    first, second = answer().clusters
    assert (first.hub, first.members, first.focuses) == ("b", ("a", "b"), ("S1", "S2"))
    assert (second.hub, second.members, second.focuses) == ("c", ("c",), ("S2",))
    assert [(f.site_id, f.kind) for f in answer().facilities] == [("L1", LABORATORY), ("L2", CENTRE)]
    assert check_plan(question(), answer())


def cluster(number: int, **changes: Any) -> Callable[[Plan], Plan]:
    """Return a way to spoil one cluster."""

    def spoil(plan: Plan) -> Plan:
        parts: list[Cluster] = list(plan.clusters)
        parts[number] = parts[number].model_copy(update=changes)
        return plan.model_copy(update={"clusters": tuple(parts)})

    return spoil


def facility(number: int, **changes: Any) -> Callable[[Plan], Plan]:
    """Return a way to spoil one facility."""

    def spoil(plan: Plan) -> Plan:
        parts: list[Facility] = list(plan.facilities)
        parts[number] = parts[number].model_copy(update=changes)
        return plan.model_copy(update={"facilities": tuple(parts)})

    return spoil


def whole(**changes: Any) -> Callable[[Plan], Plan]:
    """Return a way to spoil the plan itself."""
    return lambda plan: plan.model_copy(update=changes)


def with_terms(**changes: float) -> Callable[[Plan], Plan]:
    """Return a way to misreport terms of the objective."""
    return lambda plan: plan.model_copy(update={"objective_terms": {**plan.objective_terms, **changes}})


SPOILT_PLANS: dict[str, tuple[str, Callable[[Plan], Plan]]] = {
    "a scenario of another name": (
        "known_names",
        lambda plan: whole(scenario=plan.scenario.model_copy(update={"id": "another"}))(plan),
    ),
    "a unit that does not exist": ("known_names", cluster(0, members=("a", "z"))),
    "a hub that does not exist": ("known_names", cluster(0, hub="z")),
    "a technology that does not exist": ("known_names", cluster(0, focuses=("S1", "S9"))),
    "a facility's technology that does not exist": ("known_names", facility(0, technologies=("S9",))),
    "a site that does not exist": ("known_names", facility(0, site_id="L9")),
    "a facility in no unit": ("known_names", facility(0, unit="z")),
    "a cluster without members": ("known_names", cluster(0, members=())),
    "clusters in another order": (
        "well_formed",
        lambda plan: plan.model_copy(update={"clusters": plan.clusters[::-1]}),
    ),
    "a wrong cluster id": ("well_formed", cluster(1, id="C07")),
    "a covered unit listed as left out": ("well_formed", whole(units_without_cluster=("a",))),
    "a judged unit listed as not judged": ("well_formed", whole(units_not_judged=("a",))),
    "members out of order": ("well_formed", cluster(0, members=("b", "a"))),
    "a member twice": ("well_formed", cluster(0, members=("a", "a", "b"))),
    "a focus twice": ("well_formed", cluster(1, focuses=("S2", "S2"))),
    "a wrong region": ("well_formed", cluster(0, region="S")),
    "a value of a technology that is no focus": ("well_formed", cluster(1, value={"S1": 0.1, "S2": 0.5})),
    "a focus without a server": ("well_formed", cluster(0, served_by={"S1": "L1"})),
    "a facility's technologies out of order": ("well_formed", facility(0, technologies=("S2", "S1"))),
    "a facility in the wrong unit": ("well_formed", facility(0, unit="b")),
    "an upgrade that is none": ("upgrade", facility(1, upgrade=True)),
    "an upgrade not told": ("upgrade", facility(0, upgrade=False)),
    "a wrong value": ("value", cluster(1, value={"S2": 0.6})),
    "a value that is no number": ("value", cluster(1, value={"S2": float("nan")})),
    "a grade too good": ("evidence", cluster(0, evidence={"S1": Grade.HIGH, "S2": Grade.MEDIUM})),
    "a strong member that is not strong": ("strong_member", cluster(0, strong_members={"S1": ("a",), "S2": ("b",)})),
    "a focus without a strong member": ("strong_member", cluster(1, focuses=("S1", "S2"))),
    "the wrong hub": ("hub", cluster(0, hub="a")),
    "a hub outside its cluster": ("hub", cluster(0, members=("a",))),
    "a broken cluster": ("contiguity", cluster(0, members=("a", "c"))),
    "a unit in two clusters": ("cover", cluster(1, members=("b", "c"))),
    "too large a cluster": ("max_members", cluster(0, members=("a", "b", "b", "c"))),
    "no focus at all": ("focuses_per_cluster", cluster(0, focuses=())),
    "a technology that leads nowhere": ("clusters_per_technology", cluster(0, focuses=("S2",))),
    "a pioneering technology that leads nowhere": ("pioneering", cluster(0, focuses=("S2",))),
    "a region without a hub": (
        "clusters_per_region",
        lambda plan: plan.model_copy(update={"clusters": plan.clusters[:1], "units_without_cluster": ("c",)}),
    ),
    "no cluster": ("clusters", whole(clusters=())),
    "a laboratory turned into a centre": ("facilities", facility(0, kind=CENTRE)),
    "a facility less": ("facilities", lambda plan: plan.model_copy(update={"facilities": plan.facilities[1:]})),
    "two facilities at one site": ("one_facility_per_site", facility(0, site_id="L2", unit="c")),
    "a facility that serves nothing": ("technologies_per_facility", facility(0, technologies=())),
    "two facilities in a region for one": ("facilities_per_region", facility(1, unit="a")),
    "a technology that nobody serves": (
        "facilities_per_technology",
        lambda plan: facility(1, technologies=("S2",))(facility(0, technologies=("S2",))(plan)),
    ),
    "a focus that nobody serves within reach": ("reach", facility(1, technologies=("S1",))),
    "a server out of reach": ("reach", cluster(1, served_by={"S2": "L1"})),
    "a server that is not the nearest": ("reach", cluster(0, served_by={"S1": "L2", "S2": "L2"})),
    "a lost lock of a member": ("locks", cluster(0, members=("b",))),
    "a lost lock of a facility": ("locks", facility(0, kind=CENTRE)),
    "a forbidden focus": ("locks", cluster(1, focuses=("S1", "S2"))),
    "more money than there is": ("resources", cluster(1, focuses=("S1", "S2"))),
    "money that the plan does not tell": ("spending", whole(spending=())),
    "a start year in a plan without years": ("phasing", cluster(1, start_year={"S2": 2026})),
    "an opening year in a plan without years": ("phasing", facility(0, opens_in=2026)),
    "an advantage that is too high": ("objective", with_terms(advantage=2.0)),
    "a synergy that is not there": ("objective", with_terms(synergy=0.6)),
    "a hosting term of nothing": ("objective", with_terms(hosting=0.0)),
    "a cohesion for free": ("objective", with_terms(cohesion=0.0)),
    "a founding for free": ("objective", with_terms(founding=0.0)),
    "a switching for free": ("objective", with_terms(switching=0.0)),
    "a term of another name": ("objective", with_terms(luck=0.0)),
    "an objective that is not the sum of its terms": ("objective", whole(objective=9.0)),
    "a bound below the objective": ("bound", whole(bound=0.0)),
    "a gap that is not the distance": ("gap", whole(gap=0.5)),
    "an optimum with a gap": ("gap", lambda plan: whole(bound=plan.objective + 1, gap=1.0)(plan)),
    "research groups that nobody gave": ("research", facility(0, research_groups=3)),
    "doctorates that nobody gave": ("research", facility(0, doctorates=3)),
    "terms that nobody gave": ("terms", whole(terms=Terms())),
    "an enterprise that no product names": (
        "products",
        whole(holders=(RecordedHolder(id="E1", kind="enterprise", name_vi="E", name_en="E", unit="a"),)),
    ),
    "a bound that is no number": ("bound", whole(bound=float("nan"))),
}


@pytest.mark.parametrize("case", SPOILT_PLANS)
def test_a_spoilt_plan_is_caught_by_the_right_rule(case: str) -> None:
    rule, spoil = SPOILT_PLANS[case]
    with pytest.raises(InternalError) as caught:
        check_plan(question(), spoil(answer()))
    assert f"{rule} at " in str(caught.value)
    assert f"{rule} at " in caught.value.summary.vi


def under(**rules: Any) -> Problem:
    """Return the question under other rules."""
    return with_rules(question(), **rules)


def with_settings(section: str, **changes: Any) -> Problem:
    """Return the question with other candidates or weights."""
    scenario = question().scenario
    new = getattr(scenario, section).model_copy(update=changes)
    return changed(question(), scenario=scenario.model_copy(update={section: new}))


def facilities(**changes: Any) -> Problem:
    """Return the question with other rules of the shared system."""
    return under(facilities={**FACILITIES, **changes})


OTHER_QUESTIONS: dict[str, tuple[str, Callable[[], Problem]]] = {
    "three clusters are wanted": ("clusters", lambda: under(clusters=span(3, 3))),
    "one cluster is allowed": ("clusters", lambda: under(clusters=span(1, 1))),
    "one focus is allowed": ("focuses_per_cluster", lambda: under(focuses_per_cluster=span(1, 1))),
    "two focuses are wanted": ("focuses_per_cluster", lambda: under(focuses_per_cluster=span(2, 2))),
    "each technology leads once": ("clusters_per_technology", lambda: under(clusters_per_technology=span(1, 1))),
    "each technology leads twice": ("clusters_per_technology", lambda: under(clusters_per_technology=span(2, 2))),
    "two hubs in the north": (
        "clusters_per_region",
        lambda: under(clusters_per_region_exceptions={"N": 2}),
    ),
    "two laboratories": ("facilities", lambda: facilities(key_laboratory=2)),
    "no centre": ("facilities", lambda: facilities(test_centre=0)),
    "one technology for a laboratory and a centre": (
        "technologies_per_facility",
        lambda: facilities(technologies_per_key_laboratory=span(1, 1), technologies_per_test_centre=span(1, 1)),
    ),
    "no facility in any region": ("facilities_per_region", lambda: facilities(per_region_at_most=0)),
    "three services of each technology": ("facilities_per_technology", lambda: facilities(per_technology_at_least=3)),
    "a reach of 50 km": ("reach", lambda: under(reach_km=50)),
    "a load of one": ("facility_load", lambda: under(facility_load_at_most=1)),
    "nobody asked for S2": (
        "challenge",
        lambda: changed(under(challenge_unasked="forbid"), asked_for=frozenset({"S1"})),
    ),
    "another member is locked": ("locks", lambda: under(locks=(lock("must", member={"hub": "b", "unit": "c"}),))),
    "less money": ("resources", lambda: under(resources={"money": {**MONEY, "cap": 4.9}})),
    "nobody travels 100 km": (
        "max_member_distance_km",
        lambda: with_settings("candidates", max_member_distance_km=99.0),
    ),
    "clusters of one": ("max_members", lambda: with_settings("candidates", max_members=1)),
    "the border between a and b is closed": (
        "contiguity",
        lambda: changed(question(), adjacent=np.zeros((3, 3), dtype=np.bool_)),
    ),
    "a is readier than b": ("hub", lambda: changed(question(), readiness=np.array([1.0, 0.9, 0.5]))),
    "nobody is strong": ("strong_member", lambda: changed(question(), strong=np.zeros((3, 2), dtype=np.bool_))),
    "no site may host": ("hosts", lambda: changed(question(), may_host=np.zeros((2, 2), dtype=np.bool_))),
    "L1 is no laboratory yet": (
        "upgrade",
        lambda: changed(question(), existing_laboratory=np.zeros((2, 2), dtype=np.bool_)),
    ),
    "all scores are 0.4": ("objective", lambda: changed(question(), score=np.full((3, 2), 0.4))),
    "everything is of low grade": ("evidence", lambda: changed(question(), grade=np.zeros((3, 2), dtype=np.int8))),
    "founding costs more": ("objective", lambda: with_settings("objective", founding_cost=0.3)),
    "nothing was adopted": ("objective", lambda: changed(question(), adopted=AdoptedPlan())),
}


@pytest.mark.parametrize("case", OTHER_QUESTIONS)
def test_a_plan_of_another_question_is_caught_by_the_right_rule(case: str) -> None:
    rule, ask = OTHER_QUESTIONS[case]
    with pytest.raises(InternalError) as caught:
        check_plan(ask(), answer())
    assert f"{rule} at " in str(caught.value)


def test_a_unit_left_out_is_caught_where_every_unit_must_be_covered() -> None:
    without_c = answer().model_copy(update={"clusters": answer().clusters[:1], "units_without_cluster": ("c",)})
    with pytest.raises(InternalError, match="cover at c: 0 is not == 1"):
        check_plan(under(cover="exactly_one"), without_c)


def test_every_broken_rule_is_named_at_once() -> None:
    with pytest.raises(InternalError) as caught:
        check_plan(question(), whole(clusters=(), bound=0.0)(answer()))
    message = str(caught.value)
    assert all(f"{rule} at " in message for rule in ("clusters", "pioneering", "locks", "bound", "objective"))


def test_every_rule_that_the_check_reads_is_caught_by_some_case() -> None:
    exactly_one = under(cover="exactly_one", facility_load_at_most=3)
    read = {reading.rule for reading in read_rules(exactly_one, answer())}
    caught = {rule for rule, _ in (*SPOILT_PLANS.values(), *OTHER_QUESTIONS.values())}
    assert read <= caught
