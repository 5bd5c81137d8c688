"""What a planner asks for: the scenario, its sections and its defaults.

A scenario is a YAML file. Every field has a default that is explained here once; the same words serve the JSON
Schema, the editor and the manual. ``optimisation/scenarios/national.yaml`` spells all of them out with their origin.
Names of technologies, units and sites are resolved later, when the layers are known (``planning``); everything that
a scenario can get wrong on its own is refused here.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from clusterplan.domain import FacilityKind, Frozen, SiteId, SourceStatus, TechnologyId, UnitId
from clusterplan.language import Text

__all__ = [
    "CandidateSettings",
    "ContradictionError",
    "FacilityRules",
    "FocusPlace",
    "HostOverride",
    "HostPlace",
    "Lock",
    "MemberPlace",
    "ObjectiveSettings",
    "Range",
    "Reasoned",
    "Resource",
    "RuleSettings",
    "Scenario",
    "ScoreSettings",
    "SolverSettings",
    "StrongOverride",
    "SynergyPair",
]

type NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
type Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
type NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
type Count = Annotated[int, Field(ge=0, le=100_000)]


class ContradictionError(ValueError):
    """Values that are fine alone and cannot stand together: one sentence for each contradiction.

    Parameters
    ----------
    texts
        What contradicts what.
    """

    def __init__(self, *texts: Text) -> None:
        super().__init__("; ".join(text.en for text in texts))
        self.texts = texts


class Range(Frozen):
    """A lower and an upper limit on a count, both inclusive."""

    at_least: Count
    """Smallest number allowed."""
    at_most: Count
    """Largest number allowed."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_least > self.at_most:
            raise ContradictionError(
                Text(
                    vi=f"at_least ({self.at_least}) lớn hơn at_most ({self.at_most}).",
                    en=f"at_least ({self.at_least}) is larger than at_most ({self.at_most}).",
                )
            )
        return self


def _at_least_one(limit: Range) -> Range:
    """Refuse a range that starts at nothing: a cluster without a focus is none, nor is an idle facility one."""
    if limit.at_least < 1:
        raise ContradictionError(Text(vi="at_least phải từ 1 trở lên", en="at_least must be 1 or more"))
    return limit


class Reasoned(Frozen):
    """Base of every exception that a person makes: who, why and when."""

    author: NonEmpty
    """Office or person that answers for it."""
    reason: NonEmpty
    """Why, in words that can be published."""
    date: datetime.date
    """Day it was decided."""


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


class StrongOverride(Reasoned):
    """Lets one unit count as strong for one technology although its score or grade does not say so."""

    unit: UnitId
    """The unit."""
    technology: TechnologyId
    """The technology."""


class CandidateSettings(Frozen):
    """Which sets of units may form a cluster."""

    max_members: Annotated[int, Field(ge=1, le=8)] = 4
    """Largest number of units in a cluster."""
    max_member_distance_km: NonNegative = 400.0
    """Largest travel distance from the hub to a member, in km: great circle times ``detour_factor``."""
    detour_factor: Annotated[float, Field(ge=1, le=3)] = 1.3
    """Road length over great circle."""
    strong_score: Share = 0.45
    """A unit is strong for a technology from this score on, unless its grade is low."""
    strong_score_by_technology: dict[TechnologyId, Share] = Field(default_factory=dict)
    """Other thresholds for single technologies; each is a listed assumption."""
    strong_grade_low_allowed: tuple[TechnologyId, ...] = ()
    """Technologies for which a score of low grade may count as strong; each is a listed assumption."""
    strong_overrides: tuple[StrongOverride, ...] = ()
    """Dated exceptions for single units."""


class SynergyPair(Frozen):
    """Two technologies that gain from sharing a cluster."""

    technologies: tuple[TechnologyId, TechnologyId]
    """The two technologies."""
    value: NonNegative = 0.1
    """Added to the objective for each cluster that has both."""
    reason: NonEmpty
    """Why they gain from each other."""

    @model_validator(mode="after")
    def _two_different(self) -> Self:
        if self.technologies[0] == self.technologies[1]:
            raise ContradictionError(
                Text(
                    vi=f"Một cặp cần hai công nghệ khác nhau, không phải hai lần {self.technologies[0]}.",
                    en=f"A pair needs two different technologies, not {self.technologies[0]} twice.",
                )
            )
        return self


