"""Ids: there, unique, text with their leading zeros, and known where they refer to another layer."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

import pandas as pd

from clusterplan.geodata.door.inspection import Inspection, did_you_mean, shown
from clusterplan.geodata.register import LayerRecord
from clusterplan.language import Text

__all__ = ["KnownIds", "checked_ids", "with_text_ids"]

type KnownIds = Callable[[str], Collection[str] | None]
"""Gives the ids that a layer or table has now, or nothing if it is not there or has no key."""

_EXPONENT = re.compile(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")
_LISTED = 10


def with_text_ids(cells: pd.DataFrame, record: LayerRecord, known: KnownIds, inspection: Inspection) -> pd.DataFrame:
    """Return cells in which ids are text; a number among them has lost its zeros and is noted.

    Parameters
    ----------
    cells
        Values as read, under the record's names.
    record
        What the columns should hold.
    known
        Ids in use: they say how many digits an id has.
    inspection
        Takes note of what is wrong; asked for, ``pad-codes`` puts leading zeros back where the width is known.

    Returns
    -------
    pandas.DataFrame
        The same rows and columns.
    """
    found = cells.copy()
    for column in record.columns:
        of = record.id if column.name == record.key else column.refers_to
        if of is None or column.type != "text" or column.name not in cells:
            continue
        width = _width(known(of))
        values = [
            _text_id(value, int(row), column.name, width, inspection)
            for row, value in zip(cells.index, cells[column.name].tolist(), strict=True)
        ]
        found[column.name] = pd.Series(values, index=cells.index, dtype=object)
    return found


def checked_ids(cells: pd.DataFrame, record: LayerRecord, known: KnownIds, inspection: Inspection) -> None:
    """Check that ids are there, unique and known.

    Parameters
    ----------
    cells
        Typed cells.
    record
        What the columns should hold.
    known
        Ids in use by layer or table.
    inspection
        Takes note of what is wrong.
    """
    if record.key is not None and record.key in cells:
        _check_key(cells[record.key], record, known, inspection)
    if len(cells) and record.row_key and set(record.row_key) <= set(cells):
        together = _row_keys(cells, record, inspection).agg(" + ".join, axis=1)
        _note_repeated(together.rename(" + ".join(record.row_key)), "id-duplicate", inspection)
    for name in ("name", "name_vi"):
        if name in cells:
            _note_repeated(cells[name], "name-duplicate", inspection)
    for column in record.columns:
        if column.refers_to is not None and column.name in cells and column.refers_to != record.id:
            _check_references(cells[column.name], column.refers_to, known(column.refers_to), inspection)


def _width(ids: Collection[str] | None) -> int | None:
    """Return how many digits all ids have, if they are digits and of one length."""
    widths = {len(found) if found.isdigit() else 0 for found in ids or ()}
    return widths.pop() if len(widths) == 1 and 0 not in widths else None


def _text_id(value: Any, row: int, field: str, width: int | None, inspection: Inspection) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return _of_number(value, row, field, width, inspection)
    if not isinstance(value, str):
        return value
    if _EXPONENT.fullmatch(value):
        inspection.note("id-scientific", row=row, field=field, value=value)
    elif width is not None and value.isdigit() and len(value) < width:
        if inspection.asked("pad-codes"):
            inspection.repaired["pad-codes"] += 1
        else:
            inspection.note("id-unpadded", row=row, field=field, value=value, width=width, near=value.zfill(width))
        return value.zfill(width)
    return value


def _of_number(value: float, row: int, field: str, width: int | None, inspection: Inspection) -> Any:
    if value != value or value in (float("inf"), float("-inf")) or value != int(value) or value < 0:
        return value  # the type check tells it
    text = str(int(value))
    padded = text if width is None else text.zfill(width)
    if inspection.asked("pad-codes") and width is not None and len(padded) == width:
        inspection.repaired["pad-codes"] += 1
        return padded
    hint = Text(vi="", en="")
    if width is not None and len(padded) == width:
        hint = Text(
            vi=f", ví dụ {shown(padded)}, hoặc thêm --repair pad-codes",
            en=f", here {shown(padded)}, or add --repair pad-codes",
        )
    inspection.note("id-number", row=row, field=field, value=value, padded=hint)
    return padded


def _check_key(values: pd.Series[Any], record: LayerRecord, known: KnownIds, inspection: Inspection) -> None:
    for row in values.index[values.isna()]:
        inspection.note("id-missing", row=int(row), field=record.key)
    _note_repeated(values, "id-duplicate", inspection)
    present = known(record.id)
    if not present:
        return
    found = set(values.dropna())
    for code, ids in (("ids-lacking", set(present) - found), ("ids-new", found - set(present))):
        if ids:
            inspection.note(code, field=record.key, ids=_listed(sorted(ids)))


def _row_keys(cells: pd.DataFrame, record: LayerRecord, inspection: Inspection) -> pd.DataFrame:
    """Return what tells rows apart; the two of a pair in one order, and not with themselves."""
    keys = cells[list(record.row_key)].astype("string").fillna("")
    if record.pair is None:
        return keys
    one, other = record.pair
    for row in keys.index[(keys[one] == keys[other]) & (keys[one] != "")]:
        inspection.note("pair-itself", row=int(row), field=other, value=keys.at[row, other])
    swapped = keys[one] > keys[other]
    keys.loc[swapped, [one, other]] = keys.loc[swapped, [other, one]].to_numpy()
    return keys


def _note_repeated(values: pd.Series[Any], code: str, inspection: Inspection) -> None:
    rows_of: dict[Any, list[int]] = {}
    for row, value in values[values.notna() & values.duplicated(keep=False)].items():
        rows_of.setdefault(value, []).append(int(str(row)))
    for value, rows in rows_of.items():
        listed = _listed([str(row) for row in rows])
        for row in rows:
            inspection.note(code, row=row, field=str(values.name), value=value, rows=listed)


def _check_references(
    values: pd.Series[Any], layer: str, present: Collection[str] | None, inspection: Inspection
) -> None:
    if not present:
        return
    for row, cell in values.dropna().items():
        for value in str(cell).split(";"):
            if value not in present:
                near = did_you_mean(value, present)
                where: dict[str, Any] = {"row": int(str(row)), "field": str(values.name)}
                inspection.note("id-unknown", **where, value=value, layer=layer, near=near)


def _listed(words: list[str]) -> str:
    more = "" if len(words) <= _LISTED else f" … ({len(words)})"
    return ", ".join(words[:_LISTED]) + more
