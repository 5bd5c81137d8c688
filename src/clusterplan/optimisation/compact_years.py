"""Money, land, people and years in the hub-and-member model: the referee's own reading of them.

``start[h, k, t]`` the cluster of hub h starts k in year t, ``part[r, h, k, t] = w[r, h, k] start[h, k, t]``,
``opens[j, kind, t]`` each single facility opens in year t, ``renews[j, kind, t]`` and is an upgrade. The set-and-focus
model counts focuses and facilities by year instead, so the two have little to be wrong about together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pulp import LpProblem, LpVariable, lpSum

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.problem import Problem
from clusterplan.scenario import Phasing, Resource

__all__ = ["Years", "capacity_rows", "declare_years", "resource_rows", "upgrade_rows", "year_rows", "years_cost"]

_MILLION = 1_000_000

type Triples = dict[tuple[int, int, int], LpVariable]


@dataclass(frozen=True)
class Years:
    """Variables of years and upgrades; empty where the scenario does without."""

    upgrade: dict[tuple[int, FacilityKind], LpVariable] = field(default_factory=dict)
    """By site and kind."""
    start: Triples = field(default_factory=dict)
    """By hub, technology and year."""
    part: dict[tuple[int, int, int, int], LpVariable] = field(default_factory=dict)
    """By member, hub, technology and year."""
    opens: dict[tuple[int, FacilityKind, int], LpVariable] = field(default_factory=dict)
    """By site, kind and year."""
    renews: dict[tuple[int, FacilityKind, int], LpVariable] = field(default_factory=dict)
    """By site, kind and year."""


def declare_years(
    lp: LpProblem,
    problem: Problem,
    focus: dict[tuple[int, int], LpVariable],
    both: dict[tuple[int, int, int], LpVariable],
    opened: dict[tuple[int, FacilityKind], LpVariable],
) -> Years:
    """Add the variables.

    Parameters
    ----------
    lp
        The PuLP problem to add to.
    problem
        The problem.
    focus, both, opened
        ``z[h, k]``, ``w[r, h, k]`` and facilities.

    Returns
    -------
    Years
        The variables.
    """

    def binary(name: str) -> LpVariable:
        return lp.add_variable(name, 0, 1, cat="Integer")

    phasing = problem.scenario.rules.phasing
    upgrade = {
        (j, kind): binary(f"g_{j}_{kind.value}")
        for j, kind in opened
        if kind.is_shared and problem.existing_laboratory[j].any()
    }
    if phasing is None:
        return Years(upgrade)
    taken = {*problem.decided_focuses.values(), *problem.decided_facilities.values()}
    years = sorted({*phasing.start_years, *(year for year in taken if year is not None)})
    return Years(
        upgrade,
        start={(h, k, t): binary(f"t_{h}_{k}_{t}") for h, k in focus for t in years},
        part={(r, h, k, t): lp.add_variable(f"q_{r}_{h}_{k}_{t}", 0, 1) for r, h, k in both for t in years},
        opens={(j, kind, t): binary(f"o_{j}_{kind.value}_{t}") for j, kind in opened for t in years},
        renews={(j, kind, t): binary(f"n_{j}_{kind.value}_{t}") for j, kind in upgrade for t in years},
    )


def years_cost(problem: Problem, years: Years) -> Any:
    """Return what waiting costs, in millionths.

    Parameters
    ----------
    problem
        The problem.
    years
        The variables.

    Returns
    -------
    linear expression
        To be taken from the objective.
    """
    phasing = problem.scenario.rules.phasing
    if phasing is None:
        return lpSum([])
    lost = {t: 1 - (1 + phasing.discount_rate) ** -max(0, t - phasing.first_year) for _, _, t in years.start}
    hosting = problem.scenario.objective.hosting_weight
    costs = [round(float(problem.unit_value[r, k]) * lost[t] * _MILLION) * q for (r, _, k, t), q in years.part.items()]
    costs += [round(hosting * lost[t] * _MILLION) * o for (_, _, t), o in years.opens.items()]
    return lpSum(costs)


def upgrade_rows(
    problem: Problem,
    years: Years,
    opened: dict[tuple[int, FacilityKind], LpVariable],
    host: dict[tuple[int, int], LpVariable],
) -> Iterator[Any]:
    """Yield the rows that make a facility an upgrade exactly if it serves a field of its existing laboratory.

    Parameters
    ----------
    problem
        The problem.
    years
        The variables.
    opened, host
        Facilities and services.

    Yields
    ------
    row
        A linear constraint.
    """
    for (j, kind), g in years.upgrade.items():
        yield g <= opened[j, kind]
    for j in sorted({j for j, _ in years.upgrade}):
        at_site = lpSum([g for (at, _), g in years.upgrade.items() if at == j])
        fields = [u for (at, k), u in host.items() if at == j and problem.existing_laboratory[j, k]]
        yield at_site <= lpSum(fields)
        for u in fields:
            yield at_site >= u


def capacity_rows(
    problem: Problem, member: dict[tuple[int, int], LpVariable], focus: dict[tuple[int, int], LpVariable]
) -> Iterator[Any]:
    """Yield the rows that keep each cluster within what its members have.

    Parameters
    ----------
    problem
        The problem.
    member, focus
        ``x[r, h]`` and ``z[h, k]``.

    Yields
    ------
    row
        A linear constraint.
    """
    for resource in problem.scenario.rules.resources.values():
        if resource.capacity_per_unit:
            for h in range(len(problem.units)):
                used = [resource.cost_of_focus(problem.technologies[k]) * z for (of, k), z in focus.items() if of == h]
                has = [resource.capacity_of(problem.units[r]) * x for (r, of), x in member.items() if of == h]
                yield lpSum(used) <= lpSum(has)


def year_rows(
    problem: Problem,
    years: Years,
    member: dict[tuple[int, int], LpVariable],
    focus: dict[tuple[int, int], LpVariable],
    both: dict[tuple[int, int, int], LpVariable],
    opened: dict[tuple[int, FacilityKind], LpVariable],
) -> Iterator[Any]:
    """Yield the rows of start and opening years, and of what is decided.

    Parameters
    ----------
    problem
        The problem.
    years
        The variables.
    member, focus, both, opened
        ``x[r, h]``, ``z[h, k]``, ``w[r, h, k]`` and facilities.

    Yields
    ------
    row
        A linear constraint.
    """
    for (r, k), year in sorted(problem.decided_focuses.items()):
        if year is None:
            yield lpSum([w for (of, _, technology), w in both.items() if (of, technology) == (r, k)]) == 1
        else:
            yield (
                lpSum([q for (of, _, technology, t), q in years.part.items() if (of, technology, t) == (r, k, year)])
                == 1
            )
    for (j, kind), year in sorted(problem.decided_facilities.items()):
        if year is None:
            yield lpSum([s for place, s in opened.items() if place == (j, kind)]) == 1
        else:
            yield lpSum([o for place, o in years.opens.items() if place == (j, kind, year)]) == 1
    phasing = problem.scenario.rules.phasing
    if phasing is not None:
        yield from _links(years, focus, both, opened)
        yield from _no_past(problem, phasing, years, member)
        if phasing.starts_per_year_at_most is not None:
            for year in sorted({t for _, _, t in years.start}):
                yield lpSum([s for (_, _, t), s in years.start.items() if t == year]) <= phasing.starts_per_year_at_most


def _links(
    years: Years,
    focus: dict[tuple[int, int], LpVariable],
    both: dict[tuple[int, int, int], LpVariable],
    opened: dict[tuple[int, FacilityKind], LpVariable],
) -> Iterator[Any]:
    """Give each focus, each member's part and each facility exactly one year."""
    times = sorted({t for _, _, t in years.start})
    for (h, k), z in focus.items():
        yield lpSum([years.start[h, k, t] for t in times]) == z
    for (r, h, k), w in both.items():
        yield lpSum([years.part[r, h, k, t] for t in times]) == w
    for (_, h, k, t), q in years.part.items():
        yield q <= years.start[h, k, t]
    for (j, kind), s in opened.items():
        yield lpSum([years.opens[j, kind, t] for t in times]) == s
    for (j, kind), g in years.upgrade.items():
        yield lpSum([years.renews[j, kind, t] for t in times]) == g
    for place, n in years.renews.items():
        yield n <= years.opens[place]


