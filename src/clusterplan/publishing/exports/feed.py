"""A change feed: what an agency has to do to bring the old plan in its GIS up to the new one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd

from clusterplan.errors import Fault, UsageError
from clusterplan.geodata import feature_collection
from clusterplan.geodata.differences import RowChange, row_changes
from clusterplan.geodata.write import collection_text
from clusterplan.language import Text
from clusterplan.publishing.exports.dataset import Dataset, ExportLayer
from clusterplan.publishing.exports.write import refuse_to_replace
from clusterplan.publishing.table import write_rows
from clusterplan.publishing.texts import STATUS

__all__ = ["FEED_COLUMNS", "feed_rows", "layer_changes", "write_feed"]

SCHEMA = "clusterplan/change-feed/1"
"""Name and version of the feed's shape: members may be added, never changed or removed."""
FEED_COLUMNS = ("layer", "id", "change", "field", "before", "after", "moved_m", "changed_km2")
"""Columns of ``feed.csv``."""
_TOLD_ONCE = ("status_vi", "status_en", "sources", "licence", "label_lon", "label_lat")
"""Columns that say the same in every row, or follow from the outline; the feed's head has the former."""
_KEYS = {"clusters": "hub"}
"""What tells rows apart across plans where it is not the layer's key: numbers of clusters mean nothing there."""
_DECIMALS = 7


def layer_changes(old: Dataset, new: Dataset) -> dict[str, tuple[RowChange, ...]]:
    """Return what changed in each layer of two plans, by id.

    Parameters
    ----------
    old, new
        Datasets with the same layers.

    Returns
    -------
    dict of str to tuple of RowChange
        By layer; clusters by their hubs.

    Raises
    ------
    UsageError
        If the codes of the units are of different vintages.
    """
    if old.vintage != new.vintage:
        what = Text(vi=f"{old.vintage} và {new.vintage}.", en=f"{old.vintage} and {new.vintage}.")
        summary = Text(
            vi="Hai phương án dùng mã đơn vị của hai thời điểm.", en="The two plans use unit codes of two vintages."
        )
        raise UsageError(summary, [Fault("unit_vintage", what)])
    before = {layer.id: layer for layer in old.layers}
    return {
        layer.id: row_changes(before[layer.id].frame, layer.frame, [_key(layer)], _TOLD_ONCE) for layer in new.layers
    }


def feed_rows(changes: Mapping[str, tuple[RowChange, ...]]) -> Iterator[dict[str, Any]]:
    """Yield ``feed.csv``: a row for each value that changed, and one for each place that did.

    Parameters
    ----------
    changes
        As :func:`layer_changes` returned them.

    Yields
    ------
    dict
        With :data:`FEED_COLUMNS`; of a new or a removed row every value that is not missing.
    """
    for layer, rows in changes.items():
        for row in rows:
            start = {**dict.fromkeys(FEED_COLUMNS), "layer": layer, "id": row.id, "change": row.what}
            for field in row.fields:
                yield {**start, **field.model_dump()}
            if row.place is not None:
                yield {**start, "field": "geometry", **row.place.model_dump()}


def write_feed(
    old: Dataset,
    new: Dataset,
    changes: Mapping[str, tuple[RowChange, ...]],
    folder: Path,
    *,
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """Write ``feed.geojson`` and ``feed.csv``.

    Parameters
    ----------
    old, new
        The plan that the agency has, and the one that it is to have.
    changes
        What differs, as :func:`layer_changes` finds it.
    folder
        Folder to write to; made if it does not exist.
    overwrite
        Whether files of the same names may be replaced.

    Returns
    -------
    tuple of pathlib.Path
        The two files; the same bytes for the same plans.

    Raises
    ------
    UsageError
        If a file is there already.
    """
    paths = (folder / "feed.geojson", folder / "feed.csv")
    if not overwrite:
        refuse_to_replace(paths)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as temporary:
        features, table = (Path(temporary) / path.name for path in paths)
        features.write_text(_geojson(old, new, changes), encoding="utf-8", newline="\n")
        write_rows(list(feed_rows(changes)), table, FEED_COLUMNS)
        return features.replace(paths[0]), table.replace(paths[1])


def _geojson(old: Dataset, new: Dataset, changes: Mapping[str, tuple[RowChange, ...]]) -> str:
    head = {
        "schema": SCHEMA,
        "is_simulated": True,
        "status_vi": STATUS.vi,
        "status_en": STATUS.en,
        "before": {"title_vi": old.about.title.vi, "title_en": old.about.title.en, "sha256": old.digest},
        "after": {"title_vi": new.about.title.vi, "title_en": new.about.title.en, "sha256": new.digest},
        "unit_vintage": new.vintage,
        "source": new.about.source,
        "licence": new.about.licence,
    }
    return collection_text(_features(old, new, changes), head)


def _features(old: Dataset, new: Dataset, changes: Mapping[str, tuple[RowChange, ...]]) -> Iterator[dict[str, Any]]:
    """Yield each change with the new place of its row, or the old one of a removed row."""
    before = {layer.id: _shapes(layer) for layer in old.layers}
    after = {layer.id: _shapes(layer) for layer in new.layers}
    for layer, rows in changes.items():
        for row in rows:
            shape = (before if row.what == "removed" else after)[layer][row.id]
            yield {
                "type": "Feature",
                "id": f"{layer}/{row.id}",
                "properties": {
                    "layer": layer,
                    "id": row.id,
                    "change": row.what,
                    "fields": ";".join(field.field for field in row.fields),
                    "before": {field.field: field.before for field in row.fields},
                    "after": {field.field: field.after for field in row.fields},
                    "place": row.place and row.place.model_dump(),
                },
                "geometry": shape,
            }


def _shapes(layer: ExportLayer) -> dict[str, Any]:
    assert isinstance(layer.frame, gpd.GeoDataFrame), "a plan has layers alone"
    features = feature_collection(layer.frame, _key(layer), _DECIMALS)["features"]
    return {str(feature["id"]): feature["geometry"] for feature in features}


def _key(layer: ExportLayer) -> str:
    key = _KEYS.get(layer.id, layer.key)
    assert key is not None, "a layer has a key"
    return key
