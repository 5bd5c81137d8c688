"""Weights from pairwise comparisons: the analytic hierarchy process (AHP), and how consistent the comparisons are.

A few lines of linear algebra, written out because the library that offers them draws in a drawing library at import;
the tests hold them against it and against a published example.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CONSISTENT_UP_TO",
    "MOST_COMPARED",
    "SCALE",
    "ComparedPair",
    "PairwiseWeights",
    "consistency_ratio",
    "pairwise_weights",
]

type Numbers = NDArray[np.float64]

CONSISTENT_UP_TO = 0.10
"""Consistency ratio up to which comparisons are used as they are (Saaty 1980)."""
SCALE = (*(1 / times for times in range(9, 1, -1)), *(float(times) for times in range(1, 10)))
"""Answers that may be given: from a ninth to nine times as important (Saaty's fundamental scale)."""
_RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random reciprocal matrices, for 1 to 15 things (Saaty 1980)."""
MOST_COMPARED = len(_RANDOM_INDEX)
"""Things that may be compared: the random index is published up to here."""
_FEWEST_IN_DOUBT = 3
"""Two things cannot be compared inconsistently."""
_ROUNDING = 9


@dataclass(frozen=True)
class ComparedPair:
    """One comparison, and another answer to it."""

    first: int
    """Place of the first thing."""
    second: int
    """Place of the second."""
    said: float
    """How many times as important as the second the first is said to be."""
    other: float
    """The other answer."""


@dataclass(frozen=True)
class PairwiseWeights:
    """What comparisons say."""

    weights: tuple[float, ...]
    """Weights that sum to 1: the principal right eigenvector."""
    largest_eigenvalue: float
    """As large as the number of things if every comparison agrees with every other, else larger."""
    ratio: float
    """Consistency ratio."""
    worst: ComparedPair | None
    """The comparison farthest from what the weights say; the other answer is what they say. Nothing if all agree."""
    repair: ComparedPair | None
    """The one answer on the scale that lowers the ratio most; nothing if none does."""
    ratio_repaired: float
    """Consistency ratio with that answer."""


def pairwise_weights(matrix: Numbers) -> PairwiseWeights:
    r"""Return the weights that a reciprocal matrix of comparisons says, and how consistent it is.

    The weights are the principal eigenvector :math:`A w = \lambda_{\max} w`. The most inconsistent comparison is the
    one with the largest :math:`\max(a_{ij} w_j / w_i, a_{ji} w_i / w_j)`.

    Parameters
    ----------
    matrix
        (n, n) with :math:`a_{ij} > 0`, :math:`a_{ji} = 1 / a_{ij}`, n at most :data:`MOST_COMPARED`: how many times as
        important the thing of the row is as that of the column.

    Returns
    -------
    PairwiseWeights
        Weights, consistency ratio, and what to ask again.

    References
    ----------
    Saaty (1980), *The Analytic Hierarchy Process*. Saaty (2003), "Decision-making with the AHP: Why is the principal
    eigenvector necessary", European Journal of Operational Research 145, 85-91: how to find the judgement to improve.

    Examples
    --------
    >>> found = pairwise_weights(np.array([[1.0, 2.0, 4.0], [0.5, 1.0, 2.0], [0.25, 0.5, 1.0]]))
    >>> [round(weight, 4) for weight in found.weights], found.ratio, found.worst
    ([0.5714, 0.2857, 0.1429], 0.0, None)
    """
    values, vectors = np.linalg.eig(matrix)
    place = int(np.argmax(values.real))
    vector = np.abs(vectors[:, place].real)
    weights = vector / vector.sum()
    ratio = float(consistency_ratio(matrix))
    repair, repaired = _repair(matrix, ratio)
    return PairwiseWeights(
        weights=tuple(float(weight) for weight in weights),
        largest_eigenvalue=float(values[place].real),
        ratio=ratio,
        worst=_worst(matrix, weights, repair),
        repair=repair,
        ratio_repaired=repaired,
    )


def consistency_ratio(matrices: Numbers) -> Numbers:
    r"""Return the consistency ratio :math:`(\lambda_{\max} - n) / ((n - 1) R_n)` of one or many matrices.

    Parameters
    ----------
    matrices
        (..., n, n).

    Returns
    -------
    numpy.ndarray
        (...), 0 or more; 0 for fewer than three things.

    Examples
    --------
    >>> float(consistency_ratio(np.array([[1, 2, 1 / 2], [1 / 2, 1, 2], [2, 1 / 2, 1]])))
    0.431034483
    """
    size = matrices.shape[-1]
    if size < _FEWEST_IN_DOUBT:
        return np.zeros(matrices.shape[:-2])
    index = (np.linalg.eigvals(matrices).real.max(axis=-1) - size) / (size - 1)
    return np.asarray(np.maximum(np.round(index / _RANDOM_INDEX[size - 1], _ROUNDING), 0.0))


def _worst(matrix: Numbers, weights: Numbers, repair: ComparedPair | None) -> ComparedPair | None:
    """Return the comparison that is farthest from the quotient of the two weights.

    Of three things all comparisons are equally far off: then it is the one whose repair helps most.
    """
    quotients = weights[:, None] / weights[None, :]
    apart = np.round(np.abs(np.log(matrix / quotients)), _ROUNDING)
    repaired = None if repair is None else (repair.first, repair.second)
    pairs = combinations(range(len(weights)), 2)
    first, second = max(pairs, key=lambda pair: (apart[pair], pair == repaired, -pair[0], -pair[1]))
    if apart[first, second] == 0:
        return None
    return ComparedPair(first, second, float(matrix[first, second]), float(quotients[first, second]))


def _repair(matrix: Numbers, ratio: float) -> tuple[ComparedPair | None, float]:
    """Return the one answer that lowers the ratio most, found by trying all; the smallest change among equal ones."""
    tried = [(i, j, other) for i, j in combinations(range(len(matrix)), 2) for other in SCALE]
    matrices = np.repeat(matrix[None], len(tried), axis=0)
    at = np.arange(len(tried))
    rows, columns = (np.array([one[side] for one in tried]) for side in (0, 1))
    others = np.array([one[2] for one in tried])
    matrices[at, rows, columns], matrices[at, columns, rows] = others, 1 / others
    change = np.abs(np.log(others / matrix[rows, columns]))
    ratios = consistency_ratio(matrices)
    best = int(np.lexsort((at, np.round(change, _ROUNDING), ratios))[0])
    if not ratios[best] < ratio:
        return None, ratio
    i, j, other = tried[best]
    return ComparedPair(i, j, float(matrix[i, j]), other), float(ratios[best])
