"""Light paths of units for many small maps."""

from __future__ import annotations

import re

from clusterplan.publishing import Publication
from clusterplan.publishing.outlines import outlines_of


def test_every_unit_is_a_path_inside_the_drawing_in_its_place(publication: Publication) -> None:
    outlines = outlines_of(publication)
    assert [unit.id for unit in outlines.units] == sorted(publication.units.index)
    paths = {unit.id: unit.path for unit in outlines.units}
    for path in paths.values():
        numbers = [float(number) for number in re.findall(r"[\d.]+", path)]
        assert 0 <= min(numbers[::2]) <= max(numbers[::2]) <= outlines.width
        assert 0 <= min(numbers[1::2]) <= max(numbers[1::2]) <= outlines.height
    left, right = (float(re.findall(r"[\d.]+", paths[code])[0]) for code in ("01", "05"))
    assert left < right  # 01 lies west of 05
    assert paths["04"].count("M") == 2  # a square and an islet


def test_only_lines_between_two_units_are_drawn(publication: Publication) -> None:
    lines = outlines_of(publication).lines
    assert len(re.findall("M", lines)) >= 1
    west = min(float(number) for number in re.findall(r"[ML]([\d.]+) ", lines))
    assert west == 4.0  # the line between 01 and 03 begins at their western edge; the edge itself is not drawn
    corners = re.findall(r"[ML]([\d.]+) [\d.]+", lines)
    assert corners.count("4.0") == 1


def test_every_map_shows_the_archipelagos_by_name(publication: Publication) -> None:
    outlines = outlines_of(publication)
    names = {row["name_vi"] for row in publication.layers["archipelagos"].to_dict("records")}
    assert {mark.title_vi for mark in outlines.archipelagos} == names
    assert all(0 < mark.x < outlines.width and 0 < mark.y < outlines.height for mark in outlines.archipelagos)
