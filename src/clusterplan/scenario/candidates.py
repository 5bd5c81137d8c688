"""Which sets of units may form a cluster."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from clusterplan.domain import Frozen, TechnologyId, UnitId
from clusterplan.language import Text
from clusterplan.scenario.basics import ContradictionError, NonNegative, Reasoned, Share

__all__ = ["CandidateSettings", "StrongOverride"]


class StrongOverride(Reasoned):
    """Lets one unit count as strong for one technology although its score or grade does not say so."""

    unit: UnitId
    """The unit."""
    technology: TechnologyId
    """The technology."""


class CandidateSettings(Frozen):
    """Which sets of units may form a cluster."""

    max_members: Annotated[int, Field(ge=1, le=8)] = 4
    """Largest number of units in a cluster."""
    max_member_distance_km: NonNegative = 400.0
    """Largest travel distance from the hub to a member, in km: great circle times ``detour_factor``."""
    detour_factor: Annotated[float, Field(ge=1, le=3)] = 1.3
    """Road length over great circle."""
    strong_score: Share = 0.45
    """A unit is strong for a technology from this score on, unless its grade is low."""
    strong_score_by_technology: dict[TechnologyId, Share] = Field(default_factory=dict)
    """Other thresholds for single technologies; each is a listed assumption."""
    strong_grade_low_allowed: tuple[TechnologyId, ...] = ()
    """Technologies for which a score of low grade may count as strong; each is a listed assumption."""
    strong_overrides: tuple[StrongOverride, ...] = ()
    """Dated exceptions for single units."""
    min_members: Annotated[int, Field(ge=1, le=8)] = 1
    """Smallest number of units in a cluster."""

    @model_validator(mode="after")
    def _some_size_is_allowed(self) -> Self:
        if self.min_members > self.max_members:
            raise ContradictionError(
                Text(
                    vi=f"min_members ({self.min_members}) lớn hơn max_members ({self.max_members}).",
                    en=f"min_members ({self.min_members}) is larger than max_members ({self.max_members}).",
                )
            )
        return self
