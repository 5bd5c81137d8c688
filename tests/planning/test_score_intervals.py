"""A study of intervals: recounted without its code, the same twice, and what it says of what cannot be judged."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from tests.answers import conforming

from clusterplan.cli import main
from clusterplan.domain import Judgement
from clusterplan.errors import InterruptedPlanningError
from clusterplan.planning import Facts, advantage_of, load_scenario, pose_problem
from clusterplan.planning.robustness.uncertainty import Uncertainty, draw_source
from clusterplan.planning.score_intervals import (
    IntervalSettings,
    ScoreIntervals,
    score_intervals,
    write_score_intervals,
)

FEW = IntervalSettings(draws=20, seed=7, top=2)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts()


@pytest.fixture(scope="module")
def few(facts: Facts) -> ScoreIntervals:
    return score_intervals(load_scenario("national"), facts, FEW)


@pytest.mark.slow
def test_the_answer_is_that_of_a_recount_over_the_draws_of_a_robustness_study(
    few: ScoreIntervals, facts: Facts
) -> None:
    posed = pose_problem(load_scenario("national"), facts)
    source = draw_source(posed, Uncertainty(), FEW.seed)
    drawn = [source.problem_of(number).score for number in range(FEW.draws)]
    found = {(one.unit, one.technology): one for one in few.intervals}
    problem = posed.problem
    assert list(found) == [(unit, k) for unit in problem.units for k in problem.technologies]
    for k, technology in enumerate(problem.technologies):
        for r, unit in enumerate(problem.units):
            one, values = found[unit, technology], [float(scores[r, k]) for scores in drawn]
            known = sorted(value for value in values if value == value)
            assert one.draws_judged == len(known)
            if one.judgement is Judgement.CANNOT_BE_JUDGED:
                assert {one.score, one.median, one.rank, one.best_rank, one.top_probability, one.top_at_most} == {None}
                continue
            # twenty draws and a level of 0.9: the first and the last one are left out, the median is the tenth
            if len(known) == len(values):
                assert (one.at_least, one.median, one.at_most) == (known[0], known[9], known[18])
            first = sum(
                int((scores[:, k] > scores[r, k]).sum()) < 2 for scores in drawn if scores[r, k] == scores[r, k]
            )
            assert one.top_probability == pytest.approx(first / FEW.draws)
            assert one.score == problem.score[r, k]
            assert one.rank == 1 + int((problem.score[:, k] > problem.score[r, k]).sum())


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(few: ScoreIntervals, facts: Facts) -> None:
    again = score_intervals(load_scenario("national"), facts, FEW)
    assert again.to_json() == few.to_json()
    other = score_intervals(load_scenario("national"), facts, FEW.model_copy(update={"seed": 8}))
    assert other.intervals != few.intervals


@pytest.mark.slow
def test_products_have_the_intervals_of_their_groups(facts: Facts) -> None:
    scenario = load_scenario("national").model_copy(update={"technology_level": "products"})
    found = score_intervals(scenario, facts, IntervalSettings(draws=3))
    of_groups = score_intervals(load_scenario("national"), facts, IntervalSettings(draws=3))
    group = {(one.unit, one.technology): one for one in of_groups.intervals}
    inherited = advantage_of(scenario, facts).inherited
    assert len(found.intervals) > len(of_groups.intervals)
    for one in found.intervals:
        source = group[one.unit, inherited[one.technology].group]
        assert (one.score, one.at_least, one.at_most, one.rank) == (
            source.score,
            source.at_least,
            source.at_most,
            source.rank,
        )


def test_what_was_stopped_keeps_the_finished_draws_and_says_so(facts: Facts) -> None:
    def stop(done: int, of: int, seconds: float) -> None:
        if done == 2:
            raise KeyboardInterrupt

    found = score_intervals(load_scenario("national"), facts, FEW, on_progress=stop)
    assert (found.draws_done, found.draws_asked, found.interrupted) == (2, 20, True)
    assert max(one.draws_judged for one in found.intervals) == 2

    def at_once(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("clusterplan.planning.score_intervals.study.drawn_scores", at_once)
        with pytest.raises(InterruptedPlanningError, match="before any draw"):
            score_intervals(load_scenario("national"), facts, FEW)


def test_the_files_hold_every_pair_with_its_name(few: ScoreIntervals, tmp_path: Path) -> None:
    units = Facts().layer("provinces")
    whole, table = write_score_intervals(few, dict(zip(units["code"], units["name_vi"], strict=True)), tmp_path)
    written = json.loads(whole.read_text(encoding="utf-8"))
    assert conforming(written) == "score-intervals"
    rows = list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == len(few.intervals)
    first = next(row for row in rows if (row["unit"], row["technology"]) == ("24", "S06"))
    assert (first["name"], first["judgement"]) == ("Bắc Ninh", "scored")
    assert float(first["at_least"]) <= float(first["median"]) <= float(first["at_most"])
    withheld = next(row for row in rows if row["judgement"] == "cannot_be_judged")
    assert withheld["score"] == withheld["at_least"] == withheld["rank"] == ""


def test_the_command_shows_a_unit_or_a_technology_with_its_intervals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["advantage", "show", "24", "--draws", "10", "--top", "1", "-o", str(tmp_path), "--quiet"]
    assert main([*asked, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert conforming(answer["intervals"]) == "score-intervals"
    assert {one["unit"] for one in answer["intervals"]["intervals"]} == {"24"}
    assert answer["intervals"]["draws_done"] == 10
    assert sorted(path.name for path in tmp_path.iterdir()) == ["score_intervals.csv", "score_intervals.json"]
    for language, words in (("vi", "Xác suất vào 1 hạng đầu"), ("en", "Probability of the first 1")):
        assert main(["advantage", "show", "--technology", "S06", "--top", "1", "--draws", "3", "--lang", language]) == 0
        shown = " ".join(capsys.readouterr().out.split())
        assert words.split()[0] in shown
        assert {"vi": "24 Bắc Ninh", "en": "24 Bac Ninh"}[language] in shown


def test_a_technology_is_shown_with_all_its_units_the_best_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["advantage", "show", "--technology", "S06", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    ranks = [row["rank"] for row in answer["units"]]
    known = [rank for rank in ranks if rank is not None]
    assert known == sorted(known)
    assert ranks[len(known) :] == [None] * (len(ranks) - len(known))
    assert np.isfinite([row["score"] for row in answer["units"][: len(known)]]).all()
    assert "intervals" not in answer


@pytest.mark.parametrize(
    ("arguments", "words"),
    [([], "one of the two"), (["24", "--technology", "S06"], "one of the two"), (["--technology", "S99"], "S01, S02")],
)
def test_what_is_unclear_is_refused(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["advantage", "show", *arguments, "--lang", "en"]) == 2
    assert words in capsys.readouterr().err
