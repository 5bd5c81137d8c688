"""The cheapest change of a scenario that lets a plan exist, in numbers that can be applied.

Limits are stretched at a price, and the sum of prices is minimised: one whole limit costs 1, so that raising a cap by
a tenth costs 0.1; dropping a lock, or a rule that is only on or off, costs 1; one facility more or less than the
programme says costs ten, because the programme is decided, and so does undoing what was begun. A planner may make
any limit dearer or cheaper by a factor (``rules.repair_prices``). Limits inside candidate sets are not repaired here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from pulp import LpAffineExpression, LpSolveStatus

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.elastic import CAP_PER_YEAR, CAPACITY, ElasticModel, Limit, build_elastic_model
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import ChosenFacility, read_choice
from clusterplan.optimisation.solvers import make_solver
from clusterplan.scenario import Resource, Scenario

__all__ = ["Change", "Repair", "apply_repair", "cheapest_repair"]

_DECIDED = (
    *(f"rules.facilities.{kind.value}{end}" for kind in FacilityKind for end in ("", ".at_least", ".at_most")),
    "rules.decided_before",
)
_LISTS = ("rules.locks", "rules.excluded_pairs", "rules.required_pairs")
_SWITCHED_OFF = {
    "rules.cover": "at_most_one",
    "rules.pioneering": False,
    "rules.pioneering_test_bed": "flag",
    "rules.decided_before": None,
}
_OF_REGIONS = {
    "rules.clusters_per_region_at_least": "clusters_per_region_exceptions",
    "rules.clusters_per_region_at_most": "clusters_per_region_at_most_exceptions",
}
_APART = "rules.same_focus_distance_km_at_least"
_SWITCHES = (*_LISTS, *_SWITCHED_OFF, "rules.reach_km", _APART)
_RESOURCES = ("rules.resources", CAP_PER_YEAR, CAPACITY)
_PRICE_OF_DECIDED = 10.0
_BOTH_KINDS = "rules.facilities.technologies_per_facility"


@dataclass(frozen=True)
class Change:
    """One limit with its old and its new value."""

    limit: Limit
    """The limit."""
    old: float
    """What the scenario says. For a rule that is on or off, 1 is on."""
    new: float
    """What it would have to say. For the capacities of units, how much more each unit would need to have."""
    unit: str = ""
    """Unit of both, where they are amounts of a resource."""


@dataclass(frozen=True)
class Repair:
    """Changes that together let a plan exist."""

    changes: tuple[Change, ...]
    """The changes, sorted by limit."""
    is_cheapest: bool
    """Whether it is proven that no cheaper repair exists."""


def cheapest_repair(problem: Problem, seconds: float = 30.0) -> Repair | None:
    """Find the cheapest change of limits that lets a plan exist.

    Parameters
    ----------
    problem
        A problem without a plan.
    seconds
        Time for the search.

    Returns
    -------
    Repair or None
        The repair; None if no change of these limits helps, or none was found in time.
    """
    model = build_elastic_model(problem, by_place=False)
    model.hold(frozenset())
    stretches = [(limit, variable) for stretch in (model.up, model.down) for limit, variable in stretch.items()]
    prices = [(variable, float(round(MILLIONTHS * _price(problem, limit)))) for limit, variable in stretches]
    model.lp.setObjective(LpAffineExpression.from_list(prices))
    settings = problem.scenario.solver.model_copy(
        update={"time_limit_seconds": seconds, "gap_limit": 0.0, "name": "HiGHS"}
    )
    stats = model.lp.solve(make_solver(settings))
    if not stats.has_solution:
        return None
    return Repair(tuple(_changes(problem, model)), stats.status is LpSolveStatus.Optimal)


def apply_repair(scenario: Scenario, repair: Repair) -> Scenario:
    """Return a scenario with the changes of a repair.

    Parameters
    ----------
    scenario
        The scenario to change.
    repair
        The changes.

    Returns
    -------
    Scenario
        A new, checked scenario.
    """
    content: dict[str, Any] = scenario.model_dump(mode="json", by_alias=True)
    for path in _LISTS:
        dropped = {int(change.limit.place) for change in repair.changes if change.limit.path == path}
        name = path.removeprefix("rules.")
        listed = enumerate(content["rules"][name], start=1)
        content["rules"][name] = [entry for number, entry in listed if number not in dropped]
    for change in repair.changes:
        _apply(content["rules"], change)
    return Scenario.model_validate(content)


def _apply(rules: dict[str, Any], change: Change) -> None:
    """Change one limit in the rules of a scenario's plain content."""
    path, place = change.limit.path, change.limit.place
    if path in _LISTS:
        return
    if path in _SWITCHED_OFF:
        rules[path.removeprefix("rules.")] = _SWITCHED_OFF[path]
    elif path in _OF_REGIONS:
        rules[_OF_REGIONS[path]][place] = int(change.new)
    elif path in _RESOURCES:
        _apply_to_resource(rules["resources"], change)
    elif path.startswith(_BOTH_KINDS):
        end = path.rsplit(".", 1)[1]
        for kind in ("technologies_per_key_laboratory", "technologies_per_test_centre"):
            limits = rules["facilities"][kind]
            limits[end] = max(1, limits[end] + int(change.new - change.old))  # never an idle facility
    else:
        *parents, last = path.removeprefix("rules.").split(".")
        section = rules
        for parent in parents:
            section = section[parent]
        section[last] = change.new if path in ("rules.reach_km", _APART) else int(change.new)


