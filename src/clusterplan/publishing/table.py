"""``plan.csv``, one row per unit and technology, and ``spending.csv``, one per resource and year: for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clusterplan.publishing.features import advantage_rows, status_of
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.terms import mechanism_columns

__all__ = ["spreadsheet_cell", "write_plan_table", "write_rows", "write_spending_table"]

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_plan_table(publication: Publication, path: Path) -> None:
    """Write the plan and its scores as CSV: UTF-8 with a byte order mark, so that Excel reads Vietnamese.

    Parameters
    ----------
    publication
        What is published.
    path
        File to write; replaced if it exists.
    """
    closing = status_of(publication)
    mechanisms = {unit: mechanism_columns(publication, unit) for unit in publication.units.index}
    rows = [{**row, **mechanisms[row["code"]], **closing} for row in advantage_rows(publication)]
    write_rows(rows, path, list(rows[0]))


def write_spending_table(publication: Publication, path: Path) -> None:
    """Write what a plan uses of each resource as CSV, in the same way. An empty year is the total over all years.

    Parameters
    ----------
    publication
        What is published; its plan has spending.
    path
        File to write; replaced if it exists.
    """
    closing = status_of(publication)
    rows = [{**line.model_dump(), **closing} for line in publication.plan.spending]
    write_rows(rows, path, list(rows[0]))


def write_rows(rows: Sequence[Mapping[str, Any]], path: Path, columns: Sequence[str]) -> None:
    """Write rows as CSV: UTF-8 with a byte order mark, cells that a spreadsheet never runs.

    Parameters
    ----------
    rows
        Rows with these columns; there may be none.
    path
        File to write; replaced if it exists.
    columns
        Names of the columns, in their order.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: spreadsheet_cell(value) for name, value in row.items()} for row in rows)


def spreadsheet_cell(value: Any) -> Any:
    """Return a value that a spreadsheet shows and never runs.

    Parameters
    ----------
    value
        A cell.

    Returns
    -------
    object
        Text that would start a formula gets a leading apostrophe; flags become ``yes`` and ``no``; numbers stay.

    Examples
    --------
    >>> spreadsheet_cell("=1+1"), spreadsheet_cell(-1.5), spreadsheet_cell(None), spreadsheet_cell(True)
    ("'=1+1", -1.5, '', 'yes')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA):
        return f"'{value}"
    return value