class ObjectiveSettings(Frozen):
    """The terms of the objective; each is reported by name in the plan."""

    unit_weight: Literal["equal", "population", "grdp"] = "equal"
    """What a unit counts: 1 each, or its population or output, scaled to the number of units."""
    priority: dict[TechnologyId, NonNegative] = Field(default_factory=dict)
    """Factor on a technology's advantage; 1 where not named."""
    synergy: tuple[SynergyPair, ...] = Field(default=(), max_length=10)
    """At most ten pairs of technologies that gain from sharing a cluster."""
    hosting_weight: NonNegative = 0.05
    """Value of one technology served at one facility."""
    upgrade_bonus: NonNegative = 0.25
    """Added share of ``hosting_weight`` when the site is an existing national key laboratory of that technology."""
    cohesion_weight: NonNegative = 0.02
    """Cost of 100 km between the hub and one member."""
    founding_cost: NonNegative = 0.2
    """Cost of one cluster."""
    switching_weight: NonNegative = 0.0
    """Cost of one (unit, technology) pair or facility that differs from the adopted plan."""
    adopted_plan: str | None = None
    """Path of the adopted ``plan.json``, relative to the scenario's folder."""

    @field_validator("synergy")
    @classmethod
    def _each_pair_once(cls, pairs: tuple[SynergyPair, ...]) -> tuple[SynergyPair, ...]:
        times = Counter(frozenset(pair.technologies) for pair in pairs)
        repeated = sorted(" + ".join(sorted(pair)) for pair, number in times.items() if number > 1)
        if repeated:
            raise ContradictionError(
                *(Text(vi=f"Cặp {pair} được nêu hai lần.", en=f"The pair {pair} is named twice.") for pair in repeated)
            )
        return pairs


class FacilityRules(Frozen):
    """The shared system of laboratories and centres."""

    key_laboratory: Count = 9
    """Exact number of national key laboratories (programme 2026-2030)."""
    test_centre: Count = 3
    """Exact number of centralised research and testing centres (programme 2026-2030)."""
    technologies_per_key_laboratory: Range = Range(at_least=1, at_most=2)
    """Technologies that one laboratory serves."""
    technologies_per_test_centre: Range = Range(at_least=2, at_most=4)
    """Technologies that one centre serves."""
    per_region_at_most: Count = 4
    """Most facilities in one region."""
    per_technology_at_least: Count = 1
    """Fewest facilities that serve each technology."""

    @field_validator("technologies_per_key_laboratory", "technologies_per_test_centre")
    @classmethod
    def _a_facility_serves_something(cls, limit: Range) -> Range:
        return _at_least_one(limit)

    def number(self, kind: FacilityKind) -> int:
        """Return how many facilities of one kind are to be sited.

        Parameters
        ----------
        kind
            The kind of facility.

        Returns
        -------
        int
            Exact number.
        """
        return self.key_laboratory if kind is FacilityKind.KEY_LABORATORY else self.test_centre

    def technologies_per_facility(self, kind: FacilityKind) -> Range:
        """Return how many technologies a facility of one kind serves.

        Parameters
        ----------
        kind
            The kind of facility.

        Returns
        -------
        Range
            Both limits inclusive.
        """
        if kind is FacilityKind.KEY_LABORATORY:
            return self.technologies_per_key_laboratory
        return self.technologies_per_test_centre


class HostOverride(Reasoned):
    """Lets one site host one technology although the record does not say so."""

    site: SiteId
    """The site."""
    technology: TechnologyId
    """The technology."""


class FocusPlace(Frozen):
    """A unit and a technology: "this unit's cluster focuses on this technology"."""

    unit: UnitId
    """The unit."""
    technology: TechnologyId
    """The technology."""


class MemberPlace(Frozen):
    """A hub and a unit: "this unit belongs to the cluster around this hub"."""

    hub: UnitId
    """The hub."""
    unit: UnitId
    """The member; equal to the hub it says "this unit is a hub"."""


