"""HiGHS by arrays: a relaxation that grows and starts where it ended, and integer programmes one after the other.

PuLP hands a problem over once and whole. Column generation asks hundreds of small questions about one problem, so
these go to HiGHS directly; :mod:`clusterplan.optimisation.solvers` knows the solvers by name.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from clusterplan.optimisation.arrays import Numbers, Programme, Sparse
from clusterplan.optimisation.banner import take_the_banner

__all__ = ["Found", "Relaxation", "WarmRelaxation", "solve_integer"]

_CALLBACK = highspy.cb.HighsCallbackType
_STATUS = highspy.HighsModelStatus
_PRIMAL_SIMPLEX = 4
_HALF = 0.5
"""Objectives are whole numbers: half a one is rounding."""
_NOTHING = 1e-9
_FEASIBLE = 2
"""What HiGHS calls the status of a point that keeps every row."""


@dataclass(frozen=True, eq=False)
class Found:
    """What an integer solve found."""

    ended: str
    """``optimal``, ``infeasible``, ``stopped`` (a limit) or ``failed``."""
    bound: float
    """Proven upper bound."""
    objective: float | None = None
    """Objective of the best point, if there is one."""
    values: Numbers | None = None
    """The best point, if there is one."""


class Relaxation:
    """A linear programme that columns are added to; each solve starts from the last basis."""

    def __init__(self, row_lower: Numbers, row_upper: Numbers, constant: float) -> None:
        self._solver = _highs()
        self._solver.setOptionValue("presolve", "off")
        self._solver.changeObjectiveOffset(constant)
        _add_rows(self._solver, row_lower, row_upper)
        self._low, self._high = row_lower, row_upper
        self._is_solved = False

    def add(self, cost: Numbers, lower: Numbers, upper: Numbers, columns: Sparse) -> None:
        """Add columns."""
        _add_columns(self._solver, cost, lower, upper, columns)

    def solve(self, seconds: float) -> bool:
        """Solve to the optimum; false if that failed or time ran out."""
        if self._is_solved:
            self._solver.setOptionValue("simplex_strategy", _PRIMAL_SIMPLEX)
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + seconds)
        self._solver.run()
        self._is_solved = True
        return bool(self._solver.getModelStatus() == _STATUS.kOptimal)

    @property
    def objective(self) -> float:
        """The optimum."""
        return float(self._solver.getObjectiveValue())

    @property
    def values(self) -> Numbers:
        """Values of the columns."""
        return np.array(self._solver.getSolution().col_value)

    @property
    def prices(self) -> Numbers:
        """Price of each row, with the sign that its finite side allows."""
        prices = np.array(self._solver.getSolution().row_dual)
        prices[(prices > 0) & ~np.isfinite(self._high)] = 0
        prices[(prices < 0) & ~np.isfinite(self._low)] = 0
        return prices


class WarmRelaxation:
    """The relaxation of a programme under other upper bounds of its columns; each solve starts from the last basis."""

    def __init__(self, programme: Programme) -> None:
        self._solver = _highs()
        self._solver.setOptionValue("presolve", "off")
        _hand_over(self._solver, programme)
        self._upper = programme.upper.copy()
        self._lower = programme.lower

    def solve(self, upper: Numbers, seconds: float) -> Found:
        """Solve under upper bounds of the columns, within a number of seconds."""
        changed = np.flatnonzero(upper != self._upper).astype(np.int32)
        self._solver.changeColsBounds(len(changed), changed, self._lower[changed], upper[changed])
        self._upper = upper.copy()
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + max(0.0, seconds))
        self._solver.run()
        return _found(self._solver)

    @property
    def proof(self) -> NDArray[np.bool_] | None:
        """The rows that prove that the last solve had no point, by their weights (Farkas 1902); None without them."""
        _status, is_known, weights = self._solver.getDualRay()
        return np.abs(np.array(weights)) > _NOTHING if is_known else None


def solve_integer(
    programme: Programme,
    seconds: float,
    seed: int,
    *,
    nodes: int | None = None,
    solutions: int | None = None,
    start: Numbers | None = None,
    gap: float = 0.0,
    watch: Callable[[float | None, float | None, Numbers | None], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Found:
    """Solve an integer programme on one thread.

    Parameters
    ----------
    programme
        The programme.
    seconds
        Time limit.
    seed
        Random seed.
    nodes
        Stop after so many nodes of the tree.
    solutions
        Stop after so many better and better points.
    start
        A feasible point to start from.
    gap
        Relative gap at which to stop.
    watch
        Told the incumbent's objective, the bound, and the values of a new incumbent.
    should_stop
        Asked while the tree is searched, instead of watching; true stops the solve, which keeps its best point.

    Returns
    -------
    Found
        The best point with its bound.
    """
    solver = _highs()
    for option, value in (
        ("mip_rel_gap", gap),
        ("mip_abs_gap", 0.5),  # objectives are whole numbers: a difference below 1 is none
        ("random_seed", seed),
        ("mip_heuristic_run_feasibility_jump", False),  # finds nothing that the relaxation's patterns do not: a fifth
        ("time_limit", max(0.05, seconds)),
    ):
        solver.setOptionValue(option, value)
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    if solutions is not None:
        solver.setOptionValue("mip_max_improving_sols", solutions)
    _hand_over(solver, programme)
    whole = np.flatnonzero(programme.whole).astype(np.int32)
    if len(whole):
        solver.changeColsIntegrality(len(whole), whole, np.full(len(whole), highspy.HighsVarType.kInteger))
    if start is not None:
        solver.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
    if watch is not None:
        solver.setCallback(_listener(watch), None)
        for kind in (_CALLBACK.kCallbackMipImprovingSolution, _CALLBACK.kCallbackMipLogging):
            solver.startCallback(kind)
    elif should_stop is not None:
        solver.setCallback(_interrupter(should_stop), None)
        solver.startCallback(_CALLBACK.kCallbackMipInterrupt)
    solver.run()
    found = _found(solver)
    if start is not None and not _says_what_it_found(programme, found):
        left = max(0.0, seconds - solver.getRunTime())
        return solve_integer(
            programme, left, seed, nodes=nodes, solutions=solutions, gap=gap, watch=watch, should_stop=should_stop
        )
    return found


def _says_what_it_found(programme: Programme, found: Found) -> bool:
    """Whether the objective that HiGHS reports is that of its point.

    With a point to start from, HiGHS 1.16 may presolve a small programme to nothing and report the start's values with
    another objective and bound; without the start it does not.
    """
    if found.ended != "optimal" or found.values is None or found.objective is None:
        return True
    worth = programme.constant + float(programme.cost @ found.values)
    return abs(worth - found.objective) <= _HALF


def _hand_over(solver: Any, programme: Programme) -> None:
    """Give a whole programme to HiGHS, but for which of its columns are whole."""
    solver.changeObjectiveOffset(programme.constant)
    _add_rows(solver, programme.row_lower, programme.row_upper)
    _add_columns(solver, programme.cost, programme.lower, programme.upper, programme.rows.turned(len(programme.cost)))


def _found(solver: Any) -> Found:
    """Read how a solve ended."""
    status, information = solver.getModelStatus(), solver.getInfo()
    if status in (_STATUS.kInfeasible, _STATUS.kObjectiveBound, _STATUS.kUnboundedOrInfeasible):
        return Found("infeasible", -math.inf)
    objective = float(solver.getObjectiveValue())
    known = math.isfinite(objective) and information.primal_solution_status == _FEASIBLE
    stopped = (_STATUS.kTimeLimit, _STATUS.kSolutionLimit, _STATUS.kIterationLimit, _STATUS.kInterrupt)
    if status == _STATUS.kOptimal:
        ended, bound = "optimal", float(information.mip_dual_bound)
    elif status in stopped:
        ended, bound = "stopped", float(information.mip_dual_bound)
    else:
        return Found("failed", math.inf)
    if not known:
        return Found(ended, bound)
    return Found(ended, bound, objective, np.array(solver.getSolution().col_value))


def _highs() -> Any:
    """Return a quiet HiGHS on one thread that maximises."""
    take_the_banner()
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("log_to_console", False)
    solver.setOptionValue("threads", 1)
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return solver


def _add_rows(solver: Any, lower: Numbers, upper: Numbers) -> None:
    """Add rows without entries."""
    none = np.zeros(0, np.int32)
    solver.addRows(len(lower), lower, upper, 0, np.zeros(len(lower), np.int32), none, np.zeros(0))


def _add_columns(solver: Any, cost: Numbers, lower: Numbers, upper: Numbers, columns: Sparse) -> None:
    """Add columns with their entries."""
    solver.addCols(
        len(cost), cost, lower, upper, len(columns.index), columns.start[:-1].copy(), columns.index, columns.value
    )


def _listener(
    watch: Callable[[float | None, float | None, Numbers | None], None],
) -> Callable[[int, str, Any, Any, Any], None]:
    """Return a HiGHS callback that reports finite numbers only."""

    def listen(kind: int, _message: str, out: Any, _inwards: Any, _data: Any) -> None:
        improved = int(kind) == int(_CALLBACK.kCallbackMipImprovingSolution)
        incumbent = out.objective_function_value if improved else out.mip_primal_bound
        bound = out.mip_dual_bound
        watch(
            float(incumbent) if math.isfinite(incumbent) else None,
            float(bound) if math.isfinite(bound) else None,
            np.array(out.mip_solution) if improved else None,
        )

    return listen


def _interrupter(should_stop: Callable[[], bool]) -> Callable[[int, str, Any, Any, Any], None]:
    """Return a HiGHS callback that ends the solve when asked to."""

    def listen(_kind: int, _message: str, _out: Any, inwards: Any, _data: Any) -> None:
        inwards.user_interrupt = should_stop()

    return listen
