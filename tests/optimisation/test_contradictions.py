"""Twenty scenarios that contradict themselves, each in its own way: the conflict, its minimality and its repair.

Small problems are refereed by counting every plan. The national ones are too large for that: a person can add up their
conflict, and the ordinary model is the referee. It holds the rules of the conflict alone and finds no plan; it drops
one of them alone and finds one, so that rule is in *every* conflict. Together: there is one smallest set of rules, and
it is the one written here. Which places of a rule are named is not unique (the floor of one region may stand in for
another's), and the test does not ask for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from benchmarks.synthetic import synthetic_problem
from tests.optimisation.brute_force import best_objective
from tests.optimisation.small_problems import changed, three_units
from tests.optimisation.test_conflict import has_plan_without, spread
from tests.strategies import with_rules

from clusterplan.domain import Termination
from clusterplan.optimisation.clashes import Clashes
from clusterplan.optimisation.conflict import smallest_conflict
from clusterplan.optimisation.elastic import build_elastic_model
from clusterplan.optimisation.infeasible import explain_infeasibility
from clusterplan.optimisation.model import build_model
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.proof import prove
from clusterplan.optimisation.repair import apply_repair, cheapest_repair
from clusterplan.planning import load_scenario, pose_problem


def must(**place: dict[str, str]) -> dict[str, Any]:
    """Return a required lock as a scenario spells it."""
    return {"lock": "must", "author": "office", "reason": "by hand", "date": datetime.date(2026, 7, 1), **place}


def must_not(**place: dict[str, str]) -> dict[str, Any]:
    """Return a forbidding lock as a scenario spells it."""
    return {**must(**place), "lock": "must_not"}


def span(at_least: int, at_most: int) -> dict[str, int]:
    """Return a range as a scenario spells it."""
    return {"at_least": at_least, "at_most": at_most}


def money(cap: float, **per_focus: float) -> dict[str, Any]:
    """Return a national cap as a scenario spells it."""
    return {"money": {"cap": cap, "unit": "billion VND", "per_focus": per_focus}}


@cache
def national() -> Problem:
    """Return the national problem on the bundled layers."""
    return pose_problem(load_scenario("national")).problem


def synthetic(seed: int, **rules: Any) -> Problem:
    """Return five units and three technologies drawn from a seed."""
    plain = {
        "clusters": span(1, 5),
        "clusters_per_region_at_least": 0,
        "focuses_per_cluster": span(1, 3),
        "clusters_per_technology": span(0, 3),
        "facilities": {
            "key_laboratory": 2,
            "test_centre": 0,
            "per_technology_at_least": 0,
            "technologies_per_key_laboratory": span(1, 3),
        },
        "pioneering": False,
        "reach_km": 5000,
    }
    return synthetic_problem(5, 3, 6, seed=seed, scenario={"rules": {**plain, **rules}})


B_HUB = must(member={"hub": "b", "unit": "b"})
ONE_LABORATORY = {"key_laboratory": 1, "test_centre": 0, "per_technology_at_least": 1}

SMALL: dict[str, tuple[Callable[[], Problem], set[str]]] = {
    "three clusters of two technologies that lead once": (
        lambda: three_units({"clusters": span(3, 3), "clusters_per_technology": span(0, 1)}),
        {"rules.clusters.at_least", "rules.clusters_per_technology.at_most"},
    ),
    "every unit covered by one cluster of b and two focuses of one cluster each": (
        lambda: three_units(
            {"cover": "exactly_one", "clusters": span(1, 3), "locks": [must_not(member={"hub": "b", "unit": "a"})]}
            | {"clusters_per_technology": span(2, 3), "focuses_per_cluster": span(1, 1)}
        ),
        {"rules.clusters_per_technology.at_least", "rules.focuses_per_cluster.at_most"},
    ),
    "c in a cluster around b, and no cluster around b": (
        lambda: three_units(
            {"locks": [must(member={"hub": "b", "unit": "c"}), must_not(member={"hub": "b", "unit": "b"})]}
        ),
        {"rules.locks"},
    ),
    "a focus on a that its hub b may not have": (
        lambda: three_units(
            {
                "locks": [
                    must(member={"hub": "b", "unit": "a"}),
                    must(focus={"unit": "a", "technology": "S2"}),
                    must_not(focus={"unit": "b", "technology": "S2"}),
                ]
            }
        ),
        {"rules.locks"},
    ),
    "two hubs in the south's one unit": (
        lambda: three_units({"clusters_per_region_exceptions": {"S": 2}}),
        {"rules.clusters_per_region_at_least"},
    ),
    "floors of both regions and one cluster": (
        lambda: three_units({"clusters": span(1, 1), "clusters_per_region_at_least": 1}),
        {"rules.clusters.at_most", "rules.clusters_per_region_at_least"},
    ),
    "a cap for less than the technologies have to lead": (
        lambda: three_units({"clusters_per_technology": span(1, 3), "resources": money(5, S1=3, S2=4)}),
        {"rules.resources", "rules.clusters_per_technology.at_least"},
    ),
    "a cap and a lock": (
        lambda: three_units(
            {"locks": [must(focus={"unit": "c", "technology": "S2"})], "resources": money(3, S1=1, S2=4)}
        ),
        {"rules.resources", "rules.locks"},
    ),
    "more laboratories than a region's ceiling and the sites allow": (
        lambda: three_units(
            {
                "facilities": {
                    **ONE_LABORATORY,
                    "key_laboratory": 2,
                    "per_region_at_most": 0,
                    "per_technology_at_least": 0,
                }
            }
        ),
        {"rules.facilities.key_laboratory", "rules.facilities.per_region_at_most"},
    ),
    "two services wanted of one laboratory": (
        lambda: three_units({"facilities": {**ONE_LABORATORY, "technologies_per_key_laboratory": span(1, 1)}}),
        {
            "rules.facilities.key_laboratory",
            "rules.facilities.test_centre",
            "rules.facilities.technologies_per_facility.at_most",
            "rules.facilities.per_technology_at_least",
        },
    ),
    "a laboratory at a, and c locked beyond its reach": (
        lambda: three_units(
            {
                "reach_km": 120,
                "facilities": {**ONE_LABORATORY, "per_technology_at_least": 0},
                "locks": [
                    must(facility={"site": "L1", "kind": "key_laboratory"}),
                    must(member={"hub": "c", "unit": "c"}),
                ],
            }
        ),
        {"rules.reach_km", "rules.locks", "rules.facilities.key_laboratory", "rules.facilities.test_centre"},
    ),
    "both technologies pioneer in one cluster of one focus": (
        lambda: changed(
            three_units({"clusters": span(1, 1), "focuses_per_cluster": span(1, 1), "pioneering": True}),
            pioneering=frozenset({"S1", "S2"}),
        ),
        {"rules.pioneering", "rules.clusters.at_most", "rules.focuses_per_cluster.at_most"},
    ),
    "five units drawn, five clusters of technologies that lead once": (
        lambda: synthetic(1, clusters=span(4, 5), clusters_per_technology=span(0, 1)),
        {"rules.clusters.at_least", "rules.clusters_per_technology.at_most"},
    ),
    "a budget for one focus and two clusters": (
        lambda: three_units({"clusters": span(2, 3), "resources": money(1.5, default=1)}),
        {"rules.clusters.at_least", "rules.resources"},
    ),
    "every technology thrice where each has two hubs": (
        lambda: three_units({"clusters_per_technology": span(3, 3)}),
        {"rules.clusters_per_technology.at_least"},
    ),
}


def whole(rules: dict[str, Any]) -> Problem:
    """Return the national problem under some other rules."""
    return with_rules(national(), **rules)


NATIONAL: dict[str, tuple[Callable[[], Problem], set[str]]] = {
    "six regions, five clusters": (
        lambda: whole({"clusters": span(3, 5)}),
        {"rules.clusters.at_most", "rules.clusters_per_region_at_least"},
    ),
    "ten technologies in nine clusters of one focus": (
        lambda: whole({"clusters": span(6, 9), "focuses_per_cluster": span(1, 1)}),
        {"rules.clusters.at_most", "rules.clusters_per_technology.at_least", "rules.focuses_per_cluster.at_most"},
    ),
    "a budget for nine focuses of ten technologies": (
        lambda: whole({"focuses_per_cluster": span(1, 4), "resources": money(9.5, default=1)}),
        {"rules.resources", "rules.clusters_per_technology.at_least"},
    ),
    "railways for Hà Nội, which is no hub although it is readier than all": (
        lambda: whole(
            {
                "locks": [
                    must(focus={"unit": "01", "technology": "S10"}),
                    must_not(member={"hub": "01", "unit": "01"}),
                ]
            }
        ),
        {"rules.locks"},
    ),
    "nine laboratories of one technology each for ten technologies": (
        lambda: whole(
            {
                "facilities": {
                    "key_laboratory": 9,
                    "test_centre": 0,
                    "technologies_per_key_laboratory": span(1, 1),
                    "per_technology_at_least": 1,
                },
                "clusters_per_technology": span(0, 3),
                "focuses_per_cluster": span(1, 4),
                "pioneering": False,
            }
        ),
        {
            "rules.facilities.key_laboratory",
            "rules.facilities.test_centre",
            "rules.facilities.technologies_per_facility.at_most",
            "rules.facilities.per_technology_at_least",
        },
    ),
}


def can_be_counted(problem: Problem) -> bool:
    """Ask the oracle that writes down every plan."""
    return best_objective(problem) is not None


def can_be_solved(problem: Problem) -> bool:
    """Ask the ordinary model."""
    proof = prove(build_model(problem), problem.scenario.solver.model_copy(update={"gap_limit": 1.0}))
    assert proof.termination is not Termination.NO_PLAN
    return proof.termination is not Termination.INFEASIBLE


def test_there_are_twenty() -> None:
    assert len(SMALL) + len(NATIONAL) == 20


@pytest.mark.parametrize("case", SMALL)
def test_a_small_contradiction_is_named_proven_minimal_and_repaired(case: str) -> None:
    ask, expected = SMALL[case]
    referee(ask(), expected, can_be_counted)


@pytest.mark.slow
@pytest.mark.parametrize("case", NATIONAL)
def test_a_national_contradiction_is_named_and_proven_minimal(case: str) -> None:
    ask, expected = NATIONAL[case]
    problem = ask()
    conflict = smallest_conflict(problem)
    assert conflict is not None
    assert conflict.is_minimal
    assert {limit.path for limit in conflict.limits} == expected


@pytest.mark.soak
@pytest.mark.parametrize("case", NATIONAL)
def test_a_national_contradiction_has_one_smallest_set_of_rules_and_is_repaired(case: str) -> None:
    ask, expected = NATIONAL[case]
    problem = ask()
    everything = build_elastic_model(problem, by_place=True).limits
    assert not has_plan_without(problem, {limit for limit in everything if limit.path not in expected}, can_be_solved)
    for rule in expected:
        assert has_plan_without(problem, {limit for limit in everything if limit.path == rule}, can_be_solved), rule
    repair = cheapest_repair(problem, 60)
    assert repair is not None
    assert repair.changes
    assert can_be_solved(changed(problem, scenario=apply_repair(problem.scenario, repair)))


def referee(problem: Problem, expected: set[str], has_plan: Callable[[Problem], bool]) -> None:
    """Hold a conflict and a repair to an oracle: nothing in the conflict is superfluous, the repair has a plan."""
    assert not has_plan(problem)
    conflict = smallest_conflict(problem)
    assert conflict is not None
    assert conflict.is_minimal
    assert {limit.path for limit in conflict.limits} == expected
    everything = set(build_elastic_model(problem, by_place=True).limits)
    kept = spread(problem, set(conflict.limits))
    assert not has_plan_without(problem, everything - kept, has_plan)
    if kept == set(conflict.limits):  # else the scenario cannot hold one place of a limit without the others
        for limit in conflict.limits:
            assert has_plan_without(problem, everything - (kept - {limit}), has_plan), limit
    repair = cheapest_repair(problem)
    assert repair is not None
    assert repair.changes
    assert repair.is_cheapest
    assert has_plan(changed(problem, scenario=apply_repair(problem.scenario, repair)))


def test_where_time_ran_out_the_answer_says_that_minimality_is_not_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([True])  # that the rules clash is known; then the clock stops every question

    def among(*_question: Any, **_options: Any) -> bool | None:
        return next(answers, None)

    monkeypatch.setattr(Clashes, "among", among)
    problem = SMALL["three clusters of two technologies that lead once"][0]()
    conflict = smallest_conflict(problem)
    assert conflict is not None
    assert not conflict.is_minimal
    assert {limit.path for limit in conflict.limits} >= {
        "rules.clusters.at_least",
        "rules.clusters_per_technology.at_most",
    }
    answers = iter([True])
    assert "not proven that all of them are needed" in str(explain_infeasibility(problem))


def test_the_message_says_what_each_limit_could_reach_alone() -> None:
    problem = SMALL["three clusters of two technologies that lead once"][0]()
    message = explain_infeasibility(problem)
    assert "rules.clusters.at_least 0..3; rules.clusters_per_technology.at_most (S1) 0..2" in str(message)
    assert "Khoảng có thể đạt nếu xét riêng: rules.clusters.at_least 0..3" in "\n".join(message.lines("vi"))
