"""Plans run again: the same answer is said to be the same; a digest, a scenario, a version or another plan is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from clusterplan.domain import Plan, Termination
from clusterplan.errors import InterruptedPlanningError, UsageError
from clusterplan.planning import PlanningResult, load_scenario, make_plan, replay_plan, write_result
from clusterplan.planning.replay import compare_runs
from clusterplan.planning.replay_answer import Cause, Replay, Verdict

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a plan that is solved quickly."""
    place = tmp_path_factory.mktemp("replay") / "alone"
    write_result(make_plan(load_scenario("provinces-alone")), place)
    return place


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """Return a folder with the plan and its scenario alone, to be changed."""
    for name in ("plan.json", "scenario.json"):
        shutil.copy(folder / name, tmp_path / name)
    return tmp_path


def changed(path: Path, change: Any) -> None:
    """Change a JSON file."""
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def runs(national: PlanningResult, then: dict[str, Any], now: dict[str, Any]) -> Replay:
    """Return the comparison of the national plan with fields changed in each run."""
    posed = national.posed
    plans = [national.plan.model_copy(update=update) for update in (then, now)]
    return compare_runs(plans[0], plans[1], posed.scenario, posed.facts)


def test_a_plan_that_is_run_again_is_the_same(folder: Path) -> None:
    found = replay_plan(folder / "plan.json")
    assert (found.verdict, found.exit_code, found.causes, found.other_parts) == (Verdict.SAME, 0, (), ())
    assert found.comparison is not None
    assert found.comparison.decides_the_same
    assert found.then == found.now


def test_the_input_that_differs_is_named_with_both_digests_also_where_the_answer_stays(copy: Path) -> None:
    def forge(plan: Any) -> None:
        plan["manifest"]["inputs"]["sites"] = "0" * 64
        plan["manifest"]["inputs"]["an_old_table"] = "1" * 64
        del plan["manifest"]["inputs"]["missions"]

    digests = json.loads((copy / "plan.json").read_text(encoding="utf-8"))["manifest"]["inputs"]
    changed(copy / "plan.json", forge)
    found = replay_plan(copy)
    assert found.causes == (
        Cause(kind="input", name="an_old_table", then="1" * 64, now=None),
        Cause(kind="input", name="missions", then=None, now=digests["missions"]),
        Cause(kind="input", name="sites", then="0" * 64, now=digests["sites"]),
    )
    assert (found.verdict, found.exit_code) == (Verdict.SAME, 0)


def test_another_scenario_beside_the_plan_is_a_cause_and_what_it_changed_is_told(copy: Path) -> None:
    def dearer(scenario: Any) -> None:
        scenario["objective"]["founding_cost"] = 0.9

    changed(copy / "scenario.json", dearer)
    found = replay_plan(copy)
    assert [cause.kind for cause in found.causes] == ["scenario"]
    assert (found.verdict, found.exit_code) == (Verdict.DIFFERENT, 2)
    assert found.now is not None
    assert found.comparison is not None
    terms = {term.name: term for term in found.comparison.objective_terms}
    assert terms["founding"].change is not None
    assert terms["founding"].change < 0
    total = sum(term.change or 0 for term in terms.values())
    assert total == pytest.approx(found.now.objective - found.then.objective, abs=1e-5)


def test_a_scenario_without_a_plan_is_an_answer_with_its_reason(copy: Path) -> None:
    def impossible(scenario: Any) -> None:
        scenario["rules"]["clusters"] = {"at_least": 40, "at_most": 40}

    changed(copy / "scenario.json", impossible)
    found = replay_plan(copy)
    assert (found.verdict, found.exit_code, found.now, found.comparison) == (Verdict.NO_PLAN, 3, None, None)
    assert [cause.kind for cause in found.causes] == ["scenario"]
    assert found.why_no_plan_vi
    assert found.why_no_plan_en


def test_a_plan_without_its_scenario_is_told_what_is_needed(copy: Path) -> None:
    (copy / "scenario.json").unlink()
    with pytest.raises(UsageError, match="side by side") as refused:
        replay_plan(copy / "plan.json")
    assert [fault.where for fault in refused.value.faults] == [str(copy / "scenario.json")]


def test_a_file_that_is_no_plan_and_one_that_is_no_scenario_are_named(copy: Path) -> None:
    (copy / "other.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="no valid plan"):
        replay_plan(copy / "other.json")
    (copy / "scenario.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="no valid scenario"):
        replay_plan(copy)


def test_a_plan_made_of_a_list_is_not_run_again(copy: Path) -> None:
    changed(copy / "plan.json", lambda plan: plan["manifest"]["inputs"].update(hand_made_plan="2" * 64))
    with pytest.raises(UsageError, match="list"):
        replay_plan(copy)


def test_a_run_that_is_stopped_says_nothing(copy: Path) -> None:
    with pytest.raises(InterruptedPlanningError):
        replay_plan(copy, should_stop=lambda: True)


def test_another_optimum_of_the_same_value_is_said_to_be_one(national: PlanningResult) -> None:
    first, *others = national.plan.facilities
    other = first.model_copy(update={"technologies": (*first.technologies[1:], "S09")})
    found = runs(national, {}, {"facilities": (other, *others)})
    assert (found.verdict, found.exit_code) == (Verdict.EQUAL_VALUE, 1)
    unproven = runs(national, {}, {"facilities": (other, *others), "termination": Termination.GAP_LIMIT})
    assert unproven.verdict is Verdict.DIFFERENT


def test_a_number_that_differs_is_a_fault_of_ours_unless_something_was_given_otherwise(
    national: PlanningResult,
) -> None:
    found = runs(national, {"objective": national.plan.objective - 1e-6}, {})
    assert (found.verdict, found.exit_code, found.causes) == (Verdict.DIFFERENT, 1, ())
    older = national.plan.manifest.model_copy(update={"solver": "HiGHS 1.0", "clusterplan": "0.0.1", "options": {}})
    found = runs(national, {"metrics": {}, "manifest": older}, {})
    assert (found.verdict, found.exit_code, found.other_parts) == (Verdict.SAME_DECISIONS, 0, ("metrics",))
    kinds = [cause.kind for cause in found.causes]
    assert kinds == ["clusterplan", "solver", "option", "option", "option"]
    same = runs(national, {"metrics": {}}, {})
    assert (same.verdict, same.exit_code) == (Verdict.SAME_DECISIONS, 1)


def test_a_run_that_the_clock_stopped_is_known_not_to_repeat(national: PlanningResult) -> None:
    found = runs(national, {"termination": Termination.TIME_LIMIT, "bound": national.plan.bound + 1}, {})
    assert [cause.kind for cause in found.causes] == ["stopped"]
    assert (found.verdict, found.exit_code) == (Verdict.DIFFERENT, 2)


def test_the_times_of_the_runs_are_not_compared(national: PlanningResult) -> None:
    later = national.plan.manifest.model_copy(update={"started": "2027-01-01T00:00:00+00:00", "seconds": 99.0})
    assert runs(national, {}, {"manifest": later}).verdict is Verdict.SAME
    assert Plan.from_json(national.plan.to_json()) == national.plan