def _apply_to_resource(resources: dict[str, Any], change: Change) -> None:
    """Change a cap of a resource, or add to what every unit has."""
    path, place = change.limit.path, change.limit.place
    if path == CAP_PER_YEAR:
        name, _, year = place.rpartition(" ")
        resources[name]["cap_per_year"][year] = change.new
    elif path == CAPACITY:
        capacities = resources[place]["capacity_per_unit"]
        resources[place]["capacity_per_unit"] = {unit: has + change.new for unit, has in capacities.items()}
    else:
        resources[place]["cap"] = change.new


def _changes(problem: Problem, model: ElasticModel) -> Iterator[Change]:
    """Yield every limit that the elastic model stretched."""
    for limit in model.limits:
        raised = _value(model.up, limit)
        lowered = _value(model.down, limit)
        if abs(raised - lowered) < 1e-9 or max(raised, lowered) < 1e-9:
            continue
        if limit.path == "rules.reach_km":
            yield Change(limit, problem.scenario.rules.reach_km, _reach_needed(problem, model))
        elif limit.path == _APART:
            yield Change(limit, _current(problem, limit), _distance_left(problem, model))
        elif limit.path in _SWITCHES:
            yield Change(limit, 1, 0)
        else:
            old = _current(problem, limit)
            yield Change(limit, old, old + raised - lowered, _unit(problem, limit))


def _value(stretch: dict[Limit, Any], limit: Limit) -> float:
    """Return how far a limit was stretched; whole limits by whole numbers, caps upwards to the next hundredth."""
    variable = stretch.get(limit)
    value = 0.0 if variable is None else float(variable.varValue or 0.0)
    if limit.path in _RESOURCES:
        return math.ceil(value * 100 - 1e-6) / 100
    return float(round(value))


def _reach_needed(problem: Problem, model: ElasticModel) -> float:
    """Return the reach that the repaired plan needs, in whole kilometres."""
    choice = read_choice(model.decisions, lambda variable: variable.varValue)
    needed = problem.scenario.rules.reach_km
    for cluster in choice.clusters:
        for k in cluster.focuses:
            sites = [facility.site for facility in choice.facilities if _serves(facility, k)]
            nearest = float(np.min(problem.site_distance_km[cluster.candidate.hub, sites], initial=np.inf))
            needed = max(needed, math.ceil(nearest)) if math.isfinite(nearest) else needed
    return float(needed)


def _serves(facility: ChosenFacility, technology: int) -> bool:
    """Whether a laboratory or centre serves a technology."""
    return facility.kind.is_shared and technology in facility.technologies


def _distance_left(problem: Problem, model: ElasticModel) -> float:
    """Return how far apart the repaired plan keeps clusters of the same focus, in whole kilometres."""
    left = _current(problem, Limit(_APART))
    clusters = read_choice(model.decisions, lambda variable: variable.varValue).clusters
    for one, other in combinations(clusters, 2):
        if set(one.focuses) & set(other.focuses):
            hubs = one.candidate.hub, other.candidate.hub
            distance = min(problem.member_distance_km[hubs], problem.member_distance_km[hubs[::-1]])
            left = min(left, math.floor(distance))
    return float(left)


def _price(problem: Problem, limit: Limit) -> float:
    """Return what one unit of stretch of a limit costs: the usual price times the planner's factor."""
    return problem.scenario.rules.repair_prices.get(limit.path, 1.0) * _usual_price(problem, limit)


def _usual_price(problem: Problem, limit: Limit) -> float:
    """Return what one unit of stretch of a limit costs where the planner says nothing."""
    if limit.path in _DECIDED:
        return _PRICE_OF_DECIDED
    if limit.path in _SWITCHES:
        return 1.0
    if limit.path == CAPACITY:
        return 1 / max(1.0, max(problem.scenario.rules.resources[limit.place].capacity_per_unit.values()))
    return 1 / max(1.0, _current(problem, limit))


def _current(problem: Problem, limit: Limit) -> float:
    """Return the value of a limit in the scenario."""
    rules = problem.scenario.rules
    if limit.path == "rules.clusters_per_region_at_least":
        return rules.fewest_clusters(limit.place)
    if limit.path == "rules.clusters_per_region_at_most":
        return rules.most_clusters(limit.place) or 0
    if limit.path in _RESOURCES:
        return _current_of_resource(rules.resources, limit)
    if limit.path.startswith(_BOTH_KINDS):
        return float(getattr(rules.facilities.technologies_per_key_laboratory, limit.path.rsplit(".", 1)[1]))
    value: Any = problem.scenario
    for name in limit.path.split("."):
        value = getattr(value, name)
    return float(value)


def _current_of_resource(resources: dict[str, Resource], limit: Limit) -> float:
    """Return the value of a limit of a resource; capacities are told by what is to be added."""
    if limit.path == CAPACITY:
        return 0.0
    if limit.path == CAP_PER_YEAR:
        name, _, year = limit.place.rpartition(" ")
        return resources[name].cap_per_year[int(year)]
    cap = resources[limit.place].cap
    assert cap is not None, "only a cap that is given has a row"
    return cap


def _unit(problem: Problem, limit: Limit) -> str:
    """Return the unit of a limit, if it is an amount of a resource."""
    if limit.path not in _RESOURCES:
        return ""
    name = limit.place.rpartition(" ")[0] if limit.path == CAP_PER_YEAR else limit.place
    return problem.scenario.rules.resources[name].unit
