"""Whose codes are these? A table says since when its unit codes hold, or its codes and names must prove it.

Some codes live on with another meaning, so that a table of another vintage joins without complaint and is wrong. Codes
that exist in one vintage alone prove it; so does a name beside a code, if it is the unit's name in one vintage and that
of another unit in the other; so does the whole list. A table of nothing but codes that both vintages know proves
nothing, and is refused until somebody says which vintage it is of, if any of them has another area there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import pandas as pd

from clusterplan.errors import Fault, UsageError
from clusterplan.geodata.door.unit_names import UnitLevel, UnitNames, unit_names
from clusterplan.geodata.names import nearest_name
from clusterplan.geodata.read import read_table
from clusterplan.language import Text

__all__ = ["CodedRow", "check_vintage", "possible_vintages", "present_vintage", "vintage_named"]

_MOST_EXAMPLES = 5


@dataclass(frozen=True)
class CodedRow:
    """What a row of a table says of its unit."""

    row: int
    """Number of the row, for faults."""
    code: str
    """Code of the unit, as text."""
    name: str | None = None
    """Name of the unit, if the table has one."""


def vintage_named(name: str) -> str:
    """Return a vintage that a person named.

    Parameters
    ----------
    name
        Name of a vintage, or a date in it.

    Returns
    -------
    str
        A vintage of the table ``unit_vintages``.

    Raises
    ------
    UsageError
        If there is none; the known ones are listed.

    Examples
    --------
    >>> vintage_named("2024-12-31"), vintage_named("2025-07-01")
    ('2004-2025', '2025-07-01')
    """
    rows = _register()
    if name in set(rows["vintage"]):
        return name
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", name):
        covering = rows[(rows["since"] <= name) & (rows["until"].isna() | (rows["until"] >= name))]
        if len(covering):
            return str(covering["vintage"].iloc[0])
    known = ", ".join(rows["vintage"])
    near = nearest_name(name, rows["vintage"])
    what = Text(vi=f"không có mốc này; hiện có: {known}.", en=f"is not a vintage; there are: {known}.")
    advice = None if near is None else Text(vi=f"Có phải ý là {near}?", en=f"Did you mean {near}?")
    raise UsageError(Text(vi="Không rõ mốc của mã.", en="The vintage is not known."), [Fault(name, what, advice)])


def present_vintage() -> str:
    """Return the vintage that is in force.

    Returns
    -------
    str
        The one that has no last day.

    Examples
    --------
    >>> present_vintage()
    '2025-07-01'
    """
    rows = _register()
    return str(rows.loc[rows["until"].isna(), "vintage"].iloc[-1])


def possible_vintages(rows: Sequence[CodedRow], level: UnitLevel = "provinces") -> tuple[str, ...]:
    """Return the vintages that no row of a table contradicts.

    Parameters
    ----------
    rows
        Codes and names of the table.
    level
        What the codes are of.

    Returns
    -------
    tuple of str
        None if the table mixes vintages or holds unknown codes; several if it proves nothing. Exactly the whole list of
        one vintage proves that vintage.

    Examples
    --------
    >>> possible_vintages([CodedRow(1, "15"), CodedRow(2, "10")])
    ('2004-2025',)
    >>> possible_vintages([CodedRow(1, "15")]), possible_vintages([CodedRow(1, "15", "Lào Cai")])
    (('2004-2025', '2025-07-01'), ('2025-07-01',))
    """
    known = _vintages(level)
    codes = {row.code for row in rows}
    whole = tuple(vintage for vintage, units in known.items() if units.codes == codes)
    possible = tuple(vintage for vintage, units in known.items() if not any(_contradicts(units, row) for row in rows))
    return whole if len(whole) == 1 and whole[0] in possible else possible


def check_vintage(
    rows: Sequence[CodedRow], wanted: str, where: str, *, declared: str | None = None, level: UnitLevel = "provinces"
) -> tuple[Fault, ...]:
    """Return what speaks against taking a table's codes for those of a vintage.

    Parameters
    ----------
    rows
        Codes and names of the table.
    wanted
        Vintage of the units that the table is for.
    where
        Name of the file, for faults.
    declared
        Vintage that the table says it has; nothing if it says none.
    level
        What the codes are of.

    Returns
    -------
    tuple of Fault
        Empty if the codes are of the wanted vintage, by proof or by what the table says.

    Raises
    ------
    UsageError
        If a vintage is not known.

    Examples
    --------
    >>> check_vintage([CodedRow(1, "01"), CodedRow(2, "15", "Lào Cai")], "2025-07-01", "my.csv")
    ()
    >>> [fault] = check_vintage([CodedRow(1, "01"), CodedRow(2, "15")], "2025-07-01", "my.csv")
    >>> fault.what.en
    'the table does not say of which vintage its codes are, and 15 mean other units or areas in 2004-2025'
    """
    wanted = vintage_named(wanted)
    said = None if declared is None else vintage_named(declared)
    known = _vintages(level)
    contradicting = [row for row in rows if _contradicts(known[said or wanted], row)]
    if contradicting:
        possible = possible_vintages(rows, level)
        return tuple(_contradiction(row, said or wanted, possible, where, level) for row in contradicting)
    if said is not None and said != wanted:
        return (_other_vintage(said, wanted, where),)
    if said is None and len(possible_vintages(rows, level)) > 1:
        return _unproven(rows, wanted, where, level)
    return ()


def _contradiction(row: CodedRow, vintage: str, possible: tuple[str, ...], where: str, level: UnitLevel) -> Fault:
    """Return what is wrong with a row, and of which vintage it would be right."""
    known = _vintages(level)
    right = [other for other, units in known.items() if other != vintage and not _contradicts(units, row)]
    if row.code in known[vintage].codes:
        what = Text(
            vi=f"mã {row.code} không phải của {row.name!r} theo mốc {vintage}",
            en=f"code {row.code} is not that of {row.name!r} in vintage {vintage}",
        )
    else:
        what = Text(
            vi=f"không có mã {row.code!r} trong mốc {vintage}", en=f"there is no code {row.code!r} in vintage {vintage}"
        )
    place = f"{where}, row {row.row}"
    if not right:
        return Fault(place, what, _meant(row, vintage, level))
    others = ", ".join(right)
    if possible:
        return Fault(place, what, _convert(possible[0], vintage))
    advice = Text(
        vi=f"Dòng này đúng theo mốc {others}, các dòng khác thì không: đừng trộn hai mốc trong một bảng.",
        en=f"This row fits vintage {others} and others do not: one table must not mix vintages.",
    )
    return Fault(place, what, advice)


def _contradicts(units: UnitNames, row: CodedRow) -> bool:
    """Return whether a row cannot be of a vintage: its code is unknown, or its name is that of another unit."""
    return row.code not in units.codes or (row.name is not None and units.is_of_another(row.code, row.name))


def _meant(row: CodedRow, vintage: str, level: UnitLevel) -> Text | None:
    """Return which province the name beside an unfitting code has, as a suggestion; communes share too many names."""
    if row.name is None or level == "communes":
        return None
    found = unit_names(vintage).find(row.name)
    meant = found.code or ", ".join(found.suggestions)
    return Text(vi=f"Tên này là của mã {meant}.", en=f"That is a name of {meant}.") if meant else None


def _convert(declared: str, wanted: str) -> Text:
    """Advise to convert a table, where its vintage became the wanted one; there is no way back."""
    if _register().set_index("vintage")["became"].get(declared) != wanted:
        return Text(vi=f"Bảng này theo mốc {declared}.", en=f"The table is of vintage {declared}.")
    command = f"clusterplan layers convert --from {declared} --to {wanted}"
    return Text(
        vi=f"Bảng này theo mốc {declared}; hãy chuyển đổi: {command}",
        en=f"The table is of vintage {declared}; convert it: {command}",
    )


def _other_vintage(said: str, wanted: str, where: str) -> Fault:
    what = Text(vi=f"mã theo mốc {said}, cần mốc {wanted}", en=f"codes are of vintage {said}, {wanted} is wanted")
    return Fault(where, what, _convert(said, wanted))


def _unproven(rows: Sequence[CodedRow], wanted: str, where: str, level: UnitLevel) -> tuple[Fault, ...]:
    """Refuse codes that both vintages know if one of them means another unit there; codes that do not are harmless."""
    others = [vintage for vintage in possible_vintages(rows, level) if vintage != wanted]
    changed = _changed_codes(level)
    found = sorted({row.code for row in rows if row.code in changed})
    if not found:
        return ()
    codes = ", ".join(islice(found, _MOST_EXAMPLES)) + (", …" if len(found) > _MOST_EXAMPLES else "")
    named = ", ".join(others)
    what = Text(
        vi=f"bảng không ghi mốc của mã, và {codes} là đơn vị khác hoặc phạm vi khác theo mốc {named}",
        en=f"the table does not say of which vintage its codes are, and {codes} mean other units or areas in {named}",
    )
    advice = Text(
        vi=f"Hãy ghi mốc của bảng (--unit-vintage {wanted} hoặc {named}), hoặc thêm cột tên đơn vị.",
        en=f"Say its vintage (--unit-vintage {wanted} or {named}), or add a column with the names of the units.",
    )
    return (Fault(where, what, advice),)


@cache
def _register() -> pd.DataFrame:
    return read_table("unit_vintages")


@cache
def _vintages(level: UnitLevel) -> dict[str, UnitNames]:
    """Return the names of the units of every vintage that has such units."""
    rows = _register().dropna(subset=[level])
    return {vintage: unit_names(vintage, level) for vintage in rows["vintage"]}


@cache
def _changed_codes(level: UnitLevel) -> frozenset[str]:
    """Return the codes that vintages share with another unit or another area; of communes the area is not known."""
    shared = frozenset.intersection(*(names.codes for names in _vintages(level).values()))
    return shared if level == "communes" else shared - _unchanged_provinces()


def _unchanged_provinces() -> frozenset[str]:
    """Return the codes of units that went alone and whole into a unit of the same code, in every reform."""
    reforms = _register().dropna(subset=["became"])
    alone: list[frozenset[str]] = []
    for table in reforms["provinces"]:
        units = read_table(table)
        parts = units.groupby("unit")["code"].agg(list)
        alone.append(frozenset(str(code) for code, former in parts.items() if former == [code]))
    return frozenset.intersection(*alone)
