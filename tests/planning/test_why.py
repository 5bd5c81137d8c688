"""Why, why not and what if on the national plan: every number is derived again, by recomputation or by fresh solves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.optimisation.small_problems import three_units

from clusterplan.advantage import score_advantage
from clusterplan.domain import FacilityKind
from clusterplan.errors import ScenarioError, UsageError
from clusterplan.optimisation.nearest import differences, target_of
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solve import solve_here
from clusterplan.planning import KnownPlan, PlanningResult, pose_problem
from clusterplan.planning.what_if import Changes, changed_scenario, what_if
from clusterplan.planning.why import Asked, Why, why, why_not
from clusterplan.planning.why.answers import Found, Move
from clusterplan.planning.why.indicators import indicator_knobs
from clusterplan.planning.why.knobs import score_knob
from clusterplan.planning.why.limits import limit_knobs
from clusterplan.planning.why.moves import clash_of
from clusterplan.planning.why.pairs import with_focus_lock
from clusterplan.planning.why.smallest import smallest_changes

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def asked(national: PlanningResult) -> Asked:
    """Return the national plan, to be asked about."""
    return Asked(KnownPlan(national.plan, national.posed))


@pytest.fixture(scope="module")
def chips(asked: Asked) -> Why:
    """Return why Hà Nội gets chips."""
    return why(asked.known, "01", "S06", asked=asked)


def optimum(problem: Problem) -> int:
    """Return the proven optimum in millionths, solved from nothing."""
    return solve_here(problem, explain=False).bound_millionths


def in_millionths(value: float) -> int:
    """Return a value of the objective in whole millionths."""
    return round(value * 1_000_000)


def after(asked: Asked, moves: tuple[Move, ...]) -> set[tuple[str, str]]:
    """Return the plan's pairs after some moves; each move has to be possible."""
    pairs = set(target_of(asked.known.posed.problem, asked.known.choice).focuses)
    for move in moves:
        if move.unit is not None and move.technology is not None:
            pair = (move.unit, move.technology)
            assert (pair in pairs) is (move.action == "lost")
            pairs ^= {pair}
    return pairs


def test_the_components_give_the_score(asked: Asked, chips: Why) -> None:
    told = chips.explanation
    values: dict[str, list[tuple[float, float]]] = {}
    for part in told.indicators:
        if part.normalised is not None:
            values.setdefault(part.component, []).append((part.redistributed_weight, part.normalised))
    plain = 1.0
    for component in told.components:
        parts = values.get(component.component, [])
        weight = sum(share for share, _ in parts)
        if weight:
            mean = sum(share * value for share, value in parts) / weight
            assert component.value == pytest.approx(mean)
            plain *= max(told.component_floor, mean) ** weight
    assert sum(share for parts in values.values() for share, _ in parts) == pytest.approx(1)
    cells = asked.known.posed.advantage.cells["plain_score"].unstack("technology")
    special = 0.5 + (plain - np.nanmean(cells.loc["01"]) - np.nanmean(cells["S06"]) + np.nanmean(cells))
    assert told.plain_score is not None
    assert told.specialisation_score is not None
    assert told.plain_score == pytest.approx(plain, abs=1e-6)
    assert told.specialisation_score == pytest.approx(np.clip(special, 0, 1), abs=1e-6)
    assert chips.pair.score == pytest.approx((told.plain_score + told.specialisation_score) / 2, abs=1e-6)


def test_why_names_rank_cluster_facility_and_the_rules_of_the_pair(asked: Asked, chips: Why) -> None:
    problem, plan = asked.known.posed.problem, asked.known.plan
    assert (chips.pair.rank, chips.pair.judged_units, len(chips.withheld)) == (3, 21, 13)
    assert chips.cluster in plan.clusters
    assert chips.served_by == chips.cluster.served_by["S06"]
    assert chips.served_by in chips.served_by_en
    region = problem.unit_regions[problem.units.index("01")]
    places = {(rule.rule, rule.place) for rule in chips.binding}
    own = {"all", "01", "S06", chips.cluster.id, region, chips.served_by}
    assert places == {(r.rule, r.place) for r in plan.binding_rules if set(r.place.split()) <= own}
    assert {("clusters_per_technology", "S06"), ("focuses_per_cluster", chips.cluster.id)} <= places


