"""Give each product of the list its place in a plan: clusters, and what is on record in them and near them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clusterplan.domain import Cluster, PlacedProduct, RecordedHolder, UnitId
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.records import Product

__all__ = ["place_products"]


def place_products(
    problem: Problem, clusters: Sequence[Cluster]
) -> tuple[tuple[PlacedProduct, ...], tuple[RecordedHolder, ...]]:
    """Place every product of the list in the clusters that focus on it.

    A product belongs to the clusters of its technology group, or to those of its own where products are the focuses.

    Parameters
    ----------
    problem
        The problem with its records.
    clusters
        Clusters of the plan.

    Returns
    -------
    tuple of two tuples
        Products sorted by tier and id; every holder that they name, sorted by id.
    """
    records = problem.records
    order = sorted(records.products, key=lambda product: (product.tier or 0, product.id))
    placed = tuple(_placed(problem, product, clusters) for product in order)
    named = {holder for product in placed for part in _lists(product) for holder in part}
    named |= {product.decision.enterprise for product in placed if product.decision}
    holders = tuple(
        RecordedHolder(id=h.id, kind=h.kind, name_vi=h.name.vi, name_en=h.name.en, unit=h.unit)
        for h in sorted(records.holders, key=lambda holder: holder.id)
        if h.id in named
    )
    return placed, holders


def _placed(problem: Problem, product: Product, clusters: Sequence[Cluster]) -> PlacedProduct:
    """Return one product with its places."""
    focus = product.id if product.id in problem.technologies else product.technology
    leading = [cluster for cluster in clusters if focus in cluster.focuses]
    inside = frozenset(unit for cluster in leading for unit in cluster.members)
    near = _within_reach(problem, [cluster.hub for cluster in leading]) - inside
    capable = [holder for holder in problem.records.holders if product.technology in holder.technologies]

    def on_record(kind: str, units: frozenset[UnitId]) -> tuple[str, ...]:
        return tuple(sorted(holder.id for holder in capable if holder.kind == kind and holder.unit in units))

    return PlacedProduct(
        product=product.id,
        name_vi=product.name.vi,
        name_en=product.name.en,
        tier=product.tier,
        technology=product.technology,
        pioneering=product.pioneering,
        missions=product.missions,
        clusters=tuple(cluster.id for cluster in leading),
        enterprises=on_record("enterprise", inside),
        enterprises_within_reach=on_record("enterprise", near),
        institutes=on_record("institute", inside),
        institutes_within_reach=on_record("institute", near),
        test_beds=tuple(sorted(unit for unit in inside if (unit, product.technology) in problem.records.test_beds)),
        decision=dict(problem.records.decisions).get(product.id),
    )


def _lists(product: PlacedProduct) -> tuple[tuple[str, ...], ...]:
    """Return the four lists of holders of a product."""
    enterprises = (product.enterprises, product.enterprises_within_reach)
    return (*enterprises, product.institutes, product.institutes_within_reach)


def _within_reach(problem: Problem, hubs: Iterable[UnitId]) -> frozenset[UnitId]:
    """Return the units whose centre lies within ``reach_km`` of a hub."""
    reach = problem.scenario.rules.reach_km
    rows = [problem.member_distance_km[problem.units.index(hub)] for hub in hubs]
    return frozenset(unit for r, unit in enumerate(problem.units) if any(float(row[r]) <= reach for row in rows))
