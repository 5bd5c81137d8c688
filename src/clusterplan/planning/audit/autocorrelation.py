"""Do neighbours have like scores? Moran's I of each technology, and the units that stand out, after adjustment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from clusterplan.advantage.steps import rounded_number
from clusterplan.domain import TechnologyId, UnitId
from clusterplan.publishing.audit.answer import LocalPattern, SpatialPattern

if TYPE_CHECKING:
    from libpysal.graph import Graph

__all__ = ["SIGNIFICANT", "spatial_patterns"]

type Numbers = NDArray[np.float64]

SIGNIFICANT = 0.05
"""Adjusted p-value up to which a pattern is told."""
_FEWEST = 10
"""Units without which a permutation says little."""
_KINDS: tuple[Literal["high_high", "low_high", "low_low", "high_low"], ...] = (
    "high_high",
    "low_high",
    "low_low",
    "high_low",
)
"""In the order of the quadrants 1 to 4 of Moran's scatter plot."""


def spatial_patterns(
    graph: Graph,
    units: Sequence[UnitId],
    technologies: Sequence[TechnologyId],
    scores: Numbers,
    permutations: int,
    seed: int,
) -> tuple[SpatialPattern, ...]:
    """Return the spatial autocorrelation of the scores of each technology.

    Weights are those of contiguity, row-standardised. Units that cannot be judged stay out, and so do units without a
    neighbour that is scored: a lag of nothing is not a lag of zero.

    Parameters
    ----------
    graph
        Which units are neighbours.
    units, technologies
        Ids of the rows and columns.
    scores
        (n, k); NaN where a pair cannot be judged.
    permutations
        Permutations behind each p-value.
    seed
        Seed of the permutations; each technology is dealt out by the same ones.

    Returns
    -------
    tuple of SpatialPattern
        One for each technology. P-values of technologies are adjusted over technologies, those of units over the units
        of a technology.

    References
    ----------
    Anselin (1995), "Local indicators of spatial association", Geographical Analysis 27, 93-115. Benjamini and Hochberg
    (1995), Journal of the Royal Statistical Society B 57, 289-300. Caldas de Castro and Singer (2006), Geographical
    Analysis 38, 180-208, on adjusting local statistics.
    """
    found = [
        _of_technology(graph, units, technology, scores[:, place], permutations, seed)
        for place, technology in enumerate(technologies)
    ]
    told = [one.p for one in found if one.p is not None]
    adjusted = iter(_adjusted(told))
    return tuple(
        one if one.p is None else one.model_copy(update={"p_adjusted": rounded_number(next(adjusted))}) for one in found
    )


def _of_technology(
    graph: Graph, units: Sequence[UnitId], technology: TechnologyId, scores: Numbers, permutations: int, seed: int
) -> SpatialPattern:
    pairs = sorted(zip(units, scores.tolist(), strict=True))  # permutations are dealt out in this order
    value = {unit: score for unit, score in pairs if not np.isnan(score)}
    scored = graph.subgraph(list(value)) if value else graph
    alone = {str(unit) for unit in scored.isolates} if value else set()
    taking_part = [unit for unit in value if unit not in alone]
    pattern = SpatialPattern(
        technology=technology,
        units=len(taking_part),
        without_score=len(units) - len(value),
        without_neighbour=tuple(sorted(alone)),
        statistic=None,
        expected=None,
        p=None,
        p_adjusted=None,
        local=(),
    )
    values = np.array([value[unit] for unit in taking_part])
    if len(values) < _FEWEST or np.ptp(values) == 0:
        return pattern
    return pattern.model_copy(update=_statistics(scored.subgraph(taking_part), value, permutations, seed))


def _statistics(graph: Graph, value: Mapping[UnitId, float], permutations: int, seed: int) -> dict[str, object]:
    """Return the global statistic and the significant local ones, of the units in the order of the graph."""
    import esda  # seconds to import: only for those who ask
    from esda.significance import calculate_significance

    units = [str(unit) for unit in graph.unique_ids]
    values = np.array([value[unit] for unit in units])

    with _seeded(seed):
        over_all = esda.Moran(values, graph, permutations=permutations)
        local = esda.Moran_Local(values, graph, permutations=permutations, seed=seed, alternative="two-sided")
    adjusted = _adjusted(local.p_sim)
    return {
        "statistic": rounded_number(over_all.I),
        "expected": rounded_number(over_all.EI),
        "p": rounded_number(calculate_significance(over_all.I, over_all.sim, "two-sided")),
        "local": tuple(
            LocalPattern(
                unit=unit,
                kind=_KINDS[int(local.q[place]) - 1],
                statistic=rounded_number(local.Is[place]),
                p=rounded_number(p),
            )
            for unit, place, p in sorted(zip(units, range(len(units)), adjusted, strict=True))
            if p <= SIGNIFICANT
        ),
    }


def _adjusted(p_values: Sequence[float] | Numbers) -> Numbers:
    """Return p-values adjusted for their number (Benjamini and Hochberg)."""
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(np.minimum(p_values, 1.0))) if len(p_values) else np.array([])


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Seed the generator that ``esda`` draws from, and give it back as it was."""
    state = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(state)
