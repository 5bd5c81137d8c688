"""The smallest change of one thing alone that makes a pair part of an optimal plan.

A change brings a pair in if the best plan with the pair is worth as much as the best plan. Every answer is two full
solves at the change, which say so. What is known of nearer changes is said with it: some are excluded by proof, the
others by solves at single values, which are listed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from clusterplan.domain import TechnologyId, UnitId
from clusterplan.errors import InfeasibleError, NoPlanError
from clusterplan.optimisation.solution import Progress
from clusterplan.planning.why.answers import Found, SmallestChange
from clusterplan.planning.why.bracket import Bracket
from clusterplan.planning.why.bracketing import search_knob
from clusterplan.planning.why.change_words import answer_of
from clusterplan.planning.why.indicators import indicator_knobs
from clusterplan.planning.why.knobs import Knob, score_knob
from clusterplan.planning.why.limits import limit_knobs
from clusterplan.planning.why.pairs import Best, Questions, has_pair
from clusterplan.planning.why.reasons import Asked
from clusterplan.planning.why.weights import (
    objective_knobs,
    priority_knob,
    score_weight_knobs,
    shared_weight_knobs,
)

__all__ = ["Searched", "smallest_changes"]


class _OutOfTimeError(Exception):
    """The time is over, or the work was stopped."""


@dataclass
class _Search:
    """What all searches for one pair share."""

    asked: Asked
    unit: UnitId
    technology: TechnologyId
    deadline: float
    should_stop: Callable[[], bool]
    kept: dict[tuple[str, float], Questions] = field(default_factory=dict)
    """Problems of the present knob that were solved."""
    is_whole: bool = True
    """Whether every search so far ended before the time did."""

    def is_in(self, knob: Knob, value: float) -> bool | None:
        """Whether the pair is in an optimal plan at a value of a knob; nothing if that is not proven."""
        questions = self._questions_at(knob, value)
        if knob.is_loosening and not self.could_be_in(knob, value):
            return False
        try:
            best = questions.best
            if best.is_proven and has_pair(questions.problem, best.choice, self.unit, self.technology):
                return True
            forced = questions.with_pair(self.unit, self.technology)
        except InfeasibleError:  # no plan at all at that value
            return False
        except NoPlanError:
            return None
        if forced is None or forced.most < best.least:
            return False
        return forced.least == best.least if forced.is_proven and best.is_proven else None

    def could_be_in(self, knob: Knob, value: float) -> bool:
        """Whether the best plan with the pair may be worth what the present optimum is."""
        try:
            forced = self._questions_at(knob, value).with_pair(self.unit, self.technology)
        except NoPlanError:
            return True
        return forced is not None and forced.most >= self.asked.questions.best.least

    def bests(self, knob: Knob, value: float) -> tuple[Best, Best | None]:
        """Return the best plan at a value of a knob, and the best one with the pair."""
        questions = self._questions_at(knob, value)
        best = questions.best
        possible = value != knob.now or self.asked.may_be_in_a_plan(self.unit, self.technology)
        return best, questions.with_pair(self.unit, self.technology) if possible else None

    def _questions_at(self, knob: Knob, value: float) -> Questions:
        """Return the problem at a value of a knob; stop where the time is over."""
        if value == knob.now:
            return self.asked.questions
        key = knob.name, value
        if key not in self.kept:
            if time.monotonic() > self.deadline or self.should_stop():
                raise _OutOfTimeError
            session = self.asked.questions.session if knob.changes_rows_only else None
            self.kept[key] = Questions(knob.turned(value), session=session)
        return self.kept[key]


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
    at: tuple[Knob, Bracket] | None = None
    try:
        for knob in _knobs(asked, unit, technology) if knobs is None else knobs:
            if on_progress is not None:
                on_progress(Progress(knob.name, time.monotonic() - started))
            at = knob, Bracket(knob.now)
            found.append(_searched(search, *at))
            search.is_whole = search.is_whole and not at[1].was_cut
            at = None
    except KeyboardInterrupt:
        if at is not None and at[1].needed is not None:
            found.append(answer_of(*at, Found.FOUND))
        return Searched(tuple(found), False, was_interrupted=True)
    return Searched(tuple(found), search.is_whole)


def _knobs(asked: Asked, unit: UnitId, technology: TechnologyId) -> Iterator[Knob]:
    """Yield everything that may change alone; what takes longest comes last."""
    yield from score_knob(asked, unit, technology)
    yield from priority_knob(asked, technology)
    yield from objective_knobs(asked, technology)
    yield from limit_knobs(asked, unit, technology)
    yield from score_weight_knobs(asked, unit, technology)
    yield from indicator_knobs(asked, unit, technology)
    yield from shared_weight_knobs(asked, unit, technology)


def _searched(search: _Search, knob: Knob, bracket: Bracket) -> SmallestChange:
    """Search one knob; what is known when the time is over is kept."""
    ended = None
    try:
        search_knob(search, knob, bracket)
    except _OutOfTimeError:
        ended, bracket.was_cut = Found.OUT_OF_TIME, True
    except NoPlanError:
        ended = Found.NOT_PROVEN
    finally:
        search.kept.clear()
    return _answer(knob, bracket, ended)


def _answer(knob: Knob, bracket: Bracket, ended: Found | None) -> SmallestChange:
    """Return what is known of a knob."""
    if bracket.needed is not None:
        return answer_of(knob, bracket, Found.FOUND)
    if ended is None:
        ended = Found.NOT_PROVEN if bracket.unsettled else Found.NONE_IN_RANGE
    return answer_of(knob, bracket, ended)
