"""Evidence, demand, anchors and test beds on three units: solved by hand, flagged, refused, and read again.

Grades: a high for S1 and medium for S2, b medium, c medium and high. Strong: a for S1, b for both, c for S2.
"""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from tests.optimisation.brute_force import best_objective
from tests.optimisation.small_problems import solved, three_units
from tests.optimisation.test_rules_by_hand import Compiled, rows

from clusterplan.errors import InternalError
from clusterplan.optimisation.candidates import enumerate_candidates
from clusterplan.optimisation.check import check_plan
from clusterplan.optimisation.feasibility import conflicts_by_arithmetic
from clusterplan.optimisation.infeasible import explain_infeasibility
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.repair import apply_repair, cheapest_repair

FLOOR = {"evidence_floor": "medium"}
B_IS_WEAK = np.array([[2, 1], [0, 1], [1, 2]], dtype=np.int8)
B_IS_EXCEPTED = {
    **FLOOR,
    "evidence_overrides": [
        {"unit": "b", "technology": "S1", "author": "office", "reason": "by hand", "date": datetime.date(2026, 7, 1)}
    ],
}
ONLY_C_WANTS_S2 = np.array([[1, -1], [1, -1], [1, 1]], dtype=np.int8)
NOBODY_IN_A = np.array([[0, 1], [1, 1], [1, 1]], dtype=np.int8)
BED_AT_C = np.array([[-1, -1], [-1, -1], [-1, 1]], dtype=np.int8)
S2 = frozenset({"S2"})


def far(enterprise: Any = 0, institute: Any = 0) -> dict[str, Any]:
    """Return distances of anchors from a, b and c, the same for both technologies."""
    return {
        "nearest_enterprise_km": np.full((3, 2), 0.0) + np.array(enterprise).reshape(-1, 1),
        "nearest_institute_km": np.full((3, 2), 0.0) + np.array(institute).reshape(-1, 1),
    }


def one_cluster(**rules: Any) -> dict[str, Any]:
    """Return rules for at most one cluster."""
    return {"clusters": {"at_least": 0, "at_most": 1}, **rules}


COMPILED: dict[str, tuple[Problem, dict[str, Compiled]]] = {
    "pioneering_test_bed": (
        three_units({"pioneering_test_bed": "forbid"}, pioneering=S2, test_bed=BED_AT_C),
        {"pioneering_test_bed.S2": ({"focus.a&b&c.S2": 1, "focus.b&c.S2": 1, "focus.c.S2": 1}, ">=", 1)},
    ),
}


@pytest.mark.parametrize("case", COMPILED)
def test_a_rule_compiles_into_the_rows_of_its_formula(case: str) -> None:
    problem, expected = COMPILED[case]
    assert {name: row for name, row in rows(problem).items() if name.startswith(f"{case}.")} == expected


def test_an_unknown_test_bed_that_is_flagged_or_allowed_has_no_row() -> None:
    for unknown in ("flag", "allow"):
        problem = three_units({"pioneering_test_bed": unknown}, pioneering=S2, test_bed=BED_AT_C)
        assert not any(name.startswith("pioneering_test_bed") for name in rows(problem))


SOLVED: dict[str, tuple[Problem, float]] = {
    "no strong member below medium: b cannot carry S1, nor join a": (three_units(FLOOR, grade=B_IS_WEAK), 1.0),
    "b is excepted: a S1, b both, c S2": (three_units(B_IS_EXCEPTED, grade=B_IS_WEAK), 1.1),
    "everything may be low": (three_units({"evidence_floor": "low"}, grade=B_IS_WEAK), 1.1),
    "demand unknown is flagged: nothing changes": (three_units(demand=ONLY_C_WANTS_S2), 1.1),
    "demand must be on record: b without S2": (
        three_units({"demand_unknown": "forbid"}, demand=ONLY_C_WANTS_S2),
        1.0,
    ),
    "a is recorded to want no S1: b carries it for a": (three_units(demand=NOBODY_IN_A), 0.5 + 0.5),
    "a is recorded to want no S1, even where unknown is allowed": (
        three_units({"demand_unknown": "allow"}, demand=NOBODY_IN_A),
        1.0,
    ),
    "an enterprise near c alone": (three_units({"anchor_enterprise_km": 50}, **far(enterprise=[60, 60, 50])), 0.5),
    "an institute near b and c": (three_units({"anchor_institute_km": 50}, **far(institute=[60, 50, 50])), 0.5 + 0.5),
    "an enterprise near b, an institute near c": (
        three_units(
            {"clusters": {"at_least": 0, "at_most": 3}, "anchor_enterprise_km": 50, "anchor_institute_km": 50},
            **far(enterprise=[60, 50, 60], institute=[60, 60, 50]),
        ),
        0.0,
    ),
    "anchors do not count where they are not asked for": (three_units(**far(np.inf, np.inf)), 1.1),
    "one cluster, and S2 leads where its test bed is: b c": (
        three_units(one_cluster(pioneering_test_bed="forbid"), pioneering=S2, test_bed=BED_AT_C),
        0.6,
    ),
    "the test bed of S2 is at a: only with b": (
        three_units(
            {"pioneering_test_bed": "forbid"},
            pioneering=S2,
            test_bed=np.array([[-1, 1], [-1, -1], [-1, -1]], dtype=np.int8),
        ),
        0.5 - 0.1 + 0.5,
    ),
}


@pytest.mark.parametrize("case", SOLVED)
def test_a_small_problem_is_solved_to_the_value_found_by_hand(case: str) -> None:
    problem, expected = SOLVED[case]
    assert solved(problem).objective == pytest.approx(expected, abs=1e-9)
    assert best_objective(problem) == round(expected * 1_000_000)


