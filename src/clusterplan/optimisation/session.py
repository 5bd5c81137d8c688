"""What if: a solved problem that answers changed locks and limits fast.

A session keeps the model, its patterns, the relaxation and the plan of one problem. Asked about the same problem with
other rules, it writes the shared rows anew and begins where the first answer ended:

- candidate sets, columns and the rows inside a set are kept, and so are the patterns that the relaxation needed;
- where the old plan keeps the new rows, it is the plan at hand;
- where every old row is still there and no looser, the old bound still holds: no plan of the new question is missing
  from the old one. An old plan that keeps the new rows is then the answer without any search.

The answer has the objective of a fresh solve. What changes columns or rows inside a set is solved afresh.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, fields, replace
from functools import cached_property, partial

import numpy as np

from clusterplan.domain import Termination
from clusterplan.optimisation.arrays import Numbers, Programme, Sparse
from clusterplan.optimisation.decomposition import pattern_space
from clusterplan.optimisation.infeasible import explain_infeasibility, unexplained_infeasibility
from clusterplan.optimisation.model import AllocationModel, build_model
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.patterns import PatternSpace
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.rules import FAMILIES
from clusterplan.optimisation.rules.clusters import focuses_per_cluster, synergy
from clusterplan.optimisation.search import HeadStart, Outcome, Tell, search
from clusterplan.optimisation.solution import ModelSize, Progress, Solution, read_choice
from clusterplan.optimisation.solve import OnProgress, no_plan_in_time, solve_here
from clusterplan.optimisation.solvers import options_of, solver_version

__all__ = ["ROWS_ONLY", "Session"]

ROWS_ONLY = frozenset(
    {
        "cover",
        "clusters",
        "clusters_per_technology",
        "clusters_per_region_at_least",
        "clusters_per_region_exceptions",
        "facilities",
        "pioneering",
        "locks",
    }
)
"""Fields of a scenario's rules that change shared rows alone, never columns, coefficients of the objective, candidate
sets or rows inside a set. Resources join them as long as nothing else is derived from them."""

_INSIDE = (focuses_per_cluster, synergy)
"""Families whose rows all lie inside one candidate set and do not depend on the fields above."""
_TOLERANCE = 1e-6

type _Row = tuple[bytes, bytes, float, float]
"""Columns, coefficients, lower and upper side."""


@dataclass(frozen=True, eq=False)
class _Base:
    """What is kept of the first answer."""

    model: AllocationModel
    space: PatternSpace
    outcome: Outcome

    @cached_property
    def shared_rows(self) -> dict[str, _Row]:
        """The shared rows by name."""
        names = [row.name for row in self.model.lp.constraints()]
        return _by_name([names[row] for row in self.space.shared.tolist()], self.space)


class Session:
    """A solved problem. Questions do not change it, so the order in which they are asked does not matter."""

    def __init__(self, problem: Problem, on_progress: OnProgress | None = None, *, explain: bool = True) -> None:
        """Solve a problem and keep what helps with the next questions; with years nothing does, and it waits.

        Parameters
        ----------
        problem
            The planning problem.
        on_progress
            Told about phases, incumbents and bounds where the problem has to be solved as a whole.
        explain
            Whether to find out why, if there is no plan: that takes longer than the question itself.

        Raises
        ------
        InfeasibleError
            If no plan keeps every rule.
        NoPlanError
            If the limit came before any plan.
        """
        self.problem = problem
        self._base: _Base | None = None
        self._solved: Solution | None = None
        self._solve = partial(solve_here, problem, on_progress, explain=explain)
        if problem.scenario.rules.phasing is not None:
            return  # nothing of it helps with the next questions, so it is solved only if its own plan is asked for
        started = time.monotonic()
        if problem.scenario.solver.name == "HiGHS":
            model = build_model(problem)
            space = pattern_space(model)
            deadline = started + problem.scenario.solver.time_limit_seconds
            outcome = None if space is None else search(space, problem.scenario.solver, deadline)
            if space is not None and outcome is not None and outcome.point is not None:
                self._base = _Base(model, space, outcome)
                self._solved = self._solution(problem, space, outcome, started)
                return
        self._solved = self._solve()

    @property
    def solution(self) -> Solution:
        """The solution of the session's own problem; with years it is solved when it is first asked for."""
        if self._solved is None:
            self._solved = self._solve()
        return self._solved

    def ask(self, problem: Problem, on_progress: OnProgress | None = None, *, explain: bool = True) -> Solution:
        """Answer a changed problem.

        Parameters
        ----------
        problem
            The session's problem with other rules, or any other problem, which is then solved afresh.
        on_progress
            Told about incumbents and bounds.
        explain
            Whether to find out why, if there is no plan: that takes longer than the question itself.

        Returns
        -------
        Solution
            With the objective of a fresh solve.

        Raises
        ------
        InfeasibleError
            If no plan keeps every rule.
        NoPlanError
            If the limit came before any plan.
        """
        started = time.monotonic()
        if self._base is None or not _differs_in_rows_only(self.problem, problem):
            return solve_here(problem, on_progress, explain=explain)
        space, names = _with_rows_of(self._base, problem)
        deadline = started + problem.scenario.solver.time_limit_seconds
        head_start = _head_start(self._base, space, names)
        tell = None if on_progress is None else _teller(on_progress, started)
        outcome = search(space, problem.scenario.solver, deadline, tell, head_start)
        if outcome is None:
            return solve_here(problem, on_progress, explain=explain)
        if outcome.termination is Termination.INFEASIBLE:
            raise explain_infeasibility(problem) if explain else unexplained_infeasibility()
        if outcome.point is None:
            raise no_plan_in_time(problem.scenario.solver.time_limit_seconds)
        return self._solution(problem, space, outcome, started)

    def _solution(self, problem: Problem, space: PatternSpace, outcome: Outcome, started: float) -> Solution:
        """Return an outcome as a solution."""
        assert self._base is not None
        assert outcome.point is not None
        point, column = outcome.point, space.programme.column_of
        decisions, settings = self._base.model.decisions, problem.scenario.solver
        return Solution(
            choice=read_choice(decisions, lambda variable: float(point[column[variable.id]])),
            bound_millionths=outcome.bound,
            termination=outcome.termination,
            solver=solver_version(settings.name),
            options=options_of(settings),
            size=ModelSize(len(decisions.candidates), len(space.programme.cost), len(space.programme.rows)),
            seconds=time.monotonic() - started,
        )


