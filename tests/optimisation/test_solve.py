"""How a solve ends, and what is then known."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pulp
import pytest
from pulp import LpSolveStats, LpSolveStatus
from tests.optimisation.larger_problems import medium, slow_to_find
from tests.optimisation.small_problems import changed, in_millionths, plan_of, solved, three_units

from clusterplan.domain import Termination
from clusterplan.errors import InternalError, NoPlanError
from clusterplan.optimisation import proof, search
from clusterplan.optimisation.arrays import Programme
from clusterplan.optimisation.assemble import Evidence, assemble_plan
from clusterplan.optimisation.highs import Found, solve_integer
from clusterplan.optimisation.model import build_model
from clusterplan.optimisation.solve import solve_here
from clusterplan.optimisation.solvers import options_of, solver_version, termination_of
from clusterplan.scenario import SolverSettings


def ended(status: LpSolveStatus, has_solution: bool, objective: float | None = None, bound: float | None = None) -> Any:
    """Return what PuLP reports of a solve, as far as it is read."""
    stats = LpSolveStats.__new__(LpSolveStats)
    vars(stats).update(status=status, has_solution=has_solution, objective=objective, best_bound=bound)
    return stats


S = LpSolveStatus
ENDINGS: dict[str, tuple[Any, float, Termination | None]] = {
    "proven": (ended(S.Optimal, True, 5, 5), 0.0, Termination.OPTIMAL),
    "proven within half a millionth, as CBC says it": (ended(S.GapLimit, True, 5, None), 0.0, Termination.OPTIMAL),
    "within the gap that was asked for": (ended(S.Optimal, True, 5, 6), 0.5, Termination.GAP_LIMIT),
    "within a gap, but closed": (ended(S.Optimal, True, 5, 5.4), 0.5, Termination.OPTIMAL),
    "within a gap, bound unknown": (ended(S.Optimal, True, 5, None), 0.5, Termination.GAP_LIMIT),
    "no plan exists": (ended(S.Infeasible, False), 0.0, Termination.INFEASIBLE),
    "time is up, with a plan": (ended(S.TimeLimit, True, 5, 9), 0.0, Termination.TIME_LIMIT),
    "time is up, without a plan": (ended(S.TimeLimit, False), 0.0, Termination.NO_PLAN),
    "interrupted with a plan": (ended(S.Interrupted, True, 5, 9), 0.0, Termination.INTERRUPTED),
    "interrupted without a plan": (ended(S.Interrupted, False), 0.0, Termination.NO_PLAN),
    "the solver failed": (ended(S.Undefined, False), 0.0, None),
    "numerical trouble": (ended(S.NumericalError, False), 0.0, None),
    "not solved": (ended(S.NotSolved, False), 0.0, None),
}


@pytest.mark.parametrize("case", ENDINGS)
def test_an_ending_is_called_by_its_name(case: str) -> None:
    stats, gap_limit, expected = ENDINGS[case]
    assert termination_of(stats, gap_limit) is expected


def test_a_solver_that_fails_is_an_error_and_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(pulp.HiGHS):
        def actualSolve(self, *_args: Any, **_kwargs: Any) -> Any:  # noqa: N802 - PuLP's name
            return ended(S.Undefined, False)

    monkeypatch.setattr(proof, "pattern_space", lambda _model: None)
    monkeypatch.setattr(proof, "make_solver", lambda *_args, **_how: Failing(msg=False))
    with pytest.raises(InternalError, match="The solver HiGHS failed: Undefined"):
        solve_here(three_units())


def test_a_limit_without_a_plan_is_no_proof() -> None:
    with pytest.raises(NoPlanError) as caught:
        solve_here(slow_to_find(time_limit_seconds=0.5))
    assert "not proven" in str(caught.value)


@pytest.mark.parametrize("gap_limit", [0.05, 0.5])
def test_a_gap_that_is_asked_for_is_kept_and_the_bound_is_true(gap_limit: float) -> None:
    optimum = solved(medium()).objective
    plan = solved(medium(gap_limit=gap_limit))
    assert plan.termination in ("gap_limit", "optimal")
    assert plan.gap <= gap_limit
    assert plan.objective <= optimum <= plan.bound


@pytest.mark.parametrize("step", [1, 2])
def test_time_running_out_during_the_proof_keeps_the_plan_and_a_true_bound(
    monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    optimum = solved(medium()).objective
    steps = []

    def hurried(programme: Programme, seconds: float, seed: int, **how: Any) -> Found:
        steps.append(programme)
        return solve_integer(programme, 1e-9 if len(steps) > step else seconds, seed, **how)

    monkeypatch.setattr(search, "solve_integer", hurried)
    plan = solved(medium())
    assert plan.termination in ("time_limit", "optimal")
    assert plan.objective <= optimum <= plan.bound


def test_time_running_out_in_the_relaxation_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "solve_relaxation", lambda *_args: None)
    with pytest.raises(NoPlanError):
        solve_here(slow_to_find(time_limit_seconds=0.5))


def test_the_whole_programme_at_once_gives_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    by_patterns = solve_here(medium())
    monkeypatch.setattr(proof, "pattern_space", lambda _model: None)
    at_once = solve_here(medium())
    assert (at_once.bound_millionths, at_once.termination) == (by_patterns.bound_millionths, by_patterns.termination)


def test_the_bound_without_a_solver_is_a_bound() -> None:
    problem = medium()
    assert build_model(problem).trivial_bound >= solve_here(problem).bound_millionths


def test_highs_and_cbc_agree_on_a_medium_problem() -> None:
    assert in_millionths(solved(medium(name="COIN_CMD"))) == in_millionths(solved(medium()))


def test_a_solver_is_named_with_its_versions() -> None:
    assert solver_version("HiGHS").startswith("HiGHS 1.")
    assert solver_version("COIN_CMD").startswith("COIN_CMD 2.")
    assert dict(options_of(SolverSettings(time_limit_seconds=7, gap_limit=0.1))) == {
        "gap_limit": 0.1,
        "threads": 1,
        "time_limit_seconds": 7.0,
    }


def test_a_bound_clearly_below_the_objective_is_a_fault() -> None:
    problem = three_units()
    solution = solve_here(problem)
    plan = plan_of(problem, replace(solution, bound_millionths=solution.bound_millionths - 3))
    assert plan.gap == 0
    with pytest.raises(InternalError, match="bound at all"):
        plan_of(problem, replace(solution, bound_millionths=solution.bound_millionths - 1000))


def test_evidence_tells_what_rests_on_expert_values() -> None:
    problem = three_units()
    solution = solve_here(problem)
    manifest = plan_of(problem, solution).manifest
    shares = [[[0.2, 0.3, 0.5]] * 2] * 3
    only_b = np.array([[0, 0], [1, 1], [0, 0]], dtype=np.bool_)
    plan = assemble_plan(problem, solution, Evidence(np.array(shares), only_b), (), manifest)
    assert plan.evidence_share.model_dump() == {"observed": 0.2, "estimated": 0.3, "expert": 0.5}
    assert plan.focuses_resting_on_expert_values == 2


def test_what_the_defaults_let_pass_is_flagged() -> None:
    wanted = np.ones((3, 2), dtype=np.int8)
    doubts = {"asked_for": frozenset({"S1"}), "sites_in_doubt": frozenset({"L1", "L2"})}
    plan = solved(changed(three_units(), demand=wanted, **doubts))
    assert [(flag.rule, flag.place) for flag in plan.flags] == [
        ("challenge", "S2"),
        ("hosts", plan.facilities[0].site_id),
    ]


def test_a_solver_prints_nothing_of_its_own() -> None:
    lines = [
        "from clusterplan.optimisation.solve import solve_here",
        "from tests.optimisation.small_problems import three_units",
        "solve_here(three_units())",
    ]
    done = subprocess.run([sys.executable, "-c", "; ".join(lines)], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
