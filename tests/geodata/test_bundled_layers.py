from __future__ import annotations

import re
import unicodedata

import geopandas as gpd
import numpy as np
import pytest
import shapely

from clusterplan.geodata import (
    Layers,
    adjacency_pairs,
    contiguity_graph,
    equal_area_crs,
    feature_collection,
    read_table,
    unaccented,
)


@pytest.fixture(scope="module")
def layers() -> Layers:
    return Layers.bundled()


def metric(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.to_crs(equal_area_crs(frame))


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("provinces", 34),
        ("former_provinces", 63),
        ("regions", 6),
        ("archipelagos", 2),
        ("neighbours", 1),
        ("laboratories", 104),
        ("zones", 43),
        ("sites", 147),
        ("enterprises", 60),
        ("airports", 22),
        ("seaports", 21),
        ("communes_scale", 3321),
    ],
)
def test_every_layer_reads_passes_its_checks_and_has_all_its_features(layers: Layers, name: str, count: int) -> None:
    assert len(layers[name]) == count
    assert layers[name].crs == "OGC:CRS84"


def test_there_is_no_other_layer(layers: Layers) -> None:
    assert len(layers) == 12
    assert len(layers.published()) == 11


def test_the_provinces_have_58_borders_and_hang_together(layers: Layers) -> None:
    links = read_table("unit_links")[["unit_a", "unit_b"]].itertuples(index=False, name=None)
    graph = contiguity_graph(layers["provinces"], links=links)
    assert len(adjacency_pairs(graph)) == 58
    assert graph.n_components == 1
    assert len(graph.isolates) == 0


@pytest.mark.parametrize("tolerance", [0, 0.1, 2])
def test_the_58_borders_do_not_hang_on_the_tolerance(layers: Layers, tolerance: float) -> None:
    assert len(adjacency_pairs(contiguity_graph(layers["provinces"], tolerance))) == 58


@pytest.mark.parametrize(
    ("unit", "neighbours"),
    [
        ("01", ["19", "24", "25", "33", "37"]),
        ("48", ["46", "51"]),
        ("96", ["91", "92"]),
        ("46", ["44", "48"]),
    ],
)
def test_neighbours_are_those_of_the_map(layers: Layers, unit: str, neighbours: list[str]) -> None:
    pairs = adjacency_pairs(contiguity_graph(layers["provinces"]))
    found = sorted({*(b for a, b in pairs if a == unit), *(a for a, b in pairs if b == unit)})
    assert found == neighbours


def test_provinces_are_exactly_the_union_of_their_former_provinces_and_regions_of_their_provinces(
    layers: Layers,
) -> None:
    pairs = [("former_provinces", "unit", "provinces"), ("provinces", "region", "regions")]
    for small, column, large in pairs:
        merged = layers[small].dissolve(column, method="coverage").geometry
        whole = layers[large].set_index("code").geometry[merged.index]
        assert shapely.equals(merged.to_numpy(), whole.to_numpy()).all()


def test_all_three_levels_and_the_neighbouring_land_meet_without_overlap(layers: Layers) -> None:
    land = layers["neighbours"].geometry.to_numpy()
    for name in ("former_provinces", "provinces", "regions"):
        assert shapely.coverage_is_valid(np.r_[layers[name].geometry.to_numpy(), land])


def test_areas_are_near_the_official_ones(layers: Layers) -> None:
    provinces = layers["provinces"]
    ratio = metric(provinces).area / 1e6 / provinces["area_km2"]
    assert ratio.between(0.85, 1.05).all()
    assert provinces["area_km2"].sum() == pytest.approx(331_326.5, abs=0.1)


def test_every_administrative_centre_lies_in_its_own_province(layers: Layers) -> None:
    provinces = layers["provinces"]
    centres = shapely.points(provinces["centre_lon"], provinces["centre_lat"])
    assert shapely.contains(provinces.geometry.to_numpy(), centres).all()


