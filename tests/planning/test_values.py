"""Values of decisions and rules: differences of two full solves, intervals that hold, and nothing lost on Ctrl-C."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from tests.optimisation.brute_force import best_objective
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import plan_of, three_units
from tests.strategies import problems

from clusterplan.errors import InfeasibleError
from clusterplan.optimisation.answering import Answerer
from clusterplan.optimisation.asking import Worth
from clusterplan.optimisation.assemble import Evidence
from clusterplan.optimisation.infeasible import unexplained_infeasibility
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Progress
from clusterplan.optimisation.solve import solve_here
from clusterplan.planning import KnownPlan, PlanningResult
from clusterplan.planning.problem import Posed
from clusterplan.planning.values import PlanValues, study_values, write_values
from clusterplan.planning.values.differences import Known, gain_of, loss_of
from clusterplan.planning.values.study import Study, looser_key, off_key
from clusterplan.planning.values.survival import WITHOUT, fate_of, focuses_of, problem_without, without_assumed_costs
from clusterplan.scenario import Scenario

pytestmark = pytest.mark.slow

MILLION = 1_000_000
TOO_MANY_TO_COUNT = ("rules.facilities", "rules.focuses_per_cluster", "candidates")
"""Without these limits there are too many plans to write down: a fresh solve is the oracle."""


def optimum(problem: Problem, scenario: Scenario | None = None) -> int | None:
    """Return the objective of a fresh full solve in millionths; None if no plan keeps every rule."""

    def no_reasons(progress: Progress) -> None:
        if progress.phase == "explain":
            raise unexplained_infeasibility()

    try:
        solution = solve_here(problem if scenario is None else replace(problem, scenario=scenario), no_reasons)
    except InfeasibleError:
        return None
    assert solution.termination == "optimal"
    return solution.bound_millionths


def known_of(problem: Problem) -> KnownPlan:
    """Return the solved plan of a problem without data."""
    plan = plan_of(problem, solve_here(problem))
    evidence = Evidence(np.zeros((*problem.score.shape, 3)), problem.strong)
    nothing: Any = None
    return KnownPlan(plan, Posed(problem, evidence, nothing, nothing, problem.scenario))


def answered(problem: Problem, *, spare: bool) -> Study:
    """Return a study of which every question about the plan is answered, or followed from others."""
    study, answerer = Study(known_of(problem)), Answerer()
    answerer.bases["plan"] = problem
    for question in study.about_the_plan():
        if not (spare and study.is_known(question)):
            study.learn(question, answerer.worth(question, 60.0))
    return study


@steady(40)
@given(problems())
def test_on_small_problems_values_and_prices_equal_counting(problem: Problem) -> None:
    best = best_objective(problem)
    if best is None:
        return  # nothing to value
    study = answered(problem, spare=True)
    for decision in study.decisions:
        forbidden = decision.asked(problem.scenario).scenario
        assert forbidden is not None
        without = best_objective(replace(problem, scenario=forbidden))
        assert study.loss(decision).has_no_plan is (without is None)
        if without is not None:
            assert study.loss(decision) == Known(best - without, best - without)
    for rule in study.rules:
        if rule.off is not None:
            oracle = optimum if rule.path.startswith(TOO_MANY_TO_COUNT) else best_objective
            gain = oracle(replace(problem, scenario=rule.off))
            assert gain is not None
            assert study.gain(rule) == Known(gain - best, gain - best)


def test_what_is_not_asked_has_the_value_that_asking_gives() -> None:
    problem = three_units()
    spared, all_asked = (answered(problem, spare=spare) for spare in (True, False))
    assert len(spared.worths) < len(all_asked.worths)
    assert [spared.loss(d) for d in spared.decisions] == [all_asked.loss(d) for d in all_asked.decisions]
    assert [spared.gain(r) for r in spared.rules] == [all_asked.gain(r) for r in all_asked.rules]
    assert [spared.gain_of_a_step(r) for r in spared.rules] == [all_asked.gain_of_a_step(r) for r in all_asked.rules]


def test_a_required_decision_cannot_be_replaced_and_its_lock_has_a_price() -> None:
    said = {"lock": "must", "focus": {"unit": "b", "technology": "S1"}, "author": "x", "reason": "x"}
    problem = three_units(rules={"locks": [{**said, "date": "2026-01-01"}], "clusters": {"at_least": 1, "at_most": 1}})
    study = answered(problem, spare=True)
    (locked,) = (d for d in study.decisions if d.place == problem.scenario.rules.locks[0].place)
    assert study.loss(locked).told(was_asked=False).state == "no_plan"
    (price,) = (rule for rule in study.rules if rule.path == "rules.locks[1]")
    free, best = optimum(three_units(rules={"clusters": {"at_least": 1, "at_most": 1}})), optimum(problem)
    assert free is not None
    assert best is not None
    assert study.gain(price) == Known(free - best, free - best)


def test_a_difference_is_an_interval_where_a_solve_is_not_proven() -> None:
    unproven, proven = Worth(found=80, bound=90), Worth(found=100, bound=100)
    assert loss_of(proven, unproven) == Known(10, 20)
    assert gain_of(proven, unproven) == Known(0, 0)
    assert gain_of(Worth(70, 75), unproven) == Known(5, 20)
    assert loss_of(proven, Worth(is_infeasible=True)).has_no_plan
    assert loss_of(proven, Worth()) == Known(0, None)
    told = loss_of(proven, unproven).told(was_asked=True)
    assert (told.state, told.at_least, told.at_most) == ("interval", 10 / MILLION, 20 / MILLION)


def test_on_the_national_plan_a_sample_equals_two_full_solves(national: PlanningResult) -> None:
    study, answerer = Study(KnownPlan(national.plan, national.posed)), Answerer()
    problem = answerer.bases["plan"] = national.posed.problem
    best = round(national.plan.objective * MILLION)
    for kind, number in (("focus", 1), ("pair", 3), ("member", 2), ("facility", 0), ("hub", 2)):
        decision = [one for one in study.decisions if one.kind == kind][number]
        question = decision.asked(problem.scenario)
        study.learn(question, answerer.worth(question, 60.0))
        without = optimum(problem, question.scenario)
        expected = Known(has_no_plan=True) if without is None else Known(best - without, best - without)
        assert study.loss(decision).told(was_asked=True) == expected.told(was_asked=True)
    for path in ("rules.clusters_per_technology.at_most", "rules.focuses_per_cluster.at_least"):
        (rule,) = (one for one in study.rules if one.path == path)
        for question in study.about_the_plan():
            if question.key in (off_key(rule), looser_key(rule)):
                study.learn(question, answerer.worth(question, 60.0))
        for scenario, gain in ((rule.off, study.gain(rule)), (rule.looser, study.gain_of_a_step(rule))):
            without = optimum(problem, scenario)
            assert without is not None
            assert gain == Known(without - best, without - best)


def _is_of(value: dict[str, Any], place: dict[str, Any], kind: str) -> bool:
    """Whether a value is that of a place."""
    ids = {("facility_kind" if name == "kind" else name): one for name, one in place.items()}
    return value["kind"] == kind and all(value[name] == one for name, one in ids.items())


@pytest.mark.soak
def test_the_summary_counts_every_focus(values: PlanValues, national: PlanningResult) -> None:
    focuses = sum(len(cluster.focuses) for cluster in national.plan.clusters)
    assert [count.without for count in values.summary] == list(WITHOUT)
    assert [sum(count.fates.values()) for count in values.summary] == [focuses] * 3
    assert (values.is_complete, values.not_asked) == (True, 0)
    losses = [v.loss.at_least for v in values.replacement_values if v.loss.state == "exact"]
    assert losses == sorted(losses, reverse=True)


@pytest.mark.soak
def test_fates_are_those_of_two_full_solves(values: PlanValues, national: PlanningResult) -> None:
    problem = problem_without(national.posed, "expert_values")
    best = optimum(problem)
    for focus in focuses_of(national.plan):
        (told,) = (s for s in values.survival if (s.hub, s.technology) == (focus.cluster.hub, focus.technology))
        fate = told.fate["expert_values"]
        strong = [problem.units.index(unit) for unit in focus.cluster.strong_members[focus.technology]]
        withheld = np.isnan(problem.score[strong, problem.technologies.index(focus.technology)]).all()
        assert withheld == (fate == "cannot_be_judged")
        if fate == "lost":
            kept = optimum(problem, focus.asked("expert_values", problem.scenario).scenario)
            assert best is not None
            assert kept is None or kept < best


def test_assumed_costs_are_left_out_and_given_ones_stay(national: PlanningResult) -> None:
    money = {"cap": 5, "unit": "x", "per_focus": {"default": 1}}
    resources = {"guess": money, "law": {**money, "status": "given", "source": "a law"}}
    content = national.posed.scenario.model_dump(mode="json", by_alias=True)
    content["rules"]["resources"] = resources
    without = without_assumed_costs(Scenario.model_validate(content))
    assert list(without.rules.resources) == ["law"]
    assert (without.objective.founding_cost, without.objective.hosting_weight, without.objective.synergy) == (0, 0, ())


def test_a_fate_is_told_only_as_far_as_it_is_proven(national: PlanningResult) -> None:
    focus = next(focuses_of(national.plan))
    problem, choice = national.posed.problem, national.solution.choice
    proven, unproven = Worth(5, 5, choice), Worth(5, 9, choice)
    other = Worth(5, 5, replace(choice, clusters=()))
    assert fate_of(focus, problem, proven, None) == "survives"
    assert fate_of(focus, problem, None, None) == "not_asked"
    assert fate_of(focus, problem, Worth(is_infeasible=True), None) == "no_plan"
    assert fate_of(focus, problem, other, Worth(4, 4)) == "lost"
    assert fate_of(focus, problem, other, Worth(5, 5)) == "survives"
    assert fate_of(focus, problem, other, Worth(4, 6)) == "undecided"
    assert fate_of(focus, problem, unproven, Worth(4, 6)) == "undecided"


def test_a_tiny_time_gives_intervals_that_hold(national: PlanningResult) -> None:
    known, answerer = KnownPlan(national.plan, national.posed), Answerer()
    problem = answerer.bases["plan"] = national.posed.problem
    states = set()
    for number in (0, 20, 40, 60):
        decision = [one for one in Study(known).decisions if one.kind != "facility"][number]
        question, hasty, patient = decision.asked(problem.scenario), Study(known), Study(known)
        hasty.learn(question, answerer.worth(question, 0.01))
        patient.learn(question, answerer.worth(question, 60.0))
        told, exact = hasty.loss(decision), patient.loss(decision)
        states.add(told.told(was_asked=True).state)
        assert exact.is_settled
        assert exact.has_no_plan or told.at_least <= exact.at_least
        assert told.at_most is None or told.at_most >= exact.at_least
    assert "interval" in states


def test_an_interruption_keeps_what_is_done(national: PlanningResult) -> None:
    def interrupt(done: int, _all: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    kept = study_values(KnownPlan(national.plan, national.posed), workers=1, on_count=interrupt)
    assert not kept.is_complete
    states = [price.gain.state for price in kept.rule_prices if price.gain]
    assert states.count("exact") >= 4
    assert 0 < states.count("not_asked") < kept.not_asked
    assert {fate for focus in kept.survival for fate in focus.fate.values()} == {"not_asked"}
    assert {value.loss.state for value in kept.replacement_values} == {"not_asked"}


@pytest.mark.soak
def test_the_spreadsheet_has_a_row_for_everything(values: PlanValues, tmp_path: Path) -> None:
    path = write_values(values, tmp_path / "values.csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    parts = [row["part"] for row in rows]
    assert parts.count("replacement_value") == len(values.replacement_values)
    assert parts.count("rule_price") == len(values.rule_prices)
    assert parts.count("survival") == len(values.survival)
    assert float(rows[-1]["at_least"] or 0) == 0
    assert PlanValues.model_validate_json(values.to_json()) == values


@pytest.mark.soak
def test_the_number_of_workers_does_not_change_the_answer(values: PlanValues, national: PlanningResult) -> None:
    known = KnownPlan(national.plan, national.posed)
    assert study_values(known, workers=1) == study_values(known, workers=3) == values


@pytest.mark.soak
def test_every_value_of_the_national_plan_equals_two_full_solves(values: PlanValues, national: PlanningResult) -> None:
    study, problem = Study(KnownPlan(national.plan, national.posed)), national.posed.problem
    best = round(values.optimum.objective * MILLION)
    for decision in study.decisions:
        place = decision.place.model_dump()
        (value,) = (v for v in values.replacement_values if _is_of(v.model_dump(), place, decision.kind))
        without = optimum(problem, decision.asked(problem.scenario).scenario)
        assert (value.loss.state == "no_plan") == (without is None)
        assert without is None or round(value.loss.at_least * MILLION) == best - without
    told = {f"off {price.path} {price.place}": price for price in values.rule_prices}
    for rule in study.rules:
        gains = ((rule.off, told[off_key(rule)].gain), (rule.looser, told[off_key(rule)].gain_of_a_step))
        for scenario, gain in gains:
            if scenario is not None:
                without = optimum(problem, scenario)
                assert gain is not None
                assert without is not None
                assert round(gain.at_least * MILLION) == without - best


@pytest.fixture(scope="module")
def values(national: PlanningResult) -> PlanValues:
    """Return the table of the national plan."""
    return study_values(KnownPlan(national.plan, national.posed))
