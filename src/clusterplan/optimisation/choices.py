"""The choices of focuses inside one candidate set: the best one, and all that are worth enough.

Few choices are written down as a table and priced by one product. Many (up to six focuses of thirty) are searched:
focuses in the order of their worth, a synergy pair's worth split between its two focuses, which bounds what a branch
can still give.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from clusterplan.optimisation.arrays import Numbers

__all__ = ["Choices", "Listed", "Question", "Searched", "choices_of"]

_TOLERANCE = 1e-6
_MOST_LISTED = 2000

type Columns = NDArray[np.intp]
"""Places, among the columns of a set, that are 1: the use, then focuses, then pairs."""


@dataclass(frozen=True, eq=False)
class Question:
    """What limits the choice inside a set. Columns are its use, its focuses, its pairs."""

    focuses: int
    """How many there are to choose from."""
    pairs: tuple[tuple[int, int], ...]
    """Places of the two focuses of each pair, among the focuses."""
    fewest: int
    """Least number of focuses."""
    most: int
    """Greatest number of focuses."""
    rows: Numbers
    """(rows, columns) rows that a choice has to keep."""
    low: Numbers
    """Lower side of each row."""
    high: Numbers
    """Upper side of each row."""

    @property
    def key(self) -> tuple[object, ...]:
        """What two equal questions have in common."""
        return self.focuses, self.pairs, self.rows.tobytes(), self.low.tobytes(), self.high.tobytes()

    def keeps(self, choices: Numbers) -> NDArray[np.bool_]:
        """Whether each of some choices, as rows of zeros and ones, keeps the rows."""
        activity = choices @ self.rows.T
        kept = (activity >= self.low - _TOLERANCE) & (activity <= self.high + _TOLERANCE)
        return np.asarray(kept.all(axis=1), dtype=np.bool_)


class Listed:
    """Choices as a table."""

    def __init__(self, question: Question) -> None:
        table = _table(question.focuses, question.pairs, question.fewest, question.most)
        kept = question.keeps(table)
        self._table = table if kept.all() else table[kept]

    def best(self, worth: Numbers) -> tuple[float, Columns]:
        """Return the greatest worth, and its columns; minus infinity if there is no choice."""
        if not len(self._table):
            return -np.inf, np.zeros(0, np.intp)
        total = self._table @ worth
        place = int(total.argmax())
        return float(total[place]), np.flatnonzero(self._table[place])

    def at_least(self, worth: Numbers, least: float) -> Iterator[tuple[float, Columns]]:
        """Yield every choice that is worth at least so much."""
        total = self._table @ worth
        for place in np.flatnonzero(total >= least).tolist():
            yield float(total[place]), np.flatnonzero(self._table[place])


class Searched:
    """Choices that are too many for a table."""

    def __init__(self, question: Question) -> None:
        self._question = question
        rows = ~_kept_by_all(question)
        self._asked = Question(
            question.focuses,
            question.pairs,
            question.fewest,
            question.most,
            question.rows[rows],
            question.low[rows],
            question.high[rows],
        )

    def best(self, worth: Numbers) -> tuple[float, Columns]:
        """Return the greatest worth, and its columns; minus infinity if there is no choice."""
        found: tuple[float, Columns] = -np.inf, np.zeros(0, np.intp)
        branches = self._branches(worth)
        sent: float | None = None
        with contextlib.suppress(StopIteration):
            while True:
                found = branches.send(sent)
                sent = found[0] + _TOLERANCE
        return found

    def at_least(self, worth: Numbers, least: float) -> Iterator[tuple[float, Columns]]:
        """Yield every choice that is worth at least so much."""
        yield from self._branches(worth, least)

    def _branches(self, worth: Numbers, least: float = -np.inf) -> Generator[tuple[float, Columns], float | None, None]:
        """Yield choices worth at least ``least``; a greater one may be sent in on the way."""
        split = self._split(worth)
        order = np.argsort(-split, kind="stable")
        limits = _Limits(split[order], self._asked.fewest, min(self._asked.most, self._asked.focuses))
        stack: list[tuple[float, tuple[int, ...]]] = [(float(worth[0]), ())]
        while stack:
            total, chosen = stack.pop()
            if len(chosen) >= limits.fewest and total >= least:
                columns = self._columns(order[list(chosen)])
                exact = float(worth[columns].sum())
                if exact >= least and self._keeps(columns):
                    sent = yield exact, columns
                    least = least if sent is None else sent
            stack.extend(reversed(limits.children(total, chosen, least)))

    def _split(self, worth: Numbers) -> Numbers:
        """Return the worth of each focus with half of each of its pairs: no choice is worth more than their sum."""
        split = worth[1 : 1 + self._asked.focuses].copy()
        for p, pair in enumerate(self._asked.pairs):
            split[list(pair)] += max(0.0, worth[1 + self._asked.focuses + p]) / 2
        return split

    def _columns(self, focuses: Columns) -> Columns:
        """Return the columns of a choice: use, focuses, and the pairs that it has."""
        count, has = self._asked.focuses, set(focuses.tolist())
        pairs = [1 + count + p for p, (one, other) in enumerate(self._asked.pairs) if one in has and other in has]
        return np.concatenate([[0], 1 + np.sort(focuses), pairs]).astype(np.intp)

    def _keeps(self, columns: Columns) -> bool:
        """Whether a choice keeps the rows that are not kept by every choice."""
        if not len(self._asked.rows):
            return True
        choice = np.zeros((1, self._asked.rows.shape[1]))
        choice[0, columns] = 1
        return bool(self._asked.keeps(choice)[0])


class _Limits:
    """How far a branch can go: worths of focuses, greatest first, of which some number may be taken."""

    def __init__(self, gain: Numbers, fewest: int, most: int) -> None:
        self.fewest, self._most = fewest, most
        self._gain = gain.tolist()
        self._forced = np.concatenate([[0.0], np.cumsum(gain)]).tolist()
        self._gained = np.concatenate([[0.0], np.cumsum(np.maximum(gain, 0))]).tolist()

    def children(self, total: float, chosen: tuple[int, ...], least: float) -> list[tuple[float, tuple[int, ...]]]:
        """Return the choices with one focus more that can still come to ``least``."""
        found: list[tuple[float, tuple[int, ...]]] = []
        if len(chosen) == self._most:
            return found
        need = max(0, self.fewest - len(chosen) - 1)
        for place in range(chosen[-1] + 1 if chosen else 0, len(self._gain) - need):
            must, may = place + 1 + need, min(len(self._gain), place + self._most - len(chosen))
            further = self._forced[must] - self._forced[place + 1] + self._gained[max(must, may)] - self._gained[must]
            if total + self._gain[place] + further < least:
                break
            found.append((total + self._gain[place], (*chosen, place)))
        return found


type Choices = Listed | Searched


def choices_of(question: Question) -> Choices:
    """Return the choices of focuses that a question leaves.

    Parameters
    ----------
    question
        What limits the choice.

    Returns
    -------
    Choices
        As a table if it is short.
    """
    number = sum(comb(question.focuses, size) for size in range(question.fewest, question.most + 1))
    return Listed(question) if number <= _MOST_LISTED else Searched(question)


def _kept_by_all(question: Question) -> NDArray[np.bool_]:
    """Whether every choice keeps a row: by the least and greatest sums of so many focuses. Pairs count by their own."""
    count = question.focuses
    if count < question.fewest:  # there is no choice
        return np.ones(len(question.rows), dtype=np.bool_)
    use, focuses, pairs = question.rows[:, 0], question.rows[:, 1 : 1 + count], question.rows[:, 1 + count :]
    sums = np.concatenate([np.zeros((len(use), 1)), np.cumsum(np.sort(focuses, axis=1), axis=1)], axis=1)
    from_top = np.concatenate([np.zeros((len(use), 1)), np.cumsum(-np.sort(-focuses, axis=1), axis=1)], axis=1)
    sizes = slice(question.fewest, min(question.most, count) + 1)
    least = use + sums[:, sizes].min(axis=1) + np.minimum(pairs, 0).sum(axis=1)
    greatest = use + from_top[:, sizes].max(axis=1) + np.maximum(pairs, 0).sum(axis=1)
    kept = (least >= question.low - _TOLERANCE) & (greatest <= question.high + _TOLERANCE)
    for p, pair in enumerate(question.pairs):
        # both <= focus holds by itself: a pair is had exactly with its two focuses
        for focus in pair:
            mine = (pairs[:, p] == 1) & (focuses[:, focus] == -1) & (use == 0) & (question.high >= 0)
            alone = (pairs != 0).sum(axis=1) + (focuses != 0).sum(axis=1) == 2
            kept |= mine & alone & ~np.isfinite(question.low)
    return np.asarray(kept, dtype=np.bool_)


@cache
def _table(focuses: int, pairs: tuple[tuple[int, int], ...], fewest: int, most: int) -> Numbers:
    """Return every choice of so many focuses: (choices, 1 + focuses + pairs), the first column is the use."""
    picked = [pick for size in range(fewest, most + 1) for pick in combinations(range(focuses), size)]
    table = np.zeros((len(picked), 1 + focuses + len(pairs)))
    table[:, 0] = 1
    for i, pick in enumerate(picked):
        table[i, [1 + k for k in pick]] = 1
    for p, (one, other) in enumerate(pairs):
        table[:, 1 + focuses + p] = table[:, 1 + one] * table[:, 1 + other]
    return table
