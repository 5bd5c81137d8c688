"""Cost as real spending on the national data: the plan's own account, the resource that is meant, and the proxy."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulp
import pytest

import clusterplan.cli.commands.pareto as commands
from clusterplan.cli import main
from clusterplan.domain import Plan
from clusterplan.errors import UsageError
from clusterplan.optimisation.model import build_model
from clusterplan.optimisation.problem import Problem
from clusterplan.planning import KnownPlan, PlanningResult, known_plan, load_scenario, make_plan
from clusterplan.planning.pareto import Criterion, FoundFront, front_of, measure_asked_for, write_front
from clusterplan.scenario import RuleSettings, Scenario

pytestmark = pytest.mark.slow

PUBLIC: dict[str, Any] = {
    "unit": "billion VND",
    "per_focus": {"default": 400, "S01": 712.5, "S06": 1200},
    "per_facility": {"key_laboratory": 300, "test_centre": 600},
    "per_upgrade": {"key_laboratory": 150},
}
FINANCE: dict[str, Any] = {"unit": "tỷ đồng", "per_focus": {"default": 20, "S06": 90}}
LAND: dict[str, Any] = {"unit": "ha", "per_focus": {"default": 30}}


def with_resources(scenario: Scenario, **resources: dict[str, Any]) -> Scenario:
    """Return a scenario with resources."""
    rules = RuleSettings.model_validate({**dict(scenario.rules), "resources": resources})
    return scenario.model_copy(update={"rules": rules})


def posed_with(national: PlanningResult, **resources: dict[str, Any]) -> Problem:
    """Return the national problem with resources."""
    return replace(national.posed.problem, scenario=with_resources(national.posed.scenario, **resources))


@pytest.fixture(scope="module")
def known() -> KnownPlan:
    """Return the plan of provinces alone with money: the national data, and soon solved."""
    alone = load_scenario("provinces-alone")
    result = make_plan(with_resources(alone, public_investment=PUBLIC, finance=FINANCE, land=LAND))
    return KnownPlan(result.plan, result.posed)


@pytest.fixture(scope="module")
def found(known: KnownPlan) -> FoundFront:
    """Return four points of its front against public investment."""
    return front_of(known, Criterion.COST, points=4)


def spent(plan: Plan) -> float:
    """Add up public investment from the decisions of a plan, by the costs above."""
    focus: dict[str, float] = PUBLIC["per_focus"]
    focuses = sum(focus.get(k, focus["default"]) for cluster in plan.clusters for k in cluster.focuses)
    new: dict[str, float] = PUBLIC["per_facility"]
    upgraded = {**new, **PUBLIC["per_upgrade"]}
    return focuses + sum((upgraded if f.upgrade else new)[f.kind.value] for f in plan.facilities)


def best_within(problem: Problem, most: float) -> float:
    """Return the best objective under a cap, by the whole programme, the scenario's own cap and no pattern."""
    resources = dict(problem.scenario.rules.resources)
    capped = resources["public_investment"].model_copy(update={"cap": most})
    rules = problem.scenario.rules.model_copy(update={"resources": {**resources, "public_investment": capped}})
    model = build_model(replace(problem, scenario=problem.scenario.model_copy(update={"rules": rules})))
    model.lp.solve(pulp.HiGHS(msg=False, threads=1, gapRel=0, gapAbs=0.5))
    value = pulp.value(model.lp.objective)
    assert value is not None
    return round(value) / 1_000_000


def test_every_level_is_what_its_plan_spends(found: FoundFront, known: KnownPlan) -> None:
    front = found.front
    assert (front.resource, front.unit_en, front.step, front.is_proxy) == (
        "public_investment",
        "billion VND",
        12.5,
        False,
    )
    assert "assumed" in front.note_en
    assert "Not counted: finance, land." in front.note_en
    for point, plan in zip(front.points, found.plans, strict=True):
        (account,) = (line.amount for line in plan.spending if line.resource == "public_investment")
        assert point.level == account == spent(plan)
        assert point.level <= point.asked
        assert point.is_proven
    assert front.points[0].objective == known.plan.objective
    for better, worse in itertools.pairwise(front.points):
        assert better.objective > worse.objective
        assert better.level > worse.level


@pytest.mark.soak
def test_each_level_of_spending_is_answered_alike_by_a_cap(found: FoundFront, known: KnownPlan) -> None:
    for point in found.front.points:
        assert best_within(known.posed.problem, point.asked) == pytest.approx(point.objective, abs=1e-6)


