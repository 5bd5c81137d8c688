"""Frames to files: RFC 7946 GeoJSON and GeoPackage, the same bytes for the same frame."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

__all__ = ["feature_collection", "write_geojson", "write_geopackage"]

PRECISION = 5
"""Decimals of a degree in GeoJSON: about one metre, the precision of the bundled layers."""

_TIMESTAMP = "2026-01-01T00:00:00.000Z"


def feature_collection(frame: gpd.GeoDataFrame, key: str | None = None, precision: int = PRECISION) -> dict[str, Any]:
    """Return a layer as an RFC 7946 feature collection of plain Python values.

    Parameters
    ----------
    frame
        A layer in longitude and latitude (degrees).
    key
        Column that gives each feature its ``id``; the first column if none is named.
    precision
        Decimals of a degree.

    Returns
    -------
    dict
        No ``crs`` member, exterior rings counter-clockwise, properties in the frame's order, missing values ``None``.

    Examples
    --------
    >>> points = gpd.GeoDataFrame({"code": ["01"]}, geometry=[shapely.Point(105.8542, 21.0285)], crs="OGC:CRS84")
    >>> feature_collection(points)["features"][0]["geometry"]
    {'type': 'Point', 'coordinates': [105.8542, 21.0285]}
    """
    names = [name for name in frame.columns if name != frame.geometry.name]
    identifier = key or names[0]
    shapes = shapely.orient_polygons(shapely.normalize(frame.geometry.to_numpy()), exterior_cw=False)
    features = [
        {
            "type": "Feature",
            "id": _plain(row[identifier]),
            "properties": {name: _plain(row[name]) for name in names},
            "geometry": _geometry(shape, precision),
        }
        for row, shape in zip(frame[names].to_dict("records"), shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def write_geojson(frame: gpd.GeoDataFrame, path: Path, key: str | None = None, precision: int = PRECISION) -> None:
    """Write a layer as RFC 7946 GeoJSON: UTF-8, one feature per line, the same bytes for the same frame.

    Parameters
    ----------
    frame
        A layer in longitude and latitude (degrees).
    path
        File to write; replaced if it exists.
    key
        Column that gives each feature its ``id``; the first column if none is named.
    precision
        Decimals of a degree.
    """
    text = collection_text(feature_collection(frame, key, precision)["features"])
    path.write_text(text, encoding="utf-8", newline="\n")


def collection_text(features: Iterable[Any], about: Mapping[str, Any] | None = None) -> str:
    """Return a feature collection as text, one feature a line.

    Parameters
    ----------
    features
        Features of plain Python values.
    about
        What the member ``clusterplan`` says of the whole; without it there is no such member.

    Returns
    -------
    str
        RFC 7946 with a line break at its end.

    Examples
    --------
    >>> print(collection_text([{"type": "Feature"}], {"source": "nguồn"}), end="")
    {"type":"FeatureCollection","clusterplan":{"source":"nguồn"},"features":[
    {"type":"Feature"}
    ]}
    """
    head = "" if about is None else f'"clusterplan":{_line(about)},'
    lines = ",\n".join(_line(feature) for feature in features)
    return f'{{"type":"FeatureCollection",{head}"features":[\n{lines}\n]}}\n'


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def write_geopackage(
    layers: Mapping[str, gpd.GeoDataFrame], path: Path, descriptions: Mapping[str, str] | None = None
) -> None:
    """Write layers as one GeoPackage of version 1.3: the same bytes for the same frames.

    Parameters
    ----------
    layers
        Layers by name, in the order of the file.
    path
        File to write; replaced if it exists.
    descriptions
        What the file says of each layer, by name, if anything.
    """
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, _fixed_clock():
        fresh = Path(folder) / path.name
        for name, frame in layers.items():
            pyogrio.write_dataframe(
                _flat(frame),
                fresh,
                layer=name,
                driver="GPKG",
                append=fresh.exists(),
                VERSION="1.3",
                SPATIAL_INDEX="NO",
                **({"DESCRIPTION": descriptions[name]} if descriptions else {}),
            )
        fresh.replace(path)


@contextmanager
def _fixed_clock() -> Iterator[None]:
    """GDAL stamps every layer with the time of writing unless it is told the time."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _TIMESTAMP})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _flat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Name longitude-first WGS 84 as GIS programs know it in a GeoPackage, EPSG:4326."""
    return frame.set_crs("EPSG:4326", allow_override=True) if frame.crs is None or frame.crs == "OGC:CRS84" else frame


def _geometry(shape: Any, precision: int) -> dict[str, Any] | None:
    if shape is None:
        return None
    mapping = shapely.geometry.mapping(shape)
    return {"type": mapping["type"], "coordinates": _rounded(mapping["coordinates"], precision)}


def _rounded(coordinates: Any, precision: int) -> Any:
    if isinstance(coordinates, float | int):
        return round(float(coordinates), precision)
    return [_rounded(part, precision) for part in coordinates]


def _plain(value: Any) -> Any:
    if value is pd.NA or value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.item() if hasattr(value, "item") else value
