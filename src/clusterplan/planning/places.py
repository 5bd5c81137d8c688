"""Places of rules in words: ids of clusters, units, technologies, sites and regions with their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import geopandas as gpd

from clusterplan.domain import FacilityKind
from clusterplan.language import Text
from clusterplan.planning.hand_made.names import technology_names
from clusterplan.planning.problem import Posed
from clusterplan.publishing.texts import FACILITY_KIND

__all__ = ["places_in_words"]

_EVERYWHERE = Text(vi="cả phương án", en="the whole plan")


def places_in_words(posed: Posed, labels: Mapping[str, str]) -> Callable[[str, str], Text]:
    """Return a function that spells out the place of a rule.

    Parameters
    ----------
    posed
        The problem and its data.
    labels
        What a planner calls each cluster, by id.

    Returns
    -------
    callable
        Takes the name of a rule and its place, ids separated by blanks; returns the place with names.
    """
    names = _names(posed, labels)

    def in_words(rule: str, place: str) -> Text:
        if rule == "locks":
            return Text(vi=f"khóa số {place}", en=f"lock {place}")
        if place == "all":
            return _EVERYWHERE
        parts = [names.get(part, Text(vi=part, en=part)) for part in place.split(" ")]
        return Text(vi=", ".join(part.vi for part in parts), en=", ".join(part.en for part in parts))

    return in_words


def _names(posed: Posed, labels: Mapping[str, str]) -> dict[str, Text]:
    """Return every id with its name."""
    problem, facts = posed.problem, posed.facts
    units = facts.layer(problem.scenario.unit_layer)
    sites = facts.layer("sites")
    named: dict[str, Text] = {}
    if {"region_name_vi", "region_name_en"} <= set(units):
        named |= _texts(units, "region", "region_name_vi", "region_name_en")
    named |= _texts(sites, "site_id", "name_vi", "name_en")
    named |= {
        known: Text(vi=f"{known} {_short(name.vi)}", en=f"{known} {_short(name.en)}")
        for known, name in technology_names(problem, facts).items()
    }
    named |= _texts(units, "code", "name_vi", "name_en")
    named |= {kind.value: FACILITY_KIND[kind] for kind in FacilityKind}
    return named | {known: Text(vi=f"{known} ({label})", en=f"{known} ({label})") for known, label in labels.items()}


def _texts(rows: gpd.GeoDataFrame, key: str, vi: str, en: str) -> dict[str, Text]:
    """Return ids with their names from a frame's columns."""
    records = rows.to_dict("records")
    return {row[key]: Text(vi=f"{row[key]} {row[vi]}", en=f"{row[key]} {row[en]}") for row in records}


def _short(name: str) -> str:
    """Return a name without what stands in brackets."""
    return name.partition(" (")[0]
