"""What a map client needs first of a plan, as it is sent: fields may be added, never changed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from clusterplan.domain import (
    FacilityKind,
    Frozen,
    Grade,
    Judgement,
    ScenarioReference,
    SiteId,
    TechnologyId,
    Termination,
    UnitId,
)
from clusterplan.publishing.metric_lines import MetricLine

__all__ = [
    "AssumptionLine",
    "Box",
    "ClusterLine",
    "FacilityLine",
    "FlagLine",
    "FocusLine",
    "Inset",
    "LonLat",
    "Overview",
    "ScoreScale",
    "SourceOf",
    "Standing",
    "TechnologyLine",
    "UnitLine",
]

type LonLat = tuple[float, float]
"""Longitude and latitude in degrees (CRS84)."""
type Box = tuple[float, float, float, float]
"""West, south, east and north in degrees (CRS84)."""


class TechnologyLine(Frozen):
    """One technology of the plan's list."""

    id: TechnologyId
    """Id of the technology."""
    name_vi: str
    """Name in Vietnamese."""
    name_en: str
    """Name in English."""
    group: TechnologyId | None
    """For a product, its group; null for a group."""


class Standing(Frozen):
    """How a unit stands in one technology."""

    technology: TechnologyId
    """Id of the technology."""
    judgement: Judgement
    """Scored, cannot be judged, or excluded by a rule. No data is not low advantage."""
    score: float | None
    """Score in [0, 1]; null unless it is scored."""
    rank: int | None
    """1 for the highest score among the units that are scored; null unless it is scored."""
    ranked: int
    """Number of units that are scored for the technology."""
    grade: Grade | None
    """Evidence grade of the score; null unless it is scored."""
    coverage: float
    """Share of the score's weight that rests on data."""
    expert: bool
    """Whether expert reading is the largest part of the evidence; such a score is drawn hatched."""


class UnitLine(Frozen):
    """One planning unit."""

    id: UnitId
    """Code."""
    name_vi: str
    """Name in Vietnamese."""
    name_en: str
    """Name in English."""
    region_vi: str
    """Region in Vietnamese; empty if the layer has none."""
    region_en: str
    """Region in English; empty if the layer has none."""
    aliases: tuple[str, ...]
    """Other spellings and former names to search by."""
    former_names: tuple[str, ...]
    """Names of the former units that it is made of; its own may be one of them."""
    cluster: str | None
    """Id of its cluster; null if it is in none."""
    is_hub: bool
    """Whether it is the hub of its cluster."""
    label: LonLat
    """Where its name stands: inside its largest part."""
    bbox: Box
    """Box around all its parts, islands included."""
    standings: tuple[Standing, ...]
    """One for each technology, sorted by technology."""


class FocusLine(Frozen):
    """One focus of a cluster."""

    technology: TechnologyId
    """Id of the technology."""
    evidence: Grade
    """Lowest evidence grade among the strong members."""
    expert: bool
    """Whether it would have no strong member without expert values."""
    strong: tuple[UnitId, ...]
    """Codes of the strong members."""
    served_by: SiteId
    """Facility that serves it."""
    start_year: int | None
    """Year in which it starts; null in a plan without years."""


class ClusterLine(Frozen):
    """One cluster."""

    id: str
    """Id."""
    name_vi: str
    """Name in Vietnamese."""
    name_en: str
    """Name in English."""
    colour: str
    """Fill, ``#RRGGBB``: the same as on every other map of the plan, and far from its neighbours'."""
    hub: UnitId
    """Code of its hub."""
    members: tuple[UnitId, ...]
    """Codes of all its units, sorted."""
    focuses: tuple[FocusLine, ...]
    """Its focuses, sorted by technology."""


