"""A plan as frames: units, clusters, facilities and scores, each a layer that any GIS can read.

Ids are text, missing is missing, and every row says that it belongs to a simulated option.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from clusterplan.domain import Cluster, Judgement, TechnologyId, UnitId
from clusterplan.geodata import CRS
from clusterplan.language import Text
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.rule_names import named_rule
from clusterplan.publishing.terms import facility_columns
from clusterplan.publishing.texts import FACILITY_KIND, STATUS, status_details

__all__ = ["advantage_rows", "label_points", "plan_features", "status_of"]

_FOCUS_COLUMNS = 4
_CELL = ("judgement", "score", "grade", "coverage", "share_observed", "share_estimated", "share_expert")


def plan_features(publication: Publication) -> dict[str, gpd.GeoDataFrame]:
    """Turn a plan into the layers ``clusters``, ``units``, ``facilities`` and ``advantage``.

    Parameters
    ----------
    publication
        What is published.

    Returns
    -------
    dict of str to geopandas.GeoDataFrame
        ``clusters``: one polygon per cluster. ``units``: one polygon per unit, flat columns, ``score_S01`` and the
        like per technology. ``facilities``: one point per facility. ``advantage``: one point per unit and technology.
    """
    points = label_points(publication.units)
    return {
        "clusters": _frame(_cluster_rows(publication), _cluster_shapes(publication)),
        "units": _frame(_unit_rows(publication, points), publication.units.geometry.tolist()),
        "facilities": _frame(_facility_rows(publication), _facility_points(publication)),
        "advantage": _advantage(publication, points),
    }


def label_points(units: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the point of each unit that is farthest from the edge of its largest part.

    Parameters
    ----------
    units
        Polygons in degrees.

    Returns
    -------
    geopandas.GeoSeries
        One point per unit, same index.
    """
    largest = [max(shapely.get_parts(shape), key=lambda part: part.area) for shape in units.geometry]
    centres = [shapely.get_point(shapely.maximum_inscribed_circle(part, tolerance=0.01), 0) for part in largest]
    return gpd.GeoSeries(centres, index=units.index, crs=CRS)


def advantage_rows(publication: Publication) -> list[dict[str, Any]]:
    """Return one row per unit and technology: names, cluster, focus, judgement, score and evidence.

    Parameters
    ----------
    publication
        What is published.

    Returns
    -------
    list of dict
        Sorted by unit and technology; missing values are ``None``.
    """
    return [
        {
            **_membership(publication, unit),
            **_pair(publication, unit, technology),
            **_cell(publication, unit, technology),
        }
        for unit in publication.units.index
        for technology in publication.technology
    ]


def status_of(publication: Publication) -> dict[str, Any]:
    """Return the columns that say what a plan is, for every row of every product.

    Parameters
    ----------
    publication
        What is published.

    Returns
    -------
    dict
        ``unit_vintage`` (codes of the same digits mean other units in another one), ``is_simulated``, ``status_vi``
        and ``status_en``.
    """
    details = status_details(publication.plan)
    return {
        "unit_vintage": publication.plan.scenario.unit_vintage,
        "is_simulated": True,
        "status_vi": f"{STATUS.vi}. {details.vi}",
        "status_en": f"{STATUS.en}. {details.en}",
    }


