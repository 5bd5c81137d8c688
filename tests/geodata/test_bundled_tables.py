from __future__ import annotations

import pytest

from clusterplan.geodata import Layers, read_register, read_table

REGISTER = read_register()
TABLES = sorted(record.id for record in REGISTER.values() if record.kind == "table")


@pytest.mark.parametrize("name", TABLES)
def test_every_table_reads_and_keeps_its_record(name: str) -> None:
    assert read_table(name).columns.tolist() == [column.name for column in REGISTER[name].columns]


def test_every_id_that_refers_to_another_table_is_there() -> None:
    layers, dangling = Layers.bundled(), []
    for record in REGISTER.values():
        frame = read_table(record.id) if record.kind == "table" else layers[record.id]
        for column in record.columns:
            if column.refers_to:
                target = REGISTER[column.refers_to]
                ids = read_table(target.id) if target.kind == "table" else layers[target.id]
                used = set(frame[column.name].dropna().str.split(";").explode())
                missing = used - set(ids[target.key])
                dangling += [f"{record.id}.{column.name}: {value}" for value in sorted(missing)]
    assert dangling == []


def test_every_name_that_stands_for_a_unit_of_another_layer_is_one_of_its_names() -> None:
    layers, unknown = Layers.bundled(), []
    for record in REGISTER.values():
        frame = read_table(record.id) if record.kind == "table" else layers[record.id]
        for column in record.columns:
            if column.names_of:
                used = set(frame[column.name].dropna().str.split(";").explode())
                missing = used - set(layers[column.names_of]["name_vi"])
                unknown += [f"{record.id}.{column.name}: {value}" for value in sorted(missing)]
    assert unknown == []


def test_both_technology_schemes_have_their_groups_and_products() -> None:
    groups = read_table("technologies").groupby("scheme")["id"].count()
    products = read_table("products").groupby("scheme")["product_id"].count()
    assert groups.to_dict() == {"QD1131": 11, "QD21": 10}
    assert products.to_dict() == {"QD1131": 35, "QD21": 30}
    assert read_table("products").query("scheme == 'QD21'")["tier"].isin([1, 2]).all()


def test_the_counted_products_of_each_group_are_the_listed_ones() -> None:
    listed = read_table("products").groupby("technology")["product_id"].count()
    stated = read_table("technologies").set_index("id")["products_count"]
    assert listed.to_dict() == stated.to_dict()


def test_the_parts_of_a_technology_in_the_crosswalk_sum_to_one() -> None:
    crosswalk = read_table("technology_crosswalk")
    sums = crosswalk.groupby("technology_qd1131")["weight"].sum()
    assert sums.to_dict() == pytest.approx(dict.fromkeys(sums.index, 1.0))
    assert len(sums) == 11
    assert crosswalk["technology_qd21"].nunique() == 10


def test_decision_808_has_twenty_missions_and_there_are_six_pioneering_products() -> None:
    assert len(read_table("missions")) == 20
    assert len(read_table("pioneering_products")) == 6


def test_every_reason_says_why_in_both_languages() -> None:
    reasons = read_table("host_reasons")
    assert reasons[["eligible_reason_vi", "eligible_reason_en"]].notna().all(axis=None)


def test_no_link_is_declared_for_the_34_provinces_because_they_hang_together() -> None:
    assert read_table("unit_links").empty
