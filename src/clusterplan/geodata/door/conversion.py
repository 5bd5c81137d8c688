"""From the units of one vintage to those of a later one: counts add up exactly, rates are weighed, missing is missing.

Arithmetic is decimal, as the numbers are written: the sum of whole numbers is whole, and the total of a column is the
same before and after. Units can be merged, never split.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Context, Decimal
from fractions import Fraction

from clusterplan.domain import Frozen
from clusterplan.errors import DataError, Fault, UsageError
from clusterplan.geodata.read import read_table
from clusterplan.language import Text

__all__ = ["ConvertedColumn", "MergedUnit", "MissingTotal", "converted_column", "merged_units"]

type Numbers = Mapping[str, Decimal | None]
"""Code to number; nothing where it is not known."""

_RATE = Context(prec=12)
"""Significant digits of a weighted mean; it is seldom a finite decimal."""
_ENOUGH = Context(prec=400)
"""Decimal digits in which any sum of written numbers is exact."""


class MergedUnit(Frozen):
    """A unit of the later vintage and what it was made of."""

    code: str
    """Its code."""
    name_vi: str
    """Its name in Vietnamese."""
    name_en: str
    """Its name in English."""
    parts: tuple[str, ...]
    """Codes of the units that went into it, in the earlier vintage, sorted."""
    part_names: tuple[str, ...]
    """Their names in Vietnamese, in the same order."""


class MissingTotal(Frozen):
    """A number that is missing because something that it is made of is."""

    unit: str
    """Code of the unit in the later vintage."""
    column: str
    """The column."""
    parts: tuple[str, ...]
    """Codes of the parts whose number or weight is missing, in the earlier vintage; empty if all weights are zero."""


class ConvertedColumn(Frozen):
    """What became of a column."""

    column: str
    """Its name."""
    weight: str | None
    """Column by which a rate was weighed; nothing for a count."""
    total_before: str | None
    """Sum of a count over all units that have one; nothing for a rate."""
    total_after: str | None
    """Sum over the units of the later vintage: the same, unless something is missing."""
    values: dict[str, str | None]
    """The numbers as written, by code in the later vintage."""
    missing: tuple[MissingTotal, ...]
    """Numbers that are missing, and why."""


def merged_units(earlier: str, later: str) -> tuple[MergedUnit, ...]:
    """Return what the units of a vintage were made of.

    Parameters
    ----------
    earlier, later
        Vintages of the table ``unit_vintages``.

    Returns
    -------
    tuple of MergedUnit
        Every unit of the later vintage, sorted by code.

    Raises
    ------
    UsageError
        If no table leads from the one to the other: units can be merged and not split.

    Examples
    --------
    >>> merged = merged_units("2004-2025", "2025-07-01")
    >>> len(merged), merged[2].name_vi, merged[2].part_names
    (34, 'Tuyên Quang', ('Hà Giang', 'Tuyên Quang'))
    """
    vintages = read_table("unit_vintages").set_index("vintage")
    if vintages["became"].get(earlier) != later:
        what = Text(
            vi=f"không chuyển được từ {earlier} sang {later}: đơn vị chỉ có thể gộp, không thể tách.",
            en=f"nothing leads from {earlier} to {later}: units can be merged and not split.",
        )
        raise UsageError(Text(vi="Không chuyển được.", en="It cannot be converted."), [Fault("--from, --to", what)])
    former, present = read_table(vintages["provinces"][earlier]), read_table(vintages["provinces"][later])
    parts: dict[str, list[tuple[str, str]]] = {code: [] for code in sorted(present["code"])}
    for code, name, unit in sorted(zip(former["code"], former["name_vi"], former["unit"], strict=True)):
        parts[unit].append((code, name))
    names = {
        code: (vi, en) for code, vi, en in zip(present["code"], present["name_vi"], present["name_en"], strict=True)
    }
    return tuple(
        MergedUnit(
            code=code,
            name_vi=names[code][0],
            name_en=names[code][1],
            parts=tuple(part for part, _ in made_of),
            part_names=tuple(name for _, name in made_of),
        )
        for code, made_of in parts.items()
    )


def converted_column(
    column: str, numbers: Numbers, units: tuple[MergedUnit, ...], weight: tuple[str, Numbers] | None = None
) -> ConvertedColumn:
    """Convert one column.

    A count of a unit is the sum of those of its parts. A rate is ``sum(weight * rate) / sum(weight)``; that of a unit
    with one part stays as it is written.

    Parameters
    ----------
    column
        Name of the column.
    numbers
        Its numbers in the earlier vintage.
    units
        What the later units are made of.
    weight
        Name and numbers of the column by which a rate is weighed; none for a count.

    Returns
    -------
    ConvertedColumn
        The numbers of the later vintage. A number of which any part is missing is missing.

    Raises
    ------
    DataError
        If a weight is below zero.

    Examples
    --------
    >>> units = (MergedUnit(code="1", name_vi="A", name_en="A", parts=("a", "b"), part_names=("A", "B")),)
    >>> people = {"a": Decimal(3), "b": Decimal(1)}
    >>> converted_column("people", people, units).values
    {'1': '4'}
    >>> converted_column("share", {"a": Decimal("0.5"), "b": Decimal("0.1")}, units, ("people", people)).values
    {'1': '0.4'}
    >>> converted_column("people", {"a": Decimal(3)}, units).values
    {'1': None}
    """
    if weight is not None:
        _refuse_negative(*weight)
    values: dict[str, str | None] = {}
    missing: list[MissingTotal] = []
    for unit in units:
        needed = (numbers,) if weight is None or len(unit.parts) == 1 else (numbers, weight[1])
        absent = tuple(part for part in unit.parts if any(of.get(part) is None for of in needed))
        found = None if absent else _value(unit, numbers, None if weight is None else weight[1])
        values[unit.code] = None if found is None else f"{found:f}"
        if found is None:
            missing.append(MissingTotal(unit=unit.code, column=column, parts=absent))
    before = after = None
    if weight is None:
        before = f"{_sum(numbers.values()):f}"
        after = f"{_sum(None if value is None else Decimal(value) for value in values.values()):f}"
    return ConvertedColumn(
        column=column,
        weight=None if weight is None else weight[0],
        total_before=before,
        total_after=after,
        values=values,
        missing=tuple(missing),
    )


def _value(unit: MergedUnit, numbers: Numbers, weights: Numbers | None) -> Decimal | None:
    """Return the number of a unit whose parts all have one; nothing if its weights are all zero."""
    own = [number for part in unit.parts if (number := numbers[part]) is not None]
    if weights is None:
        return _sum(own)
    if len(own) == 1:
        return own[0]
    shares = [Fraction(share) for part in unit.parts if (share := weights[part]) is not None]
    if not sum(shares):
        return None
    mean = sum((Fraction(number) * share for number, share in zip(own, shares, strict=True)), Fraction()) / sum(shares)
    rounded = _RATE.divide(Decimal(mean.numerator), Decimal(mean.denominator))
    return rounded.normalize() if rounded else Decimal(0)


def _sum(numbers: Iterable[Decimal | None]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = total if number is None else _ENOUGH.add(total, number)
    return total


def _refuse_negative(name: str, weights: Numbers) -> None:
    below = [code for code, share in sorted(weights.items()) if share is not None and share < 0]
    if below:
        summary = Text(vi=f"Trọng số {name} có giá trị âm.", en=f"The weight {name} has values below zero.")
        what = Text(vi="trọng số không được âm", en="a weight must not be below zero")
        raise DataError(summary, [Fault(f"{name}, {code}", what) for code in below])
