"""An audit of the scores of a scenario, the shape of ``audit.json``: fields may be added, never changed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from clusterplan.domain import Frozen, Grade, ScenarioReference, TechnologyId, UnitId

__all__ = [
    "AuditedIndicator",
    "AuditedScore",
    "AuditedTechnology",
    "ComponentWeight",
    "Finding",
    "IndicatorInTechnology",
    "IndicatorPair",
    "LocalPattern",
    "MethodAgreement",
    "NamedUnit",
    "ScoreAudit",
    "SpatialPattern",
    "WeightOfIndicator",
]


class NamedUnit(Frozen):
    """A unit."""

    code: UnitId
    """Code."""
    name_vi: str
    """Name in Vietnamese."""
    name_en: str
    """Name in English."""


class AuditedTechnology(Frozen):
    """How much is known of one technology."""

    id: TechnologyId
    """Id."""
    name_vi: str
    """Name in Vietnamese."""
    name_en: str
    """Name in English."""
    scored: int
    """Units with a score."""
    withheld: int
    """Units that cannot be judged: too little is known."""
    grades: dict[Grade, int]
    """Scored units by evidence grade."""
    coverage: float | None
    """Mean coverage of the scored units; null if none is."""
    expert: float | None
    """Mean share of the weight that rests on general knowledge, of the scored units."""


class AuditedIndicator(Frozen):
    """How the values of one indicator are distributed, on the scale on which they are weighed."""

    id: str
    """Id."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    is_of_technology: bool
    """Whether it has a value for each unit and technology, not for each unit alone."""
    values: int
    """Values that are there."""
    missing: int
    """Values that are not: never zero, they lower coverage."""
    statuses: dict[str, int]
    """Values by how they came to be."""
    least: float | None
    """Smallest value in the indicator's own unit; null without values."""
    median: float | None
    """Half of the values are no larger."""
    most: float | None
    """Largest value."""
    skewness: float | None
    """Of the transformed values; null where they do not differ."""
    kurtosis: float | None
    """Excess kurtosis of the transformed values."""
    at_floor: float
    """Share of the values at or below the lower goalpost."""
    at_ceiling: float
    """Share of the values at or above the upper goalpost."""
    histogram: tuple[int, ...]
    """Transformed values in ten classes of equal width from the smallest to the largest."""


class IndicatorPair(Frozen):
    """Two indicators of units."""

    first: str
    """Id of one."""
    second: str
    """Id of the other."""
    units: int
    """Units that have both."""
    spearman: float | None
    """Rank correlation; null for fewer than ten units."""


class IndicatorInTechnology(Frozen):
    """An indicator and the scores that it is part of."""

    indicator: str
    """Id of the indicator."""
    technology: TechnologyId
    """Id of the technology."""
    weight: float
    """Weight in the technology."""
    units: int
    """Scored units that have a value."""
    with_plain: float | None
    """Rank correlation with the plain score; null for fewer than ten units."""
    with_score: float | None
    """Rank correlation with the score."""


class MethodAgreement(Frozen):
    """How alike the order of the scores and that of another method are, in one technology."""

    technology: TechnologyId
    """Id of the technology."""
    method: str
    """Another normalisation (``goalposts``, ``z_score``, ``rank``, ``target``), or TOPSIS, VIKOR, EDAS."""
    units: int
    """Units that lack no indicator; no other enters, for a gap is not a zero."""
    scored: int
    """Units with a score."""
    spearman: float | None
    """Rank correlation with the score."""
    kendall: float | None
    """Kendall's tau-b with the score."""
    plain_spearman: float | None
    """Rank correlation with the plain score, before units and technologies are compared with their means."""
    plain_kendall: float | None
    """Kendall's tau-b with the plain score."""
    mean_shift: float
    """Ranks by which a unit moves against the score, on average."""
    largest_shift: float
    """Ranks by which the unit moves that moves most."""


class WeightOfIndicator(Frozen):
    """What the order of the units owes to one indicator."""

    indicator: str
    """Id."""
    mean_shift: float
    """Ranks by which a pair moves without it, on average."""
    largest_shift: float
    """Ranks by which the pair moves that moves most."""
    withheld: int
    """Pairs that cannot be judged without it."""


