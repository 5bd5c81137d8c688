"""What there is to say about the near-optimal plans, the shape of ``portfolio.json``: fields may be added only."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from clusterplan.domain import Document, FacilityKind, Frozen, ScenarioReference, SiteId, TechnologyId, UnitId

__all__ = ["DecisionStatus", "Ending", "Frequency", "Portfolio", "PortfolioPlan", "Status"]

type Status = Literal["must", "could", "never", "undecided"]
type Ending = Literal["as_many_as_asked", "no_more_exist", "limit_reached"]


class PortfolioPlan(Frozen):
    """One plan of the portfolio."""

    id: str
    """``plan-1``, ``plan-2``, ...: also the name of its folder. The first is the best plan."""
    objective: float
    """Its objective."""
    loss: float
    """Objective of the best plan less its own."""
    distances: tuple[int, ...]
    """Number of (unit, technology) pairs in which it differs from each plan, in their order."""


class Frequency(Frozen):
    """How many plans of the portfolio have a decision."""

    kind: Literal["assignment", "hub", "facility"]
    """What is decided."""
    unit: UnitId
    """The unit, the hub, or the unit of the site."""
    technology: TechnologyId | None = None
    """Technology of an assignment."""
    site: SiteId | None = None
    """Site of a facility."""
    facility_kind: FacilityKind | None = None
    """Kind of a facility."""
    unit_vi: str = ""
    """The unit with its name, in Vietnamese."""
    unit_en: str = ""
    """The same in English."""
    what_vi: str = ""
    """What is decided there with its names, in Vietnamese: a technology, a site and kind, or that it is a hub."""
    what_en: str = ""
    """The same in English."""
    plans: int
    """Number of plans that have it."""
    share: float
    """That number over all plans of the portfolio."""


class DecisionStatus(Frozen):
    """Whether every, some or no near-optimal plan has a decision."""

    kind: Literal["assignment", "facility"]
    """What is decided."""
    unit: UnitId
    """The unit, or the unit of the site."""
    technology: TechnologyId | None = None
    """Technology of an assignment."""
    site: SiteId | None = None
    """Site of a facility."""
    facility_kind: FacilityKind | None = None
    """Kind of a facility."""
    unit_vi: str = ""
    """The unit with its name, in Vietnamese."""
    unit_en: str = ""
    """The same in English."""
    what_vi: str = ""
    """What is decided there with its names, in Vietnamese: a technology, a site and kind, or that it is a hub."""
    what_en: str = ""
    """The same in English."""
    status: Status
    """``must``: proved that every near-optimal plan has it. ``never``: proved that none has. ``could``: one known plan
    has it, another has not. ``undecided``: the time did not suffice."""
    in_best: bool
    """Whether the best plan has it."""
    best_with: float | None
    """Greatest objective of the known near-optimal plans that have it."""
    best_without: float | None
    """Greatest objective of the known near-optimal plans that have it not."""


class Portfolio(Document):
    """Near-optimal plans that differ, and what all near-optimal plans have in common, under these assumptions."""

    schema_: Literal["clusterplan/portfolio/1"] = Field(default="clusterplan/portfolio/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    scenario: ScenarioReference
    """The scenario."""
    within: float
    """Share of the best objective that a near-optimal plan may lose."""
    floor: float
    """Least objective of a near-optimal plan: ``best - within * |best|``."""
    best: float
    """Objective of the best plan."""
    bound: float
    """Proven upper bound on every plan."""
    best_is_proven: bool
    """Whether the best plan is the optimum. If not, near-optimal means near the best known plan."""
    plans_asked: int
    """Number of plans that was asked for."""
    distance: int
    """Least number of pairs in which any two plans differ."""
    seed: int
    """Seed of the directions."""
    plans: tuple[PortfolioPlan, ...]
    """The plans, in the order in which they were found."""
    ending: Ending
    """Why there are no more. ``no_more_exist``: it is proved that no further near-optimal plan keeps the distance to
    each of these; another choice of plans may still be larger."""
    frequencies: tuple[Frequency, ...]
    """Every decision of at least one plan; the most frequent first."""
    statuses: tuple[DecisionStatus, ...]
    """Every (unit, technology) pair and every (site, kind), sorted; empty if they were not asked for."""
    counts: dict[Literal["assignment", "facility"], dict[Status, int]]
    """Number of decisions by status."""
    plans_known: int
    """Number of near-optimal plans that were found in all; each passed the independent check."""
    interrupted: bool
    """Whether the work was stopped; what is not decided by then is ``undecided``."""
