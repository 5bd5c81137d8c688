"""Shapes of units from points: Voronoi cells of communes, cut by the land's outline, as one clean coverage.

Official commune borders are in no package of the registries. The points of the present and former communes are:
each place belongs to the commune of the nearest point. Cells dissolve to former and present provinces, so all
levels share their borders exactly. Every line is noded with every other before faces are made, so that neighbours
have the same vertices along a border and no sliver can appear between them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

PLANE = "+proj=laea +lat_0=16 +lon_0=106.5 +datum=WGS84 +units=m"
"""Equal-area plane in which everything is measured and cut, in metres."""
MAINLAND = shapely.box(102, 8.2, 110.2, 23.5)
"""Where communes are cut from the land; the two archipelagos lie outside and are added afterwards."""
SURROUNDINGS = shapely.box(98, 4, 120.5, 26.5)
"""Extent of the neighbouring land that is drawn for orientation."""
ARCHIPELAGOS = {
    "hoang_sa": shapely.box(111.0, 15.5, 113.0, 17.3),
    "truong_sa": shapely.Polygon([(111.4, 7.2), (113.5, 6.9), (116.2, 9.4), (116.2, 11.8), (111.4, 11.8)]),
}
DEGREES = 1e-5
"""Grid of the finished coordinates: about one metre."""


@dataclass(frozen=True)
class Land:
    """Land of Viet Nam within :data:`MAINLAND` and of its neighbours, both in :data:`PLANE`, and the islets outside."""

    home: shapely.Geometry
    neighbours: shapely.Geometry
    islets: list[shapely.Polygon]


def to_plane(shapes: Iterable[shapely.Geometry]) -> np.ndarray:
    """Project geometries from longitude and latitude to the plane."""
    return gpd.GeoSeries(list(shapes), crs="EPSG:4326").to_crs(PLANE).to_numpy()


def to_degrees(shapes: Iterable[shapely.Geometry]) -> np.ndarray:
    """Project geometries back and put every vertex on the grid, so that shared vertices stay shared."""
    back = gpd.GeoSeries(list(shapes), crs=PLANE).to_crs("EPSG:4326").to_numpy()
    return shapely.normalize(shapely.transform(back, lambda xy: np.round(xy / DEGREES) * DEGREES))


def read_land(pieces: Iterable[tuple[str, shapely.Polygon]], home_code: str, inhabited: np.ndarray) -> Land:
    """Split the land of the world into ours, the neighbours' and the islets; lakes and rivers are filled.

    Islands of ours under 1 km2 are dropped unless a commune's point (``inhabited``, in the plane) lies on them;
    foreign ones under 50 km2 are dropped.
    """
    home, abroad = [], []
    for code, piece in pieces:
        valid = shapely.make_valid(piece)
        (home if code == home_code else abroad).extend(_parts(valid))
    islets = [p for p in home if any(zone.contains(p) for zone in ARCHIPELAGOS.values())]
    ours = _parts(to_plane([shapely.intersection(shapely.union_all(home), MAINLAND)])[0])
    lived_on = set(shapely.STRtree(ours).query(inhabited, predicate="within")[1])
    kept = [p for k, p in enumerate(ours) if p.area > 1e6 or k in lived_on]
    claimed = shapely.union_all(list(ARCHIPELAGOS.values()))
    theirs = _parts(
        to_plane([shapely.difference(shapely.intersection(shapely.union_all(abroad), SURROUNDINGS), claimed)])[0]
    )
    return Land(shapely.union_all(kept), shapely.union_all([p for p in theirs if p.area > 50e6]), islets)


def commune_points(present: pd.DataFrame, former: pd.DataFrame, conversion: dict, unit_of: pd.Series) -> pd.DataFrame:
    """Return points in the plane with the present commune (row of ``present``) and former province they stand for.

    A former commune stands for the nearest of the present communes it went into. Former points that lie absurdly far
    from it are wrongly geocoded and dropped. A present commune's own point takes the former province of the nearest
    kept former point, if that province went into its present one. ``unit_of`` maps former codes to present ones.
    """
    former = former[former.wardLat.notna()].drop_duplicates(["wardLat", "wardLon"]).reset_index(drop=True)
    here, there = _points(present.wardLon, present.wardLat), _points(former.wardLon, former.wardLat)
    owner = _owners(present, former, conversion, here, there)
    distance = np.where(owner >= 0, np.hypot(*(here[owner] - there).T), np.inf)
    radius = np.sqrt(present.wardAreaKm2.clip(lower=0.5).to_numpy() / np.pi) * 1000
    kept = distance < np.maximum(4 * radius[owner], 4000)
    codes = former.provinceCode.to_numpy()[kept]
    nearest = codes[shapely.STRtree(shapely.points(there[kept])).nearest(shapely.points(here))]
    largest = {unit: group.index[-1] for unit, group in unit_of.groupby(unit_of)}
    own = [
        code if unit_of[code] == unit else largest[unit]
        for code, unit in zip(nearest, present.provinceCode, strict=True)
    ]
    points = {
        "point": shapely.points(np.r_[here, there[kept]].round()),
        "commune": np.r_[np.arange(len(present)), owner[kept]],
        "former": np.r_[own, codes],
    }
    return pd.DataFrame(points).drop_duplicates("point", ignore_index=True)


def cut_cells(points: pd.DataFrame, land: Land) -> tuple[gpd.GeoDataFrame, shapely.Geometry]:
    """Return faces labelled by commune and former province, and the neighbours' land that meets them exactly.

    Small water between ours and the neighbours' land (border rivers) goes to the neighbours.
    """
    cells = _voronoi(points)
    lines = shapely.union_all(
        [land.home.boundary, land.neighbours.boundary, *(cell.boundary for cell in cells.geometry)]
    )
    faces = shapely.get_parts(shapely.polygonize([lines]))
    inside = shapely.point_on_surface(faces)
    everything = shapely.union_all(
        [shapely.Polygon(p.exterior) for p in _parts(shapely.union(land.home, land.neighbours))]
    )
    shapely.prepare([land.home, everything])
    ours = shapely.contains(land.home, inside)
    beyond = shapely.coverage_union_all(faces[~ours & shapely.contains(everything, inside)])
    face, cell = shapely.STRtree(cells.geometry).query(inside[ours], predicate="within")
    labelled = cells[["commune", "former"]].iloc[cell].reset_index(drop=True)
    return gpd.GeoDataFrame(labelled, geometry=faces[ours][face], crs=PLANE), beyond


def dissolve(faces: gpd.GeoDataFrame, by: str) -> pd.Series:
    """Union the faces of each label; borders keep their vertices."""
    groups = faces.groupby(by).geometry
    return groups.agg(lambda shapes: shapely.coverage_union_all(shapes.to_numpy()))


def simplify(shapes: np.ndarray, tolerance: float) -> np.ndarray:
    """Simplify a coverage: a shared border is simplified once, so neighbours still meet. Tolerance in metres."""
    return shapely.coverage_simplify(shapes, tolerance)


def archipelago(zone: shapely.Geometry, drawn: list[shapely.Polygon], named: pd.DataFrame) -> shapely.MultiPolygon:
    """Return the islets of a zone: those that a source draws, and a small polygon at each named one that none draws."""
    shapes = to_plane([p for p in drawn if zone.contains(p)])
    points = to_plane(shapely.points(named.longitude, named.latitude))
    bare = [p for p in points if not len(shapes) or shapely.distance(shapes, p).min() > 1500]
    whole = shapely.union_all([*shapes, *shapely.buffer(bare, 400, quad_segs=2)])
    return shapely.MultiPolygon(_parts(to_degrees([whole])[0]).tolist())


def _parts(shape: shapely.Geometry) -> np.ndarray:
    parts = shapely.get_parts(shape)
    return parts[shapely.get_type_id(parts) == 3]


def _points(longitude: pd.Series, latitude: pd.Series) -> np.ndarray:
    return shapely.get_coordinates(to_plane(shapely.points(longitude, latitude)))


def _owners(
    present: pd.DataFrame, former: pd.DataFrame, conversion: dict, here: np.ndarray, there: np.ndarray
) -> np.ndarray:
    """Return for each former commune the row of the present commune it stands for, -1 if none is on record."""
    row = {key: k for k, key in enumerate(present.provinceKey + "/" + present.wardKey)}
    heirs: dict[str, list[int]] = {}
    for province, communes in conversion["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new, olds in communes.items():
            for old in olds:
                heirs.setdefault(old, []).append(row.get(f"{province}/{new}", -1))
    for province, communes in conversion["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, options in communes.items():
            heirs.setdefault(old, []).extend(row.get(f"{province}/{option['newWardKey']}", -1) for option in options)
    owner = np.full(len(former), -1)
    for k, key in enumerate(former.provinceKey + "_" + former.districtKey + "_" + former.wardKey):
        candidates = [heir for heir in heirs.get(key, []) if heir >= 0]
        if candidates:
            owner[k] = candidates[int(np.hypot(*(here[candidates] - there[k]).T).argmin())]
    return owner


def _voronoi(points: pd.DataFrame) -> gpd.GeoDataFrame:
    frame = shapely.box(*shapely.total_bounds(points.point.to_numpy())).buffer(5e4)
    sites = shapely.MultiPoint(points.point.to_list())
    cells = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=frame))
    point, cell = shapely.STRtree(cells).query(points.point.to_numpy(), predicate="within")
    labelled = points[["commune", "former"]].iloc[point].reset_index(drop=True)
    labelled["shape"] = cells[cell]
    merged = labelled.groupby(["commune", "former"])["shape"].agg(
        lambda shapes: shapely.coverage_union_all(shapes.to_numpy())
    )
    return gpd.GeoDataFrame(merged.index.to_frame(index=False), geometry=merged.to_numpy(), crs=PLANE)
