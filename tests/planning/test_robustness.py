"""Draws, core indices, regret and influence: by hand on three units, and re-derived on the national plan."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from tests.answers import conforming
from tests.optimisation.small_problems import plan_of, three_units

from clusterplan.advantage import AdvantageInputs, score_advantage
from clusterplan.advantage.draws import score_draws
from clusterplan.advantage.products import GroupColumns
from clusterplan.domain import FacilityKind
from clusterplan.errors import InterruptedPlanningError, UsageError
from clusterplan.language import Text
from clusterplan.optimisation.by_nodes import solve_by_nodes
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solve import solve_here
from clusterplan.planning import KnownPlan, PlanningResult
from clusterplan.planning.advantage import advantage_inputs
from clusterplan.planning.robustness import (
    GROUPS,
    Robustness,
    RobustnessSettings,
    Uncertainty,
    dask_executor,
    local_executor,
    robustness_of,
    write_robustness,
)
from clusterplan.planning.robustness.influence import influence_keys, influence_of
from clusterplan.planning.robustness.outcome import Decisions, DrawKey, Outcome, Question, outcome_of
from clusterplan.planning.robustness.study import question_of, solves_of
from clusterplan.planning.robustness.summary import summary_of
from clusterplan.planning.robustness.uncertainty import DrawSource, draw_source

pytestmark = pytest.mark.slow

MILLION = 1_000_000
FEW = RobustnessSettings(draws=3, influence_samples=0, seed=7)


@pytest.fixture(scope="module")
def known(national: PlanningResult) -> KnownPlan:
    return KnownPlan(national.plan, national.posed)


@pytest.fixture
def here() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture(scope="module")
def few(known: KnownPlan) -> Robustness:
    with ThreadPoolExecutor(1) as executor:
        return robustness_of(known, FEW, executor)


def by_hand(problem: Problem) -> Question:
    """A question whose source cannot draw: outcomes are given by hand."""
    solution = solve_here(problem)
    source = DrawSource(problem, None, GroupColumns(np.arange(2), np.ones(2)), Uncertainty.none(), 0)  # type: ignore[arg-type]
    return Question(source, plan_of(problem, solution), solution.choice, 0.0, 1)


def told(question: Question, outcomes: list[Outcome]) -> Robustness:
    settings = RobustnessSettings(draws=len(outcomes), influence_samples=0, gap=0.0)
    by_key = {outcome.key: outcome for outcome in reversed(outcomes)}
    return summary_of(question, settings, by_key, lambda _, place: Text(vi=place, en=place), interrupted=False)


def drawn(
    number: int, pairs: set[tuple[str, str]], objective: int, bound: int, value: int, broken: tuple[str, ...] = ()
) -> Outcome:
    facilities = frozenset({("L1", FacilityKind.KEY_LABORATORY)})
    decisions = Decisions(frozenset(pairs), frozenset({"b"}), facilities)
    rules = tuple((rule, "C01") for rule in broken)
    return Outcome(DrawKey(number), "gap_limit", objective, bound, decisions, value, rules)


def test_decisions_have_their_names_and_what_is_not_drawn_is_told() -> None:
    money = {"money": {"unit": "bn", "cap": 9, "per_focus": {"default": 1}}}
    for rules, told_of in (({}, []), ({"resources": money}, ["money"])):
        question = by_hand(three_units(rules=rules))
        answer = told(question, [drawn(0, {("a", "S1")}, MILLION, MILLION, MILLION)])
        named = {(i.kind, i.unit): (i.what_vi, i.what_en) for i in answer.indices if i.draws}
        assert named["assignment", "a"] == ("a S1", "a S1")
        assert named["facility", "a"] == ("L1 key_laboratory", "L1 key_laboratory")
        kept = [a.what.rpartition(" of ")[2] for a in answer.assumptions if a.what.startswith("not drawn")]
        assert kept == told_of


def test_core_indices_regret_and_breaches_are_those_counted_by_hand() -> None:
    # the best plan of the three units: a alone or with b for S1, b or c for S2; whatever it is, these are its pairs
    question = by_hand(three_units())
    own = {(unit, k) for cluster in question.plan.clusters for unit in cluster.members for k in cluster.focuses}
    first = min(own)
    none = Outcome(DrawKey(4), "infeasible", None, None, None, 5 * MILLION, ())
    answer = told(
        question,
        [
            drawn(0, own, 10 * MILLION, 10 * MILLION, 10 * MILLION),
            drawn(1, own - {first}, 10 * MILLION, 11 * MILLION, 8 * MILLION),
            drawn(2, {("c", "S1")}, 10 * MILLION, 10 * MILLION, 12 * MILLION, broken=("strong_member", "reach")),
            drawn(3, own - {first}, 9 * MILLION, 10 * MILLION, 9_500_000),
            none,
        ],
    )
    index = {(i.unit, i.technology): i for i in answer.indices if i.kind == "assignment"}
    assert index[first].draws == 1
    assert index[first].index == 0.25  # one of the four draws that have a plan: the fifth does not count
    assert index[first].stability == "volatile"
    others = own - {first}
    assert all(index[pair].index == 0.75 and index[pair].stability == "middle" for pair in others)
    assert not index["c", "S1"].in_plan
    assert index["c", "S1"].index == 0.25
    assert (answer.assignments.core, answer.assignments.middle, answer.assignments.volatile) == (0, len(others), 1)
    assert (answer.draws_done, answer.draws_with_plan, answer.draws_infeasible) == (5, 4, 1)
    # regret: draw 0 none, draw 1 from 2 to 3, draw 3 from 0 (not -0.5) to 0.5; draw 2 breaks rules and has none
    regret = answer.regret
    assert regret.draws == 3
    assert regret.at_least is not None
    assert regret.at_most is not None
    assert (regret.at_least.least, regret.at_least.median, regret.at_least.greatest) == (0, 0, 2)
    assert (regret.at_most.least, regret.at_most.median, regret.at_most.greatest) == (0, 0.5, 3)
    assert regret.worst_draw == 1
    assert answer.draws[2].regret_at_least is None
    assert answer.draws_breaking_rules == 1
    assert [(breach.rule, breach.draws) for breach in answer.breaches] == [("reach", 1), ("strong_member", 1)]
    assert answer.draws[1].gap == 0.1
    assert answer.draws[2].kept == 0


def test_draws_of_no_width_are_the_release_and_keep_the_plan(known: KnownPlan, here: Executor) -> None:
    settings = RobustnessSettings(draws=2, influence_samples=0, gap=0.0, uncertainty=Uncertainty.none())
    problem = draw_source(known.posed, Uncertainty.none(), seed=5).problem_of(1)
    for name in ("score", "grade", "strong", "participation"):
        np.testing.assert_array_equal(getattr(problem, name), getattr(known.posed.problem, name))
    assert problem.scenario == known.posed.problem.scenario
    answer = robustness_of(known, settings, here)
    own = [index for index in answer.indices if index.in_plan]
    assert own == list(answer.indices)  # nothing comes instead
    assert {index.index for index in own} == {1.0}
    assert answer.regret.at_most is not None
    assert answer.regret.at_most.greatest == 0
    assert answer.draws_breaking_rules == 0
    assert {draw.objective for draw in answer.draws} == {known.plan.objective}


@pytest.mark.parametrize("number", [0, 1])
def test_a_draw_solved_afresh_has_the_same_objective_within_the_gap(
    known: KnownPlan, few: Robustness, number: int
) -> None:
    problem = draw_source(known.posed, FEW.uncertainty, FEW.seed).problem_of(number)
    record = few.draws[number]
    proven = solve_here(problem)  # to the proof, by the ordinary way
    assert record.objective is not None
    assert record.bound is not None
    assert record.objective <= proven.bound_millionths / MILLION <= record.bound + 1e-6
    assert record.bound - record.objective <= FEW.gap * abs(record.objective) + 1e-6


def test_drawn_weights_score_as_tables_with_these_weights_do(known: KnownPlan) -> None:
    # the same draw by another way: the table of weights is written anew and the release's own path scores it
    only = Uncertainty.none().model_copy(update={"weights": 0.4})
    source = draw_source(known.posed, only, seed=3)
    stream = np.random.default_rng(np.random.SeedSequence(3, spawn_key=(2, 0, GROUPS.index("weights"))))
    cube = source.scores.cube
    inside = 1 + 0.4 * stream.uniform(-1, 1, cube.weights.shape)
    across = 1 + 0.4 * stream.uniform(-1, 1, (*cube.weights.shape[:2], 1))
    inputs = advantage_inputs(known.posed.problem.scenario, known.posed.facts)
    rows = []
    for row in inputs.weights[inputs.weights["scheme"] == inputs.scheme].to_dict("records"):
        c, k = cube.components.index(row["component"]), cube.technologies.index(row["technology"])
        i = cube.indicators.index(row["indicator"])
        rows.append({**row, "weight": row["weight"] * inside[c, k, i] * across[c, k, 0]})
    weights = pd.DataFrame(rows)
    weights["weight"] /= weights.groupby("technology")["weight"].transform("sum")
    afresh = scores_without_limits(replace(inputs, weights=weights), known)
    score = source.problem_of(2).score
    np.testing.assert_array_equal(np.isnan(score), np.isnan(afresh))
    np.testing.assert_allclose(score, afresh, atol=1.01e-6)
    assert np.nanmax(np.abs(score - known.posed.problem.score)) > 0.01


def scores_without_limits(inputs: AdvantageInputs, known: KnownPlan) -> NDArray[np.float64]:
    """Score tables whose components may weigh more than the release allows."""
    free = replace(inputs, components=inputs.components.assign(most_weight=1.0))
    return score_advantage(free, known.posed.problem.scenario.score).score_matrix()


def test_values_stay_within_their_ranges_and_missing_stays_missing(known: KnownPlan) -> None:
    problem = known.posed.problem
    scores = score_draws(advantage_inputs(problem.scenario, known.posed.facts), problem.scenario.score)
    half = Uncertainty.none().model_copy(update={"expert": 0.15, "lower_bound": 0.1, "observed": 0.02})
    streams = (np.random.default_rng(seed) for seed in count())
    generators = type("Streams", (), {name: next(streams) for name in GROUPS})
    values = scores._values(half, generators)  # type: ignore[arg-type]
    change = values - scores.cube.normalised
    status = scores.cube.status
    assert np.isnan(values[status == "missing"]).all()
    assert (change[status == "none_recorded"] == 0).all()
    for name, width in (("expert", 0.15), ("observed", 0.02)):
        assert np.abs(change[status == name]).max() <= width + 1e-12
        assert change[status == name].min() < 0 < change[status == name].max()
    if (status == "lower_bound").any():
        assert change[status == "lower_bound"].min() >= 0
    # a value that all technologies share is drawn once
    shared = ~scores.own_values
    np.testing.assert_array_equal(values[:, 0][:, shared], values[:, -1][:, shared])


def test_a_draw_is_the_same_alone_and_its_groups_are_independent(known: KnownPlan) -> None:
    source = draw_source(known.posed, Uncertainty(), seed=11)
    again = draw_source(known.posed, Uncertainty(), seed=11).problem_of(9)
    np.testing.assert_array_equal(source.problem_of(9).score, again.score)
    swapped = source.problem_of(9, frozenset({"costs"}))
    np.testing.assert_array_equal(swapped.score, again.score)
    assert swapped.scenario.objective.founding_cost != again.scenario.objective.founding_cost
    assert not np.array_equal(source.problem_of(10).score, again.score, equal_nan=True)
    other = source.problem_of(9, frozenset({"noise"}))
    assert other.scenario == again.scenario
    assert not np.array_equal(other.score, again.score, equal_nan=True)


def test_the_plan_is_worth_under_a_draw_what_the_rules_say_by_hand(known: KnownPlan, few: Robustness) -> None:
    problem = draw_source(known.posed, FEW.uncertainty, FEW.seed).problem_of(2)
    advantage, weak = 0.0, set()
    for cluster in known.plan.clusters:
        for technology in cluster.focuses:
            k = problem.technologies.index(technology)
            members = [problem.units.index(unit) for unit in cluster.members]
            scores = [float(problem.score[r, k]) for r in members]
            advantage += sum(s - problem.participation[k] for s in scores if not math.isnan(s))
            if not problem.strong[members, k].any():
                weak.add(f"{cluster.id} {technology}")
    objective, base = problem.scenario.objective, known.posed.problem.scenario.objective
    terms = known.plan.objective_terms
    scaled = {"founding": "founding_cost", "cohesion": "cohesion_weight", "hosting": "hosting_weight"}
    expected = advantage + sum(
        terms[term] * getattr(objective, name) / getattr(base, name) for term, name in scaled.items()
    )
    values = {frozenset(pair.technologies): pair.value for pair in objective.synergy}
    expected += sum(
        value for pair, value in values.items() for cluster in known.plan.clusters if pair <= set(cluster.focuses)
    )
    assert few.draws[2].value_of_plan == pytest.approx(expected, abs=2e-4)  # terms are rounded to millionths
    found = outcome_of(question_of(known, FEW), DrawKey(2)).broken
    assert {place for rule, place in found if rule == "strong_member"} == weak
    assert few.draws[2].rules_broken == len(found)


def test_one_worker_two_workers_and_this_process_give_the_same_answer(known: KnownPlan, few: Robustness) -> None:
    for workers in (1, 2):
        with local_executor(workers) as executor:
            assert robustness_of(known, FEW, executor).to_json() == few.to_json()


def test_a_dask_cluster_gives_the_same_answer(known: KnownPlan, few: Robustness) -> None:
    from distributed import LocalCluster

    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp", host="127.0.0.1"
        ) as cluster,
        dask_executor(cluster.scheduler_address) as executor,
    ):
        assert robustness_of(known, FEW, executor).to_json() == few.to_json()


def test_a_dask_address_where_nothing_answers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clusterplan.planning.robustness.executors._SECONDS_TO_CONNECT", 1)
    with pytest.raises(UsageError), dask_executor("tcp://127.0.0.1:9"):
        pass


def test_stopping_keeps_what_is_finished_and_says_how_many(known: KnownPlan, here: Executor) -> None:
    done: list[int] = []
    settings = FEW.model_copy(update={"draws": 50})
    answer = robustness_of(
        known, settings, here, on_progress=lambda n, *_: done.append(n), should_stop=lambda: len(done) >= 2
    )
    assert answer.interrupted
    assert 2 <= answer.draws_done < 10
    assert answer.draws_asked == 50
    assert [draw.number for draw in answer.draws] == list(range(answer.draws_done))


def test_stopping_before_the_first_draw_is_an_interruption(known: KnownPlan, here: Executor) -> None:
    with pytest.raises(InterruptedPlanningError):
        robustness_of(known, FEW, here, should_stop=lambda: True)


def test_the_influence_of_a_linear_model_is_the_one_on_paper() -> None:
    # f = 3 x_weights + x_noise + 0 x_others, x uniform: variances 9 and 1, so total indices 0.9 and 0.1
    generator = np.random.default_rng(0)
    slope = {"weights": 3.0, "noise": 1.0}
    values, samples = {}, range(2000)
    for i in samples:
        first, second = ({group: generator.uniform(-1, 1) for group in GROUPS} for _ in range(2))
        for key in influence_keys(i):
            x = {group: (second if group in key.second else first)[group] for group in GROUPS}
            values[key] = 5.0 + sum(slope.get(group, 0.0) * x[group] for group in GROUPS)
    found = {
        influence.group: influence for influence in influence_of(list(samples), values, dict.fromkeys(values, 1.0), 0)
    }
    assert found["weights"].on_objective == pytest.approx(0.9, abs=0.05)
    assert found["noise"].on_objective == pytest.approx(0.1, abs=0.03)
    assert found["costs"].on_objective == 0
    assert found["weights"].on_objective_alone == pytest.approx(0.9, abs=0.08)
    assert found["weights"].on_assignments is None  # it never varied
    again = influence_of(list(samples), values, dict.fromkeys(values, 1.0), 0)
    assert {influence.group: influence for influence in again} == found  # a seed of 0 is a seed


def test_every_solve_is_named_once() -> None:
    settings = RobustnessSettings(draws=5, influence_samples=2)
    keys = solves_of(settings)
    assert len(set(keys)) == len(keys) == 5 + 2 * (len(GROUPS) + 1)
    with pytest.raises(ValueError, match="influence_samples"):
        RobustnessSettings(draws=3, influence_samples=4)


def test_a_solve_that_reaches_its_nodes_carries_its_gap() -> None:
    problem = three_units()
    answer = solve_by_nodes(problem, 0.0, 1)
    assert answer.ended in ("optimal", "node_limit")
    assert answer.objective is not None
    assert answer.bound is not None
    proven = round(solve_here(problem).bound_millionths)
    assert answer.objective <= proven <= answer.bound
    impossible = three_units(rules={"clusters": {"at_least": 3, "at_most": 3}}, candidates={"min_members": 3})
    assert solve_by_nodes(impossible, 0.0, 100).ended == "infeasible"


def test_the_files_say_what_the_answer_says(known: KnownPlan, few: Robustness, tmp_path: Path) -> None:
    paths = write_robustness(few, known, tmp_path, "vi")
    assert sorted(path.name for path in paths) == ["core_index.csv", "draws.csv", "robustness.json", "robustness.svg"]
    assert conforming(json.loads((tmp_path / "robustness.json").read_text(encoding="utf-8"))) == "robustness"
    assert Robustness.model_validate_json((tmp_path / "robustness.json").read_text(encoding="utf-8")) == few
    table = pd.read_csv(tmp_path / "core_index.csv", dtype={"unit": str}, encoding="utf-8-sig")
    assert table["index"].tolist() == [index.index for index in few.indices]
    assert table["unit"].tolist() == [index.unit for index in few.indices]
    picture = (tmp_path / "robustness.svg").read_bytes()
    for words in ("Phương án mô phỏng", "Hà Nội", "Hàm mục tiêu tốt nhất"):
        assert words in picture.decode("utf-8")
    write_robustness(few, known, tmp_path, "vi")
    assert (tmp_path / "robustness.svg").read_bytes() == picture


def test_ctrl_c_keeps_the_finished_draws_says_so_and_exits_with_130(tmp_path: Path) -> None:
    program = (
        "import signal, sys\n"
        "from clusterplan.cli import main\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell may have ignored it
        "    sys.exit(main(['robustness', 'national', '--draws', '40', '--influence', '0', '--workers', '1',\n"
        "                   '-o', sys.argv[1], '--lang', 'en']))\n"
    )
    script = tmp_path / "run.py"
    script.write_text(program, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    ) as process:
        assert process.stderr is not None
        next(line for line in process.stderr if line.startswith("Solved "))
        process.send_signal(signal.SIGINT)
        out, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "Traceback" not in told
    written = json.loads((tmp_path / "out" / "robustness.json").read_text(encoding="utf-8"))
    assert written["interrupted"]
    assert 4 <= written["draws_done"] < 40
    assert f"Stopped as asked: {written['draws_done']} of 40 draws were finished and are kept." in told
    assert " are core (≥ 0.9) and " in out.splitlines()[1]


@pytest.mark.soak
def test_a_thousand_national_draws(known: KnownPlan) -> None:
    settings = RobustnessSettings(draws=1000, influence_samples=0)
    with local_executor(2) as executor:
        answer = robustness_of(known, settings, executor)
    assert answer.draws_done == 1000
    assert answer.draws_undecided == 0
    for draw in answer.draws:
        assert draw.objective is None or draw.ended == "node_limit" or (draw.gap or 0) <= settings.gap + 1e-6
        if draw.rules_broken == 0 and draw.objective is not None and draw.bound is not None:
            assert draw.value_of_plan <= draw.bound + 1e-6  # a plan that keeps the rules is under every bound
