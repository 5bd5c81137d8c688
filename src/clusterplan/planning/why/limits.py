"""Every limit of a scenario that can be loosened in numbers, as something that may change alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from clusterplan.domain import TechnologyId, UnitId
from clusterplan.language import Text
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.session import ROWS_ONLY
from clusterplan.planning.why.knobs import Knob, at_value, may_be_strong, setting, threshold
from clusterplan.planning.why.reasons import Asked
from clusterplan.publishing.rule_names import SETTING_NAMES, named_setting
from clusterplan.scenario import Scenario

__all__ = ["limit_knobs"]

_STEPS_OF_A_CAP = 20
_KM_STEP = 10
_CAPACITY = "capacity_per_unit"
_UP = (
    ("rules.clusters_per_technology.at_most", 5),
    ("rules.focuses_per_cluster.at_most", 5),
    ("rules.clusters.at_most", 5),
    ("rules.clusters_per_region_at_most", 5),
    ("rules.facilities.per_region_at_most", 5),
    ("rules.facilities.technologies_per_key_laboratory.at_most", 3),
    ("rules.facilities.technologies_per_test_centre.at_most", 3),
    ("rules.facility_load_at_most", 5),
    ("rules.phasing.starts_per_year_at_most", 5),
    ("candidates.max_members", 2),
)
"""Limits that are loosened upwards one by one, and by how many steps at most."""
_MOST = {"candidates.max_members": 8}
"""Largest value that a scenario may have."""
_DOWN = (
    ("rules.clusters_per_technology.at_least", 0),
    ("rules.clusters_per_region_at_least", 0),
    ("rules.focuses_per_cluster.at_least", 1),
    ("rules.clusters.at_least", 0),
)
"""Limits that are loosened downwards one by one, and their last value."""


def limit_knobs(asked: Asked, unit: UnitId, technology: TechnologyId) -> Iterator[Knob]:
    """Yield every limit that can be loosened in numbers.

    Parameters
    ----------
    asked
        The plan.
    unit, technology
        The pair.

    Yields
    ------
    Knob
        Counts first, then the threshold of strength, distances and caps.
    """
    problem = asked.known.posed.problem
    for path, steps in _UP:
        now = _value_at(problem.scenario, path)
        most = _MOST.get(path, math.inf)
        if now is not None and now < most:
            yield _count(problem, path, now, range(int(now) + 1, int(min(now + steps, most)) + 1))
    for path, last in _DOWN:
        now = _value_at(problem.scenario, path)
        if now is not None and now > last:
            yield _count(problem, path, now, range(int(now) - 1, last - 1, -1))
    yield from _strength(asked, unit, technology)
    yield from _distance(problem, "rules.reach_km", problem.site_distance_km)
    yield from _distance(problem, "candidates.max_member_distance_km", problem.member_distance_km)
    apart = problem.scenario.rules.same_focus_distance_km_at_least
    if apart:
        nearer = [float(km) for km in range(math.ceil(apart / _KM_STEP - 1) * _KM_STEP, -1, -_KM_STEP)]
        yield _limit(problem, "rules.same_focus_distance_km_at_least", apart, nearer, "km")
    yield from _resources(problem)


def _resources(problem: Problem) -> Iterator[Knob]:
    """Yield what there is of each resource: its cap, all its yearly caps together, and the capacity of all units."""
    shares = [1 + step / _STEPS_OF_A_CAP for step in range(1, _STEPS_OF_A_CAP + 1)]
    for name, resource in sorted(problem.scenario.rules.resources.items()):
        path = f"rules.resources.{name}"
        if resource.cap:
            caps = [resource.cap * share for share in shares]
            yield _limit(problem, f"{path}.cap", resource.cap, caps, measure=resource.unit)
        for amounts, field in ((resource.cap_per_year, "cap_per_year"), (resource.capacity_per_unit, _CAPACITY)):
            if any(amounts.values()):
                percents = [round(100 * share, 6) for share in shares]
                yield _all_alike(problem, f"{path}.{field}", amounts, percents)


def _all_alike(problem: Problem, path: str, amounts: Mapping[Any, float], percents: Sequence[float]) -> Knob:
    """Return a table of amounts that grow alike, in per cent of what the scenario says."""

    def grown(percent: float) -> dict[Any, float]:
        return {place: amount * percent / 100 for place, amount in amounts.items()}

    def turned(percent: float) -> Problem:
        return at_value(problem, path, grown(percent))

    name = named_setting(path)
    title = Text(vi=f"{name.vi}, tính theo % của kịch bản", en=f"{name.en}, in % of what the scenario says")
    knob = Knob("limit", path, title, 100.0, percents, turned, is_loosening=True, measure="%")
    return replace(knob, setting_at=lambda percent: setting(path, grown(percent)))


def _value_at(scenario: Scenario, path: str) -> float | None:
    """Return the number at a path."""
    found: Any = scenario
    for name in path.split("."):
        found = None if found is None else getattr(found, name)
    return None if found is None else float(found)


def _count(problem: Problem, path: str, now: float, values: range) -> Knob:
    """Return a limit that is a whole number."""

    def turned(value: float) -> Problem:
        return at_value(problem, path, int(value))

    rows_only = path.startswith("rules.") and path.split(".")[1] in ROWS_ONLY
    title, tried = SETTING_NAMES.get(path, named_setting(path)), [float(value) for value in values]
    knob = Knob("limit", path, title, now, tried, turned, is_loosening=True, one_by_one=True, gap=1.0)
    return replace(knob, changes_rows_only=rows_only, setting_at=lambda value: setting(path, int(value)))


def _limit(problem: Problem, path: str, now: float, values: Sequence[float], measure: str) -> Knob:
    """Return a limit that is an amount."""
    turned, named = partial(at_value, problem, path), named_setting(path)
    knob = Knob("limit", path, named, now, values, turned, is_loosening=True, measure=measure)
    return replace(knob, setting_at=partial(setting, path))


def _distance(problem: Problem, path: str, distances: np.ndarray[Any, Any]) -> Iterator[Knob]:
    """Yield a limit on distances: whole kilometres at which one more place comes within it, up to twice the limit."""
    now = _value_at(problem.scenario, path)
    if not now:
        return
    beyond = {float(math.ceil(km)) for km in distances[(distances > now) & (distances <= 2 * now)].tolist()}
    if beyond:
        yield _limit(problem, path, now, sorted(beyond), "km")


def _strength(asked: Asked, unit: UnitId, technology: TechnologyId) -> Iterator[Knob]:
    """Yield the score from which a unit is strong for the technology: the scores of units that then become strong."""
    problem = asked.known.posed.problem
    r, k = problem.units.index(unit), problem.technologies.index(technology)
    near = sorted(asked.neighbourhoods[r][0])
    now, allowed = threshold(problem.scenario, technology), may_be_strong(problem, k)
    lower = {float(problem.score[s, k]) for s in near if allowed[s] and problem.score[s, k] < now}
    if not lower:
        return

    def turned(value: float) -> Problem:
        changed = at_value(problem, f"candidates.strong_score_by_technology.{technology}", value)
        strong = problem.strong.copy()
        strong[:, k] |= allowed & (np.nan_to_num(problem.score[:, k], nan=-1.0) >= value)
        return replace(changed, strong=strong)

    name = SETTING_NAMES["candidates.strong_score"]
    title = Text(vi=f"{name.vi} của {technology}", en=f"{name.en} in {technology}")
    path = f"candidates.strong_score_by_technology.{technology}"
    loosens = problem.scenario.rules.evidence_floor is None  # below a floor, a strong unit keeps its cluster out
    knob = Knob("limit", path, title, now, sorted(lower, reverse=True), turned, is_loosening=loosens, gap=math.inf)
    yield replace(knob, setting_at=partial(setting, path))  # between two scores of units nothing changes
