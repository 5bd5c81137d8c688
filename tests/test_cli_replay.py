"""The command ``replay``: what it prints for each verdict, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.answers import conforming
from tests.publishing.sample import plan

import clusterplan.cli.commands.replay as commands
from clusterplan.cli import main
from clusterplan.domain import FacilityKind, Plan, Termination
from clusterplan.planning import Facts, Replay
from clusterplan.planning.differences import differences_between
from clusterplan.planning.replay_answer import Cause, Outcome, Verdict

DIGEST = "ab" * 32


def outcome(objective: float) -> Outcome:
    return Outcome(objective=objective, bound=objective, gap=0.0, termination=Termination.OPTIMAL)


def answer(verdict: Verdict, now: Plan | None, exit_code: int, *causes: Cause) -> Replay:
    return Replay(
        scenario=plan().scenario,
        verdict=verdict,
        causes=causes,
        then=outcome(1.5),
        now=None if now is None else outcome(now.objective),
        comparison=None if now is None else differences_between(plan(), now, Facts()),
        other_parts=("metrics",) if verdict is Verdict.DIFFERENT else (),
        why_no_plan_vi="Không khả thi." if now is None else "",
        why_no_plan_en="Infeasible." if now is None else "",
        exit_code=exit_code,
    )


def moved() -> Plan:
    """Return the sample plan with a focus, a unit and a facility changed."""
    first, second = plan().clusters
    lab, centre = plan().facilities
    clusters = (
        first.model_copy(update={"focuses": ("S01",), "members": ("01", "02")}),
        second.model_copy(update={"focuses": ("S02", "S03"), "members": ("03", "04", "06")}),
    )
    centre = centre.model_copy(update={"kind": FacilityKind.KEY_LABORATORY, "technologies": ("S02",)})
    return plan().model_copy(update={"clusters": clusters, "facilities": (lab, centre), "objective": 1.25})


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Replay]:
    """Make every replay the first of a list."""
    answers: list[Replay] = []
    monkeypatch.setattr("clusterplan.cli.terminal.language_of_locale", lambda: "en")
    monkeypatch.setattr(commands, "replay_plan", lambda *_, **__: answers[0])
    return answers


def test_the_same_answer_ends_with_0(told: list[Replay], capsys: pytest.CaptureFixture[str]) -> None:
    told.append(answer(Verdict.SAME, plan(), 0))
    assert main(["replay", "somewhere", "-q"]) == 0
    printed = capsys.readouterr().out
    assert "Same: the new run gives this very plan." in printed
    assert "are those of the manifest" in printed
    assert "What differs" not in printed


def test_what_differs_and_why_is_told_in_both_languages(told: list[Replay], capsys: pytest.CaptureFixture[str]) -> None:
    causes = (
        Cause(kind="input", name="sites", then=DIGEST, now=None),
        Cause(kind="solver", name="solver", then="HiGHS 1.0", now="HiGHS 2.0"),
    )
    told.append(answer(Verdict.DIFFERENT, moved(), 2, *causes))
    assert main(["replay", "somewhere", "-q"]) == 2
    english = capsys.readouterr().out
    for text in ("sites", "abababababab…", "HiGHS 2.0", "1.250000", "other parts of plan.json: metrics"):
        assert text in english
    assert "focus S02 at the hubs − 01, + 04" in english
    assert "unit 03: cluster of 01 → 04" in english
    assert "± L02 Research and testing centre → National key laboratory: − S03, + S02" in english
    assert main(["replay", "somewhere", "-q", "--lang", "vi"]) == 2
    assert "trọng tâm S02 ở hạt nhân − 01, + 04" in capsys.readouterr().out


def test_no_plan_now_is_told_with_its_reason_and_its_exit_code(
    told: list[Replay], capsys: pytest.CaptureFixture[str]
) -> None:
    told.append(answer(Verdict.NO_PLAN, None, 3, Cause(kind="stopped", name="stopped", then="time_limit", now=None)))
    assert main(["replay", "somewhere", "-q"]) == 3
    printed = capsys.readouterr().out
    assert "Infeasible." in printed
    assert "stopped by the clock" in printed


def test_programs_get_one_value(told: list[Replay], capsys: pytest.CaptureFixture[str]) -> None:
    told.append(answer(Verdict.EQUAL_VALUE, moved(), 1))
    assert main(["replay", "somewhere", "-q", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert conforming(found) == "replay"
    assert SimpleNamespace(**found).verdict == "equal_value"
    assert Replay.model_validate(found) == told[0]


def test_a_folder_without_a_plan_is_wrong_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(tmp_path), "-q", "--lang", "vi"]) == 2
    assert "cần plan.json và scenario.json nằm cạnh nhau" in capsys.readouterr().err
