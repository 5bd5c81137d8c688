"""From the relaxation over all patterns to the best plan and its proof.

1. The relaxation gives a bound and prices; the integer programme over its patterns and the next best ones gives a first
   plan.
2. A plan worth at least z uses only patterns whose bound is at least z. So the integer programme over *all* patterns
   whose bound is at least z either finds a plan worth z or more, which then is the best of all plans, or proves that
   there is none, and z is the new bound. The search begins with few patterns and lowers z until bound and plan meet.

No better plan is lost on the way, and no step depends on the clock except the time limit itself.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

import numpy as np

from clusterplan.domain import Termination
from clusterplan.optimisation.arrays import Numbers
from clusterplan.optimisation.column_generation import Root, has_no_point, solve_relaxation
from clusterplan.optimisation.highs import Found, solve_integer
from clusterplan.optimisation.patterns import Pattern, PatternSpace
from clusterplan.optimisation.restricted import Restricted, restrict
from clusterplan.scenario import SolverSettings

__all__ = ["HeadStart", "Outcome", "Tell", "search"]

type Tell = Callable[[float | None, float | None, Numbers | None], None]
"""Told the incumbent, the bound, and the point of a new incumbent."""

_HALF = 0.5
"""Objectives are whole millionths: what cannot gain half a one gains nothing."""
_FIRST_PATTERNS = 800
_MORE_PATTERNS = 4
_MOST_PATTERNS = 60_000
"""With more patterns than this the whole programme is the smaller question."""
_FIRST_DROP = 0.002
"""Share of the bound by which a plan is first supposed to lie below it."""
_NEAR = 0.005
"""Share of the bound within which patterns are looked for to go with the relaxation's."""
_MOST_NEAR = 5000
"""With more of them than this they are no choice."""
_NEXT_BEST = 300
_FIRST_NODES = 50
_GOOD_ENOUGH = 0.01
"""A plan at hand within this share of the bound needs no first plan."""


@dataclass(frozen=True, eq=False)
class HeadStart:
    """What an answered question says about a changed one. Saves time, never changes the answer's objective."""

    patterns: tuple[Pattern, ...] = ()
    """Patterns to begin the relaxation with."""
    point: Numbers | None = None
    """A plan that keeps every rule."""
    used: tuple[Pattern, ...] = ()
    """The patterns that it uses."""
    bound: float = math.inf
    """An upper bound that is already proven."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """How a search ended."""

    termination: Termination
    """How it ended."""
    bound: int
    """Proven upper bound in millionths; meaningless where there is no plan."""
    point: Numbers | None = None
    """The best plan as a point of the whole programme."""
    patterns: tuple[Pattern, ...] = ()
    """The patterns that it uses."""
    root: Root | None = None
    """The relaxation."""


_FROM_NOTHING = HeadStart()


class _Search:
    """The state of a search: the bound and the best plan so far."""

    def __init__(self, space: PatternSpace, root: Root, settings: SolverSettings, deadline: float, tell: Tell | None):
        self.space, self.root, self.settings = space, root, settings
        self.deadline, self.tell = deadline, tell
        self.bound = math.floor(root.bound + _HALF)
        self.worth = -math.inf
        self.point: Numbers | None = None
        self.used: tuple[Pattern, ...] = ()

    @property
    def is_close_enough(self) -> bool:
        """Whether bound and plan meet, or the gap is what was asked for."""
        return self.bound - self.worth < max(_HALF, self.settings.gap_limit * max(1.0, abs(self.worth)))

    @property
    def termination(self) -> Termination:
        """How a search ends that ends here."""
        if self.point is None:
            return Termination.NO_PLAN
        if self.bound - self.worth < _HALF:
            return Termination.OPTIMAL
        return Termination.GAP_LIMIT if self.is_close_enough else Termination.TIME_LIMIT

    def solve(self, patterns: tuple[Pattern, ...], floor: float, nodes: int | None = None) -> Found:
        """Solve the integer programme over some patterns, keep a better plan, and tell about it.

        ``floor`` is a bound on plans with other patterns; without one, the step's bound says nothing about the whole.
        """
        # a plan at hand stays possible: all that it uses has a bound of its worth
        target = self.worth - _HALF
        step = restrict(self.space, patterns, self.root.profits, self.root.bound, target)
        start = None if self.point is None else step.own_point(self.point, self.used)
        found = solve_integer(
            step.programme,
            self.deadline - time.monotonic(),
            self.settings.seed,
            nodes=nodes,
            start=start,
            gap=self.settings.gap_limit,
            watch=None if self.tell is None else self._listener(step, floor),
        )
        if found.values is not None:
            point = step.whole_point(found.values)
            worth = self._worth_of(point)
            if worth > self.worth:
                self.worth, self.point, self.used = worth, point, step.used(found.values)
                self.say(point)
        return found

    def _listener(self, step: Restricted, floor: float) -> Tell:
        """Return a watch that turns what one step says into what is true of the whole problem."""
        best = [self.worth]

        def listen(incumbent: float | None, bound: float | None, values: Numbers | None) -> None:
            assert self.tell is not None
            whole = self.bound if bound is None else min(float(self.bound), max(floor, bound))
            known = max(self.worth, -math.inf if incumbent is None else incumbent)
            is_new = values is not None and known > best[0] + _HALF
            best[0] = max(best[0], known)
            point = step.whole_point(values) if is_new and values is not None else None
            self.tell(best[0] if math.isfinite(best[0]) else None, max(whole, best[0]), point)

        return listen

    def begin(self, head_start: HeadStart) -> None:
        """Take over what is known already."""
        if head_start.point is not None:
            self.point, self.used = head_start.point, head_start.used
            self.worth = self._worth_of(head_start.point)
        if math.isfinite(head_start.bound):
            self.bound = min(self.bound, math.floor(head_start.bound + _HALF))
        self.say(self.point)

    def _worth_of(self, point: Numbers) -> int:
        """Return the objective of a plan: a whole number."""
        return round(self.space.programme.constant + float(self.space.programme.cost @ point))

    def learn(self, bound: float) -> None:
        """Take in a bound on every plan; a step that was stopped before it had any says nothing."""
        if math.isfinite(bound):
            self.bound = min(self.bound, math.floor(bound + _HALF))
        self.say()

    def say(self, point: Numbers | None = None) -> None:
        """Tell how far the search has come."""
        if self.tell is not None:
            self.tell(self.worth if math.isfinite(self.worth) else None, float(self.bound), point)

    def first_patterns(self) -> tuple[Pattern, ...]:
        """Return the relaxation's patterns with the next best ones, which a whole plan needs and the relaxation not."""
        near = self._at_least(self.root.bound - _NEAR * abs(self.root.bound), _MOST_NEAR)
        best = sorted(near, key=lambda pair: (-pair[0], pair[1]))[:_NEXT_BEST] if len(near) <= _MOST_NEAR else []
        return tuple(sorted({*self.root.patterns, *(pattern for _, pattern in best)}))

    def within(self, count: int) -> tuple[float, tuple[Pattern, ...]]:
        """Return about ``count`` patterns of the greatest bounds, and the floor above which none is missing.

        The floor is the worth of the plan at hand as soon as no more patterns than that are left.
        """
        least, drop = self.worth - _HALF, _FIRST_DROP * max(1.0, abs(self.root.bound))
        found = self._at_least(least, 2 * count)
        if len(found) <= 2 * count:
            return least, tuple(pattern for _, pattern in found)
        floor = math.inf
        found = []
        while len(found) < count:
            floor = max(least, self.root.bound - drop)
            found = self._at_least(floor)
            drop *= 2
        if len(found) > 2 * count:
            floor = float(np.sort([potential for potential, _ in found])[-count])
        return floor, tuple(pattern for potential, pattern in found if potential >= floor)

    def _at_least(self, target: float, most: int | None = None) -> list[tuple[float, Pattern]]:
        """Return the patterns that a plan of at least ``target`` may use; no more than one more than ``most``."""
        found = self.space.worth_at_least(self.root.profits, self.root.bound, target)
        return list(found if most is None else islice(found, most + 1))

    def ended(self, termination: Termination) -> Outcome:
        """Return the outcome."""
        bound = self.bound if self.point is None else max(self.bound, round(self.worth))
        return Outcome(termination, bound, self.point, self.used, self.root)


