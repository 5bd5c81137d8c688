"""The solvers beside HiGHS: the same optimum, true bounds, limits that are kept, a clear word where one is missing."""

from __future__ import annotations

import importlib.util
import time
from typing import Any

import pulp
import pytest
from hypothesis import given
from pulp import LpSolveStats, LpSolveStatus
from tests.optimisation.hypothesis_settings import steady
from tests.optimisation.larger_problems import medium, slow_to_find, slow_to_prove
from tests.optimisation.small_problems import changed, in_millionths, plan_of, solved, three_units
from tests.optimisation.test_against_brute_force import optimum
from tests.strategies import problems

from clusterplan.domain import FacilityKind, Termination
from clusterplan.errors import InfeasibleError, NoPlanError, UsageError
from clusterplan.language import LANGUAGES
from clusterplan.optimisation import other_solvers
from clusterplan.optimisation.model import build_model
from clusterplan.optimisation.problem import AdoptedPlan, Problem
from clusterplan.optimisation.proof import prove
from clusterplan.optimisation.solve import solve_here
from clusterplan.optimisation.solvers import make_solver, solver_version, termination_of
from clusterplan.scenario import SolverSettings

pytestmark = pytest.mark.slow

FREE = ("COIN_CMD", "SCIP_PY")
LICENSED = ("GUROBI", "CPLEX_PY")


@steady(25)
@given(problems())
def test_scip_finds_the_same_optimum_as_highs(problem: Problem) -> None:
    assert optimum(problem, "SCIP_PY") == optimum(problem, "HiGHS")


@pytest.mark.parametrize("name", FREE)
def test_a_medium_problem_has_the_same_optimum(name: str) -> None:
    assert in_millionths(solved(medium(name=name))) == in_millionths(solved(medium()))


@pytest.mark.parametrize("name", FREE)
def test_a_gap_that_is_asked_for_is_kept_and_the_bound_is_true(name: str) -> None:
    optimal = solved(medium()).objective
    plan = solved(medium(name=name, gap_limit=0.5))
    assert plan.termination in ("gap_limit", "optimal")
    assert plan.gap <= 0.5
    assert plan.objective <= optimal <= plan.bound


@pytest.mark.parametrize("name", FREE)
def test_a_time_limit_without_a_plan_is_kept_and_is_no_proof(name: str) -> None:
    model = build_model(slow_to_find())
    started = time.monotonic()
    stats = model.lp.solve(make_solver(SolverSettings(name=name, time_limit_seconds=0.2)))
    assert time.monotonic() - started < 30  # PuLP alone needs more than that to hand the model to SCIP
    assert termination_of(stats, 0.0) is Termination.NO_PLAN
    with pytest.raises(NoPlanError):
        solve_here(slow_to_find(name=name, time_limit_seconds=0.2))


def test_cbc_stopped_on_the_way_has_a_bound_that_is_better_than_none() -> None:
    model = build_model(slow_to_prove())
    solver = make_solver(SolverSettings(name="COIN_CMD", time_limit_seconds=60))
    solver.optionsDict["maxNodes"] = 0
    stats: Any = model.lp.solve(solver)
    assert stats.has_solution
    assert stats.best_bound is not None
    assert stats.objective <= SLOW_OPTIMUM <= stats.best_bound < model.trivial_bound / 10


def test_scip_stopped_on_the_way_has_its_first_plan_and_a_true_bound() -> None:
    model = build_model(medium())
    solver = make_solver(SolverSettings(name="SCIP_PY"))
    solver.options.append("limits/bestsol=1")
    stats: Any = model.lp.solve(solver)
    assert termination_of(stats, 0.0) is Termination.TIME_LIMIT
    assert stats.objective < MEDIUM_OPTIMUM <= stats.best_bound


MEDIUM_OPTIMUM = 3_651_192
SLOW_OPTIMUM = 8_418_793


def with_a_constant() -> Problem:
    """Return a problem whose objective has a constant: two adopted pairs and a laboratory, far from what is best."""
    adopted = AdoptedPlan(frozenset({("a", "S2"), ("c", "S1")}), frozenset({("L2", FacilityKind.KEY_LABORATORY)}))
    return changed(three_units(objective={"switching_weight": 0.25}), adopted=adopted)


@pytest.mark.parametrize("name", ["HiGHS", "SCIP_PY"])
def test_the_bound_knows_the_constant_of_the_objective(name: str) -> None:
    model = build_model(with_a_constant())
    assert model.lp.objective is not None
    assert model.lp.objective.constant == -750_000
    stats = model.lp.solve(make_solver(SolverSettings(name=name)))
    assert stats.best_bound == pytest.approx(stats.objective, abs=1)


