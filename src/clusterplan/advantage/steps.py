"""The steps of the composite indicator, each a pure function of numbers.

The order and the vocabulary follow the OECD and the Joint Research Centre, *Handbook on Constructing Composite
Indicators: Methodology and User Guide* (2008): transform, normalise, weigh, aggregate, say how much is known.
Arrays may have any leading axes; the last axis is the one that is summed over. ``NaN`` means *missing*, and a
missing value never turns into a number.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clusterplan.domain import Grade, ValueStatus

__all__ = [
    "DECIMALS",
    "HIGH_COVERAGE",
    "MEDIUM_COVERAGE",
    "MOST_EXPERT_IN_HIGH",
    "TRANSFORMS",
    "coverage_of",
    "geometric_mean",
    "grade_of",
    "mix",
    "normalise",
    "redistributed",
    "rounded",
    "specialisation_part",
    "transform",
    "weighted_mean",
]

type Numbers = NDArray[np.float64]

DECIMALS = 6
"""Decimals that a published score has: one unit of the optimiser's integer coefficients."""
HIGH_COVERAGE = 0.7
"""Coverage from which a score's evidence is graded high."""
MEDIUM_COVERAGE = 0.5
"""Coverage from which a score's evidence is graded medium."""
MOST_EXPERT_IN_HIGH = 0.5
"""Largest share of experts' readings in a score whose evidence is graded high."""
TRANSFORMS: dict[str, Callable[[Numbers], Numbers]] = {
    "log1p": np.log1p,
    "minmax": np.positive,
    "rank_desc": np.negative,
}
"""Transforms by name: ``log1p`` for sizes and counts, ``minmax`` for indices, ``rank_desc`` where less is better."""


def rounded_number(value: float) -> float:
    """Round one number as :func:`rounded` does.

    Parameters
    ----------
    value
        Any number; NaN stays NaN.

    Returns
    -------
    float
        The rounded number.

    Examples
    --------
    >>> rounded_number(0.1 + 0.0234565)
    0.123456
    """
    return float(rounded(value))


def _numbers(values: ArrayLike) -> Numbers:
    return np.asarray(values, dtype=float)


def rounded(values: ArrayLike) -> Numbers:
    """Round to :data:`DECIMALS`, so that sums taken in another order round alike.

    Two sums of the same numbers may differ in the sixteenth decimal, on either side of a tie. Rounding to twelve
    decimals first makes them equal before the tie is broken.

    Parameters
    ----------
    values
        Any numbers; NaN stays NaN.

    Returns
    -------
    numpy.ndarray
        The rounded numbers.

    Examples
    --------
    >>> rounded([0.1234565, 0.1 + 0.0234565]).tolist()
    [0.123456, 0.123456]
    """
    return np.round(np.round(_numbers(values), 12), DECIMALS)


def transform(values: ArrayLike, name: str) -> Numbers:
    r"""Bring an indicator to a scale on which equal steps mean equal advantage.

    ``log1p``: :math:`\ln(1 + x)`, for skewed sizes and counts. ``minmax``: :math:`x`. ``rank_desc``: :math:`-x`.

    Parameters
    ----------
    values
        Raw values in the indicator's own unit; NaN where missing.
    name
        A key of :data:`TRANSFORMS`.

    Returns
    -------
    numpy.ndarray
        Transformed values, same shape; NaN stays NaN.

    References
    ----------
    OECD/JRC (2008), section 5.2 on transformations of skewed indicators.

    Examples
    --------
    >>> transform([0.0, np.e - 1, np.nan], "log1p").tolist()
    [0.0, 1.0, nan]
    >>> transform([1.0, 63.0], "rank_desc").tolist()
    [-1.0, -63.0]
    """
    return TRANSFORMS[name](_numbers(values))


