"""One collection: features as ready bytes of GeoJSON, typed columns to filter, and a tree of shapes to search."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import shapely

from clusterplan.geodata import feature_collection
from clusterplan.geodata.crs import CRS84, ReferenceSystem
from clusterplan.geodata.register import ColumnType
from clusterplan.publishing.fields import Field, Provenance

__all__ = ["Box", "Collection", "Field", "Provenance", "make_collection"]

type Box = tuple[float, float, float, float]

_DTYPES: Mapping[ColumnType, str] = {
    "text": "string",
    "integer": "Int64",
    "number": "Float64",
    "flag": "boolean",
    "date": "string",  # as YYYY-MM-DD, whose order is that of time
}


@dataclass(frozen=True, eq=False, repr=False)
class Collection:
    """One layer, ready to be sent. It never changes: another content is another collection with another digest."""

    id: str
    """Id in the address."""
    about: Provenance
    """Title, description, source and licence."""
    key: str
    """Field that is the id of a feature."""
    fields: tuple[Field, ...]
    """Properties in their order."""
    frame: gpd.GeoDataFrame
    """Rows sorted by id, in pandas' types with missing values, longitude first."""
    features: tuple[bytes, ...]
    """Features as GeoJSON, in the order of the rows."""
    position: Mapping[str, int]
    """Row of each feature id."""
    tree: shapely.STRtree
    """Shapes in the order of the rows."""
    extent: Box
    """West, south, east, north in degrees."""
    digest: str
    """SHA-256 of everything above that is sent."""
    published_at: datetime | None = None
    """When the plan behind it was published; none for a layer."""
    is_open: bool = True
    """Whether those may read it who have no role, where public reading is on."""
    is_alias: bool = False
    """Whether the same id may show another content later."""
    _in_other_systems: dict[str, tuple[bytes, ...]] = field(default_factory=dict, repr=False)

    def __repr__(self) -> str:
        return f"Collection({self.id!r})"  # a log line of a fault must not hold a whole layer

    @property
    def shapes(self) -> np.ndarray:
        """Shapes in longitude and latitude, in the order of the rows."""
        shapes: np.ndarray = self.frame.geometry.to_numpy()
        return shapes

    @property
    def never_changes(self) -> bool:
        """Whether its id will never show another content: that of a published plan, and no alias of it."""
        return self.published_at is not None and not self.is_alias

    @property
    def geometry_type(self) -> str:
        """Type of every geometry; ``Geometry`` if they differ."""
        types = sorted(set(self.frame.geometry.geom_type))
        return types[0] if len(types) == 1 else "Geometry"

    def field_named(self, name: str) -> Field | None:
        """Return a field by name, if there is one."""
        return next((found for found in self.fields if found.name == name), None)

    def touching(self, shape: Any) -> np.ndarray:
        """Return the rows whose features touch a shape.

        Parameters
        ----------
        shape
            A shapely geometry in longitude and latitude.

        Returns
        -------
        numpy.ndarray of int
            Ascending.
        """
        return np.sort(self.tree.query(shape, predicate="intersects"))

    def features_in(self, system: ReferenceSystem) -> tuple[bytes, ...]:
        """Return every feature with the coordinates of a reference system, made when they are first asked for.

        Parameters
        ----------
        system
            One of :data:`clusterplan.geodata.crs.REFERENCE_SYSTEMS`.

        Returns
        -------
        tuple of bytes
            GeoJSON, in the order of the rows.
        """
        if system is CRS84:
            return self.features
        if system.uri not in self._in_other_systems:
            moved = self.frame.geometry.set_axis(self.frame.index)
            shapes = gpd.GeoSeries(system.from_crs84(moved.to_numpy()), index=moved.index)
            frame = gpd.GeoDataFrame(self.frame.drop(columns=moved.name), geometry=shapes)
            self._in_other_systems[system.uri] = _serialised(frame, self.key, system.decimals)
        return self._in_other_systems[system.uri]


def make_collection(
    name: str, about: Provenance, frame: gpd.GeoDataFrame, key: str, fields: Sequence[Field], **more: Any
) -> Collection:
    """Make a collection of a frame.

    Parameters
    ----------
    name
        Id in the address.
    about
        Title, description, source and licence.
    frame
        Rows in longitude and latitude, with a column for each field.
    key
        Column of unique text ids.
    fields
        What the columns are.
    **more
        When it was published, and who may read it.

    Returns
    -------
    Collection
        Rows sorted by id.
    """
    types: dict[str, Any] = {found.name: _DTYPES[found.type] for found in fields}
    shapes = frame.geometry.name
    typed = _as_written(frame[[*types, shapes]].astype(types).sort_values(key).reset_index(drop=True))
    features = _serialised(typed, key, CRS84.decimals)
    digest = hashlib.sha256("\n".join((name, *about.title, *about.description, about.source, about.licence)).encode())
    for feature in features:
        digest.update(feature)
    return Collection(
        id=name,
        about=about,
        key=key,
        fields=tuple(fields),
        frame=typed,
        features=features,
        position={str(found): place for place, found in enumerate(typed[key])},
        tree=shapely.STRtree(typed.geometry.to_numpy()),
        extent=_extent(typed),
        digest=digest.hexdigest(),
        **more,
    )


def _as_written(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame with shapes as clients get them, so that filters agree with what is sent.

    Points are rounded; single polygons among multiple ones become multiple, for a GIS wants one type for a layer.
    """
    kinds = set(frame.geometry.geom_type)
    if kinds == {"Point"}:
        points = shapely.transform(frame.geometry.to_numpy(), lambda found: np.round(found, CRS84.decimals))
        return frame.set_geometry(gpd.GeoSeries(points, index=frame.index, crs=frame.crs))
    if kinds != {"Polygon", "MultiPolygon"}:
        return frame
    several = [shapely.multipolygons([shape]) if shape.geom_type == "Polygon" else shape for shape in frame.geometry]
    return frame.set_geometry(gpd.GeoSeries(several, index=frame.index, crs=frame.crs))


def _serialised(frame: gpd.GeoDataFrame, key: str, decimals: int) -> tuple[bytes, ...]:
    features = feature_collection(frame, key, decimals)["features"]
    for feature in features:
        _add_label_point(feature["properties"])
    return tuple(orjson.dumps(feature) for feature in features)


def _add_label_point(properties: dict[str, Any]) -> None:
    """Add the place of a label as one position beside its two flat columns."""
    if properties.get("label_lon") is not None and properties.get("label_lat") is not None:
        properties["label_point"] = [properties["label_lon"], properties["label_lat"]]


def _extent(frame: gpd.GeoDataFrame) -> Box:
    """Return the bounds, rounded away from the features, so that a box of the extent finds them all."""
    steps = np.round(frame.total_bounds * 10**CRS84.decimals, 6)
    whole = np.concatenate([np.floor(steps[:2]), np.ceil(steps[2:])])
    west, south, east, north = (round(float(step) / 10**CRS84.decimals, CRS84.decimals) for step in whole)
    return west, south, east, north
