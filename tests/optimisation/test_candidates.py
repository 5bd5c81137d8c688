"""Candidate sets: each connected set once, with the right hub."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from tests.optimisation.brute_force import possible_clusters
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import three_units
from tests.strategies import problems

from clusterplan.optimisation.candidates import CandidateSet, connected_sets_around, enumerate_candidates
from clusterplan.optimisation.problem import Problem, row_names


@steady(60)
@given(problems())
def test_every_connected_set_comes_exactly_once_with_its_hub(problem: Problem) -> None:
    found = [(candidate.hub, candidate.members) for candidate in enumerate_candidates(problem)]
    assert len(found) == len(set(found))
    assert set(found) == {(cluster.hub, cluster.members) for cluster in possible_clusters(problem)}


@steady(15)
@given(problems())
def test_candidates_come_sorted_by_hub_and_members(problem: Problem) -> None:
    found = [(candidate.hub, candidate.members) for candidate in enumerate_candidates(problem)]
    assert found == sorted(found)


def test_three_units_in_a_row_give_six_sets() -> None:
    assert enumerate_candidates(three_units()) == (
        CandidateSet(0, (0,), (0,)),
        CandidateSet(1, (0, 1), (0, 1)),
        CandidateSet(1, (0, 1, 2), (0, 1)),
        CandidateSet(1, (1,), (0, 1)),
        CandidateSet(1, (1, 2), (0, 1)),
        CandidateSet(2, (2,), (1,)),
    )


def test_among_equally_ready_units_the_first_code_is_the_hub() -> None:
    everyone_equal = three_units(readiness=np.full(3, 0.5))
    hubs = {candidate.members: candidate.hub for candidate in enumerate_candidates(everyone_equal)}
    assert hubs == {(0,): 0, (0, 1): 0, (0, 1, 2): 0, (1,): 1, (1, 2): 1, (2,): 2}


def test_an_island_without_a_link_is_a_set_of_one() -> None:
    island = three_units(adjacent=np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=np.bool_))
    assert [c.members for c in enumerate_candidates(island) if 2 in c.members] == [(2,)]


def test_the_travel_limit_is_measured_from_the_hub() -> None:
    b_is_hub = three_units(candidates={"max_member_distance_km": 100})
    assert (0, 1, 2) in list(connected_sets_around(b_is_hub, 1))
    a_is_hub = three_units(candidates={"max_member_distance_km": 100}, readiness=np.array([0.9, 0.5, 0.1]))
    assert (0, 1, 2) not in list(connected_sets_around(a_is_hub, 0))


def test_a_set_needs_strong_members_for_as_many_technologies_as_it_must_have() -> None:
    two_focuses = three_units({"focuses_per_cluster": {"at_least": 2, "at_most": 2}})
    assert [candidate.members for candidate in enumerate_candidates(two_focuses)] == [(0, 1), (0, 1, 2), (1,), (1, 2)]


def test_a_technology_that_nobody_asked_for_is_no_focus_where_that_is_forbidden() -> None:
    forbidden = three_units({"challenge_unasked": "forbid"}, asked_for=frozenset({"S1"}))
    assert {candidate.technologies for candidate in enumerate_candidates(forbidden)} == {(0,)}


def test_spellings_in_rows_are_different_for_different_ids() -> None:
    ids = ("FR-75", "FR.75", "FR_75", "FR_75_2", "Đà Nẵng", "đà nẵng")
    spelled = row_names(ids)
    assert len(set(spelled.values())) == len(ids)
    assert all(name.isascii() for name in spelled.values())
