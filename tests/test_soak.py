"""Long campaigns, run by hand with `make soak`: new random examples every time, so that the log is worth keeping."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.optimisation.test_against_brute_force import compact_optimum, optimum
from tests.strategies import problems, with_rules

from clusterplan.domain import Plan
from clusterplan.errors import InfeasibleError, NoPlanError, ScenarioError
from clusterplan.optimisation.problem import Problem
from clusterplan.planning import load_scenario, make_plan, read_scenario_text
from clusterplan.resources import bundled
from clusterplan.scenario import Scenario

pytestmark = pytest.mark.soak

NATIONAL = bundled("optimisation/scenarios/national.yaml").read_text(encoding="utf-8")
SCRAPS = (
    "",
    " ",
    "\n",
    ":",
    "- ",
    "{",
    "}",
    "[",
    '"',
    "'",
    "|",
    "&a ",
    "*a",
    "!!int ",
    "~",
    "1e999",
    "nan",
    "\t",
    "é",
    "𝄞",
)


@st.composite
def damaged_files(draw: st.DrawFn) -> str:
    """Return the national scenario with up to five places cut out and replaced by something."""
    text = NATIONAL
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        text = text[:start] + draw(st.sampled_from(SCRAPS) | st.text(max_size=8)) + text[end:]
    return text


@st.composite
def random_scenarios(draw: st.DrawFn) -> Scenario:
    """Return the national scenario with other limits and weights, some of them impossible."""
    changes: dict[str, dict[str, Any]] = {
        "score": {"relative": draw(st.sampled_from([0, 0.25, 0.5, 1])), "expert_values": draw(st.booleans())},
        "candidates": {
            "max_members": draw(st.integers(1, 5)),
            "max_member_distance_km": draw(st.sampled_from([150, 250, 400, 600])),
        },
        "objective": {"founding_cost": draw(st.sampled_from([0, 0.2, 1])), "cohesion_weight": draw(st.floats(0, 0.2))},
        "rules": {
            "cover": draw(st.sampled_from(["at_most_one", "exactly_one"])),
            "clusters": {"at_least": draw(st.integers(0, 8)), "at_most": draw(st.integers(8, 34))},
            "clusters_per_technology": {"at_least": draw(st.integers(0, 2)), "at_most": draw(st.integers(2, 6))},
            "clusters_per_region_at_least": draw(st.integers(0, 2)),
            "reach_km": draw(st.sampled_from([100, 300, 450, 2000])),
        },
        "solver": {"time_limit_seconds": 60, "seed": draw(st.integers(0, 1000))},
    }
    national = load_scenario("national").model_dump(mode="json", by_alias=True)
    sections = {name: {**national[name], **section} for name, section in changes.items()}
    return Scenario.model_validate({**national, **sections, "id": "soak"})


def read_or_refused(text: str) -> object:
    """Return the scenario, or the faults for which it was refused."""
    try:
        return read_scenario_text(text, "soak.yaml")
    except ScenarioError as refusal:
        return refusal.faults


def plan_or_reason(scenario: Scenario) -> object:
    """Return the plan, or the rules that clash, or that the time was too short."""
    try:
        return make_plan(scenario).plan
    except InfeasibleError as reason:
        return reason.conflicts
    except NoPlanError as reason:
        return reason.summary


@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=damaged_files())
def test_a_damaged_scenario_file_is_read_or_refused_and_nothing_else(text: str) -> None:
    assert read_or_refused(text)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=random_scenarios())
def test_any_question_about_the_bundled_data_gets_a_checked_plan_or_a_reason(scenario: Scenario) -> None:
    answer = plan_or_reason(scenario)
    assert answer
    if isinstance(answer, Plan):
        assert Plan.from_json(answer.to_json()) == answer
        assert answer.bound >= answer.objective


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems().map(lambda problem: with_rules(problem, facility_load_at_most=None)))
def test_random_small_scenarios_agree_with_the_hub_and_member_model(problem: Problem) -> None:
    ours, referee = optimum(problem), compact_optimum(problem)
    assert (ours is None) == (referee is None)
    if ours is not None and referee is not None:
        assert abs(ours - referee) <= 2 * problem.score.size + len(problem.units)  # each coefficient is rounded
