"""The decision variables of the set-and-focus model, and the sums over them that the rules speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from pulp import LpAffineExpression, LpProblem, LpVariable, lpSum

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.candidates import CandidateSet
from clusterplan.optimisation.problem import Problem, row_names
from clusterplan.optimisation.years import class_name, opening_years, start_years, tells_upgrades

__all__ = ["Decisions", "Names", "declare_decisions"]


@dataclass(frozen=True)
class Names:
    """Spellings of ids inside names of rows and columns."""

    unit: dict[str, str]
    """By unit."""
    technology: dict[str, str]
    """By technology."""
    site: dict[str, str]
    """By site."""


@dataclass(frozen=True)
class Decisions:
    """Binary variables, by position. What cannot be chosen has no variable."""

    problem: Problem
    """The problem they belong to."""
    candidates: tuple[CandidateSet, ...]
    """The candidate sets."""
    names: Names
    """Spellings of ids."""
    use: dict[int, LpVariable]
    """``use[S]``: candidate set S is a cluster."""
    focus: dict[tuple[int, int], LpVariable]
    """``focus[S, k]``: that cluster focuses on technology k."""
    open: dict[tuple[int, FacilityKind], LpVariable]
    """``open[j, kind]``: site j gets a facility of that kind."""
    host: dict[tuple[int, int], LpVariable]
    """``host[j, k]``: the laboratory or centre at site j serves technology k."""
    serve: dict[tuple[int, int, int], LpVariable]
    """``serve[h, k, j]``: site j serves focus k of the cluster of hub h. Only with a cap on facilities' loads."""
    both: dict[tuple[int, int], LpVariable]
    """``both[S, p]``: cluster S has both technologies of synergy pair p."""
    assist: dict[tuple[int, FacilityKind, int], LpVariable]
    """``assist[j, kind, k]``: the facility of a kind beside the shared system at site j serves technology k."""
    upgrade: dict[tuple[int, FacilityKind], LpVariable] = field(default_factory=dict)
    """``upgrade[j, kind]``: that facility upgrades an existing laboratory. Only where an upgrade has its own use."""
    start: dict[tuple[int, int, int], LpVariable] = field(default_factory=dict)
    """``start[S, k, t]``: cluster S starts its focus on k in year t. Only with phasing."""
    begins: dict[tuple[int, int], LpVariable] = field(default_factory=dict)
    """``begins[k, t]``: number of clusters that start a focus on k in year t. Only with phasing."""
    opening: dict[tuple[FacilityKind, bool, int], LpVariable] = field(default_factory=dict)
    """``opening[kind, upgrade, t]``: number of facilities of a class that open in year t. Only with phasing."""
    limits_may_stretch: bool = False
    """Whether the model is to find a conflict or a repair, so that no limit may be taken for granted."""

    @cached_property
    def sets_with_unit(self) -> dict[int, list[int]]:
        """Candidate sets by member."""
        return _grouped((member, s) for s, candidate in enumerate(self.candidates) for member in candidate.members)

    @cached_property
    def sets_of_hub(self) -> dict[int, list[int]]:
        """Candidate sets by hub."""
        return _grouped((candidate.hub, s) for s, candidate in enumerate(self.candidates))

    @cached_property
    def sites_within_reach(self) -> dict[int, frozenset[int]]:
        """Sites within ``reach_km`` of each hub."""
        within = self.problem.site_distance_km <= self.problem.scenario.rules.reach_km
        return {hub: frozenset(np.flatnonzero(within[hub]).tolist()) for hub in self.sets_of_hub}

    def clusters_among(self, sets: Iterable[int]) -> LpAffineExpression:
        """Return the number of clusters among some candidate sets."""
        return lpSum([self.use[s] for s in sets])

    def focuses_on(self, technology: int, sets: Iterable[int] | None = None) -> LpAffineExpression:
        """Return the number of clusters, of all or of some candidate sets, that focus on a technology."""
        among = range(len(self.candidates)) if sets is None else sets
        return lpSum([self.focus[s, technology] for s in among if (s, technology) in self.focus])

    def facilities_of(self, kind: FacilityKind) -> LpAffineExpression:
        """Return the number of facilities of a kind."""
        return lpSum([variable for (_, of_kind), variable in self.open.items() if of_kind is kind])

    def facilities_at(self, site: int, shared: bool | None = None) -> LpAffineExpression:
        """Return the number of facilities at a site: of all kinds, or only of the shared system or beside it."""
        kinds = [kind for kind in FacilityKind if shared is None or kind.is_shared == shared]
        return lpSum([self.open[site, kind] for kind in kinds if (site, kind) in self.open])

    def hosts_of(self, technology: int, sites: Iterable[int] | None = None) -> LpAffineExpression:
        """Return the number of facilities, at all or at some sites, that serve a technology."""
        among = range(len(self.problem.sites)) if sites is None else sites
        return lpSum([self.host[j, technology] for j in among if (j, technology) in self.host])

    def facilities_of_class(
        self, kind: FacilityKind, upgrade: bool, sites: Iterable[int] | None = None
    ) -> LpAffineExpression:
        """Return the number of facilities of a kind, at all or some sites, that are upgrades, or that are new."""
        among = range(len(self.problem.sites)) if sites is None else sites
        upgrades = [self.upgrade[j, kind] for j in among if (j, kind) in self.upgrade]
        if upgrade:
            return lpSum(upgrades)
        return lpSum([self.open[j, kind] for j in among if (j, kind) in self.open]) - lpSum(upgrades)


