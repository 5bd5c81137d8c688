"""What the tables have on record about products, and how decisions name one enterprise."""

from __future__ import annotations

import pytest

from clusterplan.errors import ScenarioError
from clusterplan.planning import Facts, PlanningResult, load_scenario, read_scenario_text, resolve_scenario
from clusterplan.planning.product_records import records_of

MINE = "{extends: national, id: mine, title_vi: Của tôi, title_en: Mine, products: [%s]}"
DECISION = "{product: %s, enterprise: %s, decision_number: 123/QD, author: office, reason: decided, date: 2026-07-01}"


def test_the_national_plan_places_all_thirty_products(national: PlanningResult) -> None:
    plan = national.plan
    assert len(plan.products) == 30
    assert [product.tier for product in plan.products] == [1] * 22 + [2] * 8
    assert sum(product.pioneering for product in plan.products) == 6
    assert all(product.clusters for product in plan.products)
    assert all(product.decision is None for product in plan.products)
    members = {cluster.id: set(cluster.members) for cluster in plan.clusters}
    units = {holder.id: holder.unit for holder in plan.holders}
    for product in plan.products:
        inside = set().union(*(members[cluster] for cluster in product.clusters))
        assert {units[known] for known in (*product.enterprises, *product.institutes)} <= inside
        assert not {units[known] for known in product.enterprises_within_reach} & inside
    assert "products" in plan.rules_checked


def test_a_forum_proposal_is_no_test_bed_and_an_operating_zone_is_one(national: PlanningResult) -> None:
    beds = national.posed.problem.records.test_beds
    assert ("79", "S03") in beds  # LP01 and the city's high-tech park
    assert ("01", "S05") not in beds  # named by LP03 alone, which nobody adopted


def test_the_earlier_list_has_35_products_without_tiers_and_reads_enterprises_through_the_crosswalk() -> None:
    scenario = load_scenario("national-2025")
    records = records_of(scenario, Facts(), ("01", "79"))
    assert len(records.products) == 35
    assert {product.tier for product in records.products} == {None}
    viettel = next(holder for holder in records.holders if holder.id == "E01")
    assert "T04" in viettel.technologies
    assert {holder.unit for holder in records.holders} == {"01", "79"}


def test_units_of_another_vintage_have_no_holders_because_a_code_may_mean_another_unit() -> None:
    scenario = load_scenario("national").model_copy(update={"unit_vintage": "2008-08-01"})
    records = records_of(scenario, Facts(), ("01",))
    assert (records.holders, records.test_beds) == ((), frozenset())
    assert len(records.products) == 30


def test_a_decision_names_one_enterprise(national: PlanningResult) -> None:
    scenario = read_scenario_text(MINE % (DECISION % ("P21-06", "E01")), "mine")
    resolve_scenario(scenario, Facts())
    ((product, decision),) = records_of(scenario, Facts(), national.posed.problem.units).decisions
    assert (product, decision.enterprise, decision.decision_number) == ("P21-06", "E01", "123/QD")


def test_a_decision_about_unknown_names_or_without_a_number_or_twice_is_refused() -> None:
    scenario = read_scenario_text(MINE % (DECISION % ("P21-6", "Viettl")), "mine")
    with pytest.raises(ScenarioError) as caught:
        resolve_scenario(scenario, Facts())
    assert "products.1.product" in str(caught.value)
    assert "products.1.enterprise" in str(caught.value)
    with pytest.raises(ScenarioError, match="decision_number"):
        read_scenario_text(MINE % "{product: P21-06, enterprise: E01, author: a, reason: r, date: 2026-07-01}", "mine")
    twice = ", ".join([DECISION % ("P21-06", "E01"), DECISION % ("P21-06", "E03")])
    with pytest.raises(ScenarioError, match="P21-06 is decided twice"):
        read_scenario_text(MINE % twice, "mine")
