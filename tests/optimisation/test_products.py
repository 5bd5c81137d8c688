"""Products in their clusters, by hand: what is on record inside, within reach, and nowhere; and spoilt statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.optimisation.small_problems import changed, solved, three_units

from clusterplan.domain import Plan, ProductDecision
from clusterplan.errors import InternalError
from clusterplan.language import Text
from clusterplan.optimisation.check import check_plan
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.records import Holder, Product, Records


def product(name: str, technology: str, tier: int | None, **more: Any) -> Product:
    return Product(name, Text(name, name), technology, tier, more.get("pioneering", False), more.get("missions", ()))


def holder(name: str, unit: str, *technologies: str) -> Holder:
    kind: Any = "enterprise" if name.startswith("E") else "institute"
    return Holder(name, kind, Text(f"Tên {name}", f"Name {name}"), unit, frozenset(technologies))


RECORDS = Records(
    products=(
        product("P1", "S2", 2),
        product("P2", "S1", 1, pioneering=True, missions=("M1", "M2")),
        product("P3", "S9", 1),
    ),
    holders=(
        holder("E1", "a", "S1"),
        holder("E2", "c", "S1", "S2"),
        holder("E3", "b", "S2"),
        holder("L1", "a", "S1"),
        holder("L2", "c", "S2"),
    ),
    test_beds=frozenset({("a", "S1"), ("c", "S1"), ("b", "S2")}),
    decisions=(("P2", ProductDecision(enterprise="E1", decision_number="7/QD")),),
)


def problem(reach_km: float = 1000, **changes: Any) -> Problem:
    """Return three units of which a and b make a cluster with S1; c stays alone with S2."""
    rules = {
        "focuses_per_cluster": {"at_least": 1, "at_most": 1},
        "clusters_per_technology": {"at_least": 1, "at_most": 1},
        "reach_km": reach_km,
    }
    return changed(three_units(rules), records=RECORDS, **changes)


def placed(plan: Plan) -> dict[str, Any]:
    return {found.product: found for found in plan.products}


def test_products_are_sorted_by_tier_and_placed_with_their_holders() -> None:
    plan = solved(problem())
    assert [(c.members, c.focuses) for c in plan.clusters] == [(("a", "b"), ("S1",)), (("c",), ("S2",))]
    assert [found.product for found in plan.products] == ["P2", "P3", "P1"]
    first, nobody, second = plan.products
    assert (first.clusters, first.enterprises, first.enterprises_within_reach) == (("C01",), ("E1",), ("E2",))
    assert (first.institutes, first.institutes_within_reach, first.test_beds) == (("L1",), (), ("a",))
    assert (first.missions, first.pioneering, first.tier) == (("M1", "M2"), True, 1)
    assert first.decision == ProductDecision(enterprise="E1", decision_number="7/QD")
    assert (second.enterprises, second.enterprises_within_reach, second.test_beds) == (("E2",), ("E3",), ())
    assert second.decision is None
    assert (nobody.clusters, nobody.enterprises, nobody.institutes_within_reach) == ((), (), ())
    assert [found.id for found in plan.holders] == ["E1", "E2", "E3", "L1", "L2"]


def test_what_lies_beyond_reach_is_not_listed() -> None:
    plan = solved(problem(reach_km=100))
    assert placed(plan)["P2"].enterprises_within_reach == ("E2",)  # c is 100 km from the hub b
    near = solved(problem(reach_km=99, site_distance_km=three_units().site_distance_km * 0))
    assert placed(near)["P2"].enterprises_within_reach == ()


def test_where_products_are_the_focuses_each_has_its_own_place_and_its_groups_holders() -> None:
    names = (product("S1", "G", 1), product("S2", "G", 2))
    own = Records(products=names, holders=(holder("E1", "a", "G"),))
    plan = solved(changed(problem(), records=own))
    assert {name: found.clusters for name, found in placed(plan).items()} == {"S1": ("C01",), "S2": ("C02",)}
    assert placed(plan)["S1"].enterprises == ("E1",)
    assert placed(plan)["S2"].enterprises_within_reach == ("E1",)


def of_first(**changes: Any) -> Callable[[Plan], Plan]:
    """Return a way to spoil the first product."""
    return lambda plan: plan.model_copy(
        update={"products": (plan.products[0].model_copy(update=changes), *plan.products[1:])}
    )


SPOILT: dict[str, Callable[[Plan], Plan]] = {
    "a product left out": lambda plan: plan.model_copy(update={"products": plan.products[1:]}),
    "products in another order": lambda plan: plan.model_copy(update={"products": plan.products[::-1]}),
    "another name": of_first(name_vi="Khác"),
    "another tier": of_first(tier=2),
    "another technology": of_first(technology="S2"),
    "a mission forgotten": of_first(missions=("M1",)),
    "pioneering no longer": of_first(pioneering=False),
    "a cluster that does not lead it": of_first(clusters=("C01", "C02")),
    "an enterprise that is not on record": of_first(enterprises=("E1", "E3")),
    "an enterprise out of order": of_first(enterprises=("E2", "E1")),
    "one enterprise alone of those within reach": of_first(enterprises_within_reach=()),
    "an institute forgotten": of_first(institutes=()),
    "an institute from elsewhere": of_first(institutes_within_reach=("L2",)),
    "a test bed outside the cluster": of_first(test_beds=("a", "c")),
    "a winner without a decision": of_first(decision=ProductDecision(enterprise="E2", decision_number="8/QD")),
    "a decision forgotten": of_first(decision=None),
    "a holder forgotten": lambda plan: plan.model_copy(update={"holders": plan.holders[1:]}),
    "a holder under another name": lambda plan: plan.model_copy(
        update={"holders": (plan.holders[0].model_copy(update={"name_en": "Other"}), *plan.holders[1:])}
    ),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_spoilt_statement_about_products_is_caught(case: str) -> None:
    plan = solved(problem())
    with pytest.raises(InternalError, match="products at "):
        check_plan(problem(), SPOILT[case](plan))
