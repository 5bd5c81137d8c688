from __future__ import annotations

import pytest

from clusterplan.errors import DataError
from clusterplan.geodata import Layers, check_unit_codes, read_register, read_table, reused_codes

SINCE = "2025-07-01"


FORMER, PRESENT = read_table("former_province_attributes"), read_table("province_attributes")


def check(codes: list[str], vintage: str) -> None:
    check_unit_codes(codes, vintage, SINCE, FORMER, PRESENT, "my.csv")


def test_seven_province_codes_changed_their_meaning_on_1_july_2025() -> None:
    layers = Layers.bundled()
    assert reused_codes(layers["former_provinces"], layers["provinces"]) == ("15", "24", "44", "52", "80", "82", "91")
    former = layers["former_provinces"].set_index("code")
    assert former.index[former["same_code_other_unit"]].tolist() == ["15", "24", "44", "52", "80", "82", "91"]


def test_codes_of_the_present_vintage_pass() -> None:
    check(["01", "15", "91"], SINCE)


def test_a_table_of_the_former_vintage_is_refused_even_if_all_its_codes_exist_today() -> None:
    with pytest.raises(DataError) as caught:
        check(["01", "15", "91"], "2004-2025")
    [fault] = caught.value.faults
    assert "codes that changed meaning: 15, 91" in fault.what.en


def test_a_former_code_is_told_where_it_belongs_now() -> None:
    with pytest.raises(DataError) as caught:
        check(["01", "10", "00"], SINCE)
    lines = [fault.in_language("en") for fault in caught.value.faults]
    assert lines == [
        "my.csv: there is no unit with code '00'",
        "my.csv: there is no unit with code '10' This former unit is part of 15 now.",
    ]


def test_every_table_and_layer_with_unit_codes_declares_their_vintage_and_uses_present_codes() -> None:
    layers, checked = Layers.bundled(), 0
    for record in read_register().values():
        for column in record.columns:
            if column.refers_to == "provinces":
                assert record.unit_vintage == SINCE, record.id
                frame = read_table(record.id) if record.kind == "table" else layers[record.id]
                codes = frame[column.name].dropna().str.split(";").explode()
                check(codes.tolist(), record.unit_vintage)
                checked += 1
    assert checked >= 10
