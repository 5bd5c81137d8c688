from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterplan.errors import DataError
from clusterplan.geodata import adjacency_pairs, contiguity_graph, equal_area_crs


def units(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    codes = [f"{k:02d}" for k in range(1, len(shapes) + 1)]
    return gpd.GeoDataFrame({"code": codes}, geometry=list(shapes), crs="OGC:CRS84")


def test_squares_side_by_side_are_neighbours_and_squares_at_a_corner_are_not() -> None:
    board = units(*(shapely.box(105 + x, 20 + y, 106 + x, 21 + y) for y in (0, 1) for x in (0, 1)))
    assert adjacency_pairs(contiguity_graph(board)) == (("01", "02"), ("01", "03"), ("02", "04"), ("03", "04"))


def test_a_gap_within_the_tolerance_does_not_part_neighbours_and_a_wider_one_does() -> None:
    pair = units(shapely.box(105, 20, 106, 21), shapely.box(106.005, 20, 107, 21))
    assert adjacency_pairs(contiguity_graph(pair, tolerance_km=1.0)) == (("01", "02"),)
    assert adjacency_pairs(contiguity_graph(pair, tolerance_km=0.1)) == ()


def test_with_no_tolerance_only_exactly_shared_edges_count() -> None:
    row = units(shapely.box(105, 20, 106, 21), shapely.box(106, 20, 107, 21), shapely.box(107.000001, 20, 108, 21))
    assert adjacency_pairs(contiguity_graph(row, tolerance_km=0)) == (("01", "02"),)


def test_an_island_without_link_stays_an_isolate_and_a_declared_link_joins_it() -> None:
    row = units(shapely.box(105, 20, 106, 21), shapely.box(106, 20, 107, 21), shapely.box(110, 20, 110.1, 20.1))
    alone = contiguity_graph(row)
    assert alone.isolates.tolist() == ["03"]
    assert alone.n_components == 2
    ferry = contiguity_graph(row, links=[("03", "02")])
    assert adjacency_pairs(ferry) == (("01", "02"), ("02", "03"))
    assert ferry.n_components == 1


def test_a_link_to_a_unit_that_does_not_exist_or_to_itself_is_refused() -> None:
    pair = units(shapely.box(105, 20, 106, 21), shapely.box(108, 20, 109, 21))
    with pytest.raises(DataError) as caught:
        contiguity_graph(pair, links=[("01", "99"), ("02", "02"), ("01", "02")])
    assert [fault.where for fault in caught.value.faults] == ["unit_links, 01 - 99", "unit_links, 02 - 02"]


def test_a_layer_of_isolates_alone_has_no_pairs() -> None:
    assert adjacency_pairs(contiguity_graph(units(shapely.box(105, 20, 106, 21)))) == ()


def test_the_plane_is_centred_on_the_data_wherever_they_lie() -> None:
    far = units(shapely.box(-60, -10, -59, -9))
    assert far.to_crs(equal_area_crs(far)).area[0] / 1e6 == pytest.approx(12_142, rel=0.01)


@settings(deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_the_rows_does_not_change_the_pairs(order: list[int]) -> None:
    board = units(*(shapely.box(105 + x, 20 + y, 106 + x, 21 + y) for y in (0, 1) for x in (0, 1, 2)))
    expected = adjacency_pairs(contiguity_graph(board))
    assert adjacency_pairs(contiguity_graph(board.iloc[np.array(order)])) == expected
    assert len(expected) == 7
