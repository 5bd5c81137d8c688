"""Lists that a planner made by hand, as choices: which sets, which facilities, who serves whom.

A list may break any rule, so nothing here asks whether a set is a candidate. The best facilities for given clusters
come from the rows of the model itself: those of facilities alone are kept, those that join facilities to clusters are
kept where they can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pulp import LpAffineExpression, LpMaximize, LpProblem, LpVariable, const, lpSum

from clusterplan.domain import FacilityKind, SiteId, TechnologyId, UnitId
from clusterplan.optimisation.candidates import CandidateSet
from clusterplan.optimisation.decisions import Decisions, declare_decisions
from clusterplan.optimisation.infeasible import explain_infeasibility
from clusterplan.optimisation.objective import switching_of_facility, value_of_hosting
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.rules import FAMILIES
from clusterplan.optimisation.solution import ChosenCluster, ChosenFacility
from clusterplan.optimisation.solvers import make_solver

__all__ = ["best_facilities", "chosen_clusters", "chosen_facilities", "with_loads_shared"]

type ClusterNames = tuple[UnitId | None, tuple[UnitId, ...], tuple[TechnologyId, ...]]
"""Hub (nothing: the most ready member), members, focuses."""
type FacilityNames = tuple[SiteId, FacilityKind, tuple[TechnologyId, ...]]
"""Site, kind, technologies."""


def chosen_clusters(problem: Problem, clusters: Iterable[ClusterNames]) -> tuple[ChosenCluster, ...]:
    """Return named clusters as choices, whatever rules they break.

    Parameters
    ----------
    problem
        The problem; it has every name.
    clusters
        Hub, members and focuses of each; the hub is a member, named or not.

    Returns
    -------
    tuple of ChosenCluster
        Sorted by hub and members.
    """
    found = []
    for hub, members, focuses in clusters:
        units = sorted({problem.units.index(unit) for unit in members} | ({problem.units.index(hub)} if hub else set()))
        centre = problem.units.index(hub) if hub else min(units, key=lambda r: int(problem.hub_rank[r]))
        technologies = tuple(sorted(problem.technologies.index(k) for k in focuses))
        found.append(ChosenCluster(CandidateSet(centre, tuple(units), technologies), technologies))
    return tuple(sorted(found, key=lambda chosen: (chosen.candidate.hub, chosen.candidate.members, chosen.focuses)))


def chosen_facilities(problem: Problem, facilities: Iterable[FacilityNames]) -> tuple[ChosenFacility, ...]:
    """Return named facilities as choices, whatever rules they break.

    Parameters
    ----------
    problem
        The problem; it has every name.
    facilities
        Site, kind and technologies of each.

    Returns
    -------
    tuple of ChosenFacility
        Sorted by site and kind.
    """
    found = [
        ChosenFacility(problem.sites.index(site), kind, tuple(sorted(problem.technologies.index(k) for k in served)))
        for site, kind, served in facilities
    ]
    return tuple(sorted(found, key=lambda chosen: (chosen.site, chosen.kind.value)))


def best_facilities(problem: Problem, clusters: Sequence[ChosenCluster]) -> tuple[ChosenFacility, ...]:
    """Find the facilities that break the fewest rules together with given clusters, and of those the most valuable.

    Parameters
    ----------
    problem
        The problem.
    clusters
        Clusters that are not to be changed.

    Returns
    -------
    tuple of ChosenFacility
        They keep every rule about facilities alone; sorted by site.

    Raises
    ------
    InfeasibleError
        If no facilities keep those.
    """
    lp = LpProblem("facilities", LpMaximize)
    decisions = declare_decisions(lp, problem, _as_candidates(clusters))
    for variable in (*decisions.use.values(), *decisions.focus.values(), *decisions.both.values()):
        variable.lowBound = 1
    broken = list(_add_rows(lp, decisions))
    values: list[tuple[LpVariable, float]] = []
    values += [(variable, value_of_hosting(problem, j, k)) for (j, k), variable in decisions.host.items()]
    values += [(v, value_of_hosting(problem, j, k, kind)) for (j, kind, k), v in decisions.assist.items()]
    if problem.scenario.objective.switching_weight:
        values += [(v, switching_of_facility(problem, j, kind)) for (j, kind), v in decisions.open.items()]
    price = 1 + 2 * sum(abs(value) for _, value in values)
    lp.setObjective(LpAffineExpression.from_list(values + [(variable, -price) for variable in broken]))
    stats = lp.solve(make_solver(problem.scenario.solver))
    if not stats.has_solution:
        raise explain_infeasibility(problem)
    services = [(j, k) for (j, k), host in decisions.host.items() if _is_on(host)]
    services += [(j, k) for (j, _, k), assist in decisions.assist.items() if _is_on(assist)]  # a site has one facility
    return tuple(
        ChosenFacility(j, kind, tuple(k for at, k in services if at == j))
        for (j, kind), opened in decisions.open.items()
        if _is_on(opened)
    )


def with_loads_shared(
    problem: Problem, clusters: Sequence[ChosenCluster], facilities: Sequence[ChosenFacility]
) -> tuple[ChosenCluster, ...]:
    """Assign focuses to facilities so that as few loads as can be are too high; only where loads are capped.

    Augmenting paths: a focus without room moves another one to a facility that has some. What finds no room goes to the
    nearest facility, where the check reads the load.

    Parameters
    ----------
    problem
        The problem.
    clusters, facilities
        What is chosen.

    Returns
    -------
    tuple of ChosenCluster
        The clusters with their servers; unchanged without a cap.
    """
    cap = problem.scenario.rules.facility_load_at_most
    if cap is None:
        return tuple(clusters)
    demands = [(number, k) for number, chosen in enumerate(clusters) for k in chosen.focuses]
    near = {(number, k): _servers(problem, clusters[number], k, facilities) for number, k in demands}
    load: dict[int, list[tuple[int, int]]] = {facility.site: [] for facility in facilities}

    def place(demand: tuple[int, int], tried: set[int]) -> bool:
        for site in near[demand]:
            if site in tried:
                continue
            tried.add(site)
            if len(load[site]) < cap:
                load[site].append(demand)
                return True
            for other in load[site]:
                if place(other, tried):
                    load[site].remove(other)
                    load[site].append(demand)
                    return True
        return False

    for demand in demands:
        if not place(demand, set()) and near[demand]:
            load[near[demand][0]].append(demand)
    server = {demand: site for site, served in load.items() for demand in served}
    return tuple(
        replace(chosen, served_by=tuple((k, server[number, k]) for k in chosen.focuses if (number, k) in server))
        for number, chosen in enumerate(clusters)
    )


def _servers(
    problem: Problem, chosen: ChosenCluster, technology: int, facilities: Sequence[ChosenFacility]
) -> list[int]:
    """Return the sites that serve a focus within reach, nearest first."""
    distance = problem.site_distance_km[chosen.candidate.hub]
    sites = {facility.site for facility in facilities if technology in facility.technologies}
    within = [site for site in sites if distance[site] <= problem.scenario.rules.reach_km]
    return sorted(within, key=lambda site: (float(distance[site]), site))


def _as_candidates(clusters: Sequence[ChosenCluster]) -> tuple[CandidateSet, ...]:
    """Return the sets of some clusters, each once, with all its focuses."""
    hubs = {chosen.candidate.members: chosen.candidate.hub for chosen in reversed(clusters)}
    focuses = {
        members: {k for chosen in clusters if chosen.candidate.members == members for k in chosen.focuses}
        for members in hubs
    }
    return tuple(CandidateSet(hubs[members], members, tuple(sorted(focuses[members]))) for members in sorted(hubs))


def _add_rows(lp: LpProblem, decisions: Decisions) -> Iterator[LpVariable]:
    """Add every row about facilities; yield one variable for each that may be broken, because clusters stand in it."""
    parts = (decisions.open, decisions.host, decisions.serve, decisions.assist, decisions.upgrade, decisions.opening)
    facility = {variable.id for part in parts for variable in part.values()}
    for family in FAMILIES:
        for name, row in family(decisions):
            ids = {variable.id for variable, _ in row.items()}
            if not ids & facility:
                continue
            if ids <= facility:
                lp.addConstraint(row, name)
                continue
            broken = lp.add_variable(f"broken.{name}", 0, 1, cat="Integer")
            for half in _halves(row):
                lp.addConstraint(_relaxed(half, broken))
            yield broken


def _halves(row: LpAffineExpression) -> list[LpAffineExpression]:
    """Return an equation as two inequalities, and an inequality as itself."""
    if row.sense != const.LpConstraintEQ:
        return [row]
    plain = LpAffineExpression.from_list(row.items(), constant=row.constant)
    return [plain <= 0, plain >= 0]


def _relaxed(row: LpAffineExpression, broken: LpVariable) -> LpAffineExpression:
    """Return an inequality that no longer says anything once it counts as broken."""
    plain = LpAffineExpression.from_list(row.items(), constant=row.constant)
    farthest = abs(row.constant) + sum(abs(weight) for _, weight in row.items())
    if row.sense == const.LpConstraintLE:
        return lpSum([plain, -farthest * broken]) <= 0
    return lpSum([plain, farthest * broken]) >= 0


def _is_on(variable: LpVariable) -> bool:
    """Whether a binary variable is 1."""
    return (variable.varValue or 0.0) > 0.5
