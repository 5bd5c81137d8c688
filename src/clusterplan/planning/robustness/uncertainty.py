"""What is uncertain, how much, and how one draw of it becomes a problem."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clusterplan.advantage.draws import HalfWidth, ScoreDraws, ScoreGenerators, ScoreUncertainty, score_draws
from clusterplan.advantage.steps import DECIMALS, rounded
from clusterplan.optimisation.problem import Problem
from clusterplan.planning.advantage import advantage_inputs
from clusterplan.planning.problem import Posed, strong_pairs
from clusterplan.scenario import ObjectiveSettings, SynergyPair

__all__ = ["GROUPS", "DrawSource", "Uncertainty", "draw_source"]

GROUPS = ("weights", "goalposts", "imputation", "noise", "relative", "participation", "synergy", "costs")
"""Groups of inputs that are drawn together, each from a random stream of its own. Their order is part of the seed."""
_FIRST, _SECOND = 0, 1


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
    group_of: NDArray[np.intp]
    """(k,) column of the scores that each technology takes: its group's, for products."""
    factor: NDArray[np.float64]
    """(k,) factor on it; 1 for groups."""
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
        streams = {group: self._stream(number, group, group in second) for group in GROUPS}
        drawn = self.scores.drawn(
            self.uncertainty,
            ScoreGenerators(**{name: streams[name] for name in GROUPS if name in ScoreGenerators.__annotations__}),
        )
        problem, grade = self.problem, drawn.grade[:, self.group_of]
        score = drawn.score[:, self.group_of]
        if problem.scenario.technology_level == "products":
            score = rounded(np.minimum(1.0, self.factor * score))
        objective = self._objective(streams["synergy"], streams["costs"])
        return replace(
            problem,
            scenario=problem.scenario.model_copy(update={"objective": objective}),
            score=score,
            grade=grade,
            strong=strong_pairs(problem.scenario, problem.units, problem.technologies, score, grade),
            participation=self._participation(score, streams["participation"]),
        )

    def _stream(self, number: int, group: str, is_second: bool) -> np.random.Generator:
        """Return the random stream of one group of one draw."""
        key = (number, _SECOND if is_second else _FIRST, GROUPS.index(group))
        return np.random.default_rng(np.random.SeedSequence(entropy=self.seed, spawn_key=key))

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
    scores = score_draws(advantage_inputs(problem.scenario, posed.facts), problem.scenario.score)
    columns = scores.cube.technologies
    inherited = [advantage.inherited.get(k) for k in problem.technologies]
    groups = [k if of is None else of.group for k, of in zip(problem.technologies, inherited, strict=True)]
    return DrawSource(
        problem=problem,
        scores=scores,
        group_of=np.array([columns.index(group) for group in groups], np.intp),
        factor=np.array([1.0 if of is None else of.factor for of in inherited]),
        uncertainty=uncertainty,
        seed=seed,
    )


def _factor(half_width: float, stream: np.random.Generator) -> float:
    """Return a factor around 1."""
    return 1.0 + half_width * float(stream.uniform(-1.0, 1.0))