def normalise(values: ArrayLike, at_zero: ArrayLike, at_one: ArrayLike) -> Numbers:
    r"""Bring transformed values to 0..1 between two fixed goalposts, and clip what lies outside.

    :math:`\min(1, \max(0, (x - a) / (b - a)))`. Where both goalposts coincide, everything above them is 1 and the
    rest is 0: the limit of the formula.

    Parameters
    ----------
    values
        Transformed values; NaN where missing.
    at_zero, at_one
        Transformed goalposts that become 0 and 1; they broadcast against the values.

    Returns
    -------
    numpy.ndarray
        Numbers in [0, 1], NaN where the value is missing.

    References
    ----------
    OECD/JRC (2008), section 5.4, min-max with fixed bounds; goalposts as in UNDP's Human Development Index.

    Examples
    --------
    >>> normalise([5.0, 20.0, 0.0, np.nan], 0.0, 10.0).tolist()
    [0.5, 1.0, 0.0, nan]
    >>> normalise([0.0, 2.0], 0.0, 0.0).tolist()
    [0.0, 1.0]
    """
    above = _numbers(values) - _numbers(at_zero)
    width = _numbers(at_one) - _numbers(at_zero)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = np.where(width == 0, np.where(above > 0, 1.0, 0.0), above / width)
    return np.where(np.isnan(above), np.nan, np.clip(share, 0.0, 1.0))


def redistributed(weights: ArrayLike, present: ArrayLike) -> Numbers:
    r"""Share the weight of what is missing among what is present.

    :math:`w'_i = w_i p_i / \sum_j w_j p_j`, with :math:`p_i` 1 where a value is present and 0 where it is missing.

    Parameters
    ----------
    weights
        Non-negative weights along the last axis.
    present
        Whether a value is there; broadcasts against the weights.

    Returns
    -------
    numpy.ndarray
        Weights that sum to 1 along the last axis; all 0 where nothing with a weight is present.

    Examples
    --------
    >>> redistributed([0.5, 0.25, 0.25], [True, True, False]).round(4).tolist()
    [0.6667, 0.3333, 0.0]
    >>> redistributed([0.5, 0.5], [False, False]).tolist()
    [0.0, 0.0]
    """
    kept: Numbers = _numbers(weights) * np.asarray(present, dtype=bool)
    total = kept.sum(axis=-1, keepdims=True)
    return np.divide(kept, total, out=np.zeros_like(kept), where=total > 0)


def weighted_mean(values: ArrayLike, weights: ArrayLike) -> Numbers:
    r"""Return the weighted arithmetic mean of what is present: full compensation.

    :math:`\sum_i w'_i x_i` with the :func:`redistributed` weights.

    Parameters
    ----------
    values
        Numbers along the last axis; NaN where missing.
    weights
        Non-negative weights along the last axis.

    Returns
    -------
    numpy.ndarray
        One number per leading index; NaN where nothing with a weight is present.

    References
    ----------
    OECD/JRC (2008), section 6.2, linear aggregation.

    Examples
    --------
    >>> float(weighted_mean([1.0, 0.0, np.nan], [0.5, 0.25, 0.25]).round(4))
    0.6667
    >>> float(weighted_mean([np.nan], [1.0]))
    nan
    """
    numbers = _numbers(values)
    shares = redistributed(weights, ~np.isnan(numbers))
    mean = (shares * np.nan_to_num(numbers)).sum(axis=-1)
    return np.where(shares.sum(axis=-1) > 0, mean, np.nan)


def geometric_mean(values: ArrayLike, weights: ArrayLike, floor: float) -> Numbers:
    r"""Return the weighted geometric mean of what is present: a weak part is not bought off by a strong one.

    :math:`\exp \sum_i w'_i \ln \max(x_i, f)` with the :func:`redistributed` weights and the floor :math:`f`, which
    keeps one zero from erasing everything else.

    Parameters
    ----------
    values
        Numbers in [0, 1] along the last axis; NaN where missing.
    weights
        Non-negative weights along the last axis.
    floor
        Lowest value that enters the logarithm, above 0.

    Returns
    -------
    numpy.ndarray
        One number per leading index; NaN where nothing with a weight is present.

    References
    ----------
    OECD/JRC (2008), section 6.3, geometric aggregation.

    Examples
    --------
    >>> float(geometric_mean([1.0, 0.25], [0.5, 0.5], 0.01).round(4))
    0.5
    >>> float(geometric_mean([1.0, 0.0], [0.5, 0.5], 0.01).round(4))
    0.1
    """
    return np.exp(weighted_mean(np.log(np.maximum(_numbers(values), floor)), weights))


