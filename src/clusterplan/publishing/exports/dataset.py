"""What an export is made of: layers and tables with the meaning of their columns, and where all of it comes from."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from clusterplan.geodata.crs import CRS84, ReferenceSystem
from clusterplan.geodata.register import ColumnType
from clusterplan.geodata.vn2000 import into_system
from clusterplan.language import Text
from clusterplan.publishing.fields import Field, Provenance

__all__ = ["Dataset", "ExportLayer", "in_system", "typed"]

DTYPES: dict[ColumnType, str] = {
    "text": "string",
    "integer": "Int64",
    "number": "Float64",
    "flag": "boolean",
    "date": "string",
}
"""How the values of a column are held, each with its own kind of missing value."""


@dataclass(frozen=True, eq=False)
class ExportLayer:
    """One layer or table, as it is to be written. Restricted places are already generalised."""

    id: str
    """Name of its file, or of its layer or sheet within a file."""
    about: Provenance
    """Title, description, source and licence."""
    key: str | None
    """Column of unique ids; a table may have none."""
    fields: tuple[Field, ...]
    """Columns in their order."""
    frame: pd.DataFrame
    """Rows; a :class:`geopandas.GeoDataFrame` if it has places."""

    @property
    def has_places(self) -> bool:
        """Whether it is a layer and no table."""
        return isinstance(self.frame, gpd.GeoDataFrame)


@dataclass(frozen=True, eq=False)
class Dataset:
    """What is exported together."""

    id: str
    """Name of the files that hold all of it."""
    layers: tuple[ExportLayer, ...]
    """At least one."""
    about: Provenance
    """Title, description, source and licence of the whole."""
    vintage: str
    """Date, year or years for which the content holds."""
    made: str
    """Date as ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` on which it was made."""
    digest: str
    """SHA-256 that tells exactly which data or plan this is."""
    lineage: Text
    """How it came about, in one or a few sentences."""
    system: ReferenceSystem = CRS84
    """Reference system of the coordinates."""


def typed(frame: pd.DataFrame, fields: tuple[Field, ...], key: str | None) -> pd.DataFrame:
    """Return a frame whose columns have the types of their fields, sorted by its key.

    Parameters
    ----------
    frame
        Layer or table.
    fields
        Its columns.
    key
        Column to sort by; without one rows keep their order.

    Returns
    -------
    pandas.DataFrame
        A :class:`geopandas.GeoDataFrame` if it has places. Polygons and multiple polygons among each other all become
        multiple: a GIS wants one type in a layer.
    """
    names = [field.name for field in fields]
    with_places = [*names, frame.geometry.name] if isinstance(frame, gpd.GeoDataFrame) else names
    chosen = frame[with_places].astype({field.name: DTYPES[field.type] for field in fields})
    ordered = chosen if key is None else chosen.sort_values(key)
    return _of_one_type(ordered.reset_index(drop=True))


def in_system(frame: gpd.GeoDataFrame, system: ReferenceSystem) -> gpd.GeoDataFrame:
    """Return a layer in another reference system, easting or longitude first.

    Parameters
    ----------
    frame
        Layer in longitude and latitude on WGS 84.
    system
        Reference system wanted; VN-2000 is reached by the one operation EPSG:6960.

    Returns
    -------
    geopandas.GeoDataFrame
        Named ``EPSG:4326`` if it is in longitude and latitude, as GIS programs know it.
    """
    moved = into_system(frame, system)
    return moved.set_crs("EPSG:4326", allow_override=True) if system is CRS84 else moved


def _of_one_type(frame: pd.DataFrame) -> pd.DataFrame:
    if not isinstance(frame, gpd.GeoDataFrame) or set(frame.geometry.geom_type) != {"Polygon", "MultiPolygon"}:
        return frame
    several = [shapely.multipolygons([shape]) if shape.geom_type == "Polygon" else shape for shape in frame.geometry]
    alike: pd.DataFrame = frame.set_geometry(gpd.GeoSeries(several, index=frame.index, crs=frame.crs))
    return alike
