"""What a study of the intervals of scores is asked for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from clusterplan.advantage.draws import ScoreUncertainty
from clusterplan.domain import Frozen

__all__ = ["IntervalSettings"]


class IntervalSettings(Frozen):
    """How many draws of what, and what is counted in them."""

    draws: Annotated[int, Field(ge=1, le=10_000)] = 1000
    """Number of draws. Draw i is the same whatever their number."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 2)] = 0
    """Seed of all draws: the same as that of a study of robustness gives the same scores."""
    level: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] = 0.9
    """Share of the draws between the two ends of an interval; as much is left out below as above."""
    top: Annotated[int, Field(ge=1, le=10_000)] = 3
    """How many places count as the first, among the units that are scored for a technology."""
    uncertainty: ScoreUncertainty = Field(default_factory=ScoreUncertainty)
    """Half-widths of the ranges."""
