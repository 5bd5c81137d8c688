"""Vector tiles (Mapbox Vector Tile 2.1) of layers, one tile at a time or a whole pyramid as PMTiles."""

from clusterplan.publishing.tiles.archive import write_archive
from clusterplan.publishing.tiles.grid import MAX_ZOOM, Tile, tile_range
from clusterplan.publishing.tiles.layer import LABELS, TileLayer, layer_of_features
from clusterplan.publishing.tiles.plan import write_plan_tiles

__all__ = [
    "LABELS",
    "MAX_ZOOM",
    "Tile",
    "TileLayer",
    "layer_of_features",
    "tile_range",
    "write_archive",
    "write_plan_tiles",
]
