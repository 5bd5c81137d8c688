"""The set-and-focus model: candidate sets with their focuses, facilities with their technologies, in PuLP."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pulp import LpAffineExpression, LpMaximize, LpProblem, LpVariable

from clusterplan.optimisation.candidates import CandidateSet, enumerate_candidates
from clusterplan.optimisation.decisions import Decisions, declare_decisions
from clusterplan.optimisation.objective import (
    cost_of_cohesion,
    cost_of_founding,
    cost_of_late_opening,
    cost_of_late_start,
    loss_of_robustness,
    switching_constant,
    switching_of_facility,
    switching_of_focus,
    value_of_focus,
    value_of_hosting,
    value_of_synergy,
)
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.rules import FAMILIES

__all__ = ["AllocationModel", "build_model", "write_lp"]


@dataclass(frozen=True)
class AllocationModel:
    """The integer programme of a problem, ready for a solver. The objective counts in millionths."""

    lp: LpProblem
    """The PuLP problem; it maximises."""
    decisions: Decisions
    """Its variables."""

    @property
    def trivial_bound(self) -> int:
        """Bound that needs no solver: everything that adds value is chosen at once. In millionths."""
        objective = _objective(self.decisions)
        gains = sum(max(0.0, coefficient) for coefficient in objective.values())
        return round(objective.constant + gains)


def build_model(problem: Problem) -> AllocationModel:
    """Build the integer programme of a problem.

    Parameters
    ----------
    problem
        The planning problem.

    Returns
    -------
    AllocationModel
        The model with every rule of :data:`clusterplan.optimisation.rules.FAMILIES`.
    """
    lp = LpProblem("clusterplan", LpMaximize)
    decisions = declare_decisions(lp, problem, enumerate_candidates(problem))
    lp.setObjective(_objective(decisions))
    for family in FAMILIES:
        for name, row in family(decisions):
            lp.addConstraint(row, name)
    return AllocationModel(lp, decisions)


def write_lp(model: AllocationModel, path: Path) -> None:
    """Write the model as an LP file that a planner can read and any solver can open.

    The format has no place for a constant: with an adopted plan, the objective that a solver reports for the file
    lacks :func:`clusterplan.optimisation.objective.switching_constant`.

    Parameters
    ----------
    model
        The model.
    path
        File to write.
    """
    model.lp.writeLP(str(path))


def _worth_of_focus(problem: Problem, candidate: CandidateSet, technology: int) -> int:
    """Return everything that a focus adds: advantage less what may be lacking, and switching."""
    return (
        value_of_focus(problem, candidate, technology)
        - loss_of_robustness(problem, candidate, technology)
        + switching_of_focus(problem, candidate, technology)
    )


def _objective(decisions: Decisions) -> LpAffineExpression:
    """Return the objective: advantage, synergy, hosting, less robustness, cohesion, founding, switching, waiting."""
    problem, sets = decisions.problem, decisions.candidates
    terms: list[tuple[LpVariable, float]] = []
    terms += [
        (variable, -cost_of_founding(problem) - cost_of_cohesion(problem, sets[s]))
        for s, variable in decisions.use.items()
    ]
    terms += [(variable, _worth_of_focus(problem, sets[s], k)) for (s, k), variable in decisions.focus.items()]
    terms += [(variable, value_of_hosting(problem, j, k)) for (j, k), variable in decisions.host.items()]
    terms += [(variable, value_of_hosting(problem, j, k, kind)) for (j, kind, k), variable in decisions.assist.items()]
    if problem.scenario.objective.switching_weight:
        terms += [(variable, switching_of_facility(problem, j, kind)) for (j, kind), variable in decisions.open.items()]
    pairs = problem.scenario.objective.synergy
    terms += [(variable, value_of_synergy(pairs[p].value)) for (_, p), variable in decisions.both.items()]
    terms += [
        (variable, -cost_of_late_start(problem, sets[s], k, year)) for (s, k, year), variable in decisions.start.items()
    ]
    terms += [(variable, -cost_of_late_opening(problem, year)) for (_, _, year), variable in decisions.opening.items()]
    objective = LpAffineExpression.from_list(terms)
    objective.constant = switching_constant(problem)
    return objective