class HostPlace(Frozen):
    """A site and a kind: "this site gets a facility of this kind"."""

    site: SiteId
    """The site."""
    kind: FacilityKind
    """The kind of facility."""


class Lock(Reasoned):
    """Something that must be, or must not be, in every plan of this scenario."""

    lock: Literal["must", "must_not"]
    """``must`` or ``must_not``."""
    focus: FocusPlace | None = None
    """Locks a technology of a unit."""
    member: MemberPlace | None = None
    """Locks a unit to a hub."""
    facility: HostPlace | None = None
    """Locks a kind of facility at a site."""

    @property
    def place(self) -> FocusPlace | MemberPlace | HostPlace:
        """The one place that is locked."""
        place = self.focus or self.member or self.facility
        assert place is not None, "checked when the lock was read"
        return place

    @model_validator(mode="after")
    def _exactly_one_place(self) -> Self:
        places = sum(place is not None for place in (self.focus, self.member, self.facility))
        if places != 1:
            raise ContradictionError(
                Text(
                    vi=f"Một khóa nêu đúng một trong ba: focus, member hoặc facility; ở đây có {places}.",
                    en=f"A lock names exactly one of focus, member or facility, not {places}.",
                )
            )
        return self


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


class RuleSettings(Frozen):
    """The rules that every plan of the scenario keeps."""

    cover: Literal["at_most_one", "exactly_one"] = "at_most_one"
    """Whether a unit may stay outside every cluster."""
    clusters: Range = Range(at_least=6, at_most=12)
    """Number of clusters."""
    focuses_per_cluster: Range = Range(at_least=2, at_most=4)
    """Number of technologies of one cluster."""
    clusters_per_technology: Range = Range(at_least=1, at_most=3)
    """Number of clusters that focus on one technology: national coverage, and no copying."""
    clusters_per_region_at_least: Count = 1
    """Fewest hubs in each region."""
    clusters_per_region_exceptions: dict[str, Count] = Field(default_factory=dict)
    """Other floors for single regions, by region code."""
    facilities: FacilityRules = Field(default_factory=FacilityRules)
    """Laboratories and centres."""
    hosts_unknown: Literal["allow", "flag", "forbid"] = "flag"
    """What to do with a site whose eligibility is ``unknown``."""
    host_overrides: tuple[HostOverride, ...] = ()
    """Dated exceptions that let a site host a technology outside its recorded fields."""
    reach_km: NonNegative = 450.0
    """Largest travel distance from a cluster's hub to a facility that serves each of its focuses, in km."""
    facility_load_at_most: Count | None = None
    """Most focuses that one facility serves; off by default, the load is reported."""
    pioneering: bool = True
    """Each technology of a pioneering product leads in at least one cluster."""
    challenge_unasked: Literal["allow", "flag", "forbid"] = "flag"
    """What to do with a technology that no mission, target, pioneering product or local priority asks for."""
    locks: tuple[Lock, ...] = ()
    """What must or must not be in the plan."""
    resources: dict[NonEmpty, Resource] = Field(default_factory=dict)
    """National caps, by name; empty: money enters only where the planner gives it."""

    @field_validator("focuses_per_cluster")
    @classmethod
    def _a_cluster_has_a_focus(cls, limit: Range) -> Range:
        return _at_least_one(limit)

    @field_validator("locks")
    @classmethod
    def _locks_do_not_contradict(cls, locks: tuple[Lock, ...]) -> tuple[Lock, ...]:
        contradictions = tuple(_contradictions(locks))
        if contradictions:
            raise ContradictionError(*contradictions)
        return locks