@pytest.mark.parametrize("name", ["laboratories", "zones", "sites", "enterprises", "airports", "seaports"])
def test_every_place_lies_in_the_province_it_names_or_at_its_shore(layers: Layers, name: str) -> None:
    plane = equal_area_crs(layers["provinces"])
    shapes = layers["provinces"].to_crs(plane).set_index("code").geometry
    places = layers[name].to_crs(plane)
    distance = shapely.distance(places.geometry.to_numpy(), shapes[places["unit"]].to_numpy())
    assert distance.max() < 1500


def test_both_archipelagos_are_there_named_in_vietnamese_and_belong_to_da_nang_and_khanh_hoa(layers: Layers) -> None:
    archipelagos = layers["archipelagos"].set_index("archipelago_id")
    assert archipelagos["name_vi"].to_dict() == {
        "hoang_sa": "Quần đảo Hoàng Sa",
        "truong_sa": "Quần đảo Trường Sa",
    }
    assert archipelagos["unit"].to_dict() == {"hoang_sa": "48", "truong_sa": "56"}
    provinces = layers["provinces"].set_index("code")
    for row in archipelagos.itertuples():
        assert provinces.geometry[row.unit].contains(row.geometry)
    assert provinces.loc[["48", "56"], "name_vi"].tolist() == ["Đà Nẵng", "Khánh Hòa"]


def test_no_neighbouring_land_is_drawn_in_either_archipelago(layers: Layers) -> None:
    hulls = shapely.convex_hull(layers["archipelagos"].geometry.to_numpy())
    assert not shapely.intersects(layers["neighbours"].geometry.iloc[0], hulls).any()


def test_the_main_islets_are_all_drawn(layers: Layers) -> None:
    plane = equal_area_crs(layers["archipelagos"])
    shapes = layers["archipelagos"].to_crs(plane).set_index("archipelago_id").geometry
    islets = read_table("archipelago_islets")
    points = gpd.GeoSeries(gpd.points_from_xy(islets.longitude, islets.latitude), crs="OGC:CRS84").to_crs(plane)
    assert len(islets) == 21
    assert shapely.distance(points.to_numpy(), shapes[islets["archipelago"]].to_numpy()).max() < 1500


def test_no_border_between_other_countries_can_be_drawn(layers: Layers) -> None:
    [land] = layers["neighbours"].geometry
    assert shapely.union_all(land).equals(land)
    assert len(shapely.get_parts(land)) == len(shapely.get_parts(shapely.union_all(land)))
    mainland = max(shapely.get_parts(land), key=lambda part: part.area)
    assert mainland.contains(shapely.points([[104.9, 11.56], [102.6, 17.96], [106.7, 26.0], [100.5, 13.9]])).all()


def test_names_are_in_vietnamese_and_provinces_are_found_by_former_and_unaccented_names(layers: Layers) -> None:
    provinces = layers["provinces"].set_index("code")
    assert provinces.loc["66", "name_vi"] == "Đắk Lắk"
    for code, names in provinces["alternative_names"].str.split(";").items():
        assert unaccented(provinces.loc[code, "name_vi"]) in [*names, provinces.loc[code, "name_vi"]]
        assert all(unicodedata.is_normalized("NFC", name) for name in names)
    assert {"Yên Bái", "Yen Bai"} <= set(provinces.loc["15", "alternative_names"].split(";"))


def test_three_provinces_became_cities_in_2026_and_it_is_dated(layers: Layers) -> None:
    provinces = layers["provinces"].set_index("code")
    changed = provinces[provinces["type"] != provinces["type_at_vintage"]]
    assert changed["type_since"].to_dict() == {"22": "2026-09-01", "24": "2026-09-20", "75": "2026-04-30"}
    assert (provinces["type"] == "city").sum() == 9
    assert provinces["type_since"].notna().sum() == 3


