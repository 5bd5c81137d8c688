"""What the bundled records say of demand, test beds and anchors: what counts, what does not, and what is unknown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from clusterplan.optimisation.problem import Problem
from clusterplan.planning import Facts, load_scenario, pose_problem
from clusterplan.scenario import Scenario


def national(name: str = "national", **rules: Any) -> Scenario:
    """Return a bundled scenario with other rules."""
    scenario = load_scenario(name)
    return scenario.model_copy(update={"rules": scenario.rules.model_copy(update=rules)})


@pytest.fixture(scope="module")
def problem() -> Problem:
    return pose_problem(national(anchor_enterprise_km=100.0, anchor_institute_km=100.0)).problem


def at(problem: Problem, array: NDArray[Any], unit: str, technology: str) -> float:
    """Return the value of a unit and a technology."""
    return float(array[problem.units.index(unit), problem.technologies.index(technology)])


def test_demand_is_an_enterprise_or_an_adopted_local_priority(problem: Problem) -> None:
    assert at(problem, problem.demand, "01", "S02") == 1  # Viettel
    assert at(problem, problem.demand, "37", "S05") == 1  # a zone decision names new materials, no enterprise does
    assert at(problem, problem.demand, "12", "S08") == -1  # a rare-earth deposit that nobody works is no enterprise
    assert at(problem, problem.demand, "04", "S01") == -1


def test_nothing_is_recorded_as_absent(problem: Problem) -> None:
    assert set(np.unique(problem.demand)) == {-1, 1}
    assert set(np.unique(problem.test_bed)) == {-1, 1}


def test_a_test_bed_is_a_zone_that_operates_or_a_local_priority(problem: Problem) -> None:
    assert at(problem, problem.test_bed, "92", "S01") == 1  # a digital technology zone operates
    assert at(problem, problem.test_bed, "24", "S06") == 1
    assert at(problem, problem.test_bed, "19", "S06") == -1  # its digital technology zone is planned
    assert at(problem, problem.test_bed, "01", "S10") == -1


def test_anchors_are_near_where_they_stand_and_never_nearer_than_the_detour(problem: Problem) -> None:
    assert at(problem, problem.nearest_enterprise_km, "01", "S01") < 30
    assert at(problem, problem.nearest_institute_km, "01", "S01") < 30
    assert at(problem, problem.nearest_enterprise_km, "04", "S01") > 100
    assert (problem.nearest_enterprise_km >= 0).all()
    assert np.isfinite(problem.nearest_enterprise_km).all()


def test_what_no_gate_asks_for_is_not_read() -> None:
    facts = Facts()
    quiet = pose_problem(national(demand_unknown="allow", pioneering_test_bed="allow"), facts).problem
    assert "enterprises" not in facts.digests
    assert (quiet.demand == -1).all()
    assert np.isinf(quiet.nearest_enterprise_km).all()


def test_another_technology_list_is_reached_by_the_crosswalk() -> None:
    older = pose_problem(national("national-2025")).problem
    assert at(older, older.demand, "01", "T01") == 1
    assert at(older, older.demand, "24", "T06") == 1  # S06, the same technology
    assert at(older, older.demand, "24", "T11") == -1
