"""The portfolio of the national plan: checked plans apart from each other, and classes that a re-solve confirms."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import json
import random
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from tests.answers import conforming
from typer.testing import CliRunner

from clusterplan.cli.app import app
from clusterplan.cli.commands import portfolio as command
from clusterplan.cli.portfolio_report import portfolio_report
from clusterplan.cli.stopping import stop_on_interrupt
from clusterplan.domain import Plan
from clusterplan.errors import InfeasibleError, UsageError
from clusterplan.language import Language
from clusterplan.optimisation.check import check_plan
from clusterplan.optimisation.infeasible import unexplained_infeasibility
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Progress
from clusterplan.optimisation.solve import solve_here
from clusterplan.planning import KnownPlan, PlanningResult
from clusterplan.planning.portfolio import PortfolioSettings, PortfolioStudy, study_portfolio, write_portfolio
from clusterplan.planning.portfolio.answer import DecisionStatus
from clusterplan.scenario import FocusPlace, HostPlace, Lock

pytestmark = pytest.mark.slow

SETTINGS = PortfolioSettings(plans=3, within=0.01, distance=6)


@pytest.fixture(scope="module")
def known(national: PlanningResult) -> KnownPlan:
    """Return the national plan."""
    return KnownPlan(national.plan, national.posed)


@pytest.fixture(scope="module")
def study(known: KnownPlan) -> PortfolioStudy:
    """Return its portfolio within 1 %."""
    return study_portfolio(known, SETTINGS)


@pytest.fixture(scope="module")
def written(study: PortfolioStudy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the portfolio's files."""
    folder = tmp_path_factory.mktemp("portfolio")
    write_portfolio(study, folder)
    return folder


def pairs(plan: Plan) -> set[tuple[str, str]]:
    """Return the pairs of a plan as it is written."""
    return {(unit, k) for cluster in plan.clusters for unit in cluster.members for k in cluster.focuses}


def optimum_with(problem: Problem, status: DecisionStatus, lock: str) -> float | None:
    """Return the optimum under one more lock by a fresh full solve; None if no plan keeps it."""

    def no_reasons(progress: Progress) -> None:
        if progress.phase == "explain":
            raise unexplained_infeasibility()

    told = {"lock": lock, "author": "test", "reason": "test", "date": "2026-01-01"}
    if status.kind == "assignment":
        place = {"focus": FocusPlace(unit=status.unit, technology=status.technology or "")}
        one = Lock.model_validate({**told, **place})
    else:
        assert status.site is not None
        assert status.facility_kind is not None
        one = Lock.model_validate({**told, "facility": HostPlace(site=status.site, kind=status.facility_kind)})
    rules = problem.scenario.rules.model_copy(update={"locks": (*problem.scenario.rules.locks, one)})
    changed = replace(problem, scenario=problem.scenario.model_copy(update={"rules": rules}))
    try:
        return solve_here(changed, no_reasons).bound_millionths / 1_000_000
    except InfeasibleError:
        return None


def test_plans_are_checked_near_and_apart(study: PortfolioStudy, known: KnownPlan) -> None:
    found, plans = study.portfolio, [result.plan for result in study.results]
    assert len(plans) == len(found.plans) == SETTINGS.plans
    assert found.ending == "as_many_as_asked"
    assert plans[0] == known.plan
    for listed, plan in zip(found.plans, plans, strict=True):
        check_plan(known.posed.problem, plan)
        assert plan.objective == listed.objective >= found.floor >= 0.99 * known.plan.objective - 1e-6
        assert listed.loss == pytest.approx(known.plan.objective - plan.objective)
    for (i, one), (j, other) in itertools.combinations(enumerate(plans), 2):
        apart = len(pairs(one) ^ pairs(other))
        assert apart == found.plans[i].distances[j] == found.plans[j].distances[i]
        assert apart >= SETTINGS.distance
    assert all(any(flag.rule == "portfolio" for flag in plan.flags) for plan in plans[1:])


def test_frequencies_count_the_plans(study: PortfolioStudy) -> None:
    plans = [result.plan for result in study.results]
    for one in study.portfolio.frequencies:
        if one.kind == "assignment":
            number = sum((one.unit, one.technology) in pairs(plan) for plan in plans)
        elif one.kind == "hub":
            number = sum(any(cluster.hub == one.unit for cluster in plan.clusters) for plan in plans)
        else:
            place = (one.site, one.facility_kind)
            number = sum(any((f.site_id, f.kind) == place for f in plan.facilities) for plan in plans)
        assert one.plans == number > 0
        assert one.share == round(number / len(plans), 6)


def test_every_decision_has_a_class_that_the_portfolio_keeps(study: PortfolioStudy, known: KnownPlan) -> None:
    problem, found = known.posed.problem, study.portfolio
    kinds = len(problem.scenario.rules.facilities.kinds)
    assert len(found.statuses) == len(problem.units) * len(problem.technologies) + len(problem.sites) * kinds
    assert sum(counts["undecided"] for counts in found.counts.values()) == 0
    for one in found.statuses:
        has, lacks = one.best_with is not None, one.best_without is not None
        assert (has, lacks) == {"must": (True, False), "never": (False, True), "could": (True, True)}[one.status]
        assert all(value >= found.floor for value in (one.best_with, one.best_without) if value is not None)


