"""What there is to say about two plans, the shape of ``compare.json``: fields may be added, never changed."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from clusterplan.domain import (
    Document,
    FacilityKind,
    Frozen,
    ScenarioReference,
    SiteId,
    TechnologyId,
    Termination,
    UnitId,
)

__all__ = [
    "ComparedPlan",
    "Comparison",
    "FacilityChange",
    "FocusChange",
    "Quantity",
    "StartChange",
    "UnitChange",
    "Unmapped",
    "What",
]


class What(StrEnum):
    """What happened between two plans to a unit, a focus or a facility."""

    GAINED = "gained"
    LOST = "lost"
    BOTH = "both"
    """A unit that gained some focuses and lost others."""
    MOVED = "moved"
    """A technology that left some hubs and came to others."""
    CHANGED = "changed"
    """A facility that stays and does something else, or in another year."""
    UNDECIDED = "undecided"
    """The crosswalk between the technology lists does not say."""
    UNCHANGED = "unchanged"

    @property
    def inverse(self) -> What:
        """The same seen from the other plan."""
        swapped = {What.GAINED: What.LOST, What.LOST: What.GAINED}
        return swapped.get(self, self)


class ComparedPlan(Frozen):
    """One of the two plans."""

    scenario: ScenarioReference
    """The scenario that it answers."""
    scenario_sha256: str
    """Digest of that scenario."""
    objective: float
    """Value of its own objective. Objectives of different scenarios are not worth the same."""
    bound: float
    """Proven bound."""
    termination: Termination
    """How its solve ended."""


class Quantity(Frozen):
    """A number of both plans, or of one alone."""

    name: str
    """What is counted; for spending the resource."""
    title_vi: str = ""
    """Title of a metric in Vietnamese; empty for other numbers."""
    title_en: str = ""
    """Title of a metric in English; empty for other numbers."""
    unit: str = ""
    """Unit of a resource."""
    year: int | None = None
    """Year of the spending; null for the total and for everything else."""
    before: float | None
    """In the first plan; null if it does not have this number, which is not zero."""
    after: float | None
    """In the second plan; null if it does not have this number."""
    change: float | None
    """Second less first, to six decimals; null unless both have it."""

    def inverse(self) -> Quantity:
        """Return the same seen from the other plan."""
        change = None if self.change is None else 0.0 - self.change
        return self.model_copy(update={"before": self.after, "after": self.before, "change": change})


class UnitChange(Frozen):
    """One unit in both plans. Every unit of either plan has one."""

    unit: UnitId
    """Its code."""
    what: Literal[What.GAINED, What.LOST, What.BOTH, What.UNDECIDED, What.UNCHANGED]
    """What happened to its focuses."""
    hub_before: UnitId | None
    """Hub of its cluster in the first plan; null outside every cluster."""
    hub_after: UnitId | None
    """Hub of its cluster in the second plan."""
    gained: tuple[TechnologyId, ...]
    """Focuses of its cluster in the second plan alone."""
    lost: tuple[TechnologyId, ...]
    """Focuses of its cluster in the first plan alone."""
    kept: tuple[TechnologyId, ...]
    """Focuses of its clusters in both plans."""
    undecided: tuple[TechnologyId, ...]
    """Technologies of the common list of which the crosswalk does not say whether a plan has them here."""
    unmapped: tuple[TechnologyId, ...]
    """Focuses of either plan here that have no place in the common list, under their own ids."""

    @property
    def changed_cluster(self) -> bool:
        """Whether it belongs to another hub than before, or to one where it had none, or to none any more."""
        return self.hub_before != self.hub_after

    def inverse(self) -> UnitChange:
        """Return the same seen from the other plan."""
        swapped = {"hub_before": self.hub_after, "hub_after": self.hub_before, "gained": self.lost, "lost": self.gained}
        return self.model_copy(update={**swapped, "what": self.what.inverse})


class FocusChange(Frozen):
    """One technology of the common list in both plans: the hubs of the clusters that lead it."""

    technology: TechnologyId
    """Its id."""
    what: Literal[What.GAINED, What.LOST, What.MOVED, What.UNDECIDED, What.UNCHANGED]
    """What happened to it."""
    gained_at: tuple[UnitId, ...]
    """Hubs in the second plan alone."""
    lost_at: tuple[UnitId, ...]
    """Hubs in the first plan alone."""
    kept_at: tuple[UnitId, ...]
    """Hubs in both plans."""
    undecided_at: tuple[UnitId, ...]
    """Hubs of which the crosswalk does not say."""

    def inverse(self) -> FocusChange:
        """Return the same seen from the other plan."""
        return self.model_copy(update={"what": self.what.inverse, "gained_at": self.lost_at, "lost_at": self.gained_at})


class StartChange(Frozen):
    """A focus that stays at its hub and starts in another year."""

    hub: UnitId
    """Hub of the cluster."""
    technology: TechnologyId
    """The focus."""
    before: int | None
    """Year in the first plan; null in a plan without years."""
    after: int | None
    """Year in the second plan."""

    def inverse(self) -> StartChange:
        """Return the same seen from the other plan."""
        return self.model_copy(update={"before": self.after, "after": self.before})


class FacilityChange(Frozen):
    """A site that hosts a facility in one plan alone, or another one in each."""

    site: SiteId
    """The site."""
    unit: UnitId
    """Unit it lies in."""
    what: Literal[What.GAINED, What.LOST, What.CHANGED, What.UNDECIDED]
    """What happened."""
    kind_before: FacilityKind | None
    """Kind in the first plan; null if there is none at the site."""
    kind_after: FacilityKind | None
    """Kind in the second plan."""
    gained: tuple[TechnologyId, ...]
    """Technologies that it serves in the second plan alone."""
    lost: tuple[TechnologyId, ...]
    """Technologies that it serves in the first plan alone."""
    kept: tuple[TechnologyId, ...]
    """Technologies that it serves in both plans."""
    undecided: tuple[TechnologyId, ...]
    """Technologies of which the crosswalk does not say."""
    opens_before: int | None
    """Year of its opening in the first plan; null without one."""
    opens_after: int | None
    """Year of its opening in the second plan; null without one."""

    def inverse(self) -> FacilityChange:
        """Return the same seen from the other plan."""
        return self.model_copy(
            update={
                "what": self.what.inverse,
                "kind_before": self.kind_after,
                "kind_after": self.kind_before,
                "gained": self.lost,
                "lost": self.gained,
                "opens_before": self.opens_after,
                "opens_after": self.opens_before,
            }
        )


class Unmapped(Frozen):
    """A technology of one plan that has no one place in the common list."""

    plan: Literal["before", "after"]
    """The plan that has it."""
    technology: TechnologyId
    """Its id in that plan's own list."""
    could_be: tuple[TechnologyId, ...]
    """Technologies of the common list that it may be; empty if there is none."""
    hubs: tuple[UnitId, ...]
    """Hubs that lead it."""
    sites: tuple[SiteId, ...]
    """Sites that serve it."""
    why_vi: str
    """Why it could not be mapped, in Vietnamese."""
    why_en: str
    """The same in English."""

    def inverse(self) -> Unmapped:
        """Return the same seen from the other plan."""
        return self.model_copy(update={"plan": "after" if self.plan == "before" else "before"})


