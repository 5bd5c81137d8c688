"""Money, years and decisions from the scenario file to the plan, on the bundled data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clusterplan.domain import Plan, Termination
from clusterplan.errors import ScenarioError
from clusterplan.optimisation.feasibility import refuse_the_impossible
from clusterplan.planning import Facts, PlanningResult, load_scenario, make_plan, pose_problem, resolve_scenario
from clusterplan.planning.assumptions import assumptions_of
from clusterplan.planning.safe_yaml import read_mapping
from clusterplan.planning.scenarios import read_scenario_text, scenario_schema
from clusterplan.scenario import Scenario

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "scenarios" / "all-rules-by-year.yaml"
PHASING = {"first_year": 2026, "last_start_year": 2030, "last_year": 2036}


def scenario(adopted: Path | None = None, **rules: Any) -> Scenario:
    """Return the national scenario with other rules."""
    content = load_scenario("national").model_dump(mode="json", by_alias=True)
    content["rules"].update(rules)
    content["objective"]["adopted_plan"] = None if adopted is None else str(adopted)
    return Scenario.model_validate({**content, "id": "with-years"})


def faults(asked: Scenario) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        resolve_scenario(asked, Facts())
    return [fault.in_language("en") for fault in raised.value.faults]


def test_the_benchmark_scenario_has_four_resources_every_number_assumed() -> None:
    asked = load_scenario(str(BENCHMARK))
    assert sorted(asked.rules.resources) == ["finance", "land", "people", "public_investment"]
    assert asked.rules.phasing is not None
    assert list(asked.rules.phasing.start_years) == [2026, 2027, 2028, 2029, 2030]
    refuse_the_impossible(pose_problem(asked).problem)
    listed = {assumption.what: assumption.value for assumption in assumptions_of(asked)}
    assert listed["cap of public_investment in 2027"] == "3600 billion VND"
    assert listed["land of unit 01"] == "40 ha"
    assert listed["discount rate of a year"] == "0.05"
    assert listed["share of the running cost that counts after those years (public_investment)"] == "0.5"


def test_an_editor_that_knows_the_schema_accepts_the_benchmark_scenario_and_refuses_a_year_that_is_none() -> None:
    text = BENCHMARK.read_text(encoding="utf-8")
    jsonschema.validate(read_mapping(text, BENCHMARK.name), scenario_schema())
    with pytest.raises(jsonschema.ValidationError, match="20x"):
        jsonschema.validate(read_mapping(text.replace('"2027"', '"20x"'), BENCHMARK.name), scenario_schema())
    with pytest.raises(ScenarioError) as raised:
        read_scenario_text(text.replace('"2027": 3600', '"20x": 3600'), BENCHMARK.name)
    (fault,) = raised.value.faults
    assert fault.in_language("en") == (
        'rules.resources.public_investment.cap_per_year.20x: Must be a whole number, not "20x".'
    )


def test_a_unit_that_does_not_exist_and_a_unit_left_out_are_named() -> None:
    land = {"unit": "ha", "capacity_per_unit": {"1": 3, "79": 5}}
    unknown, missing = faults(scenario(resources={"land": land}))
    assert unknown.startswith("rules.resources.land.capacity_per_unit: there is no unit '1'")
    assert "these units are missing: 01, 04" in missing
    assert "add `default`" in missing


def test_decisions_need_a_plan_that_decided_them() -> None:
    (line,) = faults(scenario(decided_before=2028))
    assert line.startswith("rules.decided_before: there is no adopted plan")


def dated(plan: Plan) -> Plan:
    """Return a plan whose clusters start in 2026 and 2028 by turns, and whose facilities open so."""
    return plan.model_copy(
        update={
            "clusters": tuple(
                cluster.model_copy(update={"start_year": dict.fromkeys(cluster.focuses, 2026 + 2 * (number % 2))})
                for number, cluster in enumerate(plan.clusters)
            ),
            "facilities": tuple(
                facility.model_copy(update={"opens_in": 2026 + 2 * (number % 2)})
                for number, facility in enumerate(plan.facilities)
            ),
        }
    )


@pytest.fixture
def adopted(national: PlanningResult, tmp_path: Path) -> Path:
    """A plan with years, adopted."""
    path = tmp_path / "plan.json"
    path.write_text(dated(national.plan).to_json(), encoding="utf-8")
    return path


def test_planning_again_in_2028_keeps_what_began_earlier(national: PlanningResult, adopted: Path) -> None:
    begun = dated(national.plan)
    plan = make_plan(scenario(adopted, phasing=PHASING, decided_before=2028)).plan
    assert plan.termination is Termination.OPTIMAL
    starts = {(unit, k): year for c in plan.clusters for unit in c.members for k, year in c.start_year.items()}
    early = {(unit, k) for c in begun.clusters[::2] for unit in c.members for k in c.focuses}
    assert {starts[pair] for pair in early} == {2026}
    led = {k for unit, k in early}
    assert all(year >= 2028 for (unit, k), year in starts.items() if (unit, k) not in early and k not in led)
    opens = {(f.site_id, f.kind): f.opens_in for f in plan.facilities}
    assert all(opens[f.site_id, f.kind] == 2026 for f in begun.facilities[::2])
    assert {year for year in opens.values() if year != 2026} == {2028}
    assert plan.objective_terms["phasing"] < 0
    assert "decided" in plan.rules_checked


def test_a_plan_without_years_counts_as_begun_in_the_first_year(national: PlanningResult, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(national.plan.to_json(), encoding="utf-8")
    problem = pose_problem(scenario(path, phasing=PHASING, decided_before=2028)).problem
    pairs = {(unit, k) for c in national.plan.clusters for unit in c.members for k in c.focuses}
    assert len(problem.decided_focuses) == len(pairs)
    assert set(problem.decided_focuses.values()) == {2026}
    assert len(problem.decided_facilities) == 12


def test_a_decision_about_what_no_longer_exists_cannot_stay(national: PlanningResult, tmp_path: Path) -> None:
    first = national.plan.clusters[0]
    gone = first.model_copy(
        update={"members": (*first.members, "98"), "start_year": dict.fromkeys(first.focuses, 2026)}
    )
    path = tmp_path / "plan.json"
    changed = national.plan.model_copy(update={"clusters": (gone, *national.plan.clusters[1:])})
    path.write_text(changed.to_json(), encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        pose_problem(scenario(path, phasing=PHASING, decided_before=2028))
    (line,) = [fault.in_language("en") for fault in raised.value.faults]
    assert "the adopted plan decided on 98" in line


def test_codes_of_another_vintage_decide_nothing(national: PlanningResult, tmp_path: Path) -> None:
    reference = national.plan.scenario.model_copy(update={"unit_vintage": "2004-2025"})
    path = tmp_path / "plan.json"
    path.write_text(national.plan.model_copy(update={"scenario": reference}).to_json(), encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        pose_problem(scenario(path, decided_before=2028))
    assert "provinces 2004-2025, not provinces 2025-07-01" in str(raised.value.faults[0].in_language("en"))
