"""OGC API Tiles: what a map in a browser and a GIS get from the service."""

from __future__ import annotations

import gzip
from typing import Any

import mapbox_vector_tile
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from shapely.geometry import box, shape
from starlette.testclient import TestClient

from clusterplan.publishing.tiles import MAX_ZOOM, Tile
from clusterplan.publishing.tiles.grid import EXTENT, to_world
from clusterplan.web.compression import accepted_encoding
from clusterplan.web.features.collections import Collection
from clusterplan.web.principal import LOCAL_PLANNER
from clusterplan.web.tiles import CONFORMANCE, add_tiles
from clusterplan.web.tiles.store import TileStore

TILESET = "/collections/provinces/tiles/WebMercatorQuad"


def place(longitude: float, latitude: float, zoom: int) -> str:
    x, y = (to_world([[longitude, latitude]]) * 2**zoom)[0]
    return f"{TILESET}/{zoom}/{int(y)}/{int(x)}"


def get(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


# --- tiles


def test_a_tile_has_the_provinces_and_their_labels(client: TestClient) -> None:
    answer = client.get(place(106, 11, 4))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers["content-encoding"] == "gzip"
    layers = mapbox_vector_tile.decode(answer.content)
    assert set(layers) == {"provinces", "provinces-labels"}
    features = {feature["properties"]["id"]: feature for feature in layers["provinces"]["features"]}
    assert {"01", "02", "03", "04"} <= set(features)
    assert features["02"]["id"] == 2
    assert features["02"]["properties"]["name_vi"] == "Đắk Hai"
    labels = {feature["properties"]["name_vi"] for feature in layers["provinces-labels"]["features"]}
    assert {"Một", "Đắk Hai", "Ba", "Bốn"} <= labels


def test_a_tile_is_the_same_with_and_without_compression(client: TestClient) -> None:
    plain = client.get(place(106, 11, 6), headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert int(plain.headers["content-length"]) == len(plain.content)
    with client.stream("GET", place(106, 11, 6), headers={"Accept-Encoding": "gzip, br"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert int(packed.headers["content-length"]) == len(raw) < len(plain.content)
    assert gzip.decompress(raw) == plain.content
    assert "Accept-Encoding" in plain.headers["vary"]
    assert "Accept-Encoding" in packed.headers["vary"]


def test_where_nothing_is_there_is_no_content(client: TestClient) -> None:
    answer = client.get(f"{TILESET}/6/0/0")
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_client_that_has_the_tile_gets_nothing(client: TestClient) -> None:
    first = client.get(place(106, 11, 6))
    again = client.get(place(106, 11, 6), headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get(place(106, 11, 7), headers={"If-None-Match": first.headers["etag"]}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        f"{TILESET}/13/0/0",
        f"{TILESET}/3/8/0",
        f"{TILESET}/3/0/8",
        f"{TILESET}/-1/0/0",
        f"{TILESET}/x/0/0",
        f"{TILESET}/3/0.5/0",
        f"{TILESET}/3/9999999999999999999999/0",
        "/collections/provinces/tiles/WorldCRS84Quad/0/0/0",
        "/collections/provinces/tiles/WorldCRS84Quad",
        "/collections/communes_scale/tiles",
        "/collections/communes_scale/tiles/WebMercatorQuad/0/0/0",
        "/tileMatrixSets/WorldCRS84Quad",
    ],
)
def test_what_there_is_not_is_not_found(path: str, client: TestClient) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "There is no" in answer.json()["detail"]


@pytest.mark.parametrize("path", [f"{TILESET}/0/0/0?f=png", f"{TILESET}?f=html", f"{TILESET}/0/0/0?time=now"])
def test_what_is_not_offered_is_refused(path: str, client: TestClient) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


# --- metadata


def test_the_links_lead_from_the_list_to_a_tile(client: TestClient) -> None:
    (entry,) = get(client, "/collections/provinces/tiles")["tilesets"]
    links = {link["rel"].rsplit("/", 1)[-1]: link for link in entry["links"]}
    assert client.get(links["tiling-scheme"]["href"]).json()["id"] == "WebMercatorQuad"
    assert client.get(links["geodata"]["href"]).json()["id"] == "provinces"
    tileset = client.get(links["self"]["href"]).json()
    assert tileset["tileMatrixSetURI"] == entry["tileMatrixSetURI"]
    assert links["item"]["templated"]
    template = links["item"]["href"]
    for limits in tileset["tileMatrixSetLimits"]:
        address = (
            template.replace("{tileMatrix}", limits["tileMatrix"])
            .replace("{tileRow}", str(limits["minTileRow"]))
            .replace("{tileCol}", str(limits["minTileCol"]))
        )
        assert client.get(address).status_code in {200, 204}
    assert [layer["id"] for layer in tileset["layers"]] == ["provinces", "provinces-labels"]
    assert [layer["geometryDimension"] for layer in tileset["layers"]] == [2, 0]
    assert tileset["layers"][0]["propertiesSchema"]["properties"]["name_vi"] == {"type": "string"}


def test_limits_hold_every_tile_that_is_not_empty(client: TestClient) -> None:
    limits = get(client, TILESET)["tileMatrixSetLimits"][5]
    for row in range(limits["minTileRow"] - 2, limits["maxTileRow"] + 3):
        for column in range(limits["minTileCol"] - 2, limits["maxTileCol"] + 3):
            answer = client.get(f"{TILESET}/5/{row}/{column}")
            if answer.status_code == 200 and not is_only_buffer(answer.content):
                assert limits["minTileRow"] <= row <= limits["maxTileRow"]
                assert limits["minTileCol"] <= column <= limits["maxTileCol"]


def is_only_buffer(tile: bytes) -> bool:
    features = mapbox_vector_tile.decode(tile)["provinces"]["features"]
    return all(shape(feature["geometry"]).intersection(box(0, 0, EXTENT, EXTENT)).area == 0 for feature in features)


def test_the_matrix_set_is_that_of_web_maps(client: TestClient) -> None:
    (listed,) = get(client, "/tileMatrixSets")["tileMatrixSets"]
    content = client.get(listed["links"][0]["href"]).json()
    assert content["uri"] == listed["uri"]
    first, *_, last = content["tileMatrices"]
    assert first["scaleDenominator"] == pytest.approx(559082264.0287178)
    assert first["cellSize"] == pytest.approx(156543.03392804097)
    assert (last["id"], last["matrixWidth"]) == (str(MAX_ZOOM), 2**MAX_ZOOM)


def test_tile_json_is_what_web_maps_read(client: TestClient) -> None:
    content = get(client, f"{TILESET}?f=tilejson")
    assert content["tilejson"] == "3.0.0"
    address = content["tiles"][0].replace("{z}", "0").replace("{y}", "0").replace("{x}", "0")
    layers = mapbox_vector_tile.decode(client.get(address).content)
    assert set(layers) == {layer["id"] for layer in content["vector_layers"]}
    fields = content["vector_layers"][0]["fields"]
    for feature in layers["provinces"]["features"]:
        assert set(feature["properties"]) <= set(fields)
    assert "<" not in content["attribution"]


def test_classes_of_the_standard_are_declared(client: TestClient) -> None:
    assert set(CONFORMANCE) <= set(get(client, "/conformance")["conformsTo"])


def test_routes_have_names_for_the_access_table() -> None:
    app = FastAPI(openapi_url=None)
    add_tiles(app)
    names = {route.name for route in iter_route_contexts(app.routes)}
    assert names == {"tile_matrix_sets", "tile_matrix_set", "tilesets", "tileset", "tile"}


@pytest.mark.parametrize(
    ("header", "accepted"),
    [("gzip", True), ("br;q=1, gzip;q=0.2", True), ("", False), ("gzip;q=0.000", False), ("*;q=0", False)],
)
def test_compression_is_the_choice_of_the_client(header: str, accepted: bool) -> None:
    assert (accepted_encoding(header, ("gzip",)) == "gzip") is accepted


# --- memory


def source(client: TestClient) -> Collection:
    found: Collection | None = client.app.state.service.catalogue.find("provinces", LOCAL_PLANNER)  # type: ignore[attr-defined]
    assert found is not None
    return found


def test_kept_tiles_stay_within_their_bound_and_come_back_the_same(client: TestClient) -> None:
    provinces = source(client)
    store = TileStore(most_bytes=20_000)
    tiles = [Tile(9, row, column) for row in range(236, 246) for column in range(403, 413)]
    first = [store.tile(provinces, tile) for tile in tiles]
    assert 10_000 < store.kept_bytes <= 20_000
    assert store.kept(provinces, tiles[0]) is None
    assert store.kept(provinces, tiles[-1]) == first[-1]
    assert [store.tile(provinces, tile) for tile in tiles] == first
    assert store.kept_bytes <= 20_000


# --- caches


def test_only_what_never_changes_may_be_kept_without_asking(client: TestClient) -> None:
    listed = [found["id"] for found in get(client, "/collections")["collections"]]
    (units,) = [name for name in listed if name.startswith("plan-") and name.endswith("-units")]
    assert {"current-units", "provinces", units} <= set(listed)
    for name, caching in (
        (units, "public, max-age=3600, immutable"),
        ("current-units", "no-cache"),
        ("provinces", "no-cache"),
    ):
        answer = client.get(f"/collections/{name}/tiles/WebMercatorQuad/0/0/0")
        assert answer.headers["cache-control"] == caching
        assert set(mapbox_vector_tile.decode(answer.content)) == {name, f"{name}-labels"}
