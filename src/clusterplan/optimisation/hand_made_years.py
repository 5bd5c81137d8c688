"""Years for lists made by hand: when each focus of the list starts and each of its facilities opens.

A list has no years, and it may break any rule. So the best years are found for it: those that break the fewest caps
and, of those, the ones that lose the least by waiting. What is decided keeps its year. Rules read here are the caps of
:mod:`clusterplan.optimisation.rules.resources` and ``starts_per_year_at_most``; the check reads them all again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from pulp import LpAffineExpression, LpMinimize, LpProblem, LpVariable, lpSum

from clusterplan.optimisation.objective import cost_of_late_opening, cost_of_late_start
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import ChosenCluster, ChosenFacility
from clusterplan.optimisation.solve import no_plan_in_time
from clusterplan.optimisation.solvers import make_solver
from clusterplan.optimisation.years import start_years, years_of_facility
from clusterplan.scenario import Phasing, Resource

__all__ = ["with_best_years"]

type _Terms = list[tuple[LpVariable, float]]


def with_best_years(
    problem: Problem, clusters: Sequence[ChosenCluster], facilities: Sequence[ChosenFacility]
) -> tuple[tuple[ChosenCluster, ...], tuple[ChosenFacility, ...]]:
    """Give every focus and every facility of a list its best year; only where the scenario has years.

    Parameters
    ----------
    problem
        The problem.
    clusters, facilities
        What is chosen, whatever rules it breaks.

    Returns
    -------
    tuple of ChosenCluster, tuple of ChosenFacility
        The same with years; unchanged without phasing.

    Raises
    ------
    NoPlanError
        If the time limit came before any years.
    """
    phasing = problem.scenario.rules.phasing
    if phasing is None:
        return tuple(clusters), tuple(facilities)
    lp = LpProblem("years", LpMinimize)
    start = {
        (number, k, year): lp.add_variable(f"start.{number}.{k}.{year}", 0, 1, cat="Integer")
        for number, chosen in enumerate(clusters)
        for k in chosen.focuses
        for year in _years_of_focus(problem, chosen, k)
    }
    opens = {
        (number, year): lp.add_variable(f"opens.{number}.{year}", 0, 1, cat="Integer")
        for number, chosen in enumerate(facilities)
        for year in years_of_facility(problem, chosen.site, chosen.kind)
    }
    for _, ways in groupby(start.items(), key=lambda item: item[0][:2]):
        lp.addConstraint(lpSum([variable for _, variable in ways]) == 1)
    for _, openings in groupby(opens.items(), key=lambda item: item[0][0]):
        lp.addConstraint(lpSum([variable for _, variable in openings]) == 1)
    costs: _Terms = [
        (variable, cost_of_late_start(problem, clusters[number].candidate, k, year))
        for (number, k, year), variable in start.items()
    ]
    costs += [(variable, cost_of_late_opening(problem, year)) for (_, year), variable in opens.items()]
    price = 1 + 2 * sum(abs(cost) for _, cost in costs)
    for number, (terms, most) in enumerate(_caps(problem, phasing, facilities, start, opens)):
        broken = lp.add_variable(f"broken.{number}", 0, 1, cat="Integer")
        farthest = sum(amount for _, amount in terms)
        lp.addConstraint(LpAffineExpression.from_list([*terms, (broken, -farthest)]) <= most)
        costs.append((broken, price))
    lp.setObjective(LpAffineExpression.from_list(costs))
    if not lp.solve(make_solver(problem.scenario.solver)).has_solution:
        raise no_plan_in_time(problem.scenario.solver.time_limit_seconds)
    starts = {(number, k): year for (number, k, year), variable in start.items() if _is_on(variable)}
    opening = {number: year for (number, year), variable in opens.items() if _is_on(variable)}
    return tuple(
        replace(chosen, start_years=tuple((k, starts[number, k]) for k in chosen.focuses))
        for number, chosen in enumerate(clusters)
    ), tuple(replace(chosen, opens_in=opening[number]) for number, chosen in enumerate(facilities))


def _years_of_focus(problem: Problem, chosen: ChosenCluster, technology: int) -> list[int]:
    """Return the years that a focus may have; where members began it in different years, any of them."""
    members = chosen.candidate.members
    decided = {year for (r, k), year in problem.decided_focuses.items() if r in members and k == technology}
    return start_years(problem, members, technology) or sorted(year for year in decided if year is not None)


def _caps(
    problem: Problem,
    phasing: Phasing,
    facilities: Sequence[ChosenFacility],
    start: dict[tuple[int, int, int], LpVariable],
    opens: dict[tuple[int, int], LpVariable],
) -> Iterator[tuple[_Terms, float]]:
    """Yield what is used and how much may be, for every cap that speaks of years."""
    for _, resource in sorted(problem.scenario.rules.resources.items()):
        caps = [(range(year, year + 1), cap) for year, cap in sorted(resource.cap_per_year.items())]
        caps += [(phasing.years, resource.cap)] if resource.cap is not None else []
        for years, cap in caps:
            used: _Terms = [
                (variable, _of_focus(resource, problem.technologies[k], began, years))
                for (_, k, began), variable in start.items()
            ]
            used += [
                (variable, _of_facility(problem, resource, facilities[number], opened, years))
                for (number, opened), variable in opens.items()
            ]
            yield used, cap
    if phasing.starts_per_year_at_most is not None:
        for year in phasing.start_years:
            starts: _Terms = [(variable, 1) for (_, _, began), variable in start.items() if began == year]
            yield starts, phasing.starts_per_year_at_most


def _of_focus(resource: Resource, technology: str, began: int, years: range) -> float:
    """Return what a focus uses in some years."""
    return resource.cost_of_focus(technology) * sum(resource.share_in_year(year - began) for year in years)


def _of_facility(problem: Problem, resource: Resource, chosen: ChosenFacility, opened: int, years: range) -> float:
    """Return what a facility uses in some years."""
    upgrade = chosen.kind.is_shared and any(problem.existing_laboratory[chosen.site, k] for k in chosen.technologies)
    building = resource.cost_of_facility(chosen.kind, upgrade) if opened in years else 0.0
    return building + sum(resource.running_cost(chosen.kind, year - opened) for year in years)


def _is_on(variable: LpVariable) -> bool:
    """Whether a binary variable is 1."""
    return (variable.varValue or 0.0) > 0.5
