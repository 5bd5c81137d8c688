"""Losses, replacement values and prices where focuses have years, are products, or units are former provinces.

Each number is derived again by counting every plan of a small random problem, or, on corners of the real scenarios, by
the hub-and-member model, which shares no line with the one that answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.optimisation.brute_force import best_objective
from tests.optimisation.cut_problems import corner
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import changed, plan_of
from tests.optimisation.test_against_brute_force import compact_optimum
from tests.strategies import problems, problems_with_years

from clusterplan.optimisation.answering import Answerer
from clusterplan.optimisation.assemble import Evidence
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solve import solve_here
from clusterplan.planning import KnownPlan, Posed, load_scenario, pose_problem
from clusterplan.planning.asked_locks import with_lock
from clusterplan.planning.values.decisions import Decision
from clusterplan.planning.values.study import Study, looser_key, off_key
from clusterplan.planning.why import Asked
from clusterplan.planning.why.pairs import Best, has_pair, loss_against, with_focus_lock

pytestmark = pytest.mark.slow

MILLION = 1_000_000
SCENARIOS = Path(__file__).parents[2] / "benchmarks" / "scenarios"

type Referee = Callable[[Problem], int | None]
"""Returns the best objective of a problem in millionths, None without a plan."""


def known_of(problem: Problem) -> KnownPlan:
    """Return the solved plan of a problem without data."""
    evidence = Evidence(np.zeros((*problem.score.shape, 3)), problem.strong)
    nothing: Any = None
    return KnownPlan(
        plan_of(problem, solve_here(problem)), Posed(problem, evidence, nothing, nothing, problem.scenario)
    )


def holds_for_a_pair(
    of: Asked, unit: str, technology: str, lock: Literal["must", "must_not"], best: int, referee: Referee, slack: int
) -> None:
    """Hold what forcing a pair, or doing without it, costs against the referee."""
    problem = of.known.posed.problem
    asks = of.questions.with_pair if lock == "must" else of.questions.without_pair
    answer: Best | None = asks(unit, technology)
    other = referee(with_focus_lock(problem, unit, technology, lock))
    assert (answer is None) == (other is None)
    if answer is not None and other is not None:
        loss = loss_against(of.questions.best, answer)
        assert loss.is_exact
        assert abs(round(loss.at_least * MILLION) - max(0, best - other)) <= slack


def holds_for_decisions(
    study: Study, answerer: Answerer, decisions: list[Decision], referee: Referee, slack: int
) -> None:
    """Hold replacement values against the referee, with the plan's own value from it too."""
    problem = study.problem
    best = referee(problem)
    assert best is not None
    for decision in decisions:
        question = decision.asked(problem.scenario)
        study.learn(question, answerer.worth(question, 60.0))
        forbidden = with_lock(problem.scenario, decision.place, "must_not")
        without = referee(replace(problem, scenario=forbidden))
        loss = study.loss(decision)
        assert loss.is_settled
        assert loss.has_no_plan == (without is None)
        if without is not None:
            assert abs(loss.at_least - (best - without)) <= slack


def one_of_each_kind(study: Study) -> list[Decision]:
    """Return the last decision of each kind: focuses, pairs, members, facilities, hubs."""
    return list({decision.kind: decision for decision in study.decisions}.values())


def holds_everywhere(problem: Problem, data: st.DataObject, referee: Referee, slack: int) -> None:
    """Hold a random problem's losses and values against a referee."""
    best = referee(problem)
    assume(best is not None)
    assert best is not None
    known = known_of(problem)
    of, study, answerer = Asked(known), Study(known), Answerer()
    answerer.bases["plan"] = problem
    holds_for_decisions(study, answerer, one_of_each_kind(study), referee, slack)
    unit, technology = (data.draw(st.sampled_from(ids)) for ids in (problem.units, problem.technologies))
    for lock in ("must", "must_not"):
        holds_for_a_pair(of, unit, technology, lock, best, referee, slack)


@steady(6)
@given(problems_with_years(), st.data())
def test_with_years_and_means_every_loss_equals_counting(problem: Problem, data: st.DataObject) -> None:
    holds_everywhere(problem, data, best_objective, 0)


