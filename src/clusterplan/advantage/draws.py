"""Scores under other weights, goalposts, imputation and measurement: seeded draws from stated ranges.

The steps of the score are those of :mod:`clusterplan.advantage.score`; only what they are given is drawn. Tables are
read once, so that a draw costs a few array operations. The ranges are in :class:`ScoreUncertainty`; none is observed.
A draw follows from the seed, its number and the names of the groups alone, so that a study of scores and a study of
plans with one seed draw the same scores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from clusterplan.advantage.cube import Cube, cube_of
from clusterplan.advantage.evidence import scored_values
from clusterplan.advantage.inputs import OF_TECHNOLOGY, AdvantageInputs
from clusterplan.advantage.score import grades_of, score_advantage, scores_of
from clusterplan.advantage.steps import TRANSFORMS, normalise, transform
from clusterplan.advantage.table import AdvantageTable
from clusterplan.domain import Frozen, Grade, ValueStatus
from clusterplan.scenario import ScoreSettings

__all__ = [
    "SCORE_GROUPS",
    "DrawnScores",
    "HalfWidth",
    "ScoreDraws",
    "ScoreGenerators",
    "ScoreUncertainty",
    "draws_of",
    "score_draws",
    "stream_of",
]

type Numbers = NDArray[np.float64]
type HalfWidth = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]

SCORE_GROUPS = ("weights", "goalposts", "imputation", "noise", "relative")
"""Groups of inputs of a score that are drawn together, each from a random stream of its own. Their order is part of the
seed; whoever draws more than scores adds groups at the end."""
_FIRST, _SECOND = 0, 1
_ONE_SIDED = (ValueStatus.LOWER_BOUND, ValueStatus.NONE_RECORDED)
"""What is at least so much: it may be more, never less."""
_ESTIMATED = (ValueStatus.IMPUTED, ValueStatus.NONE_RECORDED)
"""Values that stand in for what nobody recorded: the group *imputation*. All others are the group *noise*."""


class ScoreUncertainty(Frozen):
    """How far each input of a score may lie from what the release says. All are assumed; 0 turns one off."""

    weights: HalfWidth = 0.25
    """Weight of an indicator inside its component, and of a component: each times a factor from 1 - w to 1 + w, then
    scaled so that the weights of a technology sum to 1 again. A quarter is the usual range of an audit (OECD/JRC 2008,
    step 7)."""
    goalposts: HalfWidth = 0.1
    """A goalpost moves by up to this share of the distance between the two. A natural zero stays where it is."""
    imputed: HalfWidth = 0.2
    """An imputed value, on the normalised scale 0..1, up or down."""
    none_recorded: HalfWidth = 0.05
    """Where nothing is recorded there may be something: up only."""
    observed: HalfWidth = 0.02
    """An observed value, on the normalised scale 0..1, up or down."""
    derived: HalfWidth = 0.05
    """A value that is derived from observed ones, up or down."""
    lower_bound: HalfWidth = 0.1
    """A value that is known to be at least so much: up only."""
    expert: HalfWidth = 0.15
    """An expert's reading, up or down."""
    relative: HalfWidth = 0.2
    """The share of the specialisation part, up or down, kept between 0 and 1."""


@dataclass(frozen=True)
class ScoreGenerators:
    """A random generator for each group of inputs, so that one group can be drawn anew while the others stay."""

    weights: np.random.Generator
    goalposts: np.random.Generator
    imputation: np.random.Generator
    noise: np.random.Generator
    relative: np.random.Generator

    @classmethod
    def of(cls, seed: int, number: int, second: frozenset[str] = frozenset()) -> ScoreGenerators:
        """Return the generators of one draw.

        Parameters
        ----------
        seed
            Seed of all draws.
        number
            Number of the draw, from 0.
        second
            Groups that are taken from the second, independent sample of that number.

        Returns
        -------
        ScoreGenerators
            Fresh ones: the same every time.
        """
        streams = enumerate(SCORE_GROUPS)
        return cls(**{group: stream_of(seed, number, place, second=group in second) for place, group in streams})


