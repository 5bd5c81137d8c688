"""The command line as people and programs meet it: exit codes, one message for every fault, two streams."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.publishing.sample import sample_publication

from clusterplan.cli import main, solving
from clusterplan.cli.commands import serve as serve_command
from clusterplan.cli.units import find_unit
from clusterplan.domain import BindingRule, Plan, Termination
from clusterplan.errors import (
    Conflict,
    InfeasibleError,
    InternalError,
    InterruptedPlanningError,
    NoPlanError,
    UsageError,
)
from clusterplan.language import Text
from clusterplan.optimisation.solution import Progress
from clusterplan.planning import load_scenario
from clusterplan.publishing import Publication
from clusterplan.web import Settings

MINE = "extends: national\nid: mine\ntitle_vi: Của tôi\ntitle_en: Mine\n"
PRODUCTS = ["map.html", "plan.csv", "plan.geojson", "plan.gpkg", "plan.json", "products.csv", "scenario.json"]
CLASH = Conflict(
    ("rules.clusters.at_least",),
    Text(vi="Cần 30 cụm.", en="30 clusters are asked for."),
    Text(vi="Đặt 9.", en="Ask for 9."),
)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clusterplan.cli.terminal.language_of_locale", lambda: "en")
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def scenario(tmp_path: Path) -> Callable[[str], str]:
    """Writes a scenario and returns its path."""

    def write(text: str) -> str:
        path = tmp_path / "mine.yaml"
        path.write_text(MINE + text, encoding="utf-8")
        return str(path)

    return write


class FakePlanning:
    """Stands in for planning: every solve returns the sample plan or raises what it was told."""

    def __init__(self) -> None:
        self.publication: Publication = sample_publication()
        self.error: BaseException | None = None
        self.asked: list[Any] = []

    def make_plan(self, scenario: Any, *, on_progress: Callable[[Progress], None] | None = None) -> Any:
        self.asked.append(scenario)
        if on_progress is not None:
            for progress in (
                Progress("solve", 0.5, 1.0, 2.0),
                Progress("solve", 0.6, 1.0, 2.0),
                Progress("check", 0.7),
            ):
                on_progress(progress)
        if self.error is not None:
            raise self.error
        return self

    @property
    def plan(self) -> Plan:
        return self.publication.plan

    @property
    def posed(self) -> Any:
        return SimpleNamespace(scenario=self.asked[-1])

    def write_result(self, result: Any, folder: Path) -> tuple[Path, ...]:
        assert result is self
        for name in PRODUCTS:
            (folder / name).write_text(f"{self.plan.objective}", encoding="utf-8")
        return tuple(folder / name for name in PRODUCTS)


@pytest.fixture
def planning(monkeypatch: pytest.MonkeyPatch) -> FakePlanning:
    fake = FakePlanning()
    monkeypatch.setattr(solving, "make_plan", fake.make_plan)
    monkeypatch.setattr(solving, "write_result", fake.write_result)
    return fake


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- one message for every fault, exit code 2


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param("rules: {clusterz: 3}", ["rules.clusterz", "clusters?"], id="unknown field"),
        pytest.param("rules: {clusters: {at_most: many}}", ["rules.clusters.at_most", '"many"'], id="wrong type"),
        pytest.param(
            "rules: {resources: {land: {cap: -5, unit: ha}, people: {cap: -1, unit: người}}}",
            ["rules.resources.land.cap: -5", "rules.resources.people.cap: -1"],
            id="negative budgets",
        ),
        pytest.param(
            "rules: {locks: ["
            "{lock: must, author: a, reason: r, date: 2026-07-01, focus: {unit: '01', technology: S06}},"
            "{lock: must_not, author: a, reason: r, date: 2026-07-01, focus: {unit: '01', technology: S06}},"
            "{lock: must, author: a, reason: r, date: 2026-07-01, member: {hub: '01', unit: '04'}},"
            "{lock: must, author: a, reason: r, date: 2026-07-01, member: {hub: '79', unit: '04'}}]}",
            ["focus of unit 01 on S06", "Unit 04 is locked to more than one hub"],
            id="contradictory locks",
        ),
        pytest.param("a: &a [1]\nb: [*a, *a]", ["mine.yaml:6", "alias"], id="YAML bomb"),
        pytest.param("solver: {name: CPLEX, seed: 1.5}", ["solver.name", "solver.seed"], id="two faults"),
    ],
)
def test_a_wrong_scenario_ends_with_one_message_that_names_every_fault(
    text: str, faults: list[str], scenario: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["scenario", "check"], ["advantage", "check"], ["solve", "-o", str(tmp_path / "out")]):
        assert main([*command, scenario(text)]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert [fault for fault in faults if fault not in err] == []
        assert err.count("mine.yaml") <= 3
        assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_names_that_the_data_do_not_have_are_all_named_with_suggestions(
    scenario: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = scenario(
        "objective: {priority: {S99: 2, Q01: 1}}\n"
        "rules: {locks: [{lock: must, author: a, reason: r, date: 2026-07-01, focus: {unit: '99', technology: S01}}]}"
    )
    assert main(["scenario", "check", wrong]) == 2
    _, err = capsys.readouterr()
    assert [name for name in ("S99", "Q01", "'99'") if name not in err] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["solve", "nationl", "-o", "out"], "Did you mean national?"),
        (["solve", "missing.yaml", "-o", "out"], "Bundled scenarios: national, national-2025, provinces-alone"),
        (["solve", "national"], "--output"),
        (["solve"], "SCENARIO"),
        (["solve", "national", "-o", "out", "--time-limit", "0"], "--time-limit"),
        (["solve", "national", "-o", "out", "--gap", "2"], "--gap"),
        (["slove"], "slove"),
        (["layers", "show", "provinse"], "Did you mean provinces?"),
        (["advantage", "show", "ha noi"], "Did you mean 01 Hà Nội?"),
        (["advantage", "show", "01", "--scenario", "nowhere"], "nowhere"),
        (["scenario", "schema", "map"], "map"),
        (["--lang", "fr", "scenario", "list"], "--lang"),
        (["serve", "national", "--host", "0.0.0.0"], "No login"),
        (["serve", "nowhere"], "nowhere"),
        (["serve", "."], "plan.json"),
    ],
)
def test_a_wrong_command_is_one_message_and_exit_code_2(
    arguments: list[str],
    words: str,
    planning: FakePlanning,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err
    assert planning.asked == []


def test_an_output_folder_that_is_a_file_is_refused_before_the_solve(
    planning: FakePlanning, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    assert main(["solve", "national", "-o", str(tmp_path / "out")]) == 2
    assert "cannot be used" in capsys.readouterr().err
    assert planning.asked == []


# --- exit codes of a solve


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (InfeasibleError(Text(vi="Không khả thi.", en="No plan keeps every rule."), [CLASH]), 3, "Ask for 9."),
        (NoPlanError(Text(vi="Hết thời gian.", en="No plan in time.")), 4, "No plan in time."),
        (InterruptedPlanningError(Text(vi="Đã dừng.", en="Stopped early.")), 130, "Stopped early."),
        (KeyboardInterrupt(), 130, "Stopped."),
        (InternalError(Text(vi="Lỗi.", en="The check failed.")), 1, "The check failed."),
        (RuntimeError("boom"), 1, "This is our error (RuntimeError: boom)"),
    ],
)
def test_each_end_without_a_plan_has_its_exit_code_and_leaves_no_plan(
    error: BaseException,
    code: int,
    words: str,
    planning: FakePlanning,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    planning.error = error
    assert main(["solve", "national", "-o", str(tmp_path / "out")]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err
    assert not (tmp_path / "out" / "plan.json").exists()


def test_debug_shows_the_traceback_of_our_own_fault(
    planning: FakePlanning, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planning.error = RuntimeError("boom")
    assert main(["--debug", "solve", "national", "-o", str(tmp_path)]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_an_infeasible_scenario_leaves_the_clashing_rules(planning: FakePlanning, tmp_path: Path) -> None:
    planning.error = InfeasibleError(Text(vi="Không khả thi.", en="No plan keeps every rule."), [CLASH])
    assert main(["solve", "national", "-o", str(tmp_path)]) == 3
    assert names(tmp_path) == ["answer.json"]
    answer = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    assert (answer["termination"], answer["objective"], answer["gap"]) == ("infeasible", None, None)
    assert answer["scenario"]["id"] == "national"
    assert answer["conflicts"] == [
        {
            "rules": ["rules.clusters.at_least"],
            "why_vi": "Cần 30 cụm.",
            "why_en": "30 clusters are asked for.",
            "repair_vi": "Đặt 9.",
            "repair_en": "Ask for 9.",
        }
    ]


# --- one folder, one answer


def test_an_older_plan_does_not_stay_beside_an_answer_and_the_other_way_round(
    planning: FakePlanning, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert main(["solve", "national", "-o", str(tmp_path), "-q"]) == 0
    planning.error = NoPlanError(Text(vi="Hết thời gian.", en="No plan in time."))
    assert main(["solve", "national", "-o", str(tmp_path), "-q"]) == 4
    assert names(tmp_path) == ["answer.json", "notes.txt", "previous"]
    assert names(tmp_path / "previous") == PRODUCTS
    planning.error = None
    assert main(["solve", "national", "-o", str(tmp_path), "-q"]) == 0
    assert names(tmp_path) == sorted([*PRODUCTS, "notes.txt", "previous"])
    assert names(tmp_path / "previous") == ["answer.json"]


def test_an_older_plan_stays_while_a_new_one_is_not_there_yet(
    planning: FakePlanning, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["solve", "national", "-o", str(tmp_path), "-q"]) == 0

    def fail(result: Any, folder: Path) -> tuple[Path, ...]:
        (folder / "plan.json").write_text("half", encoding="utf-8")
        raise OSError("no space left")

    monkeypatch.setattr(solving, "write_result", fail)
    assert main(["solve", "national", "-o", str(tmp_path), "-q"]) == 1
    assert names(tmp_path) == PRODUCTS
    assert (tmp_path / "plan.json").read_text(encoding="utf-8") == "1.5"


# --- a plan for people and for programs


def test_the_report_says_first_what_a_plan_is_not_and_then_what_it_assumes(
    planning: FakePlanning, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", "national", "-o", str(tmp_path)]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Simulated option, not a government decision"
    assert lines[1].startswith("Proven optimal for this model and these data. Gap 0.00 %, 0.1 seconds")
    assert lines[3:5] == ["Assumptions without a source", "A cost: 12"]
    text = "\n".join(lines)
    for words in ("42% observed", "33% expert", "1 of 3 focuses", "Three, Five", "S03 Technology S03", str(tmp_path)):
        assert words in text


def test_the_report_is_vietnamese_where_vietnamese_is_asked_for(
    planning: FakePlanning, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["--lang", "vi", "solve"], ["solve", "--lang", "vi"]):
        assert main([*arguments, "national", "-o", str(tmp_path)]) == 0
        out = capsys.readouterr().out
        assert out.startswith("Phương án mô phỏng, không phải quyết định của cơ quan nhà nước")
        assert "Một chi phí: 12" in out
        assert "Khoảng cách tối ưu 0,00 %" in out


def test_a_plan_that_is_not_proven_says_so(
    planning: FakePlanning, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = planning.plan.model_copy(update={"termination": Termination.TIME_LIMIT, "bound": 1.8, "gap": 0.2})
    planning.publication = replace(planning.publication, plan=late)
    assert main(["solve", "national", "-o", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "Stopped at the time limit. Gap 20.00 %" in out
    assert "optimal" not in out.lower().replace("optimal gap", "")


@pytest.mark.parametrize("command", [["solve", "national", "-o"], ["serve", "national", "-o"]])
def test_an_interrupted_plan_is_written_and_exits_with_130(
    command: list[str], planning: FakePlanning, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut_short = planning.plan.model_copy(update={"termination": Termination.INTERRUPTED, "bound": 1.8, "gap": 0.2})
    planning.publication = replace(planning.publication, plan=cut_short)
    assert main([*command, str(tmp_path), "-q"]) == 130
    assert names(tmp_path) == PRODUCTS
    assert capsys.readouterr().err.startswith("Stopped as asked. The best plan found is written")


def test_rules_are_named_in_the_language_of_the_reader(
    planning: FakePlanning, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    binding = BindingRule(rule="reach", place="C01 S01", limit=1, value=1)
    checked = planning.plan.model_copy(update={"binding_rules": (binding,), "rules_checked": ("cover", "hub")})
    planning.publication = replace(planning.publication, plan=checked)
    assert main(["solve", "national", "-o", str(tmp_path), "-q", "--lang", "vi"]) == 0
    out = capsys.readouterr().out
    for words in ("tầm phục vụ của cơ sở (reach)", "mỗi đơn vị thuộc tối đa một cụm (cover)"):
        assert words in out
    planning.error = InfeasibleError(Text(vi="Không khả thi.", en="No plan keeps every rule."), [CLASH])
    assert main(["solve", "national", "-o", str(tmp_path), "-q", "--lang", "vi"]) == 3
    assert "số cụm tối thiểu (rules.clusters.at_least): Cần 30 cụm. Đặt 9." in capsys.readouterr().err


def test_with_json_the_standard_output_is_json_and_nothing_else(
    planning: FakePlanning, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", "national", "-o", str(tmp_path), "--json"]) == 0
    out, err = capsys.readouterr()
    content = json.loads(out)
    assert content["plan"] == json.loads(planning.plan.to_json())
    assert sorted(Path(path).name for path in content["files"]) == PRODUCTS
    assert "best 1.0000" in err


def test_with_json_an_error_is_json_too(
    planning: FakePlanning, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["solve", "nationl", "-o", str(tmp_path), "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["exit_code"], error["kind"]) == (2, "ScenarioError")
    assert error["faults"][0]["advice_vi"].startswith("Có phải ý là national?")
    planning.error = InfeasibleError(Text(vi="Không khả thi.", en="No plan keeps every rule."), [CLASH])
    assert main(["solve", "national", "-o", str(tmp_path), "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["error"]["conflicts"][0]["repair_en"] == "Ask for 9."


def test_progress_is_told_once_and_not_at_all_when_quiet(
    planning: FakePlanning, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", "national", "-o", str(tmp_path)]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "Solving: 0.5 s, best 1.0000, bound 2.0000, gap 100.00%",
        "Independent check: 0.7 s",
    ]
    assert main(["solve", "national", "-o", str(tmp_path), "--quiet"]) == 0
    assert capsys.readouterr().err == ""


def test_limits_of_the_command_line_replace_those_of_the_scenario(planning: FakePlanning, tmp_path: Path) -> None:
    assert main(["solve", "national", "-o", str(tmp_path), "--time-limit", "7", "--gap", "0.01", "-q"]) == 0
    assert main(["solve", "national", "-o", str(tmp_path), "-q"]) == 0
    first, second = planning.asked
    assert (first.solver.time_limit_seconds, first.solver.gap_limit) == (7, 0.01)
    assert second == load_scenario("national")


def test_serve_solves_a_scenario_first_and_reads_a_folder_as_it_is(
    planning: FakePlanning, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[Any] = []
    served: list[tuple[Any, ...]] = []

    def show(settings: Settings, publication: object, _scenario: object) -> Settings:
        shown.append(publication)
        return settings

    def serve(settings: Settings, announce: Callable[[str], None]) -> None:
        served.append((settings.host, settings.port))
        announce(f"http://{settings.host}:{settings.port}/")

    monkeypatch.setattr("clusterplan.web.shown_here", show)
    monkeypatch.setattr("clusterplan.web.serve", serve)
    monkeypatch.setattr(serve_command, "read_publication", lambda folder: folder)
    monkeypatch.setattr(serve_command, "read_plan_and_scenario", lambda folder: (None, folder))
    monkeypatch.chdir(tmp_path)
    assert main(["serve", "-q"]) == 0
    assert names(tmp_path / "output" / "national") == PRODUCTS
    assert main(["serve", "output/national", "--port", "8001"]) == 0
    assert shown == [planning.publication, Path("output/national")]
    assert served == [("127.0.0.1", 8000), ("127.0.0.1", 8001)]
    assert len(planning.asked) == 1
    assert "http://127.0.0.1:8001/" in capsys.readouterr().out


def test_a_service_with_a_login_publishes_nothing_by_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLUSTERPLAN_API_KEYS", "true")
    assert main(["serve", "national", "-q", "--lang", "en"]) == 2
    assert "leave 'national' out" in capsys.readouterr().err


# --- layers, scores, scenarios


def test_layers_are_listed_and_shown_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["layers", "list", "--json"]) == 0
    listed = {record["id"]: record for record in json.loads(capsys.readouterr().out)}
    assert listed["provinces"]["kind"] == "layer"
    assert listed["communes_scale"]["published"] is False
    assert main(["layers", "list", "--lang", "vi"]) == 0
    assert "provinces" in capsys.readouterr().out
    assert main(["layers", "show", "provinces", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["vintage"] == "2025-07-01"
    assert main(["layers", "show", "technologies", "--lang", "vi"]) == 0
    assert "Giấy phép" in capsys.readouterr().out


@pytest.mark.parametrize("unit", ["01", "Hà Nội", "Hanoi", "Ha\u0300 No\u0323\u0302i"])
def test_a_unit_is_found_by_code_or_exact_name(unit: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["advantage", "show", unit, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["unit"], shown["name_vi"]) == ("01", "Hà Nội")
    assert len(shown["technologies"]) == 10


def test_scores_that_are_withheld_are_null_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["advantage", "show", "82", "--json"]) == 0
    cells = json.loads(capsys.readouterr().out)["technologies"]
    withheld = [cell for cell in cells if cell["judgement"] == "cannot_be_judged"]
    assert withheld
    assert {cell["score"] for cell in withheld} == {None}
    assert main(["advantage", "show", "82", "--lang", "vi"]) == 0
    assert f"Chưa thể đánh giá: {', '.join(cell['technology'] for cell in withheld)}." in capsys.readouterr().out


def test_a_unit_shows_what_its_sites_on_record_rest_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["advantage", "show", "46", "--json"]) == 0
    cells = {cell["technology"]: cell for cell in json.loads(capsys.readouterr().out)["technologies"]}
    biotechnology = cells["S04"]
    assert (biotechnology["sites_on_record"], biotechnology["sites_status"], biotechnology["sites"]) == (
        2,
        "expert",
        "L39; L40",
    )
    assert (cells["S10"]["sites_on_record"], cells["S10"]["sites_status"]) == (0, "none_recorded")
    assert main(["advantage", "show", "46", "--lang", "en"]) == 0
    assert "general knowledge: S04 (2)" in capsys.readouterr().out
    assert main(["advantage", "show", "46", "--lang", "vi"]) == 0
    assert "hiểu biết chung: S04 (2)" in capsys.readouterr().out


def test_a_wrong_name_is_answered_with_the_nearest_and_never_taken() -> None:
    units = sample_publication().units
    assert find_unit("Đắk Hai", units) == ("02", Text(vi="Đắk Hai", en="Two"))
    with pytest.raises(UsageError, match=r"Did you mean 02 Đắk Hai\?"):
        find_unit("dak hai", units)
    with pytest.raises(UsageError, match="no such code or name"):
        find_unit("1", units)


def test_eligible_units_and_sites_are_counted_and_an_empty_need_is_exit_code_2(
    scenario: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["advantage", "check", "national", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["cells"]) == 60
    assert found["needed_but_empty"] == []
    strict = scenario("candidates: {strong_score: 0.99}")
    assert main(["advantage", "check", strict, "--lang", "vi"]) == 2
    assert "Quy tắc cần mà dữ liệu không có" in capsys.readouterr().out


def test_scenarios_are_listed_checked_and_described(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "list", "--json"]) == 0
    listed = [found["id"] for found in json.loads(capsys.readouterr().out)]
    assert listed == ["national", "national-2025", "provinces-alone"]
    for name in listed:
        assert main(["scenario", "check", name]) == 0
    assert "has no faults" in capsys.readouterr().out
    assert main(["scenario", "schema"]) == 0
    assert "extends" in json.loads(capsys.readouterr().out)["properties"]
    assert main(["scenario", "schema", "plan"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["schema"]["const"] == "clusterplan/plan/1"


# --- a real process


def clusterplan(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    program = "import sys; from clusterplan.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        check=False,
        timeout=300,
        env={**os.environ, **environment},
    )


@pytest.mark.slow
def test_a_terminal_that_is_not_utf_8_gets_an_answer_all_the_same() -> None:
    told = clusterplan("scenario", "check", "nowhere", "--lang", "vi", PYTHONIOENCODING="ascii")
    assert told.returncode == 2
    assert b"nowhere" in told.stderr
    as_json = clusterplan("scenario", "list", "--json", PYTHONIOENCODING="ascii")
    assert "Kịch bản quốc gia" in json.loads(as_json.stdout)[0]["title_vi"]


def test_a_pipe_gets_no_colour_codes() -> None:
    told = clusterplan("scenario", "check", "nowhere", TERM="xterm-256color")
    assert told.returncode == 2
    assert b"\x1b" not in told.stdout + told.stderr


def test_the_locale_chooses_the_language() -> None:
    program = (
        "import locale, sys; locale.getlocale = lambda *_: ('vi_VN', 'UTF-8');"
        "from clusterplan.cli import main; sys.exit(main(['scenario', 'check', 'nowhere']))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, timeout=300)
    assert told.returncode == 2
    assert "Không tìm thấy kịch bản nowhere." in told.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "commands_there"),
    [
        ([], ["solve", "serve", "layers", "advantage", "scenario"]),
        (["layers"], ["list", "show"]),
        (["advantage"], ["show", "check"]),
        (["scenario"], ["list", "check", "schema"]),
    ],
)
def test_without_a_command_the_commands_are_shown_in_both_languages(
    arguments: list[str], commands_there: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert [name for name in commands_there if f"\n  {name} " not in out] == []
    assert " / " in out
    assert err == ""


def test_the_version_is_the_package_s() -> None:
    assert clusterplan("--version").stdout.strip() == b"0.1.0"


def test_a_reader_that_goes_away_is_no_reason_to_complain() -> None:
    program = "import sys; from clusterplan.cli import main; sys.exit(main(['layers', 'show', 'provinces', '--json']))"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()
    assert complaint == b""


# --- the national scenario, once, for real


@pytest.fixture(scope="session")
def national_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("national")
    told = clusterplan("solve", "national", "-o", str(folder), "--json")
    assert told.returncode == 0, told.stderr.decode()
    (folder / "told.json").write_bytes(told.stdout)
    return folder


def test_the_national_scenario_is_solved_to_a_proof_and_written(national_folder: Path) -> None:
    told = json.loads((national_folder / "told.json").read_bytes())
    plan = Plan.from_json((national_folder / "plan.json").read_bytes())
    assert plan.termination is Termination.OPTIMAL
    assert plan.gap == 0
    assert told["plan"] == json.loads(plan.to_json())
    assert [name for name in PRODUCTS if name not in names(national_folder)] == []


def test_a_real_contradiction_is_explained_and_exits_with_3(scenario: Callable[[str], str], tmp_path: Path) -> None:
    told = clusterplan("solve", scenario("rules: {clusters: {at_least: 30, at_most: 34}}"), "-o", str(tmp_path / "out"))
    assert told.returncode == 3, told.stderr.decode()
    assert names(tmp_path / "out") == ["answer.json"]
    assert b"rules.clusters.at_least" in told.stderr


@pytest.mark.slow
def test_ctrl_c_with_a_plan_at_hand_writes_it_says_so_and_exits_with_130(tmp_path: Path) -> None:
    program = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"  # a shell may have ignored it
        "from clusterplan.cli import main; sys.exit(main(['solve', 'national', '-o', sys.argv[1], '--lang', 'en']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        next(line for line in process.stderr if ", best " in line)
        process.send_signal(signal.SIGINT)
        told = process.stderr.read()
        assert process.wait(timeout=60) == 130, told
    assert "Stopped as asked. The best plan found is written" in told
    assert "Traceback" not in told
    assert names(tmp_path) == PRODUCTS
    assert Plan.from_json((tmp_path / "plan.json").read_bytes()).termination is Termination.INTERRUPTED


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    program = f"import sys; from clusterplan.cli import main; sys.exit(main(['serve', {str(folder)!r}, '--port', '0']))"
    with subprocess.Popen([sys.executable, "-u", "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().decode().strip()
        finally:
            process.terminate()


@pytest.mark.slow
def test_a_solved_folder_is_served_at_the_address_that_is_printed(national_folder: Path) -> None:
    with serving(national_folder) as address, urllib.request.urlopen(f"{address}plan.json", timeout=120) as answer:
        assert answer.read() == (national_folder / "plan.json").read_bytes()
