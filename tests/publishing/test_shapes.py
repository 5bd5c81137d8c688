from __future__ import annotations

import shapely

from clusterplan.publishing import Publication
from clusterplan.publishing.shapes import inner_lines, light_units, neighbouring_clusters


def cluster_of(publication: Publication) -> dict[str, str]:
    return {unit: cluster.id for unit, cluster in publication.cluster_of.items()}


def test_only_borders_between_two_units_become_lines(publication: Publication) -> None:
    lines = inner_lines(publication.units, cluster_of(publication))
    drawn = shapely.union_all(list(lines.values()))
    outline = shapely.union_all(publication.units.geometry.to_numpy()).boundary
    assert shapely.intersection(drawn, outline).length == 0
    assert drawn.length == 4


def test_borders_between_clusters_are_told_from_borders_inside_one(publication: Publication) -> None:
    lines = inner_lines(publication.units, cluster_of(publication))
    assert lines["unit"].length == 2
    assert lines["cluster"].length == 2


def test_simplified_units_are_still_a_coverage_with_every_unit(publication: Publication) -> None:
    light = light_units(publication.units)
    assert shapely.coverage_is_valid(light.geometry.to_numpy())
    assert light.index.tolist() == publication.units.index.tolist()
    assert not light.geometry.is_empty.any()


def test_touching_clusters_are_neighbours_of_each_other(publication: Publication) -> None:
    assert neighbouring_clusters(publication.units, cluster_of(publication)) == {"C01": {"C02"}, "C02": {"C01"}}
