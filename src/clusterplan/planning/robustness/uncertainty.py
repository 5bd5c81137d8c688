"""What is uncertain, how much, and how one draw of it becomes a problem."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clusterplan.advantage.draws import (
    SCORE_GROUPS,
    HalfWidth,
    ScoreDraws,
    ScoreGenerators,
    ScoreUncertainty,
    draws_of,
    stream_of,
)
from clusterplan.advantage.products import GroupColumns, group_columns
from clusterplan.advantage.steps import DECIMALS, rounded
from clusterplan.optimisation.problem import Problem
from clusterplan.planning.problem import Posed, strong_pairs
from clusterplan.scenario import ObjectiveSettings, SynergyPair

__all__ = ["GROUPS", "DrawSource", "Uncertainty", "draw_source"]

GROUPS = (*SCORE_GROUPS, "participation", "synergy", "costs")
"""Groups of inputs that are drawn together, each from a random stream of its own. Their order is part of the seed."""


class Uncertainty(ScoreUncertainty):
    """How far each input of a plan may lie from what it says. All are assumed; 0 turns one off."""

    participation: HalfWidth = 0.03
    """Added to the participation score of a technology, which is the median of the drawn scores."""
    synergy: HalfWidth = 0.5
    """Factor on the value of a synergy pair, from 1 - w to 1 + w."""
    costs: HalfWidth = 0.5
    """Factor on each of founding cost, cohesion weight and hosting weight, from 1 - w to 1 + w."""

    @classmethod
    def none(cls) -> Uncertainty:
        """Return ranges of no width: every draw is the release.

        Returns
        -------
        Uncertainty
            All zero.
        """
        return cls(**dict.fromkeys(cls.model_fields, 0.0))


@dataclass(frozen=True, eq=False)
class DrawSource:
    """Everything that a draw is made from. It travels to the workers whole."""

    problem: Problem
    """The problem of the release; geometry, records and rules stay as they are."""
    scores: ScoreDraws
    """Where scores come from."""
    columns: GroupColumns
    """Which of them each technology takes: its group's, for products."""
    uncertainty: Uncertainty
    """Half-widths of the ranges."""
    seed: int
    """With a draw's number it gives the draw, whatever else is drawn."""

    def problem_of(self, number: int, second: frozenset[str] = frozenset()) -> Problem:
        """Return the problem under one draw.

        Parameters
        ----------
        number
            Number of the draw, from 0.
        second
            Groups that are taken from the second, independent sample of that number.

        Returns
        -------
        Problem
            Same units, sites and rules; other scores, grades, strong units, participation scores and objective.
        """
        drawn = self.scores.drawn(self.uncertainty, ScoreGenerators.of(self.seed, number, second))
        problem, grade = self.problem, drawn.grade[:, self.columns.column]
        score = self.columns.scores(drawn.score)
        streams = {group: self._stream(number, group, second) for group in GROUPS[len(SCORE_GROUPS) :]}
        objective = self._objective(streams["synergy"], streams["costs"])
        return replace(
            problem,
            scenario=problem.scenario.model_copy(update={"objective": objective}),
            score=score,
            grade=grade,
            strong=strong_pairs(problem.scenario, problem.units, problem.technologies, score, grade),
            participation=self._participation(score, streams["participation"]),
        )

    def _stream(self, number: int, group: str, second: frozenset[str]) -> np.random.Generator:
        """Return the random stream of one group of one draw."""
        return stream_of(self.seed, number, GROUPS.index(group), second=group in second)

    def _participation(self, score: NDArray[np.float64], stream: np.random.Generator) -> NDArray[np.float64]:
        """Return the median of each technology's scored units, moved; 0 where nothing is scored, as ever."""
        shift = self.uncertainty.participation * stream.uniform(-1.0, 1.0, score.shape[1])
        scored = [column[~np.isnan(column)] for column in score.T]
        medians = np.array([round(float(np.median(column)), DECIMALS) if len(column) else 0.0 for column in scored])
        return rounded(medians + np.where([len(column) > 0 for column in scored], shift, 0.0))

    def _objective(self, synergy: np.random.Generator, costs: np.random.Generator) -> ObjectiveSettings:
        """Return the objective with drawn values."""
        settings, half = self.problem.scenario.objective, self.uncertainty
        pairs = tuple(
            SynergyPair(technologies=p.technologies, value=p.value * _factor(half.synergy, synergy), reason=p.reason)
            for p in settings.synergy
        )
        names = ("founding_cost", "cohesion_weight", "hosting_weight")
        drawn = {name: getattr(settings, name) * _factor(half.costs, costs) for name in names}
        return settings.model_copy(update={"synergy": pairs, **drawn})


def draw_source(posed: Posed, uncertainty: Uncertainty, seed: int) -> DrawSource:
    """Return what the draws of a posed problem are made from.

    Parameters
    ----------
    posed
        The problem and its data.
    uncertainty
        Half-widths of the ranges.
    seed
        Seed of all draws.

    Returns
    -------
    DrawSource
        To be drawn from.
    """
    problem, advantage = posed.problem, posed.advantage
    scores = draws_of(advantage)
    return DrawSource(
        problem=problem,
        scores=scores,
        columns=group_columns(problem.technologies, advantage.inherited, scores.cube.technologies),
        uncertainty=uncertainty,
        seed=seed,
    )


def _factor(half_width: float, stream: np.random.Generator) -> float:
    """Return a factor around 1."""
    return 1.0 + half_width * float(stream.uniform(-1.0, 1.0))
