"""The nearest plan is the nearest: counting finds none that is nearer, nor one as near that is worth more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from tests.optimisation.brute_force import best_objective
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import changed, three_units
from tests.strategies import problems

from clusterplan.domain import FacilityKind
from clusterplan.errors import InfeasibleError
from clusterplan.optimisation.assemble import objective_terms
from clusterplan.optimisation.hand_made import chosen_clusters, chosen_facilities
from clusterplan.optimisation.nearest import Nearest, differences, nearest_choice, target_of
from clusterplan.optimisation.problem import AdoptedPlan, Problem
from clusterplan.optimisation.solution import Choice
from clusterplan.optimisation.solve import solve_here

DEAR = 1000
"""Switching weight that no small problem can pay for."""


def nearest(problem: Problem, target: AdoptedPlan) -> Nearest | None:
    """Return the nearest plan; nothing if there is none at all."""
    try:
        best = solve_here(problem)
    except InfeasibleError:
        return None
    return nearest_choice(problem, target, best.bound_millionths, solve_here)


def with_dear_switching(problem: Problem, target: AdoptedPlan) -> Problem:
    """Return a problem whose optimum is the nearest plan, for the oracle."""
    objective = problem.scenario.objective.model_copy(update={"switching_weight": DEAR})
    scenario = problem.scenario.model_copy(update={"objective": objective})
    return changed(problem, scenario=scenario, adopted=target, decisions=problem.adopted)


@pytest.mark.slow
@steady(80)
@given(problems(), st.booleans())
def test_counting_finds_no_plan_that_is_nearer_or_as_near_and_better(problem: Problem, counts_facilities: bool) -> None:
    target = replace(problem.adopted, counts_facilities=counts_facilities)
    found = nearest(problem, target)
    dear = with_dear_switching(problem, target)
    counted = best_objective(dear)
    event("no plan" if counted is None else "a plan")
    if found is None or counted is None:
        assert found is None
        assert counted is None
        return
    assert found.is_proven
    assert sum(objective_terms(dear, found.choice).values()) == counted
    assert found.distance == sum(len(part) for part in differences(problem, target, found.choice))


def test_a_list_that_breaks_contiguity_loses_the_fewest_pairs() -> None:
    problem = three_units()
    choice = Choice(
        chosen_clusters(problem, [(None, ("a", "c"), ("S2",)), (None, ("b",), ("S1",))]),
        chosen_facilities(problem, [("L1", FacilityKind.KEY_LABORATORY, ("S1", "S2"))]),
    )
    found = nearest(problem, target_of(problem, choice))
    assert found is not None
    assert found.distance == 1
    pairs, facilities = differences(problem, target_of(problem, choice), found.choice)
    assert (pairs, facilities) == (frozenset({("a", "S2")}), frozenset())


def test_facilities_count_only_if_the_list_names_them() -> None:
    problem = three_units({"reach_km": 50})
    choice = Choice(
        chosen_clusters(problem, [(None, ("c",), ("S2",))]),
        chosen_facilities(problem, [("L1", FacilityKind.KEY_LABORATORY, ("S1", "S2"))]),
    )
    with_them = nearest(problem, target_of(problem, choice))
    without = nearest(problem, target_of(problem, choice, counts_facilities=False))
    assert with_them is not None
    assert without is not None
    assert (with_them.distance, without.distance) == (2, 0)


def test_the_weight_that_dominates_covers_what_the_scenarios_own_adopted_plan_is_worth() -> None:
    own = AdoptedPlan(frozenset({("c", "S2")}), frozenset({("L2", FacilityKind.KEY_LABORATORY)}))
    problem = changed(three_units(objective={"switching_weight": 5}), adopted=own)
    target = AdoptedPlan(frozenset({("a", "S1")}), frozenset({("L1", FacilityKind.KEY_LABORATORY)}))
    found = nearest(problem, target)
    assert found is not None
    assert found.distance == 0


def test_what_is_decided_stays_however_far_that_is_from_the_list() -> None:
    own = AdoptedPlan(frozenset({("c", "S2")}))
    problem = changed(three_units({"decided_before": 2027}), adopted=own)
    found = nearest(problem, AdoptedPlan(frozenset({("a", "S1")}), counts_facilities=False))
    assert found is not None
    assert found.distance == 1
    chosen = {
        (problem.units[c.candidate.hub], problem.technologies[k]) for c in found.choice.clusters for k in c.focuses
    }
    assert chosen == {("a", "S1"), ("c", "S2")}


@pytest.mark.parametrize("counts", [True, False])
def test_what_is_near_is_told_by_pairs_and_facilities(counts: bool) -> None:
    problem = three_units()
    choice = Choice(
        chosen_clusters(problem, [(None, ("a", "b"), ("S1",))]),
        chosen_facilities(problem, [("L1", FacilityKind.KEY_LABORATORY, ("S1",))]),
    )
    target = target_of(problem, choice, counts_facilities=counts)
    assert target.focuses == {("a", "S1"), ("b", "S1")}
    assert differences(problem, target, Choice((), ())) == (
        target.focuses,
        target.facilities if counts else frozenset(),
    )
