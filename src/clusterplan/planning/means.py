"""What a scenario says about means and decisions that the data, or the scenario itself, cannot back."""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.errors import Fault
from clusterplan.language import Text
from clusterplan.planning.facts import Facts
from clusterplan.scenario import Scenario

__all__ = ["faults_of_means"]


def faults_of_means(scenario: Scenario, facts: Facts) -> Iterator[Fault]:
    """Yield a fault for every unit without a capacity, and for decisions of a plan that is not named.

    Parameters
    ----------
    scenario
        The scenario.
    facts
        The data.

    Yields
    ------
    Fault
        With what to do.
    """
    yield from _without_capacity(scenario, facts)
    if scenario.rules.decided_before is not None and scenario.objective.adopted_plan is None:
        yield Fault(
            "rules.decided_before",
            Text(
                vi="không có phương án đã chọn để giữ lại.", en="there is no adopted plan whose decisions could stay."
            ),
            Text(
                vi="Hãy nêu tệp plan.json trong objective.adopted_plan, hoặc bỏ decided_before.",
                en="Name its plan.json in objective.adopted_plan, or leave out decided_before.",
            ),
        )


def _without_capacity(scenario: Scenario, facts: Facts) -> Iterator[Fault]:
    """Yield a fault for every resource of the places that leaves a unit out: what is missing is not zero."""
    for name, resource in sorted(scenario.rules.resources.items()):
        has = resource.capacity_per_unit
        if not has or "default" in has:
            continue
        missing = sorted(set(facts.layer(scenario.unit_layer)["code"]) - has.keys())
        if missing:
            yield Fault(
                f"rules.resources.{name}.capacity_per_unit",
                Text(vi=f"thiếu đơn vị: {', '.join(missing)}.", en=f"these units are missing: {', '.join(missing)}."),
                Text(
                    vi="Nêu từng đơn vị, hoặc thêm `default` cho các đơn vị còn lại.",
                    en="Name every unit, or add `default` for the others.",
                ),
            )
