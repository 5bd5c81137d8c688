"""What the columns of a layer are, and what a layer says of itself, for every product that leaves the house."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from clusterplan.geodata import LayerRecord
from clusterplan.geodata.register import ColumnType
from clusterplan.language import Text

__all__ = ["Field", "Provenance", "record_fields"]


@dataclass(frozen=True)
class Field:
    """One column of a layer or table."""

    name: str
    """Name in every format."""
    type: ColumnType
    """What a value is; any may be missing."""
    meaning: Text
    """What it says."""
    unit: str | None = None
    """Unit of a number."""
    allowed: tuple[str, ...] = ()
    """For text: the only values; empty allows all."""


@dataclass(frozen=True)
class Provenance:
    """What a layer or table says of itself."""

    title: Text
    """Title in both languages."""
    description: Text
    """What it holds and what it must not be used for."""
    source: str
    """Where it comes from."""
    licence: str
    """Its terms."""


def record_fields(record: LayerRecord, frame: pd.DataFrame) -> list[Field]:
    """Return what the columns of a registered layer or table are.

    Parameters
    ----------
    record
        What the register says.
    frame
        The layer or table.

    Returns
    -------
    list of Field
        Of the columns that the frame has, in the order of the register.
    """
    return [
        Field(column.name, column.type, Text(column.description_vi, column.description_en), column.unit, column.allowed)
        for column in record.columns
        if column.name in frame
    ]