def test_scip_tells_its_plans_on_the_way() -> None:
    heard: list[tuple[float, float | None, int]] = []
    model = build_model(medium())

    def watch(found: float | None, bound: float | None, values: Any) -> None:
        assert found is not None
        heard.append((found, bound, len(values)))

    proof = prove(model, SolverSettings(name="SCIP_PY"), watch)
    assert [found for found, _, _ in heard] == sorted(found for found, _, _ in heard)
    assert round(heard[-1][0]) == proof.bound == MEDIUM_OPTIMUM
    assert all(bound is None or bound >= MEDIUM_OPTIMUM - 1 for _, bound, _ in heard)
    assert {number for _, _, number in heard} == {len(model.lp.exported_variables())}


@pytest.mark.parametrize("name", FREE)
def test_a_contradiction_is_told_as_one(name: str) -> None:
    rules = {"clusters": {"at_least": 3, "at_most": 3}, "clusters_per_technology": {"at_least": 0, "at_most": 1}}
    with pytest.raises(InfeasibleError):
        solve_here(three_units(rules, solver={"name": name}))


@pytest.mark.parametrize("name", FREE)
def test_the_same_answer_comes_twice(name: str) -> None:
    once, again = (solved(three_units(solver={"name": name, "seed": 7})) for _ in range(2))
    assert once == again


def test_scip_is_named_with_its_versions() -> None:
    assert solver_version("SCIP_PY").startswith("SCIP_PY 6.")
    problem = three_units(solver={"name": "SCIP_PY"})
    assert plan_of(problem, solve_here(problem)).manifest.solver == solver_version("SCIP_PY")


def test_every_solver_of_the_allow_list_has_a_package_and_no_other_has() -> None:
    allowed = SolverSettings.model_json_schema()["properties"]["name"]["enum"]
    assert set(allowed) == set(other_solvers.PACKAGES)


@pytest.mark.parametrize("name", ["CHOCO_CMD", "COIN_CMD --path=/bin/sh", "/usr/bin/cbc", ""])
def test_nothing_else_may_be_named(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        SolverSettings.model_validate({"name": name})


@pytest.mark.parametrize("name", LICENSED)
def test_a_solver_that_is_not_here_is_named_with_its_package(name: str) -> None:
    package = other_solvers.PACKAGES[name]
    assert importlib.util.find_spec(package) is None, f"{package} is here: test it like {FREE}"
    with pytest.raises(UsageError) as caught:
        solve_here(three_units(solver={"name": name}))
    assert caught.value.exit_code == 2
    for language in LANGUAGES:
        assert package in "\n".join(caught.value.lines(language))


class FakeModel:
    """What is read of the model of a licensed solver."""

    ObjBound = 7.0
    Status = 2

    @property
    def solution(self) -> FakeModel:
        return self

    MIP = property(lambda self: self)

    def get_best_objective(self) -> float:
        return 7.0

    def get_status(self) -> int:
        return 101


class Ambiguous(FakeModel):
    """A model that ended in "infeasible or unbounded"."""

    Status = 4

    def get_status(self) -> int:
        return 119


@pytest.mark.parametrize("name", LICENSED)
@pytest.mark.parametrize("model", [FakeModel(), Ambiguous()])
def test_a_licensed_solver_is_told_the_limits_and_its_bound_is_read(
    name: str, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = getattr(pulp, name)
    stats = LpSolveStats.__new__(LpSolveStats)
    vars(stats).update(dict.fromkeys(LpSolveStats.__dataclass_fields__))
    vars(stats).update(status=LpSolveStatus.TimeLimit, has_solution=True, objective=5.0)

    def answer(_self: Any, lp: Any) -> LpSolveStats:
        lp.solverModel = model
        return stats

    monkeypatch.setattr(kind, "available", lambda _self: True)
    monkeypatch.setattr(kind, "actualSolve", answer)
    lp = build_model(with_a_constant()).lp
    solver: Any = make_solver(SolverSettings(name=name, seed=3, time_limit_seconds=9, gap_limit=0.25))
    assert (solver.timeLimit, solver.optionsDict["gapRel"]) == (9, 0.25)
    told = {**solver.solver_params, **solver.optionsDict}
    assert 0.5 in told.values()
    assert 3 in told.values()
    assert 1 in (told.get("Threads"), told.get("threads"))
    completed = solver.actualSolve(lp)
    if isinstance(model, Ambiguous):
        assert (completed.status, completed.has_solution) == (LpSolveStatus.Infeasible, False)
    else:
        assert completed.best_bound == 7.0 - 750_000
