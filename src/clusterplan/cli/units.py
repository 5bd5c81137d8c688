"""Find a unit by what a person typed: its code or its exact name. Anything else is answered with a suggestion."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import geopandas as gpd

from clusterplan.errors import Fault, UsageError
from clusterplan.geodata.names import nearest_name, unaccented
from clusterplan.language import Text

__all__ = ["find_unit"]


def find_unit(typed: str, units: gpd.GeoDataFrame) -> tuple[str, Text]:
    """Return the unit of a code or an exact name.

    Parameters
    ----------
    typed
        A code such as ``"01"``, or a name in either language.
    units
        Columns ``code``, ``name_vi`` and ``name_en``.

    Returns
    -------
    tuple of str and Text
        Code and name.

    Raises
    ------
    UsageError
        If there is no such unit; with the nearest names.
    """
    wanted = unicodedata.normalize("NFC", typed)
    names = {row.code: Text(vi=row.name_vi, en=row.name_en) for row in units.itertuples()}
    for code, name in names.items():
        if wanted in (code, *name):
            return code, name
    near = ", ".join(f"{code} {names[code].vi}" for code in _near(wanted, names))
    what = Text(vi="Không có mã hay tên như vậy.", en="There is no such code or name.")
    advice = Text(vi=f"Có phải ý là {near}?", en=f"Did you mean {near}?") if near else None
    raise UsageError(
        Text(vi=f"Không có đơn vị {typed}.", en=f"There is no unit {typed}."), [Fault(typed, what, advice)]
    )


def _near(typed: str, names: dict[str, Text]) -> Iterator[str]:
    """Yield the codes whose names look like what was typed, accents and case aside."""
    plain = {code: unaccented(name.vi).casefold() for code, name in names.items()}
    nearest = nearest_name(unaccented(typed).casefold(), plain.values())
    yield from (code for code, name in plain.items() if name == nearest)
