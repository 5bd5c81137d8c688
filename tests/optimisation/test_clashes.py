"""Questions about clashing limits, and the proof by prices that nothing can be kept, against counting."""

from __future__ import annotations

import time
from itertools import combinations

import pytest
from hypothesis import given
from tests.optimisation.brute_force import best_objective
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import three_units
from tests.strategies import problems

from clusterplan.domain import Termination
from clusterplan.optimisation import proof as proof_module
from clusterplan.optimisation.clashes import Clashes
from clusterplan.optimisation.column_generation import has_no_point
from clusterplan.optimisation.decomposition import pattern_space
from clusterplan.optimisation.highs import WarmRelaxation
from clusterplan.optimisation.model import build_model
from clusterplan.optimisation.problem import Problem

CONTRADICTION = {"clusters": {"at_least": 3, "at_most": 3}, "clusters_per_technology": {"at_least": 0, "at_most": 1}}


def proven_impossible(problem: Problem) -> bool:
    """Ask the prices."""
    space = pattern_space(build_model(problem))
    return space is not None and has_no_point(space, time.monotonic() + 60)


@steady(10)
@given(problem=problems())
def test_what_the_prices_prove_impossible_has_no_plan(problem: Problem) -> None:
    assert not (proven_impossible(problem) and best_objective(problem) is not None)


def test_a_contradiction_is_proven_by_prices_without_asking_the_whole_programme(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proof_module, "make_solver", None)  # only the whole programme needs it
    problem = three_units(CONTRADICTION)
    assert proven_impossible(problem)
    assert not proven_impossible(three_units())
    proof = proof_module.prove(build_model(problem), problem.scenario.solver)
    assert proof.termination is Termination.INFEASIBLE


def test_what_was_asked_before_changes_no_answer() -> None:
    problem = three_units(CONTRADICTION)
    remembering = Clashes(problem, time.monotonic() + 60)
    dropped = [frozenset(pair) for pair in combinations(sorted(remembering.limits), 2)]
    answers = [remembering.among(remembering.limits - pair) for pair in dropped]
    assert {True, False} == set(answers)
    backwards = [remembering.among(remembering.limits - pair) for pair in reversed(dropped)]
    assert backwards == answers[::-1]
    assert answers == [Clashes(problem, time.monotonic() + 60).among(remembering.limits - pair) for pair in dropped]


def test_what_a_proof_does_not_speak_of_is_dropped_without_asking_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clashes = Clashes(three_units(CONTRADICTION), time.monotonic() + 60)
    assert clashes.among(clashes.limits, relaxed=True)
    monkeypatch.setattr(WarmRelaxation, "solve", None)  # now only what is known can be answered
    paths = {"rules.clusters.at_least", "rules.clusters_per_technology.at_most", "rules.focuses_per_cluster.at_least"}
    named = frozenset(limit for limit in clashes.limits if limit.path in paths)
    assert len(named) < len(clashes.limits) / 3
    assert clashes.among(named, relaxed=True)


def test_after_the_deadline_only_what_is_known_is_answered() -> None:
    clashes = Clashes(three_units(CONTRADICTION), time.monotonic() - 1)
    assert clashes.among(clashes.limits) is None
    assert clashes.among(frozenset()) is None
