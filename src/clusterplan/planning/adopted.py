"""The adopted plan that a scenario names: what was decided, and when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import ValidationError

from clusterplan.domain import FacilityKind, Plan, SiteId, TechnologyId, UnitId
from clusterplan.errors import Fault, ScenarioError
from clusterplan.language import Text
from clusterplan.optimisation.problem import AdoptedPlan
from clusterplan.planning.facts import Facts
from clusterplan.scenario import Scenario

__all__ = ["read_adopted_plan"]


def read_adopted_plan(
    scenario: Scenario, facts: Facts, groups: Mapping[TechnologyId, TechnologyId], places: Iterable[str]
) -> AdoptedPlan:
    """Read the adopted plan that a scenario names.

    Parameters
    ----------
    scenario
        The scenario.
    facts
        The data; the plan's digest is added to theirs.
    groups
        The scenario's technologies, with the group of each.
    places
        Every unit and site of the data: decisions that stay name nothing else.

    Returns
    -------
    AdoptedPlan
        Empty if the scenario names none.

    Raises
    ------
    ScenarioError
        If the file is no plan, is of other technologies or units, or has decisions that cannot stay.
    """
    path = scenario.objective.adopted_plan
    if path is None:
        return AdoptedPlan()
    content = Path(path).read_bytes()
    try:
        plan = Plan.from_json(content)
    except ValidationError as wrong:
        what = Text(vi=f"{Path(path).name} không phải plan.json.", en=f"{Path(path).name} is not a plan.json.")
        raise ScenarioError(
            Text(vi="Không đọc được phương án đã chọn.", en="The adopted plan cannot be read."),
            [Fault("objective.adopted_plan", what)],
        ) from wrong
    _refuse_another_kind(plan, scenario)
    _refuse_unknown_focuses(plan, groups)
    facts.digests["adopted_plan"] = hashlib.sha256(content).hexdigest()
    adopted = _decisions_of(plan)
    _refuse_what_cannot_stay(scenario, adopted, frozenset(places))
    return adopted


def _decisions_of(plan: Plan) -> AdoptedPlan:
    """Return what a plan decides, with years where it has them."""
    pairs: dict[tuple[UnitId, TechnologyId], int | None] = {
        (unit, k): cluster.start_year.get(k)
        for cluster in plan.clusters
        for unit in cluster.members
        for k in cluster.focuses
    }
    facilities: dict[tuple[SiteId, FacilityKind], int | None] = {
        (facility.site_id, facility.kind): facility.opens_in for facility in plan.facilities
    }
    return AdoptedPlan(
        focuses=frozenset(pairs),
        facilities=frozenset(facilities),
        start_years={pair: year for pair, year in pairs.items() if year is not None},
        opening_years={place: year for place, year in facilities.items() if year is not None},
    )


def _refuse_another_kind(plan: Plan, scenario: Scenario) -> None:
    """Refuse an adopted plan whose codes mean something else than the scenario's."""
    adopted = plan.scenario
    faults = [
        Fault(
            "objective.adopted_plan",
            Text(
                vi=f"{vi} của phương án là {theirs}, không phải {ours}.", en=f"the plan's {en} is {theirs}, not {ours}."
            ),
        )
        for vi, en, theirs, ours in (
            ("danh mục", "scheme", adopted.technology_scheme, scenario.technology_scheme),
            (
                "lớp đơn vị",
                "unit layer",
                f"{adopted.unit_layer} {adopted.unit_vintage}",
                f"{scenario.unit_layer} {scenario.unit_vintage}",
            ),
        )
        if theirs != ours
    ]
    if faults:
        what = Text(
            vi="Phương án đã chọn dùng danh mục hoặc đơn vị khác.", en="The adopted plan is of another scheme or units."
        )
        raise ScenarioError(what, faults)


def _refuse_unknown_focuses(plan: Plan, groups: Mapping[TechnologyId, TechnologyId]) -> None:
    """Refuse an adopted plan of groups where products are planned, and the other way round."""
    unknown = sorted({focus for cluster in plan.clusters for focus in cluster.focuses} - set(groups))
    if unknown:
        names = ", ".join(unknown)
        what = Text(
            vi=f"kịch bản không có các công nghệ của phương án: {names}.",
            en=f"the scenario does not have the plan's technologies {names}.",
        )
        raise ScenarioError(
            Text(vi="Phương án đã chọn dùng công nghệ khác.", en="The adopted plan is of other technologies."),
            [Fault("objective.adopted_plan", what)],
        )


def _refuse_what_cannot_stay(scenario: Scenario, adopted: AdoptedPlan, places: frozenset[str]) -> None:
    """Refuse decisions that stay about units and sites that no longer exist."""
    before = scenario.rules.decided_before
    if before is None:
        return
    units = {unit for (unit, k) in adopted.focuses if adopted.start_years.get((unit, k), before - 1) < before}
    sites = {at for (at, kind) in adopted.facilities if adopted.opening_years.get((at, kind), before - 1) < before}
    faults = [
        Fault(
            "rules.decided_before",
            Text(
                vi=f"phương án đã chọn có quyết định về {name}, nay không còn trong dữ liệu.",
                en=f"the adopted plan decided on {name}, which the data no longer have.",
            ),
        )
        for name in sorted((units | sites) - places)
    ]
    if faults:
        raise ScenarioError(
            Text(
                vi="Quyết định của phương án đã chọn không thể giữ lại:",
                en="Decisions of the adopted plan cannot stay:",
            ),
            faults,
        )
