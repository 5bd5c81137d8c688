"""What an audit is asked for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from clusterplan.advantage.draws import HalfWidth
from clusterplan.domain import Frozen

__all__ = ["AuditSettings"]


class AuditSettings(Frozen):
    """How much is drawn, and from which seed."""

    seed: Annotated[int, Field(ge=0, le=2**31 - 2)] = 0
    """Seed of everything that is drawn."""
    samples: Annotated[int, Field(ge=8, le=8192)] = 128
    """Base samples of the Sobol indices, a power of two."""
    half_width: HalfWidth = 0.25
    """How far the weight of a component is varied: times 1 - w to 1 + w. The same as in a study of robustness."""
    draws: Annotated[int, Field(ge=1, le=10_000)] = 1000
    """Draws behind the interval of each score."""
    permutations: Annotated[int, Field(ge=99, le=99_999)] = 2999
    """Permutations behind each p-value; after adjustment for n units none is below about 3 n over these."""

    @field_validator("samples")
    @classmethod
    def _power_of_two(cls, samples: int) -> int:
        if samples & (samples - 1):
            raise ValueError(f"{samples} is not a power of two")
        return samples
