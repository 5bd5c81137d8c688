"""The adopted plan that a scenario names: what was decided, and when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
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
    scenario: Scenario,
    facts: Facts,
    units: tuple[UnitId, ...],
    sites: tuple[SiteId, ...],
    technologies: tuple[TechnologyId, ...],
) -> AdoptedPlan:
    """Read the adopted plan that a scenario names.

    Parameters
    ----------
    scenario
        The scenario.
    facts
        The data; the plan's digest is added to theirs.
    units, sites, technologies
        What exists in the problem: decisions that stay must name nothing else.

    Returns
    -------
    AdoptedPlan
        Empty if the scenario names none.

    Raises
    ------
    ScenarioError
        If the file is no plan, is of another list of technologies, or has decisions that cannot stay.
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
    if plan.scenario.technology_scheme != scenario.technology_scheme:
        scheme = plan.scenario.technology_scheme
        raise ScenarioError(
            Text(vi="Phương án đã chọn dùng danh mục khác.", en="The adopted plan is of another scheme."),
            [
                Fault(
                    "objective.adopted_plan",
                    Text(vi=f"danh mục của phương án là {scheme}.", en=f"the plan's scheme is {scheme}."),
                )
            ],
        )
    facts.digests["adopted_plan"] = hashlib.sha256(content).hexdigest()
    adopted = _decisions_of(plan)
    faults = list(_cannot_stay(scenario, plan, adopted, {*units, *sites, *technologies}))
    if faults:
        raise ScenarioError(
            Text(
                vi="Quyết định của phương án đã chọn không thể giữ lại:",
                en="Decisions of the adopted plan cannot stay:",
            ),
            faults,
        )
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
        frozenset(pairs),
        frozenset(facilities),
        {pair: year for pair, year in pairs.items() if year is not None},
        {place: year for place, year in facilities.items() if year is not None},
    )


def _cannot_stay(scenario: Scenario, plan: Plan, adopted: AdoptedPlan, known: set[str]) -> Iterator[Fault]:
    """Yield why decisions cannot stay: codes of another vintage, or names that no longer exist."""
    before = scenario.rules.decided_before
    if before is None:
        return
    if plan.scenario.unit_vintage != scenario.unit_vintage:
        of_plan, wanted = plan.scenario.unit_vintage, scenario.unit_vintage
        yield Fault(
            "rules.decided_before",
            Text(
                vi=f"mã đơn vị của phương án đã chọn có mốc {of_plan}, không phải {wanted}.",
                en=f"the adopted plan's codes are of vintage {of_plan}, not {wanted}.",
            ),
        )
        return
    pairs = {pair for pair in adopted.focuses if adopted.start_years.get(pair, before - 1) < before}
    places = {place for place in adopted.facilities if adopted.opening_years.get(place, before - 1) < before}
    named = {name for pair in pairs for name in pair} | {site for site, _ in places}
    for name in sorted(named - known):
        yield Fault(
            "rules.decided_before",
            Text(
                vi=f"phương án đã chọn có quyết định về {name}, nay không còn trong dữ liệu.",
                en=f"the adopted plan decided on {name}, which the data no longer have.",
            ),
        )
