"""Everything that a map client needs first, in one document: names, scores, clusters, facilities, proof and sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from clusterplan.domain import Cluster, Plan
from clusterplan.publishing.features import label_points
from clusterplan.publishing.metric_lines import metric_lines
from clusterplan.publishing.overview_answer import (
    AssumptionLine,
    Box,
    ClusterLine,
    FacilityLine,
    FlagLine,
    FocusLine,
    Inset,
    Overview,
    ScoreScale,
    SourceOf,
    Standing,
    TechnologyLine,
    UnitLine,
)
from clusterplan.publishing.palette import NO_CLUSTER, SCORE_BREAKS, SCORE_COLOURS, assign_colours
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.restricted import for_others, restricted_rows
from clusterplan.publishing.shapes import light_units, neighbouring_clusters
from clusterplan.publishing.texts import FACILITY_KIND, PROOF, STATUS, status_details
from clusterplan.publishing.views import FacilityView, UnitView, Views

__all__ = ["overview_of"]

_DECIMALS = 5


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
        facilities=tuple(_facilities(publication, views)),
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
            former_names=view.former_names,
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


def _facilities(publication: Publication, views: Views) -> Iterator[FacilityLine]:
    sites = publication.sites
    restricted = dict(zip(sites.index, restricted_rows(sites), strict=True))
    for view in views.facilities():
        place = sites.geometry.loc[view.facility.site_id]
        yield _facility(view, _degrees(place.x), _degrees(place.y), restricted=bool(restricted[view.facility.site_id]))


def _facility(view: FacilityView, lon: float, lat: float, *, restricted: bool) -> FacilityLine:
    facility, kind = view.facility, FACILITY_KIND[view.facility.kind]
    return FacilityLine(
        site_id=facility.site_id,
        name_vi=view.name.vi,
        name_en=view.name.en,
        kind=facility.kind,
        kind_vi=kind.vi,
        kind_en=kind.en,
        unit=facility.unit,
        lon=lon,
        lat=lat,
        restricted=restricted,
        technologies=facility.technologies,
        serves=tuple(cluster.id for cluster in view.serves),
        opens_in=facility.opens_in,
        flags_vi=tuple(flag.vi for flag in view.flags),
        flags_en=tuple(flag.en for flag in view.flags),
    )


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
