"""A (unit, technology) pair forced into every plan or kept out of it, and what the best plan is then worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from clusterplan.domain import TechnologyId, UnitId
from clusterplan.errors import InfeasibleError
from clusterplan.optimisation.assemble import value_of
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.session import Session
from clusterplan.optimisation.solution import Choice, Solution
from clusterplan.planning.asked_locks import with_lock
from clusterplan.planning.why.reason_answers import Loss
from clusterplan.scenario import FocusPlace

__all__ = ["Best", "Questions", "best_of", "best_or_none", "has_pair", "loss_against", "with_focus_lock"]


@dataclass(frozen=True)
class Best:
    """What is known about the best plan of a question. Values in whole millionths of the objective."""

    least: int
    """Objective of the best plan that was found."""
    most: int
    """No plan is worth more."""
    choice: Choice
    """The best plan that was found."""

    @property
    def is_proven(self) -> bool:
        """Whether no plan is worth more than the one that was found."""
        return self.least == self.most


def with_focus_lock(
    problem: Problem, unit: UnitId, technology: TechnologyId, lock: Literal["must", "must_not"]
) -> Problem:
    """Return a problem in which a pair must, or must not, be in the plan; a lock on the same pair makes way.

    Parameters
    ----------
    problem
        The problem.
    unit, technology
        The pair.
    lock
        ``must`` or ``must_not``.

    Returns
    -------
    Problem
        With one more lock.
    """
    place = FocusPlace(unit=unit, technology=technology)
    return replace(problem, scenario=with_lock(problem.scenario, place, lock))


def has_pair(problem: Problem, choice: Choice, unit: UnitId, technology: TechnologyId) -> bool:
    """Return whether a choice has a pair.

    Parameters
    ----------
    problem
        The problem.
    choice
        What is chosen.
    unit, technology
        The pair.

    Returns
    -------
    bool
        Whether the unit's cluster focuses on the technology.
    """
    r, k = problem.units.index(unit), problem.technologies.index(technology)
    return any(r in cluster.candidate.members and k in cluster.focuses for cluster in choice.clusters)


def best_of(problem: Problem, solution: Solution) -> Best:
    """Return what a solution tells about the best plan.

    Parameters
    ----------
    problem
        The problem that was solved.
    solution
        Its solution.

    Returns
    -------
    Best
        The value recomputed from the choice, and the bound.
    """
    value = value_of(problem, solution.choice)
    return Best(value, max(value, solution.bound_millionths), solution.choice)


def loss_against(best: Best, other: Best) -> Loss:
    """Return what the best plan of a narrower question loses against that of a wider one.

    Parameters
    ----------
    best
        The best plan.
    other
        The best plan of a question that allows less.

    Returns
    -------
    Loss
        ``least(best) - most(other)`` to ``most(best) - least(other)``, neither below 0.
    """
    at_least, at_most = best.least - other.most, best.most - other.least
    return Loss(at_least=max(0, at_least) / MILLIONTHS, at_most=max(0, at_most) / MILLIONTHS)


class Questions:
    """A problem that answers what its best plan is worth with a pair, and without it. Answers are kept."""

    def __init__(self, problem: Problem, known: Best | None = None, session: Session | None = None) -> None:
        """Take a problem; it is solved when the first question comes.

        Parameters
        ----------
        problem
            The problem, to be answered without a gap.
        known
            What is known about its best plan, if anything is.
        session
            A session of a similar problem that may answer; one of this problem if none is given.
        """
        solver = problem.scenario.solver.model_copy(update={"gap_limit": 0.0})
        self.problem = replace(problem, scenario=problem.scenario.model_copy(update={"solver": solver}))
        self._known = known
        self._session = session
        self._is_own = session is None
        self._answers: dict[tuple[UnitId, TechnologyId, str], Best | None] = {}

    @property
    def session(self) -> Session:
        """The solved problem."""
        if self._session is None:
            self._session = Session(self.problem, explain=False)
        return self._session

    @property
    def best(self) -> Best:
        """The best plan without any further lock."""
        if self._known is None:
            session = self.session
            solution = session.solution if self._is_own else session.ask(self.problem, explain=False)
            self._known = best_of(self.problem, solution)
        return self._known

    def with_pair(self, unit: UnitId, technology: TechnologyId) -> Best | None:
        """Return the best plan that has a pair.

        Parameters
        ----------
        unit, technology
            The pair.

        Returns
        -------
        Best or None
            None if no plan that keeps every rule has it.

        Raises
        ------
        NoPlanError
            If time ran out before a plan was found.
        """
        return self._asked(unit, technology, "must")

    def without_pair(self, unit: UnitId, technology: TechnologyId) -> Best | None:
        """Return the best plan that does not have a pair; arguments and errors as above.

        Parameters
        ----------
        unit, technology
            The pair.

        Returns
        -------
        Best or None
            None if every plan that keeps every rule has it.
        """
        return self._asked(unit, technology, "must_not")

    def _asked(self, unit: UnitId, technology: TechnologyId, lock: Literal["must", "must_not"]) -> Best | None:
        key = (unit, technology, lock)
        if key not in self._answers:
            problem = with_focus_lock(self.problem, unit, technology, lock)
            self._answers[key] = best_or_none(problem, lambda asked: self.session.ask(asked, explain=False))
        return self._answers[key]


def best_or_none(problem: Problem, solve: Callable[[Problem], Solution]) -> Best | None:
    """Return the best plan of a problem, or nothing if it has none.

    Parameters
    ----------
    problem
        The problem.
    solve
        Solves a problem.

    Returns
    -------
    Best or None
        None if no plan keeps every rule.

    Raises
    ------
    NoPlanError
        If time ran out before a plan was found.
    """
    try:
        return best_of(problem, solve(problem))
    except InfeasibleError:
        return None
