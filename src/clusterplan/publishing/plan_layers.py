"""A plan as published layers: units, clusters, facilities and advantage, with flat columns for any GIS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from clusterplan.domain import Cluster, TechnologyId
from clusterplan.language import Text
from clusterplan.publishing.features import label_points, plan_features
from clusterplan.publishing.fields import Provenance
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.restricted import for_others
from clusterplan.publishing.texts import STATUS

__all__ = ["PLAN_LAYERS", "PlanLayer", "plan_layers"]

PLAN_LAYERS = {
    "units": ("code", Text("đơn vị, công nghệ trọng tâm và điểm lợi thế", "units, focuses and scores")),
    "clusters": ("id", Text("cụm công nghệ chiến lược", "strategic technology clusters")),
    "facilities": ("site_id", Text("phòng thí nghiệm và trung tâm", "laboratories and centres")),
    "advantage": ("id", Text("lợi thế của từng đơn vị ở từng công nghệ", "advantage of each unit in each technology")),
}
"""Layer of :func:`plan_features`: its key, and its title."""


@dataclass(frozen=True, eq=False)
class PlanLayer:
    """One layer of a plan, as it is published."""

    about: Provenance
    """Title, description, source and licence."""
    frame: gpd.GeoDataFrame
    """Rows in longitude and latitude; restricted places are generalised."""


def plan_layers(publication: Publication) -> dict[str, PlanLayer]:
    """Return the layers of a plan, as they are to be published.

    Parameters
    ----------
    publication
        The plan with the data that it was made of.

    Returns
    -------
    dict of str to PlanLayer
        In the order of :data:`PLAN_LAYERS`.
    """
    frames = _frames(for_others(publication))
    scenario = publication.plan.scenario
    source = "; ".join(sorted({line.source for line in publication.sources}))
    licence = "; ".join(sorted({line.licence for line in publication.sources}))
    layers = {}
    for layer, (_, what) in PLAN_LAYERS.items():
        title = Text(f"{scenario.title_vi}: {what.vi}", f"{scenario.title_en}: {what.en}")
        about = Provenance(title, Text(f"{STATUS.vi}.", f"{STATUS.en}."), source, licence)
        layers[layer] = PlanLayer(about, frames[layer].rename(columns=str.lower))
    return layers


def _frames(publication: Publication) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of a plan with the evidence beside each focus, and labels on clusters too."""
    frames = dict(plan_features(publication))
    by_id = {cluster.id: cluster for cluster in publication.plan.clusters}
    frames["clusters"] = _with_evidence(_with_labels(frames["clusters"]), frames["clusters"]["id"], by_id)
    frames["units"] = _with_evidence(frames["units"], frames["units"]["cluster"], by_id)
    frames["facilities"] = _with_precision(frames["facilities"], publication)
    return frames


def _with_labels(clusters: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    points = label_points(clusters)
    return clusters.assign(label_lon=points.x.round(5), label_lat=points.y.round(5))


def _with_evidence(frame: gpd.GeoDataFrame, clusters: pd.Series, by_id: dict[str, Cluster]) -> gpd.GeoDataFrame:
    """Put value, grade, facility and year beside each ``focus_n``."""
    has_years = any(cluster.start_year for cluster in by_id.values())
    more: dict[str, list[Any]] = {}
    for column in [
        name for name in frame.columns if name.startswith("focus_") and name.removeprefix("focus_").isdigit()
    ]:
        for cluster_id, focus in zip(clusters, frame[column], strict=True):
            beside = _beside(by_id.get(cluster_id), focus, has_years=has_years)
            for name, value in beside.items():
                more.setdefault(f"{column}_{name}", []).append(value)
    return frame.assign(**more)


def _beside(cluster: Cluster | None, focus: TechnologyId, *, has_years: bool) -> dict[str, Any]:
    found = cluster if cluster is not None and focus in cluster.focuses else None
    beside: dict[str, Any] = {
        "value": found and found.value.get(focus),
        "grade": found and found.evidence[focus].value,
        "rests_on_expert_values": found and focus in found.resting_on_expert_values,
        "served_by": found and found.served_by.get(focus),
    }
    return {**beside, "start_year": found and found.start_year.get(focus)} if has_years else beside


def _with_precision(facilities: gpd.GeoDataFrame, publication: Publication) -> gpd.GeoDataFrame:
    """Say of each facility whether its site is restricted and how exactly it is located, as its site's row says."""
    known = publication.sites
    columns = [name for name in ("restricted", "coordinate_precision") if name in known]
    sites = facilities["site_id"].tolist()
    return facilities.assign(**{name: known[name].reindex(sites).to_numpy() for name in columns})
