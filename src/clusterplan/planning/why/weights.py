"""Weights that a scenario can set, as something that may change alone: of the objective, and inside the scores.

A weight of the objective (a priority, a cost, a synergy) leaves every score as it is. A weight inside the scores does
not: the scores of all units are computed again by the advantage room, with their means, medians and thresholds, for
each value that is tried. The other weights of the same sum keep their proportions, as the scenario's field says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np
import pandas as pd

from clusterplan.advantage.weights import component_weights, shares_inside
from clusterplan.domain import TechnologyId, UnitId
from clusterplan.language import Text
from clusterplan.optimisation.problem import Problem
from clusterplan.planning.problem import rescored
from clusterplan.planning.why.knobs import Knob, at_value, setting, with_value
from clusterplan.planning.why.reasons import Asked
from clusterplan.scenario import Scenario

__all__ = ["objective_knobs", "priority_knob", "score_weight_knobs", "shared_weight_knobs"]

_LARGEST_FACTOR = 3.0
_HUNDREDTHS, _THOUSANDTHS, _MILLIONTHS = 100, 1000, 1_000_000
_STEPS_OF_A_COST = 50
"""Steps from a weight of the objective to 0; twice as many lead to three times the weight."""
_TERMS_OF_A_FOCUS = 3
"""Its value, what it may lack under robustness, and what a late start costs."""
_COSTS = {
    "cohesion_weight": Text(vi="Trọng số gắn kết trên 100 km", en="Cohesion weight per 100 km"),
    "founding_cost": Text(vi="Chi phí lập một cụm", en="Founding cost of a cluster"),
    "hosting_weight": Text(vi="Trọng số tiếp nhận công nghệ của cơ sở", en="Hosting weight"),
}


def priority_knob(asked: Asked, technology: TechnologyId) -> Iterator[Knob]:
    """Yield the priority of a technology, in hundredths from 0 to 3.

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
    posed = asked.known.posed
    path = f"objective.priority.{technology}"
    now = posed.problem.scenario.objective.priority.get(technology, 1.0)
    tier = _factor_of_tier(asked, technology)
    title = Text(vi=f"Mức ưu tiên của {technology}", en=f"Priority of {technology}")
    knob = Knob("priority", path, title, now, (), partial(at_value, posed.problem, path), is_linear=True)
    most = posed.problem.scenario.rules.clusters_per_technology.at_most
    knob = replace(knob, coefficients=_TERMS_OF_A_FOCUS * most)
    if tier > 0:  # else no priority of the scenario has an effect
        knob = replace(knob, setting_at=lambda value: setting(path, value / tier))
        yield _both_ways(knob, now, _LARGEST_FACTOR, _HUNDREDTHS)


def _factor_of_tier(asked: Asked, technology: TechnologyId) -> float:
    """Return the factor of a product's tier, which comes on top of the priority that a scenario names; 1 for groups."""
    posed = asked.known.posed
    factors = posed.scenario.objective.tier_priority
    if not factors:
        return 1.0
    products = posed.facts.technologies(posed.scenario.technology_scheme, "products")
    return next((factors.get(p.tier, 1.0) for p in products if p.id == technology and p.tier is not None), 1.0)


def objective_knobs(asked: Asked, technology: TechnologyId) -> Iterator[Knob]:
    """Yield the weights of the objective that are not 0: costs, hosting, and the synergies of a technology.

    Parameters
    ----------
    asked
        The plan.
    technology
        The technology.

    Yields
    ------
    Knob
        From nothing to three times the present weight.
    """
    problem = asked.known.posed.problem
    objective = problem.scenario.objective
    clusters = problem.scenario.rules.clusters.at_most
    hosted = len(problem.sites) * len(problem.technologies)
    for name, title in _COSTS.items():
        path, now = f"objective.{name}", float(getattr(objective, name))
        if now > 0:
            knob = Knob("weight", path, title, now, (), partial(at_value, problem, path), is_linear=True)
            knob = replace(knob, coefficients=hosted if name == "hosting_weight" else clusters)
            yield _around(replace(knob, setting_at=partial(setting, path)))
    for number, pair in enumerate(objective.synergy):
        if technology in pair.technologies and pair.value > 0:
            names = " + ".join(pair.technologies)
            title = Text(vi=f"Cộng hưởng {names}", en=f"Synergy of {names}")
            turned = partial(_with_synergy, problem, number)
            knob = Knob("weight", f"objective.synergy {names}", title, pair.value, (), turned, is_linear=True)
            knob = replace(knob, coefficients=clusters)
            yield _around(replace(knob, setting_at=partial(_synergy_setting, problem.scenario, number)))