def test_the_replacement_value_is_the_difference_of_two_fresh_solves(asked: Asked, chips: Why) -> None:
    problem = asked.known.posed.problem
    without = solve_here(with_focus_lock(problem, "01", "S06", "must_not"))
    assert chips.pair.loss is not None
    assert chips.pair.loss.is_exact
    assert in_millionths(chips.pair.loss.at_least) == optimum(problem) - without.bound_millionths
    assert ("01", "S06") not in after(asked, chips.moves)
    some = differences(problem, target_of(problem, asked.known.choice), without.choice)
    assert len(chips.moves) <= len(some[0]) + len(some[1])  # of equals, one that moves less is shown


@pytest.mark.parametrize(("unit", "technology"), [("01", "S09"), ("96", "S01"), ("79", "S05")])
def test_why_not_loses_the_difference_of_two_fresh_solves(asked: Asked, unit: str, technology: str) -> None:
    against = why_not(asked.known, unit, technology, seconds=0, asked=asked)
    problem = asked.known.posed.problem
    assert against.pair.loss is not None
    assert against.pair.loss.is_exact
    forced = optimum(with_focus_lock(problem, unit, technology, "must"))
    assert in_millionths(against.pair.loss.at_least) == optimum(problem) - forced > 0
    assert (against.objective_with, against.bound_with) == (forced / 1_000_000, forced / 1_000_000)
    assert (unit, technology) in after(asked, against.moves)
    assert (against.clash, against.changes, against.is_complete) == (None, (), False)


def test_the_question_must_fit_the_plan(asked: Asked) -> None:
    with pytest.raises(UsageError, match="does not have"):
        why(asked.known, "01", "S09", asked=asked)
    with pytest.raises(UsageError, match="has technology"):
        why_not(asked.known, "01", "S06", asked=asked)


def test_what_cannot_be_judged_says_what_is_missing_and_what_would_forbid_it(asked: Asked) -> None:
    against = why_not(asked.known, "91", "S06", seconds=0, asked=asked)
    assert against.pair.score is None
    assert against.pair.loss is not None  # it may be in a plan all the same, and adds nothing there
    offices = {part.indicator: part.holder_en for part in against.missing}
    assert offices["fdi_stock_2025_musd"].startswith("Foreign Investment Agency")
    assert all(part.coverage_gain > 0 for part in against.missing)


def test_the_smallest_limit_and_score_are_proven_by_fresh_solves(asked: Asked) -> None:
    known, problem = asked.known, asked.known.posed.problem
    knobs = [knob for knob in limit_knobs(asked, "01", "S09") if knob.name == "rules.focuses_per_cluster.at_most"]
    (change,) = smallest_changes(asked, "01", "S09", 60, knobs=knobs).changes
    assert (change.now, change.needed, change.just_below, change.excludes_nearer) == (4, 5, 4, True)
    wider = pose_problem(
        changed_scenario(known, Changes(settings=("rules.focuses_per_cluster.at_most=5",))), known.posed.facts
    ).problem
    assert optimum(wider) == optimum(with_focus_lock(wider, "01", "S09", "must")) > optimum(problem)

    (change,) = smallest_changes(asked, "04", "S09", 60, knobs=score_knob(asked, "04", "S09")).changes
    assert change.needed is not None
    r, k = problem.units.index("04"), problem.technologies.index("S09")
    for value, is_in in ((change.needed, True), (change.just_below, False)):
        score = problem.score.copy()
        score[r, k] = value
        scored = replace(problem, score=score)
        assert (optimum(scored) == optimum(with_focus_lock(scored, "04", "S09", "must"))) is is_in


