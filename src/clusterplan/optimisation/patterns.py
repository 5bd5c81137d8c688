"""Patterns: a candidate set with all its focuses at once, and what one is worth at given prices of the shared rows.

Every row of the programme either lies inside one candidate set or is shared. A pattern is one way to use a set that
keeps the rows inside it; a plan is a choice of patterns that keeps the shared rows. That is Dantzig and Wolfe's
decomposition (1960). It needs no knowledge of the rules: :mod:`clusterplan.optimisation.decomposition` reads the rows
from the arrays of the PuLP problem, so a rule that is added to the model is in the patterns, or among the shared rows,
by itself.

At prices of the shared rows (Lagrange multipliers; Geoffrion 1974), a pattern's *profit* is its value less what it
uses. The value of all shared rows at these prices, plus the best profit of each set that has a positive one, is an
upper bound on every plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clusterplan.optimisation.arrays import Numbers, Places, Programme, Sparse
from clusterplan.optimisation.choices import Choices, Question, choices_of

__all__ = ["NONE", "Pattern", "PatternSpace", "Profits"]

NONE = -1
"""No column, or no candidate set."""
_IMPOSSIBLE = -1e18
"""Instead of minus infinity, which times 0 is not a number."""


class Pattern(NamedTuple):
    """One way to use a candidate set."""

    candidate: int
    """Number of the candidate set."""
    columns: tuple[int, ...]
    """The columns of the programme that it sets to 1; followers are left out."""


@dataclass(frozen=True, eq=False)
class _Block:
    """The columns of one candidate set: its use, its focuses, its synergy pairs."""

    columns: Places
    choices: Choices
    """What may be chosen of them; most sets share theirs with others."""


@dataclass(frozen=True, eq=False)
class Profits:
    """What prices of the shared rows say."""

    prices: Numbers
    """Price of each shared row."""
    reduced: Numbers
    """Reduced value of each column; that of a focus includes its best follower."""
    fixed: float
    """Constant, shared rows at their prices, and free columns where they gain."""
    at_most: Numbers
    """For each candidate set, a bound on the profit of its best pattern; cheap to compute."""


@dataclass(frozen=True, eq=False)
class PatternSpace:
    """The patterns of a problem's programme. Made by :func:`clusterplan.optimisation.decomposition.pattern_space`."""

    programme: Programme
    """The whole programme."""
    use: Places
    """(sets,) column of each ``use``."""
    focus: Places
    """(sets, most focuses) columns of the focuses; -1 where there is none."""
    both: list[Places]
    """By set, columns of its synergy pairs."""
    parts: list[NDArray[np.intp]]
    """By set, (pairs, 2) positions of the two focuses of each pair."""
    fewest: int
    """Least number of focuses of a cluster."""
    most: int
    """Greatest number of focuses of a cluster."""
    owner: Places
    """Candidate set of each column of a pattern; -1 for the free columns."""
    leader: Places
    """For each follower, the column of its focus; -1 for all other columns."""
    shared: Places
    """The shared rows."""
    hub: tuple[int, ...]
    """Hub of each set."""

    @cached_property
    def free(self) -> Places:
        """Columns outside the patterns."""
        return np.flatnonzero((self.owner == NONE) & (self.leader == NONE)).astype(np.int32)

    @cached_property
    def followers(self) -> Places:
        """Columns of which exactly one follows each chosen focus."""
        return np.flatnonzero(self.leader != NONE).astype(np.int32)

    @cached_property
    def row_lower(self) -> Numbers:
        """Lower side of the shared rows."""
        return self.programme.row_lower[self.shared]

    @cached_property
    def row_upper(self) -> Numbers:
        """Upper side of the shared rows."""
        return self.programme.row_upper[self.shared]

    @cached_property
    def entries(self) -> Sparse:
        """Shared rows by column."""
        return self.programme.rows.taken(self.shared).turned(len(self.programme.cost))

    @cached_property
    def _inside(self) -> dict[int, list[int]]:
        """Rows inside each set, those of followers left out."""
        rows = self.programme.rows
        inside = np.ones(len(rows), dtype=np.bool_)
        inside[self.shared] = False
        inside[rows.owner[self.leader[rows.index] != NONE]] = False
        found: dict[int, list[int]] = {}
        for row in np.flatnonzero(inside).tolist():
            columns, _ = rows.vector(row)
            if len(columns):
                found.setdefault(int(self.owner[columns[0]]), []).append(row)
        return found

    @cached_property
    def _blocks(self) -> dict[int, _Block]:
        """Blocks made so far."""
        return {}

    def with_shared_rows(self, programme: Programme, shared: Places) -> PatternSpace:
        """Return these patterns with other shared rows; ``programme`` has the same columns and rows inside sets."""
        other = replace(self, programme=programme, shared=shared)
        other.__dict__["_blocks"] = self._blocks  # what lies inside a set is the same, so it is made once
        other.__dict__["_answers"] = self._answers
        return other

    def block(self, candidate: int) -> _Block:
        """Return the columns and choices of a set, made when first asked for."""
        if candidate not in self._blocks:
            self._blocks[candidate] = self._made(candidate)
        return self._blocks[candidate]

    def _made(self, candidate: int) -> _Block:
        focuses = self.focus[candidate][self.focus[candidate] != NONE]
        columns = np.concatenate([[self.use[candidate]], focuses, self.both[candidate]]).astype(np.int32)
        place = {int(column): j for j, column in enumerate(columns)}
        inside = self._inside.get(candidate, [])
        rows = np.zeros((len(inside), len(columns)))
        for i, row in enumerate(inside):
            for column, value in zip(*self.programme.rows.vector(row), strict=True):
                rows[i, place[int(column)]] += value
        pairs = tuple((int(one), int(other)) for one, other in self.parts[candidate])
        low, high = self.programme.row_lower[inside], self.programme.row_upper[inside]
        closed = np.flatnonzero(self.programme.upper[columns] < 1)  # a column at 0 is a row of its own
        rows = np.concatenate([rows, np.eye(len(columns))[closed]])
        low = np.concatenate([low, np.full(len(closed), -np.inf)])
        high = np.concatenate([high, np.zeros(len(closed))])
        question = Question(len(focuses), pairs, self.fewest, self.most, rows, low, high)
        if question.key not in self._answers:
            self._answers[question.key] = choices_of(question)
        return _Block(columns, self._answers[question.key])

    @cached_property
    def _answers(self) -> dict[tuple[object, ...], Choices]:
        """Choices inside a set, by everything that they depend on."""
        return {}

    def profits(self, prices: Numbers) -> Profits:
        """Return what prices of the shared rows say about every column and set."""
        reduced = self.programme.cost - np.bincount(
            self.entries.owner,
            weights=self.entries.value * prices[self.entries.index],
            minlength=len(self.programme.cost),
        )
        if len(self.followers):
            best = np.full(len(reduced), -np.inf)
            np.maximum.at(best, self.leader[self.followers], reduced[self.followers])
            reduced = reduced + np.where(np.isfinite(best), best, 0)
        free = self.free
        gains = reduced[free]
        bounds = np.where(gains > 0, self.programme.upper[free], self.programme.lower[free])
        side = np.where(prices > 0, self.row_upper, self.row_lower)
        fixed = self.programme.constant + _product(gains, bounds) + _product(prices, side)
        return Profits(prices, reduced, fixed, self._at_most(reduced))

    def _at_most(self, reduced: Numbers) -> Numbers:
        """Return the use plus the best focuses of each set, each pair split between its two focuses."""
        gain = np.where(self.focus != NONE, reduced[self.focus], _IMPOSSIBLE)
        for_pairs, place, columns = self._pairs
        if len(columns):
            half = np.maximum(reduced[columns], 0) / 2
            for side in (0, 1):
                np.add.at(gain, (for_pairs, place[:, side]), half)
        ordered = -np.sort(-gain, axis=1)[:, : self.most]
        forced = np.arange(ordered.shape[1]) < self.fewest
        return np.asarray(reduced[self.use] + np.where(forced, ordered, np.maximum(ordered, 0)).sum(axis=1))

    @cached_property
    def _pairs(self) -> tuple[NDArray[np.intp], NDArray[np.intp], Places]:
        """Set, positions of the two focuses, and column of every synergy pair."""
        sets = np.repeat(np.arange(len(self.use)), [len(columns) for columns in self.both])
        parts = np.concatenate([np.zeros((0, 2), np.intp), *self.parts])
        return sets, parts, np.concatenate([np.zeros(0, np.int32), *self.both]).astype(np.int32)

    def best(self, profits: Profits, candidate: int) -> tuple[float, Pattern | None]:
        """Return the greatest profit of a set's patterns, and the pattern."""
        block = self.block(candidate)
        worth, chosen = block.choices.best(profits.reduced[block.columns])
        return worth, self._pattern(candidate, block.columns[chosen]) if len(chosen) else None

    @staticmethod
    def _pattern(candidate: int, columns: Places) -> Pattern:
        return Pattern(candidate, tuple(columns.tolist()))

    def bound(self, profits: Profits) -> float:
        """Return the upper bound on every plan that prices prove."""
        promising = np.flatnonzero(profits.at_most > 0).tolist()
        return profits.fixed + sum(max(0.0, self.best(profits, candidate)[0]) for candidate in promising)

    def worth_at_least(self, profits: Profits, bound: float, target: float) -> Iterator[tuple[float, Pattern]]:
        """Yield every pattern that a plan of at least ``target`` may use, with the bound on such a plan.

        A plan with the pattern is worth at most ``bound``, less the best profit of its set, plus its own.
        """
        for candidate in np.flatnonzero(profits.at_most + bound >= target).tolist():
            block = self.block(candidate)
            worth = profits.reduced[block.columns]
            without = bound - max(0.0, block.choices.best(worth)[0])
            for own, chosen in block.choices.at_least(worth, target - without):
                yield without + own, self._pattern(candidate, block.columns[chosen])

    def followed(self, profits: Profits, pattern: Pattern) -> tuple[int, ...]:
        """Return the columns of a pattern with the best follower of each focus."""
        if not len(self.followers):
            return pattern.columns
        best: dict[int, tuple[float, int]] = {}
        for follower in self.followers[np.isin(self.leader[self.followers], pattern.columns)].tolist():
            rows, values = self.entries.vector(follower)
            worth = float(self.programme.cost[follower] - np.dot(values, profits.prices[rows]))
            leader = int(self.leader[follower])
            best[leader] = max(best.get(leader, (-np.inf, NONE)), (worth, follower))
        return (*pattern.columns, *sorted(follower for _, follower in best.values()))

    def summed(self, columns: Places) -> tuple[float, tuple[Places, Numbers]]:
        """Return cost and shared entries of some columns together."""
        entries = self.entries.taken(columns)
        places, inverse = np.unique(entries.index, return_inverse=True)
        total = np.bincount(inverse, weights=entries.value, minlength=len(places))
        return float(self.programme.cost[columns].sum()), (places.astype(np.int32), total)

    def spread(self, patterns: Iterable[Pattern]) -> Numbers:
        """Return the point of the whole programme at which some patterns are used and all else is 0."""
        point = np.zeros(len(self.programme.cost))
        for pattern in patterns:
            point[list(pattern.columns)] = 1
        return point


def _product(one: Numbers, other: Numbers) -> float:
    """Return the scalar product in which 0 times infinity is 0."""
    used = one != 0
    return float(np.dot(one[used], other[used]))
