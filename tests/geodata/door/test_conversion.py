"""Conversion by hand on three units, and what must hold for any numbers of the bundled units."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterplan.errors import DataError, UsageError
from clusterplan.geodata import read_table
from clusterplan.geodata.door.conversion import MergedUnit, converted_column, merged_units

UNITS = merged_units("2004-2025", "2025-07-01")
FORMER = sorted(read_table("former_province_attributes")["code"])
THREE = (
    MergedUnit(code="A", name_vi="A", name_en="A", parts=("a", "b"), part_names=("a", "b")),
    MergedUnit(code="C", name_vi="C", name_en="C", parts=("c",), part_names=("c",)),
)


def test_three_units_by_hand() -> None:
    people = {"a": Decimal(300), "b": Decimal(100), "c": Decimal("50")}
    counted = converted_column("people", people, THREE)
    assert counted.values == {"A": "400", "C": "50"}
    assert (counted.total_before, counted.total_after, counted.missing) == ("450", "450", ())
    growth = {"a": Decimal("6.0"), "b": Decimal("10.0"), "c": Decimal("7.30")}
    weighed = converted_column("growth", growth, THREE, ("people", people))
    assert weighed.values == {"A": "7", "C": "7.30"}  # 6 * 3/4 + 10 * 1/4; one part stays as it is written
    assert (weighed.weight, weighed.total_before) == ("people", None)


def test_a_part_that_is_missing_makes_the_total_missing_and_is_named() -> None:
    counted = converted_column("people", {"a": Decimal(300), "b": None, "c": Decimal(50)}, THREE)
    assert counted.values == {"A": None, "C": "50"}
    assert [(gap.unit, gap.parts) for gap in counted.missing] == [("A", ("b",))]
    assert (counted.total_before, counted.total_after) == ("350", "50")
    weighed = converted_column("growth", {"a": Decimal(6), "b": Decimal(10)}, THREE, ("people", {"a": Decimal(300)}))
    assert [(gap.unit, gap.parts) for gap in weighed.missing] == [("A", ("b",)), ("C", ("c",))]


def test_weights_of_zero_give_no_rate_and_negative_ones_are_refused() -> None:
    rates = {"a": Decimal(6), "b": Decimal(10), "c": Decimal(7)}
    nothing = {"a": Decimal(0), "b": Decimal(0), "c": Decimal(0)}
    weighed = converted_column("growth", rates, THREE, ("people", nothing))
    assert weighed.values == {"A": None, "C": "7"}
    assert [(gap.unit, gap.parts) for gap in weighed.missing] == [("A", ())]
    with pytest.raises(DataError, match="must not be below zero"):
        converted_column("growth", rates, THREE, ("people", {**nothing, "b": Decimal(-1)}))


def test_every_former_unit_goes_into_exactly_one_present_unit() -> None:
    parts = [part for unit in UNITS for part in unit.parts]
    assert sorted(parts) == FORMER
    assert [unit.code for unit in UNITS] == sorted(read_table("province_attributes")["code"])


def test_units_are_never_split() -> None:
    for earlier, later in (("2025-07-01", "2004-2025"), ("2004-2025", "2004-2025")):
        with pytest.raises(UsageError, match="merged and not split"):
            merged_units(earlier, later)


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_whole_numbers_stay_whole_and_their_total_is_kept(seed: int) -> None:
    found = [random.Random(seed + n).randint(-(10**18), 10**18) for n in range(len(FORMER))]
    counted = converted_column("n", {code: Decimal(n) for code, n in zip(FORMER, found, strict=True)}, UNITS)
    assert sum(int(value or "none") for value in counted.values.values()) == sum(found)
    assert counted.total_before == counted.total_after == str(sum(found))


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_totals_of_decimals_are_exact_and_a_rate_lies_between_its_parts(seed: int) -> None:
    drawn = random.Random(seed)
    column = {code: Decimal(drawn.randint(-(10**12), 10**12)).scaleb(-drawn.randint(0, 6)) for code in FORMER}
    counted = converted_column("n", column, UNITS)
    total = sum((Fraction(value or "none") for value in counted.values.values()), Fraction())
    assert total == sum(map(Fraction, column.values()))
    weights = {code: Decimal(drawn.randint(0, 3)) for code in FORMER}
    weighed = converted_column("r", column, UNITS, ("w", weights))
    for unit in UNITS:
        value, parts = weighed.values[unit.code], [column[part] for part in unit.parts]
        if value is not None:
            slack = Decimal("1e-11") * max(abs(part) for part in parts)
            assert min(parts) - slack <= Decimal(value) <= max(parts) + slack
        else:
            assert not any(weights[part] for part in unit.parts)
