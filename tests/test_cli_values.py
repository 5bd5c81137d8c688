"""The command ``values``: what it prints in both languages, what it writes, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.answers import conforming
from tests.publishing.sample import plan

import clusterplan.cli.commands.values as commands
from clusterplan.cli import main
from clusterplan.domain import Termination
from clusterplan.planning.evaluation_answer import ProvenOptimum
from clusterplan.planning.values import PlanValues
from clusterplan.planning.values.answer import Difference, FocusSurvival, ReplacementValue, RulePrice, SurvivalCount


def table(**changes: Any) -> PlanValues:
    """Return a table with one of everything."""
    interval = Difference(state="interval", at_least=0.1, at_most=0.25)
    told: dict[str, Any] = {
        "scenario": plan().scenario,
        "optimum": ProvenOptimum(objective=2.0, bound=2.0, gap=0.0, termination=Termination.OPTIMAL),
        "seconds_for_each": 10.0,
        "is_complete": True,
        "not_asked": 0,
        "summary": (SurvivalCount(without="expert_values", focuses=3, fates={"cannot_be_judged": 1, "survives": 2}),),
        "replacement_values": (
            ReplacementValue(
                kind="hub",
                what_vi="hạt nhân",
                what_en="hub",
                loss=Difference(state="no_plan", at_least=0, at_most=None),
            ),
            ReplacementValue(kind="pair", what_vi="cặp", what_en="pair", loss=interval),
        ),
        "rule_prices": (
            RulePrice(
                path="rules.clusters.at_most",
                limit="3",
                what_vi="số cụm tối đa",
                what_en="most clusters",
                gain=Difference(state="exact", at_least=0.5, at_most=0.5),
                looser="4",
                gain_of_a_step=Difference(state="not_asked", at_least=0, at_most=0.5),
            ),
        ),
        "survival": (
            FocusSurvival(
                cluster="C01",
                hub="01",
                technology="S01",
                what_vi="01 Một, S01",
                what_en="01 One, S01",
                fate={"expert_values": "cannot_be_judged", "imputed_values": "lost", "assumed_costs": "survives"},
            ),
        ),
    }
    return PlanValues(**{**told, **changes})


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[PlanValues]:
    """Make every study the first of a list."""
    answers: list[PlanValues] = []
    known = SimpleNamespace(plan=plan())
    monkeypatch.setattr("clusterplan.cli.terminal.language_of_locale", lambda: "en")
    monkeypatch.setattr(commands, "plan_asked_about", lambda *_, **__: known)
    monkeypatch.setattr(commands, "study_values", lambda *_, **__: answers[0])
    return answers


def test_the_summary_comes_first_and_intervals_say_so(
    told: list[PlanValues], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told.append(table())
    path = tmp_path / "values.csv"
    assert main(["values", "national", "-q", "-o", str(path)]) == 0
    out = capsys.readouterr().out
    summary = "2 of 3 focuses survive without expert values (cannot be judged: 1)."
    assert out.index(summary) < out.index("indispensable") < out.index("0.1000 to 0.2500")
    assert "0.0000 to 0.5000 (not asked)" in out
    assert path.read_text(encoding="utf-8-sig").startswith("part,kind,cluster")


def test_in_vietnamese_too(told: list[PlanValues], capsys: pytest.CaptureFixture[str]) -> None:
    told.append(table())
    assert main(["values", "-q", "--lang", "vi"]) == 0
    out = capsys.readouterr().out
    for words in ("2 trên 3 trọng tâm vẫn còn khi không dùng giá trị chuyên gia", "không thể thiếu", "từ 0,1000 đến"):
        assert words in out


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "None of 3 focuses was asked yet whether it survives without expert values."),
        ("vi", "Chưa hỏi trọng tâm nào trong 3 trọng tâm có còn khi không dùng giá trị chuyên gia hay không."),
    ],
)
def test_what_was_not_asked_is_not_told_as_lost(
    told: list[PlanValues], capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    none = SurvivalCount(without="expert_values", focuses=3, fates={"not_asked": 3})
    told.append(table(is_complete=False, not_asked=3, summary=(none,)))
    assert main(["values", "-q", "--lang", language]) == 130
    out = " ".join(capsys.readouterr().out.split())
    assert words in out
    assert "0 of 3" not in out


def test_an_interruption_shows_what_is_done_and_ends_with_130(
    told: list[PlanValues], capsys: pytest.CaptureFixture[str]
) -> None:
    told.append(table(is_complete=False, not_asked=7))
    assert main(["values", "-q", "--json"]) == 130
    captured = capsys.readouterr()
    assert conforming(json.loads(captured.out)["values"]) == "values"
    assert PlanValues.model_validate(json.loads(captured.out)["values"]) == told[0]
    assert "7 values were not asked for" in captured.err
