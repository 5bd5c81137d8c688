"""Caps on money and other national means, and what the clusters' members have of land and people."""

from __future__ import annotations

from collections.abc import Iterator

from pulp import LpAffineExpression, LpVariable, lpSum

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.problem import row_names
from clusterplan.optimisation.rules.rows import Row
from clusterplan.scenario import Resource

__all__ = ["capacity", "resources"]

type _Terms = list[tuple[LpVariable, float]]


def resources(decisions: Decisions) -> Iterator[Row]:
    """Keep each national cap, in total and by year.

    Without years: ``sum of cost[k] focus[S, k] + sum of cost[kind] open[j, kind] <= cap``, an upgrade at its own cost.
    Year y: ``sum of cost[k] profile[y - t] begins[k, t] + sum of cost[kind, upgrade, y - t] opening[kind, upgrade, t]
    <= cap[y]``; the total cap then counts all years that are told.
    """
    given = decisions.problem.scenario.rules.resources
    names, phasing = row_names(tuple(sorted(given))), decisions.problem.scenario.rules.phasing
    for name, resource in sorted(given.items()):
        if resource.cap is not None:
            used = _plain_use(decisions, resource) if phasing is None else _use_in(decisions, resource, phasing.years)
            yield f"resources.{names[name]}", used <= resource.cap
        for year, cap in sorted(resource.cap_per_year.items()):
            yield f"resources.{names[name]}.{year}", _use_in(decisions, resource, range(year, year + 1)) <= cap


def capacity(decisions: Decisions) -> Iterator[Row]:
    """Let a cluster use no more than its members have: ``sum of cost[k] focus[S, k] <= capacity[S] use[S]``.

    ``capacity[S]`` is the sum over the members. A set whose dearest focuses fit together has no row, and a focus that
    alone does not fit is no option (:mod:`clusterplan.optimisation.candidates`).
    """
    problem = decisions.problem
    names = row_names(tuple(sorted(problem.scenario.rules.resources)))
    for name, resource in sorted(problem.scenario.rules.resources.items()):
        if not resource.capacity_per_unit:
            continue
        cost = [resource.cost_of_focus(k) for k in problem.technologies]
        for s, candidate in enumerate(decisions.candidates):
            has = sum(resource.capacity_of(problem.units[r]) for r in candidate.members)
            if _may_exceed(decisions, [cost[k] for k in candidate.technologies], has):
                used = [(decisions.focus[s, k], cost[k]) for k in candidate.technologies if cost[k]]
                row = LpAffineExpression.from_list([*used, (decisions.use[s], -has)]) <= 0
                yield f"capacity.{names[name]}.{decisions.use[s].name.removeprefix('use.')}", row


def _may_exceed(decisions: Decisions, costs: list[float], capacity: float) -> bool:
    """Whether some choice of focuses uses more than there is; a stretched limit may allow any number of them."""
    most = decisions.problem.scenario.rules.focuses_per_cluster.at_most
    number = len(costs) if decisions.limits_may_stretch else most
    return sum(sorted(costs, reverse=True)[:number]) > capacity * (1 + 1e-9)


def _plain_use(decisions: Decisions, resource: Resource) -> LpAffineExpression:
    """Return the use of a plan without years."""
    cost = [resource.cost_of_focus(k) for k in decisions.problem.technologies]
    terms: _Terms = [(variable, cost[k]) for (_, k), variable in decisions.focus.items() if cost[k]]
    for (_, kind), variable in decisions.open.items():
        terms += [(variable, resource.cost_of_facility(kind))]
    for (_, kind), variable in decisions.upgrade.items():
        terms += [(variable, resource.cost_of_facility(kind, upgrade=True) - resource.cost_of_facility(kind))]
    return _sum(terms)


def _use_in(decisions: Decisions, resource: Resource, years: range) -> LpAffineExpression:
    """Return the use of a phased plan in some years."""
    cost = [resource.cost_of_focus(k) for k in decisions.problem.technologies]
    terms: _Terms = [
        (variable, cost[k] * sum(resource.share_in_year(year - start) for year in years))
        for (k, start), variable in decisions.begins.items()
    ]
    terms += [
        (variable, sum(_use_of_facility(resource, kind, upgrade, year - opened) for year in years))
        for (kind, upgrade, opened), variable in decisions.opening.items()
    ]
    return _sum(terms)


def _use_of_facility(resource: Resource, kind: FacilityKind, upgrade: bool, years_open: int) -> float:
    """Return what one facility uses in a year: its opening, and its running."""
    built = resource.cost_of_facility(kind, upgrade) if years_open == 0 else 0.0
    return built + resource.running_cost(kind, years_open)


def _sum(terms: _Terms) -> LpAffineExpression:
    """Return a sum without what counts nothing."""
    return lpSum([coefficient * variable for variable, coefficient in terms if coefficient])
