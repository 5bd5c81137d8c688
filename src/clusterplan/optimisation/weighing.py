"""One problem with two criteria, asked many times: another weighting, another limit, the same patterns.

The limit is one shared row that is there from the beginning, and the weights change coefficients of the objective
alone; so the patterns and what the relaxation learnt of them serve every question. Both criteria are whole numbers and
so are the weights: a proof stays exact.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import numpy as np
from pulp import LpAffineExpression

from clusterplan.domain import Termination
from clusterplan.optimisation.arrays import Numbers
from clusterplan.optimisation.assemble import value_of
from clusterplan.optimisation.column_generation import solve_relaxation
from clusterplan.optimisation.criteria import Second, level_of, stated
from clusterplan.optimisation.decomposition import pattern_space
from clusterplan.optimisation.model import AllocationModel, build_model
from clusterplan.optimisation.patterns import Pattern, PatternSpace
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.proof import prove
from clusterplan.optimisation.search import HeadStart, Outcome, Tell, search
from clusterplan.optimisation.solution import Choice, read_choice
from clusterplan.scenario import SolverSettings

__all__ = ["Answer", "Weighing"]

_LIMIT = "pareto.limit"
_LEAST_SECONDS = 0.1


@dataclass(frozen=True)
class Answer:
    """What one question found."""

    choice: Choice
    """The best choice."""
    value: int
    """Its objective in millionths."""
    level: int
    """Its level of the criterion, more being better."""
    bound: int
    """Proven upper bound on the weighted sum."""
    is_proven: bool
    """Whether no choice has a greater weighted sum."""


class Weighing:
    """A problem and a second criterion, ready for questions. Questions do not change the answer of later ones."""

    def __init__(self, problem: Problem, criterion: Second) -> None:
        """Build the model once.

        Parameters
        ----------
        problem
            The planning problem; it has a plan.
        criterion
            The second criterion.
        """
        self.problem, self.criterion = problem, criterion
        self._model, self._level = _with_criterion(problem, criterion, 1)
        self._space = pattern_space(self._model) if problem.scenario.solver.name == "HiGHS" else None
        self._patterns: tuple[Pattern, ...] = ()

    def least_value(self) -> int:
        """Return a value below which no plan lies, from the relaxation; from the coefficients alone without one."""
        cost, constant = self._weighted(-1, 0)
        if self._space is not None:
            space = self._asked(cost, constant, None)
            root = solve_relaxation(space, time.monotonic() + self.problem.scenario.solver.time_limit_seconds)
            if root is not None and root.is_feasible:
                return -math.ceil(root.bound)
        return -math.ceil(constant + float(np.maximum(cost, 0).sum()))

    def ask(self, of_value: int, of_level: int, at_least: int | None, tell: Tell | None = None) -> Answer | None:
        """Find the choice with the greatest ``of_value * value + of_level * level`` among those of a level.

        Parameters
        ----------
        of_value, of_level
            The weights: whole numbers, not negative, the second at least 1.
        at_least
            The least level allowed; any if left out.
        tell
            Told the weighted sum and its bound.

        Returns
        -------
        Answer or None
            None if no choice has such a level, or none was found in time.
        """
        settings = self.problem.scenario.solver
        deadline = time.monotonic() + settings.time_limit_seconds
        if self._space is not None:
            cost, constant = self._weighted(of_value, of_level)
            space = self._asked(cost, constant, at_least)
            outcome = search(space, settings, deadline, tell, HeadStart(patterns=self._patterns))
            if outcome is not None:
                if outcome.root is not None and not self._patterns:
                    self._patterns = outcome.root.patterns
                if outcome.point is None:
                    return None
                return self._read(space, outcome.point, outcome)
        left = max(_LEAST_SECONDS, deadline - time.monotonic())
        return self._asked_whole(
            of_value, of_level, at_least, settings.model_copy(update={"time_limit_seconds": left}), tell
        )

    def _asked_whole(
        self, of_value: int, of_level: int, at_least: int | None, settings: SolverSettings, tell: Tell | None
    ) -> Answer | None:
        """Hand the whole programme to the scenario's solver."""
        model, level = _with_criterion(self.problem, self.criterion, at_least)
        objective = model.lp.objective
        assert objective is not None
        model.lp.setObjective(of_value * objective + of_level * level)
        proof = prove(model, settings, tell)
        if proof.termination in (Termination.INFEASIBLE, Termination.NO_PLAN):
            return None
        choice = read_choice(model.decisions, lambda variable: variable.varValue)
        return self._answer(choice, proof.bound, proof.termination)

    def _read(self, space: PatternSpace, point: Numbers, outcome: Outcome) -> Answer:
        """Return what a search found."""
        column = space.programme.column_of
        choice = read_choice(self._model.decisions, lambda variable: float(point[column[variable.id]]))
        return self._answer(choice, outcome.bound, outcome.termination)

    def _answer(self, choice: Choice, bound: int, termination: Termination) -> Answer:
        """Return what was found, both criteria counted anew."""
        value, level = value_of(self.problem, choice), level_of(self.criterion, self.problem, choice)
        return Answer(choice, value, level, bound, termination is Termination.OPTIMAL)

    def _weighted(self, of_value: int, of_level: int) -> tuple[Numbers, float]:
        """Return cost and constant of a weighted sum."""
        assert self._model.lp.objective is not None
        column = {variable.id: j for j, variable in enumerate(self._model.lp.exported_variables())}
        cost, constant = np.zeros(len(column)), 0.0
        for weight, expression in ((of_value, self._model.lp.objective), (of_level, self._level)):
            for variable, coefficient in expression.items():
                cost[column[variable.id]] += weight * coefficient
            constant += weight * (expression.constant or 0.0)
        return cost, constant

    def _asked(self, cost: Numbers, constant: float, at_least: int | None) -> PatternSpace:
        """Return the patterns with another objective and limit."""
        assert self._space is not None
        programme = self._space.programme
        lower = programme.row_lower.copy()
        lower[-1] = -np.inf if at_least is None else at_least - (self._level.constant or 0.0)
        changed = replace(programme, cost=cost, constant=constant, row_lower=lower)
        return self._space.with_shared_rows(changed, self._space.shared)


def _with_criterion(
    problem: Problem, criterion: Second, at_least: int | None
) -> tuple[AllocationModel, LpAffineExpression]:
    """Return the model of a problem with a criterion, and as its last row the limit on it."""
    model = build_model(problem)
    level = stated(criterion, model.lp, model.decisions)
    if at_least is not None:
        model.lp.addConstraint(level >= at_least, _LIMIT)
    return model, level
