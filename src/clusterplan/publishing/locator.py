"""A small still map of the whole country for print: one unit, its cluster, and both archipelagos by name."""

from __future__ import annotations

from html import escape
from typing import Any

from clusterplan.domain import UnitId
from clusterplan.language import Language
from clusterplan.publishing.projection import Projection
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.shapes import inner_lines, light_units

__all__ = ["draw_locator"]

_TOLERANCE = 0.03
_WIDTH = 400.0
_MARGIN = 8.0
_HALF_A_NAME = 92.0
_COLOURS = {"other": "#dfe4e8", "cluster": "#8fb4d8", "unit": "#0b4f8a", "line": "#ffffff", "words": "#22303c"}


def draw_locator(publication: Publication, unit: UnitId, language: Language) -> str:
    """Draw where a unit and its cluster lie.

    Every unit is drawn, with the islets of the archipelagos. No outline of the country is drawn: on land it would look
    like an international border.

    Parameters
    ----------
    publication
        What is published.
    unit
        Code of the unit.
    language
        Language of the labels.

    Returns
    -------
    str
        SVG, the same for the same publication.
    """
    units = light_units(publication.units, _TOLERANCE)
    cluster = publication.cluster_of.get(unit)
    members = frozenset(cluster.members) if cluster else frozenset()
    place = Projection(units.total_bounds.tolist(), _WIDTH, _MARGIN)
    shapes = [
        f'<path d="{place.path(shape)}" fill="{_COLOURS[_kind(str(code), unit, members)]}"/>'
        for code, shape in zip(units.index, units.geometry, strict=True)
    ]
    lines = inner_lines(units, dict.fromkeys(units.index, ""))
    borders = "".join(
        f'<path d="{place.line(line)}" fill="none" stroke="{_COLOURS["line"]}" stroke-width="0.7"/>'
        for line in lines.values()
        if not line.is_empty
    )
    labels = "".join(_labels(publication, place, language))
    size = f'viewBox="0 0 {place.width:.0f} {place.height:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(shapes)}{borders}{labels}</svg>'


def _kind(code: str, unit: UnitId, members: frozenset[str]) -> str:
    if code == unit:
        return "unit"
    return "cluster" if code in members else "other"


def _labels(publication: Publication, place: Projection, language: Language) -> list[str]:
    """Return the names of the archipelagos, each under its dot, inside the picture."""
    if "archipelagos" not in publication.layers:
        return []
    found = []
    for row in publication.layers["archipelagos"].sort_values("name_vi").to_dict("records"):
        x, y = place.point(row["label_lon"], row["label_lat"])
        name = row["name_vi"] if language == "vi" else row.get("name_en") or row["name_vi"]
        owner = _owner(publication, row["geometry"], language)
        found.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{_COLOURS["words"]}"/>')
        middle = min(x, place.width - _HALF_A_NAME)
        for line, words in enumerate(filter(None, (name, owner))):
            found.append(
                f'<text x="{middle:.1f}" y="{y + 22 + 21 * line:.1f}" font-size="20" text-anchor="middle"'
                f' fill="{_COLOURS["words"]}">{escape(words)}</text>'
            )
    return found


def _owner(publication: Publication, shape: Any, language: Language) -> str:
    """Return the unit that has the islets, in brackets."""
    owners = publication.units.index[publication.units.intersects(shape)]
    return "" if owners.empty else f"({publication.unit_name(owners[0]).in_language(language)})"
