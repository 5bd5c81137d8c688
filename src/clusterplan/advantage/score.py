"""From tables to scores: the steps joined, for every unit and technology at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clusterplan.advantage.check import check_inputs
from clusterplan.advantage.cube import Cube, Numbers, cube_of
from clusterplan.advantage.evidence import gather_evidence
from clusterplan.advantage.inputs import AdvantageInputs
from clusterplan.advantage.prepared import prepared
from clusterplan.advantage.steps import (
    coverage_of,
    geometric_mean,
    grade_of,
    mix,
    redistributed,
    rounded,
    specialisation_part,
    weighted_mean,
)
from clusterplan.advantage.table import AdvantageTable
from clusterplan.domain import Judgement, ValueStatus
from clusterplan.scenario import ScoreSettings

__all__ = ["CubeScores", "grades_of", "score_advantage", "score_evidence", "scores_of"]

_SHARES = {
    "observed": [ValueStatus.OBSERVED, ValueStatus.DERIVED],
    "estimated": [ValueStatus.LOWER_BOUND, ValueStatus.IMPUTED, ValueStatus.NONE_RECORDED],
    "expert": [ValueStatus.EXPERT],
}


@dataclass(frozen=True)
class CubeScores:
    """Scores of one reading of the evidence, all arrays n units by k technologies."""

    coverage: Numbers
    scored: NDArray[np.bool_]
    components: Numbers
    """(n, k, c)."""
    plain: Numbers
    specialisation: Numbers
    score: Numbers


def score_advantage(inputs: AdvantageInputs, settings: ScoreSettings) -> AdvantageTable:
    """Score the regional advantage of every unit in every technology of a scheme.

    Parameters
    ----------
    inputs
        The tables, the scheme and the units.
    settings
        How to aggregate, how much the specialisation part counts, from which coverage a score is given, and weights
        other than those of the table.

    Returns
    -------
    AdvantageTable
        One cell for each unit and technology: scored, or withheld because too little is known. A withheld cell has
        no number in place of its score, never 0.

    Raises
    ------
    DataError
        If the tables contradict themselves; every fault is listed.
    """
    inputs = prepared(inputs, settings)
    check_inputs(inputs)
    return score_evidence(inputs, gather_evidence(inputs), settings)


def score_evidence(inputs: AdvantageInputs, evidence: pd.DataFrame, settings: ScoreSettings) -> AdvantageTable:
    """Score evidence that was gathered before, under the same or other weights and settings.

    Parameters
    ----------
    inputs
        The tables, checked before, as :func:`clusterplan.advantage.prepared.prepared` gives them.
    evidence
        What :func:`clusterplan.advantage.evidence.gather_evidence` returned for them, whatever their weights.
    settings
        How to score.

    Returns
    -------
    AdvantageTable
        The same as :func:`score_advantage` gives.
    """
    cube = cube_of(inputs, evidence).used(settings)
    sober_cube = cube.without_expert_values()
    sober = scores_of(sober_cube, settings)
    used = scores_of(cube, settings) if settings.expert_values else sober
    return AdvantageTable(
        scheme=inputs.scheme,
        units=cube.units,
        technologies=cube.technologies,
        settings=settings,
        cells=_cells(cube, used, sober_cube, sober),
        evidence=evidence,
        inputs=inputs,
    )


def scores_of(cube: Cube, settings: ScoreSettings) -> CubeScores:
    """Score one reading of the evidence.

    Parameters
    ----------
    cube
        Normalised values with their qualities, statuses and weights.
    settings
        How to aggregate, how much the specialisation part counts, and from which coverage a score is given.

    Returns
    -------
    CubeScores
        Scores with coverage.
    """
    coverage = coverage_of(cube.weights.sum(axis=0), cube.quality)
    scored = coverage >= settings.coverage_floor
    components = np.stack([weighted_mean(cube.normalised, inner) for inner in cube.inner], axis=-1)
    aggregated = _aggregate(components, cube.weights.sum(axis=-1).T, settings)
    plain = np.where(scored, rounded(aggregated), np.nan)
    specialisation = rounded(_specialisation(plain))
    return CubeScores(
        coverage=coverage,
        scored=scored & ~np.isnan(plain),
        components=np.where(scored[..., None], rounded(components), np.nan),
        plain=plain,
        specialisation=specialisation,
        score=mix(plain, specialisation, settings.relative),
    )


def _aggregate(components: Numbers, weights: Numbers, settings: ScoreSettings) -> Numbers:
    """Join component values with the settings' mean."""
    if settings.aggregation == "arithmetic":
        return weighted_mean(components, weights)
    return geometric_mean(components, weights, settings.component_floor)


