"""Ids and frozen types that every room speaks: technologies, value statuses, grades, the plan and its parts.

:class:`Plan` is the shape of ``plan.json`` (schema ``clusterplan/plan/1``). Fields may be added to it, never
changed or removed; ``tests/test_schemas.py`` holds it to that.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "Assumption",
    "BindingRule",
    "Cluster",
    "Document",
    "EvidenceShare",
    "Facility",
    "FacilityKind",
    "FacilityTerms",
    "Flag",
    "Frozen",
    "Grade",
    "Judgement",
    "Manifest",
    "Mechanism",
    "PlacedProduct",
    "Plan",
    "ProductDecision",
    "RecordedHolder",
    "ScenarioReference",
    "SiteId",
    "SourceStatus",
    "Spending",
    "Technology",
    "TechnologyId",
    "Termination",
    "Terms",
    "UnitId",
    "ValueStatus",
]

type UnitId = str
"""Code of a planning unit: text, never a number (``"01"`` is not ``1``)."""
type TechnologyId = str
"""Id of a technology group inside its scheme, for example ``"S06"``."""
type SiteId = str
"""Id of a site that may host a facility, for example ``"L12"``."""


class Frozen(BaseModel):
    """Base of every value that crosses a room's boundary: immutable, no unknown field, documented fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True)


class Document(Frozen):
    """Base of every value that is a JSON file of its own, ``plan.json`` among them."""

    def to_json(self) -> str:
        """Return the file: indented, keys in the order of the schema, UTF-8, ending in a line break.

        Returns
        -------
        str
            JSON text.
        """
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


class ValueStatus(StrEnum):
    """How a value came to be. Missing is never zero."""

    OBSERVED = "observed"
    DERIVED = "derived"
    LOWER_BOUND = "lower_bound"
    EXPERT = "expert"
    IMPUTED = "imputed"
    NONE_RECORDED = "none_recorded"
    MISSING = "missing"

    @property
    def quality(self) -> float:
        """Weight of a value of this status in a score's coverage, from 0 (missing) to 1 (observed)."""
        return _QUALITY[self]


_QUALITY = {
    ValueStatus.OBSERVED: 1.0,
    ValueStatus.DERIVED: 0.8,
    ValueStatus.LOWER_BOUND: 0.6,
    ValueStatus.EXPERT: 0.5,
    ValueStatus.IMPUTED: 0.3,
    ValueStatus.NONE_RECORDED: 0.2,
    ValueStatus.MISSING: 0.0,
}


class Grade(StrEnum):
    """Evidence grade of a score: how much of its weight rests on good values."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for low, 1 for medium, 2 for high, so that grades can be compared."""
        return ("low", "medium", "high").index(self.value)


class Judgement(StrEnum):
    """What can be said of one unit and one technology. Three states everywhere, never two."""

    SCORED = "scored"
    CANNOT_BE_JUDGED = "cannot_be_judged"
    EXCLUDED = "excluded_by_rule"


class Termination(StrEnum):
    """How a solve ended. Only the first four leave a plan."""

    OPTIMAL = "optimal"
    GAP_LIMIT = "gap_limit"
    TIME_LIMIT = "time_limit"
    INTERRUPTED = "interrupted"
    INFEASIBLE = "infeasible"
    NO_PLAN = "no_plan"


class FacilityKind(StrEnum):
    """Kinds of facility: the two of the shared system, and two that a planner may add to it."""

    KEY_LABORATORY = "key_laboratory"
    TEST_CENTRE = "test_centre"
    DECODING_CENTRE = "decoding_centre"
    AI_COMPUTING = "ai_computing"

    @property
    def is_shared(self) -> bool:
        """Whether the kind belongs to the shared system that serves every focus within reach."""
        return self in (FacilityKind.KEY_LABORATORY, FacilityKind.TEST_CENTRE)