def test_a_fresh_solve_confirms_the_classes(study: PortfolioStudy, known: KnownPlan) -> None:
    problem, floor, draw = known.posed.problem, study.portfolio.floor, random.Random(4)
    for status in ("must", "could", "never"):
        of_class = [one for one in study.portfolio.statuses if one.status == status]
        for one in draw.sample(of_class, 2):
            with_it, without = (optimum_with(problem, one, lock) for lock in ("must", "must_not"))
            exists = tuple(value is not None and value >= floor - 1e-9 for value in (with_it, without))
            assert exists == {"must": (True, False), "never": (False, True), "could": (True, True)}[status]


def test_stopped_at_once_everything_open_is_undecided(known: KnownPlan) -> None:
    found = study_portfolio(known, SETTINGS, should_stop=lambda: True).portfolio
    assert found.interrupted
    assert found.ending == "limit_reached"
    assert len(found.plans) == 1
    assert {one.status for one in found.statuses} <= {"undecided", "never"}  # never: no candidate set has it at all


def test_files_are_complete(study: PortfolioStudy, written: Path) -> None:
    assert json.loads((written / "portfolio.json").read_text("utf-8"))["schema"] == "clusterplan/portfolio/1"
    for listed, result in zip(study.portfolio.plans, study.results, strict=True):
        assert Plan.from_json((written / listed.id / "plan.json").read_bytes()) == result.plan
    with (written / "decisions.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert all(row["unit_vi"].startswith(f"{row['unit']} ") and row["what_en"] for row in rows)
    assert sum(row["class"] == "must" for row in rows) == sum(c["must"] for c in study.portfolio.counts.values())
    with (written / "portfolio.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["plan"] for row in csv.DictReader(stream)] == ["plan-1", "plan-2", "plan-3"]


def test_an_earlier_portfolio_moves_aside(study: PortfolioStudy, tmp_path: Path) -> None:
    for name in ("plan-1", "plan-7"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.json").touch()
    (tmp_path / "portfolio.json").touch()
    (tmp_path / "notes.txt").touch()
    only = study.portfolio.model_copy(update={"plans": study.portfolio.plans[:1]})
    paths = write_portfolio(replace(study, portfolio=only, results=study.results[:1]), tmp_path)
    assert all(path.is_file() for path in paths)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["decisions.csv", "notes.txt", "plan-1", "portfolio.csv", "portfolio.json", "previous"]
    assert (tmp_path / "previous" / "plan-7" / "plan.json").is_file()


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("vi", ("có trong mọi phương án gần tối ưu, theo các giả định này", "plan-3", "Khác nhau ở đâu")),
        ("en", ("in every near-optimal plan under these assumptions", "plan-3", "Where the plans differ")),
    ],
)
def test_the_report_speaks_both_languages(study: PortfolioStudy, language: Language, lines: tuple[str, ...]) -> None:
    console = Console(record=True, width=160, file=io.StringIO())
    console.print(*portfolio_report(study.portfolio, language))
    told = console.export_text()
    assert all(line in told for line in lines)


def test_the_command_finds_the_plans_of_a_folder(study: PortfolioStudy, written: Path) -> None:
    typed = ["portfolio", str(written / "plan-1"), "--plans", "3", "--within", "1 %", "--no-classes", "--json", "-q"]
    done = CliRunner().invoke(app, typed)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)["portfolio"]
    assert told["plans"] == study.portfolio.model_dump(mode="json")["plans"]
    assert told["statuses"] == []
    assert conforming(told) == "portfolio"


def test_the_command_keeps_what_is_done_when_stopped(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "stop_on_interrupt", lambda: contextlib.nullcontext(lambda: True))
    done = CliRunner().invoke(app, ["portfolio", str(written / "plan-1"), "--json", "-q"], standalone_mode=False)
    assert getattr(done.exception, "exit_code", done.exit_code) == 130 or done.return_value == 130
    told = json.loads(done.stdout)["portfolio"]
    assert told["interrupted"] is True
    assert conforming(told) == "portfolio"
    assert told["counts"]["assignment"]["undecided"] > 0


def test_ctrl_c_asks_to_stop_and_is_given_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stop_on_interrupt() as should_stop:
        assert not should_stop()
        signal.raise_signal(signal.SIGINT)
        assert should_stop()
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("share", ["two", "-1%", "120%", "2%%", ""])
def test_a_share_that_cannot_be_read_is_refused(share: str) -> None:
    done = CliRunner().invoke(app, ["portfolio", "national", f"--within={share}"], standalone_mode=False)
    assert isinstance(done.exception, UsageError)
    assert done.exception.faults[0].where == "--within"