def specialisation_part(
    plain: ArrayLike, unit_mean: ArrayLike, technology_mean: ArrayLike, grand_mean: ArrayLike
) -> Numbers:
    r"""Return how much better a unit does in a technology than its size and the technology would lead to expect.

    :math:`\min(1, \max(0, \tfrac12 + x_{rk} - \bar x_{r\cdot} - \bar x_{\cdot k} + \bar x_{\cdot\cdot}))`: the
    residual of a two-way table, moved so that 0.5 means *as expected*. The rescaling is fixed: it does not depend on
    the best and the worst pair of the day.

    Parameters
    ----------
    plain
        Plain scores in [0, 1]; NaN where withheld.
    unit_mean
        Mean of the unit's scored pairs.
    technology_mean
        Mean of the technology's scored pairs.
    grand_mean
        Mean of all scored pairs.

    Returns
    -------
    numpy.ndarray
        Numbers in [0, 1]; NaN where withheld.

    References
    ----------
    Double centring as in Tukey, *Exploratory Data Analysis* (1977), two-way tables; the aim is that of the location
    quotient without its instability for small counts.

    Examples
    --------
    >>> float(specialisation_part(0.6, 0.5, 0.4, 0.45).round(4))
    0.65
    """
    residual = _numbers(plain) - _numbers(unit_mean) - _numbers(technology_mean) + _numbers(grand_mean)
    return np.clip(0.5 + residual, 0.0, 1.0)


def mix(plain: ArrayLike, specialisation: ArrayLike, relative: float) -> Numbers:
    r"""Mix the plain score with the specialisation part: :math:`(1 - \rho) x + \rho s`.

    Parameters
    ----------
    plain
        Plain scores in [0, 1].
    specialisation
        Specialisation parts in [0, 1].
    relative
        Share of the specialisation part, 0 to 1.

    Returns
    -------
    numpy.ndarray
        Scores in [0, 1], rounded to :data:`DECIMALS`.

    Examples
    --------
    >>> float(mix(0.8, 0.4, 0.5))
    0.6
    """
    return rounded((1.0 - relative) * _numbers(plain) + relative * _numbers(specialisation))


def coverage_of(weights: ArrayLike, qualities: ArrayLike) -> Numbers:
    r"""Return how much of a score rests on good values: :math:`\sum_i w_i q_i`.

    Parameters
    ----------
    weights
        Weights that sum to 1 along the last axis, before any redistribution.
    qualities
        Quality of each value by its status, 0 (missing) to 1 (observed).

    Returns
    -------
    numpy.ndarray
        Coverage in [0, 1], rounded to :data:`DECIMALS`.

    Examples
    --------
    >>> float(coverage_of([0.6, 0.4], [1.0, 0.3]))
    0.72
    """
    return rounded((_numbers(weights) * _numbers(qualities)).sum(axis=-1))


def grade_of(coverage: float, specific_quality: float, expert_share: float) -> Grade:
    """Grade the evidence of a score.

    High from a coverage of 0.7, medium from 0.5, else low. General knowledge is never above low: where the evidence
    of the technology itself holds nothing better than an expert's reading, the grade is low whatever else is known
    of the unit. Nor is a score high of which an expert's reading carries more than half.

    Parameters
    ----------
    coverage
        Coverage of the score.
    specific_quality
        Best quality among the values that are specific to the technology.
    expert_share
        Share of the weight that is present and rests on an expert's reading.

    Returns
    -------
    Grade
        The grade.

    Examples
    --------
    >>> grade_of(0.75, specific_quality=1.0, expert_share=0.2)
    <Grade.HIGH: 'high'>
    >>> grade_of(0.75, specific_quality=1.0, expert_share=0.6)
    <Grade.MEDIUM: 'medium'>
    >>> grade_of(0.75, specific_quality=0.5, expert_share=0.2)
    <Grade.LOW: 'low'>
    """
    if specific_quality <= ValueStatus.EXPERT.quality or coverage < MEDIUM_COVERAGE:
        return Grade.LOW
    return Grade.HIGH if coverage >= HIGH_COVERAGE and expert_share <= MOST_EXPERT_IN_HIGH else Grade.MEDIUM
