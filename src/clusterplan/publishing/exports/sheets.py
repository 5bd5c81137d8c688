"""Tables of a dataset for spreadsheets: CSV as the reader's country writes it, and XLSX without a formula.

Places travel as two columns of their own where they are points. Of an outline a spreadsheet has no use.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from clusterplan.errors import Fault, UsageError
from clusterplan.geodata.crs import ReferenceSystem
from clusterplan.language import Text
from clusterplan.publishing.exports.dataset import Dataset, ExportLayer
from clusterplan.publishing.text_sheets import to_csv_cell

__all__ = ["CELL_LETTERS", "fill_sheet", "place_columns", "plain_workbook", "write_csv", "write_xlsx"]

CELL_LETTERS = 32_767
"""Letters that a cell of XLSX can hold."""
_MADE = datetime.datetime(2026, 1, 1)
_SHEET_LETTERS = 31
_DECIMALS_OF_A_DEGREE = 7


def write_csv(layer: ExportLayer, system: ReferenceSystem, path: Path, separator: str = ",", *, bom: bool) -> None:
    """Write a layer or table as CSV in UTF-8.

    Parameters
    ----------
    layer
        What is written.
    system
        Reference system of the two columns of a place.
    path
        File to write.
    separator
        Between cells. With ``;`` numbers have a decimal comma, as a Vietnamese Excel reads them.
    bom
        Whether the file begins with a byte order mark, by which Excel knows UTF-8.
    """
    header, rows = _table(layer, system)
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=separator, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([_csv_cell(value, decimal_comma=separator == ";") for value in row] for row in rows)


def write_xlsx(dataset: Dataset, path: Path) -> None:
    """Write a dataset as XLSX: a sheet ``about``, and one for each layer. Nothing in it is a formula or a link.

    Parameters
    ----------
    dataset
        What is written.
    path
        File to write.
    """
    with plain_workbook(path) as book:
        fill_sheet(book.add_worksheet("about"), ["", "vi", "en"], about_rows(dataset))
        for layer in dataset.layers:
            header, rows = _table(layer, dataset.system)
            sheet = book.add_worksheet(layer.id[:_SHEET_LETTERS])
            fill_sheet(sheet, header, rows)
            sheet.freeze_panes(1, 0)


@contextmanager
def plain_workbook(path: Path) -> Iterator[Any]:
    """Open a workbook to be filled, in which a text stays a text: no formula, no link, the same bytes each time.

    Parameters
    ----------
    path
        File to write.

    Yields
    ------
    xlsxwriter.Workbook
        Written when the block is left.
    """
    import xlsxwriter  # loaded when something is written

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": _MADE})
        yield book


def about_rows(dataset: Dataset) -> Iterator[list[Any]]:
    """Yield what a dataset says of itself, a line for each thing, in Vietnamese and English."""
    about = dataset.about
    yield ["title", about.title.vi, about.title.en]
    yield ["description", about.description.vi, about.description.en]
    yield ["lineage", dataset.lineage.vi, dataset.lineage.en]
    yield ["source", about.source, about.source]
    yield ["licence", about.licence, about.licence]
    yield ["vintage", dataset.vintage, dataset.vintage]
    yield ["sha256", dataset.digest, dataset.digest]


def place_columns(layer: ExportLayer, system: ReferenceSystem) -> dict[str, np.ndarray]:
    """Return the two columns that tell where the points of a layer lie.

    Parameters
    ----------
    layer
        Layer or table.
    system
        Reference system wanted.

    Returns
    -------
    dict of str to numpy.ndarray of float
        ``longitude`` and ``latitude`` in degrees to seven decimals, or ``easting`` and ``northing`` in metres to
        three; nothing for a table or outlines.
    """
    frame = layer.frame
    if not isinstance(frame, gpd.GeoDataFrame) or set(frame.geometry.geom_type) != {"Point"}:
        return {}
    points = system.from_crs84(frame.geometry.to_numpy(), own_order=False)
    names = ("longitude", "latitude") if system.in_degrees else ("easting", "northing")
    decimals = _DECIMALS_OF_A_DEGREE if system.in_degrees else 3
    parts = (shapely.get_x(points), shapely.get_y(points))
    return {name: np.round(part, decimals) for name, part in zip(names, parts, strict=True)}


def _table(layer: ExportLayer, system: ReferenceSystem) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    places = place_columns(layer, system)
    names = [field.name for field in layer.fields if field.name not in places]
    columns = [[None if pd.isna(value) else value for value in layer.frame[name].tolist()] for name in names]
    return [*names, *places], zip(*columns, *(part.tolist() for part in places.values()), strict=True)


def _csv_cell(value: Any, *, decimal_comma: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return to_csv_cell(value)
    return str(value).replace(".", ",") if decimal_comma else str(value)


def fill_sheet(sheet: Any, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows under a header: text as text, numbers as numbers, nothing where there is nothing.

    Parameters
    ----------
    sheet
        Worksheet of xlsxwriter.
    header
        Names of the columns.
    rows
        Cells, one for each column.

    Raises
    ------
    UsageError
        If a text is longer than a cell holds.
    """
    for column, name in enumerate(header):
        sheet.write_string(0, column, name)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, bool):
                sheet.write_boolean(number, column, value)
            elif isinstance(value, str):
                sheet.write_string(number, column, _that_fits(value, f"{sheet.name}, {header[column]}, {number}"))
            elif value is not None:
                sheet.write_number(number, column, value)


def _that_fits(text: str, where: str) -> str:
    if len(text) <= CELL_LETTERS:
        return text
    what = Text(
        vi=f"{len(text)} ký tự, một ô chứa được {CELL_LETTERS}.",
        en=f"{len(text)} letters; a cell holds {CELL_LETTERS}.",
    )
    advice = Text(vi="Hãy xuất sang CSV.", en="Export to CSV.")
    raise UsageError(
        Text(vi="XLSX không chứa hết văn bản.", en="A text does not fit into XLSX."), [Fault(where, what, advice)]
    )