def _teller(on_progress: OnProgress, started: float) -> Tell:
    """Return a function that reports values given in millionths."""

    def tell(incumbent: float | None, bound: float | None, _point: Numbers | None) -> None:
        in_units = [None if value is None else value / MILLIONTHS for value in (incumbent, bound)]
        on_progress(Progress("solve", time.monotonic() - started, in_units[0], in_units[1]))

    return tell


def _differs_in_rows_only(old: Problem, new: Problem) -> bool:
    """Whether a problem is another one with other shared rows, and nothing else."""
    for field in fields(Problem):
        if field.name != "scenario" and not _same(getattr(old, field.name), getattr(new, field.name)):
            return False
    if new.scenario.rules.phasing is not None or _optional_kinds(old) != _optional_kinds(new):
        return False  # bounds of columns, or the columns themselves, follow from the limits
    kept = {name: getattr(old.scenario.rules, name) for name in ROWS_ONLY}
    rules = new.scenario.rules.model_copy(update=kept)
    solver = old.scenario.solver
    told = {"id", "title_vi", "title_en"}
    as_before = new.scenario.model_copy(update={"rules": rules, "solver": solver})
    is_highs = new.scenario.solver.name == solver.name
    return is_highs and as_before.model_dump(exclude=told) == old.scenario.model_dump(exclude=told)


def _optional_kinds(problem: Problem) -> list[tuple[object, ...]]:
    """Return the kinds of facility beside the shared system that have columns, with what they may serve."""
    rules = problem.scenario.rules.facilities
    return [
        (kind, *(rules.may_serve(kind, technology) for technology in problem.technologies))
        for kind in rules.kinds
        if not kind.is_shared
    ]


def _same(one: object, other: object) -> bool:
    """Whether two values of a problem are the same; missing numbers are."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    return one == other


def _with_rows_of(base: _Base, problem: Problem) -> tuple[PatternSpace, list[str]]:
    """Return the patterns with the shared rows of another problem, and the names of these rows."""
    old = base.space.programme
    decisions = replace(base.model.decisions, problem=problem)
    inside = np.setdiff1d(np.arange(len(old.rows), dtype=np.int32), base.space.shared)
    names, vectors, low, high = [], [], [], []
    for family in FAMILIES:
        if family in _INSIDE:
            continue
        for name, row in family(decisions):
            terms = [(old.column_of[variable.id], value) for variable, value in row.items() if value]
            names.append(name)
            vectors.append((np.array([c for c, _ in terms], np.int32), np.array([v for _, v in terms], np.float64)))
            low.append(-math.inf if row.sense < 0 else -row.constant)
            high.append(math.inf if row.sense > 0 else -row.constant)
    kept = old.rows.taken(inside)
    programme = Programme(
        constant=old.constant,
        cost=old.cost,
        lower=old.lower,
        upper=old.upper,
        whole=old.whole,
        rows=Sparse.stacked([*(kept.vector(row) for row in range(len(kept))), *vectors]),
        row_lower=np.concatenate([old.row_lower[inside], low]),
        row_upper=np.concatenate([old.row_upper[inside], high]),
        column_of=old.column_of,
    )
    shared = np.arange(len(inside), len(programme.rows), dtype=np.int32)
    return base.space.with_shared_rows(programme, shared), names


def _head_start(base: _Base, space: PatternSpace, names: list[str]) -> HeadStart:
    """Return what the first answer says about the new rows."""
    point = base.outcome.point
    assert point is not None
    rows = space.programme.rows.taken(space.shared)
    activity = np.bincount(rows.owner, weights=rows.value * point[rows.index], minlength=len(rows))
    keeps = bool(((activity >= space.row_lower - _TOLERANCE) & (activity <= space.row_upper + _TOLERANCE)).all())
    new = _by_name(names, space)
    is_tighter = all(_is_no_looser(new.get(name), row) for name, row in base.shared_rows.items())
    return HeadStart(
        patterns=base.outcome.root.patterns if base.outcome.root is not None else (),
        point=point if keeps else None,
        used=base.outcome.patterns if keeps else (),
        bound=base.outcome.bound if is_tighter else math.inf,
    )


def _by_name(names: list[str], space: PatternSpace) -> dict[str, _Row]:
    """Return the shared rows by name, their entries in the order of columns."""
    rows = space.programme.rows.taken(space.shared)
    found = {}
    for number, name in enumerate(names):
        columns, values = rows.vector(number)
        order = np.argsort(columns, kind="stable")
        sides = float(space.row_lower[number]), float(space.row_upper[number])
        found[name] = (columns[order].tobytes(), values[order].tobytes(), *sides)
    return found


def _is_no_looser(new: _Row | None, old: _Row) -> bool:
    """Whether a row is there and keeps out all that the old one kept out."""
    return new is not None and new[:2] == old[:2] and new[2] >= old[2] and new[3] <= old[3]
