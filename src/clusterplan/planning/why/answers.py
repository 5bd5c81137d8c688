"""Answers about one pair, and about a changed scenario: fields may be added, never changed."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from clusterplan.advantage import Explanation
from clusterplan.domain import Cluster, FacilityKind, Frozen, ScenarioReference, SiteId, TechnologyId, UnitId
from clusterplan.planning.why.reason_answers import MissingIndicator, PairReason

__all__ = ["BindingHere", "Clash", "Found", "Move", "SmallestChange", "WhatIf", "Why", "WhyNot"]


class Move(Frozen):
    """One pair or facility that one plan has and another has not."""

    action: Literal["gained", "lost"]
    """Whether the other plan has it, or the plan that is asked about."""
    unit: UnitId | None = None
    """Unit of a (unit, technology) pair."""
    technology: TechnologyId | None = None
    """Technology of the pair."""
    site: SiteId | None = None
    """Site of a facility."""
    kind: FacilityKind | None = None
    """Kind of the facility."""
    what_vi: str
    """The move in Vietnamese."""
    what_en: str
    """The move in English."""


class BindingHere(Frozen):
    """A rule without slack that concerns a pair."""

    rule: str
    """Id of the rule."""
    name_vi: str
    """Name of the rule in Vietnamese."""
    name_en: str
    """Name of the rule in English."""
    place: str
    """Where: ids."""
    place_vi: str
    """Where, in Vietnamese."""
    place_en: str
    """Where, in English."""
    limit: float
    """The rule's limit."""
    value: float
    """What the plan uses of it."""


class Clash(Frozen):
    """Limits that no plan keeps together with what was asked for."""

    rules: tuple[str, ...]
    """Limits as a conflict names them, for example ``rules.reach_km``; without the lock that asks the question."""
    names_vi: tuple[str, ...]
    """Their names in Vietnamese."""
    names_en: tuple[str, ...]
    """Their names in English."""
    is_smallest: bool | None
    """Whether it is proven that the clash is gone without any one of them; nothing where the words below tell."""
    why_vi: str = ""
    """Why they clash, in Vietnamese; empty where the limits alone are known."""
    why_en: str = ""
    """The same in English."""


class Found(StrEnum):
    """How the search for a smallest change of one thing ended."""

    FOUND = "found"
    """There is one."""
    NONE_IN_RANGE = "none_in_range"
    """No value that was tried, up to the end of the range, brings the pair in."""
    NOT_PROVEN = "not_proven"
    """A solve ended without a proof, so that nothing can be said."""
    OUT_OF_TIME = "out_of_time"
    """The time was over, or the work was stopped, before this was looked at to the end."""


class SmallestChange(Frozen):
    """The smallest change of one limit, weight or value alone that makes a pair part of an optimal plan."""

    about: Literal["score", "limit", "priority", "weight", "indicator"]
    """What is changed: the pair's score, a limit, the technology's priority, another weight of the objective or of the
    scores, or a recorded value of the unit."""
    name: str
    """Path in a scenario, or id of the indicator; ``score`` for the score."""
    title_vi: str
    """What it is, in Vietnamese."""
    title_en: str
    """What it is, in English."""
    measure: str
    """Unit of measurement; empty for plain numbers."""
    now: float | None
    """Present value; nothing where it is missing."""
    needed: float | None
    """Smallest change's value: with it the pair is in an optimal plan, as a full solve proved. Nothing if none was
    found."""
    just_below: float | None
    """The nearest value towards the present one that is known not to do; the present one if no value between was
    looked at."""
    excludes_nearer: bool
    """Whether it is proven that no value up to ``just_below`` brings the pair in, also of those that were not tried; if
    none was found, no value of the range. Where it is false, ``tried`` says what is known."""
    is_smallest: bool = False
    """Whether it is proven that no smaller change does: ``excludes_nearer``, and nothing that could matter lies between
    ``just_below`` and ``needed``. Otherwise the smallest change lies between the two, or, without ``excludes_nearer``,
    perhaps nearer, between values that were tried."""
    tried: tuple[float, ...] = ()
    """Values nearer than ``needed``, or of the whole range if none was found, at which it is proven that the pair is in
    no optimal plan; from the nearest to the farthest."""
    range_end: float
    """The farthest value that was considered."""
    range_other_end: float | None = None
    """The farthest one on the other side, where both were considered."""
    found: Found
    """How the search ended."""
    score_then: float | None = None
    """The pair's score at the needed value, where the change moves it."""
    weights_then: dict[str, float] = Field(default_factory=dict)
    """For a weight inside a score: all weights of the same sum at the needed value, by component or indicator."""
    setting: str = ""
    """The change as ``clusterplan what-if --set`` takes it; empty for the score and for recorded values, which are data
    and not part of a scenario."""
    scenario_yaml: str = ""
    """The same as lines of a scenario file that extends the one that is asked about."""
    what_vi: str
    """The answer in Vietnamese."""
    what_en: str
    """The answer in English."""


