"""Seeded planning problems of any size, shaped like a real one: a long country, six regions, most sites near few hubs.

Everything is drawn from one seed, so that two people measure the same problem.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterplan.language import Text
from clusterplan.optimisation.problem import Problem
from clusterplan.scenario import Scenario

__all__ = ["synthetic_problem"]

_SPACING_KM = 90.0
_COLUMNS = 4
_REGIONS = 6
_DETOUR = 1.3


def synthetic_problem(
    units: int, technologies: int, sites: int, seed: int = 0, scenario: dict[str, Any] | None = None
) -> Problem:
    """Return a planning problem drawn from a seed.

    Units lie on a jittered grid of four columns; two are neighbours if no third lies in the circle between them
    (Gabriel graph: about 3.5 neighbours each). Regions are bands of the grid. A unit's scores share a level of their
    own, sites gather where readiness is high, and one field in five is recorded.

    Parameters
    ----------
    units, technologies, sites
        Sizes n, k and m.
    seed
        Seed of everything random.
    scenario
        Sections of the scenario that differ from the defaults.

    Returns
    -------
    Problem
        The problem.
    """
    rng = np.random.default_rng(seed)
    codes = tuple(f"{number:03d}" for number in range(units))
    places = _places(rng, units)
    readiness = np.round(rng.random(units), 6)
    site_unit = rng.choice(units, size=sites, p=readiness / readiness.sum())
    site_places = places[site_unit] + rng.normal(0, 10, (sites, 2))
    level = 0.15 * readiness[:, None]
    score = np.round(np.clip(rng.beta(2, 4, (units, technologies)) + level, 0, 1), 6)
    may_host = rng.random((sites, technologies)) < 0.2
    may_host[np.arange(sites), rng.integers(0, technologies, sites)] = True
    names = tuple(f"T{number + 1:02d}" for number in range(technologies))
    title = f"{units} x {technologies}"
    return Problem(
        scenario=Scenario(
            id="synthetic",
            title_vi=title,
            title_en=title,
            technology_scheme="synthetic",
            unit_layer="synthetic",
            unit_vintage="synthetic",
            **(scenario or {}),
        ),
        units=codes,
        unit_names=tuple(Text(vi=code, en=code) for code in codes),
        unit_regions=tuple("ABCDEF"[min(_REGIONS - 1, r * _REGIONS // units)] for r in range(units)),
        technologies=names,
        sites=tuple(f"L{number:03d}" for number in range(sites)),
        site_units=tuple(codes[r] for r in site_unit),
        adjacent=_gabriel(places),
        member_distance_km=_DETOUR * _distance(places, places),
        site_distance_km=_DETOUR * _distance(places, site_places),
        score=score,
        grade=rng.integers(0, 3, (units, technologies)).astype(np.int8),
        strong=score >= 0.45,
        participation=np.round(np.median(score, axis=0), 6),
        unit_weight=np.ones(units),
        readiness=readiness,
        may_host=may_host,
        existing_laboratory=may_host & (rng.random((sites, technologies)) < 0.1),
        asked_for=frozenset(names),
    )


def _places(rng: np.random.Generator, units: int) -> NDArray[np.float64]:
    """Return (n, 2) places in km, in reading order of the grid."""
    cells = np.array([divmod(number, _COLUMNS) for number in range(units)], dtype=np.float64)
    return cells * _SPACING_KM + rng.normal(0, _SPACING_KM / 6, (units, 2))


def _distance(places: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return straight-line distances in km."""
    across = places[:, None, :] - others[None, :, :]
    return np.asarray(np.hypot(across[..., 0], across[..., 1]), dtype=np.float64)


def _gabriel(places: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which pairs have no third place in the circle between them."""
    squared = _distance(places, places) ** 2
    nearest_third = np.min(np.where(_is_end(len(places)), np.inf, squared[:, None, :] + squared[None, :, :]), axis=2)
    return np.asarray((nearest_third >= squared) & ~np.eye(len(places), dtype=np.bool_), dtype=np.bool_)


def _is_end(n: int) -> NDArray[np.bool_]:
    """Return (n, n, n) whether the third index is one of the first two."""
    first, second, third = np.ogrid[:n, :n, :n]
    return np.asarray((third == first) | (third == second), dtype=np.bool_)
