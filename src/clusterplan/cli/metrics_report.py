"""The few metrics of a plan that fit on a terminal; the others are in ``plan.json``."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from clusterplan.cli.layout import pairs, section, words
from clusterplan.domain import Plan
from clusterplan.language import Language
from clusterplan.publishing.metrics import metric_title
from clusterplan.publishing.texts import decimal

__all__ = ["metrics_report"]

_SHOWN = (
    "neighbour_duplication",
    "technology_concentration",
    "facility_concentration",
    "focus_gini",
    "focus_theil_between",
    "focus_theil_within",
    "population_covered_share",
    "population_within_120_km",
    "follow_up_completeness",
)


def metrics_report(plan: Plan, language: Language) -> Iterator[RenderableType]:
    """Yield the metrics that a planner asks for first.

    Parameters
    ----------
    plan
        The plan.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Titles and numbers; nothing for a plan that has none of them.
    """
    rows = [
        (metric_title(name).in_language(language), decimal(plan.metrics[name], language, 3))
        for name in _SHOWN
        if name in plan.metrics
    ]
    if rows:
        yield section(words(language, vi="Chỉ số", en="Metrics"), pairs(rows))
