"""Ranges of numbers, floors of regions, and kinds of facility beside the shared system, on three units.

Sites L1 (in a, north) and L2 (in c, south) may both host S1 and S2; L1 is an existing laboratory of S1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from tests.optimisation.brute_force import best_objective
from tests.optimisation.small_problems import changed, solved, three_units
from tests.optimisation.test_rules_by_hand import Compiled, facilities, rows, span

from clusterplan.domain import Facility, FacilityKind, Plan
from clusterplan.errors import InternalError
from clusterplan.optimisation.check import check_plan
from clusterplan.optimisation.feasibility import conflicts_by_arithmetic
from clusterplan.optimisation.infeasible import explain_infeasibility
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.repair import apply_repair, cheapest_repair
from clusterplan.scenario import FacilityRules, Range

HOSTING = {"hosting_weight": 0.1}
DECODING = {"decoding_centre": 1, "decoding_centre_technologies": ["S2"]}

COMPILED: dict[str, tuple[Problem, dict[str, Compiled]]] = {
    "facilities": (
        three_units(facilities(key_laboratory=span(1, 2))),
        {
            "facilities.key_laboratory.at_least": (
                {"open.L1.key_laboratory": 1, "open.L2.key_laboratory": 1},
                ">=",
                1,
            ),
            "facilities.key_laboratory.at_most": ({"open.L1.key_laboratory": 1, "open.L2.key_laboratory": 1}, "<=", 2),
            "facilities.test_centre": ({"open.L1.test_centre": 1, "open.L2.test_centre": 1}, "=", 0),
        },
    ),
    "facilities_per_region_at_least": (
        three_units(facilities(key_laboratory=2, per_region_at_least=1)),
        {
            "facilities_per_region_at_least.N": ({"open.L1.key_laboratory": 1, "open.L1.test_centre": 1}, ">=", 1),
            "facilities_per_region_at_least.S": ({"open.L2.key_laboratory": 1, "open.L2.test_centre": 1}, ">=", 1),
        },
    ),
    "technologies_per_optional_facility": (
        three_units(facilities(ai_computing=1, technologies_per_ai_computing=span(1, 2))),
        {
            "technologies_per_ai_computing.at_least.L1": (
                {"assist.L1.ai_computing.S1": 1, "assist.L1.ai_computing.S2": 1, "open.L1.ai_computing": -1},
                ">=",
                0,
            ),
            "technologies_per_ai_computing.at_most.L1": (
                {"assist.L1.ai_computing.S1": 1, "assist.L1.ai_computing.S2": 1, "open.L1.ai_computing": -2},
                "<=",
                0,
            ),
            "assist_needs_facility.L2.ai_computing.S1": (
                {"assist.L2.ai_computing.S1": 1, "open.L2.ai_computing": -1},
                "<=",
                0,
            ),
            "one_facility_per_site.L1": (
                {"open.L1.key_laboratory": 1, "open.L1.test_centre": 1, "open.L1.ai_computing": 1},
                "<=",
                1,
            ),
        },
    ),
}


@pytest.mark.parametrize("case", COMPILED)
def test_a_rule_compiles_into_the_rows_of_its_formula(case: str) -> None:
    problem, expected = COMPILED[case]
    compiled = rows(problem)
    for name, row in expected.items():
        assert compiled[name] == row


def test_a_kind_that_is_off_has_no_column_and_no_row() -> None:
    plain = rows(three_units())
    named = {variable for coefficients, _, _ in plain.values() for variable in coefficients}
    assert not any("decoding" in name or "computing" in name for name in (*plain, *named))


def test_a_listed_technology_is_the_only_one_that_has_a_column() -> None:
    named = {name for row, _, _ in rows(three_units(facilities(**DECODING))).values() for name in row}
    assert {name for name in named if name.startswith("assist.")} == {
        "assist.L1.decoding_centre.S2",
        "assist.L2.decoding_centre.S2",
    }


SOLVED: dict[str, tuple[Problem, float]] = {
    "as many laboratories as pay: L1 0.125 + 0.1, L2 0.1 + 0.1": (
        three_units(facilities(key_laboratory=span(0, 2)), objective=HOSTING),
        1.1 + 0.225 + 0.2,
    ),
    "no more than one: L1": (three_units(facilities(key_laboratory=span(0, 1)), objective=HOSTING), 1.1 + 0.225),
    "a decoding centre at L2 serves S2 for 0.1 beside the laboratory at L1": (
        three_units(facilities(**DECODING), objective=HOSTING),
        1.1 + 0.225 + 0.1,
    ),
    "computing earns no bonus at L1": (
        three_units(
            facilities(key_laboratory=span(0, 0), ai_computing=1, technologies_per_ai_computing=span(2, 2)),
            objective=HOSTING,
        ),
        0.2,
    ),
    "computing serves no focus within reach": (
        three_units(facilities(key_laboratory=0, ai_computing=2)),
        0.0,
    ),
}


def with_no_cluster(problem: Problem) -> Problem:
    """Return the problem with the floor on clusters lowered to nothing."""
    rules = problem.scenario.rules.model_copy(update={"clusters": Range(at_least=0, at_most=3)})
    return changed(problem, scenario=problem.scenario.model_copy(update={"rules": rules}))


@pytest.mark.parametrize("case", SOLVED)
def test_a_small_problem_is_solved_to_the_value_found_by_hand(case: str) -> None:
    problem, expected = SOLVED[case]
    assert solved(with_no_cluster(problem)).objective == pytest.approx(expected, abs=1e-9)
    assert best_objective(with_no_cluster(problem)) == round(expected * 1_000_000)


def test_a_region_s_floor_counts_every_kind_of_facility() -> None:
    both = three_units(facilities(ai_computing=1, per_region_at_least=1), objective=HOSTING)
    assert sorted((f.unit, f.kind) for f in solved(both).facilities) == [
        ("a", FacilityKind.KEY_LABORATORY),
        ("c", FacilityKind.AI_COMPUTING),
    ]


def test_a_region_s_ceiling_counts_every_kind_of_facility() -> None:
    crowded = three_units(facilities(ai_computing=1, per_region_at_most=1), site_units=("a", "a"))
    assert best_objective(crowded) is None
    assert any("rules.facilities" in conflict.rules for conflict in conflicts_by_arithmetic(crowded))


def test_every_technology_is_served_by_a_laboratory_or_a_centre_whatever_else_there_is() -> None:
    one_each = facilities(technologies_per_key_laboratory=span(1, 1), per_technology_at_least=1, ai_computing=1)
    assert best_objective(three_units(one_each)) is None
    assert conflicts_by_arithmetic(three_units(one_each))


def spoilt(plan: Plan, number: int, **changes: Any) -> Plan:
    """Return a plan with one facility spoilt."""
    parts: list[Facility] = list(plan.facilities)
    parts[number] = parts[number].model_copy(update=changes)
    return plan.model_copy(update={"facilities": tuple(parts)})


BROKEN: dict[str, tuple[Problem, dict[str, Any]]] = {
    "facilities at decoding_centre": (three_units(facilities(**DECODING)), {"kind": FacilityKind.AI_COMPUTING}),
    "facility_technologies at L2 S1": (three_units(facilities(**DECODING)), {"technologies": ("S1",)}),
    "technologies_per_facility at L2": (three_units(facilities(**DECODING)), {"technologies": ()}),
    "facilities_per_region_at_least at S": (
        three_units(facilities(**DECODING, per_region_at_least=1)),
        {"unit": "a"},
    ),
    "upgrade at L2": (three_units(facilities(**DECODING)), {"upgrade": True}),
    "facilities at key_laboratory": (
        three_units(facilities(key_laboratory=span(0, 1), **DECODING)),
        {"kind": FacilityKind.KEY_LABORATORY},
    ),
}


@pytest.mark.parametrize("message", BROKEN)
def test_a_plan_that_breaks_the_rule_is_caught(message: str) -> None:
    problem, changes = BROKEN[message]
    laboratory_at_l1 = changed(
        problem,
        scenario=problem.scenario.model_copy(
            update={"objective": problem.scenario.objective.model_copy(update={"hosting_weight": 0.1})}
        ),
    )
    plan = solved(laboratory_at_l1)
    assert [facility.kind for facility in plan.facilities] == [
        FacilityKind.KEY_LABORATORY,
        FacilityKind.DECODING_CENTRE,
    ]
    with pytest.raises(InternalError, match=message):
        check_plan(laboratory_at_l1, spoilt(plan, 1, **changes))


def test_a_facility_beside_the_shared_system_serves_no_focus() -> None:
    problem = three_units(facilities(**DECODING), HOSTING)
    plan = solved(problem)
    clusters = [
        cluster.model_copy(update={"served_by": dict.fromkeys(cluster.focuses, "L2")}) for cluster in plan.clusters
    ]
    with pytest.raises(InternalError, match="reach at "):
        check_plan(problem, plan.model_copy(update={"clusters": tuple(clusters)}))


def test_the_repair_of_a_range_changes_its_end() -> None:
    problem = three_units(facilities(key_laboratory=span(3, 4)))
    assert "rules.facilities.key_laboratory.at_least from 3 to 2" in "".join(explain_infeasibility(problem).lines("en"))
    repair = cheapest_repair(problem)
    assert repair is not None
    repaired = apply_repair(problem.scenario, repair)
    assert repaired.rules.facilities.key_laboratory == Range(at_least=2, at_most=4)
    assert best_objective(changed(problem, scenario=repaired)) is not None


CONFLICTS: dict[str, tuple[Problem, str]] = {
    "no site in the south": (
        three_units(facilities(per_region_at_least=1), site_units=("a", "b")),
        "region S has a floor of 1 on its facilities but 0 eligible sites",
    ),
    "two regions, one facility": (
        three_units(facilities(per_region_at_least=1)),
        "the floors of 2 regions ask for 2 facilities, the programme has 1",
    ),
    "no site for what a decoding centre may serve": (
        three_units(facilities(**DECODING), may_host=np.array([[1, 0], [1, 0]], dtype=np.bool_)),
        "1 facilities with at least 1 technologies are wanted, 0 sites fit",
    ),
}


@pytest.mark.parametrize("case", CONFLICTS)
def test_arithmetic_names_the_numbers(case: str) -> None:
    problem, words = CONFLICTS[case]
    found = conflicts_by_arithmetic(problem)
    assert any(words in conflict.why.en for conflict in found)
    assert all(conflict.why.vi != conflict.why.en for conflict in found)
    assert best_objective(problem) is None


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a floor above the ceiling": (
        {"per_region_at_least": 5},
        "per_region_at_least (5) is larger than per_region_at_most (4)",
    ),
    "an empty list": ({"ai_computing_technologies": []}, "With an empty list a facility serves nothing"),
    "a range the wrong way round": ({"key_laboratory": span(0, 0) | {"at_least": 3}}, "at_least (3) is larger"),
    "a facility that serves nothing": ({"technologies_per_ai_computing": span(0, 1)}, "at_least must be 1 or more"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_contradicts_itself_is_refused_when_it_is_read(case: str) -> None:
    fields, words = REFUSED[case]
    with pytest.raises(ValidationError) as refused:
        FacilityRules.model_validate(fields)
    assert words in str(refused.value)


def test_an_exact_number_stays_a_number_in_a_scenario_file() -> None:
    rules = FacilityRules.model_validate({"key_laboratory": span(7, 10)})
    written = rules.model_dump(mode="json")
    assert (written["key_laboratory"], written["test_centre"]) == (span(7, 10), 3)
    assert FacilityRules.model_validate(written) == rules
    assert FacilityRules.model_validate({"key_laboratory": span(9, 9)}) == FacilityRules()
