"""Who sees which collection, what moves where it must not be located, and answers that are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from starlette.testclient import TestClient
from tests.web.parts import app_showing

from clusterplan.geodata import Layers, read_register
from clusterplan.publishing import Publication
from clusterplan.publishing.plan_layers import plan_layers
from clusterplan.publishing.restricted import for_others, generalised
from clusterplan.web.features import Catalogue, catalogue_with_layers
from clusterplan.web.features.bodies import Bodies, Ready
from clusterplan.web.features.layers import layer_collections
from clusterplan.web.principal import ANONYMOUS, LOCAL_PLANNER, Principal, Role
from clusterplan.web.products import make_products, map_of
from clusterplan.web.state.keys import KeyStore

VIEWER = Principal("an", "An", frozenset({Role.VIEWER}))


@pytest.fixture
def catalogue(publication: Publication) -> Catalogue:
    found = catalogue_with_layers(publication.layers)
    found.add_plan("aa", plan_layers(publication), datetime(2026, 7, 1, tzinfo=UTC))
    found.add_plan("bb", plan_layers(publication), is_open=False)
    return found


def listed(catalogue: Catalogue, principal: Principal) -> list[str]:
    return [found.id for found in catalogue.listed(principal) if found.id.endswith("units")]


def test_plans_come_and_go_and_the_current_one_has_a_name_of_its_own(catalogue: Catalogue) -> None:
    assert listed(catalogue, VIEWER) == ["plan-aa-units", "plan-bb-units"]
    catalogue.set_current("aa")
    assert listed(catalogue, VIEWER) == ["current-units", "plan-aa-units", "plan-bb-units"]
    alias, of_plan = (catalogue.find(name, VIEWER) for name in ("current-units", "plan-aa-units"))
    assert alias is not None
    assert of_plan is not None
    assert alias.features is of_plan.features
    assert (alias.is_alias, of_plan.is_alias) == (True, False)
    before = catalogue.revision
    catalogue.withdraw("aa")
    assert listed(catalogue, VIEWER) == ["plan-bb-units"]
    assert catalogue.find("current-units", LOCAL_PLANNER) is None
    assert (catalogue.current, catalogue.plans) == (None, ("bb",))
    assert catalogue.revision > before
    with pytest.raises(KeyError):
        catalogue.set_current("aa")


def test_a_plan_that_is_not_open_is_hidden_from_those_without_a_role(catalogue: Catalogue) -> None:
    assert listed(catalogue, ANONYMOUS) == ["plan-aa-units"]
    assert catalogue.find("plan-bb-units", ANONYMOUS) is None
    catalogue.set_current("bb")
    assert catalogue.find("current-clusters", ANONYMOUS) is None
    assert catalogue.find("current-clusters", VIEWER) is not None


def test_without_public_reading_nothing_is_shown_to_strangers(publication: Publication, tmp_path: Path) -> None:
    app = app_showing(publication, tmp_path, public_reading=False, api_keys=True)
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/collections").status_code == 401
        assert client.get("/collections/provinces/items").status_code == 401
        assert "/collections/provinces/items" not in client.get("/api").json()["paths"]


def test_what_only_some_may_see_is_not_kept_by_proxies(publication: Publication, tmp_path: Path) -> None:
    app = app_showing(publication, tmp_path, api_keys=True)
    layers = plan_layers(publication)
    app.state.service.catalogue.add_plan("cc", layers, datetime(2026, 7, 1, tzinfo=UTC), is_open=False)
    secret = KeyStore(app.state.service.database).create(LOCAL_PLANNER, "an", [Role.VIEWER]).secret
    client = TestClient(app, base_url="http://localhost")
    answer = client.get("/collections/plan-cc-units/items", headers={"X-API-Key": secret})
    assert answer.headers["cache-control"].startswith("private")
    assert client.get("/collections/plan-cc-units/items").status_code == 404


# --- restricted places


def places(**columns: list[Any]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame({"site_id": ["a", "b", "c"], **columns})
    return gpd.GeoDataFrame(
        frame, geometry=gpd.points_from_xy([105.123, 105.9, 120.456], [11.9, 10.1, 20.321]), crs="OGC:CRS84"
    )


def test_a_restricted_place_becomes_the_label_of_its_unit_or_the_centre_of_a_cell(publication: Publication) -> None:
    frame = places(
        restricted=[True, False, None],
        unit=["01", "03", "99"],
        coordinate_precision=["site", "site", "commune"],
        commune=["secret", "open", "secret too"],
    )
    moved = generalised(frame, publication.layers["provinces"], None)
    assert [(point.x, point.y) for point in moved.geometry[:2]] == [
        pytest.approx((105.5, 11.5), abs=0.02),
        (105.9, 10.1),
    ]
    assert moved.geometry[2].coords[0] == pytest.approx((120.45, 20.35))
    assert moved["coordinate_precision"].tolist() == ["generalised", "site", "generalised"]
    assert moved["commune"].isna().tolist() == [True, False, True]
    assert frame["commune"].tolist() == ["secret", "open", "secret too"], "the layer itself was changed"


def test_what_is_generalised_stays_only_where_the_register_says_by_whom(publication: Publication) -> None:
    frame = places(restricted=[True, False, False], unit=["01", "03", "01"], coordinate_precision=["generalised"] * 3)
    units, sites = publication.layers["provinces"], read_register()["sites"]
    assert generalised(frame, units, sites) is frame
    of_a_stranger = sites.model_copy(update={"generalised_by": None})
    moved = generalised(frame, units, of_a_stranger)
    assert moved.geometry[0].coords[0] == pytest.approx((105.5, 11.5), abs=0.02)  # though its row says otherwise
    assert moved.geometry[1:].equals(frame.geometry[1:])
    assert generalised(moved, units, of_a_stranger).geometry.equals(moved.geometry)


def test_what_leaves_a_planners_machine_believes_no_row_of_a_strangers_layer(publication: Publication) -> None:
    sites = publication.layers["sites"].assign(restricted=True, coordinate_precision="generalised")
    sites = sites.set_geometry(gpd.points_from_xy([105.111, 106.999], [11.222, 10.999]), crs="OGC:CRS84")
    layers = {"sites": sites, "provinces": publication.layers["provinces"]}
    sent = for_others(replace(publication, layers=layers))
    assert not set(sent.layers["sites"].geometry) & set(sites.geometry)
    assert for_others(sent) is sent


def test_a_restricted_layer_is_generalised_as_a_whole(publication: Publication) -> None:
    record = read_register()["sites"].model_copy(update={"restricted": True})
    exact = publication.layers["sites"].set_geometry(gpd.points_from_xy([105.111, 106.999], [11.222, 10.999]))
    layers = {"sites": exact, "provinces": publication.layers["provinces"]}
    (found,) = layer_collections({"sites": record}, layers)
    sent = b"".join(found.features)
    assert b"105.111" not in sent
    assert b"11.222" not in sent
    assert not found.touching(shapely.box(105.11, 11.22, 105.112, 11.223)).size


def test_a_facility_at_a_restricted_site_is_not_located_either(publication: Publication) -> None:
    sites = publication.layers["sites"].assign(restricted=[True, False], coordinate_precision=["site", "site"])
    sites = sites.set_geometry(gpd.points_from_xy([105.111, 106.5], [11.222, 10.5]), crs="OGC:CRS84")
    layers = {"sites": sites, "provinces": publication.layers["provinces"]}
    catalogue = catalogue_with_layers(layers)
    catalogue.add_plan("aa", plan_layers(replace(publication, layers=layers)))
    for name in ("plan-aa-facilities", "sites"):
        found = catalogue.find(name, LOCAL_PLANNER)
        assert found is not None
        assert b"105.111" not in b"".join(found.features)
        assert b'"restricted":true' in found.features[0]


def test_the_published_map_does_not_locate_a_restricted_site_either(publication: Publication) -> None:
    sites = publication.layers["sites"].assign(restricted=[True, False], coordinate_precision=["site", "site"])
    sites = sites.set_geometry(gpd.points_from_xy([105.111, 106.5], [11.222, 10.5]), crs="OGC:CRS84")
    layers = {"sites": sites, "provinces": publication.layers["provinces"]}
    page = map_of(make_products(replace(publication, layers=layers)))
    assert "106.5" in page
    assert "105.111" not in page
    assert "11.222" not in page


def test_every_bundled_restricted_place_is_generalised() -> None:
    for found in layer_collections(read_register(), Layers.bundled()):
        if found.field_named("restricted"):
            restricted = found.frame[found.frame["restricted"].fillna(value=True).astype(bool)]
            assert set(restricted["coordinate_precision"]) <= {"generalised"}, found.id


# --- answers that are kept


def test_answers_are_kept_up_to_their_bytes() -> None:
    bodies = Bodies(most_bytes=100_000)
    for number in range(50):
        bodies.put(number, Ready.of(b"x" * 9_000, "text/plain"))
    assert bodies.bytes_kept <= 100_000
    assert bodies.get(49) is not None
    assert bodies.get(0) is None
    bodies.put("huge", Ready.of(b"x" * 60_000, "text/plain"))
    assert bodies.get("huge") is None


def test_the_last_asked_stay() -> None:
    bodies = Bodies(most_bytes=40_000)
    for number in range(4):
        bodies.put(number, Ready.of(b"x" * 8_000, "text/plain"))
    bodies.get(0)
    bodies.put("new", Ready.of(b"x" * 8_000, "text/plain"))
    assert bodies.get(0) is not None
    assert bodies.get(1) is None
