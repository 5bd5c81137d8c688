"""``changes.csv`` and ``compare.geojson``: every change a row, every unit a feature, ids as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import geopandas as gpd

from clusterplan.geodata import CRS, feature_collection
from clusterplan.geodata.write import collection_text
from clusterplan.language import Text
from clusterplan.publishing.comparison.answer import FacilityChange, Quantity, UnitChange, What
from clusterplan.publishing.comparison.publication import ComparisonPublication
from clusterplan.publishing.comparison.words import PART, WHAT
from clusterplan.publishing.metrics import metric_title
from clusterplan.publishing.texts import STATUS, TERM

__all__ = ["CHANGE_COLUMNS", "change_rows", "comparison_features", "comparison_geojson"]

SCHEMA = "clusterplan/comparison-features/1"
"""Name and version of the feature collection's shape: columns may be added, never changed or removed."""
CHANGE_COLUMNS = (
    "part",
    "part_vi",
    "part_en",
    "place",
    "place_vi",
    "place_en",
    "what",
    "what_vi",
    "what_en",
    "technology",
    "technology_vi",
    "technology_en",
    "before",
    "after",
    "change",
    "measure",
    "year",
    "unit_vintage",
    "is_simulated",
    "status_vi",
    "status_en",
)
"""Columns of ``changes.csv``."""
_LISTS = ("gained", "lost", "kept", "undecided", "unmapped")


def change_rows(publication: ComparisonPublication) -> list[dict[str, Any]]:
    """Return every change as a row of plain values; what stayed the same has none.

    Parameters
    ----------
    publication
        The comparison.

    Returns
    -------
    list of dict
        With :data:`CHANGE_COLUMNS`; ``None`` where a column does not apply or a plan does not have the number.
    """
    closing = _closing(publication)
    return [{**dict.fromkeys(CHANGE_COLUMNS), **row, **closing} for row in _rows(publication)]


def comparison_features(publication: ComparisonPublication) -> gpd.GeoDataFrame:
    """Return the units with what happened to each.

    Parameters
    ----------
    publication
        The comparison.

    Returns
    -------
    geopandas.GeoDataFrame
        One polygon for each unit of the layer, sorted; lists of ids are separated by semicolons.
    """
    found = {unit.unit: unit for unit in publication.comparison.units}
    closing = _closing(publication)
    rows, shapes = [], []
    for code in publication.units.index:
        if code in found:
            name = publication.unit_name(code)
            rows.append({"code": code, "name_vi": name.vi, "name_en": name.en, **_of_unit(found[code]), **closing})
            shapes.append(publication.units.geometry.loc[code])
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def comparison_geojson(publication: ComparisonPublication) -> str:
    """Return ``compare.geojson``: RFC 7946, one feature a line.

    Parameters
    ----------
    publication
        The comparison.

    Returns
    -------
    str
        JSON text; the member ``clusterplan`` names both plans, what could not be mapped and the sources.
    """
    comparison = publication.comparison
    about = {
        "schema": SCHEMA,
        "before": comparison.before.model_dump(mode="json"),
        "after": comparison.after.model_dump(mode="json"),
        "technology_scheme": comparison.technology_scheme,
        "unmapped": [part.model_dump(mode="json") for part in comparison.unmapped],
        "sources": [
            {"title_vi": line.title.vi, "title_en": line.title.en, "source": line.source, "licence": line.licence}
            for line in publication.sources
        ],
    }
    return collection_text(feature_collection(comparison_features(publication), key="code")["features"], about)


def _closing(publication: ComparisonPublication) -> dict[str, Any]:
    """Return the columns that say what a row is."""
    return {
        "unit_vintage": publication.comparison.after.scenario.unit_vintage,
        "is_simulated": True,
        "status_vi": STATUS.vi,
        "status_en": STATUS.en,
    }


def _of_unit(unit: UnitChange) -> dict[str, Any]:
    """Return the columns of a unit."""
    return {
        "what": unit.what.value,
        "changed_cluster": unit.changed_cluster,
        "hub_before": unit.hub_before,
        "hub_after": unit.hub_after,
        **{name: ";".join(getattr(unit, name)) for name in _LISTS},
    }


