"""The front of a small problem by counting: every plan is written down with its objective and its level."""

from __future__ import annotations

from collections import Counter

from tests.optimisation import brute_force as counting
from tests.optimisation.brute_force_structure import focuses_keep_the_pairs

from clusterplan.optimisation.problem import Problem

__all__ = ["all_points", "all_points_of_spending", "best_of"]


def all_points(problem: Problem, criterion: str) -> set[tuple[int, int]]:
    """Return (objective in millionths, level) of the best plan of every level; more level is better.

    Parameters
    ----------
    problem
        A problem of a few units, without years.
    criterion
        ``equity``, ``cost`` or ``duplication``.

    Returns
    -------
    set of tuple of int and int
        Empty if no plan keeps every rule.
    """
    layouts = sorted(counting._layouts(problem), key=lambda layout: -layout.value)
    options = [
        (cluster, focuses, counting._cluster_value(problem, cluster, focuses))
        for cluster in sorted(counting.possible_clusters(problem), key=lambda cluster: cluster.members)
        for focuses in counting._focus_choices(problem, cluster.hub, cluster.members)
        if focuses_keep_the_pairs(problem, focuses)
    ]
    hosting: dict[frozenset[tuple[int, int]], int | None] = {}
    found: dict[int, int] = {}
    for chosen in counting._disjoint(problem, options, tuple(range(len(problem.units)))):
        if counting._clusters_keep_their_rules(problem, chosen):
            needs = frozenset((cluster.hub, k) for cluster, focuses, _ in chosen for k in focuses)
            grouping = counting.Grouping(needs, 0)
            if needs not in hosting:
                fitting = (layout.value for layout in layouts if counting._fit(problem, grouping, layout))
                hosting[needs] = next(fitting, None)
            layout = hosting[needs]
            if layout is not None:
                value = sum(value for _, _, value in chosen) + layout + counting._nothing_adopted(problem)
                level = _level(chosen, criterion)
                found[level] = max(value, found.get(level, value))
    return {(value, level) for level, value in found.items()}


def all_points_of_spending(problem: Problem, resource: str) -> set[tuple[int, float]]:
    """Return (objective in millionths, spending on a resource, negative) of the best plan of every spending.

    Parameters
    ----------
    problem
        A problem of a few units, with or without years.
    resource
        Name of the resource.

    Returns
    -------
    set of tuple of int and float
        Spending over all years that are told, rounded to six decimals. Empty if no plan keeps every rule.
    """
    found: dict[float, int] = {}
    layouts = list(counting._layouts(problem))
    for grouping in counting._best_groupings(problem):
        for layout in layouts:
            value = grouping.value + layout.value + counting._nothing_adopted(problem)
            spent = -round(_spent(problem, resource, grouping, layout), 6)
            if found.get(spent, value - 1) < value and counting._fit(problem, grouping, layout):
                found[spent] = value
    return {(value, spent) for spent, value in found.items()}


def _spent(problem: Problem, resource: str, grouping: counting.Grouping, layout: counting.Layout) -> float:
    """Add up what a plan spends, focus by focus and facility by facility, year by year where there are years."""
    rules = problem.scenario.rules
    given, phasing = rules.resources[resource], rules.phasing
    if phasing is not None:
        years = range(phasing.first_year, phasing.last_year + 1)
        return sum(counting._used_in(problem, given, grouping, layout, year) for year in years)
    focuses = sum(counting._cost(given, problem.technologies[k]) for _, k in grouping.needs)
    return focuses + sum(counting._opening_cost(problem, given, built) for built in layout.facilities)


def best_of[Level: (int, float)](points: set[tuple[int, Level]]) -> list[tuple[int, Level]]:
    """Return the points that no other one equals or beats in both, by level.

    Parameters
    ----------
    points
        All points, value and level.

    Returns
    -------
    list of tuple
        The front.
    """
    beaten = {p for p in points for q in points if q != p and q[0] >= p[0] and q[1] >= p[1]}
    return sorted(points - beaten, key=lambda point: point[1])


def _level(chosen: list[counting.Option], criterion: str) -> int:
    """Count the level of some clusters."""
    match criterion:
        case "equity":
            return len({unit for cluster, _, _ in chosen for unit in cluster.members})
        case "cost":
            pairs = {(unit, k) for cluster, focuses, _ in chosen for unit in cluster.members for k in focuses}
            return -len(chosen) - len(pairs)
    leads = Counter(k for _, focuses, _ in chosen for k in focuses)
    return -sum(max(0, number - 1) for number in leads.values())
