"""The smallest change of one thing alone that makes a pair part of an optimal plan.

A change brings a pair in if the best plan with the pair is worth as much as the best plan. Every answer is two full
solves at the change, which say so, and two just below it, which say that it was not so there.

Looser limits never make the best plan with the pair worse. So one solve at the end of a range, with the pair forced,
is enough to say that nothing in the range helps: if even that plan is worth less than the present optimum, which only
grows. Where it is not, whole numbers are tried one by one, and everything else is halved.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clusterplan.domain import TechnologyId, UnitId
from clusterplan.optimisation.solution import Progress
from clusterplan.planning.why.answers import Found, SmallestChange
from clusterplan.planning.why.indicators import indicator_knobs
from clusterplan.planning.why.knobs import Knob, limit_knobs, priority_knob, score_knob
from clusterplan.planning.why.pairs import Questions, has_pair
from clusterplan.planning.why.reasons import Asked
from clusterplan.publishing.texts import decimal

__all__ = ["smallest_changes"]


class _OutOfTimeError(Exception):
    """The time is over, or the work was stopped."""


class _NotProvenError(Exception):
    """A solve ended without a proof."""


@dataclass(frozen=True)
class _Search:
    """What all searches for one pair share."""

    asked: Asked
    unit: UnitId
    technology: TechnologyId
    deadline: float
    should_stop: Callable[[], bool]

    def brings_it_in(self, knob: Knob, value: float) -> bool:
        """Whether the pair is in an optimal plan at a value of a knob."""
        self.go_on()
        questions = self.questions_at(knob, value)
        if knob.is_loosening and not self.could_at_all(questions):
            return False
        best = questions.best
        if best.is_proven and has_pair(questions.problem, best.choice, self.unit, self.technology):
            return True
        forced = questions.with_pair(self.unit, self.technology)
        if forced is None or forced.most < best.least:
            return False
        if forced.is_proven and best.is_proven:
            return forced.least == best.least
        raise _NotProvenError

    def questions_at(self, knob: Knob, value: float) -> Questions:
        """Return the problem at a value of a knob."""
        session = self.asked.questions.session if knob.changes_rows_only else None
        return Questions(knob.turned(value), session=session)

    def could_at_all(self, questions: Questions) -> bool:
        """Whether the best plan with the pair is worth what the present optimum is: a looser rule has no worse one."""
        forced = questions.with_pair(self.unit, self.technology)
        return forced is not None and forced.most >= self.asked.questions.best.least

    def go_on(self) -> None:
        """Stop where the time is over."""
        if time.monotonic() > self.deadline or self.should_stop():
            raise _OutOfTimeError


def smallest_changes(
    asked: Asked,
    unit: UnitId,
    technology: TechnologyId,
    seconds: float,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> tuple[tuple[SmallestChange, ...], bool]:
    """Search the smallest change of the score, of each limit, of the priority and of each indicator.

    Parameters
    ----------
    asked
        The plan.
    unit, technology
        A pair that it does not have.
    seconds
        Time for all searches together; 0 leaves them out.
    on_progress
        Told which change is looked at.
    should_stop
        Asked between two solves.

    Returns
    -------
    tuple of tuple of SmallestChange and bool
        One answer for each thing that may change, and whether all were looked at to the end.
    """
    best = asked.questions.best
    if seconds <= 0 or not best.is_proven:
        return (), False
    forced = asked.questions.with_pair(unit, technology) if asked.may_be_in_a_plan(unit, technology) else None
    if forced is not None and forced.least == best.least:
        return (), True  # it is in an optimal plan as it is
    started = time.monotonic()
    search = _Search(asked, unit, technology, started + seconds, should_stop or (lambda: False))
    found: list[SmallestChange] = []
    try:
        for knob in _knobs(asked, unit, technology):
            if on_progress is not None:
                on_progress(Progress(knob.name, time.monotonic() - started))
            found.append(_smallest(search, knob))
    except KeyboardInterrupt:
        return tuple(found), False
    return tuple(found), all(change.found is not Found.OUT_OF_TIME for change in found)


def _knobs(asked: Asked, unit: UnitId, technology: TechnologyId) -> Iterator[Knob]:
    """Yield everything that may change alone."""
    yield from score_knob(asked, unit, technology)
    yield from limit_knobs(asked, unit, technology)
    yield from priority_knob(asked, technology)
    yield from indicator_knobs(asked, unit, technology)


def _smallest(search: _Search, knob: Knob) -> SmallestChange:
    """Search one knob."""
    try:
        needed, below = _first(search, knob)
    except _OutOfTimeError:
        return _answer(knob, None, None, Found.OUT_OF_TIME)
    except _NotProvenError:
        return _answer(knob, None, None, Found.NOT_PROVEN)
    return _answer(knob, needed, below, Found.NONE_IN_RANGE if needed is None else Found.FOUND)


def _first(search: _Search, knob: Knob) -> tuple[float | None, float | None]:
    """Return the first value at which the pair is in, and the one before it."""
    values = knob.values
    if knob.is_loosening:
        search.go_on()
        if not search.could_at_all(search.questions_at(knob, values[-1])):
            return None, None
    if knob.one_by_one:
        for place, value in enumerate(values):
            if search.brings_it_in(knob, value):
                return value, values[place - 1] if place else knob.now
        return None, None
    if not search.brings_it_in(knob, values[-1]):
        return None, None
    out, inside = -1, len(values) - 1
    while inside - out > 1:
        middle = (inside + out) // 2
        if search.brings_it_in(knob, values[middle]):
            inside = middle
        else:
            out = middle
    return values[inside], knob.now if out < 0 else values[out]


def _answer(knob: Knob, needed: float | None, below: float | None, found: Found) -> SmallestChange:
    """Put an answer into words."""
    vi, en = (_said(knob, needed, found, language) for language in (0, 1))
    return SmallestChange(
        about=knob.about,
        name=knob.name,
        title_vi=knob.title.vi,
        title_en=knob.title.en,
        measure=knob.measure,
        now=knob.now,
        needed=needed,
        just_below=below,
        range_end=knob.values[-1],
        found=found,
        score_then=None if needed is None or knob.score_at is None else knob.score_at(needed),
        what_vi=vi,
        what_en=en,
    )


def _said(knob: Knob, needed: float | None, found: Found, language: int) -> str:
    """Say how a search ended; 0 is Vietnamese."""
    name = "vi" if language == 0 else "en"
    title = knob.title[language]
    now = ("chưa có", "missing")[language] if knob.now is None else _number(knob.now, name)
    end = _number(knob.values[-1], name)
    if found is Found.FOUND and needed is not None:
        value = _number(needed, name)
        return (f"{title}: từ {now} thành {value} là vào phương án", f"{title}: from {now} to {value} brings it in")[
            language
        ]
    if found is Found.NONE_IN_RANGE:
        return (
            f"{title}: chỉ đổi riêng mục này trong khoảng từ {now} đến {end} thì không đưa được vào",
            f"{title}: no change of this one alone from {now} to {end} brings it in",
        )[language]
    if found is Found.NOT_PROVEN:
        return (f"{title}: chưa chứng minh được", f"{title}: not proven either way")[language]
    return (f"{title}: hết thời gian trước khi xét xong", f"{title}: time ran out before this was settled")[language]


def _number(value: float, language: str) -> str:
    """Return a number with no more digits than it needs, up to six decimals."""
    places = next((places for places in range(7) if abs(round(value, places) - value) < 5e-7), 6)
    return decimal(value, "vi" if language == "vi" else "en", places)
