"""Vector tiles, read back with an independent decoder and with GDAL: borders meet, and no island vanishes."""

from __future__ import annotations

import gzip
import itertools
import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mapbox_vector_tile.Mapbox import vector_tile_pb2
from pmtiles.reader import MmapSource, Reader, all_tiles
from shapely.geometry import shape
from tests.publishing.sample import sample_publication

from clusterplan.geodata import Layers
from clusterplan.publishing.tiles import MAX_ZOOM, Tile, TileLayer, tile_range, write_archive, write_plan_tiles
from clusterplan.publishing.tiles.grid import BUFFER, EXTENT, PIXEL, to_world, units_of_world

EQUATOR_TO_QUARTER = 66.51326044311186
"""Latitude in the middle of the northern half of the world square."""


@cache
def read_layer(name: str) -> gpd.GeoDataFrame:
    return Layers.bundled()[name]


@cache
def national(name: str, key: str) -> TileLayer:
    frame = read_layer(name)
    kept = frame[[column for column in (key, "name_vi") if column in frame]]
    return TileLayer(name, list(frame[key]), frame.geometry.to_numpy(), kept.to_dict("records"))


@cache
def provinces() -> TileLayer:
    return national("provinces", "code")


def decoded(layer: TileLayer, tile: Tile) -> dict[str, Any]:
    content: dict[str, Any] = mapbox_vector_tile.decode(layer.encoded(tile), default_options={"y_coord_down": True})
    return content


@cache
def drawn(layer: TileLayer, tile: Tile) -> dict[str, Any]:
    """Return the shapes of a tile by id, y downwards, in units of the tile."""
    features = decoded(layer, tile).get(layer.name, {"features": []})["features"]
    return {feature["properties"]["id"]: shape(feature["geometry"]) for feature in features}


