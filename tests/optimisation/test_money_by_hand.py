"""Three units on paper, with money, land, years and decisions: rows, values, spending, conflicts and repairs.

Values of one unit alone: a 0.4 and -0.2, b 0.1 and 0.1, c -0.3 and 0.5 for S1 and S2. A discount rate of 25 % makes the
second year count 0.8 and the third 0.64.
"""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from tests.optimisation.small_problems import solved, three_units
from tests.optimisation.test_rules_by_hand import Compiled, rows

from clusterplan.domain import FacilityKind
from clusterplan.errors import InfeasibleError
from clusterplan.optimisation.candidates import enumerate_candidates
from clusterplan.optimisation.feasibility import refuse_the_impossible
from clusterplan.optimisation.problem import AdoptedPlan, Problem
from clusterplan.optimisation.repair import apply_repair, cheapest_repair
from clusterplan.optimisation.solve import solve_here
from clusterplan.scenario import Phasing, Resource, RuleSettings

LABORATORY = FacilityKind.KEY_LABORATORY
TWO_YEARS = {"first_year": 2026, "last_start_year": 2027, "last_year": 2030, "discount_rate": 0.25}
BEGUN = AdoptedPlan(
    frozenset({("a", "S1"), ("c", "S2")}),
    frozenset({("L2", LABORATORY)}),
    {("a", "S1"): 2027, ("c", "S2"): 2029},
    {("L2", LABORATORY): 2026},
)


def money(**fields: Any) -> dict[str, Any]:
    """Return rules with one resource."""
    return {"resources": {"money": {"unit": "billion VND", **fields}}}


def years(**fields: Any) -> dict[str, Any]:
    """Return rules with two start years."""
    return {"phasing": {**TWO_YEARS, **fields}}


COMPILED: dict[str, tuple[Problem, dict[str, Compiled]]] = {
    "capacity": (
        three_units(
            money(per_focus={"default": 2, "S2": 1}, capacity_per_unit={"default": 2}), candidates={"max_members": 1}
        ),
        {"capacity.money.b": ({"focus.b.S1": 2, "focus.b.S2": 1, "use.b": -2}, "<=", 0)},
    ),
    "resources, an upgrade": (
        three_units(money(cap=9, per_facility={"key_laboratory": 3}, per_upgrade={"key_laboratory": 1})),
        {
            "resources.money": (
                {"open.L1.key_laboratory": 3, "open.L2.key_laboratory": 3, "upgrade.L1.key_laboratory": -2},
                "<=",
                9,
            )
        },
    ),
    "upgrades": (
        three_units(money(cap=9, per_upgrade={"key_laboratory": 1})),
        {
            "upgrade_needs_facility.L1.key_laboratory": (
                {"upgrade.L1.key_laboratory": 1, "open.L1.key_laboratory": -1},
                "<=",
                0,
            ),
            "upgrade_needs_field.L1": (
                {"upgrade.L1.key_laboratory": 1, "upgrade.L1.test_centre": 1, "host.L1.S1": -1},
                "<=",
                0,
            ),
            "field_is_upgrade.L1.S1": (
                {"host.L1.S1": 1, "upgrade.L1.key_laboratory": -1, "upgrade.L1.test_centre": -1},
                "<=",
                0,
            ),
        },
    ),
    "phasing": (
        three_units(years(starts_per_year_at_most=1), candidates={"max_members": 1}),
        {
            "start_year.a.S1": ({"start.a.S1.2026": 1, "start.a.S1.2027": 1, "focus.a.S1": -1}, "=", 0),
            "starts.S2.2027": ({"start.b.S2.2027": 1, "start.c.S2.2027": 1, "begins.S2.2027": -1}, "=", 0),
            "starts_per_year.2026": ({"begins.S1.2026": 1, "begins.S2.2026": 1}, "<=", 1),
            "opening_year.key_laboratory.new": (
                {
                    "opening.key_laboratory.new.2026": 1,
                    "opening.key_laboratory.new.2027": 1,
                    "open.L1.key_laboratory": -1,
                    "open.L2.key_laboratory": -1,
                },
                "=",
                0,
            ),
        },
    ),
    "resources, by year": (
        three_units(
            {
                **years(),
                **money(
                    cap=50,
                    cap_per_year={2027: 7},
                    per_focus={"default": 4, "S2": 8},
                    profile=[0.75, 0.25],
                    per_facility={"key_laboratory": 3},
                    running_per_year={"key_laboratory": 1},
                    running_full_years=1,
                ),
            }
        ),
        {
            "resources.money.2027": (
                {
                    "begins.S1.2026": 1,
                    "begins.S1.2027": 3,
                    "begins.S2.2026": 2,
                    "begins.S2.2027": 6,
                    "opening.key_laboratory.new.2026": 0.5,
                    "opening.key_laboratory.new.2027": 4,
                },
                "<=",
                7,
            ),
            "resources.money": (
                {
                    "begins.S1.2026": 4,
                    "begins.S1.2027": 4,
                    "begins.S2.2026": 8,
                    "begins.S2.2027": 8,
                    "opening.key_laboratory.new.2026": 3 + 1 + 4 * 0.5,
                    "opening.key_laboratory.new.2027": 3 + 1 + 3 * 0.5,
                },
                "<=",
                50,
            ),
        },
    ),
    "decided": (
        three_units(
            {**years(last_start_year=2029), "decided_before": 2028}, adopted=BEGUN, candidates={"max_members": 1}
        ),
        {
            "decided.focus.a.S1": ({"start.a.S1.2027": 1}, "=", 1),
            "decided.facility.L2.key_laboratory": ({"open.L2.key_laboratory": 1}, "=", 1),
            "decided.opening.key_laboratory.new.2026": (
                {"opening.key_laboratory.new.2026": 1, "open.L2.key_laboratory": -1},
                "=",
                0,
            ),
            "decided.opening.key_laboratory.new.2027": ({"opening.key_laboratory.new.2027": 1}, "=", 0),
            "start_year.b.S1": ({"start.b.S1.2028": 1, "start.b.S1.2029": 1, "focus.b.S1": -1}, "=", 0),
        },
    ),
    "decided, without years": (
        three_units({"decided_before": 2028}, adopted=BEGUN, candidates={"max_members": 1}),
        {"decided.focus.a.S1": ({"focus.a.S1": 1}, "=", 1)},
    ),
}