def score_weight_knobs(asked: Asked, unit: UnitId, technology: TechnologyId) -> Iterator[Knob]:
    """Yield the weights inside the score of one technology: of its components, then of indicators inside them.

    Parameters
    ----------
    asked
        The plan.
    unit, technology
        The pair.

    Yields
    ------
    Knob
        In thousandths, from 0 up to what the component may weigh.
    """
    inputs, score = asked.known.posed.advantage.inputs, asked.known.posed.scenario.score
    group = _group(asked, technology)
    rows = inputs.weights[(inputs.weights["scheme"] == inputs.scheme) & (inputs.weights["technology"] == group)]
    titles = {row["component"]: row for row in inputs.components.to_dict("records")}
    named = score.component_weight_by_technology.get(group, {})
    totals = component_weights(rows, {}, {})
    if len(totals) > 1:
        for name in sorted(totals, key=lambda name: titles[name]["position"]):
            path = f"score.component_weight_by_technology.{group}.{name}"
            then = partial(_components_then, rows, named, name)
            title = Text(
                vi=f"Trọng số của {titles[name]['title_vi']} trong {group}",
                en=f"Weight of {titles[name]['title_en']} in {group}",
            )
            knob = _of_score(asked, unit, technology, path, title, totals[name])
            yield _both_ways(
                replace(knob, weights_at=then), totals[name], float(titles[name]["most_weight"]), _THOUSANDTHS
            )
    for _component, inside in rows.groupby("component"):
        yield from _inside(asked, unit, technology, inside)


def _inside(asked: Asked, unit: UnitId, technology: TechnologyId, inside: pd.DataFrame) -> Iterator[Knob]:
    """Yield the weights of indicators inside one component; of two, the first stands for both."""
    inputs = asked.known.posed.advantage.inputs
    titles = {row["indicator"]: row for row in inputs.dictionary.to_dict("records")}
    group = _group(asked, technology)
    named = asked.known.posed.scenario.score.indicator_weight_by_technology.get(group, {})
    shares = shares_inside(inside, {})
    if not float(inside["weight"].sum()):
        return  # without weight of its own the component adds nothing, however it is made up
    names = sorted(shares, key=lambda name: (-shares[name], name))
    for name in {1: [], 2: names[:1]}.get(len(names), names):
        title = Text(
            vi=f"Trọng số của {titles[name]['title_vi']} trong thành phần của nó, {group}",
            en=f"Weight of {titles[name]['title_en']} inside its component, {group}",
        )
        path = f"score.indicator_weight_by_technology.{group}.{name}"
        knob = _of_score(asked, unit, technology, path, title, shares[name])
        then = partial(_shares_then, inside, named, name)
        yield _both_ways(replace(knob, weights_at=then), shares[name], 1.0, _THOUSANDTHS)


def shared_weight_knobs(asked: Asked, unit: UnitId, technology: TechnologyId) -> Iterator[Knob]:
    """Yield the weights that all technologies share: of the specialisation part, and a factor on each component.

    Parameters
    ----------
    asked
        The plan.
    unit, technology
        The pair.

    Yields
    ------
    Knob
        The share in thousandths, factors in hundredths from 0 to 3.
    """
    inputs, score = asked.known.posed.advantage.inputs, asked.known.posed.scenario.score
    title = Text(
        vi="Tỷ trọng phần chuyên môn hóa tương đối, mọi công nghệ", en="Share of the specialisation part, everywhere"
    )
    knob = _of_score(asked, unit, technology, "score.relative", title, score.relative)
    yield _both_ways(knob, score.relative, 1.0, _THOUSANDTHS)
    own = inputs.weights[inputs.weights["scheme"] == inputs.scheme]
    weighty = set(own.loc[own["weight"] > 0, "component"])
    for row in inputs.components.sort_values("position").to_dict("records"):
        name = str(row["component"])
        if name in weighty and float(row["most_weight"]) >= 1:
            title = Text(
                vi=f"Hệ số trên trọng số của {row['title_vi']}, mọi công nghệ",
                en=f"Factor on the weight of {row['title_en']}, everywhere",
            )
            now = score.component_factor.get(name, 1.0)
            knob = _of_score(asked, unit, technology, f"score.component_factor.{name}", title, now)
            yield _both_ways(knob, now, _LARGEST_FACTOR, _HUNDREDTHS)


