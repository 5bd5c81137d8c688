"""Gather what the tables have on record about products: the list, missions, enterprises, institutes, test beds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from clusterplan.domain import ProductDecision, TechnologyId, UnitId
from clusterplan.language import Text
from clusterplan.optimisation.records import Holder, Product, Records
from clusterplan.planning.facts import Facts
from clusterplan.scenario import Scenario

__all__ = ["records_of"]

_NOT_ADOPTED = "forum proposal"
"""Kind of local priority that nobody has adopted; it names no test bed."""


def records_of(scenario: Scenario, facts: Facts, units: tuple[UnitId, ...]) -> Records:
    """Return everything on record about the products of a scenario's scheme.

    Parameters
    ----------
    scenario
        The scenario.
    facts
        The data.
    units
        Codes of the planning units; what lies elsewhere, or is recorded by codes of another vintage, is left out.

    Returns
    -------
    Records
        Sorted by id. A table that knows another scheme's groups alone is read through the crosswalk.
    """
    scheme = scenario.technology_scheme
    same_codes = facts.record("sites").unit_vintage == scenario.unit_vintage  # else a code may mean another unit
    units = units if same_codes else ()
    holders = [*_enterprises(facts, scheme), *_institutes(facts, scheme)]
    decisions = (
        (choice.product, ProductDecision(enterprise=choice.enterprise, decision_number=choice.decision_number))
        for choice in scenario.products
    )
    return Records(
        products=tuple(_products(facts, scheme)),
        holders=tuple(sorted((h for h in holders if h.unit in units), key=lambda holder: holder.id)),
        test_beds=frozenset(bed for bed in _test_beds(facts, scheme) if bed[0] in units),
        decisions=tuple(sorted(decisions, key=lambda decision: decision[0])),
    )


def _products(facts: Facts, scheme: str) -> Iterator[Product]:
    """Yield the products of a scheme, sorted by id."""
    rows = facts.table("products")
    missions = facts.table("missions")
    column = f"products_{scheme.lower()}"
    asking = list(zip(missions["mission_id"], missions[column], strict=True)) if column in missions else []
    for row in rows[rows["scheme"] == scheme].sort_values("product_id").to_dict("records"):
        named_by = tuple(sorted(mission for mission, cell in asking if row["product_id"] in _parts(cell)))
        tier = None if pd.isna(row["tier"]) else int(row["tier"])
        name = Text(vi=row["name_vi"], en=row["name_en"])
        yield Product(row["product_id"], name, row["technology"], tier, bool(row["pioneering"]), named_by)


def _enterprises(facts: Facts, scheme: str) -> Iterator[Holder]:
    """Yield the enterprises with their recorded technologies."""
    for row, technologies in _with_technologies(facts, "enterprise_attributes", scheme):
        name = Text(vi=row["name"], en=row["name"])
        yield Holder(row["enterprise_id"], "enterprise", name, row["unit"], technologies)


def _institutes(facts: Facts, scheme: str) -> Iterator[Holder]:
    """Yield the laboratories and institutes with their recorded technologies."""
    for row, technologies in _with_technologies(facts, "laboratory_attributes", scheme):
        name = Text(vi=row["name_vi"], en=row["name_en"])
        yield Holder(row["site_id"], "institute", name, row["unit"], technologies)


def _test_beds(facts: Facts, scheme: str) -> Iterator[tuple[UnitId, TechnologyId]]:
    """Yield units with the technologies that an adopted local priority or an operating zone names there."""
    ready = set(facts.table("zone_readiness")[["kind", "status"]].itertuples(index=False, name=None))
    for row, technologies in _with_technologies(facts, "zone_attributes", scheme):
        if (row["kind"], row["status"]) in ready:
            yield from ((row["unit"], technology) for technology in technologies)
    for row, technologies in _with_technologies(facts, "local_priorities", scheme):
        if row["kind"] != _NOT_ADOPTED:
            yield from ((row["unit"], technology) for technology in technologies)


def _with_technologies(
    facts: Facts, table: str, scheme: str
) -> Iterator[tuple[dict[Any, Any], frozenset[TechnologyId]]]:
    """Yield the rows of a table with their technologies in a scheme; none if the row names none."""
    for row in facts.table(table).to_dict("records"):
        technologies = facts.technologies_in(row, scheme)
        if technologies and isinstance(row["unit"], str):
            yield row, technologies


def _parts(cell: object) -> list[str]:
    """Return the ids in a cell that holds several."""
    return cell.split(";") if isinstance(cell, str) else []