def test_sites_are_the_laboratories_and_zones_and_each_has_a_verdict_with_a_reason(layers: Layers) -> None:
    sites = layers["sites"]
    assert set(sites["site_id"]) == {*layers["laboratories"]["site_id"], *layers["zones"]["site_id"]}
    assert sites["eligible_host"].value_counts().to_dict() == {"yes": 84, "no": 54, "unknown": 9}
    assert sites["national_key_laboratory"].sum() == 15
    assert (sites.loc[sites["place"] == "zone", "technologies_qd1131_basis"] == "crosswalk").all()


@pytest.mark.parametrize(
    ("site", "verdict", "reason"),
    [
        ("L01", "yes", "national_key_laboratory"),
        ("L36", "yes", "public_institution"),
        ("Z02", "yes", "operating_zone"),
        ("LC12", "no", "foreign_private"),
        ("LC15", "no", "foreign_private"),
        ("Z05", "no", "unbuilt"),
        ("L90", "no", "restricted"),
        ("L16", "no", "unconfirmed"),
        ("Z21", "no", "listed_twice"),
        ("LC3", "no", "restricted"),
        ("LC4", "no", "domestic_enterprise"),
        ("L55", "unknown", "private_university"),
    ],
)
def test_verdicts_follow_the_rules(layers: Layers, site: str, verdict: str, reason: str) -> None:
    row = layers["sites"].set_index("site_id").loc[site]
    assert (row["eligible_host"], row["host_reason"]) == (verdict, reason)


DEFENCE_AND_SECURITY = re.compile(
    r"viettel|quân đội|quân sự|quân y|quốc phòng|công an\b|cơ yếu|mật mã|military|defen[cs]e|cryptograph|police",
    re.IGNORECASE,
)
"""How a body of the defence or security sector is recognised in a name, a host or a source."""
RESTRICTED = {
    "laboratories": ["L14", "L49", "L83", "L84", "L88", "L89", "L90", "LC1", "LC2", "LC3"],
    "enterprises": ["E01", "E02", "E15"],
    "zones": [],
}


def test_defence_and_security_sites_stand_at_the_centre_of_their_province(layers: Layers) -> None:
    centres = layers["provinces"].set_index("code")
    for name, ids in {**RESTRICTED, "sites": RESTRICTED["laboratories"]}.items():
        hidden = layers[name][layers[name]["restricted"]]
        assert sorted(hidden.iloc[:, 0]) == ids
        assert (hidden["coordinate_precision"] == "generalised").all()
        assert hidden.geometry.x.tolist() == centres["centre_lon"][hidden["unit"]].round(5).tolist()
        assert hidden.geometry.y.tolist() == centres["centre_lat"][hidden["unit"]].round(5).tolist()


@pytest.mark.parametrize("name", ["laboratories", "zones", "sites", "enterprises"])
def test_no_body_that_is_named_as_defence_or_security_is_left_unrestricted(layers: Layers, name: str) -> None:
    layer = layers[name]
    spoken = layer[[column for column in ("name", "name_vi", "name_en", "host") if column in layer]]
    named = spoken.apply(lambda row: bool(DEFENCE_AND_SECURITY.search(" ".join(row.dropna().astype(str)))), axis=1)
    assert layer[named & ~layer["restricted"]].iloc[:, 0].tolist() == []


def test_tables_hold_no_finer_place_of_a_restricted_site() -> None:
    laboratories = read_table("laboratory_attributes")
    enterprises = read_table("enterprise_attributes")
    zones = read_table("zone_attributes")
    for hidden in (
        laboratories[laboratories["host_reason"] == "restricted"],
        zones[zones["host_reason"] == "restricted"],
        enterprises[enterprises["restricted"]],
    ):
        assert hidden[["longitude", "latitude", "commune"]].isna().all(axis=None)


def test_layers_stay_light(layers: Layers) -> None:
    sizes = {name: layers.path(name).stat().st_size for name in layers}
    assert sum(sizes.values()) < 6_000_000
    assert len(str(feature_collection(layers["provinces"]))) < 800_000