def stream_of(seed: int, number: int, group: int, *, second: bool = False) -> np.random.Generator:
    """Return the random stream of one group of inputs of one draw.

    Parameters
    ----------
    seed
        Seed of all draws.
    number
        Number of the draw, from 0.
    group
        Position of the group.
    second
        Whether it is that of the second, independent sample of that number.

    Returns
    -------
    numpy.random.Generator
        Independent of all others, whatever else is drawn.
    """
    key = (number, _SECOND if second else _FIRST, group)
    return np.random.default_rng(np.random.SeedSequence(entropy=seed, spawn_key=key))


@dataclass(frozen=True, eq=False)
class DrawnScores:
    """Scores of n units in k technologies under one draw."""

    score: Numbers
    """(n, k) in [0, 1]; NaN where the pair cannot be judged."""
    grade: NDArray[np.int8]
    """(n, k) rank of the evidence grade."""


@dataclass(frozen=True, eq=False)
class ScoreDraws:
    """What draws are made from. Made by :func:`draws_of`."""

    cube: Cube
    """Evidence and weights as the score uses them."""
    settings: ScoreSettings
    """How the scores are computed."""
    holders: Mapping[ValueStatus, NDArray[np.bool_]]
    """(n, k, i) for each status but *missing*, whether a value has it."""
    transformed: Numbers
    """(n, k, i) values on the scale on which equal steps mean equal advantage."""
    at_zero: Numbers
    """(k, i) transformed goalposts that become 0."""
    at_one: Numbers
    """(k, i) transformed goalposts that become 1."""
    zero_is_natural: NDArray[np.bool_]
    """(k, i) the lower goalpost is a zero that nothing can lie below."""
    own_values: NDArray[np.bool_]
    """(i,) the indicator has a value of its own for each technology."""
    own_goalposts: NDArray[np.bool_]
    """(i,) the indicator has goalposts of its own for each technology."""

    def drawn(self, uncertainty: ScoreUncertainty, generators: ScoreGenerators) -> DrawnScores:
        """Return the scores of one draw.

        Parameters
        ----------
        uncertainty
            Half-widths of the ranges.
        generators
            One for each group of inputs; each is used up by the same number of calls whatever the ranges.

        Returns
        -------
        DrawnScores
            Scores and grades. Half-widths of 0 give those of the release.
        """
        cube, settings = self._drawn_inputs(uncertainty, generators)
        scores = scores_of(cube, settings)
        rank = {grade.value: grade.rank for grade in Grade}
        grades = grades_of(cube, scores.coverage)
        grade = np.array([rank[str(name)] for name in grades.flat], np.int8).reshape(grades.shape)
        return DrawnScores(scores.score, grade)

    def drawn_scores(self, uncertainty: ScoreUncertainty, generators: ScoreGenerators) -> Numbers:
        """Return the scores of one draw without their grades, which take longer.

        Parameters
        ----------
        uncertainty, generators
            As :meth:`drawn` takes them.

        Returns
        -------
        numpy.ndarray
            (n, k) in [0, 1]; NaN where the pair cannot be judged.
        """
        return scores_of(*self._drawn_inputs(uncertainty, generators)).score

    def _drawn_inputs(self, uncertainty: ScoreUncertainty, generators: ScoreGenerators) -> tuple[Cube, ScoreSettings]:
        """Return what one draw is scored from."""
        weights, inner = self._weights(uncertainty.weights, generators.weights)
        cube = replace(self.cube, weights=weights, inner=inner, normalised=self._values(uncertainty, generators))
        moved = self.settings.relative + uncertainty.relative * _within(generators.relative, ())
        return cube, self.settings.model_copy(update={"relative": float(np.clip(moved, 0.0, 1.0))})

    def _weights(self, half_width: float, generator: np.random.Generator) -> tuple[Numbers, Numbers]:
        """Return drawn weights, and what averages the indicators inside each component."""
        weights = self.cube.weights
        factor = 1 + half_width * _within(generator, weights.shape)
        factor = factor * (1 + half_width * _within(generator, (*weights.shape[:2], 1)))
        drawn = weights * factor
        drawn *= weights.sum(axis=(0, 2), keepdims=True) / drawn.sum(axis=(0, 2), keepdims=True)
        weightless = weights.sum(axis=-1, keepdims=True) == 0
        return drawn, np.where(weightless, self.cube.inner, drawn)

    def _values(self, uncertainty: ScoreUncertainty, generators: ScoreGenerators) -> Numbers:
        """Return normalised values between drawn goalposts, with drawn errors."""
        at_zero, at_one = self._goalposts(uncertainty.goalposts, generators.goalposts)
        values = normalise(self.transformed, at_zero, at_one)
        error = np.zeros_like(values)
        for status, here in self.holders.items():
            generator = generators.imputation if status in _ESTIMATED else generators.noise
            share = self._shared(_within(generator, values.shape), self.own_values)
            share = np.abs(share) if status in _ONE_SIDED else share
            error[here] = _half_width(uncertainty, status) * share[here]
        return np.clip(values + error, 0.0, 1.0)

    def _goalposts(self, half_width: float, generator: np.random.Generator) -> tuple[Numbers, Numbers]:
        """Return drawn goalposts."""
        low, high = (
            self._shared(_within(generator, (1, *self.at_zero.shape)), self.own_goalposts)[0] for _ in range(2)
        )
        distance = half_width * (self.at_one - self.at_zero)
        moved = np.where(self.zero_is_natural, self.at_zero, self.at_zero + distance * low)
        # two goalposts that meet would turn a scale into a step: half the distance is left at least
        return moved, np.maximum(self.at_one + distance * high, moved + (self.at_one - self.at_zero) / 2)

    @staticmethod
    def _shared(draws: Numbers, own: NDArray[np.bool_]) -> Numbers:
        """Return (n, k, i) draws in which all technologies share one where they share the value."""
        return np.where(own, draws, draws[:, :1, :])


