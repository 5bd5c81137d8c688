"""``values.csv``: replacement values, prices and survival as one flat table for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clusterplan.publishing.table import spreadsheet_cell

__all__ = ["VALUES_COLUMNS", "write_values_table"]

VALUES_COLUMNS = (
    *("part", "kind", "cluster", "hub", "unit", "technology", "site", "facility_kind", "path", "place", "limit"),
    *("looser", "what_vi", "what_en", "state", "at_least", "at_most", "step_state", "step_at_least", "step_at_most"),
    *("without_expert_values", "without_imputed_values", "without_assumed_costs", "status_vi", "status_en"),
)
"""Columns; a row leaves those empty that do not concern its part."""


def write_values_table(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write the rows as CSV: UTF-8 with a byte order mark, formulas off.

    Parameters
    ----------
    rows
        Cells by column of :data:`VALUES_COLUMNS`.
    path
        File to write; replaced if it exists.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=VALUES_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: spreadsheet_cell(row.get(name)) for name in VALUES_COLUMNS} for row in rows)
