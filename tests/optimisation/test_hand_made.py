"""A list made by hand: each rule that it breaks is named, and what is missing in it is found."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, event, given
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import changed, three_units
from tests.strategies import problems

from clusterplan.domain import FacilityKind, Manifest, Plan, Termination
from clusterplan.errors import InfeasibleError
from clusterplan.optimisation.assemble import Evidence, objective_terms, state_plan
from clusterplan.optimisation.check import read_choices
from clusterplan.optimisation.hand_made import (
    ClusterNames,
    FacilityNames,
    best_facilities,
    chosen_clusters,
    chosen_facilities,
    with_loads_shared,
)
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Choice, ModelSize, Solution
from clusterplan.optimisation.solve import solve_here

LABORATORY, CENTRE = FacilityKind.KEY_LABORATORY, FacilityKind.TEST_CENTRE
GOOD: tuple[ClusterNames, ...] = (("b", ("a", "b"), ("S1", "S2")), (None, ("c",), ("S2",)))
SITED: tuple[FacilityNames, ...] = (("L1", LABORATORY, ("S1", "S2")),)


def stated(problem: Problem, choice: Choice) -> Plan:
    """State a choice, whatever it breaks."""
    shares = np.full((*problem.score.shape, 3), 1 / 3)
    manifest = Manifest(
        inputs={}, scenario_sha256="", clusterplan="", solver="", options={}, seed=1, started="", seconds=0
    )
    solution = Solution(choice, 10**9, Termination.GAP_LIMIT, "", (), ModelSize(0, 0, 0), 0.0)
    return state_plan(problem, solution, Evidence(shares, problem.strong), (), manifest)


def broken(
    problem: Problem, clusters: tuple[ClusterNames, ...] = GOOD, facilities: tuple[FacilityNames, ...] = SITED
) -> set[str]:
    """Return the names of the rules that a list breaks."""
    built = chosen_facilities(problem, facilities)
    choice = Choice(with_loads_shared(problem, chosen_clusters(problem, clusters), built), built)
    return {reading.rule for reading in read_choices(problem, stated(problem, choice)) if not reading.kept}


def test_a_list_that_keeps_every_rule_breaks_none() -> None:
    assert broken(three_units()) == set()


def test_a_line_without_a_hub_gets_the_most_ready_member_and_a_hub_is_a_member() -> None:
    problem = three_units()
    found = chosen_clusters(problem, [(None, ("a", "b"), ("S1",)), ("c", (), ("S2",))])
    assert [(c.candidate.hub, c.candidate.members) for c in found] == [(1, (0, 1)), (2, (2,))]


def lock() -> dict[str, Any]:
    """Return a lock that the good list loses."""
    place = {"focus": {"unit": "c", "technology": "S2"}}
    return {"lock": "must_not", "author": "office", "reason": "by hand", "date": datetime.date(2026, 7, 1), **place}


FACILITIES = {
    "key_laboratory": 1,
    "test_centre": 0,
    "technologies_per_key_laboratory": {"at_least": 1, "at_most": 2},
    "per_technology_at_least": 0,
}
RULES: dict[str, dict[str, Any]] = {
    "clusters": {"clusters": {"at_least": 3, "at_most": 3}},
    "focuses_per_cluster": {"focuses_per_cluster": {"at_least": 2, "at_most": 2}},
    "clusters_per_technology": {"clusters_per_technology": {"at_least": 0, "at_most": 1}},
    "clusters_per_region": {"clusters_per_region_exceptions": {"N": 2}},
    "facilities": {"facilities": {**FACILITIES, "key_laboratory": 2}},
    "technologies_per_facility": {
        "facilities": {**FACILITIES, "technologies_per_key_laboratory": {"at_least": 1, "at_most": 1}}
    },
    "facilities_per_region": {"facilities": {**FACILITIES, "per_region_at_most": 0}},
    "facilities_per_technology": {"facilities": {**FACILITIES, "per_technology_at_least": 2}},
    "reach": {"reach_km": 150},
    "facility_load": {"facility_load_at_most": 2},
    "locks": {"locks": [lock()]},
    "resources": {"resources": {"money": {"cap": 2, "unit": "billion VND", "per_focus": {"default": 1}}}},
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_of_the_scenario_that_the_list_breaks_is_named_alone(rule: str) -> None:
    assert broken(three_units(RULES[rule])) == {rule}


def test_rules_inside_a_cluster_are_named() -> None:
    problem = three_units()
    assert broken(problem, (("a", ("a", "b"), ("S1",)),)) == {"hub"}
    assert broken(problem, ((None, ("a", "c"), ("S1",)),)) == {"contiguity"}
    assert broken(problem, ((None, ("c",), ("S1",)),)) == {"strong_member"}
    assert broken(problem, ((None, ("c",), ()),)) == {"focuses_per_cluster"}
    assert broken(problem, ((None, ("a", "b"), ("S1",)), (None, ("b", "c"), ("S2",)))) == {"cover"}
    assert broken(three_units(candidates={"max_members": 1})) == {"max_members"}
    assert broken(three_units(candidates={"max_member_distance_km": 50})) == {"max_member_distance_km"}


def test_rules_of_single_technologies_and_sites_are_named() -> None:
    problem = three_units()
    forbidden = changed(three_units({"challenge_unasked": "forbid"}), asked_for=frozenset({"S1"}))
    assert broken(forbidden) == {"challenge"}
    pioneering = changed(three_units({"pioneering": True}), pioneering=frozenset({"S1"}))
    assert broken(pioneering, ((None, ("c",), ("S2",)),)) == {"pioneering"}
    nowhere = changed(problem, may_host=np.array([[1, 0], [1, 1]], dtype=np.bool_))
    assert broken(nowhere) == {"hosts"}
    twice: tuple[FacilityNames, ...] = (("L1", LABORATORY, ("S1",)), ("L1", CENTRE, ("S1", "S2")))
    centres = three_units(
        {"facilities": {**FACILITIES, "test_centre": 1, "technologies_per_test_centre": {"at_least": 1, "at_most": 2}}}
    )
    assert broken(centres, facilities=twice) == {"one_facility_per_site"}


def test_two_focuses_of_one_cluster_share_two_loads_although_one_facility_is_nearer() -> None:
    problem = three_units({"facility_load_at_most": 2, "facilities": {**FACILITIES, "key_laboratory": 2}})
    both: tuple[FacilityNames, ...] = (("L1", LABORATORY, ("S1", "S2")), ("L2", LABORATORY, ("S1", "S2")))
    assert broken(problem, facilities=both) == set()
    clusters: tuple[ClusterNames, ...] = (("a", ("a",), ("S1",)), ("b", ("b",), ("S1", "S2")))
    assert broken(problem, clusters, both) == set()


def test_the_best_facilities_are_those_that_serve_the_list_within_reach() -> None:
    problem = three_units({"reach_km": 50}, {"hosting_weight": 0.1})
    (found,) = best_facilities(problem, chosen_clusters(problem, [(None, ("c",), ("S2",))]))
    assert (problem.sites[found.site], found.technologies) == ("L2", (0, 1))
    (found,) = best_facilities(problem, chosen_clusters(problem, [(None, ("a",), ("S1",))]))
    assert problem.sites[found.site] == "L1"


def test_a_focus_that_no_facility_can_serve_does_not_keep_the_others_from_being_served() -> None:
    problem = three_units({"reach_km": 50})
    clusters = chosen_clusters(problem, [(None, ("b",), ("S1",)), (None, ("c",), ("S2",))])
    (found,) = best_facilities(problem, clusters)
    assert problem.sites[found.site] == "L2"


def test_facilities_that_cannot_be_sited_at_all_are_no_answer() -> None:
    problem = three_units({"facilities": {**FACILITIES, "key_laboratory": 3}})
    with pytest.raises(InfeasibleError):
        best_facilities(problem, chosen_clusters(problem, GOOD))


@steady(60)
@given(problems(generous=True))
def test_for_the_clusters_of_an_optimum_the_best_facilities_are_as_good_as_its_own(problem: Problem) -> None:
    try:
        best = solve_here(problem).choice
    except InfeasibleError:
        assume(False)
    bare = tuple(cluster.__class__(cluster.candidate, cluster.focuses) for cluster in best.clusters)
    facilities = best_facilities(problem, bare)
    choice = Choice(with_loads_shared(problem, bare, facilities), facilities)
    event(f"{len(facilities)} facilities")
    assert [r for r in read_choices(problem, stated(problem, choice)) if not r.kept] == []
    assert sum(objective_terms(problem, choice).values()) == sum(objective_terms(problem, best).values())
