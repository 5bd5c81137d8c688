"""The independent check: every rule and the objective, recomputed from a plan and its problem alone.

Nothing here is shared with the model: no candidate sets, no coefficients, no rows. A plan that fails is our fault and
is never returned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clusterplan.domain import BindingRule, Plan
from clusterplan.errors import InternalError
from clusterplan.language import Text
from clusterplan.optimisation.check.attributes import research, terms
from clusterplan.optimisation.check.choices import locks
from clusterplan.optimisation.check.clusters import clusters, cover, focuses, inside_clusters
from clusterplan.optimisation.check.facilities import facilities, reach
from clusterplan.optimisation.check.gates import gates, test_beds
from clusterplan.optimisation.check.money import capacity, resources, spending
from clusterplan.optimisation.check.objective import objective
from clusterplan.optimisation.check.products import products
from clusterplan.optimisation.check.statements import known_names, statements
from clusterplan.optimisation.check.structure import pairs, same_focus_distance, sizes_and_ceilings
from clusterplan.optimisation.check.years import decided, phasing
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading

__all__ = ["binding_rules", "check_plan", "read_choices", "read_rules"]


_READERS: tuple[Callable[[Problem, Plan], Iterator[RuleReading]], ...] = (
    statements,
    cover,
    clusters,
    inside_clusters,
    focuses,
    facilities,
    reach,
    locks,
    resources,
    objective,
    sizes_and_ceilings,
    pairs,
    same_focus_distance,
    gates,
    test_beds,
    products,
    research,
    terms,
    capacity,
    phasing,
    decided,
    spending,
)
_ABOUT_ITSELF = (statements, objective, products, research, terms, spending)
"""Readers of what a plan says about itself. A list made by hand says nothing of that kind."""
_AS_LISTED = " as listed"
"""How the place of such a statement ends where a reader of rules reads one."""


def check_plan(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """Recompute every rule and the objective of a plan.

    Parameters
    ----------
    problem
        The problem that the plan answers.
    plan
        The plan.

    Returns
    -------
    tuple of str
        Names of the rules that were recomputed and found kept, sorted.

    Raises
    ------
    InternalError
        Naming every rule that the plan breaks, with its place and numbers.
    """
    readings = read_rules(problem, plan)
    broken = [reading for reading in readings if not reading.kept]
    if broken:
        listed = "; ".join(f"{r.rule} at {r.place}: {r.value:g} is not {r.sense} {r.limit:g}" for r in broken)
        raise InternalError(
            Text(
                vi=f"Phương án không qua được kiểm tra độc lập: {listed}",
                en=f"The plan failed the independent check: {listed}",
            )
        )
    return tuple(sorted({reading.rule for reading in readings}))


def binding_rules(problem: Problem, plan: Plan) -> tuple[BindingRule, ...]:
    """Return the rules without slack in a plan. Exact numbers are always met and are not listed.

    Parameters
    ----------
    problem
        The problem that the plan answers.
    plan
        The plan.

    Returns
    -------
    tuple of BindingRule
        Sorted by rule and place.
    """
    found = {
        (reading.rule, reading.place, reading.limit): BindingRule(
            rule=reading.rule, place=reading.place, limit=reading.limit, value=reading.value
        )
        for reading in read_rules(problem, plan)
        if reading.binding
    }
    return tuple(found[key] for key in sorted(found))


def read_rules(problem: Problem, plan: Plan) -> list[RuleReading]:
    """Read every rule in every place where it applies.

    Parameters
    ----------
    problem
        The problem that the plan answers.
    plan
        The plan.

    Returns
    -------
    list of RuleReading
        In the order of the readers. A plan with an unknown name is read no further than that.
    """
    names = list(known_names(problem, plan))
    if not all(reading.kept for reading in names):
        return names
    return names + [reading for reader in _READERS for reading in reader(problem, plan)]


def read_choices(problem: Problem, plan: Plan) -> list[RuleReading]:
    """Read the rules that a plan's choices keep or break, and nothing of what it says about itself.

    Parameters
    ----------
    problem
        The problem.
    plan
        The plan; its names are known.

    Returns
    -------
    list of RuleReading
        In the order of the readers.
    """
    readings = [r for reader in _READERS if reader not in _ABOUT_ITSELF for r in reader(problem, plan)]
    return [reading for reading in readings if not reading.place.endswith(_AS_LISTED)]
