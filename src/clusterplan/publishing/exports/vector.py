"""Layers of a dataset for GIS programs: GeoJSON, GeoPackage, FlatGeobuf, GeoParquet, Shapefile and KML.

GDAL stamps files with the time of writing; here it is told a fixed one, so that the same data are the same bytes.
"""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio

from clusterplan.geodata import feature_collection, write_geopackage
from clusterplan.geodata.write import collection_text
from clusterplan.publishing.exports.dataset import Dataset, ExportLayer, in_system
from clusterplan.publishing.exports.short_names import short_names
from clusterplan.publishing.fields import Field

__all__ = [
    "DBF_BYTES",
    "description_of",
    "write_flatgeobuf",
    "write_geojson",
    "write_geoparquet",
    "write_gpkg",
    "write_kml",
    "write_shapefile",
]

DBF_BYTES = 254
"""Bytes that a text of a Shapefile can hold; a longer one is cut there, between two letters."""
_DECIMALS = 7
"""Decimals of a degree in GeoJSON: about one centimetre."""
_DBF_DATE = "2026-01-01"
_ZIP_DATE = (2026, 1, 1, 0, 0, 0)


def description_of(dataset: Dataset, layer: ExportLayer) -> str:
    """Return what a file says of a layer in one text: title, description, source, licence, vintage and digest.

    Parameters
    ----------
    dataset
        The dataset.
    layer
        One of its layers.

    Returns
    -------
    str
        In Vietnamese and English.
    """
    about = layer.about
    return "\n".join(
        (
            about.title.both,
            about.description.both,
            f"Nguồn / Source: {about.source}",
            f"Giấy phép / Licence: {about.licence}",
            f"Thời điểm / Vintage: {dataset.vintage}",
            f"SHA-256: {dataset.digest}",
        )
    )


def write_geojson(dataset: Dataset, layer: ExportLayer, path: Path) -> None:
    """Write a layer as RFC 7946 GeoJSON, one feature a line, with where it comes from in the member ``clusterplan``.

    Parameters
    ----------
    dataset
        The dataset.
    layer
        One of its layers.
    path
        File to write.
    """
    about = layer.about
    head = {
        "title_vi": about.title.vi,
        "title_en": about.title.en,
        "description_vi": about.description.vi,
        "description_en": about.description.en,
        "source": about.source,
        "licence": about.licence,
        "vintage": dataset.vintage,
        "sha256": dataset.digest,
    }
    features = feature_collection(_with_places(layer), layer.key, _DECIMALS)["features"]
    path.write_text(collection_text(features, head), encoding="utf-8", newline="\n")


def write_gpkg(dataset: Dataset, path: Path) -> None:
    """Write a dataset as GeoPackage 1.3, each layer with its description.

    Parameters
    ----------
    dataset
        The dataset; tables without places are among it.
    path
        File to write.
    """
    frames = {layer.id: in_system(_with_places(layer), dataset.system) for layer in dataset.layers}
    descriptions = {layer.id: description_of(dataset, layer) for layer in dataset.layers}
    write_geopackage(frames, path, descriptions)


def write_flatgeobuf(dataset: Dataset, layer: ExportLayer, path: Path) -> None:
    """Write a layer as FlatGeobuf with its title and description.

    Parameters
    ----------
    dataset
        The dataset.
    layer
        One of its layers.
    path
        File to write.
    """
    pyogrio.write_dataframe(
        in_system(_with_places(layer), dataset.system),
        path,
        driver="FlatGeobuf",
        layer=layer.id,
        TITLE=layer.about.title.both,
        DESCRIPTION=description_of(dataset, layer),
    )


def write_geoparquet(dataset: Dataset, layer: ExportLayer, path: Path) -> None:
    """Write a layer as GeoParquet 1.1 with its description under the key ``clusterplan``.

    Parameters
    ----------
    dataset
        The dataset.
    layer
        One of its layers.
    path
        File to write.
    """
    import pyarrow.parquet as pq  # loaded when something is written

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        bare = Path(folder) / path.name
        in_system(_with_places(layer), dataset.system).to_parquet(bare, index=False, schema_version="1.1.0")
        table = pq.read_table(bare)
    known = table.schema.metadata or {}
    described = {**known, b"clusterplan": description_of(dataset, layer).encode()}
    pq.write_table(table.replace_schema_metadata(described), path)


def write_shapefile(dataset: Dataset, layer: ExportLayer, path: Path) -> None:
    """Write a layer as a zipped Shapefile in UTF-8, with the table of its short names.

    Parameters
    ----------
    dataset
        The dataset.
    layer
        One of its layers.
    path
        File to write: ``NAME.shp.zip``.
    """
    names = short_names(field.name for field in layer.fields)
    frame = _for_dbf(in_system(_with_places(layer), dataset.system), layer.fields).rename(columns=names)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        pyogrio.write_dataframe(
            frame,
            Path(folder) / f"{layer.id}.shp",
            driver="ESRI Shapefile",
            encoding="UTF-8",
            DBF_DATE_LAST_UPDATE=_DBF_DATE,
            RESIZE="YES",
        )
        _zip(sorted(Path(folder).iterdir()), path)


def write_kml(layer: ExportLayer, path: Path) -> None:
    """Write a layer as KML, to be looked at and not to be read back.

    Parameters
    ----------
    layer
        The layer.
    path
        File to write.
    """
    frame = _as_plain_text(_with_places(layer))
    naming = _naming(layer.fields, layer.key)
    named = frame if naming == "name" else frame.assign(Name=frame[naming])  # the driver labels by this column
    pyogrio.write_dataframe(named, path, driver="KML", layer=layer.id)


def _with_places(layer: ExportLayer) -> gpd.GeoDataFrame:
    frame = layer.frame
    assert isinstance(frame, gpd.GeoDataFrame), "only layers come here"
    return frame


def _for_dbf(frame: gpd.GeoDataFrame, fields: tuple[Field, ...]) -> gpd.GeoDataFrame:
    """Return a frame with texts cut to what a DBF holds, and flags as ``yes`` and ``no``: DBF has no missing flag."""
    changed: dict[str, Any] = {}
    for field in fields:
        if field.type in ("text", "date"):
            changed[field.name] = frame[field.name].map(_cut, na_action="ignore")
        elif field.type == "flag":
            changed[field.name] = frame[field.name].map({True: "yes", False: "no"}).astype("string")
    return frame.assign(**changed)


def _cut(text: str) -> str:
    return text.encode()[:DBF_BYTES].decode(errors="ignore")


def _naming(fields: tuple[Field, ...], key: str | None) -> str:
    names = [field.name for field in fields]
    return next((name for name in ("name_vi", "name", key) if name in names), names[0])


def _as_plain_text(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame whose flags are texts: KML knows no missing flag."""
    flags = frame.select_dtypes("boolean").columns
    return frame.assign(**{name: frame[name].map({True: "yes", False: "no"}).astype("string") for name in flags})


def _zip(paths: list[Path], target: Path) -> None:
    """Pack files under a fixed date."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in paths:
            entry = zipfile.ZipInfo(path.name, _ZIP_DATE)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
