"""How near a technology is to what a unit is already good at: relatedness density.

Which technologies are near to each other is a table of data, never estimated from the units that are scored: a few
dozen units and a dozen technologies are too few for that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from clusterplan.advantage.inputs import RELATEDNESS, SITES_ON_RECORD, AdvantageInputs
from clusterplan.advantage.quotients import location_quotients
from clusterplan.domain import TechnologyId, ValueStatus

__all__ = ["co_occurrence", "proximity_matrix", "related_values", "relatedness_density", "with_relatedness"]

type Numbers = NDArray[np.float64]

_COLUMNS = ["scheme", "technology_a", "technology_b", "proximity", "status", "source", "confidence"]
_COMPONENT = pd.DataFrame(
    {
        "component": [RELATEDNESS],
        "position": [90],
        "title_vi": ["Độ gần với thế mạnh sẵn có"],
        "title_en": ["Relatedness to present strengths"],
        "specific": [False],
        "most_weight": [1.0],
    }
)
_INDICATOR = pd.DataFrame(
    {
        "indicator": [RELATEDNESS],
        "title_vi": ["Mật độ công nghệ gần mà đơn vị đã có chuyên môn"],
        "title_en": ["Density of related technologies in which the unit is specialised"],
        "measure": ["share"],
        "transform": ["minmax"],
    }
)


def relatedness_density(presence: ArrayLike, proximity: ArrayLike) -> Numbers:
    r"""Return how much of what is near to a technology a unit already has.

    :math:`d_{rk} = \sum_{l \ne k} M_{rl} \varphi_{kl} / \sum_{l \ne k} \varphi_{kl}`, over the technologies whose
    proximity and presence are known.

    Parameters
    ----------
    presence
        (n, k) :math:`M`: 1 where a unit is specialised in a technology, 0 where it is not, or the probability that it
        is; NaN where unknown.
    proximity
        (k, k) :math:`\varphi` in [0, 1], symmetric; NaN where unknown. The diagonal does not count.

    Returns
    -------
    numpy.ndarray
        (n, k) densities in [0, 1]; NaN where nothing near is known.

    References
    ----------
    Hidalgo, Klinger, Barabási and Hausmann (2007), *Science* 317, supporting material; for regions Balland, Boschma,
    Crespo and Rigby (2019), *Regional Studies* 53(9).

    Examples
    --------
    >>> near = [[0, 0.5, 0.25], [0.5, 0, 0], [0.25, 0, 0]]
    >>> relatedness_density([[1, 0, 1], [0, 1, 0]], near).round(4).tolist()
    [[0.3333, 1.0, 1.0], [0.6667, 0.0, 0.0]]
    """
    strong, near = np.asarray(presence, dtype=float), np.array(proximity, dtype=float)
    np.fill_diagonal(near, 0.0)
    near = np.nan_to_num(near)
    present = np.nan_to_num(strong) @ near.T
    possible = (~np.isnan(strong)).astype(float) @ near.T
    return np.asarray(np.divide(present, possible, out=np.full_like(present, np.nan), where=possible > 0))


def proximity_matrix(table: pd.DataFrame, scheme: str, technologies: Sequence[TechnologyId]) -> Numbers:
    """Return the proximities of one scheme as a matrix.

    Parameters
    ----------
    table
        ``scheme, technology_a, technology_b, proximity``: one row for a pair, in either order.
    scheme
        Technology list.
    technologies
        Its technologies, in the order of the matrix.

    Returns
    -------
    numpy.ndarray
        (k, k), symmetric; NaN on the diagonal and where the table has no row.
    """
    own = table[table["scheme"] == scheme]
    place = pd.Index(technologies)
    near = np.full((len(technologies), len(technologies)), np.nan)
    a, b = place.get_indexer(pd.Index(own["technology_a"])), place.get_indexer(pd.Index(own["technology_b"]))
    known = (a >= 0) & (b >= 0)
    for one, other in ((a, b), (b, a)):
        near[one[known], other[known]] = own["proximity"].to_numpy(float)[known]
    return near


def co_occurrence(records: Iterable[Iterable[TechnologyId]]) -> pd.DataFrame:
    r"""Return proximities from records that each name technologies: patents, sites, enterprises.

    :math:`\varphi_{kl} = \min(P(k | l), P(l | k))`: the number of records that name both over the larger of the numbers
    that name one of them.

    Parameters
    ----------
    records
        The technologies of each record.

    Returns
    -------
    pandas.DataFrame
        ``technology_a, technology_b, proximity, both, most``, one row for each pair of technologies that are named,
        sorted; ``most`` is the larger number.

    References
    ----------
    Hidalgo, Klinger, Barabási and Hausmann (2007), *Science* 317: proximity as the smaller conditional probability.

    Examples
    --------
    >>> co_occurrence([["a", "b"], ["a"], ["a", "b", "c"], ["c"]]).to_numpy().tolist()
    [['a', 'b', 0.666667, 2, 3], ['a', 'c', 0.333333, 1, 3], ['b', 'c', 0.5, 1, 2]]
    """
    named: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    for record in records:
        technologies = sorted(set(record))
        named.update(technologies)
        together.update(combinations(technologies, 2))
    rows = [
        (a, b, round(together[a, b] / max(named[a], named[b]), 6), together[a, b], max(named[a], named[b]))
        for a, b in combinations(sorted(named), 2)
    ]
    return pd.DataFrame(rows, columns=["technology_a", "technology_b", "proximity", "both", "most"])


def related_values(
    inputs: AdvantageInputs, records: pd.DataFrame, technologies: Sequence[TechnologyId]
) -> pd.DataFrame:
    """Return the relatedness density of every unit and technology that has one.

    Parameters
    ----------
    inputs
        The tables, with proximities.
    records
        What :func:`clusterplan.advantage.records.record_values` returned for them.
    technologies
        The technologies that are scored.

    Returns
    -------
    pandas.DataFrame
        ``unit, technology, indicator, value, status, source_id, confidence``. A unit is specialised in a technology
        with the probability that its location quotient of sites on record is above 1. A unit without any site has no
        value. The status is *expert* if any proximity of the list is, else *derived*.
    """
    table = pd.DataFrame(columns=_COLUMNS) if inputs.proximity is None else inputs.proximity
    own = table[table["scheme"] == inputs.scheme]
    sites = records[records["indicator"] == SITES_ON_RECORD]
    units = sorted(set(inputs.units))
    counts = sites.pivot(index="unit", columns="technology", values="value")
    counts = counts.reindex(index=units, columns=list(technologies)).fillna(0.0)
    presence = location_quotients(counts.to_numpy(float)).above_share
    density = relatedness_density(presence, proximity_matrix(own, inputs.scheme, technologies)).round(6)
    sourced = set(own["status"]) <= {ValueStatus.OBSERVED.value, ValueStatus.DERIVED.value}
    grid = pd.MultiIndex.from_product([units, technologies], names=["unit", "technology"]).to_frame(index=False)
    return grid.assign(
        indicator=RELATEDNESS,
        value=density.ravel(),
        status=(ValueStatus.DERIVED if sourced else ValueStatus.EXPERT).value,
        source_id="; ".join(sorted(set(own["source"]))),
        confidence="; ".join(sorted(set(own["confidence"]))),
    ).dropna(subset=["value"])


def with_relatedness(inputs: AdvantageInputs, weight: float) -> AdvantageInputs:
    """Return the tables with relatedness as a component of its own in every technology.

    Parameters
    ----------
    inputs
        The tables, with the weights of the data.
    weight
        Its weight; all others are scaled to share the rest. 0 leaves it out.

    Returns
    -------
    AdvantageInputs
        The same tables if it is neither asked for nor in them.
    """
    without = replace(
        inputs,
        dictionary=_without(inputs.dictionary, "indicator"),
        components=_without(inputs.components, "component"),
        goalposts=_without(inputs.goalposts, "indicator"),
    )
    if weight == 0:
        return inputs if len(without.components) == len(inputs.components) else without
    own = inputs.weights["scheme"] == inputs.scheme
    technologies = sorted(set(inputs.weights.loc[own, "technology"]))
    added = pd.DataFrame({"technology": technologies}).assign(
        scheme=inputs.scheme, indicator=RELATEDNESS, component=RELATEDNESS, weight=weight
    )
    scaled = inputs.weights.assign(weight=inputs.weights["weight"].where(~own, inputs.weights["weight"] * (1 - weight)))
    bounds = pd.DataFrame({"vintage": [inputs.vintage], "indicator": [RELATEDNESS], "low": [0.0], "high": [1.0]})
    return replace(
        without,
        weights=pd.concat([scaled, added], ignore_index=True),
        dictionary=pd.concat([without.dictionary, _INDICATOR], ignore_index=True),
        components=pd.concat([without.components, _COMPONENT], ignore_index=True),
        goalposts=pd.concat([without.goalposts, bounds], ignore_index=True),
    )


def _without(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a table without the rows of relatedness."""
    return table[table[column] != RELATEDNESS]
