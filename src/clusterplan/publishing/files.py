"""All products of a plan, written into one folder: the same bytes for the same publication."""

from __future__ import annotations

from pathlib import Path

from clusterplan.publishing.geojson import write_plan_geojson
from clusterplan.publishing.geopackage import write_plan_geopackage
from clusterplan.publishing.map import draw_map
from clusterplan.publishing.products import write_products_table
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.table import write_plan_table, write_spending_table

__all__ = ["write_plan_files"]


def write_plan_files(publication: Publication, folder: Path) -> tuple[Path, ...]:
    """Write ``plan.json``, ``.geojson``, ``.gpkg``, ``.csv``, ``products.csv``, ``map.html``; ``spending.csv`` if any.

    Parameters
    ----------
    publication
        What is published.
    folder
        Folder to write into; made if it does not exist, files of these names are replaced.

    Returns
    -------
    tuple of pathlib.Path
        The files, in the order above.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = ("plan.json", "plan.geojson", "plan.gpkg", "plan.csv", "products.csv", "map.html")
    paths = tuple(folder / name for name in names)
    plan, geojson, geopackage, table, products, page = paths
    plan.write_text(publication.plan.to_json(), encoding="utf-8", newline="\n")
    write_plan_geojson(publication, geojson)
    write_plan_geopackage(publication, geopackage)
    write_plan_table(publication, table)
    write_products_table(publication, products)
    if publication.plan.spending:
        paths = (*paths, folder / "spending.csv")
        write_spending_table(publication, paths[-1])
    page.write_text(draw_map(publication), encoding="utf-8", newline="\n")
    return paths
