from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterplan.geodata import distance_matrix_km, great_circle_km

longitudes = st.floats(-180, 180)
latitudes = st.floats(-89, 89)


def test_one_degree_of_the_equator_is_111_km() -> None:
    assert float(great_circle_km(105.0, 0.0, 106.0, 0.0)) == pytest.approx(111.3195, abs=1e-3)


def test_units_stand_at_their_centre_and_points_at_themselves_times_the_detour() -> None:
    square = gpd.GeoDataFrame(
        {"centre_lon": [105.0], "centre_lat": [0.0]}, geometry=[shapely.box(100, -5, 110, 5)], crs="OGC:CRS84"
    )
    points = gpd.GeoDataFrame(geometry=shapely.points([[105.0, 0.0], [106.0, 0.0]]), crs="OGC:CRS84")
    distances = distance_matrix_km(square, points, detour_factor=2.0)
    assert distances.shape == (1, 2)
    assert distances[0] == pytest.approx([0.0, 2 * 111.3195], abs=1e-2)


@settings(deadline=None)
@given(longitudes, latitudes, longitudes, latitudes)
def test_distance_is_symmetric_and_zero_only_at_the_same_place(a: float, b: float, c: float, d: float) -> None:
    there, back = float(great_circle_km(a, b, c, d)), float(great_circle_km(c, d, a, b))
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20_004


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(100, 120), st.floats(5, 25)), min_size=1, max_size=5))
def test_arrays_give_what_single_places_give(places: list[tuple[float, float]]) -> None:
    lon, lat = np.array(places).T
    together = great_circle_km(lon, lat, 105.0, 21.0)
    assert together.tolist() == pytest.approx([float(great_circle_km(x, y, 105.0, 21.0)) for x, y in places])
