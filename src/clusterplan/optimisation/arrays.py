"""A linear programme as arrays: what a PuLP problem says, in the shape in which solvers take it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pulp import LpConstraintGE, LpConstraintLE, LpInteger, LpProblem

__all__ = ["Programme", "Sparse", "arrays_of"]

type Numbers = NDArray[np.float64]
type Places = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Sparse:
    """A sparse matrix, one compressed vector after the other: rows or columns, as the owner says."""

    start: Places
    """(n + 1,) where each vector begins; the last entry is the number of entries."""
    index: Places
    """Places of the entries within their vectors."""
    value: Numbers
    """The entries."""

    def __len__(self) -> int:
        """Return the number of vectors."""
        return len(self.start) - 1

    @property
    def owner(self) -> Places:
        """Vector of each entry."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.start))

    def vector(self, number: int) -> tuple[Places, Numbers]:
        """Return the places and the entries of one vector."""
        here = slice(self.start[number], self.start[number + 1])
        return self.index[here], self.value[here]

    def taken(self, vectors: Places) -> Sparse:
        """Return some of the vectors, in the order asked for."""
        lengths = np.diff(self.start)[vectors]
        start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        entries = np.repeat(self.start[vectors] - start[:-1], lengths) + np.arange(start[-1], dtype=np.int32)
        return Sparse(start, self.index[entries], self.value[entries])

    def turned(self, width: int) -> Sparse:
        """Return the same matrix by the other axis, which is ``width`` long. Entries keep their order."""
        order = np.argsort(self.index, kind="stable")
        start = np.searchsorted(self.index[order], np.arange(width + 1)).astype(np.int32)
        return Sparse(start, self.owner[order], self.value[order])

    @staticmethod
    def stacked(vectors: list[tuple[Places, Numbers]]) -> Sparse:
        """Return the matrix of some vectors."""
        start = np.concatenate([[0], np.cumsum([len(index) for index, _ in vectors])]).astype(np.int32)
        index = np.concatenate([np.zeros(0, np.int32), *(index for index, _ in vectors)]).astype(np.int32)
        return Sparse(start, index, np.concatenate([np.zeros(0), *(value for _, value in vectors)]))


@dataclass(frozen=True, eq=False)
class Programme:
    """Maximise ``constant + cost x`` with ``row_lower <= A x <= row_upper`` and ``lower <= x <= upper``."""

    constant: float
    cost: Numbers
    lower: Numbers
    upper: Numbers
    whole: NDArray[np.bool_]
    """Columns that must be whole."""
    rows: Sparse
    """A by rows, over the columns."""
    row_lower: Numbers
    row_upper: Numbers
    column_of: dict[int, int] = field(default_factory=dict)
    """Column by the id of a PuLP variable."""


def arrays_of(lp: LpProblem) -> Programme:
    """Return the arrays of a PuLP problem that maximises.

    Parameters
    ----------
    lp
        The problem, with an objective.

    Returns
    -------
    Programme
        Columns in the order of ``lp.exported_variables()``, rows in the order of ``lp.constraints()``.
    """
    variables, objective = lp.exported_variables(), lp.objective
    assert objective is not None, "a model has an objective"
    column = {variable.id: j for j, variable in enumerate(variables)}
    cost = np.zeros(len(variables))
    for variable, coefficient in objective.items():
        cost[column[variable.id]] = coefficient
    constraints = lp.constraints()
    lengths: list[int] = []
    index: list[int] = []
    value: list[float] = []
    for row in constraints:  # flat lists: a million small tuples would keep the garbage collector busy
        entries = row.items()
        lengths.append(len(entries))
        index += [column[variable.id] for variable, _ in entries]
        value += [coefficient for _, coefficient in entries]
    senses = np.array([row.sense for row in constraints], np.int8)
    sides = np.array([-row.constant for row in constraints], np.float64)
    return Programme(
        constant=objective.constant,
        cost=cost,
        lower=np.array([-np.inf if (low := variable.lowBound) is None else low for variable in variables]),
        upper=np.array([np.inf if (high := variable.upBound) is None else high for variable in variables]),
        whole=np.array([variable.cat == LpInteger for variable in variables], dtype=np.bool_),
        rows=Sparse(
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
            np.array(index, np.int32),
            np.array(value, np.float64),
        ),
        row_lower=np.where(senses == LpConstraintLE, -np.inf, sides),
        row_upper=np.where(senses == LpConstraintGE, np.inf, sides),
        column_of=column,
    )
