"""Rules of regions' floors on facilities, and of the kinds of facility beside the shared system."""

from __future__ import annotations

from collections.abc import Iterator

from pulp import lpSum

from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.rules.rows import Row

__all__ = ["facilities_per_region_at_least", "technologies_per_optional_facility"]


def facilities_per_region_at_least(decisions: Decisions) -> Iterator[Row]:
    """Give each region its floor: ``sum of open[j, kind] over sites of the region and kind >= per_region_at_least``."""
    problem = decisions.problem
    fewest = problem.scenario.rules.facilities.per_region_at_least
    if not fewest:
        return
    for region in problem.regions:
        opened = [variable for (j, _), variable in decisions.open.items() if problem.site_regions[j] == region]
        yield f"facilities_per_region_at_least.{region}", lpSum(opened) >= fewest


def technologies_per_optional_facility(decisions: Decisions) -> Iterator[Row]:
    """Let each facility beside the shared system serve its number of technologies.

    ``at_least[kind] open[j, kind] <= sum of assist[j, kind, k] over k <= at_most[kind] open[j, kind]``;
    ``assist[j, kind, k] <= open[j, kind]``. Rows are named after the kind, as its limits are.
    """
    problem = decisions.problem
    for (j, kind), opened in decisions.open.items():
        if kind.is_shared:
            continue
        limit = problem.scenario.rules.facilities.technologies_per_facility(kind)
        site = decisions.names.site[problem.sites[j]]
        served = {k: variable for (at, of, k), variable in decisions.assist.items() if (at, of) == (j, kind)}
        number = lpSum(list(served.values()))
        yield f"technologies_per_{kind.value}.at_least.{site}", number - limit.at_least * opened >= 0
        yield f"technologies_per_{kind.value}.at_most.{site}", number - limit.at_most * opened <= 0
        for k, variable in served.items():
            technology = decisions.names.technology[problem.technologies[k]]
            yield f"assist_needs_facility.{site}.{kind.value}.{technology}", variable - opened <= 0
