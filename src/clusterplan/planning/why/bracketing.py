"""Where a pair comes in when one thing changes: what was tried, what is proven, and how close the two lie.

The effect of a change is not monotone in general: a pair may come in and go out again. So a search says what it knows:
at the value that is named the pair is in an optimal plan; at every nearer value that was tried it is not; and only
where a proof reaches that far, that no nearer value brings it in.

Looser limits never make the best plan with the pair worse. So one solve with the pair forced is enough to say that
nothing up to a limit helps: if even that plan is worth less than the present optimum, which only grows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clusterplan.planning.why.bracket import Bracket, Judge
from clusterplan.planning.why.knobs import Knob
from clusterplan.planning.why.linear import search_linear

__all__ = ["search_knob"]

_FIRST_PART = 32
"""The first value that is tried lies at this part of a range; each further one twice as far."""
_NOTHING = 1e-9


def search_knob(judge: Judge, knob: Knob, bracket: Bracket) -> None:
    """Search the smallest change of one knob.

    Parameters
    ----------
    judge
        Answers by solves.
    knob
        What may change.
    bracket
        Filled as the search goes, so that what is known is kept if it is stopped.
    """
    if knob.is_linear:
        search_linear(judge, knob, bracket)
        return
    if knob.is_loosening:
        _search_loosening(judge, knob, bracket)
        return
    for side, positions in _in_order(knob):
        if _try(judge, knob, bracket, side[positions[1]]):
            _halve(judge, knob, bracket, side, positions[0], positions[1])
            break
    if knob.is_monotone:
        bracket.is_proven_below = not bracket.unsettled
    elif knob.gap and not bracket.unsettled:
        bracket.is_proven_below = _covers_all(knob, bracket)


def _search_loosening(judge: Judge, knob: Knob, bracket: Bracket) -> None:
    """Find where a looser limit could help at all, by halving, and from there on where it does."""
    values = knob.values
    if not judge.could_be_in(knob, values[-1]):
        bracket.out.extend(values)
        bracket.is_proven_below = True
        return
    before, first = -1, len(values) - 1
    while first - before > 1:
        middle = (first + before) // 2
        if judge.could_be_in(knob, values[middle]):
            first = middle
        else:
            before = middle
    bracket.out.extend(values[:first])  # proven for the farthest of them, and so for all
    last = before
    for place in _doubling(first, len(values), 1) if not knob.one_by_one else range(first, len(values)):
        if _try(judge, knob, bracket, values[place]):
            _halve(judge, knob, bracket, values, last, place)
            break
        last = place
    reaches = knob.one_by_one or bracket.needed == values[first] or _covers_all(knob, bracket)
    bracket.is_proven_below = reaches and not bracket.unsettled


def _try(judge: Judge, knob: Knob, bracket: Bracket, value: float) -> bool:
    """Try one value and note what it gave."""
    answer = judge.is_in(knob, value)
    if answer is None:
        bracket.unsettled += 1
    elif not answer:
        bracket.out.append(value)
    return bool(answer)


def _halve(judge: Judge, knob: Knob, bracket: Bracket, values: Sequence[float], out: int, inside: int) -> None:
    """Halve the gap between a value at which the pair is not in and one at which it is."""
    before = bracket.unsettled
    bracket.found(values[inside], values[out] if out >= 0 else knob.now)
    while inside - out > 1 and bracket.unsettled == before:
        middle = (inside + out) // 2
        if _try(judge, knob, bracket, values[middle]):
            inside = middle
        elif bracket.unsettled == before:
            out = middle
        bracket.found(values[inside], values[out] if out >= 0 else knob.now)


def _in_order(knob: Knob) -> Iterator[tuple[Sequence[float], tuple[int, int]]]:
    """Yield the values to try, the nearest first on whichever side, each with the position tried before it there."""
    steps = []
    for number, side in enumerate((knob.values, knob.other_way)):
        places = range(len(side)) if knob.one_by_one else _doubling(0, len(side), max(1, len(side) // _FIRST_PART))
        last = -1
        for place in places:
            origin = side[0] if knob.now is None else knob.now
            steps.append((abs(side[place] - origin), number, place, last))
            last = place
    for _distance, number, place, last in sorted(steps):
        yield (knob.other_way if number else knob.values), (last, place)


def _doubling(first: int, end: int, step: int) -> Iterator[int]:
    """Yield positions that lie twice as far each time, and the last one."""
    place = first + step - 1
    while place < end - 1:
        yield place
        place = first + 2 * (place - first + 1) - 1
    if first < end:
        yield end - 1


def _covers_all(knob: Knob, bracket: Bracket) -> bool:
    """Whether every value that could matter was tried up to the one that is needed."""
    if knob.now is None:
        return False
    now = knob.now
    most = float("inf") if bracket.needed is None else abs(bracket.needed - now)
    every = {value for value in (*knob.values, *knob.other_way) if abs(value - now) < most - _NOTHING}
    return every <= set(bracket.out) and all(
        abs(after - before) <= knob.gap + _NOTHING
        for side in (knob.values, knob.other_way)
        for before, after in zip((now, *side), side, strict=False)
    )