@pytest.mark.parametrize("case", COMPILED)
def test_a_rule_compiles_into_the_rows_of_its_formula(case: str) -> None:
    problem, expected = COMPILED[case]
    compiled = rows(problem)
    for name, row in expected.items():
        assert compiled[name] == row


def test_a_rule_that_is_off_has_no_row_and_no_column() -> None:
    plain, described = three_units(), three_units(money(per_focus={"default": 3}, per_facility={"key_laboratory": 2}))
    assert rows(plain) == rows(described)


def test_a_set_without_the_means_is_no_candidate_and_one_that_has_enough_for_all_has_no_row() -> None:
    needs = {"per_focus": {"S1": 3, "S2": 1}}
    problem = three_units(money(**needs, capacity_per_unit={"a": 2, "b": 2, "c": 9}), candidates={"max_members": 2})
    found = {c.members: c.technologies for c in enumerate_candidates(problem)}
    assert found == {(0, 1): (0, 1), (1,): (1,), (1, 2): (0, 1), (2,): (1,)}
    assert {name for name in rows(problem) if name.startswith("capacity.")} == set()


SOLVED: dict[str, tuple[Problem, float]] = {
    "land for one focus in each unit: b has S1 or S2": (
        three_units(money(per_focus={"default": 1}, capacity_per_unit={"default": 1})),
        0.4 + 0.1 + 0.5,
    ),
    "b has none: b c with S2, or a b with S1": (
        three_units(money(per_focus={"default": 1}, capacity_per_unit={"default": 1, "b": 0})),
        1.0,
    ),
    "a minimum of 1 for what is free, a cap of 2: two focuses": (three_units(money(cap=2, minimum_per_focus=1)), 1.0),
    "an upgrade leaves money for one focus: L1 serves S1 and S2": (
        three_units(
            money(
                cap=2, per_focus={"default": 1}, per_facility={"key_laboratory": 2}, per_upgrade={"key_laboratory": 1}
            )
        ),
        0.6,
    ),
    "an upgrade is dearer: the laboratory goes to L2": (
        three_units(money(cap=2, per_upgrade={"key_laboratory": 3})),
        1.1,
    ),
    "everything starts in the first year": (three_units(years()), 1.1),
    "one start in each of two years: b c with S2, then a": (
        three_units(years(starts_per_year_at_most=1)),
        0.6 + 0.4 * 0.8,
    ),
    "money for three first years, the last of four waits": (
        three_units({**years(), **money(per_focus={"default": 10}, profile=[0.5, 0.5], cap_per_year={2026: 15})}),
        0.4 + 0.5 + 0.1 + 0.1 * 0.8,
    ),
    "no money to open before 2027: hosting waits as one technology does": (
        three_units(
            {**years(), **money(per_facility={"key_laboratory": 1}, cap_per_year={2026: 0})},
            objective={"hosting_weight": 0.1},
        ),
        1.1 + 0.125 + 0.1 - 0.1 * 0.2,
    ),
    "a focus that takes away waits as long as it can: a with S2 of -0.2 + 0.1 beside b": (
        three_units(
            {
                **years(),
                "locks": [
                    {
                        "lock": "must",
                        "focus": {"unit": "a", "technology": "S2"},
                        "author": "office",
                        "reason": "by hand",
                        "date": "2026-07-01",
                    }
                ],
            }
        ),
        0.5 - 0.1 * 0.8 + 0.5,
    ),
    "a keeps S1 of 2027, the rest begins in 2028": (
        three_units({**years(last_start_year=2029), "decided_before": 2028}, adopted=BEGUN),
        0.4 * 0.8 + (0.1 + 0.1 + 0.5) * 0.64,
    ),
    "begun without years: a with S1 and c with S2 from 2026": (
        three_units({**years(), "decided_before": 2027}, adopted=AdoptedPlan(BEGUN.focuses, BEGUN.facilities)),
        0.4 + 0.5 + (0.1 + 0.1) * 0.8,
    ),
    "begun, without years in the question: a must keep S1, so one cluster is a b": (
        three_units(
            {
                "decided_before": 2028,
                "clusters": {"at_least": 1, "at_most": 1},
                "focuses_per_cluster": {"at_least": 1, "at_most": 1},
            },
            adopted=BEGUN,
        ),
        0.5,
    ),
}