def at(longitude: float, latitude: float, zoom: int) -> tuple[Tile, shapely.Point]:
    """Return the tile of a place, and the place in its units."""
    x, y = (to_world([[longitude, latitude]]) * units_of_world(zoom))[0]
    tile = Tile(zoom, int(y // EXTENT), int(x // EXTENT))
    return tile, shapely.Point(x - tile.column * EXTENT, y - tile.row * EXTENT)


def tiles_over(frame: gpd.GeoDataFrame, zoom: int) -> Iterator[Tile]:
    found = tile_range(tuple(frame.total_bounds), zoom)
    for row in range(found.first_row, found.last_row + 1):
        for column in range(found.first_column, found.last_column + 1):
            yield Tile(zoom, row, column)


# --- by hand


def raw(layer: TileLayer, tile: Tile) -> Any:
    message = vector_tile_pb2.tile()
    message.ParseFromString(layer.encoded(tile))
    return message.layers


def test_a_square_is_written_as_the_specification_says() -> None:
    square = shapely.box(0, 0, 90, EQUATOR_TO_QUARTER)  # x 2048 to 3072, y 1024 to 2048
    layer, labels = raw(TileLayer("squares", ["7"], [square], [{"name": "A", "size": 2, "empty": None}]), Tile(0, 0, 0))
    assert (layer.name, layer.version, layer.extent) == ("squares", 2, 4096)
    (feature,) = layer.features
    assert (feature.type, feature.id) == (3, 7)
    start, *_ = np.array([feature.geometry[1:3]]) // 2
    assert feature.geometry[0] == 9  # MoveTo, once
    assert feature.geometry[3] == 3 << 3 | 2  # LineTo, three times
    assert feature.geometry[-1] == 15  # ClosePath
    zigzag = {0: 0, 1024: 2048, -1024: 2047}
    assert set(feature.geometry[4:-1]) == set(zigzag.values())
    assert tuple(start) in {(2048, 1024), (3072, 1024), (3072, 2048), (2048, 2048)}
    assert list(layer.keys) == ["name", "size", "id"]
    assert [value.string_value or value.sint_value for value in layer.values] == ["A", 2, "7"]
    assert labels.name == "squares-labels"
    _, x, y = labels.features[0].geometry
    assert shapely.box(2048 + 256, 1024 + 256, 3072 - 256, 2048 - 256).contains(shapely.Point(x // 2, y // 2))


def test_outer_rings_and_holes_wind_as_the_specification_says() -> None:
    ring = shapely.box(0, 0, 90, 60).difference(shapely.box(20, 20, 70, 40))
    for turned in (ring, shapely.orient_polygons(ring, exterior_cw=True)):
        ((polygon,),) = [
            [feature["geometry"]["coordinates"] for feature in decoded(layer, Tile(0, 0, 0))["a"]["features"]]
            for layer in [TileLayer("a", ["x"], [turned], [{}])]
        ]
        outer, hole = (signed_area(line) for line in polygon)
        assert outer > 0 > hole  # y downwards: clockwise on the screen


def signed_area(line: Any) -> float:
    points = np.array(line, dtype=float)
    following = np.roll(points, -1, axis=0)
    return float((points[:, 0] * following[:, 1] - following[:, 0] * points[:, 1]).sum() / 2)


def test_ids_that_are_no_numbers_or_would_become_one_are_properties_alone() -> None:
    def numbers(*ids: str) -> list[int]:
        layer = TileLayer("a", ids, [shapely.Point(1, 1)] * len(ids), [{}] * len(ids))
        return [feature.id for feature in raw(layer, Tile(0, 0, 0))[0].features if feature.HasField("id")]

    assert numbers("01", "48") == [1, 48]
    assert numbers("1", "01") == []
    assert numbers("1", "hue") == []


def test_values_of_every_kind_come_back_and_what_is_no_value_is_left_out() -> None:
    told = {"text": "Huế", "whole": -3, "number": 2.5, "yes": True, "no": False, "list": ["a", 1]}
    layer = TileLayer("a", ["x"], [shapely.Point(1, 1)], [{**told, "nan": float("nan"), "none": None}])
    (feature,) = decoded(layer, Tile(0, 0, 0))["a"]["features"]
    assert feature["properties"] == {**told, "list": '["a",1]', "id": "x"}
    assert feature["properties"]["yes"] is True


def test_polygons_and_points_together_are_refused() -> None:
    with pytest.raises(ValueError, match="polygons or of points"):
        TileLayer("a", ["x", "y"], [shapely.Point(1, 1), shapely.box(0, 0, 1, 1)], [{}, {}])


def test_what_has_no_shape_is_not_drawn() -> None:
    layer = TileLayer("a", ["x", "y"], [None, shapely.Point(1, 1)], [{}, {}])
    assert list(drawn(layer, Tile(0, 0, 0))) == ["y"]


# --- properties


@settings(max_examples=30, deadline=None)
@given(
    places=st.lists(st.tuples(st.floats(-179, 179), st.floats(-84, 84)), min_size=1, max_size=6),
    zoom=st.integers(0, MAX_ZOOM),
)
def test_points_come_back_where_they_were_in_their_tile_and_in_the_buffers_beside_it(
    places: list[tuple[float, float]], zoom: int
) -> None:
    layer = TileLayer("a", [str(n) for n in range(len(places))], [shapely.Point(p) for p in places], [{}] * len(places))
    for number, place in enumerate(places):
        tile, point = at(*place, zoom)
        assert drawn(layer, tile)[str(number)].distance(point) <= 0.71
        for found in drawn(layer, tile).values():
            assert -BUFFER <= found.x <= EXTENT + BUFFER
            assert -BUFFER <= found.y <= EXTENT + BUFFER


@settings(max_examples=20, deadline=None)
@given(west=st.floats(100, 110), south=st.floats(8, 20), width=st.floats(0.001, 5), height=st.floats(0.001, 5))
def test_a_rectangle_in_tiles_is_the_rectangle(west: float, south: float, width: float, height: float) -> None:
    layer = TileLayer("a", ["x"], [shapely.box(west, south, west + width, south + height)], [{}])
    tile, corner = at(west, south, 6)
    (left, _), (right, top) = (to_world([[west, south], [west + width, south + height]]) * units_of_world(6)).tolist()
    assume(min(right - left, corner.y + tile.row * EXTENT - top) >= 1)  # else there is nothing to see
    if max(right - left, corner.y + tile.row * EXTENT - top) < PIXEL:
        wanted = corner.buffer(PIXEL)
        assert drawn(layer, tile)["x"].area == PIXEL**2
        assert drawn(layer, tile)["x"].intersects(wanted)
        return
    whole = shapely.box(corner.x, top - tile.row * EXTENT, right - tile.column * EXTENT, corner.y)
    inside = whole.intersection(shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER))
    assert drawn(layer, tile)["x"].symmetric_difference(inside).area <= 0.51 * inside.length + PIXEL**2 / 2


def mosaic(seed: int) -> list[Any]:
    """Return 80 cells that fill a square of ten degrees, with winding borders."""
    random = np.random.default_rng(seed)
    square = shapely.box(100, 8, 110, 18)
    points = shapely.MultiPoint(np.column_stack([random.uniform(100, 110, 80), random.uniform(8, 18, 80)]))
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=square))
    wound = shapely.transform(
        shapely.segmentize(shapely.intersection(cells, square), 0.02),
        lambda at: at + 0.002 * np.sin(1e4 * at[:, ::-1]) * (np.abs(at - [105, 13]) < 4.9).all(axis=1)[:, None],
    )
    return list(shapely.transform(wound, lambda at: at.round(5)))


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), zoom=st.integers(2, MAX_ZOOM), row=st.floats(0, 1), column=st.floats(0, 1))
def test_neighbours_meet_without_gaps_and_without_overlaps(seed: int, zoom: int, row: float, column: float) -> None:
    cells = mosaic(seed)
    assume(shapely.is_valid(cells).all())
    layer = TileLayer("cells", [str(n) for n in range(len(cells))], cells, [{}] * len(cells))
    tile, _ = at(100.2 + 9.6 * column, 8.2 + 9.6 * row, zoom)
    shapes = [shapely.make_valid(found) for found in drawn(layer, tile).values()]
    together = shapely.union_all(shapes)
    (left, top), (right, bottom) = to_world([[100, 18], [110, 8]]) * units_of_world(zoom)
    square = shapely.box(left, top, right, bottom).intersection(shapely.box(*tile.bounds))
    square = shapely.transform(square, lambda points: points - [tile.column * EXTENT, tile.row * EXTENT])
    uncovered = square.buffer(-2 * PIXEL).difference(together)
    overlap = sum(found.area for found in shapes) - together.area
    assert uncovered.area + overlap <= 2  # square units; a pixel has 64


