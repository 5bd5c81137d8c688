"""Sizes, ceilings of regions, pairs and distances: compiled into rows, solved by hand, refused, and read again.

The three units of ``small_problems``: without a binding rule the best plan is a with S1 (0.4), b with both (0.2) and c
with S2 (0.5). All of them lie in a row, 100 km apart, b being the hub of every set it is in.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.optimisation.brute_force import best_objective
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import changed, solved, three_units
from tests.optimisation.test_against_brute_force import compact_optimum, optimum
from tests.optimisation.test_rules_by_hand import Compiled, lock, rows, span
from tests.strategies import problems
from tests.structure_strategies import STRUCTURE_RULES

from clusterplan.errors import InternalError
from clusterplan.optimisation.check import check_plan
from clusterplan.optimisation.cliques import cover_by_cliques, partition_into_cliques
from clusterplan.optimisation.feasibility import conflicts_by_arithmetic
from clusterplan.optimisation.infeasible import explain_infeasibility
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.repair import apply_repair, cheapest_repair
from clusterplan.scenario import CandidateSettings, RuleSettings, TechnologyPair


def pair(one: str, other: str) -> dict[str, Any]:
    """Return a pair as a scenario spells it."""
    return {"technologies": [one, other], "reason": "by hand"}


ALONE = {"max_members": 1}

COMPILED: dict[str, tuple[Problem, dict[str, Compiled]]] = {
    "clusters_per_region_at_most": (
        three_units(
            {"clusters_per_region_at_most": 2, "clusters_per_region_at_most_exceptions": {"S": 0}}, candidates=ALONE
        ),
        {
            "clusters_per_region_at_most.N": ({"use.a": 1, "use.b": 1}, "<=", 2),
            "clusters_per_region_at_most.S": ({"use.c": 1}, "<=", 0),
        },
    ),
    "excluded_pairs": (
        three_units({"excluded_pairs": [pair("S2", "S1")]}, candidates=ALONE),
        {"excluded_pairs.1.b": ({"focus.b.S1": 1, "focus.b.S2": 1, "use.b": -1}, "<=", 0)},
    ),
    "required_pairs": (
        three_units({"required_pairs": [pair("S1", "S2")]}, candidates=ALONE),
        {"required_pairs.1.b": ({"focus.b.S1": 1, "focus.b.S2": -1}, "<=", 0)},
    ),
    "same_focus_distance": (
        three_units({"same_focus_distance_km_at_least": 101}, candidates=ALONE),
        {
            "same_focus_distance.S1.a&b": ({"focus.a.S1": 1, "focus.b.S1": 1}, "<=", 1),
            "same_focus_distance.S2.b&c": ({"focus.b.S2": 1, "focus.c.S2": 1}, "<=", 1),
        },
    ),
}


@pytest.mark.parametrize("case", COMPILED)
def test_a_rule_compiles_into_the_rows_of_its_formula(case: str) -> None:
    problem, expected = COMPILED[case]
    assert {name: row for name, row in rows(problem).items() if name.startswith(f"{case}.")} == expected


def test_rules_that_are_off_have_no_row() -> None:
    assert {name.partition(".")[0] for name in rows(three_units())}.isdisjoint(COMPILED)


SOLVED: dict[str, tuple[Problem, float]] = {
    "two units at least: b c with S2": (three_units(candidates={"min_members": 2}), 0.6),
    "three units at least: S1 0.2, S2 0.4": (three_units(candidates={"min_members": 3}), 0.6),
    "one hub in the north: a b with S1, c": (
        three_units({"clusters_per_region_at_most_exceptions": {"N": 1}}),
        1.0,
    ),
    "no hub in the south: a alone, b c with S2": (
        three_units({"clusters_per_region_at_most_exceptions": {"S": 0}}),
        1.0,
    ),
    "apart: b has one of the two": (three_units({"excluded_pairs": [pair("S1", "S2")]}), 1.0),
    "S1 needs S2: a is no cluster alone": (three_units({"required_pairs": [pair("S1", "S2")]}), 0.4 + 0.5),
    "S2 needs S1: a alone, b c with both": (three_units({"required_pairs": [pair("S2", "S1")]}), 0.4 + 0.4),
    "101 km apart: b shares nothing with a or c": (three_units({"same_focus_distance_km_at_least": 101}), 1.0),
    "100 km apart: b is far enough": (three_units({"same_focus_distance_km_at_least": 100}), 1.1),
}


@pytest.mark.parametrize("case", SOLVED)
def test_a_small_problem_is_solved_to_the_value_found_by_hand(case: str) -> None:
    problem, expected = SOLVED[case]
    assert solved(problem).objective == pytest.approx(expected, abs=1e-9)
    assert best_objective(problem) == round(expected * 1_000_000)


@pytest.mark.slow
@pytest.mark.parametrize("rule", STRUCTURE_RULES)
@given(data=st.data())
@steady(12)
def test_each_rule_alone_has_the_optimum_that_counting_and_the_referee_find(rule: str, data: st.DataObject) -> None:
    problem = data.draw(problems(generous=True, structure=rule))
    counted, referee = best_objective(problem), compact_optimum(problem)
    event("no plan" if counted is None else "a plan")
    assert optimum(problem) == counted
    assert (referee is None) == (counted is None)
    if counted is not None and referee is not None:
        assert abs(counted - referee) <= problem.score.size + len(problem.units)


@given(st.data())
@steady(60)
def test_cliques_cover_every_edge_and_partition_every_node(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 8))
    edges = data.draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda e: e[0] != e[1])))
    adjacent = np.zeros((n, n), dtype=np.bool_)
    for a, b in edges:
        adjacent[a, b] = adjacent[b, a] = True
    nodes = sorted(data.draw(st.sets(st.integers(0, n - 1))))
    cover, parts = cover_by_cliques(adjacent, nodes), partition_into_cliques(adjacent, nodes)
    for clique in [*cover, *parts]:
        assert all(adjacent[a, b] for a in clique for b in clique if a != b)
    covered = {(a, b) for clique in cover for a in clique for b in clique}
    assert all((a, b) in covered for a in nodes for b in nodes if adjacent[a, b])
    assert sorted(node for part in parts for node in part) == nodes


BROKEN: dict[str, Problem] = {
    "min_members": three_units(candidates={"min_members": 2}),
    "clusters_per_region_at_most": three_units({"clusters_per_region_at_most": 1}),
    "excluded_pairs": three_units({"excluded_pairs": [pair("S1", "S2")]}),
    "required_pairs": three_units({"required_pairs": [pair("S1", "S2")]}),
    "same_focus_distance": three_units({"same_focus_distance_km_at_least": 101}),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_plan_that_breaks_the_rule_is_caught(rule: str) -> None:
    with pytest.raises(InternalError, match=f"{rule} at "):
        check_plan(BROKEN[rule], solved(three_units()))


CONFLICTS: dict[str, tuple[Problem, str, str]] = {
    "clusters of two among three units": (
        three_units({"clusters": span(2, 2)}, candidates={"min_members": 2}),
        "candidates.min_members",
        "2 clusters of at least 2 units need 4 units, there are 3",
    ),
    "ceilings below the national floor": (
        three_units({"clusters": span(3, 3), "clusters_per_region_at_most": 1}),
        "rules.clusters_per_region_at_most",
        "at least 3 clusters are asked for, the ceilings of the regions allow 2",
    ),
    "a chain longer than a cluster": (
        three_units(
            {
                "required_pairs": [pair("S1", "S2")],
                "focuses_per_cluster": span(1, 1),
                "clusters_per_technology": span(1, 3),
            }
        ),
        "rules.required_pairs",
        "a cluster with S1 must have 2 focuses (S1, S2), the limit is 1",
    ),
    "three clusters of one focus, two of them far apart": (
        three_units(
            {"clusters_per_technology": span(3, 3), "same_focus_distance_km_at_least": 150},
            strong=np.ones((3, 2), dtype=np.bool_),
        ),
        "rules.same_focus_distance_km_at_least",
        "S1 needs 3 clusters, but at most 2 of its hubs are 150 km apart",
    ),
}


@pytest.mark.parametrize("case", CONFLICTS)
def test_arithmetic_names_the_rules_and_the_numbers(case: str) -> None:
    problem, rule, words = CONFLICTS[case]
    found = [conflict for conflict in conflicts_by_arithmetic(problem) if rule in conflict.rules]
    assert any(words in conflict.why.en for conflict in found)
    assert all(conflict.why.vi != conflict.why.en for conflict in found)
    assert best_objective(problem) is None


def must_focus(*places: tuple[str, str], kind: str = "must") -> list[dict[str, Any]]:
    """Return locks of focuses."""
    return [lock(kind, focus={"unit": unit, "technology": technology}) for unit, technology in places]


def must_lead(*hubs: str) -> list[dict[str, Any]]:
    """Return locks that make units hubs."""
    return [lock("must", member={"hub": hub, "unit": hub}) for hub in hubs]


EVERYWHERE = np.ones((3, 2), dtype=np.bool_)
REPAIRED: dict[str, tuple[Problem, str, Any]] = {
    "drop pair 1 of rules.excluded_pairs": (
        three_units(
            {
                "excluded_pairs": [pair("S1", "S2")],
                "locks": must_focus(("a", "S1"), ("a", "S2"), ("c", "S1"), ("c", "S2")),
            }
        ),
        "excluded_pairs",
        (),
    ),
    "drop pair 1 of rules.required_pairs": (
        three_units(
            {
                "required_pairs": [pair("S1", "S2")],
                "locks": [
                    *must_focus(("a", "S1"), ("b", "S1")),
                    *must_focus(("a", "S2"), ("b", "S2"), kind="must_not"),
                ],
            }
        ),
        "required_pairs",
        (),
    ),
    "change rules.same_focus_distance_km_at_least from 250 to 100": (
        three_units(
            {
                "same_focus_distance_km_at_least": 250,
                "locks": [*must_lead("a", "b", "c"), *must_focus(("a", "S1"), ("b", "S1"), ("c", "S1"))],
            },
            strong=EVERYWHERE,
        ),
        "same_focus_distance_km_at_least",
        100,
    ),
    "change rules.clusters_per_region_at_most (N) from 2 to 3": (
        three_units(
            {"clusters_per_region_at_most": 2, "locks": must_lead("a", "b", "c")}, unit_regions=("N", "N", "N")
        ),
        "clusters_per_region_at_most_exceptions",
        {"N": 3},
    ),
}


@pytest.mark.parametrize("words", REPAIRED)
def test_the_cheapest_repair_is_told_and_lets_a_plan_exist(words: str) -> None:
    problem, field, wanted = REPAIRED[words]
    assert best_objective(problem) is None
    assert any(words in line for line in explain_infeasibility(problem).lines("en"))
    repair = cheapest_repair(problem)
    assert repair is not None
    scenario = apply_repair(problem.scenario, repair)
    assert getattr(scenario.rules, field) == wanted
    assert best_objective(changed(problem, scenario=scenario)) is not None


CONTRADICTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "a pair of one": ({"excluded_pairs": [pair("S1", "S1")]}, "two different technologies"),
    "a pair named twice, in any order": (
        {"excluded_pairs": [pair("S1", "S2"), pair("S2", "S1")]},
        "names the pair S1 – S2 2 times",
    ),
    "a required pair named twice": (
        {"required_pairs": [pair("S1", "S2"), pair("S1", "S2")]},
        "names the pair S1 → S2 2 times",
    ),
    "together and apart": (
        {"required_pairs": [pair("S1", "S2")], "excluded_pairs": [pair("S2", "S1")]},
        "a cluster with S1 has both S1 and S2",
    ),
    "together by a chain, and apart": (
        {"required_pairs": [pair("S1", "S2"), pair("S2", "S3")], "excluded_pairs": [pair("S1", "S3")]},
        "a cluster with S1 has both S1 and S3",
    ),
    "needing two that are kept apart": (
        {"required_pairs": [pair("S1", "S2"), pair("S1", "S3")], "excluded_pairs": [pair("S2", "S3")]},
        "a cluster with S1 has both S2 and S3",
    ),
    "a floor above the ceiling": (
        {"clusters_per_region_at_least": 2, "clusters_per_region_at_most": 1},
        "clusters_per_region_at_least (2) is larger",
    ),
    "a region's floor above its ceiling": (
        {"clusters_per_region_exceptions": {"N": 3}, "clusters_per_region_at_most_exceptions": {"N": 2}},
        "Region N needs at least 3 clusters and may have at most 2",
    ),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_what_a_scenario_contradicts_by_itself_is_refused_when_it_is_read(case: str) -> None:
    rules, words = CONTRADICTIONS[case]
    with pytest.raises(ValidationError) as refused:
        RuleSettings.model_validate(rules)
    assert words in str(refused.value)


def test_pairs_that_only_share_a_technology_are_no_contradiction() -> None:
    rules = RuleSettings.model_validate(
        {"required_pairs": [pair("S1", "S2"), pair("S2", "S1")], "excluded_pairs": [pair("S1", "S3")]}
    )
    assert rules.required_pairs[1] == TechnologyPair(technologies=("S2", "S1"), reason="by hand")


def test_a_smallest_size_above_the_largest_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"min_members \(3\) is larger than max_members \(2\)"):
        CandidateSettings(min_members=3, max_members=2)
