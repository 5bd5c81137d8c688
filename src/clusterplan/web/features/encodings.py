"""Rows of a collection as bytes: GeoJSON, CSV and FlatGeobuf."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pyogrio
import shapely

from clusterplan.geodata.crs import ReferenceSystem
from clusterplan.publishing.table import spreadsheet_cell
from clusterplan.web.features.collections import Collection

__all__ = ["as_csv", "as_flatgeobuf", "as_geojson", "as_one_geojson"]


def as_geojson(collection: Collection, rows: np.ndarray, system: ReferenceSystem, head: dict[str, Any]) -> bytes:
    """Return rows as a feature collection; features are joined as they lie ready.

    Parameters
    ----------
    collection
        Whose rows.
    rows
        Rows in their order.
    system
        Reference system of the coordinates.
    head
        Members before ``features``.

    Returns
    -------
    bytes
        GeoJSON.
    """
    features = collection.features_in(system)
    joined = b",".join([features[row] for row in rows.tolist()])
    return orjson.dumps(head)[:-1] + b',"features":[' + joined + b"]}"


def as_one_geojson(collection: Collection, row: int, system: ReferenceSystem, more: dict[str, Any]) -> bytes:
    """Return one row as a feature with more members at its end."""
    return collection.features_in(system)[row][:-1] + b"," + orjson.dumps(more)[1:]


def as_csv(collection: Collection, rows: np.ndarray, system: ReferenceSystem) -> bytes:
    """Return rows as a table: UTF-8 with a byte order mark, cells that a spreadsheet never runs.

    Points have two more columns, ``longitude`` and ``latitude`` or ``easting`` and ``northing``; of other shapes,
    ``label_lon`` and ``label_lat`` are there if the collection has them: a spreadsheet has no use for an outline.

    Parameters
    ----------
    collection
        Whose rows.
    rows
        Rows in their order.
    system
        Reference system of the two columns.

    Returns
    -------
    bytes
        CSV.
    """
    names = [field.name for field in collection.fields]
    columns = [_plain(collection.frame[name].iloc[rows]) for name in names]
    if collection.geometry_type == "Point":
        points = system.from_crs84(collection.shapes[rows], own_order=False)
        names += ["longitude", "latitude"] if system.in_degrees else ["easting", "northing"]
        columns += [np.round(part(points), system.decimals).tolist() for part in (shapely.get_x, shapely.get_y)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([spreadsheet_cell(value) for value in row] for row in zip(*columns, strict=True))
    return text.getvalue().encode("utf-8-sig")


def _plain(column: pd.Series) -> Sequence[Any]:
    return [None if pd.isna(value) else value for value in column.tolist()]


def as_flatgeobuf(collection: Collection, rows: np.ndarray, system: ReferenceSystem) -> bytes:
    """Return rows as FlatGeobuf, easting or longitude first as in every file, with the name of the reference system.

    Parameters
    ----------
    collection
        Whose rows.
    rows
        Rows in their order.
    system
        Reference system of the coordinates.

    Returns
    -------
    bytes
        FlatGeobuf.
    """
    chosen = collection.frame.iloc[rows]
    shapes = system.from_crs84(chosen.geometry.to_numpy(), own_order=False)
    authority = system.authority if system.authority != "OGC:CRS84" else "EPSG:4326"
    frame = gpd.GeoDataFrame(
        {field.name: chosen[field.name] for field in collection.fields}, geometry=list(shapes), crs=authority
    )
    buffer = io.BytesIO()
    kind = collection.geometry_type
    pyogrio.write_dataframe(
        frame, buffer, driver="FlatGeobuf", layer=collection.id, geometry_type=kind if kind != "Geometry" else None
    )
    return buffer.getvalue()
