"""The commands ``explain`` and ``what-if`` on the folder of the national plan."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.answers import conforming

from clusterplan.cli import main
from clusterplan.language import Text
from clusterplan.optimisation.problem import Problem
from clusterplan.planning import PlanningResult, write_result
from clusterplan.planning.why import Asked, smallest
from clusterplan.planning.why.knobs import Knob
from clusterplan.planning.why.weights import objective_knobs


@pytest.fixture(scope="module")
def folder(national: PlanningResult, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the folder of the national plan."""
    place = tmp_path_factory.mktemp("explained") / "national"
    write_result(national, place)
    return str(place)


def test_all_technologies_of_a_unit_stand_in_one_table(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", folder, "--unit", "Nghệ An", "-q", "--lang", "vi"]) == 0
    out = capsys.readouterr().out
    for words in ("40 Nghệ An: C04", "Chưa thể đánh giá", "Còn thiếu để đánh giá", "Cục Đầu tư nước ngoài", "25/34"):
        assert words in out


def test_a_pair_of_the_plan_is_explained(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", folder, "--unit", "01", "--technology", "S06", "-q", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    for words in ("Replacement value", "1.309150", "Rules that bind", "Without this pair", "general knowledge", "L20"):
        assert words in out


def test_a_unit_and_a_pair_of_the_plan_are_explained_to_programs(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", folder, "--unit", "40", "-q", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (conforming(answer), answer["unit"]) == ("unit-reasons", "40")
    assert main(["explain", folder, "--unit", "01", "--technology", "S06", "-q", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (conforming(answer), answer["pair"]["loss"]["at_least"]) == ("why", 1.30915)


def test_a_pair_outside_the_plan_is_explained_to_programs(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--technology", "S09", "--seconds", "0", "-q", "--json"]
    assert main(["explain", folder, "--unit", "01", *options]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert conforming(answer) == "why-not"
    assert answer["pair"]["loss"] == {"at_least": 0.644476, "at_most": 0.644476}
    assert {"action": "gained", "unit": "01", "technology": "S09"}.items() <= next(
        move for move in answer["moves"] if move["unit"] == "01" and move["action"] == "gained"
    ).items()


@pytest.mark.slow
def test_ctrl_c_keeps_what_was_found(
    folder: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("clusterplan.planning.why.smallest._searched", stop)
    assert main(["explain", folder, "--unit", "01", "--technology", "S09", "-q", "--lang", "en"]) == 130
    said = capsys.readouterr()
    assert "Loss if it is forced" in said.out
    assert "Stopped as asked" in said.err


@pytest.mark.slow
def test_the_report_names_the_setting_and_what_the_time_did_not_reach(
    folder: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def some(asked: Asked, unit: str, technology: str) -> Iterator[Knob]:
        assert unit == "04"
        weights = [knob for knob in objective_knobs(asked, technology) if "cohesion" in knob.name]
        yield from weights
        yield replace(weights[0], name="late", title=Text(vi="Muộn", en="Late"), turned=out_of_time)

    def out_of_time(_value: float) -> Problem:
        raise smallest._OutOfTimeError

    monkeypatch.setattr(smallest, "_knobs", some)
    assert main(["explain", folder, "--unit", "04", "--technology", "S09", "-q", "--lang", "en"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "from 0.02 to 0.0176 brings it in; none up to 0.018 does (proven); between the two it is open" in out
    assert "clusterplan what-if - --set objective.cohesion_weight=0.0176" in out
    assert "time ran out before: Late" in out


def test_unknown_names_end_with_2(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", folder, "--unit", "01", "--technology", "S91", "-q", "--lang", "en"]) == 2
    assert "Did you mean S09" in capsys.readouterr().err


@pytest.mark.slow
def test_what_if_shows_the_difference_or_the_clash(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["what-if", folder, "--set", "rules.clusters.at_most=7", "-q", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "17.0179 (proven)" in out
    assert "Difference" in out
    impossible = ["--set", "rules.clusters.at_least=12", "--set", "rules.clusters_per_technology.at_most=1"]
    assert main(["what-if", folder, *impossible, "-q", "--json"]) == 3
    answer = json.loads(capsys.readouterr().out)
    assert conforming(answer) == "what-if"
    assert answer["objective_after"] is None
    assert "rules.clusters.at_least" in answer["clash"]["rules"]
    assert Path(folder, "plan.json").is_file()


@pytest.mark.parametrize(
    "setting", ["technology_level=products", "technology_scheme=QD1131", "unit_layer=former_provinces"]
)
def test_what_if_does_not_hold_plans_of_other_units_or_technologies_against_each_other(
    folder: str, capsys: pytest.CaptureFixture[str], setting: str
) -> None:
    for language, words in (("en", "not on one scale"), ("vi", "không cùng thước đo")):
        assert main(["what-if", folder, "--set", setting, "-q", "--lang", language]) == 2
        said = capsys.readouterr().err
        assert words in said
        assert "clusterplan compare" in said
