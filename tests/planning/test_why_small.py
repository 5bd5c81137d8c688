"""Losses and smallest changes on three units by hand, and on random problems against fresh solves."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.small_problems import plan_of, three_units
from tests.strategies import problems

from clusterplan.errors import InfeasibleError
from clusterplan.optimisation.assemble import Evidence
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solve import solve_here
from clusterplan.planning import KnownPlan, Posed
from clusterplan.planning.why import Asked, SmallestChange
from clusterplan.planning.why.answers import Found
from clusterplan.planning.why.knobs import Knob, score_knob
from clusterplan.planning.why.limits import limit_knobs
from clusterplan.planning.why.pairs import best_of, has_pair, loss_against, with_focus_lock
from clusterplan.planning.why.smallest import smallest_changes
from clusterplan.planning.why.weights import objective_knobs, priority_knob

pytestmark = pytest.mark.slow

SCARCE = {"clusters_per_technology": {"at_least": 0, "at_most": 1}}
SCORES = np.array([[0.8, 0.2], [0.5, 0.45], [0.1, 0.9]])
"""With one cluster for each technology: a and b together for S1 (0.4 + 0.1) and c alone for S2 (0.5) are worth 1.0; a
alone for S1 (0.4) and b and c together for S2 (0.05 + 0.5) are worth 0.95."""


def asked(problem: Problem) -> Asked:
    """Return the plan of a problem without data behind its scores, to be asked about."""
    shares = np.where(np.isnan(problem.score)[:, :, None], np.nan, np.array([0.5, 0.3, 0.2]))
    evidence = Evidence(shares, problem.strong)
    no_data: Any = None
    posed = Posed(problem, evidence, advantage=no_data, facts=no_data, scenario=problem.scenario)
    return Asked(KnownPlan(plan_of(problem, solve_here(problem, explain=False)), posed))


def afresh(problem: Problem) -> int | None:
    """Return the proven optimum of a problem, solved from nothing; None if it has no plan."""
    try:
        return solve_here(problem, explain=False).bound_millionths
    except InfeasibleError:
        return None


def is_in(problem: Problem, unit: str, technology: str) -> bool:
    """Return whether a pair is in some optimal plan, by two fresh solves."""
    forced = afresh(with_focus_lock(problem, unit, technology, "must"))
    return forced is not None and forced == afresh(problem)


def changes_of(of: Asked, unit: str, technology: str) -> dict[str, tuple[Knob, SmallestChange]]:
    """Return every smallest change with its knob, by name."""
    knobs = [
        *score_knob(of, unit, technology),
        *limit_knobs(of, unit, technology),
        *priority_knob(of, technology),
    ]
    found = smallest_changes(of, unit, technology, 600, knobs=knobs)
    assert found.is_complete
    assert not found.was_interrupted
    return {knob.name: (knob, change) for knob, change in zip(knobs, found.changes, strict=True)}


def test_by_hand_the_loss_and_every_change_that_brings_the_pair_in() -> None:
    of = asked(three_units(rules=SCARCE, score=SCORES))
    best, forced = of.questions.best, of.questions.with_pair("b", "S2")
    assert best.least == best.most == 1_000_000
    assert forced is not None
    assert (loss_against(best, forced).at_least, loss_against(best, forced).is_exact) == (0.05, True)
    changes = {name: change for name, (_knob, change) in changes_of(of, "b", "S2").items()}
    found = {name: (c.now, c.needed, c.just_below) for name, c in changes.items() if c.needed is not None}
    assert found == {
        "score": (0.45, 0.5, 0.499999),  # 0.05 more: then both plans are worth 1.0
        "rules.clusters_per_technology.at_most": (1, 2, 1),  # a: S1, b: S1 and S2, c: S2 is worth 1.05
        "objective.priority.S2": (1, 2, 1.99),  # 0.4 + 0.55 p is 0.5 + 0.5 p at 2
    }
    proven = {name: (c.excludes_nearer, c.is_smallest) for name, c in changes.items() if c.needed is not None}
    assert proven == {
        "score": (True, True),
        "rules.clusters_per_technology.at_most": (True, True),
        "objective.priority.S2": (True, False),  # no value up to 1.99 does; between 1.99 and 2 it is open
    }
    settings = {name: c.setting for name, c in changes.items() if c.needed is not None}
    assert settings == {
        "score": "",  # no scenario sets a score
        "rules.clusters_per_technology.at_most": "rules.clusters_per_technology.at_most=2",
        "objective.priority.S2": "objective.priority.S2=2.0",
    }
    assert changes["rules.clusters.at_most"].found is Found.NONE_IN_RANGE
    assert changes["rules.clusters.at_most"].what_en == (
        "most clusters: no change of this one alone from 3 to 8 brings it in"
    )
    assert changes["score"].what_vi == (
        "Điểm lợi thế của cặp này: từ 0,45 thành 0,5 là vào phương án; thay đổi nhỏ hơn thì không (đã chứng minh)"
    )


YEARS = {"first_year": 2026, "last_start_year": 2027, "last_year": 2030, "discount_rate": 0.25}


def test_by_hand_a_focus_that_starts_late_needs_a_score_that_makes_up_for_the_wait() -> None:
    # One start a year, the second year counts 0.8. a and b: S1 (0.7), then c: S2 (0.1): 0.78. With b in S2: a: S1
    # (0.6), then b and c: S2 (0.1 + x - 0.4). At 0.525 that is 0.78 too; the loss of 0.06 alone would say 0.51.
    score = np.array([[1.0, 0.2], [0.5, 0.45], [0.1, 0.5]])
    of = asked(three_units(rules=SCARCE | {"phasing": YEARS | {"starts_per_year_at_most": 1}}, score=score))
    forced = of.questions.with_pair("b", "S2")
    assert forced is not None
    assert loss_against(of.questions.best, forced).at_least == 0.06
    knobs = list(score_knob(of, "b", "S2"))
    (change,) = smallest_changes(of, "b", "S2", 600, knobs=knobs).changes
    assert (change.now, change.needed, change.just_below) == (0.45, 0.525, 0.524)
    assert [is_in(knobs[0].turned(value), "b", "S2") for value in (0.524, 0.525)] == [False, True]


def only(of: Asked, unit: str, technology: str, name: str) -> SmallestChange:
    """Return the smallest change of one limit alone."""
    knobs = [knob for knob in limit_knobs(of, unit, technology) if knob.name == name]
    (change,) = smallest_changes(of, unit, technology, 600, knobs=knobs).changes
    if change.needed is not None and change.just_below is not None:
        inside = [is_in(knobs[0].turned(value), unit, technology) for value in (change.just_below, change.needed)]
        assert inside == [False, True]
    return change


def test_by_hand_yearly_caps_that_grow_bring_a_pair_in() -> None:
    # 1.5 pays for one focus: b and c in S2 (0.55). From 2 on, 133.3 %, a and b in S1 (0.5) are there beside c (0.5).
    money = {"unit": "billion VND", "per_focus": {"default": 1}, "cap_per_year": {"2026": 1.5, "2027": 0.5}}
    of = asked(three_units(rules={"phasing": YEARS, "resources": {"money": money}}, score=SCORES))
    change = only(of, "a", "S1", "rules.resources.money.cap_per_year")
    assert (change.now, change.needed, change.just_below, change.measure) == (100, 135, 130, "%")
    assert change.excludes_nearer
    assert "in % of what the scenario says: from 100 to 135 brings it in" in change.what_en
    assert "tính theo % của kịch bản: từ 100 thành 135 là vào phương án" in change.what_vi


def test_by_hand_more_land_brings_a_pair_in() -> None:
    # A unit has half of what a focus takes, so two units share one: b and c in S2. At 200 % each has one of its own.
    land = {"unit": "ha", "per_focus": {"default": 2}, "capacity_per_unit": {"default": 1}}
    of = asked(three_units(rules={"resources": {"land": land}}, score=SCORES, candidates={"max_members": 2}))
    change = only(of, "b", "S1", "rules.resources.land.capacity_per_unit")
    assert (change.now, change.needed, change.just_below) == (100, 200, 195)


def test_by_hand_clusters_of_one_focus_nearer_to_each_other_bring_a_pair_in() -> None:
    # a in S1 (0.4) and b in S1 (0.1) are 100 km apart. With 130 km between them, only one of them may have it.
    apart = {"same_focus_distance_km_at_least": 130}
    of = asked(three_units(rules=apart, score=SCORES, candidates={"max_members": 1}))
    change = only(of, "b", "S1", "rules.same_focus_distance_km_at_least")
    assert (change.now, change.needed, change.just_below) == (130, 100, 110)


def test_by_hand_one_more_start_a_year_brings_a_pair_in() -> None:
    # One start in each of two years: a in S1 and b and c in S2. A third focus, b in S1 beside it, has no year.
    few = {"phasing": YEARS | {"starts_per_year_at_most": 1}}
    of = asked(three_units(rules=few, score=SCORES, candidates={"max_members": 1}))
    change = only(of, "b", "S1", "rules.phasing.starts_per_year_at_most")
    assert (change.now, change.needed, change.just_below) == (1, 2, 1)


def test_by_hand_a_pair_that_no_cluster_can_have_comes_in_when_it_becomes_strong() -> None:
    # Alone, c is worth 0.5 in S2. In S1 nobody but a is strong, and a is too far: at 0.45 c is strong itself.
    apart = np.zeros((3, 3), dtype=np.bool_)
    strong = np.array([[1, 0], [1, 1], [0, 1]], dtype=np.bool_)
    of = asked(three_units(adjacent=apart, strong=strong))
    assert not of.may_be_in_a_plan("c", "S1")
    changes = {name: change for name, (_knob, change) in changes_of(of, "c", "S1").items()}
    assert (changes["score"].needed, changes["score"].just_below) == (0.45, 0.449999)
    threshold = changes["candidates.strong_score_by_technology.S1"]
    assert threshold.found is Found.NONE_IN_RANGE  # strong at 0.1, it would still cost 0.3


def test_a_pair_of_another_optimal_plan_needs_no_change() -> None:
    of = asked(three_units(rules=SCARCE))  # b in S1 with a, or in S2 with c: 1.0 either way
    chosen = "S1" if has_pair(of.known.posed.problem, of.known.choice, "b", "S1") else "S2"
    other = "S2" if chosen == "S1" else "S1"
    forced = of.questions.with_pair("b", other)
    assert forced is not None
    assert loss_against(of.questions.best, forced).at_most == 0
    found = smallest_changes(of, "b", other, 60, knobs=())
    assert (found.changes, found.is_complete) == ((), True)


def test_a_search_keeps_what_it_found_when_it_is_stopped() -> None:
    of = asked(three_units(rules=SCARCE, score=SCORES))
    knobs = list(limit_knobs(of, "b", "S2"))
    stopped = smallest_changes(of, "b", "S2", 600, knobs=knobs, should_stop=lambda: True)
    assert not stopped.is_complete
    assert {change.found for change in stopped.changes} == {Found.OUT_OF_TIME}

    def press_ctrl_c(_progress: object) -> None:
        if len(told) == 2:
            raise KeyboardInterrupt
        told.append(_progress)

    told: list[object] = []
    interrupted = smallest_changes(of, "b", "S2", 600, knobs=knobs, on_progress=press_ctrl_c)
    assert (len(interrupted.changes), interrupted.was_interrupted, interrupted.is_complete) == (2, True, False)


@steady(6)
@given(problems(generous=True), st.data())
def test_losses_and_changes_hold_against_fresh_solves(problem: Problem, data: st.DataObject) -> None:
    optimum = afresh(problem)
    assume(optimum is not None)
    of = asked(problem)
    unit, technology = (data.draw(st.sampled_from(ids)) for ids in (problem.units, problem.technologies))
    for best, lock in (
        (of.questions.with_pair(unit, technology), "must"),
        (of.questions.without_pair(unit, technology), "must_not"),
    ):
        changed = with_focus_lock(problem, unit, technology, cast("Any", lock))
        fresh = afresh(changed)
        assert (None if best is None else best.most) == fresh
        if best is not None and fresh is not None and optimum is not None:
            assert best_of(changed, solve_here(changed)).is_proven
            loss = loss_against(of.questions.best, best)
            assert (loss.is_exact, round(loss.at_least * 1_000_000)) == (True, max(0, optimum - fresh))
    if not has_pair(problem, of.known.choice, unit, technology):
        for knob, change in changes_of_some(of, unit, technology):
            _verify(knob, change, unit, technology)


def changes_of_some(of: Asked, unit: str, technology: str) -> list[tuple[Knob, SmallestChange]]:
    """Return the changes of a few knobs: enough for a random problem."""
    wanted = ("score", "rules.clusters_per_technology.at_most", "rules.focuses_per_cluster.at_most", "rules.reach_km")
    knobs = [*score_knob(of, unit, technology), *limit_knobs(of, unit, technology)]
    knobs = [knob for knob in knobs if knob.name in wanted]
    knobs += [*priority_knob(of, technology), *objective_knobs(of, technology)]
    return list(zip(knobs, smallest_changes(of, unit, technology, 600, knobs=knobs).changes, strict=False))


def _verify(knob: Knob, change: SmallestChange, unit: str, technology: str) -> None:
    """Hold one change against fresh solves."""
    some = (*change.tried[:1], *change.tried[-1:])
    assert not any(is_in(knob.turned(value), unit, technology) for value in some)
    if change.needed is None:
        assert change.found is Found.NONE_IN_RANGE
        assert not is_in(knob.turned(knob.values[-1]), unit, technology)
        return
    assert is_in(knob.turned(change.needed), unit, technology)
    assert change.just_below is not None
    assert change.now is not None
    if change.just_below != change.now:
        assert not is_in(knob.turned(change.just_below), unit, technology)
    if change.excludes_nearer and knob.is_linear:  # nor does any value that nobody tried
        middle = round((change.now + change.just_below) / 2, 6)
        assert middle in (change.now, change.just_below) or not is_in(knob.turned(middle), unit, technology)


@pytest.mark.parametrize("lock", ["must", "must_not"])
def test_a_lock_on_the_same_pair_makes_way(lock: str) -> None:
    by = {"author": "Bộ", "reason": "thử", "date": "2026-01-01"}
    old = {"lock": lock, "focus": {"unit": "a", "technology": "S1"}, **by}
    changed = with_focus_lock(three_units(rules={"locks": (old,)}), "a", "S1", "must")
    assert [(made.lock, made.author) for made in changed.scenario.rules.locks] == [("must", "clusterplan")]