def score_draws(inputs: AdvantageInputs, settings: ScoreSettings) -> ScoreDraws:
    """Score tables once, for many draws.

    Parameters
    ----------
    inputs
        The tables, the scheme and the units, as :func:`clusterplan.advantage.score_advantage` takes them.
    settings
        How the scores are computed.

    Returns
    -------
    ScoreDraws
        To be drawn from.
    """
    return draws_of(score_advantage(inputs, settings))


def draws_of(scored: AdvantageTable) -> ScoreDraws:
    """Draw from what was scored before: no table is read again.

    Parameters
    ----------
    scored
        Scores of groups, or of products: then those of their groups are drawn.

    Returns
    -------
    ScoreDraws
        The same as :func:`score_draws` gives for the tables and settings that were scored.
    """
    groups = scored.groups or scored
    inputs, evidence, settings = groups.inputs, groups.evidence, groups.settings
    cube = cube_of(inputs, evidence).used(settings)
    shape = cube.normalised.shape
    rows = evidence.sort_values(["unit", "technology", "indicator"])
    columns = (scored_values(rows), rows["low"], rows["high"])
    value, low, high = (column.to_numpy(float).reshape(shape) for column in columns)
    names = rows["transform"].to_numpy(object).reshape(shape)
    changed, at_low, at_high = (np.full(shape, np.nan) for _ in range(3))
    for name in TRANSFORMS:
        here = names == name
        for into, raw in ((changed, value), (at_low, low), (at_high, high)):
            into[here] = transform(raw[here], name)
    changed = np.where(np.isnan(cube.normalised), np.nan, changed)
    worst, best = np.minimum(at_low, at_high)[0], np.maximum(at_low, at_high)[0]
    posts = inputs.goalposts
    own = set(posts.loc[posts["scheme"] == inputs.scheme, "indicator"])
    return ScoreDraws(
        cube=cube,
        settings=settings,
        holders={s: cube.status == s.value for s in ValueStatus if s is not ValueStatus.MISSING},
        transformed=changed,
        at_zero=worst,
        at_one=best,
        zero_is_natural=worst == 0,
        own_values=np.isin(cube.indicators, OF_TECHNOLOGY),
        own_goalposts=np.isin(cube.indicators, sorted(own)),
    )


def _within(generator: np.random.Generator, shape: tuple[int, ...]) -> Numbers:
    """Return numbers that are uniform between -1 and 1."""
    return np.asarray(generator.uniform(-1.0, 1.0, shape))


def _half_width(uncertainty: ScoreUncertainty, status: ValueStatus) -> float:
    """Return how far a value of a status may lie from what it says, on the normalised scale."""
    return float(getattr(uncertainty, status.value))
