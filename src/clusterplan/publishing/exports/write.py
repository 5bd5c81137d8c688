"""A dataset into files of one format, each with its metadata: all or none, the same bytes for the same data."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.publishing.exports.dataset import Dataset, ExportLayer
from clusterplan.publishing.exports.format import Format
from clusterplan.publishing.exports.metadata import metadata_xml
from clusterplan.publishing.exports.sheets import write_csv, write_xlsx
from clusterplan.publishing.exports.short_names import short_names
from clusterplan.publishing.exports.vector import (
    write_flatgeobuf,
    write_geojson,
    write_geoparquet,
    write_gpkg,
    write_kml,
    write_shapefile,
)
from clusterplan.publishing.table import write_rows

__all__ = ["CsvStyle", "write_export"]

_FIELD_COLUMNS = ("layer", "field", "short_name", "type", "unit", "meaning_vi", "meaning_en")


@dataclass(frozen=True)
class CsvStyle:
    """How CSV is written."""

    separator: str = ","
    """``,`` or ``;``; with the latter numbers have a decimal comma."""
    bom: bool = False
    """Whether the file begins with a byte order mark."""


def write_export(
    dataset: Dataset, kind: Format, folder: Path, *, overwrite: bool = False, style: CsvStyle | None = None
) -> tuple[Path, ...]:
    """Write a dataset in one format, with ``FILE.xml`` beside each and the table of its columns.

    Parameters
    ----------
    dataset
        What is exported.
    kind
        The format.
    folder
        Folder to write to; made if it does not exist.
    overwrite
        Whether files of the same names may be replaced.
    style
        How CSV is written.

    Returns
    -------
    tuple of pathlib.Path
        The files: data, each with its metadata, and ``ID.fields.csv``.

    Raises
    ------
    UsageError
        If the format does not fit, or a file is there already; nothing is written then.
    """
    _refuse_what_does_not_fit(dataset, kind)
    parts = dict(_parts(dataset, kind))
    names = [*(name for file in parts for name in (file, f"{file}.xml")), f"{dataset.id}.fields.csv"]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as temporary:
        columns = Path(temporary) / names[-1]
        write_rows(list(_field_rows(dataset)), columns, _FIELD_COLUMNS)
        if not overwrite:
            refuse_to_replace([folder / name for name in names if not _is_the_same(folder / name, columns)])
        for name, layers in parts.items():
            path = Path(temporary) / name
            _write(dataset, layers, kind, path, style or CsvStyle())
            text = metadata_xml(dataset, layers, path, kind)
            path.with_name(f"{name}.xml").write_text(text, encoding="utf-8", newline="\n")
        return tuple((Path(temporary) / name).replace(folder / name) for name in names)


def _parts(dataset: Dataset, kind: Format) -> Iterator[tuple[str, tuple[ExportLayer, ...]]]:
    """Yield the name of each file with the layers that it holds."""
    if kind.holds_all:
        yield f"{dataset.id}{kind.suffix}", dataset.layers
    else:
        for layer in dataset.layers:
            yield f"{layer.id}{kind.suffix}", (layer,)


def _write(dataset: Dataset, layers: tuple[ExportLayer, ...], kind: Format, path: Path, style: CsvStyle) -> None:
    match kind.name:
        case "geojson":
            write_geojson(dataset, layers[0], path)
        case "geopackage":
            write_gpkg(dataset, path)
        case "flatgeobuf":
            write_flatgeobuf(dataset, layers[0], path)
        case "geoparquet":
            write_geoparquet(dataset, layers[0], path)
        case "shapefile":
            write_shapefile(dataset, layers[0], path)
        case "csv":
            write_csv(layers[0], dataset.system, path, style.separator, bom=style.bom)
        case "xlsx":
            write_xlsx(dataset, path)
        case "kml":
            write_kml(layers[0], path)


def _field_rows(dataset: Dataset) -> Iterator[dict[str, str | None]]:
    for layer in dataset.layers:
        short = short_names(field.name for field in layer.fields)
        for field in layer.fields:
            yield {
                "layer": layer.id,
                "field": field.name,
                "short_name": short[field.name],
                "type": field.type,
                "unit": field.unit,
                "meaning_vi": field.meaning.vi,
                "meaning_en": field.meaning.en,
            }


def _refuse_what_does_not_fit(dataset: Dataset, kind: Format) -> None:
    faults = []
    if not kind.takes_tables:
        what = Text(
            vi=f"bảng không có tọa độ, {kind.title} cần tọa độ.", en=f"a table has no places, {kind.title} needs them."
        )
        advice = Text(vi="Hãy xuất sang csv hoặc xlsx.", en="Export to csv or xlsx.")
        faults += [Fault(layer.id, what, advice) for layer in dataset.layers if not layer.has_places]
    if dataset.system.authority != "OGC:CRS84" and not kind.takes_systems:
        what = Text(
            vi=f"{kind.title} chỉ dùng kinh độ, vĩ độ WGS 84.",
            en=f"{kind.title} is in longitude and latitude on WGS 84 alone.",
        )
        faults.append(Fault(dataset.system.authority, what))
    if faults:
        raise UsageError(
            Text(vi=f"Không xuất được sang {kind.title}.", en=f"This cannot be exported to {kind.title}."), faults
        )


def _is_the_same(path: Path, fresh: Path) -> bool:
    """Whether a file is there and would not change: the table of columns is the same for every format."""
    return path.name == fresh.name and path.is_file() and path.read_bytes() == fresh.read_bytes()


def refuse_to_replace(paths: Iterable[Path]) -> None:
    """Refuse to write over files that are there.

    Parameters
    ----------
    paths
        Files to write.

    Raises
    ------
    UsageError
        If one of them is there; it names each.
    """
    there = [path for path in paths if path.exists()]
    if there:
        what = Text(vi="đã có tệp này.", en="this file is there already.")
        advice = Text(
            vi="Dùng --overwrite để ghi đè, hoặc chọn thư mục khác.", en="Use --overwrite, or another folder."
        )
        raise UsageError(
            Text(vi="Không ghi đè lên tệp có sẵn.", en="Nothing is written over what is there."),
            [Fault(str(path), what, advice) for path in there],
        )
