"""What a filter compares: columns and literals with their type."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

import numpy as np
import pandas as pd
import shapely

from clusterplan.geodata import unaccented
from clusterplan.geodata.crs import ReferenceSystem
from clusterplan.web.features.collections import Field
from clusterplan.web.features.reading import bad, box_in_degrees, read_date, shape_in_degrees
from clusterplan.web.problems import Problem

__all__ = [
    "Operand",
    "constant",
    "folded",
    "operand_of_field",
    "read_literal",
    "read_shape",
    "unaccented_text",
]

type OperandType = Literal["text", "number", "flag", "date"]

_MOST_POSITIONS = 10_000
_DTYPES: Mapping[OperandType, str] = {"text": "string", "number": "Float64", "flag": "boolean", "date": "string"}


@dataclass(frozen=True)
class Operand:
    """One value for each row."""

    type: OperandType
    """What a value is; whole numbers are numbers."""
    name: str
    """Name for messages."""
    values: Any
    """Pandas' array with missing values."""
    text: str | None = None
    """The text of a literal."""


def constant(kind: OperandType, value: Any, rows: int) -> Operand:
    """Return a literal for every row."""
    name = f"'{value}'" if isinstance(value, str) else str(value)
    text = value if isinstance(value, str) else None
    values: Any = [value] * rows
    dtype: Any = _DTYPES[kind]
    return Operand(kind, name, pd.array(values, dtype=dtype), text)


def operand_of_field(field: Field, frame: pd.DataFrame) -> Operand:
    """Return a column."""
    kind: OperandType = "number" if field.type in ("integer", "number") else field.type  # type: ignore[assignment]
    values = frame[field.name].array
    return Operand(kind, field.name, values.astype("Float64") if kind == "number" else values)


def read_literal(node: Any, rows: int) -> Operand:
    """Read a literal of a filter.

    Parameters
    ----------
    node
        Text, number, truth value, or ``{"date": ...}``.
    rows
        Number of rows.

    Returns
    -------
    Operand
        The same value in each row.

    Raises
    ------
    Problem
        400 if it is something else.
    """
    if isinstance(node, bool):
        return constant("flag", node, rows)
    if isinstance(node, int | float):
        if not math.isfinite(node):
            bad("filter: a number is not finite.")
        return constant("number", float(node), rows)
    if isinstance(node, str):
        return constant("text", unicodedata.normalize("NFC", node), rows)
    if isinstance(node, Mapping) and isinstance(node.get("date"), str):
        return constant("date", _day(node["date"]), rows)
    if node is None:
        bad("filter: nothing equals NULL; write IS NULL or IS NOT NULL.")
    msg = f"filter: {str(node)[:60]!r} is no value that can be compared here."
    raise Problem(HTTPStatus.BAD_REQUEST, msg)


def _day(text: str) -> str:
    day = read_date(text)
    if day is None:
        bad(f"filter: '{text}' is no day as 2025-07-01.")
    return day


def read_shape(node: Any, system: ReferenceSystem) -> shapely.Geometry:
    """Read a shape of a filter: GeoJSON, or ``{"bbox": [...]}``.

    Parameters
    ----------
    node
        The shape.
    system
        Its reference system; coordinates come in its own order of axes.

    Returns
    -------
    shapely.Geometry
        In longitude and latitude.
    """
    if isinstance(node, Mapping) and isinstance(node.get("bbox"), list):
        numbers = node["bbox"]
        if len(numbers) not in (4, 6) or not all(_is_number(number) for number in numbers):
            bad("filter: BBOX takes four numbers.")
        half = len(numbers) // 2
        return box_in_degrees("filter", (numbers[0], numbers[1], numbers[half], numbers[half + 1]), system)
    if not (isinstance(node, Mapping) and isinstance(node.get("type"), str)):
        bad(f"filter: {str(node)[:60]!r} is no geometry.")
    try:
        shape = shapely.force_2d(shapely.geometry.shape(dict(node)))
    except Exception:  # noqa: BLE001 - whatever shapely stumbles over, the shape is the client's
        bad(f"filter: {str(node)[:60]!r} is no geometry that can be built.")
    if shape.is_empty or shapely.get_num_coordinates(shape) > _MOST_POSITIONS:
        bad(f"filter: a geometry has 1 to {_MOST_POSITIONS} positions.")
    if not np.isfinite(shapely.get_coordinates(shape)).all() or not shape.is_valid:
        bad("filter: the geometry is not valid: its rings cross or its coordinates are not finite.")
    return shape_in_degrees("filter", shape, system)


def folded(text: str) -> str:
    """Return text without the difference of upper and lower case."""
    return text.casefold()


def unaccented_text(text: str) -> str:
    """Return text without marks, ``đ`` as ``d``: what people type without a Vietnamese keyboard."""
    return unaccented(text)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
