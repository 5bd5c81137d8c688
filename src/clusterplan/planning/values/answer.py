"""What decisions, rules and locks are worth, the shape of ``values.json``: fields may be added, never changed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from clusterplan.domain import Document, FacilityKind, Frozen, ScenarioReference, SiteId, TechnologyId, UnitId
from clusterplan.planning.evaluation_answer import ProvenOptimum

__all__ = [
    "DecisionKind",
    "Difference",
    "Fate",
    "FocusSurvival",
    "PlanValues",
    "ReplacementValue",
    "RulePrice",
    "SurvivalCount",
    "Without",
]

type DecisionKind = Literal["focus", "pair", "hub", "member", "facility"]
"""``focus``: the cluster of a hub and its technology. ``pair``: a member and that technology. ``hub``: that a unit
leads a cluster. ``member``: that a unit belongs to a hub. ``facility``: a site and a kind."""

type Without = Literal["expert_values", "imputed_values", "assumed_costs"]
"""What a second solve does without."""

type Fate = Literal["survives", "lost", "cannot_be_judged", "no_plan", "undecided", "not_asked"]
"""What becomes of a focus in a second solve: it is in a best plan; it is in none (proven); its strong members have no
score any more; no plan keeps every rule; the time did not do for a proof; the work was stopped before."""


class Difference(Frozen):
    """The difference between two optima, in the objective's unit: a number where both are proven, else an interval."""

    state: Literal["exact", "interval", "no_plan", "not_asked"]
    """``no_plan``: it is proven that no plan keeps every rule then. ``not_asked``: the work was stopped before; the
    interval is what other answers say about it."""
    at_least: float
    """The smallest that is possible."""
    at_most: float | None
    """The largest that is possible; null where nothing is known, or no plan exists."""


class ReplacementValue(Frozen):
    """What a plan loses if one of its decisions is forbidden and everything else may change."""

    kind: DecisionKind
    """What kind of decision."""
    cluster: str | None = None
    """Id of its cluster."""
    hub: UnitId | None = None
    """Hub of the cluster."""
    unit: UnitId | None = None
    """The unit."""
    technology: TechnologyId | None = None
    """The technology of a focus or pair."""
    site: SiteId | None = None
    """The site of a facility."""
    facility_kind: FacilityKind | None = None
    """The kind of the facility."""
    what_vi: str
    """The decision in Vietnamese."""
    what_en: str
    """The decision in English."""
    loss: Difference
    """Optimum less the optimum without the decision."""


class RulePrice(Frozen):
    """What a rule or lock costs: how much more the best plan would be worth without it."""

    path: str
    """Where the limit stands in the scenario; ``rules.locks[2]`` is the second lock."""
    place: str | None = None
    """The region, resource or year that it is about, if it is about one."""
    limit: str
    """What the scenario says."""
    what_vi: str
    """The limit in Vietnamese."""
    what_en: str
    """The limit in English."""
    gain: Difference | None
    """Optimum without the limit less optimum; null where the limit has no neutral value."""
    looser: str | None
    """The limit one step looser; null where it is not a number."""
    gain_of_a_step: Difference | None
    """Optimum at the looser limit less optimum: the marginal price; null where it is not a number."""


class FocusSurvival(Frozen):
    """What becomes of a focus where some values or numbers are left out."""

    cluster: str
    """Id of the cluster."""
    hub: UnitId
    """Its hub."""
    technology: TechnologyId
    """Its technology."""
    what_vi: str
    """The focus in Vietnamese."""
    what_en: str
    """The focus in English."""
    fate: dict[Without, Fate]
    """By what is left out."""


class SurvivalCount(Frozen):
    """How many focuses of the plan survive one second solve."""

    without: Without
    """What is left out."""
    focuses: int
    """Focuses of the plan."""
    fates: dict[Fate, int]
    """Focuses by fate; fates without any are left out."""


class PlanValues(Document):
    """The whole table: survival, replacement values and prices of a plan."""

    schema_: Literal["clusterplan/values/1"] = Field(default="clusterplan/values/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    scenario: ScenarioReference
    """The scenario."""
    optimum: ProvenOptimum
    """What every value is compared with."""
    seconds_for_each: float
    """Longest time for one answer. What is proven does not depend on it."""
    is_complete: bool
    """False if the work was stopped before every question was answered."""
    not_asked: int
    """Number of differences and fates that are missing for that reason."""
    summary: tuple[SurvivalCount, ...]
    """How many focuses survive, one line for each thing left out."""
    replacement_values: tuple[ReplacementValue, ...]
    """Largest loss first; decisions without which there is no plan lead."""
    rule_prices: tuple[RulePrice, ...]
    """Largest gain first. Rules that are off cost nothing and are not listed."""
    survival: tuple[FocusSurvival, ...]
    """Every focus, in the order of the clusters."""