def search(
    space: PatternSpace,
    settings: SolverSettings,
    deadline: float,
    tell: Tell | None = None,
    head_start: HeadStart = _FROM_NOTHING,
    nodes: int | None = None,
) -> Outcome | None:
    """Find the best plan of a problem and prove it.

    Parameters
    ----------
    space
        The patterns of the problem.
    settings
        Limits and seed.
    deadline
        Moment of the monotonic clock at which to stop.
    tell
        Told about incumbents and bounds.
    head_start
        What is known already.
    nodes
        Nodes that each integer programme may take. With them and a deadline that never comes, no step depends on the
        clock; a search that reaches them ends as one that ran out of time.

    Returns
    -------
    Outcome or None
        None if the whole programme has to be asked: no relaxation, one that breaks a row without a proof that it must,
        or too many patterns.
    """
    root = solve_relaxation(space, deadline, head_start.patterns)
    if root is None:
        return None
    if not root.is_feasible:
        return Outcome(Termination.INFEASIBLE, 0) if has_no_point(space, deadline, root.patterns) else None
    state = _Search(space, root, settings, deadline, tell)
    state.begin(head_start)
    if state.bound - state.worth > _GOOD_ENOUGH * abs(state.bound):
        state.solve(state.first_patterns(), math.inf, _FIRST_NODES if nodes is None else min(nodes, _FIRST_NODES))
    count = _FIRST_PATTERNS
    while not state.is_close_enough and time.monotonic() < deadline:
        floor, patterns = state.within(count)
        if len(patterns) > _MOST_PATTERNS and state.point is None:
            return None
        is_all = floor <= state.worth - _HALF
        found = state.solve(tuple(sorted({*patterns, *state.used})), floor, nodes)
        if found.ended == "failed":
            return None
        if found.ended == "infeasible" and is_all:
            return state.ended(Termination.INFEASIBLE)
        state.learn(max(found.bound, state.worth if is_all else floor))
        if found.ended == "stopped":
            break
        count *= _MORE_PATTERNS
    return state.ended(state.termination)