class Technology(Frozen):
    """One technology group of one scheme, or one of its products, as a published decision lists it."""

    id: TechnologyId
    """Id inside the scheme."""
    scheme: str
    """The list it belongs to, for example ``QD21``."""
    short_code: str
    """Four letters for narrow columns."""
    name_vi: str
    """Name in Vietnamese as published."""
    name_en: str
    """Name in English."""
    status: str
    """``in force`` or ``superseded``."""
    source: str
    """Where the list was read."""
    group: TechnologyId | None = None
    """For a product, the group it belongs to."""
    tier: int | None = None
    """For a product, its tier of priority where the list has tiers."""


class Assumption(Frozen):
    """A number or choice without an official source. Listed first wherever the plan is shown."""

    what: str
    """What is assumed, in English."""
    what_vi: str = ""
    """The same in Vietnamese."""
    status: Literal["assumed"] = "assumed"
    """Always ``assumed``: a sourced value is not an assumption."""
    value: str
    """The value that was used."""


class SourceStatus(StrEnum):
    """Whether a number of a scenario has a source."""

    GIVEN = "given"
    ASSUMED = "assumed"


class ScenarioReference(Frozen):
    """Which scenario a plan answers."""

    id: str
    """Id of the scenario."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    technology_scheme: str
    """Technology list the plan was solved under."""
    unit_layer: str
    """Layer of the planning units."""
    unit_vintage: str
    """Date since which the layer's codes and borders hold."""


class EvidenceShare(Frozen):
    """Shares of the chosen scores' weight by how their values came to be; they sum to 1."""

    observed: float
    """Observed or derived from observed values."""
    estimated: float
    """Lower bounds, imputed values and *none recorded*."""
    expert: float
    """Expert reading."""


class Cluster(Frozen):
    """Units that work together around a hub, and the technologies they focus on."""

    id: str
    """``C01``, ``C02``, ... in the order of the hubs' codes."""
    hub: UnitId
    """The member with the highest readiness."""
    members: tuple[UnitId, ...]
    """All units of the cluster, the hub included, sorted."""
    focuses: tuple[TechnologyId, ...]
    """Technologies of the cluster, sorted."""
    region: str
    """Region of the hub."""
    name_vi: str
    """Name in Vietnamese, made of the members' names."""
    name_en: str
    """Name in English."""
    value: dict[TechnologyId, float]
    """Advantage of each focus: sum over members of weight x (score - participation score) x priority."""
    strong_members: dict[TechnologyId, tuple[UnitId, ...]]
    """Members that are strong for each focus."""
    evidence: dict[TechnologyId, Grade]
    """Lowest evidence grade among the strong members of each focus."""
    served_by: dict[TechnologyId, SiteId]
    """Facility within reach of the hub that serves each focus: the nearest, unless a cap on loads says another."""
    resting_on_expert_values: tuple[TechnologyId, ...] = ()
    """Focuses that would have no strong member without expert values, sorted."""
    start_year: dict[TechnologyId, int] = Field(default_factory=dict)
    """Year in which each focus starts; empty in a plan without years."""


class Facility(Frozen):
    """A laboratory or a centre at a site."""

    site_id: SiteId
    """The site that hosts it."""
    kind: FacilityKind
    """Key laboratory or test centre of the shared system, decoding centre, or computing infrastructure for AI."""
    technologies: tuple[TechnologyId, ...]
    """Technologies it serves, sorted."""
    unit: UnitId
    """Unit the site lies in."""
    upgrade: bool
    """Whether the site is an existing national key laboratory of one of these technologies."""
    research_groups: int | None = None
    """Its share of the strong research groups, if the scenario gives their number."""
    doctorates: int | None = None
    """Its share of the doctorates, if the scenario gives their number."""
    opens_in: int | None = None
    """Year in which it opens; null in a plan without years."""


