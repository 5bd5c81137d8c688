"""Intervals of scores, the shape of ``score_intervals.json``: fields may be added, never changed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from clusterplan.advantage.draws import ScoreUncertainty
from clusterplan.domain import Assumption, Document, Frozen, Grade, Judgement, ScenarioReference, TechnologyId, UnitId

__all__ = ["ScoreInterval", "ScoreIntervals"]


class ScoreInterval(Frozen):
    """What the draws do to the score of one unit in one technology.

    A pair that cannot be judged has no score, and so no interval, no rank and no probability: knowing little is not the
    same as being weak. An interval may lie above its score: of what nobody recorded there may only be more.
    """

    unit: UnitId
    """Code of the unit."""
    technology: TechnologyId
    """Id of the technology."""
    judgement: Judgement
    """Scored, or cannot be judged."""
    grade: Grade
    """Evidence grade of the score."""
    score: float | None
    """The published score, 0 to 1."""
    at_least: float | None
    """Lower end of the interval of drawn scores."""
    median: float | None
    """Half of the draws give no more."""
    at_most: float | None
    """Upper end."""
    draws_judged: int
    """Draws in which the pair can be judged: where weights move, coverage moves too."""
    rank: int | None
    """Rank of the published score among the units scored for the technology; 1 is the best, equals share the better."""
    best_rank: int | None
    """Better end of the interval of drawn ranks."""
    worst_rank: int | None
    """Worse end."""
    top_probability: float | None
    """Share of the draws in which the unit is among the first ``top`` of the technology."""
    top_at_least: float | None
    """Lower end of the 95 % interval of that share for the number of draws (Wilson 1927)."""
    top_at_most: float | None
    """Its upper end."""


class ScoreIntervals(Document):
    """Intervals of the scores of a scenario."""

    schema_: Literal["clusterplan/score-intervals/1"] = Field(default="clusterplan/score-intervals/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    scenario: ScenarioReference
    """The scenario whose scores these are."""
    seed: int
    """Seed of all draws."""
    level: float
    """Share of the draws between the two ends of each interval."""
    top: int
    """How many places count as the first."""
    uncertainty: ScoreUncertainty
    """Half-widths of the ranges."""
    assumptions: tuple[Assumption, ...]
    """The ranges, each an assumption."""
    draws_asked: int
    """Draws that were asked for."""
    draws_done: int
    """Draws that were finished. Everything here is counted in these."""
    interrupted: bool
    """Whether it was stopped before all was done."""
    intervals: tuple[ScoreInterval, ...]
    """One for each unit and technology, sorted by both."""

    def of_unit(self, unit: UnitId) -> ScoreIntervals:
        """Return the same study with the intervals of one unit alone.

        Parameters
        ----------
        unit
            Code of the unit.

        Returns
        -------
        ScoreIntervals
            Ranks and probabilities are still those among all units.
        """
        return self.model_copy(update={"intervals": tuple(one for one in self.intervals if one.unit == unit)})

    def of_technology(self, technology: TechnologyId) -> ScoreIntervals:
        """Return the same study with the intervals of one technology alone.

        Parameters
        ----------
        technology
            Id of the technology.

        Returns
        -------
        ScoreIntervals
            All units, those that cannot be judged among them.
        """
        return self.model_copy(
            update={"intervals": tuple(one for one in self.intervals if one.technology == technology)}
        )
