"""Tiles that were asked for stay in memory, compressed, within bounds; those not asked for longest go first."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import orjson

from clusterplan.publishing.tiles import Tile, TileLayer, layer_of_features
from clusterplan.publishing.tiles.archive import compressed
from clusterplan.web.features.collections import Collection
from clusterplan.web.kept import Kept

__all__ = ["TileStore"]

_OVERHEAD = 300
"""Bytes that a kept tile takes beside its own."""


class TileStore:
    """Tiles of immutable collections, each made once.

    One tile takes 1 to 5 ms of computing for 34 provinces and some 100 ms for all of 3,300 communes on one tile, so a
    pyramid is not made ahead.

    Parameters
    ----------
    most_bytes
        Bound of the kept tiles of one process.
    most_layers
        Collections whose shapes are kept ready for tiles to come.
    """

    def __init__(self, most_bytes: int = 64_000_000, most_layers: int = 16) -> None:
        self._tiles = Kept[tuple[str, str, Tile], bytes](most_bytes, lambda body: len(body) + _OVERHEAD)
        self._most_layers = most_layers
        self._layers: OrderedDict[tuple[str, str], TileLayer] = OrderedDict()
        self._making = Lock()

    @property
    def kept_bytes(self) -> int:
        """Bytes that the kept tiles take."""
        return self._tiles.bytes_kept

    def kept(self, source: Collection, tile: Tile) -> bytes | None:
        """Return a tile that was made before, if it is still kept.

        Parameters
        ----------
        source
            Collection.
        tile
            Which one.

        Returns
        -------
        bytes or None
            In gzip; empty bytes if nothing is drawn on it.
        """
        return self._tiles.get((source.id, source.digest, tile))

    def tile(self, source: Collection, tile: Tile) -> bytes:
        """Return a tile.

        Parameters
        ----------
        source
            Collection.
        tile
            Which one; it exists.

        Returns
        -------
        bytes
            In gzip; empty bytes if nothing is drawn on it.
        """
        body = self.kept(source, tile)
        if body is None:
            whole = self.layer(source).encoded(tile)
            body = self._tiles.put((source.id, source.digest, tile), compressed(whole) if whole else b"")
        return body

    def layer(self, source: Collection) -> TileLayer:
        """Return a collection ready to be drawn.

        Parameters
        ----------
        source
            Collection.

        Returns
        -------
        TileLayer
            Made when it is first asked for.
        """
        key = source.id, source.digest
        with self._making:
            layer = self._layers.pop(key, None) or _layer(source)
            self._layers[key] = layer
            while len(self._layers) > self._most_layers:
                self._layers.popitem(last=False)
            return layer


def _layer(source: Collection) -> TileLayer:
    return layer_of_features(source.id, [orjson.loads(feature) for feature in source.features])