class Comparison(Document):
    """The second plan against the first. Seen from the other side it is its exact inverse."""

    schema_: Literal["clusterplan/comparison/1"] = Field(default="clusterplan/comparison/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    before: ComparedPlan
    """The first plan."""
    after: ComparedPlan
    """The second plan."""
    technology_scheme: str
    """The technology list in which both are compared."""
    technology_level: Literal["groups", "products"]
    """Whether they are compared by groups or by products of that list."""
    decides_the_same: bool
    """Whether both decide the same clusters, focuses, facilities and years."""
    units: tuple[UnitChange, ...]
    """Every unit of either plan, sorted by code."""
    focuses: tuple[FocusChange, ...]
    """Every technology that either plan leads somewhere, sorted by id."""
    starts: tuple[StartChange, ...]
    """Focuses that stay and start in another year, sorted."""
    facilities: tuple[FacilityChange, ...]
    """Sites where something changed, sorted."""
    objective_terms: tuple[Quantity, ...]
    """Terms of the objectives by name."""
    spending: tuple[Quantity, ...]
    """Use of each resource by year, and in total."""
    metrics: tuple[Quantity, ...]
    """Metrics that differ, or that one plan alone has, by name."""
    inputs_changed: tuple[str, ...]
    """Layers and tables that the two plans were not made of alike, sorted."""
    unmapped: tuple[Unmapped, ...]
    """What could not be mapped from one technology list to the other."""

    def inverse(self) -> Comparison:
        """Return the first plan against the second: what comparing them the other way round gives.

        Returns
        -------
        Comparison
            The inverse; its own inverse is this one.
        """
        parts = ("units", "focuses", "starts", "facilities", "objective_terms", "spending", "metrics")
        swapped = {name: tuple(part.inverse() for part in getattr(self, name)) for name in parts}
        unmapped = tuple(sorted((part.inverse() for part in self.unmapped), key=lambda part: part.technology))
        both = {"before": self.after, "after": self.before}
        return self.model_copy(update={**swapped, **both, "unmapped": unmapped})
