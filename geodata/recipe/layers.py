"""Layers from shapes and attribute tables: everything is joined by id and every layer has its record's columns."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapes

from clusterplan.geodata import read_register, read_table

UNIT_OF_ARCHIPELAGO = {"hoang_sa": "48", "truong_sa": "56"}
FORMER_UNIT_OF_ARCHIPELAGO = {"hoang_sa": "48", "truong_sa": "56"}
NAMES = {
    "hoang_sa": ("Quần đảo Hoàng Sa", "Hoàng Sa archipelago", "Đặc khu Hoàng Sa"),
    "truong_sa": ("Quần đảo Trường Sa", "Trường Sa archipelago", "Đặc khu Trường Sa"),
}


def unit_layers(outlines: pd.Series, islets: dict[str, shapely.MultiPolygon]) -> dict[str, gpd.GeoDataFrame]:
    """Return former provinces, provinces and regions from the former provinces' outlines (degrees, by code)."""
    former = read_table("former_province_attributes").set_index("code", drop=False)
    provinces = read_table("province_attributes").set_index("code", drop=False)
    regions = read_table("region_attributes").set_index("code", drop=False)
    with_islets = outlines.copy()
    for name, code in FORMER_UNIT_OF_ARCHIPELAGO.items():
        with_islets[code] = _joined([with_islets[code], islets[name]])
    by_province = _union(with_islets, former.unit)
    return {
        "former_provinces": _layer(former, with_islets),
        "provinces": _layer(provinces, by_province),
        "regions": _layer(regions, _union(by_province, provinces.region)),
    }


def archipelago_layer(islets: dict[str, shapely.MultiPolygon]) -> gpd.GeoDataFrame:
    """Return both archipelagos with names and the point for their label."""
    names = read_table("province_attributes").set_index("code").name_vi
    rows = []
    for key, shape in islets.items():
        label = shapely.convex_hull(shape).centroid
        unit = UNIT_OF_ARCHIPELAGO[key]
        rows.append(
            {
                "archipelago_id": key,
                "name_vi": NAMES[key][0],
                "name_en": NAMES[key][1],
                "special_zone_vi": NAMES[key][2],
                "unit": unit,
                "unit_name": names[unit],
                "label_lon": round(label.x, 3),
                "label_lat": round(label.y, 3),
            }
        )
    return gpd.GeoDataFrame(rows, geometry=list(islets.values()), crs="EPSG:4326")


def neighbour_layer(land: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return the neighbouring land as one shape, so that no border between other countries can be drawn from it."""
    rows = {"neighbour_id": ["land"], "name_vi": ["Lục địa và đảo lân cận"], "name_en": ["Neighbouring land"]}
    return gpd.GeoDataFrame(rows, geometry=[_joined([land])], crs="EPSG:4326")


def point_layers(provinces: gpd.GeoDataFrame, airports: pd.DataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Return laboratories, zones, sites, enterprises, airports and seaports."""
    reasons = read_table("host_reasons").set_index("host_reason")
    laboratories = _placed(read_table("laboratory_attributes").join(reasons, on="host_reason"), provinces)
    zones = _placed(read_table("zone_attributes").join(reasons, on="host_reason"), provinces)
    civil = read_table("airport_attributes")
    civil["longitude"] = airports.lon.astype(float).reindex(civil.iata).to_numpy()
    civil["latitude"] = airports.lat.astype(float).reindex(civil.iata).to_numpy()
    frames = {
        "laboratories": laboratories,
        "zones": zones,
        "sites": _sites(laboratories, zones),
        "enterprises": _placed(read_table("enterprise_attributes"), provinces),
        "airports": _placed(civil, provinces),
        "seaports": _placed(read_table("seaport_attributes"), provinces),
    }
    register = read_register()
    return {name: _select(frame, name, register) for name, frame in frames.items()}


def scale_layer(cells: pd.Series, present: pd.DataFrame, islets: dict[str, shapely.MultiPolygon]) -> gpd.GeoDataFrame:
    """Return all present communes: their cells, and a small polygon where a commune's point has no cell on land."""
    named = {NAMES[key][2]: shape for key, shape in islets.items()}
    points = shapes.to_plane(shapely.points(present.wardLon, present.wardLat))
    discs = shapes.to_degrees(shapely.buffer(points, 400, quad_segs=2))
    drawn = [named.get(name, cells.get(k, discs[k])) for k, name in enumerate(present.ward)]
    columns = {
        "code": present.wardCode,
        "name_vi": present.ward,
        "unit": present.provinceCode,
        "area_km2": present.wardAreaKm2,
        "drawn_as": [
            "islets" if n in named else "cell" if k in cells.index else "disc" for k, n in enumerate(present.ward)
        ],
    }
    return gpd.GeoDataFrame(columns, geometry=[_joined([shape]) for shape in drawn], crs="EPSG:4326")


def _sites(laboratories: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    crosswalk = read_table("technology_crosswalk").query("weight >= 0.5")
    before = crosswalk.groupby("technology_qd21").technology_qd1131.agg(sorted)
    older = [
        ";".join(sorted({old for group in str(groups).split(";") for old in before.get(group, [])})) or None
        for groups in zones.technologies_qd21
    ]
    whole = pd.concat(
        [
            laboratories.assign(technologies_qd1131_basis="recorded", place="laboratory"),
            zones.assign(
                technologies_qd1131=older,
                technologies_qd1131_basis="crosswalk",
                national_key_laboratory=False,
                place="zone",
            ),
        ],
        ignore_index=True,
    )
    return whole.assign(national_key_laboratory=whole.national_key_laboratory.astype(bool))


def _placed(table: pd.DataFrame, provinces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Place rows at their coordinates; those without one (restricted places) at the centre of their province."""
    centres = provinces.set_index("code")
    longitude = table.longitude.fillna(table.unit.map(centres.centre_lon))
    latitude = table.latitude.fillna(table.unit.map(centres.centre_lat))
    points = shapely.points(longitude.round(5), latitude.round(5))
    return gpd.GeoDataFrame(table.assign(unit_name=table.unit.map(centres.name_vi)), geometry=points, crs="EPSG:4326")


def _select(frame: pd.DataFrame, name: str, register: dict) -> gpd.GeoDataFrame:
    record = register[name]
    chosen = frame[[*(column.name for column in record.columns), "geometry"]].sort_values(record.key, ignore_index=True)
    flags = [column.name for column in record.columns if column.type == "flag"]
    return gpd.GeoDataFrame(chosen.astype(dict.fromkeys(flags, bool)), geometry="geometry", crs="EPSG:4326")


def _layer(attributes: pd.DataFrame, outlines: pd.Series) -> gpd.GeoDataFrame:
    ordered = attributes.sort_index()
    flags = ordered.select_dtypes("boolean").columns
    plain = ordered.astype(dict.fromkeys(flags, bool)).reset_index(drop=True)
    return gpd.GeoDataFrame(plain, geometry=outlines.reindex(ordered.index).to_numpy(), crs="EPSG:4326")


def _union(outlines: pd.Series, group: pd.Series) -> pd.Series:
    """Union the outlines of each group; vertices of the borders that remain are kept as they are."""
    grouped = outlines.groupby(group.reindex(outlines.index))
    return grouped.agg(lambda members: _joined([shapely.coverage_union_all(members.to_numpy())]))


def _joined(parts: list[shapely.Geometry]) -> shapely.MultiPolygon:
    polygons = [polygon for part in parts for polygon in np.atleast_1d(shapely.get_parts(part))]
    return shapely.normalize(shapely.MultiPolygon(polygons))
