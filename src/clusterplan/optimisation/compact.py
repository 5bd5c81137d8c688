"""The textbook's hub-and-member model of the same problem: the independent referee on small cases, and the peer.

It shares the problem with the set-and-focus model and nothing else. Variables: ``x[r, h]`` unit r belongs to the
cluster of hub h (``x[h, h]``: h is a hub), ``z[h, k]`` that cluster focuses on k, ``w[r, h, k] = x[r, h] z[h, k]``,
``flow[a, b, h]`` keeps the cluster of h connected (single-commodity flow: Shirabe 2009), facilities as in the policy.
Where unit weights are not whole numbers its objective may differ by one millionth per member and focus, because each of
its coefficients is rounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from pulp import LpAffineExpression, LpMaximize, LpProblem, LpVariable, lpSum

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.compact_gates import gates
from clusterplan.optimisation.compact_structure import structure
from clusterplan.optimisation.compact_years import (
    Years,
    capacity_rows,
    declare_years,
    resource_rows,
    upgrade_rows,
    year_rows,
    years_cost,
)
from clusterplan.optimisation.problem import Problem
from clusterplan.scenario import FocusPlace, HostPlace, MemberPlace

__all__ = ["CompactModel", "build_compact_model"]

_MILLION = 1_000_000


@dataclass(frozen=True)
class CompactModel:
    """The hub-and-member model, ready for a solver. The objective counts in millionths."""

    lp: LpProblem
    """The PuLP problem; it maximises."""
    member: dict[tuple[int, int], LpVariable]
    """``x[r, h]``."""
    focus: dict[tuple[int, int], LpVariable]
    """``z[h, k]``."""
    both: dict[tuple[int, int, int], LpVariable]
    """``w[r, h, k]``."""
    open: dict[tuple[int, FacilityKind], LpVariable]
    """Facilities by site and kind."""
    host: dict[tuple[int, int], LpVariable]
    """Services of laboratories and centres by site and technology."""
    assist: dict[tuple[int, FacilityKind, int], LpVariable]
    """Services of other facilities by site, kind and technology."""
    years: Years = field(default_factory=Years)
    """Start and opening years, and upgrades."""


def build_compact_model(problem: Problem) -> CompactModel:
    """Build the hub-and-member model of a problem.

    Parameters
    ----------
    problem
        The problem. A cap on facilities' loads is not modelled here.

    Returns
    -------
    CompactModel
        The model.
    """
    lp = LpProblem("compact", LpMaximize)
    model = _declare(lp, problem)
    gains: list[Any] = []
    for part in (
        _clusters,
        _linking,
        _contiguity,
        _technologies,
        _facilities,
        _reach,
        _locks,
        _means_and_years,
        structure,
        gates,
    ):
        for row in part(problem, model):
            lp.addConstraint(row)
    for value, rows in (*_synergies(problem, model), *_robustness(problem, model)):
        gains.append(value)
        for row in rows:
            lp.addConstraint(row)
    lp.setObjective(_objective(problem, model) + lpSum(gains) - years_cost(problem, model.years))
    return model


def _declare(lp: LpProblem, problem: Problem) -> CompactModel:
    """Add the variables."""
    n, technologies = len(problem.units), range(len(problem.technologies))
    limit = problem.scenario.candidates.max_member_distance_km
    pairs = [
        (r, h)
        for h in range(n)
        for r in range(n)
        if r == h or (problem.hub_rank[r] > problem.hub_rank[h] and problem.member_distance_km[h, r] <= limit)
    ]
    focuses = [k for k in technologies if problem.allowed_technologies[k]]
    hosts = [(int(j), int(k)) for j, k in zip(*np.nonzero(problem.may_host), strict=True)]
    sites = sorted({j for j, _ in hosts})
    model = CompactModel(
        lp,
        member={(r, h): lp.add_variable(f"x_{r}_{h}", 0, 1, cat="Integer") for r, h in pairs},
        focus={(h, k): lp.add_variable(f"z_{h}_{k}", 0, 1, cat="Integer") for h in range(n) for k in focuses},
        both={(r, h, k): lp.add_variable(f"w_{r}_{h}_{k}", 0, 1) for r, h in pairs for k in focuses},
        open={
            (j, kind): lp.add_variable(f"s_{j}_{kind.value}", 0, 1, cat="Integer")
            for j in sites
            for kind in problem.scenario.rules.facilities.kinds
        },
        host={(j, k): lp.add_variable(f"u_{j}_{k}", 0, 1, cat="Integer") for j, k in hosts},
        assist={
            (j, kind, k): lp.add_variable(f"v_{j}_{kind.value}_{k}", 0, 1, cat="Integer")
            for kind in problem.scenario.rules.facilities.kinds
            for j, k in hosts
            if not kind.is_shared and problem.scenario.rules.facilities.may_serve(kind, problem.technologies[k])
        },
    )
    return replace(model, years=declare_years(lp, problem, model.focus, model.both, model.open))


def _objective(problem: Problem, model: CompactModel) -> LpAffineExpression:
    """Return the objective without synergies."""
    weights = problem.scenario.objective
    founding, switching = round(weights.founding_cost * _MILLION), round(weights.switching_weight * _MILLION)
    terms: list[Any] = []
    for (r, h), variable in model.member.items():
        cohesion = weights.cohesion_weight * float(problem.member_distance_km[h, r]) / 100
        terms.append(-(round(cohesion * _MILLION) + (founding if r == h else 0)) * variable)
    for (r, _, k), variable in model.both.items():
        adopted = (problem.units[r], problem.technologies[k]) in problem.adopted.focuses
        value = round(float(problem.unit_value[r, k]) * _MILLION) + (switching if adopted else -switching)
        terms.append(value * variable)
    for (j, k), variable in model.host.items():
        bonus = weights.upgrade_bonus if problem.existing_laboratory[j, k] else 0.0
        terms.append(round(weights.hosting_weight * (1 + bonus) * _MILLION) * variable)
    terms += [round(weights.hosting_weight * _MILLION) * variable for variable in model.assist.values()]
    constant = -switching * len(problem.adopted.focuses)
    if problem.adopted.counts_facilities:
        for (j, kind), variable in model.open.items():
            adopted = (problem.sites[j], kind) in problem.adopted.facilities
            terms.append((switching if adopted else -switching) * variable)
        constant -= switching * len(problem.adopted.facilities)
    return lpSum(terms) + constant


def _clusters(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Cover, hubs, sizes, number of clusters and floors of regions."""
    rules, n = problem.scenario.rules, len(problem.units)
    for r in range(n):
        number = lpSum([x for (of, _), x in model.member.items() if of == r])
        yield number == 1 if rules.cover == "exactly_one" else number <= 1
    for (r, h), x in model.member.items():
        if r != h:
            yield x <= model.member[h, h]
    for h in range(n):
        size = lpSum([x for (_, of), x in model.member.items() if of == h])
        yield size <= problem.scenario.candidates.max_members
    hubs = lpSum([model.member[h, h] for h in range(n)])
    yield hubs >= rules.clusters.at_least
    yield hubs <= rules.clusters.at_most
    for region in problem.regions:
        floor = rules.clusters_per_region_exceptions.get(region, rules.clusters_per_region_at_least)
        yield lpSum([model.member[h, h] for h in range(n) if problem.unit_regions[h] == region]) >= floor


