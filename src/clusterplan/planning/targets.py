"""Targets with deadline and source, where things stand if that is known, and what a plan provides toward them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pandas as pd
from pydantic import Field

from clusterplan.domain import FacilityKind, Frozen, Plan, ScenarioReference
from clusterplan.language import Text
from clusterplan.planning.known_plan import KnownPlan

__all__ = ["Provided", "StatusQuo", "Target", "Targets", "targets_of"]


class StatusQuo(Frozen):
    """Where things stand, as a source says it."""

    value: str
    """In the unit of the target; text, because a source may say *about* or give several numbers."""
    year: int
    """Year that it speaks of."""
    source: str
    """Where it stands."""


class Provided(Frozen):
    """What a plan provides toward a target. It is simulated, and no forecast."""

    value: float
    """In the unit of the target."""
    reaches: bool
    """Whether the plan's number reaches the target's."""
    what_vi: str
    """What was counted, in Vietnamese."""
    what_en: str
    """The same in English."""


class Target(Frozen):
    """One target."""

    id: str
    """Id in the table of targets."""
    programme: str
    """Programme or document."""
    metric_vi: str
    """What is measured, in Vietnamese."""
    metric_en: str
    """The same in English."""
    operator: Literal["=", ">=", "<=", "range", "~"]
    """How the value must stand to the target."""
    value: str
    """The target as the document puts it."""
    unit: str
    """Unit of the value."""
    deadline: str | None
    """As the document puts it; null if it names none."""
    scope: str
    """Whether it holds for the country, each product, each enterprise, ..."""
    source: str
    """Where it stands."""
    confidence: str
    """The compiler's confidence, and whether it is superseded."""
    status_quo: StatusQuo | None
    """Null: where things stand is not known."""
    provided: Provided | None
    """Null: the plan says nothing about it."""


class Targets(Frozen):
    """All targets beside one plan."""

    schema_: Literal["clusterplan/targets/1"] = Field(default="clusterplan/targets/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: what the plan provides is a simulated option."""
    scenario: ScenarioReference
    """The scenario of the plan."""
    targets: tuple[Target, ...]
    """Sorted by id."""


type _Count = tuple[Callable[[Plan], int | None], Text]

_COUNTED: dict[str, _Count] = {
    "TG01": (
        lambda plan: _placed(plan, FacilityKind.KEY_LABORATORY),
        Text(vi="phòng thí nghiệm được đặt trong phương án", en="laboratories that the plan places"),
    ),
    "TG02": (
        lambda plan: _placed(plan, FacilityKind.TEST_CENTRE),
        Text(vi="trung tâm được đặt trong phương án", en="centres that the plan places"),
    ),
    "TG03": (
        lambda plan: _placed(plan, FacilityKind.KEY_LABORATORY, FacilityKind.TEST_CENTRE),
        Text(vi="phòng thí nghiệm và trung tâm được đặt", en="laboratories and centres that the plan places"),
    ),
    "TG05": (
        lambda plan: _apportioned([facility.research_groups for facility in plan.facilities]),
        Text(vi="nhóm được phân bổ cho các cơ sở", en="groups apportioned to the facilities"),
    ),
    "TG06": (
        lambda plan: _apportioned([facility.doctorates for facility in plan.facilities]),
        Text(vi="tiến sĩ được phân bổ cho các cơ sở", en="doctorates apportioned to the facilities"),
    ),
}
"""What a plan provides, by target. To all other targets a plan says nothing."""


def targets_of(known: KnownPlan) -> Targets:
    """Return every target on record, with what a plan provides toward it.

    Parameters
    ----------
    known
        A plan with its data.

    Returns
    -------
    Targets
        With null for everything that is not known.
    """
    rows = known.posed.facts.table("targets").sort_values("target_id").to_dict("records")
    return Targets(scenario=known.plan.scenario, targets=tuple(_target(row, known.plan) for row in rows))


def _target(row: dict[Any, Any], plan: Plan) -> Target:
    """Return the target of a row."""
    return Target(
        id=row["target_id"],
        programme=row["programme"],
        metric_vi=row["metric_vi"],
        metric_en=row["metric"],
        operator=row["operator"],
        value=row["target_value"],
        unit=row["target_unit"],
        deadline=None if pd.isna(row["deadline"]) else str(row["deadline"]),
        scope=row["scope"],
        source=row["source"],
        confidence=row["confidence"],
        status_quo=_status_quo(row),
        provided=_provided(row, plan),
    )


def _status_quo(row: dict[Any, Any]) -> StatusQuo | None:
    """Return where things stand, if the table knows it."""
    if pd.isna(row["status_quo"]):
        return None
    return StatusQuo(value=row["status_quo"], year=int(row["status_quo_year"]), source=row["status_quo_source"])


def _provided(row: dict[Any, Any], plan: Plan) -> Provided | None:
    """Return what the plan provides toward a target, if it says anything about it."""
    if row["target_id"] not in _COUNTED:
        return None
    count, what = _COUNTED[row["target_id"]]
    number, wanted = count(plan), float(row["target_value"])
    if number is None:
        return None
    reaches = number == wanted if row["operator"] == "=" else number >= wanted
    return Provided(value=number, reaches=reaches, what_vi=what.vi, what_en=what.en)


def _placed(plan: Plan, *kinds: FacilityKind) -> int:
    """Return the number of facilities of some kinds."""
    return sum(facility.kind in kinds for facility in plan.facilities)


def _apportioned(shares: list[int | None]) -> int | None:
    """Return the sum of the shares; nothing if the scenario apportions none."""
    given = [share for share in shares if share is not None]
    return sum(given) if given else None
