"""Plain look-ups that the independent check needs, written without the model."""

from __future__ import annotations

from clusterplan.domain import SiteId, TechnologyId, UnitId
from clusterplan.optimisation.problem import Problem

__all__ = ["ROUNDING", "is_connected", "is_strong", "most_ready", "region_of", "site_distance_km"]


ROUNDING = 1e-6
"""Each coefficient of the objective is rounded to a millionth."""


def region_of(problem: Problem, unit: UnitId) -> str:
    """Region of a unit."""
    return problem.unit_regions[problem.units.index(unit)]


def is_strong(problem: Problem, unit: UnitId, technology: TechnologyId) -> bool:
    """Whether a unit is strong for a technology."""
    return bool(problem.strong[problem.units.index(unit), problem.technologies.index(technology)])


def site_distance_km(problem: Problem, unit: UnitId, site: SiteId) -> float:
    """Travel distance from a unit's centre to a site, in km."""
    return float(problem.site_distance_km[problem.units.index(unit), problem.sites.index(site)])


def most_ready(problem: Problem, members: tuple[UnitId, ...]) -> UnitId:
    """Return the member with the highest readiness; the first code among equals."""
    return min(members, key=lambda unit: (-float(problem.readiness[problem.units.index(unit)]), unit))


def is_connected(problem: Problem, members: tuple[UnitId, ...]) -> bool:
    """Whether one can walk between all members without leaving them."""
    reached, border = {members[0]}, [members[0]]
    while border:
        here = problem.units.index(border.pop())
        for unit in members:
            if unit not in reached and problem.adjacent[here, problem.units.index(unit)]:
                reached.add(unit)
                border.append(unit)
    return len(reached) == len(members)
