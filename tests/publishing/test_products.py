"""Products in the table and on a card: lists of what is on record, and words where there is nothing."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from clusterplan.domain import PlacedProduct, ProductDecision, RecordedHolder
from clusterplan.publishing import Publication
from clusterplan.publishing.map import draw_map
from clusterplan.publishing.products import products_by_focus, write_products_table


def product(name: str, technology: str, cluster: str, **more: object) -> PlacedProduct:
    empty = dict.fromkeys(
        ("enterprises", "enterprises_within_reach", "institutes", "institutes_within_reach", "test_beds"), ()
    )
    fields = {"tier": 1, "pioneering": False, "missions": (), **empty, **more}
    return PlacedProduct.model_validate(
        {
            "product": name,
            "name_vi": f"Sản phẩm {name}",
            "name_en": f"Product {name}",
            "technology": technology,
            "clusters": (cluster,),
            **fields,
        }
    )


@pytest.fixture
def placed(publication: Publication) -> Publication:
    holders = (
        RecordedHolder(id="E1", kind="enterprise", name_vi="=Hãng", name_en="=Hãng", unit="01"),
        RecordedHolder(id="E2", kind="enterprise", name_vi="Hãng xa", name_en="Far firm", unit="04"),
    )
    products = (
        product("P1", "S01", "C01", enterprises=("E1",), enterprises_within_reach=("E2",), test_beds=("02",)),
        product("P2", "S03", "C02"),
        product("P3", "S01", "C01", decision=ProductDecision(enterprise="E1", decision_number="7/QD")),
    )
    return replace(publication, plan=publication.plan.model_copy(update={"products": products, "holders": holders}))


def test_the_table_has_one_row_per_product_and_words_where_nothing_is_on_record(
    placed: Publication, tmp_path: Path
) -> None:
    write_products_table(placed, tmp_path / "products.csv")
    with (tmp_path / "products.csv").open(encoding="utf-8-sig", newline="") as stream:
        first, second, third = csv.DictReader(stream)
    assert (first["enterprises"], first["enterprises_within_reach"]) == ("E1 =Hãng", "E2 Hãng xa")
    assert first["test_beds"] == "02 Đắk Hai"
    assert first["decision_number"] == ""
    assert second["institutes"] == "chưa có ghi nhận / none on record"
    assert second["test_beds"] == "chưa rõ / unknown"
    assert (third["decision_enterprise"], third["decision_number"]) == ("'=Hãng", "7/QD")
    assert {row["is_simulated"] for row in (first, second, third)} == {"yes"}


def test_a_card_counts_products_and_lists_those_on_record_in_the_cluster(placed: Publication) -> None:
    found = products_by_focus(placed)
    assert set(found) == {("C01", "S01"), ("C02", "S03")}
    focus = found["C01", "S01"]
    assert [name.en for name in focus.names] == ["Product P1", "Product P3"]
    assert ([name.en for name in focus.capable], focus.within_reach) == (["=Hãng"], 1)
    assert [number for _, _, number in focus.decided] == ["7/QD"]
    assert found["C02", "S03"].capable == ()


def test_the_map_shows_them_on_the_unit_cards(placed: Publication) -> None:
    page = draw_map(placed)
    assert page.count("Sản phẩm P1") == 3  # the three members of the cluster
    assert "chưa có ghi nhận" in page
    assert "7/QD" in page


def test_a_plan_without_products_says_nothing_of_them(publication: Publication, tmp_path: Path) -> None:
    assert products_by_focus(publication) == {}
    assert '<details class="products">' not in draw_map(publication)
    write_products_table(publication, tmp_path / "products.csv")
    assert len((tmp_path / "products.csv").read_text(encoding="utf-8-sig").splitlines()) == 1
