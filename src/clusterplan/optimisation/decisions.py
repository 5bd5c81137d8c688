"""The decision variables of the set-and-focus model, and the sums over them that the rules speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pulp import LpAffineExpression, LpProblem, LpVariable, lpSum

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.candidates import CandidateSet
from clusterplan.optimisation.problem import Problem, row_names

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


def declare_decisions(lp: LpProblem, problem: Problem, candidates: tuple[CandidateSet, ...]) -> Decisions:
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
    decisions = Decisions(problem, candidates, names, use, focus, opened, host, {}, both, assist)
    if problem.scenario.rules.facility_load_at_most is not None:
        _declare_service(decisions, binary, technology, site)
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


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Collect the second members of pairs by their first."""
    groups: dict[int, list[int]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)