@cache
def many() -> TileLayer:
    """A board of 900 cells, 0.1 degrees wide, each a little narrower than the one before: no two are of one size."""
    corners = [(100 + 0.1 * column, 10 + 0.1 * row) for row in range(30) for column in range(30)]
    cells = [shapely.box(x, y, x + 0.1 - 0.0001 * n / 900, y + 0.1) for n, (x, y) in enumerate(corners)]
    return TileLayer("cells", [str(n) for n in range(900)], cells, [{"name": str(n)} for n in range(900)])


def names_at(zoom: int) -> dict[str, tuple[float, float]]:
    """Return where the names of the board are, in pixels of a zoom."""
    found: dict[str, tuple[float, float]] = {}
    box = tile_range((100, 10, 103, 13), zoom)
    for row in range(box.first_row, box.last_row + 1):
        for column in range(box.first_column, box.last_column + 1):
            layer = decoded(many(), Tile(zoom, row, column)).get("cells-labels", {"features": []})
            for feature in layer["features"]:
                x, y = feature["geometry"]["coordinates"]
                found[feature["properties"]["id"]] = ((x + column * EXTENT) / PIXEL, (y + row * EXTENT) / PIXEL)
    return found


def test_of_many_names_a_zoom_has_those_that_have_room_and_the_next_one_keeps_them() -> None:
    by_zoom = [names_at(zoom) for zoom in range(4, 9)]
    for zoom, names in enumerate(by_zoom, 4):
        squares = {(x // 16, y // 16) for x, y in names.values()}
        assert len(squares) == len(names), zoom
    for names, following in itertools.pairwise(by_zoom):
        assert names.keys() <= following.keys()
    assert len(by_zoom[0]) < 50
    assert len(by_zoom[-1]) == 900


def test_what_is_tiny_says_from_which_zoom_on_it_is_told_apart() -> None:
    wide = TileLayer("a", ["x", "y"], [shapely.box(0, 0, 90, 60), shapely.box(100, 0, 100.1, 0.1)], [{}, {}])
    (layer, _) = raw(wide, Tile(0, 0, 0))
    told = [feature["properties"] for feature in decoded(wide, Tile(0, 0, 0))["a"]["features"]]
    assert told == [{"id": "x"}, {"id": "y", "min_zoom": 6}]  # 512 px / 360 * 0.1 * 2**6 = 9 px, and 2**5 gives 4.6
    assert wide.fields == {"id": "String", "min_zoom": "Number"}
    assert layer.name == "a"


# --- the national layers


@pytest.mark.parametrize("zoom", [0, 1, 2, 3, 4, 6, 8])
def test_provinces_are_whole_and_overlap_only_where_an_island_is_drawn_larger_than_it_is(zoom: int) -> None:
    overlap = 0.0
    for tile in list(tiles_over(read_layer("provinces"), zoom))[:: 1 + zoom]:
        shapes = list(drawn(provinces(), tile).values())
        # where a shape is cut, beyond the sides of the tile, it may touch itself
        assert all("Ring Self" in shapely.is_valid_reason(found) for found in shapes if not found.is_valid)
        seen = [shapely.make_valid(found) for found in shapes]
        overlap += sum(found.area for found in seen) - shapely.union_all(seen).area
    assert overlap <= (5 * PIXEL**2 if zoom < 3 else PIXEL)


@pytest.mark.parametrize("zoom", range(MAX_ZOOM + 1))
@pytest.mark.parametrize(("name", "key"), [("archipelagos", "archipelago_id"), ("provinces", "code")])
def test_no_islet_of_hoang_sa_and_truong_sa_vanishes(name: str, key: str, zoom: int) -> None:
    layer = provinces() if name == "provinces" else national(name, key)
    owners = {"hoang_sa": "48", "truong_sa": "56"}
    islets = read_layer("archipelagos").set_index("archipelago_id").geometry
    for archipelago, shapes in islets.items():
        parts = shapely.get_parts(shapes)
        assert len(parts) > 10
        for part in parts:
            tile, point = at(part.centroid.x, part.centroid.y, zoom)
            islet = drawn(layer, tile)[owners[archipelago] if name == "provinces" else archipelago]
            assert islet.distance(point) <= PIXEL / 2


@pytest.mark.parametrize("zoom", range(MAX_ZOOM + 1))
def test_every_province_and_its_label_is_drawn_at_every_zoom(zoom: int) -> None:
    frame = read_layer("provinces")
    layer = provinces()
    assert layer.labels is not None
    for code, place in zip(frame["code"], frame.geometry.representative_point(), strict=True):
        tile, _ = at(place.x, place.y, zoom)
        assert code in drawn(layer, tile)
    if zoom <= 5:
        labelled = {code for tile in tiles_over(frame, zoom) for code in drawn(layer.labels, tile)}
        assert labelled == set(frame["code"])


def test_lower_zooms_weigh_less() -> None:
    """The whole country at zoom 4 has a fraction of the corners that it has at the deepest zoom."""
    corners = [
        sum(shapely.get_num_coordinates(found) for found in drawn(provinces(), tile).values())
        for tile in [at(106, 16, 4)[0]]
    ]
    assert 300 < sum(corners) < shapely.get_num_coordinates(read_layer("provinces").geometry).sum() / 4


# --- the archive


def write(path: Path, deepest: int) -> int:
    layers = [provinces(), national("sites", "site_id")]
    extent = tuple(read_layer("provinces").total_bounds.tolist())
    return write_archive(layers, path, extent, {"name": "Thử", "attribution": "OSM"}, deepest=deepest)


def test_an_archive_holds_the_tiles_that_are_made_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.pmtiles"
    count = write(path, 7)
    with path.open("rb") as file:
        source: Any = MmapSource(file)  # type: ignore[no-untyped-call]
        header, known = Reader(source).header(), Reader(source).metadata()  # type: ignore[no-untyped-call]
        found = list(all_tiles(source))  # type: ignore[no-untyped-call]
    tiles = {Tile(zoom, row, column): gzip.decompress(body) for (zoom, column, row), body in found}
    for zoom in range(8):
        for tile in tiles_over(read_layer("provinces"), zoom):
            single = provinces().encoded(tile) + national("sites", "site_id").encoded(tile)
            assert mapbox_vector_tile.decode(tiles.get(tile, b"")) == mapbox_vector_tile.decode(single)
    assert len(tiles) == count == header["addressed_tiles_count"]
    assert (header["min_zoom"], header["max_zoom"], header["clustered"]) == (0, 7, True)
    assert known["name"] == "Thử"
    assert [layer["id"] for layer in known["vector_layers"]] == ["provinces", "provinces-labels", "sites"]


def test_an_archive_is_the_same_twice(tmp_path: Path) -> None:
    write(tmp_path / "a.pmtiles", 5)
    write(tmp_path / "b.pmtiles", 5)
    assert (tmp_path / "a.pmtiles").read_bytes() == (tmp_path / "b.pmtiles").read_bytes()


def test_a_restricted_site_cannot_be_found_in_an_archive(tmp_path: Path) -> None:
    written = []
    for number, (x, y) in enumerate([(105.1, 11.1), (105.9, 11.9)]):  # two places in one unit
        sample = sample_publication()
        sites = sample.layers["sites"].assign(restricted=True, coordinate_precision="site", unit="01")
        sites = sites.set_geometry(gpd.points_from_xy([x] * len(sites), [y] * len(sites)), crs="OGC:CRS84")
        path = tmp_path / f"{number}.pmtiles"
        write_plan_tiles(
            replace(sample, layers={"provinces": sample.layers["provinces"], "sites": sites}), path, deepest=8
        )
        written.append(path.read_bytes())
    assert written[0] == written[1]


def test_gdal_reads_a_tile(tmp_path: Path) -> None:
    tile = at(106, 16, 4)[0]
    path = tmp_path / "tile.pbf"
    path.write_bytes(provinces().encoded(tile))
    options = ["-oo", f"X={tile.column}", "-oo", f"Y={tile.row}", "-oo", f"Z={tile.zoom}"]
    written = tmp_path / "provinces.geojson"
    subprocess.run(
        ["ogr2ogr", *options, "-t_srs", "OGC:CRS84", str(written), str(path), "provinces"], check=True, timeout=60
    )
    found = {
        feature["properties"]["id"]: shape(feature["geometry"])
        for feature in json.loads(written.read_text())["features"]
    }
    frame = read_layer("provinces").set_index("code")
    for code in ("48", "46"):  # Đà Nẵng with Hoàng Sa, Huế
        assert found[code].symmetric_difference(frame.geometry[code]).area < 0.1 * frame.geometry[code].area
