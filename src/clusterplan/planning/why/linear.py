r"""The smallest change of a weight in which the worth of every plan is linear: proven, not only tried.

Priorities and the weights of the objective change no plan's possibility, and the worth of each plan is linear in them.
So the worth of the best plan, :math:`V(t)`, and of the best plan with the pair, :math:`W(t) \le V(t)`, are convex in
the weight :math:`t`: each is a maximum of lines. Between two values at which both are solved

- :math:`V` lies on or above the line of every plan that is known,
- :math:`W` lies on or below the chord between its two values.

Where the highest line is above the chord, the pair is in no optimal plan, at any value there. What is left is solved
at the first value that is not excluded, and split there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from clusterplan.optimisation.assemble import value_of
from clusterplan.planning.why.bracket import Bracket, Judge
from clusterplan.planning.why.knobs import Knob

__all__ = ["search_linear"]

_ROUNDING = 2.0
"""Millionths for each coefficient: coefficients are whole millionths, so a plan's worth leaves its line by half of one
for each coefficient that the weight is in. A line and a chord are each drawn through two such points."""
_TINY = 1e-12


@dataclass(frozen=True)
class _Solved:
    """What is known at one position of a side; -1 is the present value."""

    place: int
    value: float
    forced: float
    """No more than this is the best plan with the pair worth; minus infinity if there is none."""
    is_in: bool | None
    """Whether the pair is in an optimal plan."""


def search_linear(judge: Judge, knob: Knob, bracket: Bracket) -> None:
    """Search both ways from the present value.

    Parameters
    ----------
    judge
        Answers by solves.
    knob
        A weight with a present value.
    bracket
        Filled as the search goes.
    """
    assert knob.now is not None
    now, proven = knob.now, True
    for side in (knob.values, knob.other_way):
        nearer = side if bracket.needed is None else [v for v in side if abs(v - now) < abs(bracket.needed - now)]
        if nearer:
            proven = _Side(judge, knob, bracket, now, nearer).search() and proven
    bracket.is_proven_below = proven


class _Side:
    """The search on one side of the present value, from near to far."""

    def __init__(self, judge: Judge, knob: Knob, bracket: Bracket, now: float, values: Sequence[float]) -> None:
        self.judge, self.knob, self.bracket, self.now, self.values = judge, knob, bracket, now, values
        self.lines: list[tuple[float, float]] = []
        """Of each known plan: its worth at the present value, and at the end."""
        self.is_proven = True

    def search(self) -> bool:
        """Return whether no value up to the one before the first that was found brings the pair in."""
        stack = [(self._solve(-1), self._solve(len(self.values) - 1))]
        while stack:
            left, right = stack.pop()
            place = self._first_possible(left, right)
            if place is None:
                continue
            if place == right.place and right.is_in:
                self.bracket.found(right.value, self._value(place - 1))
                break
            if right.place - left.place == 1:
                self.is_proven = False  # inside one step it may come in, and go out again
                continue
            middle = self._solve(min(place, right.place - 1))
            stack = [(left, middle)] if middle.is_in else [*stack, (middle, right), (left, middle)]
            if middle.is_in:
                self.bracket.found(middle.value, left.value)  # kept if the search is stopped here
        return self.is_proven

    def _value(self, place: int) -> float:
        """Return the value at a position."""
        return self.values[place] if place >= 0 else self.now

    def _solve(self, place: int) -> _Solved:
        """Solve at a position, and keep the lines of the plans found."""
        value = self._value(place)
        best, forced = self.judge.bests(self.knob, value)
        for known in (best, forced):
            if known is not None:
                ends = (value_of(self.knob.turned(at), known.choice) for at in (self.now, self.values[-1]))
                self.lines.append((next(ends), next(ends)))
        is_in = self.judge.is_in(self.knob, value)
        if is_in is None:
            self.is_proven, self.bracket.unsettled = False, self.bracket.unsettled + 1
        elif not is_in and place >= 0:
            self.bracket.out.append(value)
        return _Solved(place, value, -math.inf if forced is None else float(forced.most), is_in)

    def _share(self, value: float) -> float:
        """Return where a value lies: 0 at the present one, 1 at the end."""
        return (value - self.now) / (self.values[-1] - self.now)

    def _first_possible(self, left: _Solved, right: _Solved) -> int | None:
        """Return the first position after the left one up to which not everything is excluded; nothing if all is.

        A value is left if no known line lies above the chord there: for each line that is a half-line of values.
        """
        if math.isinf(left.forced) or math.isinf(right.forced):
            return None
        low, high = self._share(left.value), self._share(right.value)
        slope = (right.forced - left.forced) / (high - low)
        at_zero = left.forced - slope * low
        for at_now, at_end in self.lines:
            above, rise = at_now - at_zero - _ROUNDING * self.knob.coefficients, (at_end - at_now) - slope
            if rise > 0:
                high = min(high, -above / rise)
            elif rise < 0:
                low = max(low, -above / rise)
            elif above > 0:
                return None
        if low > high:
            return None
        return next(p for p in range(left.place + 1, right.place + 1) if self._share(self.values[p]) >= low - _TINY)
