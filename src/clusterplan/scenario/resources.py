"""Money and other means, where the planner gives them."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from clusterplan.domain import FacilityKind, Frozen, SourceStatus, TechnologyId
from clusterplan.language import Text
from clusterplan.scenario.basics import ContradictionError, NonEmpty, NonNegative

__all__ = ["Resource"]


class Resource(Frozen):
    """A national cap on something that focuses and facilities use up. Off unless the planner gives it."""

    cap: NonNegative
    """Most that the whole plan may use."""
    unit: NonEmpty
    """Unit of the cap and of every cost, for example ``billion VND``."""
    per_focus: dict[TechnologyId, NonNegative] = Field(default_factory=dict)
    """Use of one cluster's focus on a technology; ``default`` stands for the technologies that are not named."""
    per_facility: dict[FacilityKind, NonNegative] = Field(default_factory=dict)
    """Use of one facility of a kind; 0 where not named."""
    status: SourceStatus = SourceStatus.ASSUMED
    """``given`` only with a source: there are no official unit costs."""
    source: str = ""
    """Where the numbers come from."""

    @model_validator(mode="after")
    def _given_has_a_source(self) -> Self:
        if self.status is SourceStatus.GIVEN and not self.source.strip():
            raise ContradictionError(
                Text(vi="Trạng thái 'given' cần có nguồn (source).", en="The status 'given' needs a source.")
            )
        return self

    def cost_of_focus(self, technology: TechnologyId) -> float:
        """Return what one cluster's focus on a technology uses.

        Parameters
        ----------
        technology
            Id of the technology.

        Returns
        -------
        float
            In the resource's unit.
        """
        return self.per_focus.get(technology, self.per_focus.get("default", 0.0))
