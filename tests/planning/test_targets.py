"""Targets beside a plan: every number is on record or counted from the plan; what is not known is null."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.answers import conforming

from clusterplan.cli import main
from clusterplan.planning import KnownPlan, PlanningResult
from clusterplan.planning.targets import Target, Targets, targets_of
from clusterplan.resources import bundled


@pytest.fixture(scope="module")
def found(national: PlanningResult) -> dict[str, Target]:
    return {target.id: target for target in targets_of(KnownPlan(national.plan, national.posed)).targets}


def test_the_targets_that_a_minister_asks_for_are_there_with_deadline_and_source(found: dict[str, Target]) -> None:
    wanted = {
        "TG08": ">= 80",
        "TG09": ">= 60",
        "TG10": ">= 40",
        "TG11": ">= 30",
        "TG39": "~ some",
        "TG05": ">= 20",
        "TG06": ">= 1000",
        "TG01": "= 9",
        "TG02": "= 3",
    }
    for key, value in wanted.items():
        assert f"{found[key].operator} {found[key].value}" == value
        assert found[key].deadline == "2030"
        assert found[key].source


def test_the_plan_provides_what_is_counted_in_its_file(national: PlanningResult, found: dict[str, Target]) -> None:
    plan = json.loads(national.plan.to_json())
    kinds = [facility["kind"] for facility in plan["facilities"]]
    counted = {
        "TG01": kinds.count("key_laboratory"),
        "TG02": kinds.count("test_centre"),
        "TG03": len(kinds),
        "TG05": sum(facility["research_groups"] or 0 for facility in plan["facilities"]),
        "TG06": sum(facility["doctorates"] or 0 for facility in plan["facilities"]),
    }
    assert {key: target.provided.value for key, target in found.items() if target.provided} == counted
    assert counted == {"TG01": 9, "TG02": 3, "TG03": 12, "TG05": 20, "TG06": 1000}
    assert all(target.provided.reaches for target in found.values() if target.provided)


def test_a_plan_that_falls_short_says_so_and_one_that_apportions_nothing_says_nothing(
    national: PlanningResult,
) -> None:
    bare = [facility.model_copy(update={"doctorates": None}) for facility in national.plan.facilities[:-1]]
    plan = national.plan.model_copy(update={"facilities": tuple(bare)})
    told = {target.id: target.provided for target in targets_of(KnownPlan(plan, national.posed)).targets}
    assert told["TG06"] is None
    assert told["TG03"] is not None
    assert (told["TG03"].value, told["TG03"].reaches) == (11, False)


def test_what_is_not_in_the_table_is_not_known(found: dict[str, Target]) -> None:
    with bundled("geodata/tables/targets.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["target_id"]: row for row in csv.DictReader(stream)}
    assert list(found) == sorted(rows)
    for key, target in found.items():
        row = rows[key]
        assert (target.status_quo is None) == (row["status_quo"] == "")
        assert (target.metric_en, target.metric_vi, target.value) == (
            row["metric"],
            row["metric_vi"],
            row["target_value"],
        )
        if target.status_quo:
            assert (target.status_quo.value, str(target.status_quo.year)) == (row["status_quo"], row["status_quo_year"])
            assert target.status_quo.source
    assert sum(target.status_quo is not None for target in found.values()) == 3


@pytest.mark.parametrize(("language", "unknown"), [("vi", "chưa biết"), ("en", "not known")])
def test_the_command_answers_people_and_programs(
    national: PlanningResult, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, unknown: str
) -> None:
    (tmp_path / "plan.json").write_text(national.plan.to_json(), encoding="utf-8")
    (tmp_path / "scenario.json").write_text(national.posed.scenario.model_dump_json(by_alias=True), encoding="utf-8")
    assert main(["targets", str(tmp_path), "--lang", language, "--quiet"]) == 0
    assert unknown in capsys.readouterr().out
    assert main(["targets", str(tmp_path), "--json", "--quiet"]) == 0
    said = capsys.readouterr().out
    assert conforming(json.loads(said)) == "targets"
    answer = Targets.model_validate_json(said)
    assert answer == targets_of(KnownPlan(national.plan, national.posed))
