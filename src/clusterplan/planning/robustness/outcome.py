"""One draw: solved by nodes, and the plan held against its data. Runs in a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from clusterplan.domain import FacilityKind, Plan, SiteId, TechnologyId, UnitId
from clusterplan.optimisation.assemble import value_of
from clusterplan.optimisation.by_nodes import Ended, solve_by_nodes
from clusterplan.optimisation.check import read_choices
from clusterplan.optimisation.nearest import target_of
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Choice
from clusterplan.planning.robustness.uncertainty import DrawSource

__all__ = ["Decisions", "DrawKey", "Outcome", "Question", "decisions_of", "outcome_of"]


class DrawKey(NamedTuple):
    """Which draw."""

    number: int
    """Its number."""
    second: tuple[str, ...] = ()
    """Groups from the second sample of that number; none in the draws proper."""


@dataclass(frozen=True)
class Decisions:
    """What a plan decides, by ids."""

    assignments: frozenset[tuple[UnitId, TechnologyId]]
    """Each member of a cluster with each of its focuses."""
    hubs: frozenset[UnitId]
    """Hubs."""
    facilities: frozenset[tuple[SiteId, FacilityKind]]
    """Facilities."""


@dataclass(frozen=True, eq=False)
class Question:
    """What a worker has to know."""

    source: DrawSource
    """Where draws come from."""
    plan: Plan
    """The plan."""
    choice: Choice
    """What it decides."""
    gap: float
    """Gap at which to stop."""
    nodes: int
    """Nodes that each integer programme may take."""


@dataclass(frozen=True)
class Outcome:
    """What came of one draw. Values in millionths."""

    key: DrawKey
    """Which draw."""
    ended: Ended
    """How its solve ended."""
    objective: int | None
    """Value of the draw's plan."""
    bound: int | None
    """No plan is worth more."""
    decisions: Decisions | None
    """What the draw's plan decides."""
    value_of_plan: int
    """Value of the plan under the draw's data."""
    broken: tuple[tuple[str, str], ...]
    """Rules that the plan breaks under the draw's data, with their places; sorted."""


def outcome_of(question: Question, key: DrawKey) -> Outcome:
    """Solve one draw and hold the plan against its data.

    Parameters
    ----------
    question
        What to draw from, the plan, and the limits.
    key
        Which draw.

    Returns
    -------
    Outcome
        The same for the same question and key, wherever it is computed.
    """
    problem = question.source.problem_of(key.number, frozenset(key.second))
    answer = solve_by_nodes(problem, question.gap, question.nodes)
    broken = {(r.rule, r.place) for r in read_choices(problem, question.plan) if not r.kept}
    return Outcome(
        key=key,
        ended=answer.ended,
        objective=answer.objective,
        bound=answer.bound,
        decisions=None if answer.choice is None else decisions_of(problem, answer.choice),
        value_of_plan=value_of(problem, question.choice),
        broken=tuple(sorted(broken)),
    )


def decisions_of(problem: Problem, choice: Choice) -> Decisions:
    """Return what a choice decides, by ids.

    Parameters
    ----------
    problem
        The problem.
    choice
        The choice.

    Returns
    -------
    Decisions
        Assignments, hubs and facilities.
    """
    decided = target_of(problem, choice)
    hubs = frozenset(problem.units[cluster.candidate.hub] for cluster in choice.clusters)
    return Decisions(decided.focuses, hubs, decided.facilities)
