"""OGC API Tiles: every collection as vector tiles that are made when first asked for and then kept, compressed."""

from clusterplan.web.tiles.routes import CONFORMANCE, add_tiles

__all__ = ["CONFORMANCE", "add_tiles"]
