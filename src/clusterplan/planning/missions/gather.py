"""Gather what is on record about each mission and product. What nobody has said stays unknown; no person is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from clusterplan.domain import PlacedProduct, Plan
from clusterplan.planning.facts import Facts
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.missions.fields import FIELDS
from clusterplan.planning.missions.focuses import followed_focuses
from clusterplan.planning.missions.records import FieldStatus, MissionField, MissionRecord, Missions

__all__ = ["missions_of"]

_UNKNOWN = MissionField()
_PER_PRODUCT = "per product"
"""Scope of the targets of Decision 2815 that hold for each pioneering product."""


@dataclass(frozen=True)
class _Tables:
    """Rows by id, as the records need them."""

    technologies: Mapping[str, Any]
    products: Mapping[str, Any]
    missions: Mapping[str, Any]
    targets: tuple[Any, ...]


def missions_of(known: KnownPlan) -> Missions:
    """Return the missions of Decision 808 and the products of a plan as records.

    Parameters
    ----------
    known
        A plan with its data.

    Returns
    -------
    Missions
        Every field has a source or is unknown. ``clusters`` and ``on_record`` come from the simulated plan.
    """
    tables = _tables(known.posed.facts)
    placed = {product.product: product for product in known.plan.products}
    missions = [_mission(row, placed, known.plan, tables) for _, row in sorted(tables.missions.items())]
    products = [_product(product, known.plan, tables) for _, product in sorted(placed.items())]
    return Missions(records=(*missions, *products), focuses=tuple(followed_focuses(known.plan)))


def _tables(facts: Facts) -> _Tables:
    """Read the tables."""
    targets = facts.table("targets")
    return _Tables(
        technologies=_by(facts.table("technologies"), "id"),
        products=_by(facts.table("products"), "product_id"),
        missions=_by(facts.table("missions"), "mission_id"),
        targets=tuple(targets[targets["scope"] == _PER_PRODUCT].sort_values("target_id").to_dict("records")),
    )


def _by(rows: pd.DataFrame, key: str) -> dict[str, Any]:
    """Return rows by id."""
    return {str(row[key]): row for row in rows.to_dict("records")}


def _mission(row: Any, placed: Mapping[str, PlacedProduct], plan: Plan, tables: _Tables) -> MissionRecord:
    """Return the record of a mission. Its technologies and products are an analyst's reading."""
    source, reading = row["source"], f"{row['mapping_basis']} ({row['source']})"
    technologies, products = _parts(row["technologies_qd21"]), _parts(row["products_qd21"])
    deadline = pd.Timestamp(row["deadline_to_formulate"]).date().isoformat()
    filled = {
        "task": _given(row["name_vi"], source),
        "responsibility": _given(row["lead_agency"], source),
        "time": _given(f"Xây dựng nhiệm vụ trước {deadline}; chưa rõ hạn hoàn thành", source),
        "challenge": _read(row["name_vi"], source),
        "core_technologies": _read(_named(technologies, tables.technologies), reading),
        "strategic_product": _read(_named(products, tables.products), reading),
        **(_in_plan([placed[p] for p in products if p in placed], plan)),
    }
    return _record(row["mission_id"], "mission", row["name_vi"], row["name_en"], filled)


def _product(product: PlacedProduct, plan: Plan, tables: _Tables) -> MissionRecord:
    """Return the record of a product of the list."""
    row = tables.products[product.product]
    basis = f"products.technology_basis: {row['technology_basis']}"
    technology = _named([product.technology], tables.technologies)
    official = row["technology_basis"] == "official"
    filled = {
        "core_technologies": _given(technology, row["source"]) if official else _read(technology, basis),
        "strategic_product": _given(row["name_vi"], row["source"]),
        "challenge": _read(_named(product.missions, tables.missions), "missions.products_qd21: analyst mapping"),
        **(_targets(tables) if product.pioneering else {}),
        **_in_plan([product], plan),
    }
    if product.decision is not None:
        decided = _holder(plan, product.decision.enterprise)
        filled["responsibility"] = _given(decided, product.decision.decision_number)
    return _record(product.product, "product", row["name_vi"], row["name_en"], filled)


def _record(key: str, kind: Any, title_vi: str, title_en: str, filled: Mapping[str, MissionField]) -> MissionRecord:
    """Return a record with every field that is not filled unknown."""
    fields = {name: filled.get(name, _UNKNOWN) for name in FIELDS}
    return MissionRecord(id=key, kind=kind, title_vi=title_vi, title_en=title_en, fields=fields)


def _targets(tables: _Tables) -> dict[str, MissionField]:
    """Return what Decision 2815 asks of each pioneering product by 2030."""
    values = "; ".join(f"{row['metric_vi']} {row['operator']} {row['target_value']} %" for row in tables.targets)
    names = "; ".join(f"{row['target_id']} {row['metric_vi']}" for row in tables.targets)
    source = f"targets {', '.join(row['target_id'] for row in tables.targets)}: {tables.targets[0]['source']}"
    return {"target_2030": _given(values, source), "indicator": _given(names, source)}


def _in_plan(products: Sequence[PlacedProduct], plan: Plan) -> dict[str, MissionField]:
    """Return which clusters lead some products, and who is on record there."""
    source = f"plan {plan.scenario.id}"
    clusters = {cluster.id: cluster for cluster in plan.clusters}
    leading = sorted({cluster for product in products for cluster in product.clusters})
    holders = sorted({holder for p in products for holder in (*p.enterprises, *p.institutes)})
    return {
        "clusters": _simulated("; ".join(f"{c} {clusters[c].name_vi}" for c in leading), source),
        "on_record": _simulated("; ".join(_holder(plan, holder) for holder in holders), source),
    }


def _holder(plan: Plan, holder: str) -> str:
    """Return id and name of an enterprise or institute."""
    names = {known.id: known.name_vi for known in plan.holders}
    return f"{holder} {names[holder]}" if holder in names else holder


def _given(value: str, source: str) -> MissionField:
    return MissionField(value=value, status=FieldStatus.GIVEN, source=source)


def _read(value: str, source: str) -> MissionField:
    """Return an analyst's reading; where it names nothing, nothing is known."""
    return MissionField(value=value, status=FieldStatus.READING, source=source) if value else _UNKNOWN


def _simulated(value: str, source: str) -> MissionField:
    """Return what the simulated plan says; where it names nothing, nothing is known."""
    return MissionField(value=value, status=FieldStatus.SIMULATED, source=source) if value else _UNKNOWN


def _named(ids: Sequence[str], rows: Mapping[str, Any]) -> str:
    """Return ids with their names."""
    return "; ".join(f"{key} {rows[key]['name_vi']}" for key in ids)


def _parts(cell: object) -> list[str]:
    """Return the ids in a cell that holds several."""
    return cell.split(";") if isinstance(cell, str) else []
