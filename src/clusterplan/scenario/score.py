"""How indicators become scores."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from clusterplan.domain import Frozen
from clusterplan.scenario.basics import Share

__all__ = ["ScoreSettings"]


class ScoreSettings(Frozen):
    """How indicators become the regional advantage of a unit in a technology."""

    relative: Share = 0.5
    """Share of the specialisation part: 0 compares plain scores (large cities lead), 1 compares profiles only."""
    aggregation: Literal["geometric", "arithmetic"] = "geometric"
    """How components are joined. Geometric: a weak component is not bought off by a strong one."""
    component_floor: Annotated[float, Field(gt=0, lt=1)] = 0.01
    """Lowest value of a component inside the geometric mean, so that one zero does not erase a score."""
    coverage_floor: Share = 0.35
    """A score whose coverage is below this is withheld: the pair *cannot be judged*."""
    expert_values: bool = True
    """Whether values of status ``expert`` take part."""
    imputed_values: bool = True
    """Whether values of status ``imputed`` take part."""
