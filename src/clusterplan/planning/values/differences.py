"""From the worth of two problems to their difference, and what several answers say together. Numbers in millionths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clusterplan.optimisation.asking import Worth
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.planning.values.answer import Difference

__all__ = ["UNKNOWN", "Known", "gain_of", "loss_of"]


@dataclass(frozen=True)
class Known:
    """What is proven about a difference that cannot be negative."""

    at_least: int = 0
    """The smallest that is possible."""
    at_most: int | None = None
    """The largest that is possible; None if nothing is known."""
    has_no_plan: bool = False
    """Whether no plan keeps every rule: there is no difference then."""

    @property
    def is_settled(self) -> bool:
        """Whether asking cannot tell more."""
        return self.has_no_plan or self.at_most == self.at_least

    def at_least_that_of(self, smaller: Iterable[Known]) -> Known:
        """Return it with what follows from differences that cannot be larger.

        Parameters
        ----------
        smaller
            The other differences.

        Returns
        -------
        Known
            No plan where one of them has none.
        """
        others = tuple(smaller)
        has_no_plan = self.has_no_plan or any(other.has_no_plan for other in others)
        return Known(max([self.at_least, *(other.at_least for other in others)]), self.at_most, has_no_plan)

    def at_most_that_of(self, larger: Iterable[Known]) -> Known:
        """Return it with what follows from differences that cannot be smaller.

        Parameters
        ----------
        larger
            The other differences.

        Returns
        -------
        Known
            With the smallest of their upper ends.
        """
        ends = [end for end in (self.at_most, *(other.at_most for other in larger)) if end is not None]
        return Known(self.at_least, min(ends, default=None), self.has_no_plan)

    def told(self, *, was_asked: bool) -> Difference:
        """Return the typed difference, in the objective's unit.

        Parameters
        ----------
        was_asked
            Whether the question was answered.

        Returns
        -------
        Difference
            Exact, an interval, without a plan, or not asked.
        """
        if self.has_no_plan:
            return Difference(state="no_plan", at_least=self.at_least / MILLIONTHS, at_most=None)
        most = None if self.at_most is None else self.at_most / MILLIONTHS
        state = "exact" if self.is_settled else "interval" if was_asked else "not_asked"
        return Difference.model_validate({"state": state, "at_least": self.at_least / MILLIONTHS, "at_most": most})


UNKNOWN = Known()


def loss_of(optimum: Worth, without: Worth) -> Known:
    """Return ``optimum - optimum without a decision``: without it there are fewer plans.

    Parameters
    ----------
    optimum
        Best plan and bound of the problem.
    without
        The same of the problem without the decision.

    Returns
    -------
    Known
        ``[found - bound without, bound - found without]``, never below 0.
    """
    return _difference(optimum, without)


def gain_of(optimum: Worth, without: Worth) -> Known:
    """Return ``optimum without a rule - optimum``: without it there are more plans.

    Parameters
    ----------
    optimum
        Best plan and bound of the problem.
    without
        The same of the problem without the rule.

    Returns
    -------
    Known
        ``[found without - bound, bound without - found]``, never below 0.
    """
    return _difference(without, optimum)


def _difference(larger: Worth, smaller: Worth) -> Known:
    """Return what two worths say about the first less the second, of which it is known that it is not negative."""
    if smaller.is_infeasible:
        return Known(has_no_plan=True)
    least = 0 if larger.found is None or smaller.bound is None else max(0, larger.found - smaller.bound)
    most = None if larger.bound is None or smaller.found is None else max(0, larger.bound - smaller.found)
    return Known(least, most)
