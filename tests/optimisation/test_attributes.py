"""Research groups, doctorates and terms: apportioned in the open, carried as they are given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import changed, solved, three_units

from clusterplan.domain import FacilityTerms, Mechanism, Plan, Terms
from clusterplan.errors import InternalError
from clusterplan.optimisation.allotment import apportioned
from clusterplan.optimisation.check import check_plan
from clusterplan.optimisation.problem import Problem

WEIGHTS = st.dictionaries(st.integers(0, 30).map("L{:02d}".format), st.integers(1, 12), min_size=1, max_size=12)
TERMS = Terms(
    facilities=FacilityTerms(open_access_share=0.3),
    mechanisms=(Mechanism(unit="a", kind="land", text_vi="Đất sạch", text_en="Cleared land", source="by hand"),),
)


def test_largest_remainders_by_hand() -> None:
    # 10 by 6, 3, 1 of 10 is exact; 10 by 1, 1, 1 leaves one, which goes to the first id
    assert apportioned(10, {"L1": 6, "L2": 3, "L3": 1}) == {"L1": 6, "L2": 3, "L3": 1}
    assert apportioned(10, {"L3": 1, "L1": 1, "L2": 1}) == {"L1": 4, "L2": 3, "L3": 3}
    # 20 groups: one each, then 17 by 5, 4, 1 are 8.5, 6.8, 1.7; the two left go to 0.8 and 0.7
    assert apportioned(20, {"L1": 5, "L2": 4, "L3": 1}, first=1) == {"L1": 9, "L2": 8, "L3": 3}
    assert apportioned(2, {"L1": 1, "L2": 1, "L3": 8}, first=1) == {"L1": 0, "L2": 0, "L3": 2}
    assert apportioned(5, {}) == {}
    assert apportioned(5, {"L1": 0}) == {"L1": 0}


@steady(200)
@given(WEIGHTS, st.integers(0, 1000), st.integers(0, 1))
def test_shares_sum_to_the_total_and_are_within_one_of_the_exact_part(
    weight: dict[str, int], total: int, first: int
) -> None:
    shares = apportioned(total, weight, first)
    assert sum(shares.values()) == total
    enough = first * len(weight) <= total
    before = first if enough else 0
    for site, share in shares.items():
        exact = before + (total - before * len(weight)) * weight[site] / sum(weight.values())
        assert abs(share - exact) < 1 + 1e-9
        assert share >= before
    heavier = [(a, b) for a in weight for b in weight if weight[a] > weight[b]]
    assert all(shares[a] >= shares[b] for a, b in heavier)


def question() -> Problem:
    """Return three units with two laboratories, seven groups, ten doctorates and some terms."""
    facilities = {
        "key_laboratory": 2,
        "test_centre": 0,
        "technologies_per_key_laboratory": {"at_least": 1, "at_most": 2},
        "per_technology_at_least": 0,
        "research_groups": 7,
        "doctorates": 10,
    }
    problem = three_units({"facilities": facilities}, {"hosting_weight": 0.1})
    return changed(problem, scenario=problem.scenario.model_copy(update={"terms": TERMS}))


def test_a_plan_carries_shares_by_services_and_load_and_the_terms_as_given() -> None:
    plan = solved(question())
    load = [sum(f.site_id == s for c in plan.clusters for s in c.served_by.values()) for f in plan.facilities]
    weight = {f.site_id: len(f.technologies) + of for f, of in zip(plan.facilities, load, strict=True)}
    assert weight == {"L1": 5, "L2": 3}  # each serves two; a's focus and b's two go to L1, the first of two at 100 km
    # 7 groups: one each, then 5 by 5 and 3 of 8 are 3.125 and 1.875; 10 doctorates are 6.25 and 3.75
    assert [(f.research_groups, f.doctorates) for f in plan.facilities] == [(4, 6), (3, 4)]
    assert plan.terms == TERMS


def test_nothing_is_apportioned_where_no_total_is_given() -> None:
    plan = solved(three_units())
    assert {(f.research_groups, f.doctorates) for f in plan.facilities} == {(None, None)}
    assert plan.terms is None


def facility(number: int, **changes: Any) -> Callable[[Plan], Plan]:
    """Return a way to spoil one facility."""

    def spoil(plan: Plan) -> Plan:
        parts = list(plan.facilities)
        parts[number] = parts[number].model_copy(update=changes)
        return plan.model_copy(update={"facilities": tuple(parts)})

    return spoil


def both(name: str, first: int, second: int) -> Callable[[Plan], Plan]:
    """Return a way to give both facilities other shares."""
    return lambda plan: facility(0, **{name: first})(facility(1, **{name: second})(plan))


SPOILT: dict[str, tuple[str, Callable[[Plan], Plan]]] = {
    "a group too many": ("research", facility(0, research_groups=5)),
    "a facility without a share": ("research", facility(1, doctorates=None)),
    "doctorates out of proportion": ("research", both("doctorates", 8, 2)),
    "the remainder at the wrong facility": ("research", both("doctorates", 7, 3)),
    "terms of another scenario": ("terms", lambda plan: plan.model_copy(update={"terms": None})),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_spoilt_statement_is_caught(case: str) -> None:
    rule, spoil = SPOILT[case]
    with pytest.raises(InternalError, match=f"{rule} at "):
        check_plan(question(), spoil(solved(question())))


def test_a_share_that_nobody_asked_for_is_caught() -> None:
    problem = three_units()
    with pytest.raises(InternalError, match="research at research_groups"):
        check_plan(problem, facility(0, research_groups=3)(solved(problem)))
