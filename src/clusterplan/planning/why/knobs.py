"""What may change alone: the score of a pair, each limit of the scenario, the priority of a technology."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np

from clusterplan.domain import Frozen, Grade, TechnologyId, UnitId
from clusterplan.language import Text
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.session import ROWS_ONLY
from clusterplan.planning.why.pairs import Best, Questions
from clusterplan.planning.why.reasons import Asked
from clusterplan.publishing.rule_names import SETTING_NAMES, named_setting
from clusterplan.scenario import Scenario

__all__ = ["Knob", "limit_knobs", "priority_knob", "score_knob", "with_value"]

_STEP_OF_SCORE = 1e-6
_LARGEST_PRIORITY = 3.0
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
_DOWN = (
    ("rules.clusters_per_technology.at_least", 0),
    ("rules.clusters_per_region_at_least", 0),
    ("rules.focuses_per_cluster.at_least", 1),
    ("rules.clusters.at_least", 0),
)
"""Limits that are loosened downwards one by one, and their last value."""
_SCORE = Text(vi="Điểm lợi thế của cặp này", en="Advantage score of this pair")


@dataclass(frozen=True)
class Knob:
    """One thing that may change alone."""

    about: Literal["score", "limit", "priority", "indicator"]
    """What kind of thing it is."""
    name: str
    """Path in a scenario, or id of an indicator."""
    title: Text
    """Its name."""
    now: float | None
    """Present value; nothing where it is missing."""
    values: Sequence[float]
    """Values to try, from the nearest to the farthest; at least one."""
    turned: Callable[[float], Problem]
    """The problem at a value."""
    is_loosening: bool = False
    """Whether every plan of a nearer value is a plan of a farther one, worth the same."""
    one_by_one: bool = False
    """Whether the values are tried in turn; otherwise their range is halved."""
    changes_rows_only: bool = False
    """Whether a session of the present problem answers fast."""
    measure: str = ""
    """Unit of measurement."""
    score_at: Callable[[float], float | None] | None = None
    """The pair's score at a value, where that is what changes."""


def with_value[Model: Frozen](model: Model, path: Sequence[str], value: Any) -> Model:
    """Return a copy of a setting with one value changed; what is then inconsistent is the caller's to avoid.

    Parameters
    ----------
    model
        A scenario or a part of one.
    path
        Names of fields, or keys of mappings, from the outside in.
    value
        The new value.

    Returns
    -------
    Frozen
        The copy.
    """
    return model.model_copy(update={path[0]: _inside(getattr(model, path[0]), path[1:], value)})


def _inside(old: Any, path: Sequence[str], value: Any) -> Any:
    """Return what stands at the end of a path with the value in it."""
    if not path:
        return value
    if isinstance(old, dict):
        return {**old, path[0]: _inside(old.get(path[0]), path[1:], value)}
    return with_value(old, path, value)


def score_knob(asked: Asked, unit: UnitId, technology: TechnologyId) -> Iterator[Knob]:
    """Yield the pair's own score, everything else as it is; nothing if it cannot be judged.

    All plans with the pair gain the same from its score, ``priority x weight`` for each point, and the others nothing.
    So the score that is needed lies the loss, divided by that, above the present one, unless the unit becomes strong
    before; the search then proves both this value and that one step below is not enough. Where a plan may gain less
    than that (robust value, start years), the range up to 1 is halved instead, in thousandths.

    Parameters
    ----------
    asked
        The plan.
    unit, technology
        The pair.

    Yields
    ------
    Knob
        The score.
    """
    problem = asked.known.posed.problem
    r, k = problem.units.index(unit), problem.technologies.index(technology)
    now = float(problem.score[r, k])
    if math.isnan(now):
        return
    turned = partial(_with_score, problem, r, k)
    values: Sequence[float]
    if _is_worth_less_than_its_score(problem.scenario):
        values, one_by_one = [*np.arange(math.floor(now * 1000) + 1, 1001) / 1000], False
    else:
        enough = _score_that_is_enough(asked, unit, technology, turned)
        below = () if enough is None or enough - _STEP_OF_SCORE <= now else (round(enough - _STEP_OF_SCORE, 6),)
        values, one_by_one = [*below, *(() if enough is None else (enough,)), 1.0], True
    if values and now < 1:
        yield Knob("score", "score", _SCORE, now, values, turned, one_by_one=one_by_one, score_at=lambda value: value)


def _is_worth_less_than_its_score(scenario: Scenario) -> bool:
    """Whether a plan may gain less from a pair than its score does.

    A deviation may change with the score; a focus that starts late counts for less, and how late it starts may change.
    """
    return scenario.objective.robust is not None or scenario.rules.phasing is not None


def _score_that_is_enough(
    asked: Asked, unit: UnitId, technology: TechnologyId, turned: Callable[[float], Problem]
) -> float | None:
    """Return the smallest score that should do; None if none does up to 1."""
    problem = asked.known.posed.problem
    r, k = problem.units.index(unit), problem.technologies.index(technology)
    now, best = float(problem.score[r, k]), asked.questions.best
    priority = problem.scenario.objective.priority.get(technology, 1.0)
    per_point = priority * float(problem.unit_weight[r])
    if per_point <= 0:
        return None
    forced = asked.questions.with_pair(unit, technology) if asked.may_be_in_a_plan(unit, technology) else None
    wanted = [] if forced is None else [_raised(now, best, forced, per_point)]
    threshold = _threshold(problem.scenario, technology)
    if not problem.strong[r, k] and now < threshold and turned(threshold).strong[r, k]:
        questions = Questions(turned(threshold))
        forced = questions.with_pair(unit, technology)
        if forced is not None:
            wanted.append(_raised(threshold, questions.best, forced, per_point))
    enough = min(wanted, default=math.inf)
    return enough if enough <= 1 else None


