"""Ties between technologies that could change places are broken by id, and only those."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.optimisation.small_problems import changed, in_millionths, plan_of, three_units

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.candidates import CandidateSet
from clusterplan.optimisation.interchangeable import in_order_of_ids, interchangeable
from clusterplan.optimisation.problem import AdoptedPlan, Problem
from clusterplan.optimisation.solution import Choice, ChosenCluster, ChosenFacility
from clusterplan.optimisation.solve import solve_here

LOCK = {"lock": "must", "author": "A", "reason": "R", "date": "2026-01-01"}


def twins(**changes: Any) -> Problem:
    """Return three units and the technologies S1, S2, S3, of which S1 and S3 are the same in everything."""
    given = {
        "technologies": ("S1", "S2", "S3"),
        "score": np.array([[0.8, 0.2, 0.8], [0.5, 0.5, 0.5], [0.1, 0.9, 0.1]]),
        "grade": np.array([[2, 1, 2], [1, 1, 1], [1, 2, 1]], dtype=np.int8),
        "strong": np.array([[1, 0, 1], [1, 1, 1], [0, 1, 0]], dtype=np.bool_),
        "participation": np.array([0.4, 0.3, 0.4]),
        "may_host": np.ones((2, 3), dtype=np.bool_),
        "existing_laboratory": np.zeros((2, 3), dtype=np.bool_),
        "asked_for": frozenset({"S1", "S2", "S3"}),
    }
    return three_units(**{**given, **changes})


def test_technologies_that_differ_in_nothing_are_one_class() -> None:
    assert interchangeable(twins()) == ((0, 2),)
    assert interchangeable(three_units()) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"score": np.array([[0.8, 0.2, 0.7], [0.5, 0.5, 0.5], [0.1, 0.9, 0.1]])},
        {"may_host": np.array([[1, 1, 0], [1, 1, 1]], dtype=np.bool_)},
        {"pioneering": frozenset({"S3"})},
        {"asked_for": frozenset({"S1", "S2"})},
        {"adopted": AdoptedPlan(frozenset({("a", "S1")}))},
        {"adopted": AdoptedPlan(frozenset({("a", "S1"), ("a", "S3")}), start_years={("a", "S1"): 2027})},
        {"objective": {"priority": {"S1": 0.5}}},
        {"objective": {"synergy": [{"technologies": ["S1", "S2"], "value": 0.1, "reason": "R"}]}},
        {"objective": {"synergy": [{"technologies": ["S1", "S3"], "value": 0.1, "reason": "R"}]}},
        {"candidates": {"strong_grade_low_allowed": ["S3"]}},
        {"rules": {"locks": [{**LOCK, "focus": {"unit": "a", "technology": "S3"}}]}},
        {"rules": {"resources": {"money": {"cap": 5, "unit": "bn", "per_focus": {"S1": 2, "S3": 3}}}}},
    ],
)
def test_whatever_tells_two_technologies_apart_parts_them(changes: dict[str, Any]) -> None:
    assert interchangeable(twins(**changes)) == ()


def test_what_is_said_of_both_alike_does_not_part_them() -> None:
    both = {"S1": 0.5, "S3": 0.5}
    assert interchangeable(twins(objective={"priority": both}, pioneering=frozenset({"S1", "S3"}))) == ((0, 2),)


def choice(first: tuple[int, ...], second: tuple[int, ...], site: tuple[int, ...]) -> Choice:
    """Return two clusters and a laboratory with given technologies."""
    clusters = (
        ChosenCluster(CandidateSet(0, (0,), (0, 1, 2)), first, tuple((k, 0) for k in first)),
        ChosenCluster(CandidateSet(1, (1, 2), (0, 1, 2)), second),
    )
    return Choice(clusters, (ChosenFacility(0, FacilityKind.KEY_LABORATORY, site),))


def test_the_smaller_id_leads_in_more_clusters_then_in_the_earlier_one_then_has_the_earlier_site() -> None:
    problem = twins()
    assert in_order_of_ids(problem, choice((2,), (1, 2), (0, 2))) == choice((0,), (0, 1), (0, 2))
    assert in_order_of_ids(problem, choice((2,), (0, 1), (0, 1, 2))) == choice((0,), (1, 2), (0, 1, 2))
    assert in_order_of_ids(problem, choice((1,), (1,), (2,))) == choice((1,), (1,), (0,))
    assert in_order_of_ids(problem, choice((0,), (1,), (0, 1, 2))) == choice((0,), (1,), (0, 1, 2))


def test_years_follow_their_technology_and_the_smaller_id_starts_earlier() -> None:
    (first, second), laboratory = choice((0, 2), (1,), (0, 2)).clusters, choice((0, 2), (1,), (0, 2)).facilities
    late = replace(first, served_by=(), start_years=((0, 2028), (2, 2026)))
    early = replace(late, start_years=((0, 2026), (2, 2028)))
    assert in_order_of_ids(twins(), Choice((late, second), laboratory)) == Choice((early, second), laboratory)


def test_a_reordered_solution_is_checked_and_worth_the_same() -> None:
    problem = twins(
        rules={
            "clusters_per_technology": {"at_least": 0, "at_most": 1},
            "focuses_per_cluster": {"at_least": 1, "at_most": 1},
            "clusters": {"at_least": 1, "at_most": 2},
        }
    )
    solution = solve_here(problem)
    ordered = plan_of(problem, replace(solution, choice=in_order_of_ids(problem, solution.choice)))
    assert in_millionths(ordered) == in_millionths(plan_of(problem, solution))
    focuses = {focus for cluster in ordered.clusters for focus in cluster.focuses}
    assert "S3" not in focuses or "S1" in focuses
    forbidden = changed(problem, strong=np.array([[0, 0, 1], [0, 1, 1], [0, 1, 0]], dtype=np.bool_))
    again = solve_here(forbidden)
    assert in_order_of_ids(forbidden, again.choice) == again.choice
