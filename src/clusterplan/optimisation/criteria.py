"""Second criteria: what a plan may be asked for besides advantage, as whole numbers that are linear in the decisions.

Each is *more is better* inside this room, so that one sense serves all: a criterion that a planner wants small counts
negative. :func:`level_of` counts in a choice what :func:`stated` states in a model. Real spending,
:class:`clusterplan.optimisation.outlay.Outlay`, stands in the place of the cost proxy where a scenario gives costs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from pulp import LpAffineExpression, LpProblem, lpSum

from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.outlay import Outlay
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Choice

__all__ = ["Criterion", "Second", "Span", "level_of", "span_of", "stated"]


class Criterion(StrEnum):
    """What advantage is held against."""

    EQUITY = "equity"
    """Units with a place in some cluster: ``sum of |S| use[S]``, wanted large."""
    COST = "cost"
    """Commitments, a proxy for lack of unit costs: ``sum of use[S] + sum of |S| focus[S, k]``, wanted small."""
    DUPLICATION = "duplication"
    """Repeated leads: ``sum over k of max(0, sum over S of focus[S, k] - 1)``, wanted small."""

    @property
    def sign(self) -> int:
        """1 if a planner wants it large, -1 if small."""
        return 1 if self is Criterion.EQUITY else -1


type Second = Criterion | Outlay
"""What advantage is held against: something counted, or the spending on a resource."""


@dataclass(frozen=True)
class Span:
    """Levels that no plan leaves, by counting alone."""

    least: int
    """No plan has less."""
    most: int
    """No plan has more."""


def stated(criterion: Second, lp: LpProblem, decisions: Decisions) -> LpAffineExpression:
    """Return a criterion as an expression in a model's decisions, more being better.

    Duplication needs ``repeats[k] >= leads[k] - 1``, a free column that is not negative, where a technology may have
    no lead at all. Where each technology leads somewhere, ``leads[k] - 1`` says it without a column.

    Parameters
    ----------
    criterion
        The criterion.
    lp
        The model, to which columns and rows are added where needed.
    decisions
        Its decisions.

    Returns
    -------
    LpAffineExpression
        Equal to :func:`level_of` in every plan in which it is as large as it can be.
    """
    if isinstance(criterion, Outlay):
        return criterion.stated(decisions)
    sets = decisions.candidates
    if criterion is Criterion.EQUITY:
        return lpSum([len(sets[s].members) * use for s, use in decisions.use.items()])
    if criterion is Criterion.COST:
        shares = lpSum([len(sets[s].members) * focus for (s, _), focus in decisions.focus.items()])
        return -1 * (decisions.clusters_among(decisions.use) + shares)
    return _no_repeats(lp, decisions)


def _no_repeats(lp: LpProblem, decisions: Decisions) -> LpAffineExpression:
    """Return the repeated leads, negative."""
    problem = decisions.problem
    fewest = problem.scenario.rules.clusters_per_technology.at_least
    total = lpSum([])
    for k, technology in enumerate(problem.technologies):
        leads = decisions.focuses_on(k)
        if fewest >= 1 and problem.allowed_technologies[k]:
            total = total + leads - 1
        elif len(leads):
            name = decisions.names.technology[technology]
            repeats = lp.add_variable(f"repeats.{name}", 0, len(problem.units))
            lp.addConstraint(repeats - leads >= -1, f"pareto.repeats.{name}")
            total = total + repeats
    return -1 * total


def level_of(criterion: Second, problem: Problem, choice: Choice) -> int:
    """Return the level of a choice, more being better.

    Parameters
    ----------
    criterion
        The criterion.
    problem
        The problem.
    choice
        What is chosen.

    Returns
    -------
    int
        Units, commitments, leads or steps of spending; all but units negative.
    """
    if isinstance(criterion, Outlay):
        return criterion.level_of(problem, choice)
    clusters = choice.clusters
    if criterion is Criterion.EQUITY:
        return sum(len(cluster.candidate.members) for cluster in clusters)
    if criterion is Criterion.COST:
        return -sum(1 + len(cluster.candidate.members) * len(cluster.focuses) for cluster in clusters)
    leads = Counter(k for cluster in clusters for k in cluster.focuses)
    return -sum(number - 1 for number in leads.values())


def span_of(criterion: Second, problem: Problem) -> Span:
    """Return the levels between which every plan lies.

    Parameters
    ----------
    criterion
        The criterion.
    problem
        The problem.

    Returns
    -------
    Span
        By counting alone.
    """
    if isinstance(criterion, Outlay):
        return Span(-criterion.most(problem), 0)
    units, rules = len(problem.units), problem.scenario.rules
    if criterion is Criterion.EQUITY:
        return Span(0, units)
    if criterion is Criterion.COST:
        return Span(-units * (1 + rules.focuses_per_cluster.at_most), 0)
    return Span(-units * len(problem.technologies), 0)