def test_the_smallest_indicator_is_proven_by_scoring_and_solving_anew(asked: Asked) -> None:
    known = asked.known
    (knob,) = (knob for knob in indicator_knobs(asked, "04", "S09") if knob.name == "universities")
    assert knob.values[:2] == [1, 2]
    knobs = [replace(knob, values=(1.0,))]  # the search of the whole range takes ten seconds
    (change,) = smallest_changes(asked, "04", "S09", 120, knobs=knobs).changes
    assert (change.now, change.needed, change.just_below, change.found) == (0, 1, 0, Found.FOUND)
    inputs = known.posed.advantage.inputs
    own = (inputs.indicators["unit"] == "04") & (inputs.indicators["indicator"] == "universities")
    own &= inputs.indicators["vintage"] == "2025-07-01"  # the digits meant another unit before
    assert own.sum() == 1
    changed = inputs.indicators.assign(value=inputs.indicators["value"].mask(own, 1.0))
    scored = score_advantage(replace(inputs, indicators=changed), known.posed.scenario.score)
    assert change.score_then == scored.cells.loc[("04", "S09"), "score"]
    turned = knobs[0].turned(1)
    assert np.array_equal(turned.score, scored.score_matrix(), equal_nan=True)
    assert turned.participation.tolist() == [scored.participation()[k] for k in turned.technologies]
    assert optimum(turned) == optimum(with_focus_lock(turned, "04", "S09", "must"))


def test_what_if_is_the_difference_of_two_fresh_solves(asked: Asked) -> None:
    known = asked.known
    changes = Changes(settings=("rules.clusters.at_most=7",), must=("Hà Nội:S01",), must_not=("L13:key_laboratory",))
    found = what_if(known, changes, solve=solve_here)
    problem = pose_problem(changed_scenario(known, changes), known.posed.facts).problem
    assert [lock.lock for lock in problem.scenario.rules.locks] == ["must", "must_not"]
    difference = optimum(problem) - optimum(known.posed.problem)
    assert found.difference_at_least is not None
    assert found.difference_at_least == found.difference_at_most
    assert in_millionths(found.difference_at_least) == difference < 0
    assert found.objective_after == pytest.approx(sum(found.terms_after.values()))
    assert ("01", "S01") in after(asked, found.moves)
    moved = {(move.action, move.site, move.kind) for move in found.moves if move.site is not None}
    assert ("lost", "L13", FacilityKind.KEY_LABORATORY) in moved


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        (Changes(), UsageError, "nothing is changed"),
        (Changes(settings=("rules.clusters.at_most",)), UsageError, "PATH=VALUE"),
        (Changes(settings=("rules.reach_km.far=9",)), UsageError, "reach_km has no fields"),
        (Changes(settings=("rules.clusters.at_mos=9",)), ScenarioError, "Did you mean at_most"),
        (Changes(settings=("rules.clusters.at_most=2",)), ScenarioError, "clusters"),
        (Changes(must=("01",)), UsageError, "UNIT:TECHNOLOGY"),
        (Changes(must=("01:S91",)), UsageError, "Did you mean S09"),
        (Changes(must=("Ha Noi:S01",)), UsageError, "Did you mean 01"),
        (Changes(must=("01:S01",), must_not=("01:S01", "99:S01")), UsageError, "there is no unit '99'"),
    ],
)
def test_a_change_that_means_nothing_is_told(asked: Asked, changes: Changes, error: Any, words: str) -> None:
    with pytest.raises(error) as refused:
        changed_scenario(asked.known, changes)
    assert words in str(refused.value)


def test_the_clash_names_the_limits_but_not_the_question() -> None:
    by = {"author": "Bộ", "reason": "thử", "date": "2026-01-01"}
    lock = {"lock": "must", "focus": {"unit": "a", "technology": "S1"}, **by}
    problem = three_units(rules={"locks": (lock,), "focuses_per_cluster": {"at_least": 1, "at_most": 1}})
    clash = clash_of(with_focus_lock(problem, "a", "S2", "must"), 60)
    assert clash is not None
    assert clash.is_smallest
    assert clash.rules == ("rules.focuses_per_cluster.at_most", "rules.locks (1)")
    assert clash.names_en[1] == "the planner's locks (rules.locks, 1)"
