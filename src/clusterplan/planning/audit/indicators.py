"""How indicators are distributed, how they go together, and how they go with the scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kurtosis, skew, spearmanr

from clusterplan.advantage.decision import ScoredCube
from clusterplan.advantage.inputs import OF_TECHNOLOGY
from clusterplan.advantage.steps import rounded_number
from clusterplan.domain import ValueStatus
from clusterplan.publishing.audit.answer import AuditedIndicator, IndicatorInTechnology, IndicatorPair

__all__ = ["FEWEST_CORRELATED", "audited_indicators", "indicator_pairs", "indicators_in_technologies"]

type Numbers = NDArray[np.float64]

FEWEST_CORRELATED = 10
"""Units without which a correlation is not told."""
_CLASSES = 10


def audited_indicators(scored: ScoredCube) -> tuple[AuditedIndicator, ...]:
    """Return the distribution of every indicator that has a weight.

    Parameters
    ----------
    scored
        What the scores were computed from.

    Returns
    -------
    tuple of AuditedIndicator
        By id. An indicator that is counted for each technology is told over all technologies in which it weighs.
    """
    return tuple(_audited(scored, place) for place in _weighed(scored))


def indicator_pairs(scored: ScoredCube) -> tuple[IndicatorPair, ...]:
    """Return the rank correlation of every two indicators of units.

    Parameters
    ----------
    scored
        What the scores were computed from.

    Returns
    -------
    tuple of IndicatorPair
        On values as they are weighed, so that more is always better; each pair on the units that have both.
    """
    names = scored.cube.indicators
    of_units = [place for place in _weighed(scored) if names[place] not in OF_TECHNOLOGY]
    found = []
    for first, second in combinations(of_units, 2):
        one, other = (scored.transformed[:, 0, place] for place in (first, second))
        both = ~np.isnan(one) & ~np.isnan(other)
        correlation = _correlation(one[both], other[both])
        found.append(
            IndicatorPair(first=names[first], second=names[second], units=int(both.sum()), spearman=correlation)
        )
    return tuple(found)


def indicators_in_technologies(scored: ScoredCube) -> tuple[IndicatorInTechnology, ...]:
    """Return how each indicator goes with the scores of each technology in which it weighs.

    Parameters
    ----------
    scored
        What the scores were computed from.

    Returns
    -------
    tuple of IndicatorInTechnology
        By indicator and technology.
    """
    return tuple(_in_technologies(scored))


def _in_technologies(scored: ScoredCube) -> Iterator[IndicatorInTechnology]:
    plain, score = scored.column("plain_score"), scored.column("score")
    for place in _weighed(scored):
        for k, technology in enumerate(scored.cube.technologies):
            weight = float(scored.weights[k, place])
            if weight > 0:
                values = scored.transformed[:, k, place]
                here = ~np.isnan(values) & ~np.isnan(score[:, k])
                yield IndicatorInTechnology(
                    indicator=scored.cube.indicators[place],
                    technology=technology,
                    weight=rounded_number(weight),
                    units=int(here.sum()),
                    with_plain=_correlation(values[here], plain[here, k]),
                    with_score=_correlation(values[here], score[here, k]),
                )


def _weighed(scored: ScoredCube) -> list[int]:
    return np.flatnonzero(scored.weights.sum(axis=0) > 0).tolist()


def _audited(scored: ScoredCube, place: int) -> AuditedIndicator:
    name = scored.cube.indicators[place]
    titles = scored.table.inputs.dictionary.set_index("indicator").loc[name]
    is_of_technology = name in OF_TECHNOLOGY
    columns = np.flatnonzero(scored.weights[:, place] > 0) if is_of_technology else np.array([0])
    raw, transformed, share = (
        values[:, columns, place].ravel() for values in (scored.raw, scored.transformed, scored.cube.normalised)
    )
    there = ~np.isnan(raw)
    told = transformed[there]
    differs = len(told) > 0 and np.ptp(told) > 0
    counts = Counter(scored.cube.status[:, columns, place].ravel().tolist())
    return AuditedIndicator(
        id=name,
        title_vi=titles["title_vi"],
        title_en=titles["title_en"],
        is_of_technology=is_of_technology,
        values=int(there.sum()),
        missing=int((~there).sum()),
        statuses={status.value: counts[status.value] for status in ValueStatus if counts[status.value]},
        least=rounded_number(raw[there].min()) if there.any() else None,
        median=rounded_number(np.median(raw[there])) if there.any() else None,
        most=rounded_number(raw[there].max()) if there.any() else None,
        skewness=rounded_number(skew(told)) if differs else None,
        kurtosis=rounded_number(kurtosis(told)) if differs else None,
        at_floor=rounded_number((share[there] <= 0).mean()) if there.any() else 0.0,
        at_ceiling=rounded_number((share[there] >= 1).mean()) if there.any() else 0.0,
        histogram=tuple(np.histogram(told, bins=_CLASSES)[0].tolist()) if differs else (),
    )


def _correlation(one: Numbers, other: Numbers) -> float | None:
    """Return Spearman's rank correlation; nothing for few units or where one side is all alike."""
    if len(one) < FEWEST_CORRELATED or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return rounded_number(spearmanr(one, other).statistic)
