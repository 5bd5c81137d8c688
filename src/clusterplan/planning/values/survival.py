"""The second solves that tell what a plan rests on: without expert values, imputed values, and assumed costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from clusterplan.domain import Cluster, Plan, SourceStatus
from clusterplan.optimisation.asking import Question, Worth
from clusterplan.optimisation.problem import Problem
from clusterplan.planning.asked_locks import with_lock
from clusterplan.planning.problem import Posed, pose_problem
from clusterplan.planning.values.answer import Fate, Without
from clusterplan.planning.values.decisions import places_of
from clusterplan.scenario import FocusPlace, Scenario

__all__ = ["WITHOUT", "Focus", "fate_of", "focuses_of", "problem_without", "without_assumed_costs"]

WITHOUT: tuple[Without, ...] = ("expert_values", "imputed_values", "assumed_costs")
"""What is left out, one second solve each."""


@dataclass(frozen=True)
class Focus:
    """A focus of a plan."""

    cluster: Cluster
    """Its cluster."""
    technology: str
    """Its technology."""

    @cached_property
    def place(self) -> FocusPlace:
        """What a lock would require: the hub's cluster focuses on the technology."""
        return FocusPlace(unit=self.cluster.hub, technology=self.technology)

    def key(self, without: Without) -> str:
        """Return what the answer is filed under: the best plan that has the focus all the same."""
        return f"{without} with {self.place!r}"

    def asked(self, without: Without, scenario: Scenario) -> Question:
        """Return the question whether some best plan of a second solve has the focus.

        Parameters
        ----------
        without
            What the second solve leaves out.
        scenario
            The scenario of its problem.

        Returns
        -------
        Question
            With the focus required.
        """
        return Question(self.key(without), without, with_lock(scenario, self.place, "must"))


def focuses_of(plan: Plan) -> Iterator[Focus]:
    """Yield the focuses of a plan.

    Parameters
    ----------
    plan
        The plan.

    Yields
    ------
    Focus
        Cluster by cluster.
    """
    for cluster in plan.clusters:
        for technology in cluster.focuses:
            yield Focus(cluster, technology)


def problem_without(posed: Posed, without: Without) -> Problem:
    """Return the problem that leaves something out.

    Parameters
    ----------
    posed
        The problem of the plan, and its data.
    without
        What to leave out. Values become missing in the score: their weights are redistributed, coverage falls, and what
        falls below the coverage floor is withheld; participation scores and strong members follow.

    Returns
    -------
    Problem
        The problem of the second solve.
    """
    if without == "assumed_costs":
        return replace(posed.problem, scenario=without_assumed_costs(posed.problem.scenario))
    score = posed.scenario.score.model_copy(update={without: False})
    return pose_problem(posed.scenario.model_copy(update={"score": score}), posed.facts).problem


def without_assumed_costs(scenario: Scenario) -> Scenario:
    """Return a scenario without the constants of the objective and the resources that nobody has given with a source.

    Parameters
    ----------
    scenario
        The scenario.

    Returns
    -------
    Scenario
        Synergy, hosting, upgrade bonus, cohesion, founding, switching and robustness count nothing; resources of status
        ``assumed`` are left out, with what they cap. Priorities stay: they say what counts, not what it costs.
    """
    nothing = ("hosting_weight", "upgrade_bonus", "cohesion_weight", "founding_cost", "switching_weight")
    neutral = {"synergy": (), "robust": None, **dict.fromkeys(nothing, 0.0)}
    given = {
        name: resource
        for name, resource in scenario.rules.resources.items()
        if resource.status is not SourceStatus.ASSUMED
    }
    return scenario.model_copy(
        update={
            "objective": scenario.objective.model_copy(update=neutral),
            "rules": scenario.rules.model_copy(update={"resources": given}),
        }
    )


def fate_of(focus: Focus, problem: Problem, best: Worth | None, with_focus: Worth | None) -> Fate:
    """Return what becomes of a focus in a second solve.

    Parameters
    ----------
    focus
        The focus.
    problem
        The problem of the second solve.
    best
        Its best plan; None if it was not asked.
    with_focus
        The best plan that has the focus; None if it was not asked.

    Returns
    -------
    Fate
        It survives if some best plan has it, and is lost if it is proven that none has.
    """
    if cannot_be_judged(focus, problem):
        return "cannot_be_judged"
    if best is None:
        return "not_asked"
    if best.is_infeasible:
        return "no_plan"
    if is_proven(best) and best.choice is not None and focus.place in places_of(problem, best.choice):
        return "survives"
    if with_focus is None:
        return "not_asked"
    if with_focus.is_infeasible or _is_below(with_focus.bound, best.found):
        return "lost"
    return "survives" if best.bound is not None and with_focus.found == best.bound else "undecided"


def _is_below(bound: int | None, found: int | None) -> bool:
    """Whether a bound is proven to lie below a plan that was found."""
    return bound is not None and found is not None and bound < found


def is_proven(worth: Worth) -> bool:
    """Return whether a plan is proven to be the best.

    Parameters
    ----------
    worth
        The plan and its bound.

    Returns
    -------
    bool
        True where both are equal.
    """
    return worth.found is not None and worth.found == worth.bound


def cannot_be_judged(focus: Focus, problem: Problem) -> bool:
    """Return whether every unit that makes a focus possible has lost its score.

    Parameters
    ----------
    focus
        The focus, with its strong members.
    problem
        The problem of the second solve.

    Returns
    -------
    bool
        True if the scores of all of the plan's strong members are withheld there.
    """
    k = problem.technologies.index(focus.technology)
    rows = [problem.units.index(unit) for unit in focus.cluster.strong_members[focus.technology]]
    return bool(np.isnan(problem.score[rows, k]).all())
