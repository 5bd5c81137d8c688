"""The independent check of what a plan says about products: every list is on record, complete and sorted."""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.domain import PlacedProduct, Plan
from clusterplan.language import Text
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading, must

__all__ = ["products"]


def products(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read whether each product's clusters, holders and test beds are those on record."""
    wanted = sorted(problem.records.products, key=lambda product: (product.tier or 0, product.id))
    listed = [product.product for product in plan.products]
    yield must("products", "all", listed == [product.id for product in wanted])
    facts = {
        product.id: (product.name, product.tier, product.technology, product.pioneering, product.missions)
        for product in wanted
    }
    decided = dict(problem.records.decisions)
    for product in plan.products:
        name = Text(vi=product.name_vi, en=product.name_en)
        told = (name, product.tier, product.technology, product.pioneering, product.missions)
        yield must("products", f"{product.product} record", facts.get(product.product) == told)
        yield must("products", f"{product.product} decision", product.decision == decided.get(product.product))
        yield from _places(problem, plan, product)
    names = {h.id: (h.kind, h.name.vi, h.name.en, h.unit) for h in problem.records.holders}
    told_of = {h.id: (h.kind, h.name_vi, h.name_en, h.unit) for h in plan.holders}
    mentioned = {name for product in plan.products for part in _lists(product).values() for name in part}
    mentioned |= {product.decision.enterprise for product in plan.products if product.decision}
    yield must("products", "holders", [h.id for h in plan.holders] == sorted(mentioned & names.keys()))
    yield must("products", "holders on record", all(names.get(known) == of for known, of in told_of.items()))


def _places(problem: Problem, plan: Plan, product: PlacedProduct) -> Iterator[RuleReading]:
    """Read one product's clusters, holders and test beds."""
    focus = product.product if product.product in problem.technologies else product.technology
    leading = [cluster for cluster in plan.clusters if focus in cluster.focuses]
    yield must("products", f"{product.product} clusters", product.clusters == tuple(c.id for c in leading))
    inside = {unit for cluster in leading for unit in cluster.members}
    near = {
        unit
        for cluster in leading
        for unit in problem.units
        if unit not in inside and _distance_km(problem, cluster.hub, unit) <= problem.scenario.rules.reach_km
    }
    for name, listed in _lists(product).items():
        kind = "enterprise" if name.startswith("enterprise") else "institute"
        where = near if name.endswith("reach") else inside
        on_record = sorted(
            holder.id
            for holder in problem.records.holders
            if holder.kind == kind and holder.unit in where and product.technology in holder.technologies
        )
        yield must("products", f"{product.product} {name}", list(listed) == on_record)
    beds = sorted(unit for unit, technology in problem.records.test_beds if technology == product.technology)
    yield must("products", f"{product.product} test_beds", list(product.test_beds) == [b for b in beds if b in inside])


def _lists(product: PlacedProduct) -> dict[str, tuple[str, ...]]:
    """Return the lists of holders by their names."""
    return {
        "enterprises": product.enterprises,
        "enterprises_within_reach": product.enterprises_within_reach,
        "institutes": product.institutes,
        "institutes_within_reach": product.institutes_within_reach,
    }


def _distance_km(problem: Problem, hub: str, unit: str) -> float:
    """Travel distance between two units' centres, in km."""
    return float(problem.member_distance_km[problem.units.index(hub), problem.units.index(unit)])
