"""The benchmarks measure the same problem with every method, and run from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks import allocation, proof_times
from benchmarks.methods import METHODS, measure
from benchmarks.synthetic import synthetic_problem
from tests.optimisation.small_problems import in_millionths, solved, three_units


@pytest.mark.parametrize("method", METHODS)
def test_every_method_finds_the_optimum_of_three_units(method: str) -> None:
    found = measure(method, three_units(), time_limit=60)
    assert found.termination == "optimal"
    assert found.objective == pytest.approx(1.1, abs=1e-9)
    assert found.bound == pytest.approx(1.1, abs=1e-6)
    assert found.gap == pytest.approx(0, abs=1e-6)


@pytest.mark.slow
def test_the_command_line_writes_every_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocation, "_problem", lambda _instance: three_units())
    output = tmp_path / "runs.json"
    allocation.main(["--instance", "national", "--method", "product", "--repeat", "2", "--output", str(output)])
    runs = json.loads(output.read_text())["runs"]
    assert [run["termination"] for run in runs] == ["optimal", "optimal"]


def test_a_seed_gives_the_same_synthetic_problem_twice() -> None:
    first, again, other = (synthetic_problem(10, 5, 20, seed=seed) for seed in (1, 1, 2))
    assert (first.score == again.score).all()
    assert (first.adjacent == again.adjacent).all()
    assert (first.score != other.score).any()
    assert (first.adjacent == first.adjacent.T).all()


def test_a_budget_in_single_dong_is_kept_as_exactly_as_one_in_billions() -> None:
    def within(cap: float, cost: float) -> int:
        money = {"cap": cap, "unit": "VND", "per_focus": {"default": cost}, "per_facility": {"key_laboratory": cost}}
        return in_millionths(solved(three_units({"resources": {"money": money}})))

    assert within(3.0, 1.0) == within(3e12, 1e12) == 1_000_000
    assert within(2.999999e12, 1e12) == 600_000


@pytest.mark.slow
def test_the_table_of_proof_times_tells_times_targets_and_missing_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof_times, "_problem", lambda _name, _relative: three_units())
    monkeypatch.setattr(proof_times, "ROWS", (*proof_times.ROWS[:1], proof_times.Row("nowhere", "not there", 1, 2)))
    output = tmp_path / "times"
    proof_times.main(["--relative", "0.5", "--others-time-limit", "10", "--output", str(output)])
    table = output.with_suffix(".md").read_text()
    assert "`nowhere.yaml` is missing" in table
    assert "one lock or limit changed" in table
    (run,) = json.loads(output.with_suffix(".json").read_text())["runs"]
    assert run["termination"] == "optimal"
    assert run["near"] <= run["solved"] <= run["process"]
    assert run["bound"] == run["others"]["plain"]["bound"] == pytest.approx(1.1)