class FacilityTerms(Frozen):
    """Terms of use of the shared facilities. Shown, never optimised."""

    open_access_share: Annotated[float, Field(ge=0, le=1)] | None = None
    """Share of the capacity that is open to users from elsewhere."""
    public_private_share: Annotated[float, Field(ge=0, le=1)] | None = None
    """Share of the investment that partners other than the State carry."""
    note_vi: str = ""
    """More about the terms, in Vietnamese."""
    note_en: str = ""
    """The same in English."""
    source: str = ""
    """Where the terms come from; without one they are listed as assumed."""


class Mechanism(Frozen):
    """A local mechanism for the clusters: what a unit offers, on which ground."""

    unit: UnitId
    """The unit."""
    kind: Literal["public_investment", "land", "finance", "human_resources"]
    """What it is about."""
    text_vi: Annotated[str, Field(min_length=1, max_length=2000)]
    """What it says, in Vietnamese."""
    text_en: Annotated[str, Field(min_length=1, max_length=2000)]
    """The same in English."""
    source: Annotated[str, Field(min_length=1, max_length=2000)]
    """The resolution or decision that it stands in."""


class Terms(Frozen):
    """Terms and local mechanisms that are shown beside a plan."""

    facilities: FacilityTerms | None = None
    """Terms of use of the shared facilities."""
    mechanisms: tuple[Mechanism, ...] = ()
    """Local mechanisms of single units."""


class Spending(Frozen):
    """What a plan uses of one resource, in one year or over all years that are told."""

    resource: str
    """Name of the resource in the scenario."""
    unit: str
    """Unit of the amounts."""
    year: int | None = None
    """The year; null for the total over all years."""
    amount: float
    """What the plan uses: the sum of the next three."""
    focuses: float
    """Used by the focuses of clusters."""
    building: float
    """Used to open facilities."""
    running: float
    """Used to run facilities."""
    cap: float | None = None
    """Most that may be used; null where there is no cap."""


class BindingRule(Frozen):
    """A rule without slack in this plan."""

    rule: str
    """Name of the rule family."""
    place: str
    """Where it binds: a technology, a unit, a region, or ``all``."""
    limit: float
    """The rule's limit."""
    value: float
    """What the plan uses of it."""


class Flag(Frozen):
    """Something that a default setting lets pass but wants seen."""

    rule: str
    """Name of the rule that flags it."""
    place: str
    """A site, a technology or a unit."""
    what: str
    """What it is, in English."""
    what_vi: str
    """The same in Vietnamese."""


class RecordedHolder(Frozen):
    """An enterprise or institute that is on record with some technology. On record is not chosen."""

    id: str
    """Its id in the table of enterprises or the layer of sites."""
    kind: Literal["enterprise", "institute"]
    """What it is."""
    name_vi: str
    """Name in Vietnamese."""
    name_en: str
    """Name in English; that of an enterprise is the same."""
    unit: UnitId
    """Unit it lies in."""


class ProductDecision(Frozen):
    """A decision that names one enterprise for a product. Without a decision number no single one is named."""

    enterprise: str
    """Id of the enterprise."""
    decision_number: str
    """Number of the decision."""


class PlacedProduct(Frozen):
    """A product of the technology list, and where in the plan it has a place.

    Lists hold what is on record, sorted by id, never a choice. An empty list says that nothing is on record there.
    """

    product: str
    """Id of the product."""
    name_vi: str
    """Name in Vietnamese as published."""
    name_en: str
    """Name in English."""
    tier: int | None
    """Tier of the list; nothing where the list has none."""
    technology: TechnologyId
    """Technology group of the product."""
    pioneering: bool
    """Whether it is one of the pioneering products."""
    missions: tuple[str, ...]
    """Missions that name it, sorted."""
    clusters: tuple[str, ...]
    """Clusters that focus on it, sorted; none if nobody leads it."""
    enterprises: tuple[str, ...]
    """Enterprises on record with its technology inside those clusters."""
    enterprises_within_reach: tuple[str, ...]
    """Such enterprises elsewhere, in a unit within ``reach_km`` of one of the hubs."""
    institutes: tuple[str, ...]
    """Institutes on record with its technology inside those clusters."""
    institutes_within_reach: tuple[str, ...]
    """Such institutes elsewhere, in a unit within ``reach_km`` of one of the hubs."""
    test_beds: tuple[UnitId, ...]
    """Units of those clusters where a local priority or an operating zone names its technology; none: unknown."""
    decision: ProductDecision | None = None
    """The decision that names one enterprise, if the scenario gives its number."""


