"""The integer programme over some patterns: what it is, what it finds, and what that says about the whole problem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clusterplan.optimisation.arrays import Numbers, Places, Programme, Sparse
from clusterplan.optimisation.patterns import Pattern, PatternSpace, Profits

__all__ = ["Restricted", "restrict"]

_HALF = 0.5


@dataclass(frozen=True, eq=False)
class Restricted:
    """An integer programme over some patterns: free columns, followers of the focuses at hand, then patterns."""

    space: PatternSpace
    """The patterns of the whole problem."""
    programme: Programme
    """The programme over some of them."""
    kept: Places
    """Columns of the whole programme that are columns here: free ones and followers."""
    patterns: tuple[Pattern, ...]
    """The patterns, in the order of the columns that follow."""

    def whole_point(self, values: Numbers) -> Numbers:
        """Return a point of the whole programme, rounded where it is whole by nature."""
        used = np.flatnonzero(values[len(self.kept) :] > _HALF).tolist()
        point = self.space.spread(self.patterns[number] for number in used)
        point[self.kept] = values[: len(self.kept)]
        return np.where(self.space.programme.whole, np.round(point), point)

    def own_point(self, point: Numbers, used: tuple[Pattern, ...]) -> Numbers:
        """Return the point here that uses some patterns and else is as a point of the whole programme."""
        chosen = np.array([pattern in set(used) for pattern in self.patterns], np.float64)
        return np.concatenate([point[self.kept], chosen])

    def used(self, values: Numbers) -> tuple[Pattern, ...]:
        """Return the patterns that a point here uses."""
        return tuple(self.patterns[number] for number in np.flatnonzero(values[len(self.kept) :] > _HALF).tolist())


def restrict(
    space: PatternSpace, patterns: tuple[Pattern, ...], profits: Profits, bound: float, target: float
) -> Restricted:
    """Return the integer programme over some patterns.

    A free column whose reduced value exceeds the distance between the bound and ``target`` cannot leave its side in a
    plan of at least ``target`` and is fixed there (reduced-cost fixing; Dantzig, Fulkerson and Johnson 1954).

    Parameters
    ----------
    space
        All patterns.
    patterns
        Those to be used.
    profits
        At the prices that prove the bound.
    bound
        Upper bound on every plan that ``profits`` proves.
    target
        Plans below this are of no use.

    Returns
    -------
    Restricted
        Its points are plans of the whole problem.
    """
    whole, free = space.programme, space.free
    focuses = sorted({column for pattern in patterns for column in pattern.columns})
    followers = _worth_keeping(space, profits, bound - target)
    followers = followers[np.isin(space.leader[followers], focuses)]
    kept = np.concatenate([free, followers]).astype(np.int32)
    leaders, tie = np.unique(space.leader[followers], return_inverse=True)
    first_tie = len(space.shared)
    place = {int(leader): first_tie + i for i, leader in enumerate(leaders)}
    vectors = [space.entries.vector(column) for column in free.tolist()]
    for column, row in zip(followers.tolist(), (first_tie + tie).tolist(), strict=True):
        index, value = space.entries.vector(column)
        vectors.append((np.append(index, row).astype(np.int32), np.append(value, 1.0)))
    costs = [whole.cost[kept]]
    for pattern in patterns:
        cost, (index, value) = space.summed(np.array(pattern.columns, np.int32))
        ties = [place[column] for column in pattern.columns if column in place]
        vectors.append((np.append(index, ties).astype(np.int32), np.append(value, -np.ones(len(ties)))))
        costs.append(np.array([cost]))
    lower, upper = whole.lower[kept].copy(), whole.upper[kept].copy()
    gains = np.concatenate([profits.reduced[free], np.zeros(len(followers))])
    stuck = (np.abs(gains) > bound - target) & whole.whole[kept]
    lower[stuck & (gains > 0)] = upper[stuck & (gains > 0)]
    upper[stuck & (gains < 0)] = lower[stuck & (gains < 0)]
    nothing = np.zeros(len(leaders))
    programme = Programme(
        constant=whole.constant,
        cost=np.concatenate(costs),
        lower=np.concatenate([lower, np.zeros(len(patterns))]),
        upper=np.concatenate([upper, np.ones(len(patterns))]),
        whole=np.concatenate([whole.whole[kept], np.ones(len(patterns), np.bool_)]),
        rows=Sparse.stacked(vectors).turned(first_tie + len(leaders)),
        row_lower=np.concatenate([space.row_lower, nothing]),
        row_upper=np.concatenate([space.row_upper, nothing]),
    )
    return Restricted(space, programme, kept, patterns)


def _worth_keeping(space: PatternSpace, profits: Profits, distance: float) -> Places:
    """Return the followers that are no further behind the best of their focus than bound and target are apart."""
    followers = space.followers
    own, leader = profits.reduced[followers], space.leader[followers]
    best = np.full(len(profits.reduced), -np.inf)
    np.maximum.at(best, leader, own)
    return np.asarray(followers[best[leader] - own <= distance], dtype=np.int32)