def _rows(publication: ComparisonPublication) -> Iterator[dict[str, Any]]:
    comparison = publication.comparison
    for focus in comparison.focuses:
        changes = {What.GAINED: focus.gained_at, What.LOST: focus.lost_at, What.UNDECIDED: focus.undecided_at}
        for what, hubs in changes.items():
            for hub in hubs:
                yield {**_at_unit(publication, "hub_focus", hub, what), **_technology(publication, focus.technology)}
    for unit in comparison.units:
        yield from _rows_of_unit(publication, unit)
    for start in comparison.starts:
        row = _at_unit(publication, "start", start.hub, What.CHANGED)
        years = {"before": start.before, "after": start.after}
        yield {**row, **_technology(publication, start.technology), **years}
    for facility in comparison.facilities:
        yield from _rows_of_facility(publication, facility)
    yield from _numbers("objective_term", (term for term in comparison.objective_terms if term.change != 0))
    yield from _numbers("spending", (line for line in comparison.spending if line.change != 0))
    yield from _numbers("metric", comparison.metrics)
    for part in comparison.unmapped:
        row = {**_part("unmapped"), "what": part.plan, "what_vi": part.why_vi, "what_en": part.why_en}
        for hub in part.hubs:
            yield {**row, **_place(publication, hub), **_technology(publication, part.technology)}
        for site in part.sites:
            yield {**row, **_site(publication, site), **_technology(publication, part.technology)}


def _rows_of_unit(publication: ComparisonPublication, unit: UnitChange) -> Iterator[dict[str, Any]]:
    if unit.changed_cluster:
        what = What.GAINED if unit.hub_before is None else What.LOST if unit.hub_after is None else What.MOVED
        row = _at_unit(publication, "unit_cluster", unit.unit, what)
        yield {**row, "before": unit.hub_before, "after": unit.hub_after}
    for what, found in {What.GAINED: unit.gained, What.LOST: unit.lost, What.UNDECIDED: unit.undecided}.items():
        for k in found:
            yield {**_at_unit(publication, "unit_focus", unit.unit, what), **_technology(publication, k)}


def _rows_of_facility(publication: ComparisonPublication, facility: FacilityChange) -> Iterator[dict[str, Any]]:
    place = _site(publication, facility.site)
    kinds = (facility.kind_before, facility.kind_after)
    before, after = (kind and kind.value for kind in kinds)
    yield {**_part("facility"), **place, **_what(facility.what), "before": before, "after": after}
    if None not in (facility.opens_before, facility.opens_after) and facility.opens_before != facility.opens_after:
        years = {"before": facility.opens_before, "after": facility.opens_after}
        yield {**_part("start"), **place, **_what(What.CHANGED), **years}
    changes = {What.GAINED: facility.gained, What.LOST: facility.lost, What.UNDECIDED: facility.undecided}
    for what, found in changes.items():
        for k in found:
            yield {**_part("facility_technology"), **place, **_what(what), **_technology(publication, k)}


def _numbers(part: str, quantities: Iterable[Quantity]) -> Iterator[dict[str, Any]]:
    for found in quantities:
        title = metric_title(found.name) if part == "metric" else TERM.get(found.name, Text(found.name, found.name))
        numbers = {"before": found.before, "after": found.after, "change": found.change}
        measure = {"measure": found.unit or None, "year": found.year}
        yield {
            **_part(part),
            "place": found.name,
            "place_vi": title.vi,
            "place_en": title.en,
            **_what(What.CHANGED),
            **numbers,
            **measure,
        }


def _at_unit(publication: ComparisonPublication, part: str, unit: str, what: What) -> dict[str, Any]:
    return {**_part(part), **_place(publication, unit), **_what(what)}


def _part(part: str) -> dict[str, Any]:
    return {"part": part, "part_vi": PART[part].vi, "part_en": PART[part].en}


def _what(what: What) -> dict[str, Any]:
    return {"what": what.value, "what_vi": WHAT[what].vi, "what_en": WHAT[what].en}


def _place(publication: ComparisonPublication, unit: str) -> dict[str, Any]:
    name = publication.unit_name(unit)
    return {"place": unit, "place_vi": name.vi, "place_en": name.en}


def _site(publication: ComparisonPublication, site: str) -> dict[str, Any]:
    name = publication.site_name(site)
    return {"place": site, "place_vi": name.vi, "place_en": name.en}


def _technology(publication: ComparisonPublication, technology: str) -> dict[str, Any]:
    name = publication.technology_name(technology)
    return {"technology": technology, "technology_vi": name.vi, "technology_en": name.en}