class Manifest(Frozen):
    """What is needed to run the plan again and get the same answer."""

    inputs: dict[str, str]
    """SHA-256 of every layer and table that was read."""
    scenario_sha256: str
    """SHA-256 of the scenario's canonical form."""
    clusterplan: str
    """Version of clusterplan."""
    solver: str
    """Solver with its version."""
    options: dict[str, str | int | float]
    """Solver options that may change the answer."""
    seed: int
    """Seed of everything random."""
    started: str
    """UTC time of the start, ISO 8601. Not part of a comparison."""
    seconds: float
    """Wall time from reading to the checked plan. Not part of a comparison."""


class Plan(Document):
    """The answer: clusters with focuses, facilities, the proof, and everything needed to defend and repeat it.

    Having a ``Plan`` means it was solved and passed the independent check. It is optimal for this model and
    these data; it is a simulated option, never a decision.
    """

    schema_: Literal["clusterplan/plan/1"] = Field(default="clusterplan/plan/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: a plan is a simulated option, not a decision of a State body."""
    scenario: ScenarioReference
    """The scenario it answers."""
    assumptions: tuple[Assumption, ...]
    """Everything without a source, first."""
    evidence_share: EvidenceShare
    """What the chosen focuses rest on."""
    focuses_resting_on_expert_values: int
    """Focuses that would have no strong member without expert values."""
    termination: Termination
    """How the solve ended."""
    objective: float
    """Value of the objective, recomputed from the plan."""
    bound: float
    """Proven upper bound on the objective."""
    gap: float
    """``(bound - objective) / max(1, |objective|)``."""
    objective_terms: dict[str, float]
    """The objective's terms by name; they sum to the objective."""
    clusters: tuple[Cluster, ...]
    """Clusters in the order of their hubs' codes."""
    units_without_cluster: tuple[UnitId, ...]
    """Units in no cluster, sorted."""
    units_not_judged: tuple[UnitId, ...]
    """Units with at least one technology that cannot be judged, sorted."""
    facilities: tuple[Facility, ...]
    """Facilities, sorted by site."""
    binding_rules: tuple[BindingRule, ...]
    """Rules without slack, sorted."""
    flags: tuple[Flag, ...] = ()
    """Matters that a default setting flags instead of forbidding, sorted."""
    rules_checked: tuple[str, ...] = ()
    """Rules that the independent check recomputed and found kept."""
    products: tuple[PlacedProduct, ...] = ()
    """Products of the list with their places, sorted by tier and id."""
    holders: tuple[RecordedHolder, ...] = ()
    """Every enterprise and institute that the products name, sorted by id."""
    terms: Terms | None = None
    """Terms of use and local mechanisms, as the scenario gives them."""
    metrics: dict[str, float] = Field(default_factory=dict)
    """Figures about the plan, by name."""
    spending: tuple[Spending, ...] = ()
    """Use of each resource that the scenario gives, by name; single years first where the plan has years, then the
    total."""
    manifest: Manifest
    """How to run it again."""

    @classmethod
    def from_json(cls, text: str | bytes) -> Plan:
        """Read ``plan.json``.

        Parameters
        ----------
        text
            JSON text of schema ``clusterplan/plan/1``.

        Returns
        -------
        Plan
            The same plan.

        Raises
        ------
        pydantic.ValidationError
            If the text is not a plan.
        """
        return cls.model_validate_json(text)
