"""The metrics of one plan with what they mean: title, unit, which way is better, formula and citation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from clusterplan.domain import Frozen, Plan, ScenarioReference
from clusterplan.publishing.metrics import METRICS, metric_title

__all__ = ["MetricLine", "PlanMetrics", "metric_lines", "metrics_of"]


class MetricLine(Frozen):
    """One metric of a plan."""

    name: str
    """Name in ``plan.metrics``: that of a family has a dot and its member."""
    title_vi: str
    """Title in Vietnamese."""
    title_en: str
    """Title in English."""
    unit: str
    """Unit; ``1`` for shares and indices, empty if the catalogue does not know the metric."""
    value: float
    """The plan's value."""
    better: Literal["higher", "lower", "neither"]
    """Which way is better for a planner; ``neither`` describes."""
    formula: str
    """How it is computed; empty if the catalogue does not know the metric."""
    source: str
    """Where the measure comes from; empty if the catalogue does not know the metric."""


class PlanMetrics(Frozen):
    """The metrics of a plan with their formulas and citations."""

    schema_: Literal["clusterplan/plan-metrics/1"] = Field(default="clusterplan/plan-metrics/1", alias="schema")
    """Name and version of this shape."""
    is_simulated: Literal[True] = True
    """Always true: nothing here is a decision of a State body."""
    scenario: ScenarioReference
    """The scenario of the plan."""
    metrics: tuple[MetricLine, ...]
    """In the order of the plan. What the data do not tell is left out, never zero."""


def metrics_of(plan: Plan) -> PlanMetrics:
    """Return the metrics of a plan with what they mean.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    PlanMetrics
        The answer.
    """
    return PlanMetrics(scenario=plan.scenario, metrics=metric_lines(plan))


def metric_lines(plan: Plan) -> tuple[MetricLine, ...]:
    """Return one line for each metric of a plan.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    tuple of MetricLine
        In the order of the plan.
    """
    return tuple(_lines(plan))


def _lines(plan: Plan) -> Iterator[MetricLine]:
    for name, value in plan.metrics.items():
        known, title = METRICS.get(name.partition(".")[0]), metric_title(name)
        yield MetricLine(
            name=name,
            title_vi=title.vi,
            title_en=title.en,
            unit=known.unit if known else "",
            value=value,
            better=known.better if known else "neither",
            formula=known.formula if known else "",
            source=known.source if known else "",
        )
