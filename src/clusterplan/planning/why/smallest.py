"""The smallest change of one thing alone that makes a pair part of an optimal plan.

A change brings a pair in if the best plan with the pair is worth as much as the best plan. Every answer is two full
solves at the change, which say so, and two just below it, which say that it was not so there.

Looser limits never make the best plan with the pair worse. So one solve at the end of a range, with the pair forced,
is enough to say that nothing in the range helps: if even that plan is worth less than the present optimum, which only
grows. Where it is not, whole numbers are tried one by one, and everything else is halved.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from clusterplan.domain import TechnologyId, UnitId
from clusterplan.errors import NoPlanError
from clusterplan.language import Text
from clusterplan.optimisation.solution import Progress
from clusterplan.planning.why.answers import Found, SmallestChange
from clusterplan.planning.why.indicators import indicator_knobs
from clusterplan.planning.why.knobs import Knob, limit_knobs, priority_knob, score_knob
from clusterplan.planning.why.pairs import Questions, has_pair
from clusterplan.planning.why.reasons import Asked
from clusterplan.planning.why.words import plain_number

__all__ = ["Searched", "smallest_changes"]


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


@dataclass(frozen=True)
class Searched:
    """What a search for smallest changes found."""

    changes: tuple[SmallestChange, ...]
    """One answer for each thing that may change."""
    is_complete: bool
    """Whether all of them were looked at to the end."""
    was_interrupted: bool = False
    """Whether Ctrl-C ended the search."""


def smallest_changes(
    asked: Asked,
    unit: UnitId,
    technology: TechnologyId,
    seconds: float,
    *,
    knobs: Iterable[Knob] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Searched:
    """Search the smallest change of the score, of each limit, of the priority and of each indicator.

    Parameters
    ----------
    asked
        The plan.
    unit, technology
        A pair that it does not have.
    seconds
        Time for all searches together; 0 leaves them out.
    knobs
        What may change; everything that can if left out.
    on_progress
        Told which change is looked at.
    should_stop
        Asked between two solves.

    Returns
    -------
    Searched
        Nothing if the plan is not proven, or if the pair is in another optimal plan as it is.
    """
    best = asked.questions.best
    if seconds <= 0 or not best.is_proven:
        return Searched((), False)
    forced = asked.questions.with_pair(unit, technology) if asked.may_be_in_a_plan(unit, technology) else None
    if forced is not None and forced.least == best.least:
        return Searched((), True)
    started = time.monotonic()
    search = _Search(asked, unit, technology, started + seconds, should_stop or (lambda: False))
    found: list[SmallestChange] = []
    try:
        for knob in _knobs(asked, unit, technology) if knobs is None else knobs:
            if on_progress is not None:
                on_progress(Progress(knob.name, time.monotonic() - started))
            found.append(_smallest(search, knob))
    except KeyboardInterrupt:
        return Searched(tuple(found), False, was_interrupted=True)
    return Searched(tuple(found), all(change.found is not Found.OUT_OF_TIME for change in found))


def _knobs(asked: Asked, unit: UnitId, technology: TechnologyId) -> Iterator[Knob]:
    """Yield everything that may change alone."""
    yield from score_knob(asked, unit, technology)
    yield from limit_knobs(asked, unit, technology)
    yield from priority_knob(asked, technology)
    yield from indicator_knobs(asked, unit, technology)


@dataclass(frozen=True)
class _Boundary:
    """Where a pair comes in on a knob's range."""

    needed: float | None = None
    """The first value at which it is in; nothing if there is none."""
    below: float | None = None
    """The value tried before, at which it is not."""
    excludes_nearer: bool = False
    """Whether no nearer value brings it in, tried or not."""


