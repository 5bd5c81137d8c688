"""Recorded values of a unit that may change alone: everything that follows from them is computed anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from clusterplan.advantage.explain import ExplainedIndicator
from clusterplan.advantage.steps import transform
from clusterplan.domain import TechnologyId, UnitId, ValueStatus
from clusterplan.language import Text
from clusterplan.optimisation.problem import Problem
from clusterplan.planning.problem import rescored
from clusterplan.planning.why.knobs import Knob
from clusterplan.planning.why.reasons import Asked

__all__ = ["indicator_knobs", "with_indicator"]

_STEPS = 64
_WHOLE = ("count", "rank")
"""How the measures of whole numbers begin."""


def with_indicator(asked: Asked, unit: UnitId, indicator: str, value: float) -> Problem:
    """Return the problem that is posed if one recorded value of one unit is another.

    Parameters
    ----------
    asked
        The plan.
    unit
        Code of the unit.
    indicator
        A measured indicator. A missing value becomes an observed one; any other keeps its status.
    value
        The new value.

    Returns
    -------
    Problem
        Scored and posed anew: the value may count in many technologies, and every mean and median follows.
    """
    posed = asked.known.posed
    rows = posed.facts.table("indicators")
    vintage = posed.scenario.unit_vintage
    own = (rows["vintage"] == vintage) & (rows["unit"] == unit) & (rows["indicator"] == indicator)
    if own.any():
        changed = rows.assign(value=rows["value"].mask(own, value))
    else:
        row = dict.fromkeys(rows) | {
            "vintage": vintage,
            "unit": unit,
            "indicator": indicator,
            "value": value,
            "status": ValueStatus.OBSERVED.value,
        }
        changed = pd.concat([rows, pd.DataFrame([row]).astype(rows.dtypes.to_dict())], ignore_index=True)
    return rescored(posed, posed.scenario, changed)


def indicator_knobs(asked: Asked, unit: UnitId, technology: TechnologyId) -> Iterator[Knob]:
    """Yield the measured indicators of a pair's score, the weightiest first, up to their better goalpost.

    What is counted from records (endowments, sites, stated priorities) has no single value and is not among them.

    Parameters
    ----------
    asked
        The plan.
    unit, technology
        The pair.

    Yields
    ------
    Knob
        One for each indicator that can still rise.
    """
    posed = asked.known.posed
    measured = set(posed.facts.table("indicators")["indicator"])
    parts = posed.advantage.explain(unit, technology).indicators
    for part in sorted(parts, key=lambda part: (-part.weight, part.indicator)):
        values = _values(part) if part.indicator in measured and part.weight > 0 else []
        if values:
            yield _knob(asked, unit, technology, part, values)


def _knob(asked: Asked, unit: UnitId, technology: TechnologyId, part: ExplainedIndicator, values: list[float]) -> Knob:
    """Return an indicator as something that may change."""
    turned = lru_cache(maxsize=None)(lambda value: with_indicator(asked, unit, part.indicator, value))

    def score_at(value: float) -> float | None:
        problem: Problem = turned(value)
        score = float(problem.score[problem.units.index(unit), problem.technologies.index(technology)])
        return None if np.isnan(score) else score

    title = Text(vi=part.title_vi, en=part.title_en)
    gap = 1.0 if part.measure.startswith(_WHOLE) else 0.0
    knob = Knob("indicator", part.indicator, title, part.value, values, turned, measure=part.measure, gap=gap)
    return replace(knob, score_at=score_at)


def _values(part: ExplainedIndicator) -> list[float]:
    """Return values from the present one, or from the worse goalpost, to the better goalpost in equal steps."""
    low, high = transform([part.low, part.high], part.transform).tolist()
    worse, better = (part.low, part.high) if high >= low else (part.high, part.low)
    start = worse if part.value is None else part.value
    at_start, at_better = transform([start, better], part.transform).tolist()
    if at_start >= at_better:
        return []
    steps = np.linspace(start, better, _STEPS + 1)[0 if part.value is None else 1 :]
    if part.measure.startswith(_WHOLE):
        steps = np.ceil(steps) if better > start else np.floor(steps)
    return [value for value in dict.fromkeys(float(round(step, 6)) for step in steps) if value != part.value]
