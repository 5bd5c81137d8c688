"""``plan.gpkg``: the plan's layers in one GeoPackage, to be opened in QGIS."""

from __future__ import annotations

from pathlib import Path

from clusterplan.geodata import write_geopackage
from clusterplan.publishing.features import plan_features
from clusterplan.publishing.publication import Publication

__all__ = ["write_plan_geopackage"]


def write_plan_geopackage(publication: Publication, path: Path) -> None:
    """Write the layers ``clusters``, ``units``, ``facilities`` and ``advantage`` of a plan as one GeoPackage.

    Parameters
    ----------
    publication
        What is published.
    path
        File to write; replaced if it exists.
    """
    write_geopackage(plan_features(publication), path)
