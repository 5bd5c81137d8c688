"""Conflicts that arithmetic finds: each kind once by hand, and never one where counting finds a plan."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import event, given
from tests.optimisation.brute_force import best_objective
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import three_units
from tests.strategies import problems, problems_with_years

from clusterplan.errors import InfeasibleError
from clusterplan.optimisation.feasibility import conflicts_by_arithmetic, refuse_the_impossible
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solve import solve_here


@pytest.mark.slow
@steady(100)
@given(problems() | problems_with_years())
def test_where_arithmetic_finds_a_conflict_counting_finds_no_plan(problem: Problem) -> None:
    conflicts = conflicts_by_arithmetic(problem)
    event("conflict" if conflicts else "none found")
    if conflicts:
        assert best_objective(problem) is None


def must(**place: dict[str, str]) -> dict[str, Any]:
    """Return a required lock as a scenario spells it."""
    return {"lock": "must", "author": "office", "reason": "by hand", "date": datetime.date(2026, 7, 1), **place}


def span(at_least: int, at_most: int) -> dict[str, int]:
    """Return a range as a scenario spells it."""
    return {"at_least": at_least, "at_most": at_most}


LABORATORY = {"key_laboratory": 1, "test_centre": 0, "per_technology_at_least": 0}
HUB_A, HUB_B, HUB_C = ({"hub": unit, "unit": unit} for unit in "abc")

CONFLICTS: dict[str, tuple[Problem, str, str]] = {
    "more clusters than hubs": (three_units({"clusters": span(4, 5)}), "rules.clusters.at_least", "only 3 units"),
    "floors above the national limit": (
        three_units({"clusters": span(1, 1), "clusters_per_region_at_least": 1}),
        "rules.clusters.at_most",
        "add up to 2 clusters, the national limit is 1",
    ),
    "a floor above the region's hubs": (
        three_units({"clusters_per_region_exceptions": {"S": 2}}),
        "rules.clusters_per_region_at_least (S)",
        "a floor of 2 on its clusters but 1",
    ),
    "a technology nobody is strong for": (
        three_units({"clusters_per_technology": span(1, 3)}, strong=np.array([[1, 0], [1, 0], [1, 0]], dtype=np.bool_)),
        "candidates.strong_score",
        "S2",
    ),
    "a pioneering technology nobody is strong for": (
        three_units(
            {"pioneering": True},
            strong=np.array([[0, 1], [0, 1], [0, 1]], dtype=np.bool_),
            pioneering=frozenset({"S1"}),
        ),
        "candidates.strong_score",
        "S1",
    ),
    "more focuses needed than allowed": (
        three_units({"clusters": span(1, 1), "focuses_per_cluster": span(1, 1), "clusters_per_technology": span(1, 1)}),
        "rules.focuses_per_cluster.at_most",
        "2 technologies need 2 focuses, at most 1",
    ),
    "fewer focuses allowed than needed": (
        three_units(
            {"clusters": span(2, 3), "focuses_per_cluster": span(2, 2), "clusters_per_technology": span(0, 1)},
            strong=np.ones((3, 2), dtype=np.bool_),
        ),
        "rules.clusters_per_technology.at_most",
        "at least 4 focuses, the technologies allow only 2",
    ),
    "a unit that no set contains must be covered": (
        three_units({"cover": "exactly_one"}, strong=np.zeros((3, 2), dtype=np.bool_)),
        "rules.cover",
        "no candidate set contains: a, b, c",
    ),
    "too few places for every unit": (
        three_units({"cover": "exactly_one", "clusters": span(1, 1)}, candidates={"max_members": 2}),
        "candidates.max_members",
        "3 units must be in a cluster, the clusters hold at most 2",
    ),
    "more facilities than sites within the ceilings": (
        three_units({"facilities": {**LABORATORY, "key_laboratory": 3}}),
        "rules.facilities.per_region_at_most",
        "3 facilities are asked for",
    ),
    "no site with enough fields": (
        three_units(
            {"facilities": {**LABORATORY, "test_centre": 1}},
            may_host=np.array([[1, 0], [0, 1]], dtype=np.bool_),
        ),
        "rules.facilities.technologies_per_test_centre",
        "0 sites fit",
    ),
    "a technology without a host": (
        three_units(
            {"facilities": {**LABORATORY, "per_technology_at_least": 1}},
            may_host=np.array([[1, 0], [1, 0]], dtype=np.bool_),
        ),
        "rules.facilities.per_technology_at_least",
        "only 0 sites have the field",
    ),
    "more services than the facilities offer": (
        three_units(
            {
                "facilities": {
                    **LABORATORY,
                    "technologies_per_key_laboratory": span(1, 1),
                    "per_technology_at_least": 1,
                }
            }
        ),
        "rules.facilities.per_technology_at_least",
        "2 technologies need 2 services, the facilities offer 1",
    ),
    "a focus no set can have": (
        three_units({"locks": [must(focus={"unit": "a", "technology": "S2"})]}, candidates={"max_members": 1}),
        "rules.locks[1]",
        "no candidate set or site",
    ),
    "a member no hub can have": (
        three_units({"locks": [must(member={"hub": "a", "unit": "c"})]}),
        "rules.locks[1]",
        "no candidate set or site",
    ),
    "a facility no site can have": (
        three_units(
            {"locks": [must(facility={"site": "L1", "kind": "test_centre"})]},
            may_host=np.array([[1, 0], [1, 1]], dtype=np.bool_),
        ),
        "rules.locks[1]",
        "no candidate set or site",
    ),
    "more locked hubs than clusters": (
        three_units({"clusters": span(1, 1), "locks": [must(member=HUB_A), must(member=HUB_C)]}),
        "rules.clusters.at_most",
        "locks require 2 clusters, the limit is 1",
    ),
    "more locked laboratories than the programme": (
        three_units(
            {"locks": [must(facility={"site": site, "kind": "key_laboratory"}) for site in ("L1", "L2")]},
        ),
        "rules.facilities.key_laboratory",
        "locks require 2",
    ),
    "more locked focuses than a cluster may have": (
        three_units(
            {
                "focuses_per_cluster": span(1, 1),
                "locks": [must(focus={"unit": "b", "technology": k}) for k in ("S1", "S2")],
            }
        ),
        "rules.focuses_per_cluster.at_most",
        "locks require 2 focuses of unit b",
    ),
    "a cap below what the rules use": (
        three_units(
            {
                "clusters_per_technology": span(1, 3),
                "resources": {
                    "money": {
                        "cap": 9,
                        "unit": "billion VND",
                        "per_focus": {"S1": 3, "S2": 4},
                        "per_facility": {"key_laboratory": 5},
                    }
                },
            }
        ),
        "rules.resources.money.cap",
        "use at least 12 billion VND, the cap is 9",
    ),
}


@pytest.mark.parametrize("case", CONFLICTS)
def test_each_kind_of_conflict_names_its_rules_and_numbers(case: str) -> None:
    problem, rule, words = CONFLICTS[case]
    with pytest.raises(InfeasibleError) as caught:
        refuse_the_impossible(problem)
    found = [conflict for conflict in caught.value.conflicts if rule in conflict.rules and words in conflict.why.en]
    assert found, str(caught.value)
    assert best_objective(problem) is None


@pytest.mark.parametrize("case", CONFLICTS)
def test_a_conflict_speaks_vietnamese_too(case: str) -> None:
    for conflict in conflicts_by_arithmetic(CONFLICTS[case][0]):
        assert conflict.why.vi.endswith(".")
        assert conflict.why.vi != conflict.why.en
        assert (conflict.repair is None) or conflict.repair.vi != conflict.repair.en


def test_a_problem_with_a_plan_is_not_refused() -> None:
    refuse_the_impossible(three_units())


def test_what_arithmetic_does_not_see_the_solver_proves() -> None:
    apart = three_units({"cover": "exactly_one", "clusters": span(2, 2), "locks": [must(member=HUB_B)]})
    pinned = three_units(
        {
            "locks": [
                must(member={"hub": "b", "unit": "a"}),
                must(member=HUB_C),
                must(focus={"unit": "a", "technology": "S2"}),
            ],
            "focuses_per_cluster": span(1, 1),
            "clusters_per_technology": span(0, 1),
        }
    )
    assert best_objective(apart) is not None
    assert best_objective(pinned) is None
    assert conflicts_by_arithmetic(pinned) == []
    with pytest.raises(InfeasibleError) as caught:
        solve_here(pinned)
    assert caught.value.exit_code == 3
    assert caught.value.lines("vi")[0] == "Không có phương án nào thỏa mãn mọi quy tắc."
