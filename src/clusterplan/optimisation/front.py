"""The front of two criteria: plans of which none is better in both, each proven.

Three ways to walk it. All use whole-number weights that make the second criterion count only where the first is equal,
so that a plan which another one equals in one criterion and beats in the other is never returned (the augmented
epsilon-constraint method; Haimes, Lasdon and Wismer 1971, Mavrotas 2009):

- ``epsilon``: the best value among plans of at least a level, for levels from that of the best plan to the highest one.
  A level that an earlier point has reached is passed over, because it is answered (Mavrotas and Florios 2013).
- ``lexicographic``: the two ends alone: value first, then level; and level first, then value.
- ``weighted``: the corners of the convex hull, by halving the angle between two known corners (Aneja and Nair 1979).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from clusterplan.optimisation.assemble import value_of
from clusterplan.optimisation.criteria import Second, level_of, span_of
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Choice
from clusterplan.optimisation.weighing import Answer, Weighing

__all__ = ["FrontPoint", "FrontQuestion", "Mode", "is_complete", "non_dominated", "walk"]


class Mode(StrEnum):
    """How the front is walked."""

    EPSILON = "epsilon"
    LEXICOGRAPHIC = "lexicographic"
    WEIGHTED = "weighted"


@dataclass(frozen=True, eq=False)
class FrontQuestion:
    """Which front is asked for."""

    problem: Problem
    """The planning problem; it has a plan."""
    criterion: Second
    """What advantage is held against."""
    mode: Mode
    """How to walk."""
    points: int
    """Most points, at least 2."""
    best: Choice | None = None
    """The best choice in value that is known, if one is. It stands in where time brings none."""
    best_bound: int | None = None
    """Proven upper bound on the value of every choice; without one, ``best`` is proven best."""


@dataclass(frozen=True)
class FrontPoint:
    """One plan of the front. Levels are *more is better*; values are in millionths."""

    choice: Choice
    """What is chosen."""
    value: int
    """Its objective."""
    level: int
    """Its level of the criterion."""
    at_least: int
    """The level it was asked for: every plan of at least this level is worth at most ``bound``."""
    bound: int
    """Proven upper bound on the value of such plans."""
    is_proven: bool
    """Whether no plan is better in one criterion and as good in the other."""
    weights: tuple[int, int]
    """The weights of value and level under which it is best."""


def walk(question: FrontQuestion) -> Iterator[FrontPoint]:
    """Yield the points of a front as they are found, the two ends first.

    Parameters
    ----------
    question
        What is asked for.

    Yields
    ------
    FrontPoint
        Not yet sorted; :func:`non_dominated` sorts them and removes what turned out to be worse.
    """
    walker = _Walker(question)
    first = walker.first()
    if first is None:
        return
    yield first  # before the other end is asked for, so that it is kept if somebody stops then
    last = walker.last(first)
    if last is None:
        return
    yield last
    if first.level < last.level and question.mode is not Mode.LEXICOGRAPHIC:
        inside = walker.between if question.mode is Mode.EPSILON else walker.corners
        yield from inside(first, last)


class _Walker:
    """The questions of one front."""

    def __init__(self, question: FrontQuestion) -> None:
        self.question = question
        self.weighing = Weighing(question.problem, question.criterion)

    def ask(self, of_value: int, of_level: int, at_least: int | None) -> FrontPoint | None:
        """Return the best plan under some weights as a point."""
        answer = self.weighing.ask(of_value, of_level, at_least)
        return None if answer is None else _point(answer, of_value, of_level, at_least)

    def first(self) -> FrontPoint | None:
        """Return the best plan in value, of those the one with the highest level; what is known if time brings none."""
        span, known = span_of(self.question.criterion, self.question.problem), self._known()
        least = known.at_least if known is not None and known.bound == known.value else None
        return self.ask(span.most - (span.least if least is None else least) + 1, 1, least) or known

    def last(self, first: FrontPoint) -> FrontPoint | None:
        """Return the plan with the highest level, of those the best in value; None if it was not found in time."""
        return self.ask(1, first.bound - self.weighing.least_value() + 1, first.level)

    def _known(self) -> FrontPoint | None:
        """Return what is known beforehand as a point: another plan as good may have a higher level."""
        best, problem = self.question.best, self.question.problem
        if best is None:
            return None
        value, bound = value_of(problem, best), self.question.best_bound
        level = level_of(self.question.criterion, problem, best)
        return FrontPoint(best, value, level, level, value if bound is None else bound, is_proven=False, weights=(1, 1))

    def between(self, first: FrontPoint, last: FrontPoint) -> Iterator[FrontPoint]:
        """Yield the best plan in value of each level on a grid between two ends, lowest level first."""
        reached = first.level
        for level in _grid(first.level, last.level, self.question.points):
            if level > reached:
                point = self.ask(last.level - level + 1, 1, level)
                if point is not None:
                    yield point
                    reached = point.level

    def corners(self, first: FrontPoint, last: FrontPoint) -> Iterator[FrontPoint]:
        """Yield the corners of the convex hull between two ends, the widest angles first."""
        sides, left = deque([(first, last)]), self.question.points - 2
        while sides and left > 0:
            low, high = sides.popleft()
            weights = high.level - low.level, low.value - high.value
            if min(weights) < 1:
                continue
            point = self.ask(*weights, None)
            if point is not None and _sum(point, weights) > _sum(low, weights):
                yield point
                left -= 1
                sides += [(low, point), (point, high)]


def _grid(low: int, high: int, points: int) -> list[int]:
    """Return at most ``points - 2`` levels strictly between two, evenly spread; all of them if there are no more.

    Examples
    --------
    >>> _grid(25, 34, 10)
    [26, 27, 28, 29, 30, 31, 32, 33]
    >>> _grid(0, 10, 4)
    [3, 7]
    """
    steps = points - 1
    return sorted({low + round((high - low) * step / steps) for step in range(1, steps)} - {low, high})


def _sum(point: FrontPoint, weights: tuple[int, int]) -> int:
    """Return the weighted sum of a point."""
    return weights[0] * point.value + weights[1] * point.level


def _point(answer: Answer, of_value: int, of_level: int, at_least: int | None) -> FrontPoint:
    """Return an answer as a point: from ``v f + w g <= B`` and ``g >= at_least`` follows a bound on f."""
    level = answer.level if at_least is None or of_level > of_value else at_least
    bound = answer.value if answer.is_proven else (answer.bound - of_level * level) // of_value
    return FrontPoint(answer.choice, answer.value, answer.level, level, bound, answer.is_proven, (of_value, of_level))


def non_dominated(points: Iterable[FrontPoint]) -> tuple[FrontPoint, ...]:
    """Return points by level, without those that another one equals or beats in both criteria.

    Parameters
    ----------
    points
        Points as they were found.

    Returns
    -------
    tuple of FrontPoint
        Value falls as level rises. Of equal points one remains, with the least level that it answers.
    """
    kept: dict[tuple[int, int], FrontPoint] = {}
    for point in points:
        place = point.value, point.level
        other = kept.get(place)
        if other is not None:
            best = point if point.is_proven and not other.is_proven else other
            point = replace(best, at_least=min(point.at_least, other.at_least))
        kept[place] = point
    return tuple(
        point
        for (value, level), point in sorted(kept.items(), key=lambda item: item[0][1])
        if not any(v >= value and g >= level for v, g in kept if (v, g) != (value, level))
    )


def is_complete(points: tuple[FrontPoint, ...]) -> bool:
    """Whether points are all of a front: each level between the ends is answered by a proven point.

    Parameters
    ----------
    points
        What :func:`non_dominated` returned.

    Returns
    -------
    bool
        True if each point was asked for at most one level above the point before it, and all are proven.
    """
    follow = pairwise(points)
    return all(point.is_proven for point in points) and all(b.at_least <= a.level + 1 for a, b in follow)
