"""Reference systems against pyproj, and the step inside a layer that a default transformation would leave."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely

from clusterplan.geodata.crs import CRS84, REFERENCE_SYSTEMS, ReferenceSystem

PLACES = {"Hà Nội": (105.8542, 21.0285), "TP. Hồ Chí Minh": (106.7009, 10.7769), "Trường Sa": (111.9217, 8.6447)}
PINNED = "urn:ogc:def:coordinateOperation:EPSG::6960"


def system(code: int) -> ReferenceSystem:
    return REFERENCE_SYSTEMS[f"http://www.opengis.net/def/crs/EPSG/0/{code}"]


@pytest.mark.parametrize("found", REFERENCE_SYSTEMS.values(), ids=lambda found: found.authority)
@pytest.mark.parametrize("place", PLACES)
def test_there_and_back_is_where_one_was(found: ReferenceSystem, place: str) -> None:
    point = shapely.Point(PLACES[place])
    back = found.to_crs84(found.from_crs84(point))
    assert back.distance(point) < 1e-7


@pytest.mark.parametrize("found", REFERENCE_SYSTEMS.values(), ids=lambda found: found.authority)
def test_the_order_of_axes_is_that_of_the_authority(found: ReferenceSystem) -> None:
    names = [axis.direction for axis in pyproj.CRS(found.authority).axis_info]
    assert found.latitude_first == (names[0] == "north")
    x, y = found.from_crs84(shapely.Point(105.8542, 21.0285), own_order=False).coords[0]
    expected = (y, x) if found.latitude_first else (x, y)
    assert found.from_crs84(shapely.Point(105.8542, 21.0285)).coords[0] == expected


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("code", [4756, 3405, 3406])
def test_vn2000_goes_by_the_pinned_operation_everywhere(code: int, place: str) -> None:
    longitude, latitude = PLACES[place]
    geographic = pyproj.Transformer.from_pipeline(PINNED)  # of VN-2000 to WGS 84, latitude first
    within = pyproj.Transformer.from_crs("EPSG:4756", f"EPSG:{code}")
    expected = within.transform(*geographic.transform(latitude, longitude, direction="INVERSE"))
    found = system(code).from_crs84(shapely.Point(longitude, latitude)).coords[0]
    assert np.allclose(found, expected, rtol=0, atol=1e-3 if code != 4756 else 1e-9)


def test_a_default_transformation_would_leave_a_step() -> None:
    """Why the operation is pinned: around Ho Chi Minh City PROJ chooses another one by itself, 0.8 m away."""
    default = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:3405", always_xy=True).transform(
        *PLACES["TP. Hồ Chí Minh"]
    )
    pinned = system(3405).from_crs84(shapely.Point(PLACES["TP. Hồ Chí Minh"])).coords[0]
    assert 0.7 < np.hypot(*np.subtract(default, pinned)) < 0.9


def test_what_is_stored_stays_as_it_is() -> None:
    shapes = np.array([shapely.box(105, 10, 106, 11), shapely.Point(1, 2)])
    assert CRS84.from_crs84(shapes) is shapes
