"""The search for a smallest change, without any solver: what it claims holds for every value, tried or not."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.optimisation.hypothesis_settings import steady

from clusterplan.language import Text
from clusterplan.planning.why import linear
from clusterplan.planning.why.answers import Found
from clusterplan.planning.why.bracket import Bracket
from clusterplan.planning.why.bracketing import search_knob
from clusterplan.planning.why.change_words import answer_of
from clusterplan.planning.why.knobs import Knob, setting
from clusterplan.planning.why.pairs import Best

NO_PROBLEM: Any = SimpleNamespace()


def knob(values: list[float], other_way: list[float] | None = None, now: float = 0.0, **known: Any) -> Knob:
    """Return something that may change, of which no problem is ever posed."""
    return Knob(
        "weight", "w", Text(vi="Trọng số", en="Weight"), now, values, lambda value: cast("Any", value),
        other_way=other_way or [], **known,
    )  # fmt: skip


@dataclass
class Pattern:
    """A judge that knows at which values a pair is in, and counts how often it is asked."""

    inside: set[float]
    could: set[float]
    unknown: frozenset[float] = frozenset()
    asked: int = 0

    def is_in(self, _knob: Knob, value: float) -> bool | None:
        """Whether the value is one of those."""
        self.asked += 1
        return None if value in self.unknown else value in self.inside

    def could_be_in(self, _knob: Knob, value: float) -> bool:
        """Whether it may be."""
        return value in self.could

    def bests(self, _knob: Knob, value: float) -> tuple[Best, Best | None]:
        """Not asked for."""
        raise AssertionError(value)


@steady(60)
@given(st.sets(st.integers(-50, 70).filter(bool)), st.sets(st.integers(-50, 70)), st.booleans())
def test_whatever_the_effect_the_answer_says_only_what_was_tried(
    inside: set[int], unknown: set[int], every: bool
) -> None:
    judge = Pattern({float(value) for value in inside}, set(), frozenset(float(value) for value in unknown))
    what = knob(
        [float(v) for v in range(1, 71)], [float(-v) for v in range(1, 51)], gap=1.0 if every else 0.0, one_by_one=every
    )
    bracket = Bracket(what.now)
    search_knob(judge, what, bracket)
    answer = answer_of(what, bracket, Found.FOUND if bracket.needed is not None else Found.NONE_IN_RANGE)
    known_in = {value for value in judge.inside if value not in judge.unknown}
    assert not set(answer.tried) & known_in
    assert not set(answer.tried) & judge.unknown
    if answer.needed is None:
        assert len(answer.tried) + bracket.unsettled >= 12  # both ends and what lies between
        assert not ({70.0, -50.0} & known_in)
    else:
        assert answer.needed in known_in
        assert all(abs(value) < abs(answer.needed) for value in answer.tried)
        assert answer.just_below == 0 or answer.just_below in answer.tried
    if every and not unknown:  # every value is tried: what is found is the smallest, and proven
        assert answer.needed == min(known_in, key=lambda v: (abs(v), v < 0), default=None)
        assert answer.excludes_nearer
        assert answer.is_smallest is (answer.needed is not None)
    if not every:
        assert not answer.excludes_nearer  # anything may lie between two values
        assert judge.asked <= 7 + 6 + 7  # both ways, then halved


@steady(60)
@given(st.integers(0, 40), st.sets(st.integers(1, 40)), st.sampled_from([0.0, 1.0]), st.booleans())
def test_of_a_looser_limit_what_cannot_help_is_excluded_without_being_tried(
    first: int, inside: set[int], gap: float, every: bool
) -> None:
    could = {float(value) for value in range(first + 1, 41)}
    judge = Pattern({float(value) for value in inside} & could, could)
    what = knob([float(v) for v in range(1, 41)], gap=gap, one_by_one=every, is_loosening=True)
    bracket = Bracket(what.now)
    search_knob(judge, what, bracket)
    answer = answer_of(what, bracket, Found.FOUND if bracket.needed is not None else Found.NONE_IN_RANGE)
    if answer.excludes_nearer:
        reach = 40 if answer.needed is None else answer.just_below
        assert reach is not None
        assert not any(value <= reach for value in judge.inside)
    if answer.is_smallest:
        assert answer.needed == min(judge.inside)
        assert gap == 1
    if every and gap:
        assert answer.excludes_nearer
        assert answer.needed == min(judge.inside, default=None)
    if first == 40:
        assert judge.asked == 0


def test_a_step_of_a_continuous_limit_is_an_interval_and_not_the_smallest_change() -> None:
    caps = knob([105.0, 110.0], now=100.0, is_loosening=True, setting_at=lambda value: setting("rules.cap", value))
    bracket = Bracket(100.0)
    search_knob(Pattern({105.0, 110.0}, {105.0, 110.0}), caps, bracket)
    answer = answer_of(caps, bracket, Found.FOUND)
    assert (answer.needed, answer.just_below, answer.is_smallest, answer.tried) == (105, 100, False, ())
    assert answer.what_en == "Weight: from 100 to 105 brings it in; no nearer value was tried"
    assert answer.what_vi == "Trọng số: từ 100 thành 105 là vào phương án; chưa thử giá trị nào gần hơn"
    assert (answer.setting, answer.scenario_yaml) == ("rules.cap=105.0", "rules:\n  cap: 105.0\n")
    bracket = Bracket(100.0)
    search_knob(Pattern({110.0}, {110.0}), caps, bracket)
    answer = answer_of(caps, bracket, Found.FOUND)
    assert answer.what_en == (
        "Weight: from 100 to 110 brings it in; none up to 105 does (proven); between the two it is open"
    )


LINES = st.lists(st.tuples(st.integers(-60, 60), st.integers(-60, 60)), min_size=1, max_size=6)
"""Plans: their worth at 0 and the change of it for one step, in thousands of millionths."""


@dataclass
class Lines:
    """A judge of plans whose worth is linear in the value."""

    others: list[tuple[int, int]]
    having: list[tuple[int, int]]
    solved: int = 0

    def worth(self, plan: tuple[int, int], value: float) -> int:
        """Worth of a plan."""
        return round(1000 * (plan[0] + plan[1] * value))

    def bests(self, _knob: Knob, value: float) -> tuple[Best, Best | None]:
        """Return the best plan of all, and the best one with the pair."""
        self.solved += 1
        best = max((self.worth(plan, value), plan) for plan in [*self.others, *self.having])
        forced = max((self.worth(plan, value), plan) for plan in self.having)
        return (Best(best[0], best[0], cast("Any", best[1])), Best(forced[0], forced[0], cast("Any", forced[1])))

    def is_in(self, _knob: Knob, value: float) -> bool:
        """Whether one with the pair is as good as any."""
        best, forced = self.bests(_knob, value)
        self.solved -= 1
        return forced is not None and best.least == forced.least

    def could_be_in(self, _knob: Knob, value: float) -> bool:
        """Not asked for."""
        raise AssertionError(value)


@steady(150)
@given(LINES, LINES, st.integers(0, 40), st.integers(5, 40))
def test_where_worth_is_linear_nothing_nearer_is_proven_at_every_value(
    others: list[tuple[int, int]], having: list[tuple[int, int]], below: int, above: int
) -> None:
    judge = Lines(others, having)
    weight = knob(
        [v / 10 for v in range(1, above + 1)], [-v / 10 for v in range(1, below + 1)], is_linear=True, coefficients=1
    )
    if judge.is_in(weight, 0.0):
        return
    bracket = Bracket(0.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linear, "value_of", lambda value, plan: judge.worth(plan, value))
        search_knob(judge, weight, bracket)
    fine = [v / 1000 for v in range(-100 * below, 100 * above + 1)]  # a hundred values in each step
    inside = [value for value in fine if judge.is_in(weight, value)]
    answer = answer_of(weight, bracket, Found.FOUND if bracket.needed is not None else Found.NONE_IN_RANGE)
    if answer.needed is not None:
        assert judge.is_in(weight, answer.needed)
        assert answer.just_below is not None
    if answer.excludes_nearer:
        reach = max(below, above) / 10 if answer.just_below is None else abs(answer.just_below)
        assert not [value for value in inside if abs(value) <= reach]
    else:  # only where it comes in and goes out again inside one step, or nearly
        assert len(having) + len(others) > 1
    assert judge.solved <= 2 + 2 + above + below


def test_a_straight_loss_is_settled_by_few_solves() -> None:
    judge = Lines([(100, 0)], [(50, 13)])  # in from 50/13 = 3.846 on
    weight = knob([v / 100 for v in range(1, 1001)], is_linear=True, coefficients=1)
    bracket = Bracket(0.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linear, "value_of", lambda value, plan: judge.worth(plan, value))
        search_knob(judge, weight, bracket)
    assert (bracket.needed, bracket.below, bracket.is_proven_below) == (3.85, 3.84, True)
    assert judge.solved <= 4
