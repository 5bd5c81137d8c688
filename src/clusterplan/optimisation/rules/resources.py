"""National caps on money and other means."""

from __future__ import annotations

from collections.abc import Iterator

from pulp import lpSum

from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.problem import row_names
from clusterplan.optimisation.rules.rows import Row

__all__ = ["resources"]


def resources(decisions: Decisions) -> Iterator[Row]:
    """Keep each national cap: ``sum of cost[k] focus[S, k] + sum of cost[kind] open[j, kind] <= cap``."""
    problem = decisions.problem
    names = row_names(tuple(sorted(problem.scenario.rules.resources)))
    for place, resource in sorted(problem.scenario.rules.resources.items()):
        cost = [resource.cost_of_focus(k) for k in problem.technologies]
        used = [cost[k] * variable for (_, k), variable in decisions.focus.items() if cost[k]]
        used += [
            resource.per_facility[kind] * variable
            for (_, kind), variable in decisions.open.items()
            if resource.per_facility.get(kind)
        ]
        yield f"resources.{names[place]}", lpSum(used) <= resource.cap
