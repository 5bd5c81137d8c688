"""The formulations and solvers that are compared, each from a problem to one measurement."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import pulp

from clusterplan.optimisation.compact import build_compact_model
from clusterplan.optimisation.model import build_model
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.proof import prove
from clusterplan.optimisation.solvers import make_solver, termination_of
from clusterplan.scenario import SolverSettings

__all__ = ["METHODS", "Measurement", "measure"]

_MILLION = 1_000_000


@dataclass(frozen=True)
class Measurement:
    """What one method did on one problem."""

    columns: int
    """Variables of the integer programme."""
    rows: int
    """Rows of the integer programme."""
    build_seconds: float
    """Wall time from the problem to the PuLP model."""
    solve_seconds: float
    """Wall time from the PuLP model to the answer, hand-over included."""
    termination: str
    """How it ended: a termination of a plan, ``failed``, or ``killed`` after limit and grace."""
    objective: float | None = None
    """Objective of the best plan."""
    bound: float | None = None
    """Proven upper bound."""

    @property
    def seconds(self) -> float:
        """Whole wall time."""
        return self.build_seconds + self.solve_seconds

    @property
    def gap(self) -> float | None:
        """``(bound - objective) / max(1, |objective|)``, where both are known."""
        if self.objective is None or self.bound is None:
            return None
        return max(0.0, self.bound - self.objective) / max(1.0, abs(self.objective))


def measure(method: str, problem: Problem, time_limit: float) -> Measurement:
    """Run one method on one problem.

    Parameters
    ----------
    method
        A name of :data:`METHODS`.
    problem
        The problem.
    time_limit
        Seconds for the solver.

    Returns
    -------
    Measurement
        Times, objective and bound.
    """
    return METHODS[method](problem, time_limit)


def _in_steps(problem: Problem, time_limit: float) -> Measurement:
    """Run what the product runs: relaxation over patterns, first plan, short list, proof."""
    started = time.monotonic()
    model = build_model(problem)
    built = time.monotonic()
    settings = SolverSettings(name="HiGHS", time_limit_seconds=time_limit)
    proof = prove(model, settings)
    solved = time.monotonic()
    found = proof.termination not in ("infeasible", "no_plan")
    return Measurement(
        columns=model.lp.numVariables(),
        rows=model.lp.numConstraints(),
        build_seconds=built - started,
        solve_seconds=solved - built,
        termination=proof.termination.value,
        objective=(pulp.value(model.lp.objective) or 0.0) / _MILLION if found else None,
        bound=proof.bound / _MILLION if found else None,
    )


def _at_once(make: Callable[[Problem], pulp.LpProblem], solver: str, problem: Problem, limit: float) -> Measurement:
    """Hand a whole model to one solver."""
    started = time.monotonic()
    lp = make(problem)
    built = time.monotonic()
    settings = SolverSettings(name=solver, time_limit_seconds=limit)
    stats = lp.solve(make_solver(settings))
    solved = time.monotonic()
    bound = stats.best_bound
    termination = termination_of(stats, 0.0)
    if termination == "optimal":
        bound = stats.objective
    return Measurement(
        columns=lp.numVariables(),
        rows=lp.numConstraints(),
        build_seconds=built - started,
        solve_seconds=solved - built,
        termination="failed" if termination is None else termination.value,
        objective=stats.objective / _MILLION if stats.has_solution and stats.objective is not None else None,
        bound=None if bound is None else bound / _MILLION,
    )


def _sets(problem: Problem) -> pulp.LpProblem:
    """Build the set-and-focus model."""
    return _kept(build_model(problem)).lp


def _compact(problem: Problem) -> pulp.LpProblem:
    """Build the hub-and-member model."""
    return _kept(build_compact_model(problem)).lp


_alive: list[object] = []


def _kept[Model](model: Model) -> Model:
    """Keep a model alive: PuLP's variables do not outlive their problem."""
    _alive.append(model)
    return model


METHODS: dict[str, Callable[[Problem, float], Measurement]] = {
    "patterns, HiGHS in steps (the product)": _in_steps,
    "set-and-focus, HiGHS at once": lambda problem, limit: _at_once(_sets, "HiGHS", problem, limit),
    "set-and-focus, CBC at once": lambda problem, limit: _at_once(_sets, "COIN_CMD", problem, limit),
    "hub-and-member, HiGHS at once": lambda problem, limit: _at_once(_compact, "HiGHS", problem, limit),
    "hub-and-member, CBC at once": lambda problem, limit: _at_once(_compact, "COIN_CMD", problem, limit),
}
"""The methods by name. ``hub-and-member`` is the textbook's compact model."""
