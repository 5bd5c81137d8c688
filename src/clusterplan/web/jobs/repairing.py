"""A job without a plan says what would have to change, so that a planner can change it with one click."""

from __future__ import annotations

import contextlib
from typing import Any

from clusterplan.errors import ClusterplanError, InfeasibleError
from clusterplan.planning.repairs import repair_patch, repair_scenario
from clusterplan.scenario import Scenario
from clusterplan.web.jobs.question import Question

__all__ = ["repair_of"]

_SECONDS = 30.0
"""Longest time that a planner waits for a repair after he heard that there is no plan."""


def repair_of(error: ClusterplanError, question: Question) -> dict[str, Any]:
    """Return the cheapest repair of a scenario without a plan.

    Parameters
    ----------
    error
        What came of the job.
    question
        The job.

    Returns
    -------
    dict
        ``repair`` with ``changes`` in both languages, ``cheapest`` (whether that is proven) and ``patch``, to be laid
        over the scenario's document; empty if something else went wrong, or none was found.
    """
    if not isinstance(error, InfeasibleError):
        return {}
    scenario = Scenario.model_validate_json(question.scenario)
    with contextlib.suppress(ClusterplanError):  # then there is none that we know of
        found = repair_scenario(scenario, seconds=_SECONDS)
        changes = [sentence._asdict() for sentence in found.sentences]
        if changes:
            patch = repair_patch(scenario, found)
            return {"repair": {"changes": changes, "cheapest": found.is_cheapest, "patch": patch}}
    return {}
