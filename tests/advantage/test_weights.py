"""Weights that a scenario sets: by hand, and against the table of weights written anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clusterplan.advantage import AdvantageInputs, score_advantage
from clusterplan.advantage.draws import score_draws
from clusterplan.advantage.score import scores_of
from clusterplan.advantage.weights import faults_of_weights, shared_out, weighed
from clusterplan.errors import ScenarioError
from clusterplan.geodata.read import read_table
from clusterplan.planning import load_scenario, pose_problem
from clusterplan.planning.problem import rescored
from clusterplan.planning.scenarios import read_scenario_text, scenario_digest
from clusterplan.scenario import ScoreSettings

FIVE = ("specialisation", "absorptive", "infrastructure", "demand", "stated_priorities")
BY_TECHNOLOGY = "score.component_weight_by_technology.S09"
MINE = "extends: national\nid: mine\ntitle_vi: Của tôi\ntitle_en: Mine\n"


@pytest.fixture(scope="module")
def qd21(present: Callable[[str], AdvantageInputs]) -> AdvantageInputs:
    """Return the tables of the present list."""
    return present("QD21")


def by_component(inputs: AdvantageInputs, technology: str) -> dict[str, float]:
    """Return the weights of the components of a technology."""
    own = inputs.weights[(inputs.weights["scheme"] == inputs.scheme) & (inputs.weights["technology"] == technology)]
    return {str(name): float(total) for name, total in own.groupby("component")["weight"].sum().items()}


def inside(inputs: AdvantageInputs, technology: str, component: str) -> dict[str, float]:
    """Return the weights of the indicators of one component, as shares of it."""
    own = inputs.weights[inputs.weights["scheme"] == inputs.scheme]
    own = own[(own["technology"] == technology) & (own["component"] == component)]
    return dict(zip(own["indicator"], own["weight"] / own["weight"].sum(), strict=True))


def test_what_is_named_has_its_weight_and_the_others_keep_their_proportions() -> None:
    assert shared_out({"a": 0.6, "b": 0.3, "c": 0.1}, {"a": 0.2}) == pytest.approx({"a": 0.2, "b": 0.6, "c": 0.2})
    assert shared_out({"a": 0.6, "b": 0.4}, {"a": 1.0}) == {"a": 1.0, "b": 0.0}
    assert shared_out({"a": 0.0, "b": 1.0}, {"a": 0.1}) == pytest.approx({"a": 0.1, "b": 0.9})


def test_weights_of_one_technology_and_of_all(qd21: AdvantageInputs) -> None:
    before = by_component(qd21, "S09")
    settings = ScoreSettings(
        component_factor={"demand": 2.0},
        component_weight_by_technology={"S09": {"specialisation": 0.5}},
        indicator_weight_by_technology={"S09": {"endowment": 0.25}},
    )
    changed = weighed(qd21, settings)
    after = by_component(changed, "S09")
    assert (after["specialisation"], sum(after.values())) == pytest.approx((0.5, 1.0))
    for other, factor in (("absorptive", 1), ("demand", 2)):
        assert after[other] / after["infrastructure"] == pytest.approx(
            factor * before[other] / before["infrastructure"]
        )
    assert inside(changed, "S09", "specialisation") == pytest.approx({"endowment": 0.25, "sites_on_record": 0.75})
    assert inside(changed, "S09", "infrastructure") == pytest.approx(inside(qd21, "S09", "infrastructure"))
    for technology in ("S01", "S06"):  # all technologies that have the component
        demand = by_component(qd21, technology)["demand"]
        assert by_component(changed, technology)["demand"] == pytest.approx(2 * demand / (1 + demand))
    other_list = qd21.weights["scheme"] != "QD21"
    pd.testing.assert_frame_equal(qd21.weights[other_list], changed.weights[other_list])
    assert weighed(qd21, ScoreSettings()) is qd21


def test_the_scores_are_those_of_a_table_that_is_written_anew(qd21: AdvantageInputs) -> None:
    settings = ScoreSettings(component_weight_by_technology={"S09": {"specialisation": 0.5}})
    own = (qd21.weights["scheme"] == "QD21") & (qd21.weights["technology"] == "S09")
    special = qd21.weights["component"] == "specialisation"
    weight = qd21.weights["weight"]
    weight = weight.mask(own & special, weight * 0.5 / weight[own & special].sum())
    weight = weight.mask(own & ~special, weight * 0.5 / weight[own & ~special].sum())
    by_hand = score_advantage(replace(qd21, weights=qd21.weights.assign(weight=weight)), ScoreSettings())
    by_setting = score_advantage(qd21, settings)
    pd.testing.assert_frame_equal(by_setting.cells, by_hand.cells)
    assert by_setting.explain("01", "S09").components[0].weight == pytest.approx(0.5)
    assert by_setting.explain("01", "S09").recomputed == pytest.approx(by_setting.explain("01", "S09").score)
    draws = score_draws(qd21, settings)  # the draws of a robustness study begin from the same weights
    drawn = scores_of(draws.cube, settings).score
    assert np.array_equal(drawn, by_setting.score_matrix(), equal_nan=True)


@pytest.mark.parametrize(
    ("settings", "where", "words"),
    [
        ({"component_weight_by_technology": {"S09": dict.fromkeys(FIVE, 0.1)}}, BY_TECHNOLOGY, "sum to 0.5, not 1"),
        (
            {"component_weight_by_technology": {"S07": {"luck": 0.1}}},
            "score.component_weight_by_technology.S07.luck",
            "There are: absorptive",
        ),
        (
            {"component_weight_by_technology": {"S09": {"stated_priorities": 0.2}}},
            "score.component_weight_by_technology.S09.stated_priorities",
            "above the 0.1",
        ),
        (
            {"indicator_weight_by_technology": {"S09": {"endowment": 0.4, "sites_on_record": 0.4}}},
            "score.indicator_weight_by_technology.S09 (specialisation)",
            "sum to 0.8, not 1",
        ),
        (
            {"indicator_weight_by_technology": {"S09": {"gold": 0.4}}},
            "score.indicator_weight_by_technology.S09.gold",
            "There are: airports_civil",
        ),
    ],
)
def test_weights_that_mean_nothing_are_told(settings: dict[str, Any], where: str, words: str) -> None:
    tables = read_table("advantage_weights"), read_table("advantage_components")
    (fault,) = faults_of_weights(*tables, "QD21", ScoreSettings(**settings))
    assert fault.where == where
    assert words in fault.what.en + ("" if fault.advice is None else fault.advice.en)


def test_a_scenario_file_with_wrong_weights_is_refused() -> None:
    many = MINE + "score: {component_weight_by_technology: {S01: {demand: 0.6, absorptive: 0.6}}}"
    with pytest.raises(ScenarioError, match=r"the weights sum to 1\.2, more than 1"):
        read_scenario_text(many, "mine.yaml")
    unknown = read_scenario_text(MINE + "score: {component_weight_by_technology: {S91: {demand: 0.1}}}", "mine.yaml")
    with pytest.raises(ScenarioError, match="there is no technology group 'S91'"):
        pose_problem(unknown)
    luck = read_scenario_text(MINE + "score: {component_factor: {luck: 0.2}}", "mine.yaml")
    with pytest.raises(ScenarioError, match="there is no 'luck' here"):
        pose_problem(luck)


def test_weights_that_are_not_set_leave_the_digest_of_older_plans() -> None:
    national = load_scenario("national")
    assert scenario_digest(national) == scenario_digest(
        national.model_copy(update={"score": ScoreSettings(component_weight_by_technology={})})
    )
    other = national.model_copy(update={"score": ScoreSettings(component_factor={"demand": 0.2})})
    assert scenario_digest(other) != scenario_digest(national)


@pytest.mark.parametrize("level", ["groups", "products"])
def test_rescoring_is_posing_anew(level: str) -> None:
    base = load_scenario("national").model_copy(update={"technology_level": level})
    if level == "products":
        base = base.model_copy(update={"objective": base.objective.model_copy(update={"synergy": ()})})  # of groups
    posed = pose_problem(base)
    score = ScoreSettings(
        component_weight_by_technology={"S09": {"demand": 0.2}}, component_factor={"absorptive": 1.5}, relative=0.4
    )
    objective = base.objective.model_copy(update={"unit_weight": "population", "priority": {"S09": 1.5}})
    changed = base.model_copy(update={"score": score, "objective": objective})
    fast, slow = rescored(posed, changed), pose_problem(changed, posed.facts).problem
    for name in ("score", "grade", "strong", "participation", "unit_weight", "readiness"):
        assert np.array_equal(getattr(fast, name), getattr(slow, name), equal_nan=name in ("score", "participation"))
    assert fast.scenario == slow.scenario
    assert not np.array_equal(fast.score, posed.problem.score, equal_nan=True)
