"""VN-2000 against fixtures that were computed outside the product.

``vn2000_fixtures.csv``: eleven places in eight systems, by PROJ 9.5.1 (pyproj 3.7.2, no network, no grids) with the
operation that each row names, in November 2026; PROJ 9.8.1 gives the same to the last digit.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import pytest
import shapely

from clusterplan.errors import UsageError
from clusterplan.geodata import Layers, read_table
from clusterplan.geodata.vn2000 import (
    into_crs84,
    into_system,
    known_systems,
    operation,
    reference_system,
    systems_that_fit,
)

FIXTURES = pd.read_csv(Path(__file__).parent / "vn2000_fixtures.csv", dtype={"epsg": str})
MILLIMETRE = 0.001
METRES_OF_A_DEGREE = 111_320
ZONES = sorted(f"EPSG:{code}" for code in read_table("vn2000_zones")["epsg"])


def places(code: str) -> tuple[gpd.GeoDataFrame, np.ndarray]:
    rows = FIXTURES[FIXTURES["epsg"] == code]
    points = gpd.points_from_xy(rows["lon_wgs84"], rows["lat_wgs84"], crs="OGC:CRS84")
    return gpd.GeoDataFrame({"place": rows["place"]}, geometry=points), rows[["x_or_lon", "y_or_lat"]].to_numpy()


@pytest.mark.parametrize("code", sorted(FIXTURES["epsg"].unique()))
def test_every_fixture_is_met_within_a_millimetre_there_and_back(code: str) -> None:
    frame, expected = places(code)
    system = reference_system(code)
    moved = into_system(frame, system)
    metres = METRES_OF_A_DEGREE if system.in_degrees else 1
    assert np.abs(moved.get_coordinates().to_numpy() - expected).max() * metres < MILLIMETRE
    assert moved.crs.to_epsg() == int(code)
    back = into_crs84(moved, system)
    apart = np.abs(back.get_coordinates().to_numpy() - frame.get_coordinates().to_numpy()).max()
    assert apart * METRES_OF_A_DEGREE < 2 * MILLIMETRE
    assert back.crs == frame.crs


@pytest.mark.parametrize("authority", ZONES)
def test_every_zone_of_the_table_is_what_proj_knows_by_its_code(authority: str) -> None:
    row = read_table("vn2000_zones").set_index("epsg").loc[authority.removeprefix("EPSG:")]
    projection = gpd.GeoSeries([shapely.Point(0, 0)], crs=authority).crs
    found = {part.name: part.value for part in projection.coordinate_operation.params}
    assert found["Longitude of natural origin"] == row["central_meridian"]
    assert found["Scale factor at natural origin"] == row["scale_factor"]
    assert found["False easting"] == row["false_easting"]
    assert projection.name == reference_system(authority).title
    assert operation(reference_system(authority)).en.startswith("EPSG:6960, VN-2000 to WGS 84 (2)")


@pytest.mark.parametrize("authority", ["EPSG:3405", "EPSG:9210", "EPSG:4756"])
def test_there_is_no_step_across_ho_chi_minh_city(authority: str) -> None:
    """A line through the city from north-west to south-east stays smooth: no neighbours part by more than expected."""
    system = reference_system(authority)
    line = shapely.segmentize(shapely.LineString([(106.0, 11.6), (107.4, 10.0)]), 0.002)
    moved = shapely.get_coordinates(system.from_crs84(line, own_order=False))
    by_default = pyproj.Transformer.from_crs("OGC:CRS84", authority, always_xy=True).transform(
        *shapely.get_coordinates(line).T
    )
    metres = METRES_OF_A_DEGREE if system.in_degrees else 1
    assert np.abs(np.diff(moved, n=2, axis=0)).max() * metres < 0.05
    assert np.abs(np.diff(np.column_stack(by_default), n=2, axis=0)).max() * metres > 0.5  # what the pin is for


def test_a_layer_comes_back_from_a_geopackage_in_its_zone(tmp_path: Path) -> None:
    cities = Layers.bundled()["airports"]
    system = reference_system("EPSG:9210")
    path = tmp_path / "airports.gpkg"
    pyogrio.write_dataframe(into_system(cities, system), path)
    stored = pyogrio.read_dataframe(path)
    assert stored.crs.to_epsg() == 9210
    back = into_crs84(stored, system).sort_values("iata")
    assert np.abs(back.get_coordinates().to_numpy() - cities.get_coordinates().to_numpy()).max() < 1e-7


def test_coordinates_without_a_system_are_only_told_what_fits() -> None:
    system = reference_system("EPSG:9210")
    provinces = Layers.bundled()["provinces"]
    city = provinces[provinces["code"] == "01"]
    fitting = systems_that_fit(into_system(city, system).total_bounds, provinces.total_bounds)
    assert system in fitting
    assert len(fitting) > 1
    assert systems_that_fit((0, 0, 1, 1), provinces.total_bounds) == ()


def test_unknown_systems_are_told_the_known_ones() -> None:
    assert reference_system("http://www.opengis.net/def/crs/EPSG/0/9208").authority == "EPSG:9208"
    with pytest.raises(UsageError, match="EPSG:9210"):
        reference_system("EPSG:32648")
    assert set(ZONES) < set(known_systems())
