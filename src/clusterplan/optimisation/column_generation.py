"""The relaxation over all patterns, solved with the few that matter (column generation; Gilmore and Gomory 1961)."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from clusterplan.optimisation.arrays import Sparse
from clusterplan.optimisation.highs import Relaxation
from clusterplan.optimisation.patterns import Pattern, PatternSpace, Profits

__all__ = ["Root", "has_no_point", "solve_relaxation"]

_GAIN = 1e-3
"""Profits below this, in millionths, are rounding."""
_CLOSED = 0.5
_SETS_PER_ROUND = 60
_SETS_PER_HUB = 3
_SETS_PRICED = 240
_ROUNDS = 400
_PENALTY = 30.0
"""Price of breaking a shared row by one, in units of the largest coefficient of the objective."""


@dataclass(frozen=True, eq=False)
class Root:
    """The relaxation's optimum, or as near as time allowed."""

    bound: float
    """Upper bound on every plan."""
    profits: Profits
    """At the prices that prove it."""
    patterns: tuple[Pattern, ...]
    """The patterns that were generated; sorted."""
    is_feasible: bool
    """Whether the relaxation keeps every shared row; if not, there may be no plan."""


def solve_relaxation(space: PatternSpace, deadline: float, known: tuple[Pattern, ...] = ()) -> Root | None:
    """Solve the relaxation over all patterns of a space.

    The relaxation over some patterns gives prices of the shared rows; patterns that gain at these prices are added
    until there are none. Rows that nothing keeps yet may be broken at a penalty.

    Parameters
    ----------
    space
        The patterns.
    deadline
        Moment of the monotonic clock at which to stop.
    known
        Patterns to begin with.

    Returns
    -------
    Root or None
        None if the solver failed or time ran out before the first prices.
    """
    master, broken = _master(space)
    unpriced = space.profits(np.zeros(len(space.shared)))
    seen = {space.followed(unpriced, pattern): pattern for pattern in known}
    _add(master, space, list(seen))
    best: tuple[float, Profits] | None = None
    for _ in range(_ROUNDS):
        if not master.solve(max(0.01, deadline - time.monotonic())):
            break
        profits = space.profits(master.prices)
        gaining = {space.followed(profits, pattern): pattern for pattern in _gaining(space, profits)}
        if not gaining or np.count_nonzero(profits.at_most > _GAIN) <= _SETS_PRICED:
            bound = space.bound(profits)
            if best is None or bound < best[0]:
                best = bound, profits
            if bound - master.objective < _CLOSED:
                break
        new = {columns: pattern for columns, pattern in gaining.items() if columns not in seen}
        if not new:
            break
        _add(master, space, list(new))
        seen.update(new)
    if best is None:
        return None
    is_feasible = bool(master.values[broken].sum() < _GAIN)
    return Root(best[0], best[1], tuple(sorted(set(seen.values()))), is_feasible)


def has_no_point(space: PatternSpace, deadline: float, known: tuple[Pattern, ...] = ()) -> bool:
    """Return whether it is proven that no plan keeps the shared rows, not even in the relaxation.

    Where nothing has a value, every plan is worth 0. So prices at which the bound on every plan is below 0 prove that
    there is none (Farkas 1902).

    Parameters
    ----------
    space
        The patterns.
    deadline
        Moment of the monotonic clock at which to stop.
    known
        Patterns to begin with.

    Returns
    -------
    bool
        False proves nothing.
    """
    worthless = replace(space.programme, constant=0.0, cost=np.zeros(len(space.programme.cost)))
    root = solve_relaxation(space.with_shared_rows(worthless, space.shared), deadline, known)
    return root is not None and root.bound < -_GAIN


def _master(space: PatternSpace) -> tuple[Relaxation, slice]:
    """Return the relaxation without patterns: free columns, and one column for each row that nothing keeps yet."""
    programme, free = space.programme, space.free
    master = Relaxation(space.row_lower, space.row_upper, programme.constant)
    master.add(programme.cost[free], programme.lower[free], programme.upper[free], space.entries.taken(free))
    below, above = np.flatnonzero(space.row_lower > 0), np.flatnonzero(space.row_upper < 0)
    rows = np.concatenate([below, above]).astype(np.int32)
    signs = np.concatenate([np.ones(len(below)), -np.ones(len(above))])
    penalty = _PENALTY * max(1.0, float(np.abs(programme.cost).max(initial=0.0)))
    columns = Sparse(np.arange(len(rows) + 1, dtype=np.int32), rows, signs)
    master.add(np.full(len(rows), -penalty), np.zeros(len(rows)), np.full(len(rows), np.inf), columns)
    return master, slice(len(free), len(free) + len(rows))


def _gaining(space: PatternSpace, profits: Profits) -> list[Pattern]:
    """Return patterns that gain, a few for each hub; none only if there is none."""
    promising = np.argsort(-profits.at_most, kind="stable")[: np.count_nonzero(profits.at_most > _GAIN)]
    found: list[tuple[float, Pattern]] = []
    for first in range(0, len(promising), _SETS_PRICED):
        for candidate in promising[first : first + _SETS_PRICED].tolist():
            worth, pattern = space.best(profits, candidate)
            if pattern is not None and worth > _GAIN:
                found.append((-worth, pattern))
        if found:
            break
    taken: dict[int, int] = {}
    chosen: list[Pattern] = []
    for _, pattern in sorted(found):
        hub = space.hub[pattern.candidate]
        if taken.setdefault(hub, 0) < _SETS_PER_HUB and len(chosen) < _SETS_PER_ROUND:
            taken[hub] += 1
            chosen.append(pattern)
    return chosen


def _add(master: Relaxation, space: PatternSpace, patterns: list[tuple[int, ...]]) -> None:
    """Add patterns, given by all their columns, to the relaxation."""
    if patterns:
        summed = [space.summed(np.array(columns, np.int32)) for columns in patterns]
        nothing, endless = np.zeros(len(summed)), np.full(len(summed), np.inf)
        cost = np.array([cost for cost, _ in summed])
        master.add(cost, nothing, endless, Sparse.stacked([entries for _, entries in summed]))
