"""Plans to ask about: the choice read back from a plan is the solver's own; other data or another scenario are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clusterplan.errors import UsageError
from clusterplan.optimisation.assemble import objective_terms
from clusterplan.optimisation.solution import Choice
from clusterplan.planning import KnownPlan, PlanningResult, known_plan, write_result


def decided(choice: Choice) -> object:
    """Return what a choice decides, without the technologies that its sets might have had."""
    clusters = [(c.candidate.hub, c.candidate.members, c.focuses, c.served_by, c.start_years) for c in choice.clusters]
    return clusters, choice.facilities


@pytest.fixture(scope="module")
def folder(national: PlanningResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the national plan."""
    place = tmp_path_factory.mktemp("known") / "national"
    write_result(national, place)
    return place


def test_a_plan_of_a_folder_decides_what_the_solver_chose(national: PlanningResult, folder: Path) -> None:
    known = known_plan(str(folder), facts=national.posed.facts)
    assert known.plan == national.plan
    assert decided(known.choice) == decided(national.solution.choice)
    value = sum(objective_terms(known.posed.problem, known.choice).values())
    assert value == round(national.plan.objective * 1_000_000)


def test_a_plan_of_other_data_is_not_explained(national: PlanningResult, folder: Path, tmp_path: Path) -> None:
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    plan["manifest"]["inputs"]["sites"] = "0" * 64
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    scenario = json.loads((folder / "scenario.json").read_text(encoding="utf-8"))
    scenario["objective"]["founding_cost"] = 0.3
    (tmp_path / "scenario.json").write_text(json.dumps(scenario), encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        known_plan(str(tmp_path), facts=national.posed.facts)
    assert [fault.where for fault in refused.value.faults] == ["sites", "scenario.json"]


def test_years_are_read_back(national: PlanningResult) -> None:
    first = national.plan.clusters[0]
    year = {first.focuses[-1]: 2027}
    clusters = (first.model_copy(update={"start_year": year}), *national.plan.clusters[1:])
    known = KnownPlan(national.plan.model_copy(update={"clusters": clusters}), national.posed)
    technology = national.posed.problem.technologies.index(first.focuses[-1])
    assert known.choice.clusters[0].start_years == ((technology, 2027),)
