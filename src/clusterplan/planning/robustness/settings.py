"""What a study of robustness is asked for."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from clusterplan.domain import Frozen
from clusterplan.language import Text
from clusterplan.planning.robustness.uncertainty import Uncertainty
from clusterplan.scenario.basics import ContradictionError, Share

__all__ = ["RobustnessSettings"]


class RobustnessSettings(Frozen):
    """How many draws of what, and how far each is solved."""

    draws: Annotated[int, Field(ge=1, le=100_000)] = 200
    """Number of draws. Draw i is the same whatever their number."""
    influence_samples: Annotated[int, Field(ge=0, le=10_000)] = 32
    """Draws that are compared with one group of inputs drawn anew, for each group; 0 leaves the influence out. Each
    takes one more solve for every group, and one."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 2)] = 0
    """Seed of all draws."""
    gap: Share = 0.01
    """Gap at which each solve may stop."""
    nodes: Annotated[int, Field(ge=1, le=10_000_000)] = 1000
    """Nodes that each integer programme may take. The clock never ends a solve."""
    uncertainty: Uncertainty = Field(default_factory=Uncertainty)
    """Half-widths of the ranges."""

    @model_validator(mode="after")
    def _samples_are_draws(self) -> Self:
        if self.influence_samples > self.draws:
            raise ContradictionError(
                Text(
                    vi=f"influence_samples ({self.influence_samples}) lớn hơn draws ({self.draws}).",
                    en=f"influence_samples ({self.influence_samples}) is larger than draws ({self.draws}).",
                )
            )
        return self
