"""A posed problem under other limits and locks; what does not depend on them is not read and scored again."""

from __future__ import annotations

from dataclasses import replace

from clusterplan.optimisation.session import ROWS_ONLY
from clusterplan.planning.problem import Posed, pose_problem
from clusterplan.planning.products import scenario_of_products
from clusterplan.planning.resolve import resolve_scenario
from clusterplan.scenario import Scenario

__all__ = ["with_other_limits"]

_TOLD = {"id", "title_vi", "title_en", "solver"}
"""What a scenario says beside, of which no datum depends."""


def with_other_limits(posed: Posed, scenario: Scenario) -> Posed:
    """Pose a changed scenario; fast if it differs from a posed one in limits and locks that no datum depends on.

    Parameters
    ----------
    posed
        The scenario that was posed.
    scenario
        The changed scenario.

    Returns
    -------
    Posed
        What :func:`clusterplan.planning.problem.pose_problem` returns for the same data.

    Raises
    ------
    ScenarioError
        If the scenario names what the data do not have.
    """
    kept = {name: getattr(posed.scenario.rules, name) for name in ROWS_ONLY}
    as_before = scenario.model_copy(update={"rules": scenario.rules.model_copy(update=kept)})
    if as_before.model_dump(exclude=_TOLD) != posed.scenario.model_dump(exclude=_TOLD):
        return pose_problem(scenario, posed.facts)
    resolve_scenario(scenario, posed.facts)
    problem = replace(posed.problem, scenario=scenario_of_products(scenario, posed.facts))
    return replace(posed, problem=problem, scenario=scenario)
