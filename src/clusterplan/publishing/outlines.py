"""The units as light paths, for pages that draw many small maps at once.

No outline of the country is among them: only lines between two units are drawn (see
:mod:`clusterplan.publishing.shapes`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from clusterplan.domain import Frozen, UnitId
from clusterplan.publishing.projection import Projection
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.shapes import inner_lines, light_units

__all__ = ["Outlines", "PlaceMark", "UnitOutline", "outlines_of"]

_TOLERANCE = 0.03
"""In degrees: about half a point of a drawing of this width."""
_WIDTH = 200.0
_MARGIN = 4.0


class UnitOutline(Frozen):
    """One unit."""

    id: UnitId
    """Its code."""
    path: str
    """``d`` of an SVG path; it is filled and has no line of its own."""


class PlaceMark(Frozen):
    """An archipelago: a dot that is seen however small the map is."""

    title_vi: str
    """Its name in Vietnamese."""
    title_en: str
    """Its name in English."""
    x: float
    """From the left."""
    y: float
    """From the top."""


class Outlines(Frozen):
    """A small map to be coloured."""

    schema_: Literal["clusterplan/outlines/1"] = Field(default="clusterplan/outlines/1", alias="schema")
    """Name and version of this shape."""
    width: float
    """Width of the drawing; all coordinates are in its unit."""
    height: float
    """Its height."""
    units: tuple[UnitOutline, ...]
    """Every unit, sorted by code."""
    lines: str
    """``d`` of an SVG path: the lines between units."""
    archipelagos: tuple[PlaceMark, ...]
    """What every map of the country has to show."""


def outlines_of(publication: Publication) -> Outlines:
    """Return the units of a plan as light paths.

    Parameters
    ----------
    publication
        What is published.

    Returns
    -------
    Outlines
        The same for the same units.
    """
    units = light_units(publication.units.sort_index(), _TOLERANCE)
    place = Projection(units.total_bounds.tolist(), _WIDTH, _MARGIN)
    lines = inner_lines(units, {})
    return Outlines(
        width=_WIDTH,
        height=round(place.height, 1),
        units=tuple(
            UnitOutline(id=str(code), path=place.path(shape))
            for code, shape in zip(units.index, units.geometry, strict=True)
        ),
        lines="".join(place.line(line) for line in lines.values() if not line.is_empty),
        archipelagos=tuple(_archipelagos(publication, place)),
    )


def _archipelagos(publication: Publication, place: Projection) -> Iterator[PlaceMark]:
    """Yield the archipelagos of the data set, inside the drawing."""
    if "archipelagos" not in publication.layers:
        return
    for row in publication.layers["archipelagos"].sort_values("name_vi").to_dict("records"):
        x, y = place.point(row["label_lon"], row["label_lat"])
        yield PlaceMark(
            title_vi=row["name_vi"],
            title_en=row.get("name_en") or row["name_vi"],
            x=round(min(max(x, _MARGIN), place.width - _MARGIN), 1),
            y=round(min(max(y, _MARGIN), place.height - _MARGIN), 1),
        )