class SolverSettings(Frozen):
    """How the integer programme is solved. Changes the time and the gap, never the meaning."""

    name: Literal["HiGHS", "COIN_CMD"] = "HiGHS"
    """Solver, from an allow-list."""
    time_limit_seconds: Annotated[float, Field(gt=0, le=86_400)] = 300.0
    """The best plan so far is returned after this time, with its gap."""
    gap_limit: Share = 0.0
    """Stop when the gap is this small; 0 asks for a proof of optimality."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    """Seed of the solver and of everything random."""


class Scenario(Frozen):
    """One question to the planner's model: data to use, what counts, what is allowed."""

    schema_: Literal["clusterplan/scenario/1"] = Field(default="clusterplan/scenario/1", alias="schema")
    """Name and version of this shape."""
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    """Lower-case name; becomes part of file names and addresses."""
    title_vi: NonEmpty
    """Title in Vietnamese."""
    title_en: NonEmpty
    """Title in English."""
    technology_scheme: NonEmpty = "QD21"
    """Technology list to plan under."""
    unit_layer: NonEmpty = "provinces"
    """Layer of the planning units."""
    unit_vintage: NonEmpty = "2025-07-01"
    """Vintage that the layer must have: codes changed their meaning on 1 July 2025."""
    score: ScoreSettings = Field(default_factory=ScoreSettings)
    """How advantage is scored."""
    candidates: CandidateSettings = Field(default_factory=CandidateSettings)
    """Which sets of units may form a cluster."""
    objective: ObjectiveSettings = Field(default_factory=ObjectiveSettings)
    """What counts."""
    rules: RuleSettings = Field(default_factory=RuleSettings)
    """What is allowed."""
    solver: SolverSettings = Field(default_factory=SolverSettings)
    """How to solve."""


def _contradictions(locks: tuple[Lock, ...]) -> Iterator[Text]:
    """Yield every pair of locks that no plan can keep, as far as the locks alone tell."""
    required = {lock.place for lock in locks if lock.lock == "must"}
    forbidden = {lock.place for lock in locks if lock.lock == "must_not"}
    for place in sorted(required & forbidden, key=repr):
        words = _in_words(place)
        yield Text(
            vi=f"Các khóa vừa bắt buộc vừa loại trừ: {words.vi}.", en=f"The locks require and forbid: {words.en}."
        )
    times = Counter(lock.place for lock in locks)
    for place in sorted((place for place, number in times.items() if number > 1), key=repr):
        if place not in required & forbidden:
            words = _in_words(place)
            yield Text(vi=f"Khóa hai lần: {words.vi}.", en=f"Locked twice: {words.en}.")
    yield from _two_hubs(required)
    yield from _two_kinds(required)


def _two_hubs(required: set[FocusPlace | MemberPlace | HostPlace]) -> Iterator[Text]:
    """Yield each unit that is locked to more than one hub."""
    hubs_of: dict[UnitId, set[UnitId]] = {}
    for place in required:
        if isinstance(place, MemberPlace):
            hubs_of.setdefault(place.unit, set()).add(place.hub)
            hubs_of.setdefault(place.hub, set()).add(place.hub)
    for unit, hubs in sorted(hubs_of.items()):
        if len(hubs) > 1:
            names = ", ".join(sorted(hubs))
            yield Text(
                vi=f"Đơn vị {unit} bị khóa vào nhiều hạt nhân cụm: {names}.",
                en=f"Unit {unit} is locked to more than one hub: {names}.",
            )


def _two_kinds(required: set[FocusPlace | MemberPlace | HostPlace]) -> Iterator[Text]:
    """Yield each site that is locked to more than one kind of facility."""
    kinds_of = Counter(place.site for place in required if isinstance(place, HostPlace))
    for site, kinds in sorted(kinds_of.items()):
        if kinds > 1:
            yield Text(
                vi=f"Địa điểm {site} bị khóa vào {kinds} loại cơ sở; mỗi địa điểm chỉ có một.",
                en=f"Site {site} is locked to {kinds} kinds of facility; a site hosts one.",
            )


def _in_words(place: FocusPlace | MemberPlace | HostPlace) -> Text:
    """Return a locked place as a planner would name it."""
    match place:
        case FocusPlace(unit=unit, technology=technology):
            return Text(
                vi=f"công nghệ trọng tâm {technology} của đơn vị {unit}", en=f"focus of unit {unit} on {technology}"
            )
        case MemberPlace(hub=hub, unit=unit):
            return Text(vi=f"đơn vị {unit} trong cụm có hạt nhân {hub}", en=f"unit {unit} in the cluster of hub {hub}")
        case HostPlace(site=site, kind=kind):
            return Text(vi=f"{kind.value} tại địa điểm {site}", en=f"{kind.value} at site {site}")
