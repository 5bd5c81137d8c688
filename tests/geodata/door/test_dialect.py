"""Dialects by hand, and numbers against Python's own in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterplan.geodata.door.dialect import DecimalMark, decimal_mark, dialect_of, number_of


@pytest.mark.parametrize(
    ("text", "separator", "decimal"),
    [
        ("code,value\n01,1.5\n04,2", ",", "."),
        ("code;value\n01;1,5\n04;2", ";", ","),
        ("code\tvalue\n01\t1,5\n", "\t", ","),
        ('code,value,note\n01,"1,5","a;b"\n', ",", ","),
        ("code;name;note\n01;Hà Nội;a,b\n04;Cao Bằng;c\n", ";", None),
        ("code;people\n01;1.234.567\n", ";", ","),
        ("code|share\n01|0,125\n", "|", ","),
    ],
)
def test_dialects_by_hand(text: str, separator: str, decimal: DecimalMark | None) -> None:
    found = dialect_of(text)
    assert (found.separator, found.decimal, found.confident, found.doubtful) == (separator, decimal, True, ())


def test_a_list_with_decimal_commas_fits_both_and_is_a_doubt() -> None:
    assert not dialect_of("a,b;c,d\n1,5;2,5\n").confident


def test_rows_of_different_lengths_are_a_doubt() -> None:
    found = dialect_of("a;b;c\n1;2\n")
    assert (found.separator, found.confident) == (";", False)


def test_one_column_is_a_doubt() -> None:
    assert not dialect_of("code\n01\n04\n").confident


def test_one_number_may_settle_the_others_and_contradiction_settles_nothing() -> None:
    assert dialect_of("a;b\n1.234;x\n2,5;y\n").doubtful == ()
    contradictory = dialect_of("a;b\n1.234;1.5\n2,5;y\n")
    assert (contradictory.decimal, contradictory.doubtful) == (None, ("1.234",))


@given(st.integers(-(10**9), 10**9), st.integers(0, 6), st.sampled_from(["", " ", "\u00a0", "other"]))
def test_a_number_comes_back_from_both_languages(whole: int, places: int, between: str) -> None:
    number = Decimal(whole).scaleb(-places)
    english = f"{number:,f}"
    grouping = "," if between == "other" else between
    assert number_of(english.replace(",", grouping), ".") == number
    swapped = english.translate({ord(","): "." if between == "other" else between, ord("."): ","})
    assert number_of(swapped, ",") == number
    if decimal_mark([english]) is not None and places:
        assert decimal_mark([english]) == "."


@pytest.mark.parametrize("cell", ["", "1,23,456", "12 34", "1.2.3", "0x10", "inf", "nan", "1_000", "1,5", "٣"])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        number_of(cell, ".")


@settings(max_examples=150)
@given(st.text(st.sampled_from(list('a1,.;\t|"\r\n\x00\u2028 -\u0301ộ')), max_size=60))
def test_any_text_has_a_dialect(text: str) -> None:
    found = dialect_of(text)
    assert found.separator in {",", ";", "\t", "|"}
    assert found.decimal is None or not found.doubtful


def test_a_field_too_long_for_a_table_is_no_reason_to_fail() -> None:
    assert not dialect_of("a;b\n" + "x" * 200_000 + ";1\n").doubtful