def _group(asked: Asked, technology: TechnologyId) -> TechnologyId:
    """Return the group by which the indicators of a technology are weighed."""
    inherited = asked.known.posed.advantage.inherited.get(technology)
    return technology if inherited is None else inherited.group


def _of_score(asked: Asked, unit: UnitId, technology: TechnologyId, path: str, title: Text, now: float) -> Knob:
    """Return a weight of the score; its values are still to come."""
    posed = asked.known.posed
    turned = lru_cache(maxsize=None)(lambda value: rescored(posed, with_value(posed.scenario, path.split("."), value)))
    at = partial(_score_at, turned, unit, technology)
    return Knob("weight", path, title, round(now, 6), (), turned, score_at=at, setting_at=partial(setting, path))


def _score_at(turned: Callable[[float], Problem], unit: UnitId, technology: TechnologyId, value: float) -> float | None:
    """Return the score of a pair at a value."""
    problem = turned(value)
    score = float(problem.score[problem.units.index(unit), problem.technologies.index(technology)])
    return None if np.isnan(score) else score


def _both_ways(knob: Knob, now: float, most: float, parts: int) -> Knob:
    """Give a knob the multiples of one part above the present value, up to a largest one, and below, down to 0."""
    above = range(math.floor(round(now * parts, 6)) + 1, round(most * parts) + 1)
    below = range(math.ceil(round(now * parts, 6)) - 1, -1, -1)
    return replace(knob, values=[step / parts for step in above], other_way=[step / parts for step in below])


def _around(knob: Knob) -> Knob:
    """Give a knob equal steps from its present value to nothing, and to three times as much."""
    assert knob.now is not None
    step = knob.now / _STEPS_OF_A_COST
    above = [round(knob.now + step * number, 6) for number in range(1, 2 * _STEPS_OF_A_COST + 1)]
    below = [round(knob.now - step * number, 6) for number in range(1, _STEPS_OF_A_COST + 1)]
    return replace(knob, values=list(dict.fromkeys(above)), other_way=list(dict.fromkeys(below)))


def _components_then(rows: pd.DataFrame, named: dict[str, float], name: str, value: float) -> dict[str, float]:
    """Return the weights of all components when one is set."""
    then = component_weights(rows, {}, {**named, name: value})
    return {component: round(weight, 6) for component, weight in then.items()}


def _shares_then(inside: pd.DataFrame, named: dict[str, float], name: str, value: float) -> dict[str, float]:
    """Return the weights of all indicators of a component when one is set."""
    own = {indicator: weight for indicator, weight in named.items() if indicator in set(inside["indicator"])}
    return {indicator: round(weight, 6) for indicator, weight in shares_inside(inside, {**own, name: value}).items()}


def _with_synergy(problem: Problem, number: int, value: float) -> Problem:
    """Return a problem in which one pair of technologies gains something else."""
    objective = problem.scenario.objective
    pairs = [*objective.synergy]
    pairs[number] = pairs[number].model_copy(update={"value": value})
    changed = objective.model_copy(update={"synergy": tuple(pairs)})
    return replace(problem, scenario=problem.scenario.model_copy(update={"objective": changed}))


def _synergy_setting(scenario: Scenario, number: int, value: float) -> str:
    """Return the whole list of pairs with one value changed: a list is replaced as a whole."""
    pairs = [pair.model_dump(mode="json") for pair in scenario.objective.synergy]
    pairs[number]["value"] = value
    return setting("objective.synergy", pairs)
