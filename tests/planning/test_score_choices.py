"""Scenarios that score profiles and relatedness: from a file, listed as assumptions, re-scored as posed anew."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from clusterplan.cli import main
from clusterplan.planning import Facts, load_scenario, pose_problem
from clusterplan.planning.assumptions import assumptions_of
from clusterplan.planning.problem import rescored
from clusterplan.planning.score_intervals import IntervalSettings, score_intervals

CHOICES = """\
extends: national
id: profiles
title_vi: So sánh cơ cấu
title_en: Profiles
score:
  shrunken_quotients: [sites_on_record]
  relatedness: 0.1
"""


@pytest.fixture
def asked(tmp_path: Path) -> str:
    path = tmp_path / "profiles.yaml"
    path.write_text(CHOICES, encoding="utf-8")
    return str(path)


def test_both_choices_are_shown_and_are_listed_assumptions(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["advantage", "show", "24", "--scenario", asked, "--json"]) == 0
    cells = {cell["technology"]: cell for cell in json.loads(capsys.readouterr().out)["technologies"]}
    assert 0 < cells["S06"]["component_relatedness"] < 1
    assert cells["S06"]["sites_on_record"] == 6
    listed = {line.what: line.value for line in assumptions_of(load_scenario(asked))}
    assert listed["weight of relatedness to present strengths, by the table technology_proximity"] == "0.1"
    assert "sites_on_record" in listed.values()
    assert not any("relatedness" in line.what for line in assumptions_of(load_scenario("national")))


def test_a_list_without_proximities_is_refused_with_what_to_do(
    asked: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = tmp_path / "of-2025.yaml"
    other.write_text(CHOICES.replace("extends: national", "extends: national-2025"), encoding="utf-8")
    assert main(["advantage", "show", "24", "--scenario", str(other), "--lang", "en"]) == 2
    assert "import a table technology_proximity" in capsys.readouterr().err


@pytest.mark.slow
def test_a_what_if_about_either_choice_is_the_scenario_posed_anew(asked: str) -> None:
    facts = Facts()
    national, profiles = load_scenario("national"), load_scenario(asked)
    posed, other = pose_problem(national, facts), pose_problem(profiles, facts)
    assert not np.array_equal(posed.problem.score, other.problem.score, equal_nan=True)
    for before, scenario, after in ((posed, profiles, other), (other, national, posed), (other, profiles, other)):
        again = rescored(before, scenario)
        np.testing.assert_array_equal(again.score, after.problem.score)
        np.testing.assert_array_equal(again.grade, after.problem.grade)
        np.testing.assert_array_equal(again.participation, after.problem.participation)


@pytest.mark.slow
def test_intervals_follow_both_choices(asked: str) -> None:
    found = score_intervals(load_scenario(asked), settings=IntervalSettings(draws=20))
    ends = [(one.at_least or 0, one.median or 0, one.at_most or 0) for one in found.intervals if one.score is not None]
    assert len(ends) > 200
    assert all(least <= middle <= most for least, middle, most in ends)
    assert any(least < most for least, _, most in ends)
