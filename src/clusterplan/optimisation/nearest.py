"""The plan that keeps every rule and differs least from a given list; among those, the most valuable.

Distance counts the (unit, technology) pairs and the facilities (site, kind) that only one of the two has: what the
``switching`` term counts. Two solves make the order strict. The first has no other term, and finds the distance. The
second has all terms and a switching weight that is larger than what any plan could gain by one more difference.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from clusterplan.domain import FacilityKind, SiteId, TechnologyId, Termination, UnitId
from clusterplan.optimisation.assemble import objective_terms
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.problem import AdoptedPlan, Problem
from clusterplan.optimisation.solution import Choice, Solution
from clusterplan.scenario import ObjectiveSettings

__all__ = ["Nearest", "differences", "nearest_choice", "target_of"]

type Solve = Callable[[Problem], Solution]
type Difference = tuple[frozenset[tuple[UnitId, TechnologyId]], frozenset[tuple[SiteId, FacilityKind]]]


@dataclass(frozen=True)
class Nearest:
    """A plan near a list."""

    choice: Choice
    """What it chooses."""
    distance: int
    """Pairs and facilities that differ."""
    is_proven: bool
    """Whether no plan that keeps every rule is nearer, and none as near is worth more."""


def target_of(problem: Problem, choice: Choice, *, counts_facilities: bool = True) -> AdoptedPlan:
    """Return what a choice decides, as something to stay near to.

    Parameters
    ----------
    problem
        The problem.
    choice
        What is chosen.
    counts_facilities
        Whether its facilities matter too.

    Returns
    -------
    AdoptedPlan
        Pairs and facilities.
    """
    pairs = {
        (problem.units[r], problem.technologies[k])
        for chosen in choice.clusters
        for r in chosen.candidate.members
        for k in chosen.focuses
    }
    facilities = {(problem.sites[facility.site], facility.kind) for facility in choice.facilities}
    return AdoptedPlan(frozenset(pairs), frozenset(facilities), counts_facilities=counts_facilities)


def differences(problem: Problem, target: AdoptedPlan, choice: Choice) -> Difference:
    """Return the pairs and facilities that a target and a choice do not share.

    Parameters
    ----------
    problem
        The problem.
    target
        What to stay near to.
    choice
        What is chosen.

    Returns
    -------
    tuple of two frozensets
        Pairs; facilities, none if they do not count.
    """
    own = target_of(problem, choice)
    facilities = own.facilities ^ target.facilities if target.counts_facilities else frozenset()
    return own.focuses ^ target.focuses, facilities


def nearest_choice(problem: Problem, target: AdoptedPlan, bound_millionths: int, solve: Solve) -> Nearest:
    """Find the plan that keeps every rule and is nearest to a target.

    Parameters
    ----------
    problem
        A problem that has a plan.
    target
        What to stay near to.
    bound_millionths
        Proven upper bound on the objective of the problem.
    solve
        Solves a problem.

    Returns
    -------
    Nearest
        The plan with its distance.
    """
    first = solve(_towards(problem, target, _distance_alone(problem)))
    weight = _dominating(problem, bound_millionths, first.choice)
    terms = problem.scenario.objective.model_copy(update={"switching_weight": weight})
    second = solve(_towards(problem, target, terms))
    found = [(_distance(problem, target, solution.choice), solution) for solution in (second, first)]
    distance, best = min(found, key=lambda pair: pair[0])
    proven = all(solution.termination is Termination.OPTIMAL for _, solution in found) and best is second
    return Nearest(best.choice, distance, proven)


def _distance_alone(problem: Problem) -> ObjectiveSettings:
    """Return an objective that counts differences and nothing else."""
    return ObjectiveSettings(
        priority=dict.fromkeys(problem.technologies, 0.0),
        hosting_weight=0,
        cohesion_weight=0,
        founding_cost=0,
        switching_weight=1,
    )


def _towards(problem: Problem, target: AdoptedPlan, objective: ObjectiveSettings) -> Problem:
    """Return a problem with another objective, solved to the end."""
    solver = problem.scenario.solver.model_copy(update={"gap_limit": 0.0})
    scenario = problem.scenario.model_copy(update={"objective": objective, "solver": solver})
    decisions = problem.decisions or problem.adopted  # what is decided stays, however near the target is
    return replace(problem, scenario=scenario, adopted=target, decisions=decisions)


def _dominating(problem: Problem, bound_millionths: int, nearest: Choice) -> int:
    """Return a switching weight that no gain of value can pay for.

    A plan that is one step farther is worth at most the bound (without what the scenario's own adopted plan costs); one
    of the nearest plans is at hand, so one step must cost more than the distance between the two values.
    """
    own = objective_terms(problem, nearest)
    value = sum(value for name, value in own.items() if name != "switching")
    weight = problem.scenario.objective.switching_weight
    most = len(problem.adopted.focuses) + len(problem.adopted.facilities) + problem.score.size + len(problem.sites)
    ceiling = bound_millionths / MILLIONTHS + weight * most
    return max(1, math.ceil(ceiling - value / MILLIONTHS) + 1)


def _distance(problem: Problem, target: AdoptedPlan, choice: Choice) -> int:
    """Return the number of differences."""
    return sum(len(part) for part in differences(problem, target, choice))
