"""The child of :mod:`clusterplan.planning.what_if_asking`: keeps one solved plan and answers what-if questions."""

from __future__ import annotations

from dataclasses import replace

from clusterplan.errors import ClusterplanError, InternalError
from clusterplan.language import Text
from clusterplan.optimisation.pickling import answer_parent_often
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.session import Session
from clusterplan.optimisation.solution import Solution
from clusterplan.planning.what_if import Changes, what_if
from clusterplan.planning.what_if_asking import Opening
from clusterplan.planning.why.answers import WhatIf

__all__ = ["Answerer"]


class Answerer:
    """A plan that is asked about, and the session that answers fast."""

    def __init__(self) -> None:
        self._opening: Opening | None = None
        self._session: Session | None = None

    def answer(self, message: Opening | Changes) -> WhatIf | ClusterplanError | None:
        """Answer a message.

        Parameters
        ----------
        message
            The plan, or a question about it.

        Returns
        -------
        WhatIf, ClusterplanError or None
            The answer, or why there is none; nothing to the opening.
        """
        if isinstance(message, Opening):
            self._opening = message
            self._session = self._ready(message)
            return None
        if self._opening is None:
            return InternalError(Text(vi="Chưa có phương án để hỏi.", en="There is no plan to ask about."))
        try:
            return what_if(self._opening.known, message, solve=self._solve)
        except ClusterplanError as error:
            return error

    def _ready(self, opening: Opening) -> Session | None:
        """Return a session; none if the plan's own problem cannot be solved in time, then each question is solved."""
        try:
            return Session(self._in_time(opening.known.posed.problem), explain=False)
        except ClusterplanError:
            return None

    def _solve(self, problem: Problem) -> Solution:
        problem = self._in_time(problem)
        return Session(problem).solution if self._session is None else self._session.ask(problem)

    def _in_time(self, problem: Problem) -> Problem:
        """Return a problem with our time limit: whoever asks is waiting."""
        assert self._opening is not None
        solver = problem.scenario.solver.model_copy(update={"time_limit_seconds": self._opening.seconds})
        return replace(problem, scenario=problem.scenario.model_copy(update={"solver": solver}))


if __name__ == "__main__":
    answer_parent_often(Answerer().answer)
