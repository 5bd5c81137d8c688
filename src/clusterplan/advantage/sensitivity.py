"""Which weight matters for the order of the units: indicators left out one by one, and weights of components varied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from clusterplan.advantage.cube import Cube
from clusterplan.advantage.score import scores_of
from clusterplan.advantage.steps import rounded_number
from clusterplan.scenario import ScoreSettings

__all__ = ["ComponentInfluence", "LeftOutIndicator", "component_influence", "left_out_indicators", "rank_shifts"]

type Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class LeftOutIndicator:
    """What becomes of the order of the units without one indicator."""

    indicator: str
    """Id of the indicator."""
    mean_shift: float
    """Ranks by which a unit moves within a technology, on average over the pairs scored with and without it."""
    largest_shift: float
    """Ranks by which the pair moves that moves most."""
    withheld: int
    """Pairs that are scored with it and cannot be judged without it."""


@dataclass(frozen=True)
class ComponentInfluence:
    """How much the weight of one component matters."""

    component: str
    """Id of the component."""
    total: float | None
    """Total Sobol index: share of the variance of the mean rank shift in which this weight has a part."""
    half: float | None
    """Half of its 95 % interval."""
    alone: float | None
    """First-order index: share that this weight explains by itself."""


def left_out_indicators(cube: Cube, settings: ScoreSettings) -> tuple[LeftOutIndicator, ...]:
    """Leave out one indicator after the other; its weight goes to the others in their proportions.

    Parameters
    ----------
    cube
        Evidence and weights as the scores use them.
    settings
        How the scores are computed.

    Returns
    -------
    tuple of LeftOutIndicator
        Those with a weight, the one that moves most first.
    """
    base = scores_of(cube, settings).score
    found = []
    for place, name in enumerate(cube.indicators):
        if cube.weights[:, :, place].sum() > 0:
            score = scores_of(_without(cube, place), settings).score
            told = _shifts_told(base, score)
            found.append(
                LeftOutIndicator(
                    indicator=name,
                    mean_shift=rounded_number(_mean(told)),
                    largest_shift=rounded_number(told.max(initial=0.0)),
                    withheld=int((~np.isnan(base) & np.isnan(score)).sum()),
                )
            )
    return tuple(sorted(found, key=lambda one: (-one.mean_shift, one.indicator)))


def component_influence(
    cube: Cube,
    settings: ScoreSettings,
    half_width: float,
    samples: int,
    seed: int,
    on_evaluation: Callable[[int, int], None] | None = None,
) -> tuple[ComponentInfluence, ...]:
    """Return how much the weight of each component matters for the order of the units.

    Each weight is multiplied by a factor of its own between 1 - w and 1 + w, in all technologies, and the weights are
    scaled to sum to 1 again. The output is the mean rank shift against the release, as in an audit of the JRC.

    Parameters
    ----------
    cube
        Evidence and weights as the scores use them.
    settings
        How the scores are computed.
    half_width
        The w, 0 to 1.
    samples
        Base samples, a power of two; there are two evaluations more for each than there are components.
    seed
        Seed of the bootstrap; the samples themselves are Sobol's sequence.
    on_evaluation
        Told how many evaluations are done, and of how many.

    Returns
    -------
    tuple of ComponentInfluence
        Components with a weight, the most influential first; without indices where no order changes.

    References
    ----------
    Saisana, Saltelli and Tarantola (2005), "Uncertainty and sensitivity analysis techniques as tools for the quality
    assessment of composite indicators", Journal of the Royal Statistical Society A 168, 307-323.
    """
    places = [place for place in range(len(cube.components)) if cube.weights[place].sum() > 0]
    names = [cube.components[place] for place in places]
    if len(places) == 1 or half_width == 0:  # nothing varies
        return tuple(ComponentInfluence(name, None, None, None) for name in names)
    from SALib.analyze import sobol  # pandas and scipy with it: only when asked
    from SALib.sample import sobol as sobol_sample

    problem = {"num_vars": len(places), "names": names, "bounds": [[1 - half_width, 1 + half_width]] * len(places)}
    factors = sobol_sample.sample(problem, samples, calc_second_order=False, scramble=False)
    base = scores_of(cube, settings).score
    shifts = np.empty(len(factors))
    for number, row in enumerate(factors):
        shifts[number] = _mean(_shifts_told(base, scores_of(_weighed(cube, places, row), settings).score))
        if on_evaluation is not None:
            on_evaluation(number + 1, len(factors))
    if np.ptp(shifts) == 0:
        return tuple(ComponentInfluence(name, None, None, None) for name in names)
    found = sobol.analyze(problem, shifts, calc_second_order=False, seed=seed + 1)
    indices = zip(names, found["ST"], found["ST_conf"], found["S1"], strict=True)
    told = [ComponentInfluence(name, *map(rounded_number, values)) for name, *values in indices]
    return tuple(sorted(told, key=lambda one: (-(one.total or 0.0), one.component)))


def rank_shifts(one: Numbers, other: Numbers) -> Numbers:
    """Return by how many ranks each unit moves within each technology.

    Parameters
    ----------
    one, other
        (n, k) scores; NaN where a pair cannot be judged.

    Returns
    -------
    numpy.ndarray
        (n, k); NaN where one of the two has no score. Ranks are among the units that both score.

    Examples
    --------
    >>> rank_shifts(np.array([[0.9], [0.5], [0.1]]), np.array([[0.2], [0.4], [np.nan]]))[:, 0].tolist()
    [1.0, 1.0, nan]
    """
    both = ~np.isnan(one) & ~np.isnan(other)
    ranks = rankdata(np.where(both, [one, other], np.nan), axis=1, nan_policy="omit")
    return np.asarray(np.abs(ranks[0] - ranks[1]))


def _shifts_told(one: Numbers, other: Numbers) -> Numbers:
    """Return the shifts of the pairs that both score, in a row."""
    shifts = rank_shifts(one, other)
    return np.asarray(shifts[~np.isnan(shifts)])


def _mean(shifts: Numbers) -> float:
    return float(shifts.mean()) if len(shifts) else 0.0


def _without(cube: Cube, place: int) -> Cube:
    """Return the cube without an indicator; where it was all that a technology has, it stays."""
    weights, inner = cube.weights.copy(), cube.inner.copy()
    weights[:, :, place], inner[:, :, place] = 0.0, 0.0
    left = weights.sum(axis=(0, 2), keepdims=True)
    alone = left == 0
    scaled = np.divide(weights, left, out=np.zeros_like(weights), where=left > 0)
    return replace(cube, weights=np.where(alone, cube.weights, scaled), inner=np.where(alone, cube.inner, inner))


def _weighed(cube: Cube, places: Sequence[int], factors: Numbers) -> Cube:
    weights = cube.weights.copy()
    weights[places] *= factors[:, None, None]
    return replace(cube, weights=weights / weights.sum(axis=(0, 2), keepdims=True))
