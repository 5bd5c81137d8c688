"""clusterplan: from spatial layers to a defensible plan of regional technology clusters.

Three steps make a plan::

    scenario = clusterplan.load_scenario("national")
    result = clusterplan.make_plan(scenario)
    clusterplan.write_result(result, Path("output"))

The names below are the public interface. They are loaded when they are first used, so that importing the package
costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clusterplan.advantage import AdvantageTable
    from clusterplan.domain import Plan, Termination
    from clusterplan.errors import ClusterplanError, InfeasibleError, InputError
    from clusterplan.planning import (
        PlanningResult,
        advantage_of,
        bundled_scenarios,
        load_scenario,
        make_plan,
        read_publication,
        write_result,
    )
    from clusterplan.publishing import Publication
    from clusterplan.scenario import Scenario

__all__ = [
    "AdvantageTable",
    "ClusterplanError",
    "InfeasibleError",
    "InputError",
    "Plan",
    "PlanningResult",
    "Publication",
    "Scenario",
    "Termination",
    "advantage_of",
    "bundled_scenarios",
    "load_scenario",
    "make_plan",
    "read_publication",
    "write_result",
]

_HOME = {
    "AdvantageTable": "advantage",
    "ClusterplanError": "errors",
    "InfeasibleError": "errors",
    "InputError": "errors",
    "Plan": "domain",
    "PlanningResult": "planning",
    "Publication": "publishing",
    "Scenario": "scenario",
    "Termination": "domain",
    "advantage_of": "planning",
    "bundled_scenarios": "planning",
    "load_scenario": "planning",
    "make_plan": "planning",
    "read_publication": "planning",
    "write_result": "planning",
}
"""The room each public name comes from."""

if not TYPE_CHECKING:  # a type checker reads the imports above instead, and so still refuses unknown names

    def __getattr__(name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
