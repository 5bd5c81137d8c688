"""What is told of a job: percent that never go back, and errors with the status that fits them."""

from __future__ import annotations

import pytest

from clusterplan.errors import (
    ClusterplanError,
    Conflict,
    Fault,
    InfeasibleError,
    InternalError,
    InterruptedPlanningError,
    NoPlanError,
    ScenarioError,
)
from clusterplan.language import Text
from clusterplan.optimisation.solution import Progress
from clusterplan.web.jobs.reports import counted, from_progress, problem_of

WORDS = Text(vi="Lời", en="Words")


def test_percent_of_a_solve_are_those_of_its_time_and_never_go_back() -> None:
    steps = [
        Progress("score", 0.0),
        Progress("build", 1.0),
        Progress("solve", 0.0),
        Progress("solve", 50.0, incumbent=2.0, bound=3.0),
        Progress("solve", 500.0),
        Progress("check", 501.0),
    ]
    assert [from_progress(step, 100.0)[0] for step in steps] == [1, 5, 10, 50, 90, 95]
    assert [from_progress(step, 100.0, (0, 50))[0] for step in steps] == [0, 2, 5, 25, 45, 47]
    assert from_progress(steps[3], 100.0)[2] == {"objective": 2.0, "bound": 3.0, "gap": 0.5, "seconds": 50.0}
    assert from_progress(steps[2], 100.0)[2] is None


def test_counted() -> None:
    assert counted(WORDS, 3, 4, (50, 90)) == (80, Text(vi="Lời: 3 / 4", en="Words: 3 / 4"), None)
    assert counted(WORDS, 0, 0, (50, 90))[0] == 50


@pytest.mark.parametrize(
    ("error", "status", "details"),
    [
        (ScenarioError(WORDS, [Fault("id", WORDS)]), 400, [{"vi": "id: Lời", "en": "id: Words"}]),
        (InfeasibleError(WORDS, [Conflict(("a", "b"), WORDS)]), 409, [{"vi": "a + b: Lời", "en": "a + b: Words"}]),
        (NoPlanError(WORDS), 409, []),
        (InterruptedPlanningError(WORDS), 409, []),
        (InternalError(WORDS), 500, []),
    ],
)
def test_problems(error: ClusterplanError, status: int, details: list[dict[str, str]]) -> None:
    assert problem_of(error) == {"status": status, "summary": {"vi": "Lời", "en": "Words"}, "details": details}