class FacilityLine(Frozen):
    """One laboratory or centre."""

    site_id: SiteId
    """The site."""
    name_vi: str
    """Name of the site in Vietnamese."""
    name_en: str
    """Name of the site in English."""
    kind: FacilityKind
    """Kind of facility."""
    kind_vi: str
    """Its kind in Vietnamese."""
    kind_en: str
    """Its kind in English."""
    unit: UnitId
    """Unit that it lies in."""
    lon: float
    """Longitude in degrees; generalised where the place is restricted."""
    lat: float
    """Latitude in degrees; generalised where the place is restricted."""
    restricted: bool
    """Whether the exact place is not told."""
    technologies: tuple[TechnologyId, ...]
    """Technologies that it serves, sorted."""
    serves: tuple[str, ...]
    """Ids of the clusters that have a focus served here."""
    opens_in: int | None
    """Year in which it opens; null in a plan without years."""
    flags_vi: tuple[str, ...]
    """What is to be noted, in Vietnamese."""
    flags_en: tuple[str, ...]
    """The same in English."""


class AssumptionLine(Frozen):
    """A number or choice without an official source."""

    what_vi: str
    """What is assumed, in Vietnamese."""
    what_en: str
    """The same in English."""
    value: str
    """The value that was used."""


class FlagLine(Frozen):
    """Something that a default setting lets pass but wants seen."""

    place: str
    """Id of a site, a technology or a unit."""
    place_vi: str
    """The place by name, in Vietnamese."""
    place_en: str
    """The same in English."""
    what_vi: str
    """What it is, in Vietnamese."""
    what_en: str
    """The same in English."""


class SourceOf(Frozen):
    """Where one layer or table comes from."""

    title_vi: str
    """Title of the layer or table in Vietnamese."""
    title_en: str
    """The same in English."""
    source: str
    """Who published it."""
    licence: str
    """SPDX identifier, or the terms in words."""
    is_drawn: bool
    """Whether it must be named in the frame of every map."""


class Inset(Frozen):
    """A part of the country that every view has to show, however the map is cut: an archipelago."""

    id: str
    """Id."""
    title_vi: str
    """Name in Vietnamese."""
    title_en: str
    """Name in English."""
    bbox: Box
    """Box around it."""
    label: LonLat
    """Where its name stands."""
    unit: UnitId | None
    """Unit that has its islets; null if the unit layer draws none."""


class ScoreScale(Frozen):
    """How scores and units without a cluster are coloured."""

    breaks: tuple[float, ...]
    """Limits between the colours; a score of exactly a limit takes the higher colour."""
    colours: tuple[str, ...]
    """Fills from low to high, ``#RRGGBB``: one more than there are limits."""
    no_cluster: str
    """Fill of units in no cluster."""


class Overview(Frozen):
    """A plan as a map client needs it first."""

    schema_: Literal["clusterplan/overview/1"] = Field(default="clusterplan/overview/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    plan_id: str | None = None
    """Id of the plan in the service that sends this; null elsewhere."""
    digest: str
    """SHA-256 of ``plan.json``."""
    scenario: ScenarioReference
    """The scenario."""
    status_vi: str
    """The line that every view, embed and print carries, in Vietnamese."""
    status_en: str
    """The same in English."""
    details_vi: str
    """What the plan rests on and does not know, in Vietnamese."""
    details_en: str
    """The same in English."""
    termination: Termination
    """How the solve ended."""
    proof_vi: str
    """The same in words, in Vietnamese."""
    proof_en: str
    """The same in English."""
    objective: float
    """Value of the objective."""
    bound: float
    """No plan of the scenario is worth more."""
    gap: float
    """``(bound - objective) / max(1, |objective|)``."""
    technologies: tuple[TechnologyLine, ...]
    """Technologies, sorted by id."""
    units: tuple[UnitLine, ...]
    """Units, sorted by code."""
    clusters: tuple[ClusterLine, ...]
    """Clusters, in the plan's order."""
    facilities: tuple[FacilityLine, ...]
    """Facilities, in the plan's order."""
    reach_km: float | None
    """Straight-line distance that a facility serves, in km; null if it is not known."""
    metrics: tuple[MetricLine, ...]
    """Figures about the plan, with their formulas."""
    assumptions: tuple[AssumptionLine, ...]
    """Everything without a source."""
    flags: tuple[FlagLine, ...]
    """What is to be noted."""
    sources: tuple[SourceOf, ...]
    """Where everything that is shown comes from."""
    extent: Box
    """Box around all units, their islands included."""
    insets: tuple[Inset, ...]
    """Archipelagos, sorted by their Vietnamese names; empty where the data have none."""
    scores: ScoreScale
    """Colours of scores."""
