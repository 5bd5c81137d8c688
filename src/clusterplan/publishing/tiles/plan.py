"""A plan as one file of vector tiles for web maps."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

from clusterplan.geodata import feature_collection
from clusterplan.language import Text
from clusterplan.publishing.features import plan_features
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.restricted import for_others
from clusterplan.publishing.texts import STATUS, status_details
from clusterplan.publishing.tiles.archive import write_archive
from clusterplan.publishing.tiles.grid import Tile
from clusterplan.publishing.tiles.layer import TileLayer, layer_of_features

__all__ = ["TITLE", "write_plan_tiles"]

TITLE = Text(vi="Phương án cụm công nghệ chiến lược", en="Plan of strategic technology clusters")

_OF_THE_PLAN = {"clusters": "id", "units": "code", "facilities": "site_id"}
_BESIDE_IT = {"archipelagos": "archipelago_id"}


def write_plan_tiles(
    publication: Publication, path: Path, *, deepest: int, on_tile: Callable[[Tile], None] = lambda _tile: None
) -> int:
    """Write a plan as a PMTiles archive: the same bytes for the same plan.

    Parameters
    ----------
    publication
        What is published.
    path
        File to write; replaced when all is done.
    deepest
        Deepest zoom.
    on_tile
        Told each tile that was made.

    Returns
    -------
    int
        Number of tiles. Layers: ``clusters``, ``units``, ``facilities``, ``archipelagos`` where the plan has them, and
        points for the names of the polygons, as ``units-labels``.
    """
    details = status_details(publication.plan)
    sources = {f"{line.source} ({line.licence})" for line in publication.sources}
    about = {
        "name": f"{TITLE.vi} / {TITLE.en}: {publication.plan.scenario.id}",
        "description": f"{STATUS.vi}. {details.vi} / {STATUS.en}. {details.en}",
        "attribution": html.escape("; ".join(sorted(sources))),  # web maps show it as HTML
        "type": "overlay",
    }
    west, south, east, north = (float(value) for value in publication.units.total_bounds)
    return write_archive(
        _layers(publication), path, (west, south, east, north), about, deepest=deepest, on_tile=on_tile
    )


def _layers(publication: Publication) -> list[TileLayer]:
    frames = plan_features(for_others(publication))
    of_plan = [(name, frames[name], key) for name, key in _OF_THE_PLAN.items()]
    beside = [(name, publication.layers[name], key) for name, key in _BESIDE_IT.items() if name in publication.layers]
    return [
        layer_of_features(name, feature_collection(frame, key)["features"])
        for name, frame, key in (*of_plan, *beside)
        if len(frame)
    ]
