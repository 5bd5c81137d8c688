"""Fields of a file against the columns of a record: renamed as asked, missing, unknown."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from clusterplan.geodata.door.inspection import Inspection, did_you_mean, shown
from clusterplan.geodata.register import LayerRecord

__all__ = ["checked_fields"]


def checked_fields(
    cells: pd.DataFrame, record: LayerRecord, renamed: Mapping[str, str], inspection: Inspection
) -> pd.DataFrame:
    """Return the cells under the names of a record, a column for each that the file has.

    Parameters
    ----------
    cells
        As read.
    record
        What the layer or table should be.
    renamed
        Names in the file and the columns that they are.
    inspection
        Takes note of what is missing or unknown.

    Returns
    -------
    pandas.DataFrame
        Columns in the record's order.
    """
    for name in renamed:
        if name not in cells:
            inspection.note("field-missing", field=name, near=did_you_mean(name, map(str, cells)))
    found = cells.rename(columns={name: column for name, column in renamed.items() if name in cells})
    for name in dict.fromkeys(map(str, found.columns[found.columns.duplicated()])):
        inspection.note("header-duplicate", field=name, value=name)
    found = found.loc[:, ~found.columns.duplicated()]
    known = [column.name for column in record.columns]
    unknown = [str(name) for name in found if name not in known]
    _note_unknown(unknown, [name for name in known if name not in found], inspection)
    for column in record.columns:
        if column.name in found:
            continue
        if column.required or column.name == record.key:
            inspection.note("field-missing", field=column.name, near=did_you_mean(column.name, unknown))
        else:
            inspection.note("field-absent", field=column.name)
    return found[[name for name in known if name in found]]


def _note_unknown(unknown: list[str], free: list[str], inspection: Inspection) -> None:
    for name in unknown:
        if inspection.asked("drop-fields"):
            inspection.repaired["drop-fields"] += 1
        else:
            inspection.note("field-unknown", field=shown(name)[1:-1], near=did_you_mean(name, free))