def _specialisation(plain: Numbers) -> Numbers:
    """Return the specialisation part of all scored pairs; means are over scored pairs alone."""
    by_unit = weighted_mean(plain, np.ones_like(plain))[:, None]
    by_technology = weighted_mean(plain.T, np.ones_like(plain.T))[None, :]
    overall = weighted_mean(plain.ravel(), np.ones(plain.size))
    return specialisation_part(plain, by_unit, by_technology, overall)


def grades_of(cube: Cube, coverage: Numbers) -> NDArray[np.object_]:
    """Grade every pair by its coverage, its best value that is specific to the technology, and its experts' share.

    Parameters
    ----------
    cube
        Qualities, statuses and weights.
    coverage
        (n, k) coverage of its scores.

    Returns
    -------
    numpy.ndarray
        (n, k) of ``"high"``, ``"medium"`` or ``"low"``.
    """
    listed = (cube.inner[cube.specific] > 0).any(axis=0)
    specific = np.where(listed, cube.quality, 0.0).max(axis=-1, initial=0.0)
    expert = _shares(cube)["share_expert"]
    grades = [grade_of(*pair).value for pair in zip(coverage.flat, specific.flat, expert.flat, strict=True)]
    return np.array(grades, dtype=object).reshape(coverage.shape)


def _cells(cube: Cube, used: CubeScores, sober_cube: Cube, sober: CubeScores) -> pd.DataFrame:
    """Lay the scores out as one row per unit and technology."""
    judgement = np.where(used.scored, Judgement.SCORED.value, Judgement.CANNOT_BE_JUDGED.value)
    columns: dict[str, NDArray[np.object_] | Numbers] = {
        "judgement": judgement,
        "score": used.score,
        "plain_score": used.plain,
        "specialisation_score": used.specialisation,
        "coverage": used.coverage,
        "grade": grades_of(cube, used.coverage),
        **_shares(cube),
        **{f"component_{name}": used.components[..., place] for place, name in enumerate(cube.components)},
        **_criteria(cube, used.scored),
        "score_without_expert": sober.score,
        "grade_without_expert": grades_of(sober_cube, sober.coverage),
        "coverage_without_expert": sober.coverage,
    }
    index = pd.MultiIndex.from_product([cube.units, cube.technologies], names=["unit", "technology"])
    return pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index=index)


def _shares(cube: Cube) -> dict[str, Numbers]:
    """Return the shares of the weight that is present, by how its values came to be."""
    present = redistributed(cube.weights.sum(axis=0), ~np.isnan(cube.normalised))
    return {
        f"share_{name}": rounded((present * np.isin(cube.status, statuses)).sum(axis=-1))
        for name, statuses in _SHARES.items()
    }


def _criteria(cube: Cube, scored: NDArray[np.bool_]) -> dict[str, Numbers]:
    """Return the selection criteria of scored pairs: shown, never part of the score."""
    return {
        f"criterion_{name}": np.where(scored, rounded(weighted_mean(cube.normalised, weights)), np.nan)
        for name, weights in zip(cube.criteria, cube.criterion_weights, strict=True)
    }
