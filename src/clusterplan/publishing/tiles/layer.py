"""One layer of data that is drawn tile by tile, its labels with it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from clusterplan.publishing.tiles.attributes import Attributes
from clusterplan.publishing.tiles.encode import drawn_points, drawn_polygons
from clusterplan.publishing.tiles.grid import EXTENT, PIXEL, Tile
from clusterplan.publishing.tiles.shapes import Shapes

__all__ = ["LABELS", "TileLayer", "layer_of_features"]

LABELS = "-labels"
"""Ending of the layer that has one point for each polygon, where its name is written."""
MIN_ZOOM = "min_zoom"
"""Property of a polygon: the zoom from which on it is large enough to be told apart, so that an outline serves it."""
_TOLD_APART = 5 * PIXEL
"""Units of the side of a square that is as large as the least polygon with an outline."""
_OF_LABELS = ("code", "name", "name_vi", "name_en")
_POINTS, _POLYGONS = 1, 3


class TileLayer:
    """Features that are drawn on vector tiles.

    Polygons come with a second layer of points for their names, ``NAME-labels``: the properties ``label_lon`` and
    ``label_lat`` if they have them, else the middle of the widest place of the largest part. Of many names, each is
    there from the zoom on at which no larger polygon needs its room. A small polygon says in ``min_zoom`` from which
    zoom on it is told apart; before that, its outline would hide it.

    Parameters
    ----------
    name
        Name of the layer in the tiles.
    ids
        Ids of the features, each once.
    shapes
        Polygons or points in degrees, longitude first; ``None`` is not drawn.
    properties
        What is known of each.
    sizes
        Of points that are drawn only where they have room: what :class:`Shapes` takes.

    Raises
    ------
    ValueError
        If there are both polygons and points, or anything else.
    """

    def __init__(
        self,
        name: str,
        ids: Sequence[str],
        shapes: Sequence[Any],
        properties: Sequence[Mapping[str, Any]],
        sizes: Sequence[float] | None = None,
    ) -> None:
        self.name = name
        self._shapes = Shapes(shapes, sizes)
        self.labels: TileLayer | None = None
        if self._shapes.are_polygons:
            areas = self._shapes.largest_parts(len(ids))
            told = [{key: known[key] for key in _OF_LABELS if key in known} for known in properties]
            self.labels = TileLayer(name + LABELS, ids, _label_points(shapes, properties), told, areas)
            properties = [_with_zoom(known, area) for known, area in zip(properties, areas, strict=True)]
        self.fields = _fields(properties)
        self._attributes = Attributes(ids, properties)

    @property
    def dimension(self) -> int:
        """Dimension of the shapes: 0 for points, 2 for polygons."""
        return 2 if self._shapes.are_polygons else 0

    @property
    def parts(self) -> tuple[TileLayer, ...]:
        """The layers that a tile has: this one, and its labels."""
        return (self,) if self.labels is None else (self, self.labels)

    def encoded(self, tile: Tile) -> bytes:
        """Return a tile in the form of Mapbox Vector Tile 2.1, not compressed.

        Parameters
        ----------
        tile
            Which one.

        Returns
        -------
        bytes
            Empty if nothing is drawn on it.
        """
        parts = self._shapes.at(tile.zoom)
        if self._shapes.are_polygons:
            own = self._attributes.layer(self.name, _POLYGONS, drawn_polygons(parts, tile))
        else:
            own = self._attributes.layer(self.name, _POINTS, drawn_points(parts, tile))
        return own if self.labels is None else own + self.labels.encoded(tile)

    def touching(self, tile: Tile) -> bool:
        """Tell whether anything is drawn on a tile or just beyond it."""
        return self._shapes.touching(tile) or (self.labels is not None and self.labels.touching(tile))

    def is_uniform(self, tile: Tile) -> bool:
        """Tell whether every tile inside of a tile looks like it: only polygons that cover it are drawn."""
        return not (self.labels and self.labels.touching(tile)) and self._shapes.is_uniform(tile)


def layer_of_features(name: str, features: Sequence[Mapping[str, Any]]) -> TileLayer:
    """Make a layer of GeoJSON features.

    Parameters
    ----------
    name
        Name of the layer in the tiles.
    features
        Features with ids, as :func:`clusterplan.geodata.feature_collection` makes them.

    Returns
    -------
    TileLayer
        Ready to be drawn.
    """
    return TileLayer(
        name,
        [str(feature["id"]) for feature in features],
        [None if feature["geometry"] is None else shape(feature["geometry"]) for feature in features],
        [feature["properties"] for feature in features],
    )


def _label_points(shapes: Sequence[Any], properties: Sequence[Mapping[str, Any]]) -> list[Any]:
    return [_label_point(drawn, known) for drawn, known in zip(shapes, properties, strict=True)]


def _label_point(drawn: Any, known: Mapping[str, Any]) -> Any:
    if drawn is None:
        return None
    if known.get("label_lon") is not None and known.get("label_lat") is not None:
        return shapely.Point(known["label_lon"], known["label_lat"])
    parts = shapely.get_parts(drawn)
    largest = parts[np.argmax(shapely.area(parts))]
    return shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=0.05 * np.sqrt(largest.area)), 0)


def _with_zoom(known: Mapping[str, Any], area: float) -> Mapping[str, Any]:
    """Add the first zoom at which an area, of a world that measures 1, is large enough to be told apart."""
    if not area:
        return known
    zoom = math.ceil(math.log2(_TOLD_APART / (EXTENT * math.sqrt(area))))
    return {**known, MIN_ZOOM: zoom} if zoom > 0 else known


def _fields(properties: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the kind of each property as TileJSON calls it."""
    kinds: dict[str, set[str]] = {"id": {"String"}}
    for known in properties:
        for name, value in known.items():
            if value is not None:
                kinds.setdefault(name, set()).add(_kind(value))
    return {name: found.pop() if len(found) == 1 else "String" for name, found in kinds.items()}


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "Boolean"
    return "Number" if isinstance(value, int | float) else "String"
