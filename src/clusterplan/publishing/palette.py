"""Colours that stay apart for colour-blind readers, and which cluster gets which.

The colours are light enough for dark labels. The first eight are Paul Tol's *light* scheme (SRON/EPS/TN/09-002), four
more fill the gaps it leaves. Distances are measured on what people with normal, deuteranopic and protanopic vision see.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

import numpy as np
import numpy.typing as npt

__all__ = ["CLUSTER_COLOURS", "NO_CLUSTER", "SCORE_BREAKS", "SCORE_COLOURS", "assign_colours", "perceived_distance"]

CLUSTER_COLOURS = (
    "#77AADD",
    "#EE8866",
    "#EEDD88",
    "#44BB99",
    "#FFAABB",
    "#AAAA00",
    "#99DDFF",
    "#BBCC33",
    "#8880F0",
    "#B070A0",
    "#DC6070",
    "#7C94B8",
)
"""Fills of clusters."""

NO_CLUSTER = "#D9D9D9"
"""Fill of units in no cluster."""

SCORE_COLOURS = ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404")
"""Fills of scores from low to high: ColorBrewer's YlOrBr, safe for colour blindness and for print."""

SCORE_BREAKS = (0.15, 0.30, 0.45, 0.60)
"""Fixed limits between the score colours, so that two maps can be compared."""

_VISION = np.array(
    [
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    ]
)
"""Normal, deuteranopic and protanopic vision on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1)."""

_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = np.array([0.9505, 1.0, 1.089])


def assign_colours(neighbours: Mapping[str, Set[str]]) -> dict[str, str]:
    """Give every cluster a colour that is far from its neighbours' colours.

    Parameters
    ----------
    neighbours
        Ids of the clusters that touch each cluster; every cluster is a key.

    Returns
    -------
    dict of str to str
        ``#RRGGBB`` by cluster. All differ while the palette lasts; then only neighbours do.

    Examples
    --------
    >>> colours = assign_colours({"C01": {"C02"}, "C02": {"C01"}})
    >>> len(set(colours.values()))
    2
    """
    chosen: dict[str, str] = {}
    for cluster in sorted(neighbours):
        unused = [colour for colour in CLUSTER_COLOURS if colour not in chosen.values()]
        beside = [chosen[other] for other in sorted(neighbours[cluster]) if other in chosen]
        chosen[cluster] = max(unused or CLUSTER_COLOURS, key=lambda colour: _distance_to_nearest(colour, beside))
    return chosen


def perceived_distance(colour: str, other: str) -> float:
    """Return how different two colours look to the reader who sees the least difference.

    Parameters
    ----------
    colour, other
        ``#RRGGBB``.

    Returns
    -------
    float
        Smallest CIE 1976 colour difference over normal, deuteranopic and protanopic vision; 2 is just noticeable.

    Examples
    --------
    >>> perceived_distance("#000000", "#000000")
    0.0
    >>> round(perceived_distance("#000000", "#FFFFFF"))
    100
    """
    return float(np.linalg.norm(_seen(colour) - _seen(other), axis=1).min())


def _distance_to_nearest(colour: str, others: list[str]) -> float:
    return min((perceived_distance(colour, other) for other in others), default=0.0)


def _seen(colour: str) -> npt.NDArray[np.float64]:
    """Return CIE L*a*b* of a colour as seen by each kind of vision, one row each."""
    encoded = np.array([int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)])
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    relative = np.clip(_VISION @ linear, 0, 1) @ _XYZ.T / _WHITE
    curve = np.where(relative > 216 / 24389, np.cbrt(relative), (24389 / 27 * relative + 16) / 116)
    x, y, z = curve.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)
