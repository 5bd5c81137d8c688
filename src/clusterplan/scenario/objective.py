"""What counts: the terms of the objective."""

from __future__ import annotations

from collections import Counter
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from clusterplan.domain import Frozen, TechnologyId
from clusterplan.language import Text
from clusterplan.scenario.basics import ContradictionError, Count, NonEmpty, NonNegative, Share

__all__ = ["GradeDeviations", "ObjectiveSettings", "RobustSettings", "SynergyPair"]


class SynergyPair(Frozen):
    """Two technologies that gain from sharing a cluster."""

    technologies: tuple[TechnologyId, TechnologyId]
    """The two technologies."""
    value: NonNegative = 0.1
    """Added to the objective for each cluster that has both."""
    reason: NonEmpty
    """Why they gain from each other."""

    @model_validator(mode="after")
    def _two_different(self) -> Self:
        if self.technologies[0] == self.technologies[1]:
            raise ContradictionError(
                Text(
                    vi=f"Một cặp cần hai công nghệ khác nhau, không phải hai lần {self.technologies[0]}.",
                    en=f"A pair needs two different technologies, not {self.technologies[0]} twice.",
                )
            )
        return self


class GradeDeviations(Frozen):
    """How far a score may lie below what it says, in points of score, by its evidence grade."""

    high: Share = 0.05
    """A score of high grade."""
    medium: Share = 0.1
    """A score of medium grade."""
    low: Share = 0.2
    """A score of low grade."""

    @model_validator(mode="after")
    def _better_evidence_errs_less(self) -> Self:
        if not self.high <= self.medium <= self.low:
            raise ContradictionError(
                Text(
                    vi="Bằng chứng tốt hơn không thể sai lệch nhiều hơn: cần high <= medium <= low.",
                    en="Better evidence cannot deviate more: high <= medium <= low is needed.",
                )
            )
        return self


class RobustSettings(Frozen):
    """Value a focus as if its worst few members scored less than they say (Bertsimas and Sim 2004)."""

    gamma: Count = 1
    """How many members of a cluster may score less at once, for each of its focuses."""
    deviation: GradeDeviations = Field(default_factory=GradeDeviations)
    """How much less."""


class ObjectiveSettings(Frozen):
    """The terms of the objective; each is reported by name in the plan."""

    unit_weight: Literal["equal", "population", "grdp"] = "equal"
    """What a unit counts: 1 each, or its population or output, scaled to the number of units."""
    priority: dict[TechnologyId, NonNegative] = Field(default_factory=dict)
    """Factor on a technology's advantage; 1 where not named."""
    tier_priority: dict[int, NonNegative] = Field(default_factory=dict)
    """Factor on the advantage of all products of a tier, beside ``priority``; 1 where not named. Products alone have
    tiers."""
    synergy: tuple[SynergyPair, ...] = Field(default=(), max_length=10)
    """At most ten pairs of technologies that gain from sharing a cluster."""
    hosting_weight: NonNegative = 0.05
    """Value of one technology served at one facility."""
    upgrade_bonus: NonNegative = 0.25
    """Added share of ``hosting_weight`` when the site is an existing national key laboratory of that technology."""
    cohesion_weight: NonNegative = 0.02
    """Cost of 100 km between the hub and one member."""
    founding_cost: NonNegative = 0.2
    """Cost of one cluster."""
    robust: RobustSettings | None = None
    """Lowers the value of every focus by what its worst few members may lack; off if absent."""
    switching_weight: NonNegative = 0.0
    """Cost of one (unit, technology) pair or facility that differs from the adopted plan."""
    adopted_plan: str | None = None
    """Path of the adopted ``plan.json``, relative to the scenario's folder."""

    @field_validator("synergy")
    @classmethod
    def _each_pair_once(cls, pairs: tuple[SynergyPair, ...]) -> tuple[SynergyPair, ...]:
        times = Counter(frozenset(pair.technologies) for pair in pairs)
        repeated = sorted(" + ".join(sorted(pair)) for pair, number in times.items() if number > 1)
        if repeated:
            raise ContradictionError(
                *(Text(vi=f"Cặp {pair} được nêu hai lần.", en=f"The pair {pair} is named twice.") for pair in repeated)
            )
        return pairs
