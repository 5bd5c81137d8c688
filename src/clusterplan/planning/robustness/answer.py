"""What there is to say about a plan under drawn data, the shape of ``robustness.json``: fields may be added only."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from clusterplan.domain import (
    Assumption,
    Document,
    FacilityKind,
    Frozen,
    ScenarioReference,
    SiteId,
    TechnologyId,
    UnitId,
)
from clusterplan.optimisation.by_nodes import Ended
from clusterplan.planning.robustness.uncertainty import Uncertainty

__all__ = [
    "CORE",
    "VOLATILE",
    "Breach",
    "CoreIndex",
    "Counts",
    "DrawRecord",
    "Influence",
    "Regret",
    "Robustness",
    "Spread",
    "Stability",
]

CORE = 0.9
"""A decision that at least this share of the draws keeps is *core*."""
VOLATILE = 0.5
"""A decision that less than this share of the draws keeps is *volatile*."""

type Stability = Literal["core", "middle", "volatile"]


class CoreIndex(Frozen):
    """How often one decision is part of the best plan of a draw."""

    kind: Literal["assignment", "hub", "facility"]
    """A (unit, technology) pair of a cluster's member and focus, a hub, or a site with a kind of facility."""
    unit: UnitId
    """The unit; of a facility, the one it lies in."""
    technology: TechnologyId | None = None
    """Technology of an assignment."""
    site: SiteId | None = None
    """Site of a facility."""
    facility: FacilityKind | None = None
    """Kind of facility."""
    what_vi: str = ""
    """The decision with its names, in Vietnamese."""
    what_en: str = ""
    """The same in English."""
    in_plan: bool
    """Whether the plan has it. What it does not have is a challenger."""
    draws: int
    """Draws whose plan has it."""
    index: float
    """Share of the draws with a plan whose plan has it."""
    at_least: float
    """Lower end of the 95 % interval of that share (Wilson 1927), for the number of draws."""
    at_most: float
    """Its upper end."""
    stability: Stability
    """``core`` from 0.9, ``volatile`` below 0.5."""


class Counts(Frozen):
    """How many decisions of the plan are core and volatile."""

    core: int
    """At least 0.9 of the draws keep them."""
    middle: int
    """In between."""
    volatile: int
    """Less than half of the draws keep them."""


class Spread(Frozen):
    """A number over the draws."""

    least: float
    """Smallest."""
    median: float
    """Half of the draws are below it."""
    mean: float
    """Average."""
    greatest: float
    """Largest."""


class Regret(Frozen):
    """What the plan loses under a draw's data against the best plan for them.

    ``regret = optimum(draw) - value of the plan(draw)``, an interval where the draw's optimum is not proven: from
    ``max(0, objective - value)`` to ``bound - value``. Only draws in which the plan keeps every rule have one: a plan
    that breaks a rule has no regret of zero, it is no plan.
    """

    draws: int
    """Draws in which the plan keeps every rule and that have a regret."""
    at_least: Spread | None
    """Lower ends; nothing if no draw has a regret."""
    at_most: Spread | None
    """Upper ends."""
    worst_draw: int | None
    """Number of the draw with the greatest upper end."""


class Breach(Frozen):
    """A rule that the plan breaks under the data of some draws."""

    rule: str
    """Name of the rule."""
    place: str
    """Where: ids."""
    place_vi: str
    """The same place in Vietnamese."""
    place_en: str
    """The same place in English."""
    draws: int
    """In how many draws."""


class Influence(Frozen):
    """How much one group of inputs matters (Sobol 2001; estimators of Saltelli et al. 2010 and Jansen 1999).

    An index of nothing means that the output did not vary.
    """

    group: str
    """The group."""
    on_objective: float | None
    """Total index on the best objective: share of its variance that would be left if all other groups were known."""
    on_objective_confidence: float | None
    """Half the width of its 95 % interval (bootstrap)."""
    on_objective_alone: float | None
    """First-order index: share of the variance that knowing this group alone would take away."""
    on_assignments: float | None
    """Total index on the share of the plan's assignments that are kept."""
    on_assignments_confidence: float | None
    """Half the width of its 95 % interval."""
    on_assignments_alone: float | None
    """First-order index on that share."""


class DrawRecord(Frozen):
    """One draw."""

    number: int
    """Its number; with the seed it gives the same draw alone."""
    ended: Ended
    """How its solve ended."""
    objective: float | None
    """Value of its best plan; nothing if it has none."""
    bound: float | None
    """No plan is worth more under its data."""
    gap: float | None
    """``(bound - objective) / max(1, |objective|)``: what the node limit or the gap left open."""
    value_of_plan: float
    """Objective of the plan under the draw's data, whether or not it keeps the rules."""
    rules_broken: int
    """In how many places the plan breaks a rule under the draw's data."""
    regret_at_least: float | None
    """Smallest regret that is possible; nothing if the plan breaks a rule or the draw has no plan."""
    regret_at_most: float | None
    """Largest regret that is possible."""
    kept: float | None
    """Share of the plan's assignments that the draw's plan has."""


class Robustness(Document):
    """What is left of a plan when its inputs are drawn anew."""

    schema_: Literal["clusterplan/robustness/1"] = Field(default="clusterplan/robustness/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    scenario: ScenarioReference
    """The plan's scenario."""
    seed: int
    """Seed of all draws."""
    gap_limit: float
    """Gap at which each solve may stop."""
    node_limit: int
    """Nodes that each integer programme may take."""
    uncertainty: Uncertainty
    """Half-widths of the ranges."""
    assumptions: tuple[Assumption, ...]
    """The ranges, each an assumption; where the scenario has resources also that their numbers are not drawn."""
    draws_asked: int
    """Draws that were asked for."""
    draws_done: int
    """Draws that were finished."""
    interrupted: bool
    """Whether it was stopped before all was done."""
    draws_with_plan: int
    """Draws whose data allow a plan, and one was found. Core indices are shares of these."""
    draws_infeasible: int
    """Draws under whose data it is proven that no plan keeps every rule."""
    draws_undecided: int
    """Draws that reached the node limit without a plan."""
    draws_at_node_limit: int
    """Draws that reached the node limit with a plan; they carry their gap."""
    draws_breaking_rules: int
    """Draws under whose data the plan itself breaks a rule."""
    assignments: Counts
    """Assignments of the plan by stability; all zero if no draw has a plan."""
    hubs: Counts
    """Hubs of the plan."""
    facilities: Counts
    """Facilities of the plan."""
    indices: tuple[CoreIndex, ...]
    """Decisions of the plan, the most stable first, then its challengers that at least one draw has."""
    objective: Spread | None
    """The draws' best objectives."""
    regret: Regret
    """What the plan loses where it keeps the rules."""
    breaches: tuple[Breach, ...]
    """Rules that the plan breaks, the most frequent first."""
    influence_samples: int
    """Samples that the indices of influence rest on; each takes one solve for every group and two more."""
    influence: tuple[Influence, ...]
    """Which input matters, the greatest effect on assignments first; empty if it was not asked for."""
    draws: tuple[DrawRecord, ...]
    """Every finished draw, in the order of their numbers."""
