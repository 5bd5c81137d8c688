"""The solvers beside HiGHS that a scenario may name: CBC, SCIP, Gurobi and CPLEX, all told and heard the same.

PuLP speaks to all of them, with faults that are mended here (measured with PuLP 4.2):

- Only HiGHS reports its bound. CBC's is read from its log, the others' from their model.
- SCIP, Gurobi and CPLEX are handed the objective's coefficients one by one, and PuLP copies the whole objective for
  each: to hand 4,558 variables to SCIP took 34 s, which no time limit counts, and takes less than a second here.
- These three are not told the objective's constant, so their bound lacks it.
- "Infeasible or unbounded" is called a failure. Every variable of ours is bounded, so it is infeasible.
"""

from __future__ import annotations

import importlib
import math
import re
import tempfile
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulp
from pulp import LpAffineExpression, LpProblem, LpSolveStats, LpSolveStatus, LpVariable

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.scenario import SolverSettings

__all__ = ["PACKAGES", "make_other_solver"]

PACKAGES = {
    "HiGHS": "highspy",
    "COIN_CMD": "cbcbox",
    "SCIP_PY": "pyscipopt",
    "GUROBI": "gurobipy",
    "CPLEX_PY": "cplex",
}
"""The package that brings each solver of the allow-list."""
_ABSOLUTE_GAP = 0.5
"""Objectives are whole millionths: a difference below 1 is none."""

type Watch = Callable[[float | None, float | None, Any], None]


def make_other_solver(settings: SolverSettings, watch: Watch | None = None) -> pulp.LpSolver:
    """Return a solver other than HiGHS on one thread with a fixed seed.

    Parameters
    ----------
    settings
        Name, limits and seed.
    watch
        Told about incumbents and bounds. SCIP only; the others work in silence.

    Returns
    -------
    pulp.LpSolver
        Ready to solve.

    Raises
    ------
    UsageError
        If the solver is not installed, or has no licence here.
    """
    solver: pulp.LpSolver = _MAKERS[settings.name](settings, watch)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Gurobi warns of what we are about to say
        if not solver.available():
            raise _not_here(settings.name)
    return solver


class _Objective:
    """A PuLP objective whose coefficients are looked up, not searched for."""

    def __init__(self, expression: LpAffineExpression) -> None:
        self._expression = expression
        self._coefficients = {variable.id: coefficient for variable, coefficient in expression.items()}
        self.constant = float(expression.constant)

    def get(self, variable: LpVariable, default: float = 0.0) -> float:
        """Return the coefficient of a variable."""
        return self._coefficients.get(variable.id, default)

    def value(self) -> float | None:
        """Return the objective of the variables' values."""
        return self._expression.value()


class _Problem:
    """A PuLP problem that copies its objective once instead of once for each variable."""

    def __init__(self, lp: LpProblem) -> None:
        assert lp.objective is not None
        self._lp = lp
        self.objective = _Objective(lp.objective)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lp, name)


class _Mended(ABC):
    """What is done to the answer of a solver that PuLP reaches through its Python package."""

    def actualSolve(self, lp: LpProblem, **kwargs: Any) -> LpSolveStats:  # noqa: N802 - PuLP's name
        """Solve, and complete what PuLP says of it."""
        problem = _Problem(lp)
        stats: LpSolveStats = super().actualSolve(problem, **kwargs)  # type: ignore[misc]
        if self.is_infeasible(problem.solverModel):
            return replace(stats, status=LpSolveStatus.Infeasible, has_solution=False, objective=None)
        if not stats.has_solution:
            return stats
        bound = self.bound(problem.solverModel)
        return replace(stats, best_bound=bound + problem.objective.constant if abs(bound) < _INFINITE else None)

    @abstractmethod
    def bound(self, model: Any) -> float:
        """Return the bound that a solver's own model proved."""

    @abstractmethod
    def is_infeasible(self, model: Any) -> bool:
        """Whether a solver's own model ended in "infeasible or unbounded"."""


_INFINITE = 1e20
"""From here on a number is infinite to SCIP and CPLEX."""


class _Cbc(pulp.COIN_CMD):
    """CBC, which writes its bound into its log alone."""

    def actualSolve(self, lp: LpProblem, **kwargs: Any) -> LpSolveStats:  # noqa: N802 - PuLP's name
        """Solve with a log that is thrown away after it was read."""
        with tempfile.TemporaryDirectory(prefix="clusterplan-") as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a log replaces the console
            log = Path(folder) / "cbc.log"
            self.optionsDict["logPath"] = str(log)
            stats: LpSolveStats = super().actualSolve(lp, **kwargs)
            distance = _distance_in_log(log.read_text(encoding="utf-8", errors="replace"))
        if not stats.has_solution or stats.objective is None or distance is None:
            return stats
        return replace(stats, best_bound=stats.objective + distance)


def _distance_in_log(log: str) -> float | None:
    """Return how far CBC's bound lies from its plan, never less than it is: the log has six digits.

    A distance needs to know neither the sign nor the constant with which CBC was given the objective.
    """
    objective, bound = (_LAST_NUMBERS[name].findall(log) for name in ("objective", "bound"))
    if not objective or not bound:
        return None
    printed = abs(float(objective[-1])), abs(float(bound[-1]))
    return abs(float(objective[-1]) - float(bound[-1])) + 1e-5 * max(printed)


_LAST_NUMBERS = {
    "objective": re.compile(r"^Objective value:\s+(\S+)$", re.MULTILINE),
    "bound": re.compile(r"^Lower bound:\s+(\S+)$", re.MULTILINE),
}