def _raised(score: float, best: Best, forced: Best, per_point: float) -> float:
    """Return the score at which the loss is made up for, rounded up to six decimals."""
    loss = max(0, best.most - forced.least) / MILLIONTHS
    return round(math.ceil(round((score + loss / per_point) / _STEP_OF_SCORE, 3)) * _STEP_OF_SCORE, 6)


def _with_score(problem: Problem, r: int, k: int, value: float) -> Problem:
    """Return a problem in which one pair has another score, and is strong if that is enough."""
    score, strong = problem.score.copy(), problem.strong.copy()
    score[r, k] = value
    technology = problem.technologies[k]
    good_enough = _may_be_strong(problem, k)[r]
    strong[r, k] |= bool(good_enough and value >= _threshold(problem.scenario, technology))
    return replace(problem, score=score, strong=strong)


def _threshold(scenario: Scenario, technology: TechnologyId) -> float:
    """Return the score from which a unit is strong."""
    return scenario.candidates.strong_score_by_technology.get(technology, scenario.candidates.strong_score)


def _may_be_strong(problem: Problem, k: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which units have evidence that is good enough to be strong."""
    low_allowed = problem.technologies[k] in problem.scenario.candidates.strong_grade_low_allowed
    least = Grade.LOW.rank if low_allowed else Grade.MEDIUM.rank
    return np.asarray(problem.grade[:, k] >= least, dtype=np.bool_)


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
        if now is not None:
            yield _count(problem, path, now, range(int(now) + 1, int(now) + steps + 1))
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

    def turned(percent: float) -> Problem:
        return _turned(problem, path, {place: amount * percent / 100 for place, amount in amounts.items()})

    name = named_setting(path)
    title = Text(vi=f"{name.vi}, tính theo % của kịch bản", en=f"{name.en}, in % of what the scenario says")
    return Knob("limit", path, title, 100.0, percents, turned, is_loosening=True, measure="%")


def priority_knob(asked: Asked, technology: TechnologyId) -> Iterator[Knob]:
    """Yield the priority of a technology, in hundredths up to three.

    Parameters
    ----------
    asked
        The plan.
    technology
        The technology.

    Yields
    ------
    Knob
        The priority.
    """
    problem = asked.known.posed.problem
    now = problem.scenario.objective.priority.get(technology, 1.0)
    first = math.floor(round(now * 100, 6)) + 1
    values = [step / 100 for step in range(first, round(_LARGEST_PRIORITY * 100) + 1)]
    if values:
        title = Text(vi=f"Mức ưu tiên của {technology}", en=f"Priority of {technology}")
        path = f"objective.priority.{technology}"
        yield Knob("priority", path, title, now, values, partial(_turned, problem, path))


def _value_at(scenario: Scenario, path: str) -> float | None:
    """Return the number at a path."""
    found: Any = scenario
    for name in path.split("."):
        found = None if found is None else getattr(found, name)
    return None if found is None else float(found)


def _turned(problem: Problem, path: str, value: Any) -> Problem:
    """Return a problem with one setting changed."""
    return replace(problem, scenario=with_value(problem.scenario, path.split("."), value))


def _count(problem: Problem, path: str, now: float, values: range) -> Knob:
    """Return a limit that is a whole number."""

    def turned(value: float) -> Problem:
        return _turned(problem, path, int(value))

    rows_only = path.startswith("rules.") and path.split(".")[1] in ROWS_ONLY
    title, tried = SETTING_NAMES.get(path, named_setting(path)), [float(value) for value in values]
    return Knob(
        "limit", path, title, now, tried, turned, is_loosening=True, one_by_one=True, changes_rows_only=rows_only
    )


def _limit(problem: Problem, path: str, now: float, values: Sequence[float], measure: str) -> Knob:
    """Return a limit that is an amount."""
    turned = partial(_turned, problem, path)
    return Knob("limit", path, named_setting(path), now, values, turned, is_loosening=True, measure=measure)


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
    now, allowed = _threshold(problem.scenario, technology), _may_be_strong(problem, k)
    lower = {float(problem.score[s, k]) for s in near if allowed[s] and problem.score[s, k] < now}
    if not lower:
        return

    def turned(value: float) -> Problem:
        changed = _turned(problem, f"candidates.strong_score_by_technology.{technology}", value)
        strong = problem.strong.copy()
        strong[:, k] |= allowed & (np.nan_to_num(problem.score[:, k], nan=-1.0) >= value)
        return replace(changed, strong=strong)

    name = SETTING_NAMES["candidates.strong_score"]
    title = Text(vi=f"{name.vi} của {technology}", en=f"{name.en} in {technology}")
    path = f"candidates.strong_score_by_technology.{technology}"
    loosens = problem.scenario.rules.evidence_floor is None  # below a floor, a strong unit keeps its cluster out
    yield Knob("limit", path, title, now, sorted(lower, reverse=True), turned, is_loosening=loosens)
