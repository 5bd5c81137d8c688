"""Names of units as documents write them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterplan.geodata import read_table, unaccented
from clusterplan.geodata.door.unit_names import UnitMatch, UnitNames, spelled, unit_names

NOW, BEFORE = unit_names("2025-07-01"), unit_names("2004-2025")
UNITS = dict(zip(read_table("province_attributes")["code"], read_table("province_attributes")["name_vi"], strict=True))


@pytest.mark.parametrize(
    ("typed", "code", "how"),
    [
        ("25", "25", "code"),
        ("Đắk Lắk", "66", "name"),
        ("TỈNH ĐẮK LẮK", "66", "name"),
        ("Đăk Lăk", "66", "alias"),
        ("Dak Lak", "66", "name"),
        ("dak  lak", "66", "name"),
        ("Khánh Hoà", "56", "name"),
        ("Thanh Hoá", "38", "name"),
        ("Thanh Hoa", "38", "name"),
        ("TP.HCM", "79", "alias"),
        ("Tp Hồ Chí Minh", "79", "name"),
        ("TP. Ho Chi Minh", "79", "unaccented"),
        ("Sai Gon", "79", "unaccented"),
        ("HN", "01", "alias"),
        ("Thừa Thiên - Huế", "46", "alias"),
        ("thua thien hue", "46", "unaccented"),
        ("Hà Giang", "08", "merged"),
        ("Ha Giang", "08", "merged"),
        ("Bà Rịa – Vũng Tàu", "79", "merged"),
        ("Hà Tây", "01", "merged"),
    ],
)
def test_names_that_are_taken(typed: str, code: str, how: str) -> None:
    for form in ("NFC", "NFD"):
        found = NOW.find(unicodedata.normalize(form, typed))
        assert (found.code, found.how) == (code, how)


@pytest.mark.parametrize(
    ("typed", "suggestions"),
    [
        ("Khánh Hoa", ("56",)),
        ("Quảng Nnih", ("22",)),
        ("ĐN", ("48", "75")),
        ("Thanh Hòa", ("38",)),
        ("Lorem ipsum", ()),
        ("", ()),
        ("1", ()),
    ],
)
def test_names_that_are_only_suggested(typed: str, suggestions: tuple[str, ...]) -> None:
    found = NOW.find(typed)
    assert found.code is None
    assert found.suggestions[: len(suggestions)] == suggestions
    assert bool(found.suggestions) == bool(suggestions)


def test_each_vintage_has_its_own_units() -> None:
    assert BEFORE.find("Hà Giang") == UnitMatch("Hà Giang", "02", "name")
    assert (BEFORE.find("Lào Cai").code, NOW.find("Lào Cai").code) == ("10", "15")
    assert BEFORE.find("Huế").code == "46"


@pytest.mark.parametrize("names", [NOW, BEFORE], ids=["now", "before"])
def test_every_name_finds_its_own_unit_in_any_spelling(names: UnitNames) -> None:
    table = "province_attributes" if names is NOW else "former_province_attributes"
    for code, name, english in read_table(table)[["code", "name_vi", "name_en"]].to_numpy().tolist():
        short = name.removeprefix("Thành phố ")
        for typed in (name, name.upper(), f"Tỉnh {short}", unaccented(name), english):
            assert names.find(typed).code == code, typed
        assert names.fits(code, name)


def test_a_name_beside_a_code_fits_or_not() -> None:
    assert NOW.fits("48", "ĐN")
    assert not NOW.fits("08", "Hà Giang")
    assert not NOW.fits("15", "Yên Bái")
    assert BEFORE.fits("15", "Yên Bái")


@given(st.text(max_size=20))
def test_a_code_is_found_only_for_a_known_spelling(typed: str) -> None:
    found = NOW.find(typed)
    if found.code is not None and found.how != "code":
        others = unaccented(spelled(typed))
        known = [
            *UNITS.values(),
            *read_table("unit_aliases")["alias"],
            *read_table("former_province_attributes")["name_vi"],
        ]
        assert others in {unaccented(spelled(name)) for name in known}
