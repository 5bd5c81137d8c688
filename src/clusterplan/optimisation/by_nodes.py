"""Solve by work instead of time: to a gap, within so many nodes, so that the answer is the same on every machine.

A time limit lets the clock decide which plan comes out. Here the deadline never comes and every integer programme may
take only so many nodes of its tree (an amount of work that does not depend on the machine's speed or load). HiGHS on
one thread with a fixed seed then takes the same steps each time. What reaches the limit keeps its bound, and so its
gap.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from clusterplan.domain import Termination
from clusterplan.optimisation.arrays import Numbers, Programme, arrays_of
from clusterplan.optimisation.decomposition import pattern_space
from clusterplan.optimisation.highs import solve_integer
from clusterplan.optimisation.model import build_model
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.search import search
from clusterplan.optimisation.solution import Choice, read_choice

__all__ = ["Ended", "NodeAnswer", "solve_by_nodes"]

type Ended = Literal["optimal", "gap_limit", "node_limit", "infeasible", "no_plan"]
"""Proven; within the gap; at the limit with a plan; proven that there is none; at the limit without a plan."""

_HALF = 0.5
_ENDED: dict[Termination, Ended] = {
    Termination.OPTIMAL: "optimal",
    Termination.GAP_LIMIT: "gap_limit",
    Termination.TIME_LIMIT: "node_limit",  # the deadline never comes: only the nodes can have run out
    Termination.INFEASIBLE: "infeasible",
    Termination.NO_PLAN: "no_plan",
}


@dataclass(frozen=True)
class NodeAnswer:
    """What a solve by work ended with. Values in millionths."""

    ended: Ended
    """How it ended."""
    choice: Choice | None = None
    """The best choice, if there is one."""
    objective: int | None = None
    """Its value."""
    bound: int | None = None
    """No choice is worth more; nothing if that is not known."""


def solve_by_nodes(problem: Problem, gap: float, nodes: int) -> NodeAnswer:
    """Solve a problem in this process with HiGHS, without a clock.

    Parameters
    ----------
    problem
        The problem; its scenario's solver, time limit and gap are not used, its seed is.
    gap
        Relative gap at which to stop.
    nodes
        Nodes that each integer programme may take, at least 1.

    Returns
    -------
    NodeAnswer
        The best choice with its bound.
    """
    model = build_model(problem)
    settings = problem.scenario.solver.model_copy(update={"gap_limit": gap})
    space = pattern_space(model)
    outcome = None if space is None else search(space, settings, math.inf, nodes=nodes)
    if space is None or outcome is None:
        programme = arrays_of(model.lp)
        ended, point, bound = _whole(programme, gap, nodes, settings.seed)
    else:
        programme = space.programme
        ended, point, bound = _ENDED[outcome.termination], outcome.point, float(outcome.bound)
    if point is None:
        return NodeAnswer(ended)
    values = point  # a name of its own: the type checker forgets what it knows inside a lambda
    choice = read_choice(model.decisions, lambda variable: float(values[programme.column_of[variable.id]]))
    worth = round(programme.constant + float(programme.cost @ np.where(programme.whole, np.round(point), point)))
    known = max(worth, math.floor(bound + _HALF)) if math.isfinite(bound) else model.trivial_bound
    return NodeAnswer(ended, choice, worth, known)


def _whole(programme: Programme, gap: float, nodes: int, seed: int) -> tuple[Ended, Numbers | None, float]:
    """Solve the whole programme at once."""
    found = solve_integer(programme, math.inf, seed, nodes=nodes, gap=gap)
    if found.ended == "infeasible":
        return "infeasible", None, found.bound
    if found.values is None or found.objective is None:
        return "no_plan", None, found.bound
    if found.ended == "stopped":
        return "node_limit", found.values, found.bound
    is_proven = found.bound - found.objective < _HALF
    return "optimal" if is_proven else "gap_limit", found.values, found.bound
