"""Would other methods put the units in the same order? Other normalisations, and other methods of decision making.

None of them makes a plan. A programme needs a score that adds up and does not change because another unit comes in, and
most of these lack one of the two; as witnesses they are welcome.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau, rankdata, spearmanr

from clusterplan.advantage.decision import DecisionMatrix
from clusterplan.advantage.steps import rounded_number

__all__ = ["FEWEST_COMPARED", "METHODS", "Agreement", "agreement", "other_values"]

type Numbers = NDArray[np.float64]

FEWEST_COMPARED = 3
"""Units without which an order says nothing."""
_ROUNDING = 9


@dataclass(frozen=True)
class Agreement:
    """How alike two orders of the same units are."""

    spearman: float | None
    """Spearman's rank correlation; nothing for fewer than three units, or where one side puts all on a level."""
    kendall: float | None
    """Kendall's tau-b."""
    mean_shift: float
    """Ranks by which a unit moves, on average."""
    largest_shift: float
    """Ranks by which the unit moves that moves most."""


def other_values(matrix: DecisionMatrix) -> dict[str, Numbers]:
    """Return the value of every unit under each method of :data:`METHODS`.

    Parameters
    ----------
    matrix
        What is compared.

    Returns
    -------
    dict of str to numpy.ndarray
        (u,) by method, the larger the better; a method that cannot tell the units apart is left out.
    """
    if len(matrix.units) < FEWEST_COMPARED or not matrix.indicators:
        return {}
    found = {}
    for name, method in METHODS.items():
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.round(np.asarray(method(matrix), float), _ROUNDING)
        if np.isfinite(values).all():
            found[name] = values
    return found


def agreement(one: Numbers, other: Numbers) -> Agreement:
    """Return how alike two orders are.

    Parameters
    ----------
    one, other
        (u,) values of the same units, the larger the better; at least one.

    Returns
    -------
    Agreement
        Ties share their mean rank.

    Examples
    --------
    >>> agreement(np.array([0.9, 0.5, 0.1]), np.array([3.0, 1.0, 2.0]))
    Agreement(spearman=0.5, kendall=0.333333, mean_shift=0.666667, largest_shift=1.0)
    """
    shift = np.abs(rankdata(one) - rankdata(other))
    tells = len(one) >= FEWEST_COMPARED and np.ptp(one) > 0 and np.ptp(other) > 0
    return Agreement(
        spearman=rounded_number(spearmanr(one, other).statistic) if tells else None,
        kendall=rounded_number(kendalltau(one, other).statistic) if tells else None,
        mean_shift=rounded_number(shift.mean()),
        largest_shift=rounded_number(shift.max()),
    )


def _goalposts(matrix: DecisionMatrix) -> Numbers:
    return matrix.normalised @ matrix.weights


def _standardised(matrix: DecisionMatrix) -> Numbers:
    values = matrix.transformed
    return np.asarray((values - values.mean(axis=0)) / values.std(axis=0) @ matrix.weights)


def _ranked(matrix: DecisionMatrix) -> Numbers:
    ranks = rankdata(matrix.transformed, axis=0)
    return np.asarray((ranks - 1) / (len(ranks) - 1) @ matrix.weights)


def _of_target(matrix: DecisionMatrix) -> Numbers:
    return matrix.of_target @ matrix.weights


def _topsis(matrix: DecisionMatrix) -> Numbers:
    from pymcdm.methods import TOPSIS  # seconds to import: only for those who ask
    from pymcdm.normalizations import vector_normalization

    return _preferences(TOPSIS(vector_normalization), matrix)


def _vikor(matrix: DecisionMatrix) -> Numbers:
    from pymcdm.methods import VIKOR

    return -_preferences(VIKOR(), matrix)  # 0 is its best


def _edas(matrix: DecisionMatrix) -> Numbers:
    from pymcdm.methods import EDAS

    return _preferences(EDAS(), matrix)


def _preferences(method: Callable[..., Numbers], matrix: DecisionMatrix) -> Numbers:
    """Return what a method of pymcdm says; its checks warn of units that are best in everything, which may be."""
    more_is_better = np.ones(len(matrix.weights))
    return np.asarray(method(matrix.normalised, matrix.weights, more_is_better, validation=False))


METHODS: Mapping[str, Callable[[DecisionMatrix], Numbers]] = {
    "goalposts": _goalposts,
    "z_score": _standardised,
    "rank": _ranked,
    "target": _of_target,
    "topsis": _topsis,
    "vikor": _vikor,
    "edas": _edas,
}
"""The first four are weighted means of values that were normalised in another way: between the goalposts, by mean and
standard deviation, by rank, by the share of a target. The others are TOPSIS (Hwang and Yoon 1981), VIKOR (Opricovic
and Tzeng 2004, v = 1/2) and EDAS (Keshavarz Ghorabaee et al. 2015) on the values between the goalposts."""
