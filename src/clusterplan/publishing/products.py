"""Products for people: ``products.csv`` and a line on a unit's card. Lists of what is on record, never a choice."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clusterplan.domain import Cluster, PlacedProduct, TechnologyId
from clusterplan.language import Text
from clusterplan.publishing.features import status_of
from clusterplan.publishing.publication import Publication
from clusterplan.publishing.table import spreadsheet_cell

__all__ = ["NONE_ON_RECORD", "FocusProducts", "products_by_focus", "write_products_table"]

NONE_ON_RECORD = Text(vi="chưa có ghi nhận", en="none on record")
"""What stands where nobody is on record: a gap in the record, not a measured absence."""
_UNKNOWN = Text(vi="chưa rõ", en="unknown")
_COLUMNS = (
    *("product", "name_vi", "name_en", "tier", "technology", "pioneering", "missions", "clusters"),
    *("enterprises", "enterprises_within_reach", "institutes", "institutes_within_reach", "test_beds"),
    *("decision_enterprise", "decision_number", "unit_vintage", "is_simulated", "status_vi", "status_en"),
)


@dataclass(frozen=True)
class FocusProducts:
    """The products of one focus of one cluster, for its card."""

    names: tuple[Text, ...]
    """Names of the products."""
    capable: tuple[Text, ...]
    """Enterprises, then institutes, on record inside the cluster."""
    within_reach: int
    """Number of others on record within reach."""
    decided: tuple[tuple[Text, Text, str], ...]
    """Product, enterprise and decision number, where a decision names one."""


def products_by_focus(publication: Publication) -> dict[tuple[str, TechnologyId], FocusProducts]:
    """Return the products of every focus that has some.

    Parameters
    ----------
    publication
        What is published.

    Returns
    -------
    dict of (str, str) to FocusProducts
        By cluster and technology.
    """
    found = {}
    for cluster in publication.plan.clusters:
        for focus in cluster.focuses:
            products = [p for p in publication.plan.products if _is_of(p, cluster, focus)]
            if products:
                found[cluster.id, focus] = _of_focus(publication, cluster, products)
    return found


def write_products_table(publication: Publication, path: Path) -> None:
    """Write one row per product as CSV: UTF-8 with a byte order mark, so that Excel reads Vietnamese.

    Parameters
    ----------
    publication
        What is published.
    path
        File to write; replaced if it exists. Only the header if the plan places no products.
    """
    closing = status_of(publication)
    rows = [{**_row(publication, product), **closing} for product in publication.plan.products]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: spreadsheet_cell(value) for name, value in row.items()} for row in rows)


def _is_of(product: PlacedProduct, cluster: Cluster, focus: TechnologyId) -> bool:
    """Whether a product has a place in a focus: that of its group, or its own."""
    return cluster.id in product.clusters and focus in (product.technology, product.product)


def _of_focus(publication: Publication, cluster: Cluster, products: list[PlacedProduct]) -> FocusProducts:
    """Return what the card of a focus says."""
    holders = {holder.id: holder for holder in publication.plan.holders}
    inside = dict.fromkeys(
        known
        for kind in ("enterprises", "institutes")
        for product in products
        for known in getattr(product, kind)
        if holders[known].unit in cluster.members
    )
    everyone = {
        known
        for product in products
        for part in (product.enterprises, product.enterprises_within_reach, product.institutes)
        for known in part
    } | {known for product in products for known in product.institutes_within_reach}
    return FocusProducts(
        names=tuple(Text(vi=product.name_vi, en=product.name_en) for product in products),
        capable=tuple(_name(publication, known) for known in inside),
        within_reach=len(everyone - inside.keys()),
        decided=tuple(
            (
                Text(vi=product.name_vi, en=product.name_en),
                _name(publication, product.decision.enterprise),
                product.decision.decision_number,
            )
            for product in products
            if product.decision
        ),
    )


def _row(publication: Publication, product: PlacedProduct) -> dict[str, Any]:
    """Return one product as the cells of a row."""
    decision = product.decision
    return {
        "product": product.product,
        "name_vi": product.name_vi,
        "name_en": product.name_en,
        "tier": product.tier,
        "technology": product.technology,
        "pioneering": product.pioneering,
        "missions": ";".join(product.missions),
        "clusters": ";".join(product.clusters),
        "enterprises": _named(publication, product.enterprises),
        "enterprises_within_reach": _named(publication, product.enterprises_within_reach),
        "institutes": _named(publication, product.institutes),
        "institutes_within_reach": _named(publication, product.institutes_within_reach),
        "test_beds": "; ".join(f"{unit} {publication.unit_name(unit).vi}" for unit in product.test_beds)
        or " / ".join(_UNKNOWN),
        "decision_enterprise": _name(publication, decision.enterprise).vi if decision else None,
        "decision_number": decision.decision_number if decision else None,
    }


def _named(publication: Publication, ids: Iterable[str]) -> str:
    """Return holders with ids and names, or that none is on record."""
    return "; ".join(f"{known} {_name(publication, known).vi}" for known in ids) or " / ".join(NONE_ON_RECORD)


def _name(publication: Publication, holder: str) -> Text:
    """Return the name of a holder; its id if the plan does not have it."""
    for found in publication.plan.holders:
        if found.id == holder:
            return Text(vi=found.name_vi, en=found.name_en)
    return Text(vi=holder, en=holder)
