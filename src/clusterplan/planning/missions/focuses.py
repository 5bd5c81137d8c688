"""Which records follow up which focus of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clusterplan.domain import PlacedProduct, Plan
from clusterplan.planning.missions.records import FollowedFocus

__all__ = ["followed_focuses"]


def followed_focuses(plan: Plan) -> Iterator[FollowedFocus]:
    """Yield every focus of a plan with the missions and products by which it is followed up.

    Parameters
    ----------
    plan
        The plan.

    Yields
    ------
    FollowedFocus
        By cluster and technology, in the plan's order. One without a record says so by an empty list.
    """
    for cluster in plan.clusters:
        led = [product for product in plan.products if cluster.id in product.clusters]
        for focus in cluster.focuses:
            of_focus = [product for product in led if focus in (product.technology, product.product)]
            yield FollowedFocus(cluster=cluster.id, technology=focus, records=_records(of_focus))


def _records(products: Sequence[PlacedProduct]) -> tuple[str, ...]:
    missions = {mission for product in products for mission in product.missions}
    return (*sorted(missions), *sorted(product.product for product in products))
