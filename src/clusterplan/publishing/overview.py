"""Everything that a map client needs first, in one document: names, scores, clusters, facilities, proof and sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import geopandas as gpd
from pydantic import Field

from clusterplan.domain import (
    Cluster,
    FacilityKind,
    Frozen,
    Grade,
    Judgement,
    Plan,
    ScenarioReference,
    SiteId,
    TechnologyId,
    Termination,
    UnitId,
)
from clusterplan.publishing.features import label_points
from clusterplan.publishing.metric_lines import MetricLine, metric_lines
from clusterplan.publishing.palette import NO_CLUSTER, SCORE_BREAKS, SCORE_COLOURS, assign_colours
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.restricted import for_others
from clusterplan.publishing.shapes import light_units, neighbouring_clusters
from clusterplan.publishing.texts import FACILITY_KIND, PROOF, STATUS, status_details
from clusterplan.publishing.views import FacilityView, UnitView, Views

__all__ = [
    "AssumptionLine",
    "ClusterLine",
    "FacilityLine",
    "FlagLine",
    "FocusLine",
    "Inset",
    "Overview",
    "ScoreScale",
    "SourceOf",
    "Standing",
    "TechnologyLine",
    "UnitLine",
    "overview_of",
]

type LonLat = tuple[float, float]
"""Longitude and latitude in degrees (CRS84)."""
type Box = tuple[float, float, float, float]
"""West, south, east and north in degrees (CRS84)."""

_DECIMALS = 5


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


def overview_of(publication: Publication) -> Overview:
    """Return what a map client needs first of a plan; no restricted place can be located in it.

    Parameters
    ----------
    publication
        The plan with the data that it was made of.

    Returns
    -------
    Overview
        The same for the same publication; without the id of a service.
    """
    publication = for_others(publication)
    plan, views, details = publication.plan, Views(publication), status_details(publication.plan)
    return Overview(
        digest=hashlib.sha256(plan.to_json().encode()).hexdigest(),
        scenario=plan.scenario,
        status_vi=STATUS.vi,
        status_en=STATUS.en,
        details_vi=details.vi,
        details_en=details.en,
        termination=plan.termination,
        proof_vi=PROOF[plan.termination].vi,
        proof_en=PROOF[plan.termination].en,
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        technologies=tuple(_technologies(publication)),
        units=tuple(_units(publication, views)),
        clusters=tuple(_clusters(publication)),
        facilities=tuple(_facility(publication, view) for view in views.facilities()),
        reach_km=publication.reach_km,
        metrics=metric_lines(plan),
        assumptions=tuple(_assumptions(plan)),
        flags=tuple(_flags(plan, views)),
        sources=tuple(_sources(publication)),
        extent=_box(publication.units.total_bounds),
        insets=tuple(_insets(publication)),
        scores=ScoreScale(breaks=SCORE_BREAKS, colours=SCORE_COLOURS, no_cluster=NO_CLUSTER),
    )


def _technologies(publication: Publication) -> Iterator[TechnologyLine]:
    for known in publication.technology.values():
        yield TechnologyLine(id=known.id, name_vi=known.name_vi, name_en=known.name_en, group=known.group)


def _units(publication: Publication, views: Views) -> Iterator[UnitLine]:
    points, boxes = label_points(publication.units), publication.units.geometry.bounds
    for view in views.units():
        yield UnitLine(
            id=view.code,
            name_vi=view.name.vi,
            name_en=view.name.en,
            region_vi=view.region.vi,
            region_en=view.region.en,
            aliases=view.aliases,
            cluster=view.cluster.id if view.cluster else None,
            is_hub=view.is_hub,
            label=(_degrees(points[view.code].x), _degrees(points[view.code].y)),
            bbox=_box(boxes.loc[view.code]),
            standings=tuple(_standings(view)),
        )


def _standings(view: UnitView) -> Iterator[Standing]:
    for score in view.scores:
        yield Standing(
            technology=score.technology,
            judgement=score.judgement,
            score=score.score,
            rank=score.rank,
            ranked=score.ranked,
            grade=score.grade,
            coverage=score.coverage,
            expert=score.expert,
        )


def _clusters(publication: Publication) -> Iterator[ClusterLine]:
    cluster_of = {code: cluster.id for code, cluster in publication.cluster_of.items()}
    colours = assign_colours(neighbouring_clusters(light_units(publication.units), cluster_of))
    for cluster in publication.plan.clusters:
        yield ClusterLine(
            id=cluster.id,
            name_vi=cluster.name_vi,
            name_en=cluster.name_en,
            colour=colours[cluster.id],
            hub=cluster.hub,
            members=cluster.members,
            focuses=tuple(_focuses(cluster)),
        )


def _focuses(cluster: Cluster) -> Iterator[FocusLine]:
    for technology in cluster.focuses:
        yield FocusLine(
            technology=technology,
            evidence=cluster.evidence[technology],
            expert=technology in cluster.resting_on_expert_values,
            strong=cluster.strong_members[technology],
            served_by=cluster.served_by[technology],
            start_year=cluster.start_year.get(technology),
        )


def _facility(publication: Publication, view: FacilityView) -> FacilityLine:
    facility, kind = view.facility, FACILITY_KIND[view.facility.kind]
    site = publication.sites.loc[facility.site_id]
    return FacilityLine(
        site_id=facility.site_id,
        name_vi=view.name.vi,
        name_en=view.name.en,
        kind=facility.kind,
        kind_vi=kind.vi,
        kind_en=kind.en,
        unit=facility.unit,
        lon=_degrees(site.geometry.x),
        lat=_degrees(site.geometry.y),
        restricted=_is_restricted(publication.sites, facility.site_id),
        technologies=facility.technologies,
        serves=tuple(cluster.id for cluster in view.serves),
        opens_in=facility.opens_in,
        flags_vi=tuple(flag.vi for flag in view.flags),
        flags_en=tuple(flag.en for flag in view.flags),
    )


def _is_restricted(sites: gpd.GeoDataFrame, site: SiteId) -> bool:
    """Tell whether a place is restricted: what is not known to be harmless is."""
    return "restricted" in sites and bool(sites["restricted"].fillna(True).loc[site])


def _assumptions(plan: Plan) -> Iterator[AssumptionLine]:
    for known in plan.assumptions:
        yield AssumptionLine(what_vi=known.what_vi or known.what, what_en=known.what, value=known.value)


def _flags(plan: Plan, views: Views) -> Iterator[FlagLine]:
    for flag, (place, what) in zip(plan.flags, views.flags(), strict=True):
        yield FlagLine(place=flag.place, place_vi=place.vi, place_en=place.en, what_vi=what.vi, what_en=what.en)


def _sources(publication: Publication) -> Iterator[SourceOf]:
    named = {(line.source, line.licence) for line in publication.drawn_sources}
    for line in publication.sources:
        yield SourceOf(
            title_vi=line.title.vi,
            title_en=line.title.en,
            source=line.source,
            licence=line.licence,
            is_drawn=(line.source, line.licence) in named,
        )


def _insets(publication: Publication) -> Iterator[Inset]:
    """Yield the archipelagos of the data set, whatever codes its units have."""
    if "archipelagos" not in publication.layers:
        return
    layer, units = publication.layers["archipelagos"].sort_values("name_vi"), publication.units
    for number, row in enumerate(layer.to_dict("records"), start=1):
        owners = units.index[units.intersects(row["geometry"])]
        yield Inset(
            id=str(row.get("archipelago_id", number)),
            title_vi=row["name_vi"],
            title_en=row["name_en"],
            bbox=_box(row["geometry"].bounds),
            label=(_degrees(row["label_lon"]), _degrees(row["label_lat"])),
            unit=None if owners.empty else str(owners[0]),
        )


def _box(bounds: Iterable[Any]) -> Box:
    west, south, east, north = (_degrees(bound) for bound in bounds)
    return west, south, east, north


def _degrees(value: Any) -> float:
    return round(float(value), _DECIMALS)