def test_the_table_and_the_answer_carry_the_unit(found: FoundFront, tmp_path: Path) -> None:
    write_front(found, tmp_path, "en")
    rows = list(csv.DictReader((tmp_path / "front.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {(row["unit_vi"], row["resource"], row["is_proxy"]) for row in rows} == {
        ("billion VND", "public_investment", "False")
    }
    drawn = (tmp_path / "front.svg").read_text(encoding="utf-8")
    assert "Cost: public_investment (billion VND; less is better)" in drawn
    assert "its unit costs are assumed" in drawn
    written = json.loads((tmp_path / "front.json").read_text(encoding="utf-8"))
    assert written["points"][0]["level"] == found.front.points[0].level


def test_a_point_is_a_plan_that_can_be_asked_about(
    found: FoundFront, known: KnownPlan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_front(found, tmp_path, "en")
    place = tmp_path / "points/04"
    again = known_plan(str(place))
    assert again.plan == found.plans[3]
    families = [{name.partition(".")[0] for name in plan.metrics} for plan in (again.plan, known.plan)]
    assert families[0] == families[1]
    hub, focus = again.plan.clusters[0].hub, again.plan.clusters[0].focuses[0]
    for typed in (
        ["timeline", str(place)],
        ["targets", str(place)],
        ["compare", str(tmp_path / "points/01"), str(place)],
    ):
        assert main([*typed, "--lang", "en"]) == 0
    capsys.readouterr()
    assert main(["explain", str(place), "--unit", hub, "--technology", focus, "-q", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


def test_a_front_may_be_written_over_the_point_that_it_began_from(found: FoundFront, tmp_path: Path) -> None:
    scenario = found.scenario
    adopted = tmp_path / "points/01/adopted_plan.json"
    write_front(found, tmp_path, "en")
    adopted.write_text(found.plans[0].to_json(), encoding="utf-8")
    objective = scenario.objective.model_copy(update={"adopted_plan": str(adopted)})
    named = replace(found, scenario=scenario.model_copy(update={"objective": objective}))
    write_front(named, tmp_path, "en")
    copies = sorted(tmp_path.glob("points/*/adopted_plan.json"))
    assert [copy.read_text(encoding="utf-8") for copy in copies] == [found.plans[0].to_json()] * 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["front.csv", "front.json", "front.svg", "points"]


def test_the_resource_is_public_investment_then_the_first_in_money(national: PlanningResult) -> None:
    def meant(name: str | None = None, **resources: dict[str, Any]) -> str | None:
        return measure_asked_for(posed_with(national, **resources), Criterion.COST, name).resource

    assert meant(finance=FINANCE, public_investment=PUBLIC, land=LAND) == "public_investment"
    assert meant(land=LAND, loans={**FINANCE, "unit": "million USD"}, finance=FINANCE) == "finance"
    assert meant("land", finance=FINANCE, land=LAND) == "land"
    assert meant(finance={"unit": "tỷ đồng", "cap": 500}, loans=FINANCE) == "loans"
    assert meant() is None


def test_without_costs_in_money_the_answer_says_that_it_is_a_proxy(national: PlanningResult) -> None:
    bare = measure_asked_for(national.posed.problem, Criterion.COST)
    assert bare.is_proxy
    assert bare.note is not None
    assert "gives no unit costs: cost here is only a proxy" in bare.note.en
    assert "không phải tiền" in bare.note.vi
    land = measure_asked_for(posed_with(national, land=LAND), Criterion.COST)
    assert land.is_proxy
    assert land.note is not None
    assert "--resource may name: land" in land.note.en
    assert measure_asked_for(national.posed.problem, Criterion.EQUITY).note is None


@pytest.mark.parametrize(
    ("criterion", "name", "resources", "said"),
    [
        (Criterion.EQUITY, "finance", {"finance": FINANCE}, "belongs to the criterion cost alone"),
        (Criterion.COST, "gold", {"finance": FINANCE}, "Choose one of: finance."),
        (Criterion.COST, "gold", {}, "Add rules.resources"),
        (Criterion.COST, "idle", {"idle": {"unit": "ha", "cap": 5}}, "Give its costs."),
        (
            Criterion.COST,
            None,
            {"finance": {"unit": "VND", "per_focus": {"default": 400.0001, "S01": 999.9999}}},
            "share no larger step than 0.0001 VND",
        ),
    ],
)
def test_a_question_about_cost_that_cannot_be_asked_says_so(
    national: PlanningResult, criterion: Criterion, name: str | None, resources: dict[str, dict[str, Any]], said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        measure_asked_for(posed_with(national, **resources), criterion, name)
    (fault,) = refused.value.faults
    assert said in fault.in_language("en")
    assert fault.in_language("vi") != fault.in_language("en")


def test_the_command_takes_a_resource_and_says_what_cost_is(
    known: KnownPlan, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "plan_asked_about", lambda *_, **__: known)
    typed = ["pareto", "--against", "cost", "--points", "2", "-q"]
    assert main([*typed, "--resource", "finance", "--lang", "vi"]) == 0
    assert "Chi phí: finance" in capsys.readouterr().out
    assert main([*typed, "--resource", "gold", "--lang", "en"]) == 2
    assert "no resource 'gold'" in capsys.readouterr().err
    free = with_resources(known.posed.scenario)
    plain = KnownPlan(known.plan, replace(known.posed, problem=replace(known.posed.problem, scenario=free)))
    monkeypatch.setattr(commands, "plan_asked_about", lambda *_, **__: plain)
    assert main([*typed, "--lang", "vi"]) == 0
    assert "chỉ là số đại diện" in " ".join(capsys.readouterr().out.split())