class _Scip(_Mended, pulp.SCIP_PY):
    """SCIP, which tells its incumbents on the way."""

    watch: Watch | None = None

    def buildSolverModel(self, lp: Any) -> Any:  # noqa: N802 - PuLP's name
        """Build SCIP's model and listen to it."""
        handles = super().buildSolverModel(lp)
        if self.watch is not None:
            listener = _scip_listener(self.watch, handles[0], lp.objective.constant)
            lp.solverModel.includeEventhdlr(listener, "clusterplan", "tells incumbents and bounds")
        return handles

    def bound(self, model: Any) -> float:
        """Return SCIP's dual bound."""
        return float(model.getDualbound())

    def is_infeasible(self, model: Any) -> bool:
        """Whether SCIP could not tell infeasible from unbounded."""
        return bool(model.getStatus() == "inforunbd")


class _Gurobi(_Mended, pulp.GUROBI):
    """Gurobi."""

    def bound(self, model: Any) -> float:
        """Return Gurobi's bound."""
        return float(model.ObjBound)

    def is_infeasible(self, model: Any) -> bool:
        """Whether Gurobi could not tell infeasible from unbounded (its status 4)."""
        return bool(model.Status == 4)


class _Cplex(_Mended, pulp.CPLEX_PY):
    """CPLEX."""

    def bound(self, model: Any) -> float:
        """Return CPLEX's bound."""
        return float(model.solution.MIP.get_best_objective())

    def is_infeasible(self, model: Any) -> bool:
        """Whether CPLEX could not tell infeasible from unbounded (its statuses 4 and 119)."""
        return model.solution.get_status() in (4, 119)


def _cbc(settings: SolverSettings, _watch: Watch | None) -> Any:
    """Return CBC from the package ``cbcbox``."""
    try:
        from cbcbox import cbc_bin_path
    except ImportError as missing:
        raise _not_here(settings.name) from missing
    return _untyped(_Cbc)(
        path=str(cbc_bin_path()),
        gapAbs=_ABSOLUTE_GAP,
        threads=1,
        options=[f"randomS {settings.seed}"],
        **_common(settings),
    )


def _scip(settings: SolverSettings, watch: Watch | None) -> Any:
    """Return SCIP from the package ``pyscipopt``; it has one thread."""
    seed = [f"randomization/randomseedshift={settings.seed}"]
    solver = _untyped(_Scip)(gapAbs=_ABSOLUTE_GAP, options=seed, **_common(settings))
    solver.watch = watch
    return solver


def _gurobi(settings: SolverSettings, _watch: Watch | None) -> Any:
    """Return Gurobi from the package ``gurobipy``, which finds its licence by itself."""
    return _untyped(_Gurobi)(gapAbs=_ABSOLUTE_GAP, Threads=1, Seed=settings.seed % 2_000_000_001, **_common(settings))


def _cplex(settings: SolverSettings, _watch: Watch | None) -> Any:
    """Return CPLEX from the package ``cplex``. PuLP does not know its absolute gap."""
    own = {"mip.tolerances.absmipgap": _ABSOLUTE_GAP, "randomseed": settings.seed % 2_100_000_001}
    return _untyped(_Cplex)(threads=1, **_common(settings), **own)


def _untyped(solver: Callable[..., Any]) -> Callable[..., Any]:
    """Return a solver's class as what may be called with anything: PuLP leaves its arguments untyped."""
    return solver


def _common(settings: SolverSettings) -> dict[str, Any]:
    """Return what every solver is told in PuLP's words."""
    return {"msg": False, "timeLimit": settings.time_limit_seconds, "gapRel": settings.gap_limit}


_MAKERS: dict[str, Callable[[SolverSettings, Watch | None], Any]] = {
    "COIN_CMD": _cbc,
    "SCIP_PY": _scip,
    "GUROBI": _gurobi,
    "CPLEX_PY": _cplex,
}


def _scip_listener(watch: Watch, columns: list[Any], constant: float) -> Any:
    """Return an event handler of SCIP that tells every incumbent with the bound of that moment."""
    pyscipopt: Any = importlib.import_module("pyscipopt")

    class Listener(pyscipopt.Eventhdlr):  # type: ignore[misc]
        def eventinit(self) -> None:
            self.model.catchEvent(pyscipopt.SCIP_EVENTTYPE.BESTSOLFOUND, self)

        def eventexec(self, _event: Any) -> None:
            found = self.model.getBestSol()
            bound = self.model.getDualbound()
            known = bound + constant if math.isfinite(bound) and abs(bound) < _INFINITE else None
            objective = self.model.getSolObjVal(found) + constant
            watch(objective, known, [found[column] for column in columns])

    return Listener()


def _not_here(name: str) -> UsageError:
    """Return the error for a solver that cannot be used on this machine."""
    package = PACKAGES[name]
    return UsageError(
        Text(vi=f"Không dùng được bộ giải {name} trên máy này.", en=f"The solver {name} cannot be used here."),
        [
            Fault(
                "solver.name",
                Text(
                    vi=f"chưa cài gói {package}, hoặc chưa có giấy phép.",
                    en=f"the package {package} is not installed, or there is no licence for it.",
                ),
                Text(
                    vi=f"Hãy cài {package} kèm giấy phép nếu cần, hoặc dùng HiGHS.",
                    en=f"Install {package}, with a licence if it asks for one, or use HiGHS.",
                ),
            )
        ],
    )