@steady(6)
@given(problems(generous=True, pairs=9), st.data())
def test_between_products_that_could_change_places_every_loss_equals_the_referees(
    problem: Problem, data: st.DataObject
) -> None:
    twins = with_twins(problem)
    holds_everywhere(twins, data, compact_optimum, roundings(twins))


def with_twins(problem: Problem) -> Problem:
    """Return a problem in which each technology has a twin of the same scores, sites and records, as products have."""
    twice = {technology: (technology, f"{technology}x") for technology in problem.technologies}
    arrays = {
        name: np.repeat(getattr(problem, name), 2, axis=-1) for name in _BY_TECHNOLOGY if getattr(problem, name).size
    }
    named = (of for technology in problem.technologies for of in twice[technology])
    asked_for = frozenset(of for technology in problem.asked_for for of in twice[technology])
    return changed(problem, technologies=tuple(named), asked_for=asked_for, **arrays)


_BY_TECHNOLOGY = (
    *("score", "grade", "strong", "participation", "may_host", "existing_laboratory", "demand", "test_bed"),
    *("nearest_enterprise_km", "nearest_institute_km"),
)
"""Arrays whose last axis is that of the technologies."""

CORNERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "years": (str(SCENARIOS / "all-rules-by-year.yaml"), "01", ("S01", "S02", "S04", "S06", "S07")),
    "products": (str(SCENARIOS / "products.yaml"), "01", ("P21-01", "P21-02", "P21-03", "P21-04", "P21-23")),
    "former provinces": (str(SCENARIOS / "former-provinces.yaml"), "79", ("S01", "S02", "S03", "S04", "S06")),
    "earlier list": ("national-2025", "01", ("T01", "T02", "T04", "T05", "T06")),
}
"""Scenario, unit in the middle, technologies."""


@pytest.fixture(scope="module", params=list(CORNERS))
def of(request: pytest.FixtureRequest) -> Asked:
    """Return the plan of a corner of a real scenario, to be asked about."""
    name, start, technologies = CORNERS[request.param]
    return Asked(known_of(corner(pose_problem(load_scenario(name)).problem, start, technologies, sites=9)))


def roundings(problem: Problem) -> int:
    """Return by how many millionths two differences of optima may part: those of both plans, for the referee rounds."""
    phasing = problem.scenario.rules.phasing
    years = 1 if phasing is None else 1 + len(phasing.start_years)
    return 2 * (problem.score.size + len(problem.units)) * years


def test_on_corners_of_real_scenarios_every_value_equals_the_referees(of: Asked) -> None:
    problem = of.known.posed.problem
    study, answerer = Study(of.known), Answerer()
    answerer.bases["plan"] = problem
    holds_for_decisions(study, answerer, list(study.decisions), compact_optimum, roundings(problem))
    assert {"focus", "pair", "member", "facility", "hub"} == {decision.kind for decision in study.decisions}


def test_on_corners_of_real_scenarios_why_not_equals_the_referee(of: Asked) -> None:
    problem = of.known.posed.problem
    best, forced = compact_optimum(problem), 0
    assert best is not None
    for r, k in np.argwhere(problem.score > 0).tolist():
        unit, technology = problem.units[r], problem.technologies[k]
        if not has_pair(problem, of.known.choice, unit, technology):
            holds_for_a_pair(of, unit, technology, "must", best, compact_optimum, roundings(problem))
            forced += of.questions.with_pair(unit, technology) is not None
    assert forced >= 3


def test_on_corners_of_real_scenarios_every_price_equals_the_referees(of: Asked) -> None:
    problem = of.known.posed.problem
    best, slack = compact_optimum(problem), roundings(problem)
    study, answerer = Study(of.known), Answerer()
    answerer.bases["plan"] = problem
    assert best is not None
    asked = {question.key: question for question in study.about_the_plan()}
    several = [rule for rule in study.rules if not rule.path.startswith("candidates")]
    for rule in several[:: max(1, len(several) // 8)]:
        for key, gain in ((off_key(rule), study.gain), (looser_key(rule), study.gain_of_a_step)):
            if key in asked:
                study.learn(asked[key], answerer.worth(asked[key], 60.0))
                scenario = asked[key].scenario
                assert scenario is not None
                other = compact_optimum(replace(problem, scenario=scenario))
                assert other is not None
                assert gain(rule).is_settled
                assert abs(gain(rule).at_least - (other - best)) <= slack, key
