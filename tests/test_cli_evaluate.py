"""The command ``evaluate``: what it prints, what it writes, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.answers import conforming
from tests.publishing.sample import plan

import clusterplan.cli.commands.evaluate as commands
from clusterplan.cli import main
from clusterplan.domain import Termination
from clusterplan.errors import InfeasibleError
from clusterplan.language import Text
from clusterplan.planning import Evaluated, Evaluation
from clusterplan.planning.evaluation_answer import BrokenRule, Change, EvaluatedCluster, NearestPlan, ProvenOptimum


def evaluation(*broken: BrokenRule, proven: bool = True) -> Evaluation:
    """Return an evaluation of the sample plan as a list."""
    optimum = ProvenOptimum(objective=2.0, bound=2.0 if proven else 2.5, gap=0.0, termination=Termination.OPTIMAL)
    change = Change(action="add", unit="05", technology="S03", what_vi="05 Năm, S03", what_en="05 Five, S03")
    nearest = NearestPlan(
        distance=1,
        is_proven=proven,
        objective=1.75,
        objective_terms={"advantage": 1.75},
        loss_at_least=0.25,
        loss_at_most=0.25,
        changes=(change,),
    )
    return Evaluation(
        scenario=plan().scenario,
        file="mine.csv",
        file_sha256="0" * 64,
        clusters=tuple(
            EvaluatedCluster(
                id=c.id, label="My own", hub=c.hub, hub_was_given=False, members=c.members, focuses=c.focuses
            )
            for c in plan().clusters
        ),
        facilities=plan().facilities,
        facilities_were_given=False,
        keeps_every_rule=not broken,
        broken=broken,
        objective=1.5,
        objective_terms={"advantage": 1.5},
        optimum=optimum,
        loss_at_least=0.5,
        loss_at_most=0.5 if proven else 1.0,
        nearest=nearest if broken else None,
    )


FAULT = BrokenRule(rule="cover", place="05", place_vi="05 Năm", place_en="05 Five", sense="<=", limit=1, value=2)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Evaluation]:
    """Make every evaluation the first of a list."""
    answers: list[Evaluation] = []
    result: Any = object()

    def write(given: Any, folder: Path) -> tuple[Path, ...]:
        assert given is result
        (folder / "plan.json").write_text("{}", encoding="utf-8")
        return (folder / "plan.json",)

    monkeypatch.setattr("clusterplan.cli.terminal.language_of_locale", lambda: "en")
    monkeypatch.setattr(commands, "evaluate_plan", lambda *_, **__: Evaluated(answers[0], result))
    monkeypatch.setattr("clusterplan.cli.outcome.write_result", write)
    return answers


def test_a_list_that_keeps_every_rule_ends_with_0(told: list[Evaluation], capsys: pytest.CaptureFixture[str]) -> None:
    told.append(evaluation())
    assert main(["evaluate", "mine.csv", "national", "-q"]) == 0
    out = capsys.readouterr().out
    assert "mine.csv keeps every rule." in out
    assert "the solver found the best ones for these clusters: L01 (S01;S02)" in out
    assert "C01 = My own" in out
    assert "Broken rules" not in out


def test_a_list_that_breaks_rules_ends_with_3_and_shows_what_helps(
    told: list[Evaluation], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told.append(evaluation(FAULT, proven=False))
    assert main(["evaluate", "mine.csv", "national", "-q", "-o", str(tmp_path)]) == 3
    out = capsys.readouterr().out
    for words in (
        "mine.csv breaks rules in 1 place.",
        "at most 1",
        "05 Five",
        "0.5000 to 1.0000",
        "not proven to be the fewest",
        "+ 05 Five, S03",
    ):
        assert words in out
    assert {path.name for path in tmp_path.iterdir()} == {"evaluation.json", "plan.json"}
    assert Evaluation.model_validate_json((tmp_path / "evaluation.json").read_bytes()) == told[0]


def test_in_vietnamese_too(told: list[Evaluation], capsys: pytest.CaptureFixture[str]) -> None:
    told.append(evaluation(FAULT))
    assert main(["evaluate", "mine.csv", "national", "-q", "--lang", "vi"]) == 3
    out = capsys.readouterr().out
    assert "không giữ quy tắc ở 1 chỗ" in out
    assert "1 thay đổi (đã chứng minh là ít nhất)" in out


def test_programs_get_one_json_value(told: list[Evaluation], capsys: pytest.CaptureFixture[str]) -> None:
    told.append(evaluation(FAULT))
    assert main(["evaluate", "mine.csv", "national", "-q", "--json"]) == 3
    answer = json.loads(capsys.readouterr().out)
    assert answer["files"] == []
    assert conforming(answer["evaluation"]) == "evaluation"
    assert answer["evaluation"]["broken"][0]["rule"] == "cover"


def test_the_scenario_must_be_named(told: list[Evaluation], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "mine.csv"]) == 2
    assert "SCENARIO is needed after MY_PLAN" in capsys.readouterr().err


def test_a_form_is_written_once(told: list[Evaluation], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = tmp_path / "form.xlsx"
    assert main(["evaluate", "--template", "national", "-o", str(form)]) == 0
    assert load_workbook(form).sheetnames[0] == "clusters"
    assert main(["evaluate", "--template", "national", "-o", str(form)]) == 2
    assert "exists already" in capsys.readouterr().err


def test_a_scenario_without_any_plan_leaves_the_reason(
    told: list[Evaluation], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clash(*_: Any, **__: Any) -> Any:
        raise InfeasibleError(Text(vi="Không có.", en="There is none."), [])

    monkeypatch.setattr(commands, "evaluate_plan", clash)
    assert main(["evaluate", "mine.csv", "national", "-q", "-o", str(tmp_path)]) == 3
    assert json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))["termination"] == "infeasible"
