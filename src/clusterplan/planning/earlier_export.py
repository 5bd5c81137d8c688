"""A plan as an agency has it: the GeoPackage that an export once wrote, read back as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from clusterplan.errors import DataError, Fault
from clusterplan.geodata import CRS
from clusterplan.geodata.read import is_geopackage
from clusterplan.language import Text
from clusterplan.optimisation.solution import Progress
from clusterplan.planning.exports import plan_dataset_of
from clusterplan.planning.facts import Facts
from clusterplan.publishing.exports import Dataset, ExportLayer, typed
from clusterplan.publishing.fields import Provenance
from clusterplan.publishing.plan_fields import plan_fields
from clusterplan.publishing.plan_layers import PLAN_LAYERS
from clusterplan.publishing.texts import STATUS
from clusterplan.resources import sha256_of_file

__all__ = ["plan_or_export"]


def plan_or_export(
    target: str, *, facts: Facts | None = None, on_progress: Callable[[Progress], None] | None = None
) -> Dataset:
    """Return a plan's layers: as an earlier export has them, or of a folder or scenario.

    Parameters
    ----------
    target
        ``NAME.gpkg`` that ``clusterplan export`` wrote, folder of a solve, or scenario.
    facts
        The data; today's if none are given.
    on_progress
        Told about a solve.

    Returns
    -------
    Dataset
        With the layers of a plan.

    Raises
    ------
    DataError
        If the file is no export of a plan in longitude and latitude.
    """
    path = Path(target)
    return _read(path) if path.suffix == ".gpkg" else plan_dataset_of(target, facts=facts, on_progress=on_progress)


def _read(path: Path) -> Dataset:
    if not is_geopackage(path):
        raise _no_export(path, Text(vi="không phải GeoPackage.", en="it is no GeoPackage."))
    try:
        frames = {name: pyogrio.read_dataframe(path, layer=name) for name in PLAN_LAYERS}
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as wrong:
        what = Text(vi=f"không đọc được: {wrong}", en=f"cannot be read: {wrong}")
        raise _no_export(path, what) from None
    if any(frame.crs is None or frame.crs.to_authority() != ("EPSG", "4326") for frame in frames.values()):
        what = Text(vi="không ở WGS 84; hãy xuất lại không có --crs.", en="is not on WGS 84; export it without --crs.")
        raise _no_export(path, what)
    if missing := [f"{name}, {key}" for name, (key, _) in PLAN_LAYERS.items() if key not in frames[name]]:
        raise _no_export(path, Text(vi=f"thiếu cột {missing[0]}.", en=f"the column {missing[0]} is missing."))
    vintages = set(frames["units"].get("unit_vintage", pd.Series(dtype="str")))
    if len(vintages) != 1:
        raise _no_export(
            path, Text(vi="không nói mã đơn vị của thời điểm nào.", en="it does not say its unit vintage.")
        )
    about = Provenance(Text(path.name, path.name), STATUS, "", "")
    return Dataset(
        id=path.stem,
        layers=tuple(_layer(name, frame.set_crs(CRS, allow_override=True)) for name, frame in frames.items()),
        about=about,
        vintage=str(vintages.pop()),
        made="",
        digest=sha256_of_file(path),
        lineage=STATUS,
    )


def _layer(name: str, frame: gpd.GeoDataFrame) -> ExportLayer:
    key, title = PLAN_LAYERS[name]
    fields = tuple(plan_fields(column for column in frame.columns if column != frame.geometry.name))
    return ExportLayer(name, Provenance(title, STATUS, "", ""), key, fields, typed(frame, fields, key))


def _no_export(path: Path, what: Text) -> DataError:
    summary = Text(
        vi=f"{path.name} không phải GeoPackage do clusterplan export ghi từ một phương án.",
        en=f"{path.name} is no GeoPackage that clusterplan export wrote of a plan.",
    )
    return DataError(summary, [Fault(str(path), what)])
