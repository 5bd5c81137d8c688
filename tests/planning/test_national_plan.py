"""The bundled scenarios on the bundled layers, end to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import highspy
import numpy as np
import pytest
from tests.planning.bundled_plans import decisions_of, recorded

from clusterplan.domain import FacilityKind, Plan, Termination
from clusterplan.optimisation.model import build_model, write_lp
from clusterplan.optimisation.proof import prove
from clusterplan.planning import (
    PlanningResult,
    bundled_scenarios,
    eligibility,
    load_scenario,
    make_plan,
    pose_problem,
    read_publication,
    write_result,
)
from clusterplan.planning.assumptions import assumptions_of
from clusterplan.scenario import Scenario

TIMES = ("started", "seconds")


def without_times(plan: Plan) -> str:
    content = json.loads(plan.to_json())
    for name in TIMES:
        del content["manifest"][name]
    return json.dumps(content)


def test_the_national_plan_is_optimal_for_its_model_and_keeps_every_rule(national: PlanningResult) -> None:
    plan = national.plan
    assert (plan.termination, plan.gap) == (Termination.OPTIMAL, 0)
    assert {"cover", "clusters", "reach", "hosts", "strong_member", "contiguity", "objective"} <= set(
        plan.rules_checked
    )
    assert 6 <= len(plan.clusters) <= 12
    kinds = [facility.kind for facility in plan.facilities]
    assert (kinds.count(FacilityKind.KEY_LABORATORY), kinds.count(FacilityKind.TEST_CENTRE)) == (9, 3)
    assert {cluster.region for cluster in plan.clusters} == {"RRD", "NMM", "NCC", "SCH", "SE", "MRD"}
    assert decisions_of(plan) == recorded("national")


def test_the_national_plan_is_honest_about_what_it_rests_on(national: PlanningResult) -> None:
    plan = national.plan
    shares = plan.evidence_share
    assert shares.observed + shares.estimated + shares.expert == pytest.approx(1)
    assert plan.assumptions
    assert plan.units_not_judged
    assert all(assumption.what and assumption.what_vi for assumption in plan.assumptions)
    resting = sum(len(cluster.resting_on_expert_values) for cluster in plan.clusters)
    assert plan.focuses_resting_on_expert_values == resting > 0


def test_the_neighbours_of_the_provinces_are_the_official_58_edges(national: PlanningResult) -> None:
    adjacent = national.posed.problem.adjacent
    assert int(adjacent.sum()) // 2 == 58
    assert (adjacent == adjacent.T).all()


@pytest.mark.slow
def test_the_same_scenario_in_another_process_with_another_hash_seed_gives_the_same_plan(
    national: PlanningResult,
) -> None:
    program = (
        "from clusterplan.planning import load_scenario, make_plan; import sys\n"
        "sys.stdout.buffer.write(make_plan(load_scenario('national')).plan.to_json().encode())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    answer = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    assert without_times(Plan.from_json(answer.stdout)) == without_times(national.plan)


def test_the_national_model_as_an_lp_file_has_the_same_optimum_in_highs(
    national: PlanningResult, tmp_path: Path
) -> None:
    path = tmp_path / "national.lp"
    write_lp(build_model(national.posed.problem), path)
    assert "clusters_per_region.NMM:" in path.read_text(encoding="utf-8")
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("threads", 1)  # HiGHS refuses another number later in the same process
    assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
    solver.run()
    assert round(solver.getObjectiveValue()) == round(national.plan.objective * 1e6)


@pytest.mark.parametrize("name", ["national", "provinces-alone", pytest.param("national-2025", marks=pytest.mark.soak)])
def test_highs_cbc_and_scip_agree_on_every_bundled_scenario(name: str) -> None:
    problem = pose_problem(load_scenario(name)).problem
    optima = {}
    for solver in ("HiGHS", "COIN_CMD", "SCIP_PY"):
        model = build_model(problem)
        settings = problem.scenario.solver.model_copy(update={"name": solver, "time_limit_seconds": 250.0})
        proof = prove(model, settings)
        assert proof.termination is Termination.OPTIMAL, solver
        optima[solver] = proof.bound
    assert len(set(optima.values())) == 1, optima


@pytest.mark.parametrize("name", [name for name in bundled_scenarios() if name != "national"])
def test_every_other_bundled_scenario_is_solved_to_the_end(name: str) -> None:
    scenario = load_scenario(name)
    plan = make_plan(scenario).plan
    assert plan.termination is Termination.OPTIMAL
    assert plan.scenario.technology_scheme == scenario.technology_scheme
    assert decisions_of(plan) == recorded(name)
    if name == "provinces-alone":
        assert all(cluster.members == (cluster.hub,) for cluster in plan.clusters)


@pytest.mark.parametrize("name", bundled_scenarios())
def test_nothing_that_a_bundled_scenario_needs_is_empty(name: str) -> None:
    found = eligibility(load_scenario(name))
    assert found.needed_but_empty == ()
    for technology in {cell.technology for cell in found.cells}:
        of_it = [cell for cell in found.cells if cell.technology == technology]
        assert sum(cell.units_strong for cell in of_it) > 0
        assert sum(cell.sites_eligible for cell in of_it) > 0
        assert sum(cell.units for cell in of_it) == 34
        assert all(cell.units_scored + cell.units_not_judged == cell.units for cell in of_it)


@pytest.mark.parametrize("name", bundled_scenarios())
def test_no_unit_below_the_national_median_is_strong(name: str) -> None:
    problem = pose_problem(load_scenario(name)).problem
    assert problem.strong.any(axis=0).all()
    assert not (problem.strong & (problem.score < problem.participation)).any()


@pytest.mark.parametrize(
    ("name", "technology"),
    [("national", "S08"), ("national", "S10"), ("national-2025", "T08"), ("provinces-alone", "S10")],
)
def test_no_low_grade_is_allowed_that_the_rules_could_do_without(name: str, technology: str) -> None:
    scenario = load_scenario(name)
    allowed = scenario.candidates.strong_grade_low_allowed
    without = tuple(k for k in allowed if k != technology)
    assert without != allowed
    candidates = scenario.candidates.model_copy(update={"strong_grade_low_allowed": without})
    assert eligibility(scenario.model_copy(update={"candidates": candidates})).needed_but_empty


def test_without_evidence_of_low_grade_two_inland_provinces_alone_could_lead_the_technology_of_the_sea() -> None:
    scenario = load_scenario("national")
    candidates = scenario.candidates.model_copy(update={"strong_grade_low_allowed": ("S10",)})
    strict = pose_problem(scenario.model_copy(update={"candidates": candidates})).problem
    of_the_sea = strict.technologies.index("S08")
    assert [strict.units[r] for r in np.flatnonzero(strict.strong[:, of_the_sea])] == ["12", "15"]
    coast = pose_problem(scenario).problem.strong[:, of_the_sea]
    assert {"31", "56"} <= {strict.units[r] for r in np.flatnonzero(coast)}  # Hải Phòng and Khánh Hòa


@pytest.mark.parametrize("name", bundled_scenarios())
def test_every_exception_of_a_bundled_scenario_is_a_listed_assumption(name: str) -> None:
    scenario = load_scenario(name)
    listed = [assumption.what for assumption in assumptions_of(scenario)]
    for technology, score in scenario.candidates.strong_score_by_technology.items():
        assert score > scenario.candidates.strong_score
        assert f"strong score of {technology} alone" in listed
    for technology in scenario.candidates.strong_grade_low_allowed:
        assert f"{technology}: a score of low evidence grade may count as strong" in listed
    assert not [what for what in listed if "sites on record" in what]


def test_a_plan_that_was_written_can_be_shown_again(national: PlanningResult, tmp_path: Path) -> None:
    written = {path.name for path in write_result(national, tmp_path)}
    assert written == {
        "scenario.json",
        "plan.json",
        "plan.geojson",
        "plan.gpkg",
        "plan.csv",
        "products.csv",
        "map.html",
    }
    again = read_publication(tmp_path)
    assert again.plan == national.plan
    assert again.reach_km == national.publication.reach_km


@pytest.mark.slow
def test_staying_with_the_adopted_plan_costs_nothing_and_travels_with_the_new_one(
    national: PlanningResult, tmp_path: Path
) -> None:
    adopted = tmp_path / "adopted" / "plan.json"
    adopted.parent.mkdir()
    adopted.write_text(national.plan.to_json(), encoding="utf-8")
    scenario = load_scenario("national")
    objective = scenario.objective.model_copy(update={"adopted_plan": str(adopted), "switching_weight": 0.05})
    result = make_plan(scenario.model_copy(update={"objective": objective}))
    assert result.plan.objective_terms["switching"] == 0
    pairs = [
        {(unit, focus) for cluster in plan.clusters for unit in cluster.members for focus in cluster.focuses}
        for plan in (result.plan, national.plan)
    ]
    assert pairs[0] == pairs[1]
    assert result.plan.objective == pytest.approx(national.plan.objective, abs=1e-9)
    decided = [
        {(facility.site_id, facility.kind) for facility in plan.facilities} for plan in (result.plan, national.plan)
    ]
    assert decided[0] == decided[1]
    write_result(result, tmp_path / "new")
    kept = Scenario.model_validate_json((tmp_path / "new" / "scenario.json").read_bytes())
    assert kept.objective.adopted_plan == "adopted_plan.json"
    adopted.unlink()
    assert read_publication(tmp_path / "new").plan == result.plan


def test_a_scenario_may_weigh_units_by_people_or_output() -> None:
    scenario = load_scenario("national")
    objective = scenario.objective.model_copy(update={"unit_weight": "population"})
    weights = pose_problem(scenario.model_copy(update={"objective": objective})).problem.unit_weight
    assert weights.sum() == pytest.approx(34)
    assert weights.max() > 2 > 1 > weights.min() > 0
