"""The formats that an export can have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True)
class Format:
    """One format of exported files."""

    name: str
    """Name on the command line."""
    title: str
    """Name for people."""
    version: str
    """Version that is written."""
    suffix: str
    """How its files end."""
    holds_all: bool = False
    """Whether one file holds all layers of a dataset; else each layer is a file."""
    takes_tables: bool = False
    """Whether it takes tables that have no places."""
    takes_systems: bool = True
    """Whether it can be in another reference system than longitude and latitude on WGS 84."""


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        found.name: found
        for found in (
            Format("geojson", "GeoJSON", "RFC 7946", ".geojson", takes_systems=False),
            Format("geopackage", "GeoPackage", "1.3", ".gpkg", holds_all=True),
            Format("flatgeobuf", "FlatGeobuf", "3.0", ".fgb"),
            Format("geoparquet", "GeoParquet", "1.1.0", ".parquet"),
            Format("shapefile", "ESRI Shapefile", "1998", ".shp.zip"),
            Format("csv", "CSV", "RFC 4180", ".csv", takes_tables=True),
            Format("xlsx", "Office Open XML", "ISO/IEC 29500", ".xlsx", holds_all=True, takes_tables=True),
            Format("kml", "KML", "2.2", ".kml", takes_systems=False),
        )
    }
)
"""By name, in the order in which they are told."""
