"""What may change alone, and the first of it: the score of a pair."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np

from clusterplan.domain import Frozen, Grade, TechnologyId, UnitId
from clusterplan.language import Text
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.problem import Problem
from clusterplan.planning.why.pairs import Best, Questions
from clusterplan.planning.why.reasons import Asked
from clusterplan.scenario import Scenario

__all__ = ["Knob", "at_value", "may_be_strong", "score_knob", "setting", "threshold", "with_value"]

_STEP_OF_SCORE = 1e-6
_SCORE = Text(vi="Điểm lợi thế của cặp này", en="Advantage score of this pair")


@dataclass(frozen=True)
class Knob:
    """One thing that may change alone."""

    about: Literal["score", "limit", "priority", "weight", "indicator"]
    """What kind of thing it is."""
    name: str
    """Path in a scenario, or id of an indicator."""
    title: Text
    """Its name."""
    now: float | None
    """Present value; nothing where it is missing."""
    values: Sequence[float]
    """Values to try, from the nearest to the farthest; at least one here or the other way."""
    turned: Callable[[float], Problem]
    """The problem at a value."""
    other_way: Sequence[float] = ()
    """Values on the other side of the present one, from the nearest to the farthest."""
    is_loosening: bool = False
    """Whether every plan of a nearer value is a plan of a farther one, worth the same."""
    is_linear: bool = False
    """Whether every plan stays possible at every value, and its worth is linear in it."""
    coefficients: int = 0
    """If it is linear: no plan has more coefficients that the value is in."""
    is_monotone: bool = False
    """Whether a pair that is in at a value is in at every farther one too."""
    one_by_one: bool = False
    """Whether every value is tried in turn; otherwise some are, and the gap in which the pair comes in is halved."""
    gap: float = 0.0
    """Distance of two values up to which nothing lies between them that could matter; 0 if anything may."""
    changes_rows_only: bool = False
    """Whether a session of the present problem answers fast."""
    measure: str = ""
    """Unit of measurement."""
    score_at: Callable[[float], float | None] | None = None
    """The pair's score at a value, where that is what changes."""
    weights_at: Callable[[float], dict[str, float]] | None = None
    """All weights of the same sum at a value, where one of them is what changes."""
    setting_at: Callable[[float], str] | None = None
    """The change as ``what-if --set`` takes it, where a scenario can say it."""


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
        return {**old, path[0]: _inside(old.get(path[0], {}), path[1:], value)}
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
    knob = Knob("score", "score", _SCORE, now, (), turned, is_monotone=True, score_at=lambda value: value)
    if now >= 1:
        return
    rules = problem.scenario
    if _is_worth_less_than_its_score(rules) or rules.rules.evidence_floor is not None:
        # a deviation may change with the score, and a strong unit may keep its cluster out: nothing can be foreseen
        thousandths = [*np.arange(math.floor(now * 1000) + 1, 1001) / 1000]
        yield replace(knob, values=thousandths, is_monotone=rules.rules.evidence_floor is None)
        return
    enough = _score_that_is_enough(asked, unit, technology, turned)
    below = () if enough is None or enough - _STEP_OF_SCORE <= now else (round(enough - _STEP_OF_SCORE, 6),)
    values = dict.fromkeys([*below, *(() if enough is None else (enough,)), 1.0])
    yield replace(knob, values=tuple(values), one_by_one=True, gap=_STEP_OF_SCORE)


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
    least = threshold(problem.scenario, technology)
    if not problem.strong[r, k] and now < least and turned(least).strong[r, k]:
        questions = Questions(turned(least))
        forced = questions.with_pair(unit, technology)
        if forced is not None:
            wanted.append(_raised(least, questions.best, forced, per_point))
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
    good_enough = may_be_strong(problem, k)[r]
    strong[r, k] |= bool(good_enough and value >= threshold(problem.scenario, technology))
    return replace(problem, score=score, strong=strong)


def threshold(scenario: Scenario, technology: TechnologyId) -> float:
    """Return the score from which a unit is strong.

    Parameters
    ----------
    scenario
        The scenario.
    technology
        The technology.

    Returns
    -------
    float
        Its own threshold, or that of all.
    """
    return scenario.candidates.strong_score_by_technology.get(technology, scenario.candidates.strong_score)


def may_be_strong(problem: Problem, k: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which units have evidence that is good enough to be strong.

    Parameters
    ----------
    problem
        The problem.
    k
        Position of the technology.

    Returns
    -------
    numpy.ndarray
        (n,) booleans.
    """
    low_allowed = problem.technologies[k] in problem.scenario.candidates.strong_grade_low_allowed
    least = Grade.LOW.rank if low_allowed else Grade.MEDIUM.rank
    return np.asarray(problem.grade[:, k] >= least, dtype=np.bool_)


def at_value(problem: Problem, path: str, value: Any) -> Problem:
    """Return a problem with one setting of its scenario changed.

    Parameters
    ----------
    problem
        The problem.
    path
        Names of fields and keys with dots.
    value
        The new value.

    Returns
    -------
    Problem
        The same arrays under another scenario.
    """
    return replace(problem, scenario=with_value(problem.scenario, path.split("."), value))


def setting(path: str, value: Any) -> str:
    """Return a change of a scenario as ``what-if --set`` takes it.

    Parameters
    ----------
    path
        Names of fields and keys with dots.
    value
        The new value: a number, or plain lists and mappings.

    Returns
    -------
    str
        ``path=value``, the value as JSON, which is YAML too.

    Examples
    --------
    >>> setting("rules.clusters.at_most", 9)
    'rules.clusters.at_most=9'
    """
    return f"{path}={json.dumps(value, ensure_ascii=False)}"
