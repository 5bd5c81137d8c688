"""A whole pyramid of tiles in one file, PMTiles 3: a map that needs no server, only one file on a web space."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from clusterplan.publishing.tiles.grid import Tile
from clusterplan.publishing.tiles.layer import TileLayer

__all__ = ["compressed", "described_layers", "write_archive"]


def write_archive(
    layers: Sequence[TileLayer],
    path: Path,
    extent: tuple[float, float, float, float],
    about: Mapping[str, Any],
    *,
    deepest: int,
    on_tile: Callable[[Tile], None] = lambda _tile: None,
) -> int:
    """Write layers as one PMTiles archive: the same bytes for the same layers.

    Parameters
    ----------
    layers
        What the tiles hold.
    path
        File to write. It is replaced when all is done; if that is interrupted, an older one stays as it was.
    extent
        West, south, east, north in degrees.
    about
        ``name``, ``description``, ``attribution`` and the like.
    deepest
        Deepest zoom.
    on_tile
        Told each tile that was made.

    Returns
    -------
    int
        Number of tiles.
    """
    tiles = {zxy_to_tileid(at.zoom, at.column, at.row): body for at, body in _pyramid(layers, deepest, on_tile)}
    west, south, east, north = extent
    header = {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": round(west * 1e7),
        "min_lat_e7": round(south * 1e7),
        "max_lon_e7": round(east * 1e7),
        "max_lat_e7": round(north * 1e7),
        "center_zoom": min(5, deepest),
        "center_lon_e7": round((west + east) / 2 * 1e7),
        "center_lat_e7": round((south + north) / 2 * 1e7),
    }
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        fresh = Path(folder) / path.name
        with fresh.open("wb") as file:
            writer: Any = Writer(file)  # type: ignore[no-untyped-call]
            for number in sorted(tiles):
                writer.write_tile(number, tiles[number])
            writer.finalize(header, {**about, "vector_layers": described_layers(layers, deepest)})
        fresh.replace(path)
    return len(tiles)


def described_layers(layers: Sequence[TileLayer], deepest: int) -> list[dict[str, Any]]:
    """Return the member ``vector_layers`` of TileJSON 3.

    Parameters
    ----------
    layers
        What the tiles hold.
    deepest
        Deepest zoom.

    Returns
    -------
    list of dict
        Id, zooms, and the kind of each property.
    """
    return [
        {"id": part.name, "minzoom": 0, "maxzoom": deepest, "fields": part.fields}
        for layer in layers
        for part in layer.parts
    ]


def compressed(body: bytes) -> bytes:
    """Return a tile in gzip, the same bytes every time."""
    return gzip.compress(body, compresslevel=6, mtime=0)


def _pyramid(
    layers: Sequence[TileLayer], deepest: int, on_tile: Callable[[Tile], None]
) -> Iterator[tuple[Tile, bytes]]:
    """Make every tile that is not empty; those inside a uniform one are not made again."""
    waiting = [Tile(0, 0, 0)]
    while waiting:
        tile = waiting.pop()
        here = [layer for layer in layers if layer.touching(tile)]
        if not here:
            continue
        body = b"".join(layer.encoded(tile) for layer in here)
        on_tile(tile)
        if body and all(layer.is_uniform(tile) for layer in here):
            small = compressed(body)
            yield from ((inside, small) for inside in _inside(tile, deepest))
            continue
        if body:
            yield tile, compressed(body)
        if tile.zoom < deepest:
            waiting.extend(tile.children)


def _inside(tile: Tile, deepest: int) -> Iterator[Tile]:
    yield tile
    if tile.zoom < deepest:
        for child in tile.children:
            yield from _inside(child, deepest)
