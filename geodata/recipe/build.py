"""Build ``geodata/layers`` from the pinned packages of ``sources.toml`` and the tables of ``geodata/tables``.

Usage: python geodata/recipe/build.py [--cache DIR] [--out DIR]

Without a cache nothing is downloaded and the point layers alone are built again, from the tables and the committed
provinces. See README.md beside this file. The same sources and tables give the same bytes.
"""

import argparse
from pathlib import Path

import geopandas as gpd
import layers
import shapes
import sources

from clusterplan.geodata import check_layer, read_register, read_table, write_geopackage

HERE = Path(__file__).resolve().parent
TOLERANCE = 250
"""Simplification of provinces in metres: the finest at which the 34 provinces stay about half a megabyte of GeoJSON."""
SCALE_TOLERANCE = 1200
"""Simplification of the communes of the scale layer, which serves benchmarks alone."""


def build(cache: Path) -> dict[str, gpd.GeoDataFrame]:
    """Return every layer by id."""
    archives = sources.fetch_all(cache)
    former_units = read_table("former_province_attributes").set_index("code").unit
    present, former, conversion = sources.commune_tables(archives["wards"])
    points = shapes.commune_points(present, former, conversion, former_units)
    pieces = sources.country_land(archives["land"], shapes.SURROUNDINGS)
    land = shapes.read_land(pieces, "VNM", points.point.to_numpy())
    faces, beyond = shapes.cut_cells(points, land)

    outlines = shapes.dissolve(faces, "former")
    simple = shapes.to_degrees(shapes.simplify([*outlines, beyond], TOLERANCE))
    outlines[:] = simple[:-1]
    cells = shapes.dissolve(faces, "commune")
    cells[:] = shapes.to_degrees(shapes.simplify(cells.to_numpy(), SCALE_TOLERANCE))

    named = read_table("archipelago_islets")
    drawn = [*land.islets, *sources.natural_earth(archives["islets"], {"CHN", "PGA"})]
    islets = {
        key: shapes.archipelago(zone, drawn, named[named.archipelago == key])
        for key, zone in shapes.ARCHIPELAGOS.items()
    }
    units = layers.unit_layers(outlines, islets)
    return {
        **units,
        "archipelagos": layers.archipelago_layer(islets),
        "neighbours": layers.neighbour_layer(simple[-1]),
        **layers.point_layers(units["provinces"], sources.airports(archives["airports"])),
        "communes_scale": layers.scale_layer(cells, present, islets),
    }


def build_points(folder: Path) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of points by id, from the tables and from the provinces and airports of a folder."""
    airports = gpd.read_file(folder / "airports.gpkg").set_index("iata").get_coordinates()
    provinces = gpd.read_file(folder / "provinces.gpkg")
    return layers.point_layers(provinces, airports.rename(columns={"x": "lon", "y": "lat"}))


def main() -> None:
    """Build, check every layer against its record, then write them all."""
    parser = argparse.ArgumentParser(description="Build the bundled layers.")
    parser.add_argument("--cache", type=Path, help="folder of downloaded archives; without it: point layers only")
    parser.add_argument("--out", type=Path, default=HERE.parent / "layers", help="folder to write to")
    arguments = parser.parse_args()
    built = build(arguments.cache.resolve()) if arguments.cache else build_points(HERE.parent / "layers")
    register = read_register()
    for name, frame in built.items():
        check_layer(register[name], frame)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, frame in sorted(built.items()):
        path = arguments.out / f"{name}.gpkg"
        write_geopackage({name: frame}, path)
        vertices = len(frame.get_coordinates())
        print(f"{path.name}: {len(frame)} features, {vertices} vertices, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
