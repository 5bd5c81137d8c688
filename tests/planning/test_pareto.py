"""The front of the national plan, its files and its command; each level is answered again by another model."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pulp
import pytest
from tests.answers import conforming

import clusterplan.cli.commands.pareto as commands
from clusterplan.cli import main
from clusterplan.domain import Plan, Termination
from clusterplan.errors import InterruptedPlanningError
from clusterplan.language import Text
from clusterplan.optimisation.check import check_plan
from clusterplan.optimisation.model import build_model
from clusterplan.optimisation.problem import Problem
from clusterplan.planning import KnownPlan, PlanningResult
from clusterplan.planning.pareto import Criterion, FoundFront, Front, Mode, front_of, measured, write_front
from clusterplan.publishing.front_chart import FrontPicture, write_front_chart

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def known(national: PlanningResult) -> KnownPlan:
    """Return the national plan."""
    return KnownPlan(national.plan, national.posed)


@pytest.fixture(scope="module")
def few(known: KnownPlan) -> FoundFront:
    """Return four points of its front against equity."""
    return front_of(known, Criterion.EQUITY, points=4)


def best_with_units(problem: Problem, least: int | float) -> float:
    """Return the best objective with a number of units in clusters, by the whole programme and no pattern."""
    model = build_model(problem)
    sets = model.decisions.candidates
    model.lp.addConstraint(pulp.lpSum([len(sets[s].members) * use for s, use in model.decisions.use.items()]) >= least)
    model.lp.solve(pulp.HiGHS(msg=False, threads=1, gapRel=0, gapAbs=0.5))
    value = pulp.value(model.lp.objective)
    assert value is not None
    return round(value) / 1_000_000


def test_the_ends_of_the_national_front_are_its_plan_and_every_province(few: FoundFront, known: KnownPlan) -> None:
    points = few.front.points
    assert points[0].objective == few.front.best_objective == known.plan.objective
    assert points[0].loss_share_at_most == 0
    assert points[-1].level == len(known.posed.problem.units)
    assert not few.front.is_complete
    assert all(point.is_proven and point.bound == point.objective and point.gap == 0 for point in points)


def test_no_point_of_the_national_front_beats_another(few: FoundFront) -> None:
    points = few.front.points
    assert len(points) == 4
    for better, worse in itertools.pairwise(points):
        assert better.objective > worse.objective
        assert better.level < worse.level


def test_every_plan_is_checked_and_counted_again(few: FoundFront, known: KnownPlan) -> None:
    for point, plan in zip(few.front.points, few.plans, strict=True):
        check_plan(known.posed.problem, plan)
        outside = set(known.posed.problem.units) - set(plan.units_without_cluster)
        assert point.level == measured(plan, Criterion.EQUITY) == len(outside)
        assert point.objective == plan.objective
        assert plan.bound == known.plan.bound
        assert (plan.termination is Termination.OPTIMAL) == (plan.objective == plan.bound)
        assert plan.flags[-1].rule == "pareto"
        loss = (few.front.best_objective - point.objective) / few.front.best_objective
        assert point.loss_share_at_least == point.loss_share_at_most == pytest.approx(loss, abs=1e-8)


def test_the_files_say_what_the_front_says(few: FoundFront, tmp_path: Path) -> None:
    (tmp_path / "points/09").mkdir(parents=True)
    paths = write_front(few, tmp_path, "vi")
    assert all(path.is_file() for path in paths)
    assert Front.model_validate_json((tmp_path / "front.json").read_bytes()) == few.front
    rows = list(csv.DictReader((tmp_path / "front.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [float(row["objective"]) for row in rows] == [point.objective for point in few.front.points]
    assert [Plan.from_json((tmp_path / row["plan"]).read_bytes()) for row in rows] == list(few.plans)
    assert len(list((tmp_path / "points").iterdir())) == 4  # those of an earlier front are gone
    first = (tmp_path / "front.svg").read_bytes()
    write_front(few, tmp_path, "vi")
    assert (tmp_path / "front.svg").read_bytes() == first


def test_the_picture_shows_every_point_and_tells_the_unproven(tmp_path: Path) -> None:
    picture = FrontPicture(
        scenario=Text(vi="Kịch bản", en="Scenario"),
        criterion=Text(vi="Công bằng: số đơn vị", en="Equity: units"),
        unit=Text(vi="đơn vị", en="units"),
        is_curve_of_fairness=True,
        wants_large=True,
        is_complete=False,
        note=Text(vi="Chi phí giả định", en="Costs are assumed"),
        levels=[3, 4, 5],
        objectives=[2.0, 1.5, -0.25],
        bounds=[2.0, 1.75, -0.25],
        losses=[0.0, 0.25, None],
        proven=[True, False, True],
    )
    path = write_front_chart(tmp_path / "front.svg", picture, "vi")
    root = ET.fromstring(path.read_text(encoding="utf-8"))
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert {"Biên Pareto (một phần)", "Giá của công bằng", "đã chứng minh", "chưa chứng minh"} <= set(words)
    assert "Chi phí giả định" in words
    assert {"2,00", "1,50", "-0,25", "0,0", "25,0"} <= set(words)


def test_the_command_writes_and_keeps_what_is_done_when_stopped(
    known: KnownPlan,
    few: FoundFront,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stopped = replace(few, front=few.front.model_copy(update={"interrupted": True}))
    answers = [few, stopped]
    monkeypatch.setattr(commands, "plan_asked_about", lambda *_, **__: known)
    monkeypatch.setattr(commands, "front_of", lambda *_, **__: answers.pop(0))
    assert main(["pareto", "national", "-o", str(tmp_path), "-q", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert conforming(said["front"]) == "front"
    assert said["front"]["points"][0]["number"] == 1
    code = main(["pareto", "national", "-o", str(tmp_path), "-q", "--lang", "en"])
    assert code == InterruptedPlanningError.exit_code
    heard = capsys.readouterr()
    assert "4 points are kept" in heard.err
    assert "not complete" in heard.out
    assert (tmp_path / "points/04/plan.json").is_file()


def test_stopping_keeps_the_points_done(known: KnownPlan) -> None:
    seen: list[int] = []
    found = front_of(
        known,
        Criterion.COST,
        on_point=lambda number, _objective, _level: seen.append(number),
        should_stop=lambda: len(seen) >= 2,
    )
    assert found.front.interrupted
    assert not found.front.is_complete
    assert 2 <= len(found.plans) <= 3


@pytest.mark.soak
@pytest.mark.parametrize("criterion", Criterion)
def test_the_whole_national_front_is_complete_and_holds_the_corners(known: KnownPlan, criterion: Criterion) -> None:
    whole = front_of(known, criterion, points=200).front
    corners = front_of(known, criterion, points=200, mode=Mode.WEIGHTED).front
    assert whole.is_complete
    places = {(point.level, point.objective) for point in whole.points}
    assert {(point.level, point.objective) for point in corners.points} <= places
    ends = front_of(known, criterion, mode=Mode.LEXICOGRAPHIC).front.points
    assert [end.level for end in ends] == [whole.points[0].level, whole.points[-1].level]


@pytest.mark.soak
def test_each_level_of_equity_is_answered_by_the_whole_programme_alike(few: FoundFront, known: KnownPlan) -> None:
    for point in few.front.points:
        assert best_with_units(known.posed.problem, point.level) == pytest.approx(point.objective, abs=1e-6)
