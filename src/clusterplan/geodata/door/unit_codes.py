"""Unit codes of a file against the vintage that its record is of."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from clusterplan.geodata.door.inspection import Inspection
from clusterplan.geodata.door.unit_names import UnitLevel
from clusterplan.geodata.door.vintages import CodedRow, check_vintage
from clusterplan.geodata.register import LayerRecord

__all__ = ["check_unit_codes_of"]

_LEVEL: Mapping[str, UnitLevel] = {"provinces": "provinces", "communes_scale": "communes"}
"""Layers whose codes have been given out anew, and the lists of codes that are known of them."""
_NAMES = {"unit": ("unit_name", "unit_name_vi"), "key": ("name_vi", "name")}


def check_unit_codes_of(cells: pd.DataFrame, record: LayerRecord, declared: str | None, inspection: Inspection) -> None:
    """Note codes of another vintage than the record's, and codes that could be of either.

    Parameters
    ----------
    cells
        Typed cells.
    record
        What they should be.
    declared
        Vintage of the codes, if a person said it.
    inspection
        Takes note of what is wrong.

    Raises
    ------
    UsageError
        If no such vintage is known.
    """
    if record.unit_vintage is None:
        return
    for column in record.columns:
        level = _LEVEL.get(record.id if column.name == record.key else column.refers_to or "")
        if level is None or column.name not in cells:
            continue
        candidates = _NAMES["key"] if column.name == record.key else _NAMES["unit"]
        name = next((name for name in candidates if name in cells), None)
        names = [None] * len(cells) if name is None else cells[name].tolist()
        rows = [
            CodedRow(int(row), str(code), called if isinstance(called, str) else None)
            for row, code, called in zip(cells.index, cells[column.name].tolist(), names, strict=True)
            if isinstance(code, str) and ";" not in code
        ]
        for fault in check_vintage(rows, record.unit_vintage, "", declared=declared, level=level) if rows else ():
            place = f"{fault.where.strip(', ')}: " if fault.where.strip(", ") else ""
            inspection.note("unit-vintage", field=column.name, place=place, said=fault.what, wanted=record.unit_vintage)
