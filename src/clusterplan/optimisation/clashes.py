"""Do these limits clash? Questions about one elastic model, each answered in the cheapest way that is certain.

1. A plan is known that breaks none of the limits: they do not clash.
2. The relaxation has no point: they clash. HiGHS keeps the relaxation and starts where it ended, so a question takes
   milliseconds. Its proof speaks of few limits, and whatever holds those clashes too. A point that is whole is a plan.
3. The integer programme over the columns that the points so far use, or nearly use: small, and mostly enough for a
   plan.
4. The whole integer programme.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from pulp import LpAffineExpression

from clusterplan.optimisation.arrays import Numbers, Programme, arrays_of
from clusterplan.optimisation.elastic import Limit, build_elastic_model
from clusterplan.optimisation.highs import Found, WarmRelaxation, solve_integer
from clusterplan.optimisation.problem import Problem

__all__ = ["Clashes"]

_ZERO = 1e-6
_NODES = 200
"""Nodes after which few columns are no help."""
_SHORT = 12
"""Most entries of a row that ties its columns closely: a set and its focuses, a focus and its start years."""


@dataclass(frozen=True, eq=False)
class _Witness:
    """A point of the model, which shows that the limits that it keeps do not clash."""

    values: Numbers
    breaks: frozenset[Limit]
    """The limits that it does not keep."""
    is_plan: bool
    """Whether it is whole; else it is a point of the relaxation alone."""


class Clashes:
    """Answers which limits of a problem clash, and remembers what it has found on the way."""

    def __init__(self, problem: Problem, deadline: float) -> None:
        """Build the elastic model.

        Parameters
        ----------
        problem
            The problem.
        deadline
            Moment of the monotonic clock after which no question is answered.
        """
        model = build_elastic_model(problem, by_place=True)
        model.lp.setObjective(LpAffineExpression.from_list([]))
        self.limits = frozenset(model.limits)
        """Every limit of the problem."""
        self._deadline, self._seed = deadline, problem.scenario.solver.seed
        self._programme = arrays_of(model.lp)
        stretches = [(limit, variable) for part in (model.up, model.down) for limit, variable in part.items()]
        self._stretched = [limit for limit, _ in stretches]
        self._stretches = np.array([self._programme.column_of[variable.id] for _, variable in stretches], np.int32)
        self._relaxation = WarmRelaxation(self._programme)
        self._witnesses: list[_Witness] = []
        self._clashing: list[frozenset[Limit]] = []

    def among(self, held: frozenset[Limit], *, relaxed: bool = False) -> bool | None:
        """Return whether some limits clash.

        Parameters
        ----------
        held
            The limits; all others are dropped.
        relaxed
            Ask the relaxation alone. Then False means only that it has a point.

        Returns
        -------
        bool or None
            None if time ran out before that was known.
        """
        if self._witness(held, whole=not relaxed) is not None:
            return False
        if any(limits <= held for limits in self._clashing):
            return True
        if self._seconds_left <= 0:
            return None
        programme = self._holding(held)
        point = self._witness(held, whole=False)
        if point is None:
            found = self._relaxation.solve(programme.upper, self._seconds_left)
            if found.values is None:
                return self._clash(found, held)
            point = self._remember(found.values)
        return False if relaxed or point.is_plan else self._by_integers(programme, held)

    @property
    def _seconds_left(self) -> float:
        return self._deadline - time.monotonic()

    def _holding(self, held: frozenset[Limit]) -> Programme:
        """Return the programme in which some limits may not be stretched and all others as far as one likes."""
        upper = self._programme.upper.copy()
        upper[self._stretches] = [0 if limit in held else np.inf for limit in self._stretched]
        return replace(self._programme, upper=upper)

    def _by_integers(self, programme: Programme, held: frozenset[Limit]) -> bool | None:
        """Ask the integer programme over few columns, then over more, then the whole one."""
        for used in self._columns_at_hand():
            narrow = replace(programme, upper=np.where(used, programme.upper, programme.lower))
            found = solve_integer(narrow, self._seconds_left, self._seed, nodes=_NODES)
            if found.values is not None:
                break
        else:
            found = solve_integer(programme, self._seconds_left, self._seed)
        if found.values is not None:
            self._remember(found.values)
            return False
        if found.ended != "infeasible":
            return None
        self._clashing.append(held)
        return True

    def _columns_at_hand(self) -> Iterator[NDArray[np.bool_]]:
        """Yield the columns that the points so far use, then also those that share a short row with one of them.

        One point's columns are mostly too few for a plan; those of a few questions together are still a small choice.
        """
        used = np.zeros(len(self._programme.upper), np.bool_)
        used[self._stretches] = True
        for witness in self._witnesses:
            used |= witness.values > _ZERO
        yield used
        rows = self._programme.rows
        is_near = np.bincount(rows.owner, weights=used[rows.index], minlength=len(rows)) > 0
        is_near &= np.diff(rows.start) <= _SHORT
        yield used | (np.bincount(rows.index, weights=is_near[rows.owner], minlength=len(used)) > 0)

    def _clash(self, found: Found, held: frozenset[Limit]) -> bool | None:
        """Return what a relaxation without a point says about a clash; keep the limits that its proof speaks of."""
        if found.ended != "infeasible":
            return None
        self._clashing.append(held)
        proof = self._relaxation.proof
        if proof is not None:
            named = frozenset(itertools.compress(self._stretched, self._in_rows(proof)))
            again = self._relaxation.solve(self._holding(named & held).upper, self._seconds_left)
            if again.ended == "infeasible":
                self._clashing.append(named & held)
        return True

    def _in_rows(self, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return of each stretch whether it stands in one of some rows."""
        entries = self._programme.rows
        weights = rows[entries.owner]
        return np.bincount(entries.index, weights=weights, minlength=len(self._programme.cost))[self._stretches] > 0

    def _witness(self, held: frozenset[Limit], whole: bool) -> _Witness | None:
        """Return a known point that keeps some limits, if need be a whole one; None if there is none."""
        fitting = (w for w in self._witnesses if w.breaks.isdisjoint(held) and (w.is_plan or not whole))
        return next(fitting, None)

    def _remember(self, values: Numbers) -> _Witness:
        """Keep a point with the limits that it breaks: those of rows that do not hold unless they are stretched."""
        whole = self._programme.whole.copy()
        whole[self._stretches] = False
        is_plan = bool((np.abs(values - np.round(values))[whole] < _ZERO).all())
        point = np.where(whole, np.round(values), values) if is_plan else values.copy()
        point[self._stretches] = 0
        rows = self._programme.rows
        activity = np.bincount(rows.owner, weights=rows.value * point[rows.index], minlength=len(rows))
        broken = (activity < self._programme.row_lower - _ZERO) | (activity > self._programme.row_upper + _ZERO)
        breaks = frozenset(itertools.compress(self._stretched, self._in_rows(broken)))
        witness = _Witness(point, breaks, is_plan)
        self._witnesses.append(witness)
        return witness
