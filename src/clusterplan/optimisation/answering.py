"""The child process of :mod:`clusterplan.optimisation.asking`: answers questions until its standard input closes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clusterplan.errors import ClusterplanError, InfeasibleError, NoPlanError
from clusterplan.optimisation.asking import Question, Worth
from clusterplan.optimisation.assemble import value_of
from clusterplan.optimisation.infeasible import unexplained_infeasibility
from clusterplan.optimisation.pickling import answer_parent_often
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.session import Session
from clusterplan.optimisation.solution import Progress, Solution
from clusterplan.optimisation.solve import solve_here

__all__ = ["Answerer"]


class Answerer:
    """Problems and their sessions, kept from question to question."""

    def __init__(self) -> None:
        """Begin without any."""
        self.bases: dict[str, Problem] = {}
        self.sessions: dict[str, Session | ClusterplanError] = {}

    def worth(self, question: Question, seconds: float) -> Worth:
        """Answer one question.

        Parameters
        ----------
        question
            The question; its base is in ``bases``.
        seconds
            Longest time for the answer, beside that for the base's own plan.

        Returns
        -------
        Worth
            What is proven by then.
        """
        base = self.bases[question.base]
        session = self._session(question.base)
        try:
            if question.scenario is None:
                if isinstance(session, ClusterplanError):
                    raise session
                return _worth(base, session.solution)
            solver = question.scenario.solver.model_copy(update={"time_limit_seconds": seconds, "gap_limit": 0.0})
            problem = replace(base, scenario=question.scenario.model_copy(update={"solver": solver}))
            if isinstance(session, Session):
                return _worth(problem, session.ask(problem, _without_explanation, explain=False))
            return _worth(problem, solve_here(problem, _without_explanation))
        except InfeasibleError:
            return Worth(is_infeasible=True)
        except NoPlanError:
            return Worth()

    def _session(self, name: str) -> Session | ClusterplanError:
        """Return the session of a base, or why it has none."""
        if name not in self.sessions:
            try:
                self.sessions[name] = Session(self.bases[name], _without_explanation)
            except (InfeasibleError, NoPlanError) as error:
                self.sessions[name] = error
        return self.sessions[name]


def _worth(problem: Problem, solution: Solution) -> Worth:
    """Return what a solution proves."""
    found = value_of(problem, solution.choice)
    return Worth(found, max(found, solution.bound_millionths), solution.choice)


def _without_explanation(progress: Progress) -> None:
    """End a solve that has proved that there is no plan: why there is none is not asked here."""
    if progress.phase == "explain":
        raise unexplained_infeasibility()


def _main() -> None:
    """Answer the questions on standard input; write worths to standard output."""
    answerer = Answerer()

    def answer(message: tuple[Any, Any]) -> Worth | None:
        first, second = message
        if isinstance(second, Problem):
            answerer.bases[first] = second
            return None
        return answerer.worth(first, second)

    answer_parent_often(answer)


if __name__ == "__main__":
    _main()