def _no_past(
    problem: Problem, phasing: Phasing, years: Years, member: dict[tuple[int, int], LpVariable]
) -> Iterator[Any]:
    """Let nothing new begin before ``decided_before``, nor outside the start years."""
    before = problem.scenario.rules.decided_before or phasing.first_year
    closed = {t for _, _, t in years.start if t < before or t not in phasing.start_years}
    for (h, k, t), s in years.start.items():
        if t in closed:
            taken = [r for (r, of), year in problem.decided_focuses.items() if (of, year) == (k, t)]
            yield s <= lpSum([member[r, h] for r in taken if (r, h) in member])
    for (j, kind, t), o in years.opens.items():
        if t in closed and problem.decided_facilities.get((j, kind)) != t:
            yield o <= 0


def resource_rows(
    problem: Problem,
    years: Years,
    focus: dict[tuple[int, int], LpVariable],
    opened: dict[tuple[int, FacilityKind], LpVariable],
) -> Iterator[Any]:
    """Yield the national caps.

    Parameters
    ----------
    problem
        The problem.
    years
        The variables.
    focus, opened
        ``z[h, k]`` and facilities.

    Yields
    ------
    row
        A linear constraint.
    """
    phasing = problem.scenario.rules.phasing
    for _, resource in sorted(problem.scenario.rules.resources.items()):
        if phasing is not None:
            for year, cap in sorted(resource.cap_per_year.items()):
                yield lpSum(_used_in(problem, resource, years, year)) <= cap
            if resource.cap is not None:
                told = range(phasing.first_year, phasing.last_year + 1)
                yield lpSum([use for year in told for use in _used_in(problem, resource, years, year)]) <= resource.cap
        elif resource.cap is not None:
            used = [resource.cost_of_focus(problem.technologies[k]) * z for (_, k), z in focus.items()]
            used += [resource.per_facility.get(kind, 0.0) * s for (_, kind), s in opened.items()]
            used += [_saved(resource, kind) * g for (_, kind), g in years.upgrade.items()]
            yield lpSum(used) <= resource.cap


def _used_in(problem: Problem, resource: Resource, years: Years, year: int) -> Iterator[Any]:
    """Yield what is used in one year."""
    for (_, k, t), s in years.start.items():
        if 0 <= year - t < len(resource.profile):
            yield resource.cost_of_focus(problem.technologies[k]) * resource.profile[year - t] * s
    for (_, kind, t), o in years.opens.items():
        if t == year:
            yield resource.per_facility.get(kind, 0.0) * o
        if t <= year:
            share = 1.0 if year - t < resource.running_full_years else resource.running_share_after
            yield resource.running_per_year.get(kind, 0.0) * share * o
    for (_, kind, t), n in years.renews.items():
        if t == year:
            yield _saved(resource, kind) * n


def _saved(resource: Resource, kind: FacilityKind) -> float:
    """Return how much more an upgrade uses than a new facility; usually negative."""
    new = resource.per_facility.get(kind, 0.0)
    return resource.per_upgrade.get(kind, new) - new
