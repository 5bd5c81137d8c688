"""The arithmetic of the metrics: duplication, specialisation, concentration, inequality, spatial correlation.

Written out because each is a line or two and runs after every solve; the tests hold them against ``inequality`` and
``esda``, which would cost every plan a second to import.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set

import numpy as np
from numpy.typing import NDArray

__all__ = ["gini", "herfindahl", "jaccard", "krugman", "moran", "shares", "theil"]

type Floats = NDArray[np.float64]


def jaccard(one: Set[str], other: Set[str]) -> float:
    """Return the overlap of two sets, ``|A ∩ B| / |A ∪ B|`` (Jaccard 1912).

    Parameters
    ----------
    one, other
        Sets of which one has an element.

    Returns
    -------
    float
        From 0 (nothing in common) to 1 (equal).

    Examples
    --------
    >>> jaccard({"S01", "S02"}, {"S02", "S03"})
    0.3333333333333333
    """
    return len(one & other) / len(one | other)


def herfindahl(counts: Collection[int]) -> float:
    """Return the Herfindahl-Hirschman index, ``sum of share²``.

    Parameters
    ----------
    counts
        Numbers of each kind, not all zero.

    Returns
    -------
    float
        From ``1 / number of kinds`` (even) to 1 (one kind alone).

    Examples
    --------
    >>> herfindahl([1, 1, 1, 1]), herfindahl([4, 0, 0, 0])
    (0.25, 1.0)
    """
    total = sum(counts)
    return sum((count / total) ** 2 for count in counts)


def krugman(counts: Sequence[Sequence[int]]) -> float:
    """Return the mean Krugman specialisation, ``½ sum over k of |s_ck - s_k|`` (Krugman 1991, halved).

    Parameters
    ----------
    counts
        One row for each cluster: how often it has each technology. No row is empty.

    Returns
    -------
    float
        0 if all have the same shares; nearly 1 if none have anything in common.

    Examples
    --------
    >>> krugman([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]), krugman([[1, 1], [1, 1]])
    (0.75, 0.0)
    """
    table = np.asarray(counts, dtype=np.float64)
    own = table / table.sum(axis=1, keepdims=True)
    overall = table.sum(axis=0) / table.sum()
    return float(np.abs(own - overall).sum(axis=1).mean() / 2)


def gini(values: Floats) -> float:
    """Return the Gini coefficient, ``sum over pairs of |x_i - x_j| / (2 n² mean)``.

    Parameters
    ----------
    values
        Numbers that are not negative and not all zero.

    Returns
    -------
    float
        0 if all are equal; ``1 - 1/n`` if one has everything.

    Examples
    --------
    >>> gini(np.array([1.0, 1.0])), gini(np.array([0.0, 0.0, 0.0, 2.0]))
    (0.0, 0.75)
    """
    return float(np.abs(values[:, None] - values[None, :]).sum() / (2 * len(values) ** 2 * values.mean()))


def theil(values: Floats, groups: Sequence[str]) -> tuple[float, float]:
    """Return Theil's T between and within groups; their sum is T (Theil 1967, Shorrocks 1980).

    Parameters
    ----------
    values
        Numbers that are not negative and not all zero.
    groups
        Group of each.

    Returns
    -------
    tuple of float
        ``sum of (X_g / X) ln((X_g / X) / (n_g / n))`` and ``sum of (X_g / X) T_g``; 0 ln 0 is 0.

    Examples
    --------
    >>> [round(part, 6) for part in theil(np.array([1.0, 1.0, 2.0, 2.0]), ["a", "a", "b", "b"])]
    [0.056633, 0.0]
    """
    total, between, within = float(values.sum()), 0.0, 0.0
    for group in sorted(set(groups)):
        own = values[[name == group for name in groups]]
        share = float(own.sum()) / total
        if share > 0:
            between += share * float(np.log(share * len(values) / len(own)))
            parts = own[own > 0] / own.sum()
            within += share * float((parts * np.log(parts * len(own))).sum())
    return between, within


def moran(values: Floats, adjacent: NDArray[np.bool_]) -> float:
    """Return Moran's I with row-standardised weights (Moran 1950).

    Parameters
    ----------
    values
        Numbers that are not all equal.
    adjacent
        Symmetric matrix of neighbours; every row has one.

    Returns
    -------
    float
        About -1 / (n - 1) without pattern; more where neighbours are alike, less where they differ.

    Examples
    --------
    >>> round(moran(np.array([1.0, 2.0, 4.0]), np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=bool)), 6)
    -0.035714
    """
    weights = adjacent / adjacent.sum(axis=1, keepdims=True)
    away = values - values.mean()
    return float(away @ weights @ away / (away @ away))


def shares(values: Mapping[str, float], chosen: Set[str]) -> float | None:
    """Return the share of a total that lies in some places.

    Parameters
    ----------
    values
        Known values by place.
    chosen
        The places.

    Returns
    -------
    float or None
        Nothing without a total.

    Examples
    --------
    >>> shares({"01": 3.0, "02": 1.0}, {"01"}), shares({}, {"01"})
    (0.75, None)
    """
    total = sum(values.values())
    return sum(value for place, value in values.items() if place in chosen) / total if total else None
