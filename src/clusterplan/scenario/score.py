"""How indicators become scores."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from clusterplan.domain import Frozen, TechnologyId
from clusterplan.language import Text
from clusterplan.scenario.basics import ContradictionError, NonNegative, Share

__all__ = ["ScoreSettings"]

_ROUNDING = 1e-6


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
    shrunken_quotients: tuple[Literal["sites_on_record"], ...] = ()
    """Indicators counted by technology that enter as their location quotient, shrunken towards the national share by
    empirical Bayes, in the place of their number: a small unit with the right profile then counts like a large one."""
    relatedness: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)] = 0.0
    """Weight of relatedness in every technology: how much of what is near to the technology, by the table of
    proximities, the unit is already specialised in. The other weights are scaled to share the rest."""
    component_factor: dict[str, NonNegative] = Field(default_factory=dict)
    """Factor on the weight of a component in every technology, 1 where not named; the weights of each technology are
    then scaled to sum to 1 again. Each is a listed assumption."""
    component_weight_by_technology: dict[TechnologyId, dict[str, Share]] = Field(default_factory=dict)
    """Other weights of components for single technologies (groups of the list); the components that are not named
    share the rest in their proportions, so that the sum stays 1. Each is a listed assumption."""
    indicator_weight_by_technology: dict[TechnologyId, dict[str, Share]] = Field(default_factory=dict)
    """Other weights of indicators inside their component, for single technologies: the weights of one component sum
    to 1, and the indicators that are not named share the rest in their proportions. Each is a listed assumption."""

    @model_validator(mode="after")
    def _components_leave_no_less_than_nothing(self) -> Self:
        faults = [
            Text(
                vi=f"component_weight_by_technology.{technology}: các trọng số cộng lại bằng {total:g}, hơn 1.",
                en=f"component_weight_by_technology.{technology}: the weights sum to {total:g}, more than 1.",
            )
            for technology, named in self.component_weight_by_technology.items()
            if (total := sum(named.values())) > 1 + _ROUNDING
        ]
        if faults:
            raise ContradictionError(*faults)
        return self