class ComponentWeight(Frozen):
    """How much the weight of one component matters for the order of the units."""

    component: str
    """Id."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    total: float | None
    """Total Sobol index of the mean rank shift; null where no order changes."""
    half: float | None
    """Half of its 95 % interval."""
    alone: float | None
    """First-order index."""


class LocalPattern(Frozen):
    """A unit whose neighbours are remarkably like it, or unlike."""

    unit: UnitId
    """Code."""
    kind: Literal["high_high", "low_high", "low_low", "high_low"]
    """The unit's score, then its neighbours'."""
    statistic: float
    """Local Moran's I."""
    p: float
    """Two-sided pseudo p-value, adjusted over the units of the technology (Benjamini and Hochberg)."""


class SpatialPattern(Frozen):
    """Whether neighbours have like scores, in one technology."""

    technology: TechnologyId
    """Id."""
    units: int
    """Units that take part: scored, with a scored neighbour."""
    without_score: int
    """Units that cannot be judged and stay out."""
    without_neighbour: tuple[UnitId, ...]
    """Scored units without a scored neighbour, islands among them: they stay out."""
    statistic: float | None
    """Moran's I; null for fewer than ten units or if all scores are equal."""
    expected: float | None
    """What it would be on average if the scores were dealt out at random."""
    p: float | None
    """Two-sided pseudo p-value from seeded permutations."""
    p_adjusted: float | None
    """The same, adjusted over the technologies (Benjamini and Hochberg)."""
    local: tuple[LocalPattern, ...]
    """Units that are significant after adjustment, by code."""


class AuditedScore(Frozen):
    """The score of one unit in one technology."""

    unit: UnitId
    """Code."""
    technology: TechnologyId
    """Id."""
    score: float
    """Score."""
    grade: Grade
    """Evidence grade."""
    at_least: float | None
    """Lower end of its interval; null if no draw could judge the pair."""
    at_most: float | None
    """Upper end."""


class Finding(Frozen):
    """Something that a reader should know, in plain words."""

    code: str
    """Name of the check."""
    level: Literal["wrong", "watch", "fine"]
    """Whether it speaks against using the scores as they are, asks for care, or is as it should be."""
    vi: str
    """In Vietnamese."""
    en: str
    """In English."""


class ScoreAudit(Frozen):
    """An audit of the scores of a scenario."""

    schema_: Literal["clusterplan/score-audit/1"] = Field(default="clusterplan/score-audit/1", alias="schema")
    """Name and version of this shape."""
    scenario: ScenarioReference
    """The scenario; of products, the scores of their groups are audited."""
    relative: float
    """Share of the specialisation part in the scores."""
    aggregation: str
    """How components are joined."""
    coverage_floor: float
    """Coverage below which a score is withheld."""
    seed: int
    """Seed of everything that is drawn."""
    samples: int
    """Base samples of the Sobol indices."""
    half_width: float
    """How far the weight of a component is varied: times 1 - w to 1 + w."""
    permutations: int
    """Permutations behind each p-value."""
    draws: int
    """Draws behind the interval of each score."""
    level: float
    """Share of the draws in the interval of a score."""
    inputs: dict[str, str]
    """SHA-256 of every layer and table that was read."""
    findings: tuple[Finding, ...]
    """What to know first, the worst first."""
    units: tuple[NamedUnit, ...]
    """Units, by code."""
    technologies: tuple[AuditedTechnology, ...]
    """Technologies, by id."""
    indicators: tuple[AuditedIndicator, ...]
    """Indicators with a weight, by id."""
    pairs: tuple[IndicatorPair, ...]
    """Every two indicators of units."""
    in_technologies: tuple[IndicatorInTechnology, ...]
    """Every indicator in every technology in which it weighs."""
    methods: tuple[MethodAgreement, ...]
    """Other normalisations and methods, by technology."""
    indicator_weights: tuple[WeightOfIndicator, ...]
    """Indicators left out one by one, the one that moves most first."""
    component_weights: tuple[ComponentWeight, ...]
    """Components, the most influential first."""
    spatial: tuple[SpatialPattern, ...]
    """Spatial autocorrelation, by technology."""
    scores: tuple[AuditedScore, ...]
    """Scores, by technology, the best first."""