@pytest.mark.parametrize("case", SOLVED)
def test_a_small_problem_is_solved_to_the_value_found_by_hand(case: str) -> None:
    problem, expected = SOLVED[case]
    refuse_the_impossible(problem)
    plan = solved(problem)
    assert plan.objective == pytest.approx(expected, abs=1e-9)
    assert plan.termination == "optimal"
    assert plan.gap == 0


def test_spending_shows_the_step_when_the_state_no_longer_pays_all_running_costs() -> None:
    problem = three_units(
        {
            **years(last_year=2029),
            **money(
                per_focus={"default": 10},
                profile=[0.5, 0.5],
                cap_per_year={2026: 20},
                per_facility={"key_laboratory": 5},
                running_per_year={"key_laboratory": 2},
                running_full_years=2,
            ),
        }
    )
    plan = solved(problem)
    assert {k: y for cluster in plan.clusters for k, y in cluster.start_year.items()} == {"S1": 2026, "S2": 2026}
    assert [facility.opens_in for facility in plan.facilities] == [2027]
    told = [(line.year, line.focuses, line.building, line.running, line.amount, line.cap) for line in plan.spending]
    assert told == [
        (2026, 20, 0, 0, 20, 20),
        (2027, 20, 5, 2, 27, None),
        (2028, 0, 0, 2, 2, None),
        (2029, 0, 0, 1, 1, None),
        (None, 40, 5, 5, 50, None),
    ]


def test_the_most_valuable_focus_on_a_technology_starts_first() -> None:
    plan = solved(three_units({**years(), **money(per_focus={"default": 1}, cap_per_year={2026: 3})}))
    assert {cluster.hub: cluster.start_year for cluster in plan.clusters} == {
        "a": {"S1": 2026},
        "b": {"S1": 2026, "S2": 2027},
        "c": {"S2": 2026},
    }


