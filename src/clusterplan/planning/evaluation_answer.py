"""What there is to say about a list, the shape of ``evaluation.json``: fields may be added, never changed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from clusterplan.domain import (
    Document,
    Facility,
    FacilityKind,
    Frozen,
    ScenarioReference,
    SiteId,
    TechnologyId,
    Termination,
    UnitId,
)

__all__ = ["BrokenRule", "Change", "EvaluatedCluster", "Evaluation", "NearestPlan", "ProvenOptimum"]


class EvaluatedCluster(Frozen):
    """A cluster of the list, under the id that it has in the places of the rules."""

    id: str
    """``C01``, ``C02``, ... in the order of the hubs' codes."""
    label: str
    """What the planner calls it."""
    hub: UnitId
    """Its hub."""
    hub_was_given: bool
    """False if the list names none: then it is the most ready member."""
    members: tuple[UnitId, ...]
    """Its units, sorted."""
    focuses: tuple[TechnologyId, ...]
    """Its technologies, sorted."""
    start_year: dict[TechnologyId, int] = Field(default_factory=dict)
    """The best year for each focus, found by the solver; empty where the scenario has no years."""


class BrokenRule(Frozen):
    """A rule that the list breaks in one place, as the independent check reads it."""

    rule: str
    """Name of the rule."""
    place: str
    """Where: ids."""
    place_vi: str
    """The same place in Vietnamese."""
    place_en: str
    """The same place in English."""
    sense: Literal["<=", ">=", "=="]
    """How the value must stand to the limit."""
    limit: float
    """What the rule says. Of what must hold it is 1."""
    value: float
    """What the list does."""


class Change(Frozen):
    """One difference between the list and the nearest plan that keeps every rule."""

    action: Literal["add", "remove"]
    """What to do to the list."""
    unit: UnitId | None = None
    """Unit of a (unit, technology) pair."""
    technology: TechnologyId | None = None
    """Technology of the pair."""
    site: SiteId | None = None
    """Site of a facility."""
    kind: FacilityKind | None = None
    """Kind of the facility."""
    what_vi: str
    """The change in Vietnamese."""
    what_en: str
    """The change in English."""


class ProvenOptimum(Frozen):
    """The best plan of the scenario, or what is proven about it."""

    objective: float
    """Objective of the best plan found."""
    bound: float
    """No plan is worth more."""
    gap: float
    """Distance between the two, relative."""
    termination: Termination
    """How the solve ended."""


class NearestPlan(Frozen):
    """The plan that keeps every rule and differs least from the list; among those, the most valuable."""

    distance: int
    """Number of changes."""
    is_proven: bool
    """Whether it is proven that none is nearer, and none as near is worth more."""
    objective: float
    """Its objective."""
    objective_terms: dict[str, float]
    """Its objective's terms by name."""
    loss_at_least: float
    """Smallest loss against the optimum that is possible."""
    loss_at_most: float
    """Largest loss against the optimum that is possible."""
    changes: tuple[Change, ...]
    """What to change in the list; what is removed first, sorted."""


class Evaluation(Document):
    """What there is to say about a list under a scenario."""

    schema_: Literal["clusterplan/evaluation/1"] = Field(default="clusterplan/evaluation/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    scenario: ScenarioReference
    """The scenario it is held against."""
    file: str
    """Name of the list's file."""
    file_sha256: str
    """Digest of the list's file."""
    clusters: tuple[EvaluatedCluster, ...]
    """The list's clusters."""
    facilities: tuple[Facility, ...]
    """The list's facilities, or those found for it."""
    facilities_were_given: bool
    """False if the list names none: then they are the best ones for its clusters, found by the solver."""
    keeps_every_rule: bool
    """Whether nothing is broken."""
    broken: tuple[BrokenRule, ...]
    """Every rule that is broken, in every place."""
    objective: float
    """The list's objective. A list that breaks rules may be worth more than the optimum."""
    objective_terms: dict[str, float]
    """Its terms by name."""
    optimum: ProvenOptimum
    """What the list is compared with."""
    loss_at_least: float
    """Optimum less objective; the smallest that is possible if the optimum is not proven."""
    loss_at_most: float
    """The largest loss that is possible: bound less objective."""
    nearest: NearestPlan | None
    """The nearest plan that keeps every rule; nothing if the list keeps every rule itself."""
