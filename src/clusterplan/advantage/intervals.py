"""Intervals of scores and ranks from seeded draws: how far a score could lie elsewhere, and how sure a place is.

A draw is that of :mod:`clusterplan.advantage.draws`; this module repeats it and counts. An interval says what the
assumed ranges do to a score. It is no confidence interval of a sample: nobody sampled.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clusterplan.advantage.draws import ScoreDraws, ScoreGenerators, ScoreUncertainty

__all__ = ["interval_of", "ranks_of", "score_sample", "share_of_top"]

type Numbers = NDArray[np.float64]


def score_sample(draws: ScoreDraws, uncertainty: ScoreUncertainty, seed: int, number: int) -> Iterator[Numbers]:
    """Yield the scores of one draw after the other.

    Parameters
    ----------
    draws
        What is drawn from, as :func:`clusterplan.advantage.draws.score_draws` makes it.
    uncertainty
        Half-widths of the ranges.
    seed
        Seed of all draws.
    number
        How many.

    Yields
    ------
    numpy.ndarray
        (n, k) scores in [0, 1], NaN where the pair cannot be judged. Draw i is the same whatever their number.
    """
    for draw in range(number):
        yield draws.drawn_scores(uncertainty, ScoreGenerators.of(seed, draw))


def ranks_of(scores: ArrayLike) -> Numbers:
    """Return the rank of every unit among those that are scored for a technology.

    Parameters
    ----------
    scores
        (..., n, k) scores of n units in k technologies; NaN where a pair cannot be judged.

    Returns
    -------
    numpy.ndarray
        Same shape: 1 is the best, equal scores share the better rank; NaN where there is no score.

    Examples
    --------
    >>> ranks_of([[0.2], [0.9], [np.nan], [0.2]]).ravel().tolist()
    [2.0, 1.0, nan, 2.0]
    """
    from scipy.stats import rankdata  # takes long to import

    numbers = np.asarray(scores, dtype=float)
    return np.asarray(rankdata(-numbers, method="min", axis=-2, nan_policy="omit"), dtype=float)


def interval_of(values: ArrayLike, level: float) -> tuple[Numbers, Numbers, Numbers]:
    r"""Return the middle and the two ends that leave out as much above as below.

    The quantiles :math:`(1 - l) / 2`, one half and :math:`(1 + l) / 2` over the draws in which there is a value, each
    the smallest value that at least so large a share of the draws does not exceed: an end is a value that was drawn.

    Parameters
    ----------
    values
        (d, ...) a value for each draw; NaN where a draw has none.
    level
        Share of the draws between the ends, above 0 and below 1.

    Returns
    -------
    tuple of three numpy.ndarray
        Lower end, median, upper end; NaN where no draw has a value.

    References
    ----------
    Hyndman and Fan (1996), *The American Statistician* 50(4), definition 1 of a sample quantile.

    Examples
    --------
    >>> low, middle, high = interval_of([4.0, 1.0, 3.0, 2.0, np.nan], 0.5)
    >>> float(low), float(middle), float(high)
    (1.0, 2.0, 3.0)
    """
    ordered = np.sort(np.asarray(values, dtype=float), axis=0)  # NaN goes last
    known = (~np.isnan(ordered)).sum(axis=0)
    low, middle, high = (_quantile(ordered, known, share) for share in ((1 - level) / 2, 0.5, (1 + level) / 2))
    return low, middle, high


def share_of_top(ranks: ArrayLike, top: int) -> Numbers:
    """Return in which share of all draws a unit is among the first.

    Parameters
    ----------
    ranks
        (d, ...) ranks by draw; NaN where a draw does not judge the pair, which is then not among the first.
    top
        How many places count as the first.

    Returns
    -------
    numpy.ndarray
        Shares in [0, 1]: the rank acceptability, summed over the first places.

    References
    ----------
    Lahdelma and Salminen (2001), SMAA-2, *Operations Research* 49(3), rank acceptability.

    Examples
    --------
    >>> share_of_top([[1.0, 2.0], [2.0, np.nan]], 1).tolist()
    [0.5, 0.0]
    """
    return np.asarray((np.asarray(ranks, dtype=float) <= top).mean(axis=0))


def _quantile(ordered: Numbers, known: NDArray[np.intp], share: float) -> Numbers:
    """Return a quantile of what is sorted along the first axis and known up to a place."""
    # the small step keeps 0.95 * 20, which is a hair above 19, from asking for the twentieth
    place = np.clip(np.ceil(share * known - 1e-9).astype(np.intp) - 1, 0, np.maximum(known - 1, 0))
    return np.asarray(np.take_along_axis(ordered, place[None], axis=0)[0])
