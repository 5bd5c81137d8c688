"""``compare.html``: the changes between two plans on one page that opens from a disk with the network off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd

from clusterplan.domain import Facility
from clusterplan.geodata import CRS
from clusterplan.language import Text
from clusterplan.publishing.comparison.answer import UnitChange, What
from clusterplan.publishing.comparison.publication import ComparisonPublication
from clusterplan.publishing.comparison.words import WHAT, WORDS_OF_COMPARISON
from clusterplan.publishing.map import draw_country
from clusterplan.publishing.metrics import metric_title
from clusterplan.publishing.page import fill_page, hatch
from clusterplan.publishing.shapes import inner_lines, light_units
from clusterplan.publishing.texts import FACILITY_KIND, decimal
from clusterplan.publishing.views import aliases_of

__all__ = ["CHANGE_COLOURS", "draw_comparison"]

KEPT = "#A9B4BC"
"""Fill of units that have a technology in both plans."""
CHANGE_COLOURS = {
    What.GAINED: "#77AADD",
    What.LOST: "#EE8866",
    What.BOTH: "#BBCC33",
    What.UNDECIDED: "#8880F0",
    What.UNCHANGED: "#E6E6E6",
}
"""Fills of units by what happened to them: apart for colour-blind readers, light enough for labels."""


def draw_comparison(publication: ComparisonPublication) -> str:
    """Draw a comparison as one self-contained HTML page in Vietnamese and English.

    Parameters
    ----------
    publication
        What is published.

    Returns
    -------
    str
        HTML. No request leaves it; both archipelagos are shown; the same comparison gives the same text.
    """
    comparison = publication.comparison
    units = light_units(publication.units)
    found = {unit.unit: unit for unit in comparison.units}
    changes = [found[code] for code in units.index if code in found]
    units = units.loc[[unit.unit for unit in changes]]
    technologies = [focus.technology for focus in comparison.focuses]
    rows = [_row(publication, unit, technologies) for unit in changes]
    cluster_of = {unit.unit: unit.hub_after for unit in changes if unit.hub_after}
    frame, drawing = draw_country(publication, units, rows, inner_lines(units, cluster_of), _facilities(publication))
    return fill_page(
        "comparison.html.jinja",
        frame,
        drawing,
        publication=publication,
        comparison=comparison,
        changes=changes,
        facilities=[(facility, what) for facility, what in _hosted(publication)],
        focuses=[focus for focus in comparison.focuses if focus.what is not What.UNCHANGED],
        numbers=_numbers(publication),
        metric_title=metric_title,
        exact=_exact,
        colours=CHANGE_COLOURS,
        kept=KEPT,
        hatched=sorted({*CHANGE_COLOURS.values(), KEPT}),
        technologies={k: publication.technology_name(k) for k in technologies},
        kinds=FACILITY_KIND,
        what_in_words=WHAT,
        What=What,
        words=WORDS_OF_COMPARISON,
        signs=_SIGNS,
        aliases={code: list(aliases_of(row)) for code, row in publication.units.iterrows()},
    )


_SIGNS = {What.GAINED: "+", What.LOST: "−", What.CHANGED: "±", What.UNDECIDED: "?", What.UNCHANGED: ""}
"""Badge of a facility's sign."""


def _row(publication: ComparisonPublication, unit: UnitChange, technologies: list[str]) -> dict[str, Any]:
    """Return what the page's script reads of a unit."""
    return {
        "code": unit.unit,
        "name": publication.unit_name(unit.unit)._asdict(),
        "cluster": "",
        "hub": unit.unit == unit.hub_after,
        "focuses": [],
        "waiting": len(unit.undecided) + len(unit.unmapped),
        "told": {"vi": _told(publication, unit, "vi"), "en": _told(publication, unit, "en")},
        "fills": _fills(unit, technologies),
    }


def _told(publication: ComparisonPublication, unit: UnitChange, language: str) -> list[str]:
    """Return the lines of a unit's tooltip."""

    def say(text: Text) -> str:
        return text.vi if language == "vi" else text.en

    hubs = [WORDS_OF_COMPARISON["no_cluster"] if hub is None else publication.unit_name(hub) for hub in _hubs(unit)]
    lines = [" → ".join(dict.fromkeys(say(hub) for hub in hubs))]
    for sign, ids in (("+", unit.gained), ("−", unit.lost), ("?", (*unit.undecided, *unit.unmapped))):
        lines += [f"{sign} {say(publication.technology_name(k))}" for k in ids]
    return lines


def _hubs(unit: UnitChange) -> tuple[str | None, str | None]:
    return unit.hub_before, unit.hub_after


def _fills(unit: UnitChange, technologies: list[str]) -> dict[str, str]:
    """Return the fill of a unit for all changes together, and for each technology."""
    colour = CHANGE_COLOURS[unit.what]
    fills = {"cluster": hatch(colour) if unit.changed_cluster else colour}
    states = {
        **dict.fromkeys(unit.gained, CHANGE_COLOURS[What.GAINED]),
        **dict.fromkeys(unit.lost, CHANGE_COLOURS[What.LOST]),
        **dict.fromkeys(unit.kept, KEPT),
        **dict.fromkeys(unit.undecided, CHANGE_COLOURS[What.UNDECIDED]),
    }
    return {**fills, **{k: states.get(k, CHANGE_COLOURS[What.UNCHANGED]) for k in technologies}}


def _hosted(publication: ComparisonPublication) -> list[tuple[Facility, What]]:
    """Return every facility of either plan with what happened to it, sorted by site; of both plans the second's."""
    before, after = ({facility.site_id: facility for facility in plan.facilities} for plan in publication.plans)
    what = {change.site: change.what for change in publication.comparison.facilities}
    sites = sorted(before.keys() | after.keys())
    return [(after.get(site) or before[site], what.get(site, What.UNCHANGED)) for site in sites]


def _facilities(publication: ComparisonPublication) -> gpd.GeoDataFrame:
    """Return the facilities of either plan as points; a site that the layer of today lacks is in the table alone."""
    rows: list[dict[str, Any]] = []
    for facility, what in _hosted(publication):
        if facility.site_id in publication.sites.index:
            name = publication.site_name(facility.site_id)
            rows.append(
                {
                    "site_id": facility.site_id,
                    "name_vi": f"{_SIGNS[what]} {name.vi}".strip(),
                    "name_en": f"{_SIGNS[what]} {name.en}".strip(),
                    "kind": f"{facility.kind.value}-{what.value}",
                    "hubs": [],
                    "reach": None,
                    "flagged": False,
                }
            )
    points = publication.sites.geometry.loc[[row["site_id"] for row in rows]].tolist()
    return gpd.GeoDataFrame(rows, geometry=points, crs=CRS)


def _exact(value: float) -> Text:
    """Return a number with the four decimals that small differences of metrics need."""
    return Text(vi=decimal(value, "vi", 4), en=decimal(value, "en", 4))


def _numbers(publication: ComparisonPublication) -> Mapping[str, Any]:
    """Return the numbers that differ, by kind."""
    comparison = publication.comparison
    return {
        "objective_term": [term for term in comparison.objective_terms if term.change != 0],
        "spending": [line for line in comparison.spending if line.change != 0],
        "metric": publication.told_metrics,
    }