def _smallest(search: _Search, knob: Knob) -> SmallestChange:
    """Search one knob."""
    try:
        search.go_on()
        boundary = _boundary(search, knob)
    except _OutOfTimeError:
        return _answer(knob, _Boundary(), Found.OUT_OF_TIME)
    except (_NotProvenError, NoPlanError):
        return _answer(knob, _Boundary(), Found.NOT_PROVEN)
    return _answer(knob, boundary, Found.NONE_IN_RANGE if boundary.needed is None else Found.FOUND)


def _boundary(search: _Search, knob: Knob) -> _Boundary:
    """Find where the pair comes in."""
    values = knob.values
    if knob.is_loosening and not search.could_at_all(search.questions_at(knob, values[-1])):
        return _Boundary(excludes_nearer=True)
    if knob.one_by_one:
        for place, value in enumerate(values):
            if search.brings_it_in(knob, value):
                return _Boundary(value, values[place - 1] if place else knob.now, excludes_nearer=True)
        return _Boundary(excludes_nearer=True)
    if not search.brings_it_in(knob, values[-1]):
        return _Boundary()
    out, inside = -1, len(values) - 1
    while inside - out > 1:
        middle = (inside + out) // 2
        if search.brings_it_in(knob, values[middle]):
            inside = middle
        else:
            out = middle
    if out < 0:
        return _Boundary(values[inside], knob.now, excludes_nearer=True)
    excluded = knob.is_loosening and not search.could_at_all(search.questions_at(knob, values[out]))
    return _Boundary(values[inside], values[out], excluded)


def _answer(knob: Knob, boundary: _Boundary, found: Found) -> SmallestChange:
    """Put an answer into words."""
    needed = boundary.needed
    said = _in_words(knob, boundary, found)
    return SmallestChange(
        about=knob.about,
        name=knob.name,
        title_vi=knob.title.vi,
        title_en=knob.title.en,
        measure=knob.measure,
        now=knob.now,
        needed=needed,
        just_below=boundary.below,
        excludes_nearer=boundary.excludes_nearer,
        range_end=knob.values[-1],
        found=found,
        score_then=None if needed is None or knob.score_at is None else knob.score_at(needed),
        what_vi=said.vi,
        what_en=said.en,
    )


def _in_words(knob: Knob, boundary: _Boundary, found: Found) -> Text:
    """Say how a search ended."""
    now, end, needed = (plain_number(value) for value in (knob.now, knob.values[-1], boundary.needed))
    if found is Found.FOUND and boundary.excludes_nearer:
        said = Text(
            vi=f"từ {now.vi} thành {needed.vi} là vào phương án; thay đổi nhỏ hơn thì không (đã chứng minh)",
            en=f"from {now.en} to {needed.en} brings it in; no smaller change does (proven)",
        )
    elif found is Found.FOUND:
        below = plain_number(boundary.below)
        said = Text(
            vi=f"từ {now.vi} thành {needed.vi} là vào phương án; ở {below.vi} thì chưa",
            en=f"from {now.en} to {needed.en} brings it in; {below.en} does not",
        )
    elif found is Found.NONE_IN_RANGE and boundary.excludes_nearer:
        said = Text(
            vi=f"chỉ đổi riêng mục này, từ {now.vi} đến {end.vi}, không đưa được vào phương án",
            en=f"no change of this one alone from {now.en} to {end.en} brings it in",
        )
    elif found is Found.NONE_IN_RANGE:
        said = Text(
            vi=f"chỉ đổi riêng mục này, từ {now.vi} đến tận {end.vi}, vẫn chưa vào phương án",
            en=f"changed alone from {now.en} as far as {end.en} it is still not in",
        )
    else:
        said = _UNSETTLED[found]
    return Text(vi=f"{knob.title.vi}: {said.vi}", en=f"{knob.title.en}: {said.en}")


_UNSETTLED = {
    Found.NOT_PROVEN: Text(vi="chưa chứng minh được", en="not proven either way"),
    Found.OUT_OF_TIME: Text(vi="hết thời gian trước khi xét xong", en="time ran out before this was settled"),
}
