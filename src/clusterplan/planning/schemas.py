"""The JSON Schemas of everything that is handed out: scenario, plan, and the answer of each study."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clusterplan.domain import Frozen
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.planning.evaluation_answer import Evaluation
from clusterplan.planning.missions.records import Missions
from clusterplan.planning.pairwise.answer import PairwiseWeighing
from clusterplan.planning.pareto.answer import Front
from clusterplan.planning.portfolio.answer import Portfolio
from clusterplan.planning.replay_answer import Replay
from clusterplan.planning.robustness.answer import Robustness
from clusterplan.planning.scenarios import plan_schema, scenario_schema
from clusterplan.planning.score_intervals.answer import ScoreIntervals
from clusterplan.planning.targets import Targets
from clusterplan.planning.values.answer import PlanValues
from clusterplan.planning.why.answers import WhatIf, Why, WhyNot
from clusterplan.planning.why.reason_answers import UnitReasons
from clusterplan.publishing.audit.answer import ScoreAudit
from clusterplan.publishing.comparison import Comparison
from clusterplan.publishing.metric_lines import PlanMetrics
from clusterplan.publishing.metrics import METRICS, Metric
from clusterplan.publishing.overview_answer import Overview
from clusterplan.publishing.timeline import Timeline

__all__ = ["ANSWERS", "SCHEMA_NAMES", "answer_schema", "metrics_schema", "schema_of"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

ANSWERS: Mapping[str, type[Frozen]] = {
    "why": Why,
    "why-not": WhyNot,
    "unit-reasons": UnitReasons,
    "what-if": WhatIf,
    "values": PlanValues,
    "portfolio": Portfolio,
    "robustness": Robustness,
    "score-intervals": ScoreIntervals,
    "front": Front,
    "comparison": Comparison,
    "timeline": Timeline,
    "missions": Missions,
    "targets": Targets,
    "replay": Replay,
    "evaluation": Evaluation,
    "overview": Overview,
    "plan-metrics": PlanMetrics,
    "pairwise-weighing": PairwiseWeighing,
    "score-audit": ScoreAudit,
}
"""The shape of each study's answer by its name: that of ``clusterplan/NAME/1`` in its field ``schema``."""


def answer_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a study's answer.

    Parameters
    ----------
    name
        One of :data:`ANSWERS`.

    Returns
    -------
    dict
        JSON Schema 2020-12 of the answer as it is written.
    """
    return {"$schema": _DIALECT, **ANSWERS[name].model_json_schema(by_alias=True, mode="serialization")}


def metrics_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``metrics`` of a plan: numbers by name, or by name, dot and member of a family.

    Returns
    -------
    dict
        JSON Schema 2020-12. No metric is required: what the data do not tell is left out.
    """
    return {
        "$schema": _DIALECT,
        "title": "Metrics",
        "description": "Metrics of a plan by name. What the data do not tell is left out, never zero.",
        "type": "object",
        "patternProperties": {rf"^{name}(\..+)?$": _of_metric(metric) for name, metric in sorted(METRICS.items())},
        "additionalProperties": False,
    }


def schema_of(name: str) -> dict[str, Any]:
    """Return a JSON Schema by its name.

    Parameters
    ----------
    name
        One of :data:`SCHEMA_NAMES`.

    Returns
    -------
    dict
        JSON Schema 2020-12.

    Raises
    ------
    UsageError
        If there is none of that name; with all names.
    """
    if name in ANSWERS:
        return answer_schema(name)
    if name not in _OTHERS:
        known = ", ".join(SCHEMA_NAMES)
        raise UsageError(
            Text(vi=f"Không có JSON Schema {name!r}.", en=f"There is no JSON Schema {name!r}."),
            [Fault(name, Text(vi=f"Hiện có: {known}.", en=f"There are: {known}."))],
        )
    return _OTHERS[name]()


def _of_metric(metric: Metric) -> dict[str, Any]:
    """Return what is said of one metric or family."""
    return {
        "title": metric.title_en,
        "description": f"{metric.title_en} / {metric.title_vi}. Unit: {metric.unit}. {metric.formula}",
        "type": "number",
    }


_OTHERS: dict[str, Callable[[], dict[str, Any]]] = {
    "scenario": scenario_schema,
    "plan": plan_schema,
    "metrics": metrics_schema,
}

SCHEMA_NAMES = (*_OTHERS, *ANSWERS)
"""Every schema: a file ``NAME.schema.json`` each."""