def _frame(rows: list[dict[str, Any]], shapes: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def _unit_rows(publication: Publication, points: gpd.GeoSeries) -> list[dict[str, Any]]:
    closing = {**status_of(publication), **_provenance(publication)}
    return [
        {
            **_membership(publication, code),
            **_focuses(publication, publication.cluster_of.get(code)),
            **_scores(publication, code),
            "label_lon": round(points[code].x, 5),
            "label_lat": round(points[code].y, 5),
            **closing,
        }
        for code in publication.units.index
    ]


def _membership(publication: Publication, code: UnitId) -> dict[str, Any]:
    row = publication.units.loc[code]
    cluster = publication.cluster_of.get(code)
    return {
        "code": code,
        "name_vi": row["name_vi"],
        "name_en": row["name_en"],
        "region": _plain(row.get("region")),
        "cluster": cluster.id if cluster else None,
        "is_hub": cluster is not None and cluster.hub == code,
    }


def _focuses(publication: Publication, cluster: Cluster | None) -> dict[str, Any]:
    chosen: tuple[TechnologyId | None, ...] = cluster.focuses if cluster else ()
    longest = max((len(found.focuses) for found in publication.plan.clusters), default=0)
    padded = (*chosen, *[None] * (max(longest, _FOCUS_COLUMNS) - len(chosen)))
    columns: dict[str, Any] = {}
    for number, focus in enumerate(padded, start=1):
        name = publication.technology_name(focus) if focus else None
        columns[f"focus_{number}"] = focus
        columns[f"focus_{number}_vi"] = name.vi if name else None
        columns[f"focus_{number}_en"] = name.en if name else None
    return columns


def _scores(publication: Publication, code: UnitId) -> dict[str, Any]:
    return {
        f"{name}_{technology}": value
        for technology in publication.technology
        for name, value in _cell(publication, code, technology).items()
    }


def _pair(publication: Publication, unit: UnitId, technology: TechnologyId) -> dict[str, Any]:
    cluster = publication.cluster_of.get(unit)
    name = publication.technology_name(technology)
    return {
        "technology": technology,
        "technology_vi": name.vi,
        "technology_en": name.en,
        "is_focus": cluster is not None and technology in cluster.focuses,
        **_start_year(publication, cluster, technology),
    }


def _start_year(publication: Publication, cluster: Cluster | None, technology: TechnologyId) -> dict[str, Any]:
    """Return the year in which a focus starts, in a plan that has years."""
    if not any(found.start_year for found in publication.plan.clusters):
        return {}
    return {"start_year": cluster.start_year.get(technology) if cluster else None}


def _cell(publication: Publication, unit: UnitId, technology: TechnologyId) -> dict[str, Any]:
    """Return one score with its evidence; what is not judged or excluded has neither score nor grade."""
    cell: Any = publication.advantage.cells.xs((unit, technology))
    values = {name: _plain(cell[name]) for name in _CELL}
    values["judgement"] = publication.judgement(unit, technology).value
    if values["judgement"] != Judgement.SCORED:
        values |= {"score": None, "grade": None}
    return {**values, **_excluding(publication, unit, technology)}


def _excluding(publication: Publication, unit: UnitId, technology: TechnologyId) -> dict[str, str | None]:
    """Return the rules that exclude a pair, by id and in words; nothing if none does."""
    exclusions = publication.excluded.get((unit, technology), ())
    names = [(named_rule(found.rule), found.why) for found in exclusions]
    return {
        "excluded_by": ";".join(found.rule for found in exclusions) or None,
        "excluded_by_vi": "; ".join(f"{name.vi}: {why.vi}" for name, why in names) or None,
        "excluded_by_en": "; ".join(f"{name.en}: {why.en}" for name, why in names) or None,
    }


def _cluster_rows(publication: Publication) -> list[dict[str, Any]]:
    closing = {**status_of(publication), **_provenance(publication)}
    return [
        {
            "id": cluster.id,
            "name_vi": cluster.name_vi,
            "name_en": cluster.name_en,
            "hub": cluster.hub,
            "members": ";".join(cluster.members),
            "region": cluster.region,
            **_focuses(publication, cluster),
            "evidence": ";".join(f"{focus}={cluster.evidence[focus].value}" for focus in cluster.focuses),
            "served_by": ";".join(f"{focus}={cluster.served_by[focus]}" for focus in cluster.focuses),
            **(
                {"start_years": ";".join(f"{k}={y}" for k, y in cluster.start_year.items())}
                if cluster.start_year
                else {}
            ),
            **closing,
        }
        for cluster in publication.plan.clusters
    ]


def _cluster_shapes(publication: Publication) -> list[Any]:
    units = publication.units.geometry
    return [shapely.union_all(units.loc[list(cluster.members)].to_numpy()) for cluster in publication.plan.clusters]


def _facility_rows(publication: Publication) -> list[dict[str, Any]]:
    closing = {**status_of(publication), **_provenance(publication)}
    return [
        {
            "site_id": facility.site_id,
            **_in_columns("name", publication.site_name(facility.site_id)),
            "kind": facility.kind.value,
            **_in_columns("kind", FACILITY_KIND[facility.kind]),
            "unit": facility.unit,
            "technologies": ";".join(facility.technologies),
            "upgrade": facility.upgrade,
            **({"opens_in": facility.opens_in} if facility.opens_in is not None else {}),
            **_flags(publication, facility.site_id),
            **facility_columns(publication, facility),
            **closing,
        }
        for facility in publication.plan.facilities
    ]


def _flags(publication: Publication, place: str) -> dict[str, str | None]:
    flags = publication.flags_at(place)
    return {
        "flags_vi": "; ".join(flag.what_vi for flag in flags) or None,
        "flags_en": "; ".join(flag.what for flag in flags) or None,
    }


def _facility_points(publication: Publication) -> list[Any]:
    return [publication.sites.geometry.loc[facility.site_id] for facility in publication.plan.facilities]


def _advantage(publication: Publication, points: gpd.GeoSeries) -> gpd.GeoDataFrame:
    rows = [{"id": f"{row['code']}-{row['technology']}", **row} for row in advantage_rows(publication)]
    return _frame(rows, [points[row["code"]] for row in rows])


def _provenance(publication: Publication) -> dict[str, str]:
    sources = sorted({f"{line.title.en}: {line.source}" for line in publication.sources})
    return {
        "sources": "; ".join(sources),
        "licence": "; ".join(sorted({line.licence for line in publication.sources})),
    }


def _in_columns(name: str, text: Text) -> Mapping[str, str]:
    return {f"{name}_vi": text.vi, f"{name}_en": text.en}


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return getattr(value, "value", value)