def declare_decisions(
    lp: LpProblem, problem: Problem, candidates: tuple[CandidateSet, ...], limits_may_stretch: bool = False
) -> Decisions:
    """Add the decision variables of a problem to a PuLP problem.

    ``focus`` is declared binary: with a resource row the relaxation is fractional in it.

    Parameters
    ----------
    lp
        The PuLP problem to add to.
    problem
        The planning problem.
    candidates
        Its candidate sets.
    limits_may_stretch
        Whether the model is to find a conflict or a repair: then what a limit forbids has variables too.

    Returns
    -------
    Decisions
        The variables.
    """
    names = Names(row_names(problem.units), row_names(problem.technologies), row_names(problem.sites))

    def binary(name: str) -> LpVariable:
        return lp.add_variable(name, 0, 1, cat="Integer")

    def spelled(candidate: CandidateSet) -> str:
        return "&".join(names.unit[problem.units[member]] for member in candidate.members)

    technology = [names.technology[k] for k in problem.technologies]
    site = [names.site[j] for j in problem.sites]
    sets = [spelled(candidate) for candidate in candidates]
    use = {s: binary(f"use.{name}") for s, name in enumerate(sets)}
    focus = {
        (s, k): binary(f"focus.{sets[s]}.{technology[k]}")
        for s, candidate in enumerate(candidates)
        for k in candidate.technologies
    }
    host = {
        (j, k): binary(f"host.{site[j]}.{technology[k]}")
        for j, k in zip(*(axis.tolist() for axis in np.nonzero(problem.may_host)), strict=True)
    }
    sites = sorted({j for j, _ in host})
    rules = problem.scenario.rules.facilities
    assist = {
        (j, kind, k): binary(f"assist.{site[j]}.{kind.value}.{technology[k]}")
        for kind in rules.kinds
        for j, k in host
        if not kind.is_shared and rules.may_serve(kind, problem.technologies[k])
    }
    assisting = {(j, kind) for j, kind, _ in assist}
    opened = {
        (j, kind): binary(f"open.{site[j]}.{kind.value}")
        for j in sites
        for kind in rules.kinds
        if kind.is_shared or (j, kind) in assisting
    }
    both = {
        (s, p): lp.add_variable(f"both.{sets[s]}.pair{p + 1}", 0, 1)
        for p, pair in enumerate(problem.scenario.objective.synergy)
        for s in range(len(candidates))
        if all((s, problem.technologies.index(k)) in focus for k in pair.technologies)
    }
    decisions = Decisions(
        problem, candidates, names, use, focus, opened, host, {}, both, assist, limits_may_stretch=limits_may_stretch
    )
    if problem.scenario.rules.facility_load_at_most is not None:
        _declare_service(decisions, binary, technology, site)
    if tells_upgrades(problem):
        _declare_upgrades(decisions, binary, site)
    if problem.scenario.rules.phasing is not None:
        _declare_years(lp, decisions)
    return decisions


def _declare_service(
    decisions: Decisions, binary: Callable[[str], LpVariable], technology: list[str], site: list[str]
) -> None:
    """Add ``serve[h, k, j]`` for every hub, technology and host within reach."""
    problem = decisions.problem
    for hub, sets in sorted(decisions.sets_of_hub.items()):
        possible = sorted({k for s in sets for k in decisions.candidates[s].technologies})
        for k in possible:
            for j in sorted(decisions.sites_within_reach[hub]):
                if (j, k) in decisions.host:
                    name = f"serve.{decisions.names.unit[problem.units[hub]]}.{technology[k]}.{site[j]}"
                    decisions.serve[hub, k, j] = binary(name)


def _declare_upgrades(decisions: Decisions, binary: Callable[[str], LpVariable], site: list[str]) -> None:
    """Add ``upgrade[j, kind]`` for every site that may host a technology of which it is an existing laboratory."""
    problem = decisions.problem
    existing = np.flatnonzero((problem.existing_laboratory & problem.may_host).any(axis=1)).tolist()
    for j in existing:
        for kind in (kind for kind in FacilityKind if kind.is_shared):
            decisions.upgrade[j, kind] = binary(f"upgrade.{site[j]}.{kind.value}")


def _declare_years(lp: LpProblem, decisions: Decisions) -> None:
    """Add the years in which focuses start and facilities open.

    The numbers ``begins`` and ``opening`` are whole; ``start`` then is too in every vertex, because what is left is a
    transportation problem (see :mod:`clusterplan.optimisation.years`). It is declared binary all the same, because only
    what is whole is fixed by its reduced cost.
    """
    problem = decisions.problem
    limit = problem.scenario.rules.clusters_per_technology.at_most
    most = len(problem.units) if decisions.limits_may_stretch else limit
    for (s, k), focus in decisions.focus.items():
        for year in start_years(problem, decisions.candidates[s].members, k, decisions.limits_may_stretch):
            name = f"start.{focus.name.removeprefix('focus.')}.{year}"
            decisions.start[s, k, year] = lp.add_variable(name, 0, 1, cat="Integer")
    for k, year in sorted({(k, year) for _, k, year in decisions.start}):
        name = f"begins.{decisions.names.technology[problem.technologies[k]]}.{year}"
        decisions.begins[k, year] = lp.add_variable(name, 0, most, cat="Integer")
    for kind in problem.scenario.rules.facilities.kinds:
        for upgrade in (False, True) if decisions.upgrade and kind.is_shared else (False,):
            for year in opening_years(problem, kind):
                name = f"opening.{kind.value}.{class_name(upgrade)}.{year}"
                decisions.opening[kind, upgrade, year] = lp.add_variable(name, 0, len(problem.sites), cat="Integer")


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Collect the second members of pairs by their first."""
    groups: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)