class Why(Frozen):
    """Why a pair is in a plan."""

    schema_: Literal["clusterplan/why/1"] = Field(default="clusterplan/why/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    scenario: ScenarioReference
    """The scenario of the plan."""
    is_proven: bool
    """Whether the plan is proven optimal."""
    unit: UnitId
    """Code of the unit."""
    unit_vi: str
    """Its name in Vietnamese."""
    unit_en: str
    """Its name in English."""
    pair: PairReason
    """Score, rank, grade, contribution and the reason; its ``loss`` is the replacement value: what is lost if the pair
    is forbidden."""
    explanation: Explanation
    """The score taken apart: components, indicators, values, sources, years, statuses, confidence."""
    withheld: tuple[UnitId, ...]
    """Units that cannot be judged for the technology and so have no rank, sorted."""
    cluster: Cluster
    """The cluster, with its strong members."""
    served_by: SiteId | None
    """Facility that serves the focus."""
    served_by_vi: str
    """Its name in Vietnamese."""
    served_by_en: str
    """Its name in English."""
    binding: tuple[BindingHere, ...]
    """Rules without slack that concern the unit, the technology, the cluster, its region or the facility."""
    moves: tuple[Move, ...]
    """What moves in one of the best plans without the pair."""


class WhyNot(Frozen):
    """Why a pair is not in a plan, what it would cost, and what would bring it in."""

    schema_: Literal["clusterplan/why-not/1"] = Field(default="clusterplan/why-not/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    scenario: ScenarioReference
    """The scenario of the plan."""
    is_proven: bool
    """Whether the plan is proven optimal."""
    unit: UnitId
    """Code of the unit."""
    unit_vi: str
    """Its name in Vietnamese."""
    unit_en: str
    """Its name in English."""
    pair: PairReason
    """Score, rank, grade and the reason; its ``loss`` is what is lost if the pair is forced."""
    explanation: Explanation
    """The score taken apart, or what there is of it."""
    objective_with: float | None
    """Objective of the best plan with the pair that was found; nothing if none keeps every rule."""
    bound_with: float | None
    """No plan with the pair is worth more."""
    moves: tuple[Move, ...]
    """What moves in one of the best plans with the pair."""
    clash: Clash | None
    """Limits that forbid the pair, where no plan keeps every rule with it."""
    missing: tuple[MissingIndicator, ...]
    """If it cannot be judged: what is missing, and which office has it."""
    changes: tuple[SmallestChange, ...]
    """The smallest change of one thing alone that brings the pair in, thing by thing."""
    is_complete: bool
    """Whether every change was looked at before the time was over."""
    was_interrupted: bool
    """Whether the search was stopped by Ctrl-C; what was found by then is kept."""


class WhatIf(Frozen):
    """A plan against the best plan of a changed scenario."""

    schema_: Literal["clusterplan/what-if/1"] = Field(default="clusterplan/what-if/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    scenario: ScenarioReference
    """The scenario of the plan."""
    changes_vi: tuple[str, ...]
    """What was changed, in Vietnamese."""
    changes_en: tuple[str, ...]
    """What was changed, in English."""
    objective_before: float
    """Objective of the plan."""
    bound_before: float
    """No plan of its scenario is worth more."""
    terms_before: dict[str, float]
    """The objective's terms by name."""
    objective_after: float | None
    """Objective of the best plan of the changed scenario that was found; nothing if no plan keeps every rule."""
    bound_after: float | None
    """No plan of the changed scenario is worth more."""
    terms_after: dict[str, float]
    """Its terms by name."""
    difference_at_least: float | None
    """New optimum less old one; the smallest that is possible."""
    difference_at_most: float | None
    """The largest that is possible; equal to the smallest where both plans are proven."""
    moves: tuple[Move, ...]
    """What moves."""
    clash: Clash | None
    """Limits that no plan keeps together, where there is no plan."""
    repair_vi: str
    """A change that would let a plan exist, in Vietnamese; empty where none is needed or known."""
    repair_en: str
    """The same in English."""
