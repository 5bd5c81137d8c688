"""Vintages by hand on the codes that changed, and by every unit of both lists."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusterplan.errors import UsageError
from clusterplan.geodata import read_table
from clusterplan.geodata.door.unit_names import UnitLevel
from clusterplan.geodata.door.vintages import CodedRow, check_vintage, possible_vintages, present_vintage, vintage_named

BEFORE, NOW = "2004-2025", "2025-07-01"
FORMER, PRESENT = read_table("former_province_attributes"), read_table("province_attributes")


def rows(units: Iterable[str | tuple[str, str]]) -> list[CodedRow]:
    pairs = [(unit, None) if isinstance(unit, str) else unit for unit in units]
    return [CodedRow(number, code, name) for number, (code, name) in enumerate(pairs, start=1)]


def english(found: Iterable[object]) -> list[str]:
    return [fault.in_language("en") for fault in found]  # type: ignore[attr-defined]


def test_the_whole_list_of_a_vintage_proves_it() -> None:
    assert possible_vintages(rows(FORMER["code"])) == (BEFORE,)
    assert possible_vintages(rows(PRESENT["code"])) == (NOW,)
    assert check_vintage(rows(PRESENT["code"]), NOW, "my.csv") == ()


@pytest.mark.parametrize("code", ["15", "24", "44", "52", "80", "82", "91"])
def test_a_code_that_changed_its_unit_needs_a_name_or_a_vintage(code: str) -> None:
    before = dict(zip(FORMER["code"], FORMER["name_vi"], strict=True))[code]
    now = dict(zip(PRESENT["code"], PRESENT["name_vi"], strict=True))[code]
    assert len(check_vintage(rows([code]), NOW, "my.csv")) == 1
    assert check_vintage(rows([code]), NOW, "my.csv", declared=NOW) == ()
    assert check_vintage(rows([(code, now)]), NOW, "my.csv") == ()
    assert len(check_vintage(rows([(code, before)]), NOW, "my.csv")) == 1
    assert len(check_vintage(rows([(code, before)]), NOW, "my.csv", declared=NOW)) == 1


def test_a_unit_of_the_same_name_with_more_land_proves_nothing() -> None:
    assert english(check_vintage(rows([("25", "Phú Thọ")]), NOW, "my.csv")) == [
        "my.csv: the table does not say of which vintage its codes are, and 25 mean other units or areas in 2004-2025"
        " Say its vintage (--vintage 2025-07-01 or 2004-2025), or add a column with the names of the units."
    ]


def test_units_that_no_reform_touched_need_no_vintage() -> None:
    assert check_vintage(rows(["01", "04", "46", ("11", "Điện Biên")]), NOW, "my.csv") == ()


def test_old_codes_are_told_how_to_be_converted() -> None:
    assert english(check_vintage(rows(["01", ("10", "Lào Cai")]), NOW, "my.csv")) == [
        "my.csv, row 2: there is no code '10' in vintage 2025-07-01"
        " The table is of vintage 2004-2025; convert it: clusterplan layers convert --from 2004-2025 --to 2025-07-01"
    ]


def test_rows_of_both_vintages_in_one_table_are_told_so() -> None:
    [fault] = check_vintage(rows([("15", "Lào Cai"), ("10", "Lào Cai")]), NOW, "my.csv")
    assert fault.where == "my.csv, row 2"
    assert "must not mix vintages" in fault.in_language("en")


def test_a_table_that_says_another_vintage_is_not_joined() -> None:
    [fault] = check_vintage(rows(["01", "15"]), NOW, "my.csv", declared=BEFORE)
    assert fault.what.en == "codes are of vintage 2004-2025, 2025-07-01 is wanted"


def test_a_name_that_is_known_nowhere_proves_nothing_and_a_wrong_one_is_told_its_code() -> None:
    assert check_vintage(rows([("01", "Kinh đô")]), NOW, "my.csv") == ()
    assert english(check_vintage(rows([("01", "Cao Bằng")]), NOW, "my.csv")) == [
        "my.csv, row 1: code 01 is not that of 'Cao Bằng' in vintage 2025-07-01 That is a name of 04."
    ]
    [fault] = check_vintage(rows(["999"]), NOW, "my.csv")
    assert fault.advice is None


def test_communes_keep_most_codes_and_change_most_names() -> None:
    level: UnitLevel = "communes"
    assert possible_vintages(rows(["00001"]), level) == (BEFORE,)
    assert len(check_vintage(rows(["00004"]), NOW, "my.csv", level=level)) == 1
    assert check_vintage(rows([("00004", "Phường Ba Đình")]), NOW, "my.csv", level=level) == ()
    assert len(check_vintage(rows([("00004", "Phường Trúc Bạch")]), NOW, "my.csv", level=level)) == 1
    table = read_table("commune_codes")
    for vintage, units in table.groupby("vintage"):
        listed = rows(zip(units["code"], units["name_vi"], strict=True))
        assert possible_vintages(listed, level) == (vintage,)


@settings(max_examples=60)
@given(st.sets(st.sampled_from(sorted(FORMER["code"])), min_size=1), st.sampled_from(["named", "bare"]))
def test_former_codes_never_pass_for_present_ones_unless_nothing_changed(codes: set[str], how: str) -> None:
    names = dict(zip(FORMER["code"], FORMER["name_vi"], strict=True))
    table = rows([(code, names[code]) if how == "named" else code for code in sorted(codes)])
    parts = FORMER.groupby("unit")["code"].agg(list).to_dict()
    untouched = all(parts.get(code) == [code] for code in codes)
    assert (check_vintage(table, NOW, "my.csv") == ()) == untouched
    assert check_vintage(table, BEFORE, "my.csv", declared=BEFORE) == ()


def test_a_vintage_is_named_or_dated() -> None:
    assert present_vintage() == NOW
    assert (vintage_named("2025-06-30"), vintage_named("2030-01-01"), vintage_named(BEFORE)) == (BEFORE, NOW, BEFORE)
    for name in ("1999-01-01", "2004-2024", "x"):
        with pytest.raises(UsageError, match="is not a vintage"):
            vintage_named(name)
