"""Smallest changes of weights: inside the scores by hand, and on the national plan through a changed scenario."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from tests.optimisation.small_problems import plan_of, three_units

from clusterplan.advantage import AdvantageInputs, score_advantage
from clusterplan.optimisation.assemble import Evidence
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solve import solve_here
from clusterplan.planning import KnownPlan, PlanningResult, Posed, load_scenario, pose_problem
from clusterplan.planning.facts import Facts
from clusterplan.planning.problem import rescored
from clusterplan.planning.scenarios import read_scenario_text
from clusterplan.planning.what_if import Changes, changed_scenario
from clusterplan.planning.why import Asked, SmallestChange, why_not
from clusterplan.planning.why.answers import Found
from clusterplan.planning.why.knobs import Knob
from clusterplan.planning.why.limits import limit_knobs
from clusterplan.planning.why.pairs import with_focus_lock
from clusterplan.planning.why.smallest import smallest_changes
from clusterplan.planning.why.weights import (
    objective_knobs,
    priority_knob,
    score_weight_knobs,
    shared_weight_knobs,
)
from clusterplan.scenario import Scenario, ScoreSettings


def is_in(problem: Problem, unit: str, technology: str) -> bool:
    """Return whether a pair is in some optimal plan, by two fresh solves."""
    best, forced = (
        solve_here(asked, explain=False).bound_millionths
        for asked in (problem, with_focus_lock(problem, unit, technology, "must"))
    )
    return best == forced


# --- by hand: two components, one place for S1


@dataclass(frozen=True)
class Tables(Facts):
    """Data with tables of its own."""

    own: dict[str, pd.DataFrame] = field(default_factory=dict)

    def table(self, name: str) -> pd.DataFrame:
        """Return one of them."""
        return self.own[name]


def table(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    """Return a table."""
    return pd.DataFrame(list(rows), columns=columns.split())


VALUES = {"a": (1.0, 0.2, 0.1), "b": (0.2, 0.9, 0.1), "c": (0.0, 0.0, 0.9)}
"""Value of each unit in ``skill``, ``market`` and ``sea``, on a scale from 0 to 1."""


@pytest.fixture
def by_hand() -> Asked:
    """Return the plan of three units of which one alone may have S1.

    S1 is half skill, half market: a scores 0.6, b 0.55, c 0; with a weight w of skill a has ``w + 0.2 (1 - w)`` and b
    ``0.2 w + 0.9 (1 - w)``: b comes in where w is at most 7/15. S2 is all sea, and c has it.
    """
    scenario = three_units().scenario
    inputs = AdvantageInputs(
        scheme="TWO",
        vintage="v1",
        units=tuple(VALUES),
        indicators=table(
            "vintage unit indicator value year status source_id confidence",
            *(
                ("v1", unit, name, value, "2024", "observed", "BOOK", "high")
                for unit, values in VALUES.items()
                for name, value in zip(("skill", "market", "sea"), values, strict=True)
            ),
        ),
        dictionary=table(
            "indicator title_vi title_en measure transform readiness unit_weight",
            *((name, name, name.title(), "0-1", "minmax", True, None) for name in ("skill", "market", "sea")),
            *((name, name, name, "points", "minmax", False, None) for name in ("endowment", "local_priority")),
        ),
        endowments=table("endowment_id unit scheme technology strength status source_id year confidence"),
        crosswalk=table("technology_two technology_old weight"),
        weights=table(
            "scheme technology indicator component weight",
            ("TWO", "S1", "skill", "ability", 0.5),
            ("TWO", "S1", "market", "demand", 0.5),
            ("TWO", "S2", "sea", "ability", 1.0),
        ),
        components=table(
            "component position title_vi title_en specific most_weight",
            ("ability", 1, "Năng lực", "Ability", True, 1.0),
            ("demand", 2, "Nhu cầu", "Demand", False, 1.0),
        ),
        criteria=table("criterion title_vi title_en indicator weight", ("all", "Chung", "All", "skill", 1.0)),
        goalposts=table(
            "vintage scheme technology indicator low high",
            *(("v1", None, None, name, 0.0, 1.0) for name in ("skill", "market", "sea")),
        ),
        sites={
            "zones": table("site_id unit kind status technologies_two same_place_as claim_status source confidence")
        },
        priorities=table("priority_id unit technologies_two claim_status source confidence"),
        zone_readiness=table("kind status"),
    )
    score = ScoreSettings(aggregation="arithmetic", relative=0.0)
    rules = scenario.rules.model_copy(
        update={"clusters_per_technology": scenario.rules.clusters_per_technology.model_copy(update={"at_most": 1})}
    )
    scenario = scenario.model_copy(update={"score": score, "rules": rules, "technology_scheme": "TWO"})
    facts = Tables(own={"advantage_weights": inputs.weights})
    advantage = score_advantage(inputs, score)
    apart = np.zeros((3, 3), dtype=np.bool_)
    no_evidence: Any = None
    posed = Posed(three_units(adjacent=apart), no_evidence, advantage, facts, scenario)
    problem = rescored(posed, scenario)
    evidence = Evidence(np.zeros((3, 2, 3)), problem.strong)
    posed = replace(posed, problem=problem, evidence=evidence)
    return Asked(KnownPlan(plan_of(problem, solve_here(problem, explain=False)), posed))


def test_by_hand_the_weight_of_a_component_at_which_the_other_unit_is_better(by_hand: Asked) -> None:
    problem = by_hand.known.posed.problem
    assert problem.score[:, 0].tolist() == [0.6, 0.55, 0.0]
    (chosen,) = (cluster for cluster in by_hand.known.plan.clusters if "S1" in cluster.focuses)
    assert chosen.hub == "a"
    knobs = [*score_weight_knobs(by_hand, "b", "S1"), *shared_weight_knobs(by_hand, "b", "S1")]
    found = smallest_changes(by_hand, "b", "S1", 600, knobs=knobs)
    assert found.is_complete
    changes = {change.name.removeprefix("score."): change for change in found.changes}
    assert {name: (c.now, c.needed, c.just_below) for name, c in changes.items() if c.needed is not None} == {
        "component_weight_by_technology.S1.ability": (0.5, 0.466, 0.467),  # 7/15 is 0.4667
        "component_weight_by_technology.S1.demand": (0.5, 0.534, 0.533),
        "component_factor.ability": (1, 0.87, 0.88),  # f / (f + 1) <= 7/15: f <= 0.875
        "component_factor.demand": (1, 1.15, 1.14),  # 1 / (1 + f) <= 7/15: f >= 8/7 = 1.1429
    }
    ability = changes["component_weight_by_technology.S1.ability"]
    assert ability.weights_then == {"ability": 0.466, "demand": 0.534}
    assert ability.score_then == pytest.approx(0.2 * 0.466 + 0.9 * 0.534)
    assert not ability.excludes_nearer  # every value between would have to be tried
    assert not ability.is_smallest
    assert ability.setting == "score.component_weight_by_technology.S1.ability=0.466"
    assert changes["relative"].found is Found.NONE_IN_RANGE
    for knob, change in zip(knobs, found.changes, strict=True):
        some = {*change.tried[:2], *change.tried[-2:]}
        for value, expected in ((change.needed, True), *((value, False) for value in sorted(some))):
            assert value is None or is_in(knob.turned(value), "b", "S1") is expected


# --- the national plan


@pytest.fixture(scope="module")
def asked(national: PlanningResult) -> Asked:
    """Return the national plan, to be asked about."""
    return Asked(KnownPlan(national.plan, national.posed))


def through_a_file(asked: Asked, change: SmallestChange) -> Scenario:
    """Return the scenario of a planner who copies the lines of an answer into a file of his own."""
    head = "extends: national\nid: mine\ntitle_vi: Của tôi\ntitle_en: Mine\n"
    scenario = read_scenario_text(head + change.scenario_yaml, "mine.yaml")
    by_option = changed_scenario(asked.known, Changes(settings=(change.setting,)))
    named = {"id": scenario.id, "title_vi": scenario.title_vi, "title_en": scenario.title_en}
    assert by_option.model_copy(update=named) == scenario
    return scenario


@pytest.mark.slow
@pytest.mark.parametrize(
    ("unit", "technology", "wanted", "proven"),
    [
        ("04", "S09", "objective.cohesion_weight", True),
        ("96", "S01", "objective.priority.S01", True),
        ("04", "S09", "candidates.max_members", True),
        ("04", "S09", "score.relative", False),
        ("04", "S09", "score.component_factor.absorptive", False),
        ("96", "S01", "score.component_weight_by_technology.S01.infrastructure", False),
    ],
)
def test_a_planner_who_makes_the_change_gets_the_pair(
    asked: Asked, unit: str, technology: str, wanted: str, proven: bool
) -> None:
    (knob,) = (knob for knob in _all_knobs(asked, unit, technology) if knob.name == wanted)
    found = smallest_changes(asked, unit, technology, 600, knobs=[knob])
    (change,) = found.changes
    assert (found.is_complete, change.found, change.excludes_nearer) == (True, Found.FOUND, proven)
    facts = asked.known.posed.facts
    posed = pose_problem(through_a_file(asked, change), facts)
    assert is_in(posed.problem, unit, technology)
    if change.score_then is not None:
        assert posed.advantage.cells.loc[(unit, technology), "score"] == change.score_then
        assert posed.problem.score[posed.problem.units.index(unit)].tolist() == pytest.approx(
            knob.turned(change.needed or 0.0).score[posed.problem.units.index(unit)].tolist(), nan_ok=True
        )
    assert change.just_below is not None
    if change.just_below != change.now:
        not_yet = pose_problem(through_a_file(asked, _with_setting(change, knob, change.just_below)), facts)
        assert not is_in(not_yet.problem, unit, technology)


def _with_setting(change: SmallestChange, knob: Knob, value: float) -> SmallestChange:
    """Return an answer with the lines for another value."""
    assert knob.setting_at is not None
    path, _, text = knob.setting_at(value).partition("=")
    inside: Any = yaml.safe_load(text)
    for name in reversed(path.split(".")):
        inside = {name: inside}
    return change.model_copy(update={"setting": f"{path}={text}", "scenario_yaml": yaml.safe_dump(inside)})


def _all_knobs(asked: Asked, unit: str, technology: str) -> list[Knob]:
    """Return every weight and limit."""
    return [
        *limit_knobs(asked, unit, technology),
        *priority_knob(asked, technology),
        *objective_knobs(asked, technology),
        *score_weight_knobs(asked, unit, technology),
        *shared_weight_knobs(asked, unit, technology),
    ]


@pytest.mark.slow
def test_every_weight_that_a_planner_can_set_is_looked_at(asked: Asked) -> None:
    names = {knob.name for knob in _all_knobs(asked, "01", "S03") if knob.about in ("priority", "weight")}
    assert names == {
        "objective.priority.S03",
        *(f"objective.{name}" for name in ("cohesion_weight", "founding_cost", "hosting_weight")),
        "objective.synergy S01 + S03",
        "objective.synergy S03 + S10",
        "score.relative",
        *(f"score.component_weight_by_technology.S03.{name}" for name in _components(asked, "S03")),
        *(f"score.component_factor.{name}" for name in ("specialisation", "absorptive", "infrastructure", "demand")),
        *(name for name in names if name.startswith("score.indicator_weight_by_technology.S03.")),
    }
    synergy = next(knob for knob in _all_knobs(asked, "01", "S03") if knob.name == "objective.synergy S03 + S10")
    assert synergy.setting_at is not None
    changed = changed_scenario(asked.known, Changes(settings=(synergy.setting_at(0.25),)))
    assert changed.objective.synergy == synergy.turned(0.25).scenario.objective.synergy


def _components(asked: Asked, technology: str) -> set[str]:
    """Return the components that a technology has indicators in."""
    inputs = asked.known.posed.advantage.inputs
    own = (inputs.weights["scheme"] == "QD21") & (inputs.weights["technology"] == technology)
    return set(inputs.weights.loc[own, "component"])


@pytest.mark.slow
def test_a_search_that_runs_out_of_time_says_so_and_keeps_what_it_has(asked: Asked) -> None:
    told: list[str] = []
    against = why_not(
        asked.known,
        "04",
        "S09",
        seconds=600,
        asked=asked,
        on_progress=lambda progress: told.append(progress.phase),
        should_stop=lambda: "score.component_weight_by_technology.S09.absorptive" in told,
    )
    assert not against.is_complete
    by_name = {change.name: change for change in against.changes}
    assert by_name["objective.priority.S09"].needed == 1.19
    assert by_name["rules.clusters.at_most"].excludes_nearer
    assert by_name["score.component_weight_by_technology.S09.specialisation"].found is Found.NONE_IN_RANGE
    assert by_name["score.component_weight_by_technology.S09.absorptive"].found is Found.OUT_OF_TIME
    assert by_name["score.relative"].found is Found.OUT_OF_TIME


def test_ctrl_c_while_the_gap_is_halved_keeps_what_is_known_by_then(by_hand: Asked) -> None:
    (knob,) = (k for k in score_weight_knobs(by_hand, "b", "S1") if k.name.endswith("S1.demand"))
    tried: list[float] = []

    def turned(value: float) -> Problem:
        tried.append(value)
        if len([value for value in tried if value > 0.534]) == 2:
            raise KeyboardInterrupt
        return knob.turned(value)

    found = smallest_changes(by_hand, "b", "S1", 600, knobs=[replace(knob, turned=turned, score_at=None)])
    assert (found.was_interrupted, found.is_complete) == (True, False)
    (change,) = found.changes
    assert change.needed is not None
    assert change.just_below is not None
    assert change.just_below < 7 / 15 + 1 / 15 <= change.needed  # not yet the step of a thousandth
    assert change.needed - change.just_below > 0.001
    assert is_in(knob.turned(change.needed), "b", "S1")


@pytest.mark.slow
def test_where_products_are_planned_the_setting_speaks_of_the_scenario_as_it_was_asked_for() -> None:
    base = load_scenario("national")
    objective = base.objective.model_copy(update={"synergy": (), "tier_priority": {1: 2.0, 2: 1.0}})
    products = base.model_copy(update={"technology_level": "products", "objective": objective})
    posed = pose_problem(products)
    no_plan: Any = SimpleNamespace(posed=posed)
    asked = Asked(no_plan)
    factors = posed.problem.scenario.objective.priority
    product = next(name for name in posed.problem.technologies if factors.get(name) == 2.0)
    (priority,) = priority_knob(asked, product)
    assert (priority.now, priority.setting_at and priority.setting_at(2.5)) == (
        2.0,
        f"objective.priority.{product}=1.25",  # times 2 for its tier
    )
    changed = products.model_copy(update={"objective": objective.model_copy(update={"priority": {product: 1.25}})})
    again = pose_problem(changed, posed.facts)
    assert again.problem.scenario.objective.priority[product] == 2.5
    named: Any = SimpleNamespace(posed=again)
    (own,) = priority_knob(Asked(named), product)
    assert (own.now, own.setting_at and own.setting_at(3.0)) == (2.5, f"objective.priority.{product}=1.5")
    assert priority.turned(2.5).scenario.objective.priority[product] == 2.5
    group = posed.advantage.inherited[product].group
    weight = next(iter(score_weight_knobs(asked, "01", product)))
    assert weight.name.startswith(f"score.component_weight_by_technology.{group}.")
    assert weight.values
    assert not np.array_equal(weight.turned(weight.values[-1]).score, posed.problem.score, equal_nan=True)