def _linking(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Make ``w`` the product of ``x`` and ``z``, and tie focuses to hubs and strong members."""
    limit = problem.scenario.rules.focuses_per_cluster
    for (r, h, k), w in model.both.items():
        yield w <= model.member[r, h]
        yield w <= model.focus[h, k]
        yield w >= model.member[r, h] + model.focus[h, k] - 1
    for h in range(len(problem.units)):
        focuses = lpSum([z for (of, _), z in model.focus.items() if of == h])
        yield focuses >= limit.at_least * model.member[h, h]
        yield focuses <= limit.at_most * model.member[h, h]
    for (h, k), z in model.focus.items():
        yield z <= model.member[h, h]
        yield z <= lpSum([x for (r, of), x in model.member.items() if of == h and problem.strong[r, k]])


def _contiguity(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Send one unit of flow from each hub to each of its members, through members alone."""
    most = problem.scenario.candidates.max_members - 1
    n = len(problem.units)
    for h in range(n):
        inside = [r for r in range(n) if (r, h) in model.member]
        edges = [(a, b) for a in inside for b in inside if problem.adjacent[a, b] and b != h]
        flow = {(a, b): model.lp.add_variable(f"f_{a}_{b}_{h}", 0, max(most, 0)) for a, b in edges}
        for r in inside:
            if r == h:
                continue
            inflow = lpSum([f for (_, b), f in flow.items() if b == r])
            outflow = lpSum([f for (a, _), f in flow.items() if a == r])
            yield inflow - outflow == model.member[r, h]
            yield inflow <= most * model.member[r, h]


def _technologies(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Clusters per technology, and pioneering products."""
    rules = problem.scenario.rules
    for k, technology in enumerate(problem.technologies):
        number = lpSum([z for (_, of), z in model.focus.items() if of == k])
        if rules.pioneering and technology in problem.pioneering:
            yield number >= 1
        if problem.allowed_technologies[k]:
            yield number >= rules.clusters_per_technology.at_least
            yield number <= rules.clusters_per_technology.at_most


def _facilities(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Numbers, sites, services and regions of facilities."""
    rules = problem.scenario.rules.facilities
    for kind in rules.kinds:
        number = lpSum([s for (_, of), s in model.open.items() if of is kind])
        yield number >= rules.numbers(kind).at_least
        yield number <= rules.numbers(kind).at_most
    for j in sorted({j for j, _ in model.open}):
        yield lpSum([model.open[j, kind] for kind in rules.kinds]) <= 1
        shared = [kind for kind in rules.kinds if kind.is_shared]
        at_site = [model.open[j, kind] for kind in shared]
        served = lpSum([u for (of, _), u in model.host.items() if of == j])
        limits = [rules.technologies_per_facility(kind) for kind in shared]
        yield served >= lpSum([limit.at_least * s for limit, s in zip(limits, at_site, strict=True)])
        yield served <= lpSum([limit.at_most * s for limit, s in zip(limits, at_site, strict=True)])
    for region in problem.regions:
        opened = [s for (j, _), s in model.open.items() if problem.site_regions[j] == region]
        if opened:
            yield lpSum(opened) <= rules.per_region_at_most
        yield lpSum(opened) >= rules.per_region_at_least
    for (j, kind), opened_kind in model.open.items():
        if not kind.is_shared:
            limit = rules.technologies_per_facility(kind)
            assisted = lpSum([v for (at, of, _), v in model.assist.items() if (at, of) == (j, kind)])
            yield assisted >= limit.at_least * opened_kind
            yield assisted <= limit.at_most * opened_kind
    for k in range(len(problem.technologies)):
        if problem.allowed_technologies[k]:
            yield lpSum([u for (_, of), u in model.host.items() if of == k]) >= rules.per_technology_at_least


def _reach(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Have a facility within reach of the hub serve each focus."""
    within = problem.site_distance_km <= problem.scenario.rules.reach_km
    for (h, k), z in model.focus.items():
        yield z <= lpSum([u for (j, of), u in model.host.items() if of == k and within[h, j]])


def _locks(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Every lock of the scenario."""
    for lock in problem.scenario.rules.locks:
        match lock.place:
            case FocusPlace(unit=unit, technology=technology):
                r, k = problem.units.index(unit), problem.technologies.index(technology)
                found = lpSum([w for (member, _, of), w in model.both.items() if (member, of) == (r, k)])
            case MemberPlace(hub=hub, unit=unit):
                place = problem.units.index(unit), problem.units.index(hub)
                found = lpSum([x for at, x in model.member.items() if at == place])
            case HostPlace(site=site, kind=kind):
                at_site = problem.sites.index(site), kind
                found = lpSum([s for at, s in model.open.items() if at == at_site])
        yield found == (1 if lock.lock == "must" else 0)


def _means_and_years(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Upgrades, capacities of units, national caps, years, and what is decided."""
    yield from upgrade_rows(problem, model.years, model.open, model.host)
    yield from capacity_rows(problem, model.member, model.focus)
    yield from resource_rows(problem, model.years, model.focus, model.open)
    yield from year_rows(problem, model.years, model.member, model.focus, model.both, model.open)


def _synergies(problem: Problem, model: CompactModel) -> Iterator[tuple[Any, list[Any]]]:
    """Value of each pair at each hub, with the rows that limit it."""
    for p, pair in enumerate(problem.scenario.objective.synergy):
        k, other = (problem.technologies.index(technology) for technology in pair.technologies)
        for h in range(len(problem.units)):
            if (h, k) in model.focus and (h, other) in model.focus:
                both = model.lp.add_variable(f"p_{h}_{p}", 0, 1)
                rows = [both <= model.focus[h, k], both <= model.focus[h, other]]
                yield round(pair.value * _MILLION) * both, rows


def _robustness(problem: Problem, model: CompactModel) -> Iterator[tuple[Any, list[Any]]]:
    """Cost of the members that may lack most at each hub and focus, by the dual of choosing them.

    The ``gamma`` largest of ``d[r] w[r, h, k]`` add up to the least ``gamma level + sum of excess[r]`` with
    ``level + excess[r] >= d[r] w[r, h, k]``.
    """
    robust = problem.scenario.objective.robust
    if robust is None:
        return
    for h, k in model.focus:
        level = model.lp.add_variable(f"level_{h}_{k}", 0)
        cost, rows = robust.gamma * level, []
        for r in [r for r, of in model.member if of == h and problem.unit_deviation[r, k] > 0]:
            excess = model.lp.add_variable(f"excess_{r}_{h}_{k}", 0)
            cost += excess
            rows.append(level + excess >= round(float(problem.unit_deviation[r, k]) * _MILLION) * model.both[r, h, k])
        yield -1 * cost, rows
