"""How much more of a unit's records are of a technology than of the country's: the location quotient, shrunken.

A raw quotient of small counts is mostly chance: one site more or less turns 0 into 3. Empirical Bayes draws each
quotient towards the national share, the more so the fewer records the unit was to be expected to have.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from clusterplan.domain import ValueStatus

__all__ = ["Quotients", "location_quotients", "symmetric", "with_quotients"]

type Numbers = NDArray[np.float64]

_BOUND = 0.6
"""Symmetric quotient of four times the national share; a quarter of it is the same below 0. The goalposts."""


@dataclass(frozen=True, eq=False)
class Quotients:
    """Location quotients of n units in k technologies; NaN where a unit or a technology has no record at all."""

    raw: Numbers
    """(n, k) share of the technology in the unit over its share in all units; 1 is the national share."""
    shrunken: Numbers
    """(n, k) the same, drawn towards 1."""
    above_share: Numbers
    """(n, k) probability that the unit's quotient is above 1, given the records."""
    spread: Numbers
    """(k,) variance of the true quotients as the records tell it; 0 where chance alone explains all differences."""


def location_quotients(counts: ArrayLike) -> Quotients:
    r"""Return location quotients, raw and shrunken towards the national share.

    With counts :math:`x_{rk}` and expected counts :math:`E_{rk} = x_{r\cdot} x_{\cdot k} / x_{\cdot\cdot}` the raw
    quotient is :math:`x_{rk} / E_{rk}`. Counts are taken for Poisson with mean :math:`E_{rk} \theta_{rk}`, and the true
    quotients :math:`\theta_{rk}` of a technology for Gamma with mean 1 and variance :math:`A_k`, which moments give:
    :math:`A_k = \max(0, \sum_r E_{rk} (x_{rk} / E_{rk} - 1)^2 / \sum_r E_{rk} - 1 / \bar E_k)`. The shrunken quotient
    is the mean of what is then known of :math:`\theta_{rk}`: :math:`(A_k x_{rk} + 1) / (A_k E_{rk} + 1)`. Where
    :math:`A_k = 0` all are 1, and none is above.

    Parameters
    ----------
    counts
        (n, k) records of n units in k technologies, 0 or more; shares of a record are allowed.

    Returns
    -------
    Quotients
        Quotients, probabilities and spreads.

    References
    ----------
    Clayton and Kaldor (1987), *Biometrics* 43(3), the Gamma-Poisson model; Marshall (1991), *J. R. Stat. Soc. C* 40(2),
    the estimator of moments. The mean is 1 by construction: expected and counted records of a technology sum alike.

    Examples
    --------
    >>> found = location_quotients([[6, 2], [1, 3], [0, 4]])
    >>> found.raw[:, 0].round(4).tolist()
    [1.7143, 0.5714, 0.0]
    >>> found.shrunken[:, 0].round(4).tolist()
    [1.2143, 0.9244, 0.8235]
    """
    from scipy.special import gammaincc  # takes long to import

    number = np.asarray(counts, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = number.sum(axis=1, keepdims=True) * number.sum(axis=0, keepdims=True) / number.sum()
        expected = np.where(expected > 0, expected, np.nan)
        raw = number / expected
        spread = _spread(raw, expected)
        shrunken = (spread * number + 1) / (spread * expected + 1)
        above = np.where(spread > 0, gammaincc(1 / spread + number, 1 / spread + expected), 0.0)
    known = ~np.isnan(expected)
    return Quotients(raw, np.where(known, shrunken, np.nan), np.where(known, above, np.nan), spread)


def symmetric(quotients: ArrayLike) -> Numbers:
    r"""Return quotients on a scale on which half and twice the national share are as far from it: :math:`(q-1)/(q+1)`.

    Parameters
    ----------
    quotients
        Location quotients, 0 or more; NaN where unknown.

    Returns
    -------
    numpy.ndarray
        Numbers from -1 to below 1; 0 is the national share.

    References
    ----------
    Dalum, Laursen and Villumsen (1998), *International Review of Applied Economics* 12(3).

    Examples
    --------
    >>> symmetric([0.25, 1.0, 4.0]).tolist()
    [-0.6, 0.0, 0.6]
    """
    number = np.asarray(quotients, dtype=float)
    return np.asarray((number - 1) / (number + 1))


def with_quotients(evidence: pd.DataFrame, indicators: Iterable[str]) -> pd.DataFrame:
    """Let counted indicators enter by their shrunken location quotient in the place of their number.

    Parameters
    ----------
    evidence
        One row per unit, technology and indicator, with goalposts and transform.
    indicators
        Which; counted for each technology.

    Returns
    -------
    pandas.DataFrame
        The same rows; those of the indicators have the column ``symmetric_quotient``, and goalposts and transform on
        its scale: a quarter of the national share is 0, four times is 1. A unit without any record has no quotient:
        its rows are missing. ``value`` stays the number.
    """
    rows = evidence.assign(symmetric_quotient=np.nan)
    for indicator in sorted(set(indicators)):
        here = rows["indicator"] == indicator
        counts = rows[here].pivot(index="unit", columns="technology", values="value")
        found = counts.copy()
        found[:] = symmetric(location_quotients(counts.to_numpy(float)).shrunken)
        places = pd.MultiIndex.from_frame(rows.loc[here, ["unit", "technology"]])
        rows.loc[here, "symmetric_quotient"] = found.stack(future_stack=True).reindex(places).to_numpy()
        rows.loc[here, "low"], rows.loc[here, "high"], rows.loc[here, "transform"] = -_BOUND, _BOUND, "minmax"
        unknown = here & rows["symmetric_quotient"].isna()
        rows.loc[unknown, "value"], rows.loc[unknown, "status"] = np.nan, ValueStatus.MISSING.value
    return rows


def _spread(raw: Numbers, expected: Numbers) -> Numbers:
    """Return the variance of the true quotients of each technology, by moments."""
    known = (~np.isnan(expected)).sum(axis=0)
    total = np.nansum(expected, axis=0)
    observed = np.nansum(expected * (raw - 1) ** 2, axis=0) / total
    return np.asarray(np.maximum(0.0, np.nan_to_num(observed - known / total)))
