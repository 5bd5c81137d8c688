"""Tiles that were asked for stay in memory, compressed, within bounds; those not asked for longest go first."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from clusterplan.publishing.tiles import Tile, TileLayer
from clusterplan.publishing.tiles.archive import compressed
from clusterplan.web.tiles.sources import Source

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
        self._most_bytes, self._most_layers = most_bytes, most_layers
        self._bytes = 0
        self._tiles: OrderedDict[tuple[str, str, Tile], bytes] = OrderedDict()
        self._layers: OrderedDict[tuple[str, str], TileLayer] = OrderedDict()
        self._lock, self._making = Lock(), Lock()

    @property
    def kept_bytes(self) -> int:
        """Bytes that the kept tiles take."""
        return self._bytes

    def kept(self, source: Source, tile: Tile) -> bytes | None:
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
        key = source.id, source.digest, tile
        with self._lock:
            if key in self._tiles:
                self._tiles.move_to_end(key)
                return self._tiles[key]
        return None

    def tile(self, source: Source, tile: Tile) -> bytes:
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
            body = compressed(whole) if whole else b""
            self._keep((source.id, source.digest, tile), body)
        return body

    def layer(self, source: Source) -> TileLayer:
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
            layer = self._layers.pop(key, None) or source.layer()
            self._layers[key] = layer
            while len(self._layers) > self._most_layers:
                self._layers.popitem(last=False)
            return layer

    def _keep(self, key: tuple[str, str, Tile], body: bytes) -> None:
        with self._lock:
            if key not in self._tiles:
                self._tiles[key] = body
                self._bytes += len(body) + _OVERHEAD
            while self._bytes > self._most_bytes:
                _, gone = self._tiles.popitem(last=False)
                self._bytes -= len(gone) + _OVERHEAD
