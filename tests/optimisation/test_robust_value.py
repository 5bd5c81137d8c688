"""The Gamma-robust value, on paper and as properties.

Deviations 0.05, 0.1 and 0.2 of high, medium and low grade. Grades: a high and medium, b medium twice, c medium and
high. So a lacks 0.05 and 0.1, b 0.1 and 0.1, c 0.1 and 0.05 for S1 and S2.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.optimisation.brute_force import best_objective
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import changed, solved, three_units
from tests.optimisation.test_properties import optimum
from tests.strategies import problems

from clusterplan.errors import InternalError
from clusterplan.optimisation.check import check_plan
from clusterplan.optimisation.model import build_model
from clusterplan.optimisation.problem import Problem
from clusterplan.planning import load_scenario
from clusterplan.planning.assumptions import assumptions_of
from clusterplan.scenario import RobustSettings

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parent.parent.parent / "optimisation" / "formulation.md"


def robust(gamma: int, **changes: Any) -> Problem:
    """Return three units of which some may score less than they say."""
    return three_units(objective={"robust": {"gamma": gamma}, **changes})


def coefficients(problem: Problem) -> dict[str, float]:
    """Return the coefficients of the objective by the names of the variables."""
    model = build_model(problem)
    objective = model.lp.objective
    assert objective is not None
    return {variable.name: coefficient for variable, coefficient in objective.items()}


@pytest.mark.parametrize(
    ("gamma", "expected"),
    [
        (0, 200_000),  # a 0.4, b 0.1, c -0.3
        (1, 100_000),  # less 0.1 of b or c
        (2, 0),  # less 0.1 of both
        (3, -50_000),  # less 0.05 of a too
        (9, -50_000),
    ],
)
def test_a_focus_is_worth_what_its_worst_members_leave(gamma: int, expected: int) -> None:
    assert coefficients(robust(gamma))["focus.a&b&c.S1"] == expected


def test_priority_and_weight_count_in_what_is_lacking() -> None:
    problem = changed(robust(1, priority={"S1": 2}), unit_weight=np.array([0.5, 1.0, 1.5]))
    nominal = 2 * (0.5 * 0.4 + 0.1 - 1.5 * 0.3)
    assert coefficients(problem)["focus.a&b&c.S1"] == pytest.approx(1e6 * (nominal - 2 * 1.5 * 0.1))


def test_a_score_falls_no_lower_than_nothing_and_an_unjudged_pair_lacks_nothing() -> None:
    score = np.array([[0.8, 0.2], [np.nan, 0.5], [0.1, 0.9]])
    grade = np.array([[0, 1], [-1, 1], [0, 2]], dtype=np.int8)
    problem = changed(robust(3), score=score, grade=grade)
    assert problem.unit_deviation[:, 0].tolist() == pytest.approx([0.2, 0.0, 0.1])


def test_without_robustness_nothing_is_different() -> None:
    problem = three_units()
    assert coefficients(problem) == coefficients(robust(0))
    assert "robustness" not in solved(problem).objective_terms
    assert solved(robust(0)).objective_terms["robustness"] == 0


def test_the_plan_keeps_the_advantage_as_scored_and_tells_the_cost_beside_it() -> None:
    plan = solved(robust(1))
    # b alone adds 0.1 and lacks 0.1; with a it adds 0.1 and only one of the two is in doubt: 0.5 - 0.1 beats 0.4 - 0.05
    assert plan.objective == pytest.approx(0.5 - 0.1 + 0.5 - 0.05)
    assert plan.objective_terms["advantage"] - plan.objective == pytest.approx(-plan.objective_terms["robustness"])
    assert sum(value for c in plan.clusters for value in c.value.values()) == pytest.approx(
        plan.objective_terms["advantage"]
    )


def test_the_model_has_no_row_and_no_column_for_it() -> None:
    plain, hedged = build_model(three_units()).lp, build_model(robust(2)).lp
    assert (plain.numVariables(), plain.numConstraints()) == (hedged.numVariables(), hedged.numConstraints())


@pytest.mark.parametrize(
    "changes",
    [
        {"robustness": 0.0},
        {"robustness": -0.2},
    ],
)
def test_a_wrong_cost_of_robustness_is_caught(changes: dict[str, float]) -> None:
    plan = solved(robust(1))
    spoilt = plan.model_copy(update={"objective_terms": {**plan.objective_terms, **changes}})
    with pytest.raises(InternalError, match="objective at robustness"):
        check_plan(robust(1), spoilt)


def test_a_plan_that_forgets_the_cost_and_one_that_invents_it_are_caught() -> None:
    with pytest.raises(InternalError, match="objective at robustness"):
        check_plan(robust(1), solved(three_units()))
    with pytest.raises(InternalError, match="objective at terms by name"):
        check_plan(three_units(), solved(robust(1)))


@steady(40)
@given(problems(generous=True), st.integers(0, 3))
def test_more_doubt_never_raises_the_optimum(problem: Problem, gamma: int) -> None:
    values = [optimum(with_gamma(problem, doubt)) for doubt in (None, gamma, gamma + 1)]
    assert values == sorted(values, reverse=True)


@steady(40)
@given(problems())
def test_if_every_member_may_lack_counting_with_lowered_scores_finds_the_same(problem: Problem) -> None:
    doubted = with_gamma(problem, 99)
    deviation = np.array([0.2, 0.1, 0.05])[problem.grade]
    lowered = changed(with_gamma(problem, None), score=np.maximum(problem.score - deviation, 0))
    ours, counted = optimum(doubted), best_objective(lowered)
    if counted is None:
        assert ours == float("-inf")
    else:
        assert abs(ours - counted) <= 2 * problem.score.size  # rounded apart and rounded together


def with_gamma(problem: Problem, gamma: int | None) -> Problem:
    """Return a problem with another number of members in doubt."""
    doubt = None if gamma is None else RobustSettings(gamma=gamma)
    objective = problem.scenario.objective.model_copy(update={"robust": doubt})
    return changed(problem, scenario=problem.scenario.model_copy(update={"objective": objective}))


def test_better_evidence_cannot_deviate_more() -> None:
    with pytest.raises(ValidationError, match="Better evidence cannot deviate more"):
        RobustSettings.model_validate({"deviation": {"high": 0.3, "medium": 0.1, "low": 0.2}})


def test_the_deviations_are_listed_as_assumptions_when_they_count() -> None:
    national = load_scenario("national")
    hedged = national.model_copy(
        update={"objective": national.objective.model_copy(update={"robust": RobustSettings(gamma=2)})}
    )
    added = set(assumptions_of(hedged)) - set(assumptions_of(national))
    assert {assumption.value for assumption in added} == {"2", "0.05, 0.1, 0.2"}


def test_the_term_is_on_the_page() -> None:
    formula = PAGE.read_text(encoding="utf-8").partition("## Objective")[2].partition("\n## ")[0]
    assert " robustness\n" in formula