def test_a_unit_that_is_strong_by_override_without_a_score_counts_as_low() -> None:
    unscored = np.array([[-1, 1], [1, 1], [1, 2]], dtype=np.int8)
    candidates = enumerate_candidates(three_units(FLOOR, grade=unscored))
    with_a = [candidate for candidate in candidates if 0 in candidate.members]
    assert with_a
    assert all(0 not in candidate.technologies for candidate in with_a)


def test_no_record_is_unknown_and_infinitely_far() -> None:
    problem = three_units()
    assert (problem.demand == -1).all()
    assert (problem.test_bed == -1).all()
    assert np.isinf(problem.nearest_enterprise_km).all()
    assert np.isinf(problem.nearest_institute_km).all()


def flags(problem: Problem) -> list[tuple[str, str]]:
    """Return rule and place of the flags of a problem's plan, after a look at their words."""
    found = solved(problem).flags
    assert all(flag.what and flag.what_vi and flag.what != flag.what_vi for flag in found)
    return [(flag.rule, flag.place) for flag in found]


def test_a_focus_without_recorded_demand_is_flagged_with_its_cluster() -> None:
    assert flags(three_units(demand=ONLY_C_WANTS_S2)) == [("demand", "C02 S2")]
    assert flags(three_units({"demand_unknown": "allow"}, demand=ONLY_C_WANTS_S2)) == []
    assert flags(three_units({"demand_unknown": "forbid"}, demand=ONLY_C_WANTS_S2)) == []


def test_a_pioneering_technology_without_a_test_bed_is_flagged() -> None:
    demand = np.ones((3, 2), dtype=np.int8)
    both = frozenset({"S1", "S2"})
    assert flags(three_units(pioneering=both, test_bed=BED_AT_C, demand=demand)) == [("pioneering_test_bed", "S1")]
    allowed = three_units({"pioneering_test_bed": "allow"}, pioneering=both, test_bed=BED_AT_C, demand=demand)
    assert flags(allowed) == []


BROKEN: dict[str, Problem] = {
    "evidence_floor": three_units(FLOOR, grade=B_IS_WEAK),
    "demand": three_units({"demand_unknown": "forbid"}, demand=ONLY_C_WANTS_S2),
    "demand ": three_units(demand=NOBODY_IN_A),
    "anchor_enterprise": three_units({"anchor_enterprise_km": 50}, **far(enterprise=[60, 60, 50])),
    "anchor_institute": three_units({"anchor_institute_km": 50}, **far(institute=[60, 50, 50])),
    "pioneering_test_bed": three_units(
        {"pioneering_test_bed": "forbid"}, pioneering=frozenset({"S1"}), test_bed=BED_AT_C
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_plan_that_breaks_the_rule_is_caught(rule: str) -> None:
    with pytest.raises(InternalError, match=f"{rule.strip()} at "):
        check_plan(BROKEN[rule], solved(three_units(grade=BROKEN[rule].grade)))


MUST_LEAD = {"clusters_per_technology": {"at_least": 1, "at_most": 3}}
CONFLICTS: dict[str, tuple[Problem, str, str]] = {
    "everybody strong for S1 is below the floor": (
        three_units({**MUST_LEAD, **FLOOR}, grade=np.array([[0, 1], [0, 1], [1, 2]], dtype=np.int8)),
        "rules.evidence_floor",
        "all 2 units that are strong for S1 rest on evidence below medium",
    ),
    "nobody wants S2": (
        three_units({**MUST_LEAD, "demand_unknown": "forbid"}, demand=np.array([[1, -1]] * 3, dtype=np.int8)),
        "rules.demand_unknown",
        "no unit has demand for S2 on record",
    ),
    "no enterprise near": (
        three_units({**MUST_LEAD, "anchor_enterprise_km": 50}, **far(enterprise=[70.5, 80, 90])),
        "rules.anchor_enterprise_km",
        "no unit has an enterprise of S1 within 50 km",
    ),
    "no institute anywhere": (
        three_units({**MUST_LEAD, "anchor_institute_km": 50}),
        "rules.anchor_institute_km",
        "no unit has an institute of S2 within 50 km",
    ),
    "no test bed": (
        three_units({"pioneering_test_bed": "forbid"}, pioneering=S2),
        "rules.pioneering_test_bed",
        "no candidate set can have S2 and a test bed on record; 0 units are test beds",
    ),
}


@pytest.mark.parametrize("case", CONFLICTS)
def test_arithmetic_names_the_rules_and_the_numbers(case: str) -> None:
    problem, rule, words = CONFLICTS[case]
    found = [conflict for conflict in conflicts_by_arithmetic(problem) if rule in conflict.rules]
    assert any(words in conflict.why.en for conflict in found)
    assert all(conflict.why.vi != conflict.why.en for conflict in found)
    assert best_objective(problem) is None


def test_the_advice_for_an_anchor_is_the_least_distance_that_helps() -> None:
    conflicts = conflicts_by_arithmetic(CONFLICTS["no enterprise near"][0])
    advice = [conflict.repair for conflict in conflicts if "rules.anchor_enterprise_km" in conflict.rules]
    assert "Raise it to at least 71 km." in [text.en for text in advice if text is not None]


def test_a_test_bed_that_no_plan_has_is_given_up_by_the_repair() -> None:
    problem = three_units({"pioneering_test_bed": "forbid"}, pioneering=S2)
    assert "set rules.pioneering_test_bed to flag" in "".join(explain_infeasibility(problem).lines("en"))
    repair = cheapest_repair(problem)
    assert repair is not None
    assert apply_repair(problem.scenario, repair).rules.pioneering_test_bed == "flag"