IMPOSSIBLE: dict[str, tuple[Problem, str, str]] = {
    "caps of all years below the least use": (
        three_units(
            {
                **years(),
                **money(per_focus={"default": 4}, cap_per_year={2026: 3, 2027: 4}),
                "clusters_per_technology": {"at_least": 1, "at_most": 3},
            }
        ),
        "rules.resources.money.cap_per_year",
        "use at least 8 billion VND, the cap is 7",
    ),
    "decisions above the cap of a year": (
        three_units(
            {**years(), "decided_before": 2027, **money(per_focus={"default": 4}, cap_per_year={2026: 7})},
            adopted=AdoptedPlan(BEGUN.focuses, frozenset()),
        ),
        "rules.decided_before",
        "what is decided uses 8 billion VND in 2026, the cap is 7",
    ),
    "nobody has the land for S2": (
        three_units(
            {
                **money(per_focus={"S2": 4}, capacity_per_unit={"default": 1}),
                "clusters_per_technology": {"at_least": 1, "at_most": 3},
            }
        ),
        "rules.resources.money.capacity_per_unit",
        "no candidate set has enough money for a focus on S2",
    ),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_arithmetic_names_the_limit_and_its_numbers(case: str) -> None:
    problem, rule, words = IMPOSSIBLE[case]
    with pytest.raises(InfeasibleError) as caught:
        refuse_the_impossible(problem)
    (found,) = caught.value.conflicts
    assert rule in found.rules
    assert words in found.why.en
    with pytest.raises(InfeasibleError):
        solve_here(problem)


REPAIRED: dict[str, tuple[Problem, str, str]] = {
    "a cap of one year": (
        IMPOSSIBLE["decisions above the cap of a year"][0],
        "raise money in 2026 by 1 billion VND (from 7 to 8)",
        "nâng money năm 2026 thêm 1 billion VND (từ 7 thành 8)",
    ),
    "what units have": (
        three_units(
            {**money(per_focus={"S2": 4}, capacity_per_unit={"default": 3}), "pioneering": True},
            candidates={"max_members": 1},
            pioneering=frozenset({"S2"}),
        ),
        "raise money of every unit by 1 billion VND",
        "tăng money của mỗi đơn vị thêm 1 billion VND",
    ),
    "what was decided": (
        three_units(
            {
                **years(),
                "decided_before": 2027,
                "clusters": {"at_least": 1, "at_most": 1},
            },
            candidates={"max_members": 1},
            adopted=AdoptedPlan(frozenset({("a", "S1"), ("c", "S2")}), frozenset()),
        ),
        "rules.clusters.at_most from 1 to 2",
        "rules.clusters.at_most từ 1 thành 2",
    ),
}


@pytest.mark.parametrize("case", REPAIRED)
def test_a_repair_says_what_to_raise_and_where(case: str) -> None:
    problem, english, vietnamese = REPAIRED[case]
    with pytest.raises(InfeasibleError) as caught:
        solve_here(problem)
    (conflict,) = caught.value.conflicts
    assert conflict.repair is not None
    assert english in conflict.repair.en
    assert vietnamese in conflict.repair.vi
    repair = cheapest_repair(problem)
    assert repair is not None
    apply_repair(problem.scenario, repair)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a yearly cap without years": (money(cap_per_year={2027: 1}), "money.cap_per_year speaks of years"),
    "a profile without years": (money(profile=[0.5, 0.5]), "money.profile speaks of years"),
    "running costs without years": (money(running_per_year={"key_laboratory": 1}), "money.running_per_year speaks"),
    "a cap of a year that is not told": ({**years(), **money(cap_per_year={2031: 1})}, "outside 2026-2030"),
    "a profile beyond the last year": ({**years(), **money(profile=[0.2] * 5)}, "runs to 2031"),
    "a profile that is not whole": (money(profile=[0.5, 0.4]), "must sum to 1, not 0.9"),
    "nothing left to start": ({**years(), "decided_before": 2028}, "no year is left"),
    "years out of order": (years(last_year=2026), "first_year <= last_start_year <= last_year"),
    "too many start years": (years(last_start_year=2060, last_year=2070), "at most 15"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_contradicts_itself_is_refused_with_advice(case: str) -> None:
    fields, words = REFUSED[case]
    with pytest.raises(ValidationError, match=words):
        RuleSettings.model_validate(fields)


def test_a_year_that_began_before_the_first_did_not_wait() -> None:
    assert Phasing().factor(2020) == Phasing().factor(2026) == 1


def test_a_unit_without_a_capacity_is_an_error_where_no_default_is_given() -> None:
    with pytest.raises(KeyError):
        Resource(unit="ha", capacity_per_unit={"a": 1}).capacity_of("b")


def test_a_technology_whose_partner_the_members_cannot_carry_is_no_option() -> None:
    pair = {"technologies": ["S1", "S2"], "reason": "by hand"}
    rules = {"required_pairs": [pair], **money(per_focus={"S1": 1, "S2": 3}, capacity_per_unit={"default": 2})}
    alone = three_units(rules, candidates={"max_members": 1})
    assert [candidate.technologies for candidate in enumerate_candidates(alone)] == []
    rich = three_units({**rules, **money(per_focus={"S1": 1, "S2": 2}, capacity_per_unit={"default": 2})})
    assert {candidate.members: candidate.technologies for candidate in enumerate_candidates(rich)}[(0, 1)] == (0, 1)


def test_what_is_always_new_has_no_cost_of_an_upgrade() -> None:
    with pytest.raises(ValidationError, match="always new"):
        Resource(unit="bn", per_upgrade={FacilityKind.DECODING_CENTRE: 3})
