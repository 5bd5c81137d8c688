"""From numbers to years: which cluster starts which focus when, and which facility opens when.

The programme decides how many focuses on a technology start in a year, and how many facilities of a class open in it.
Among clusters, what is decided keeps its year; the others start in the order of the value of the focus, the largest
first, ties by hub, which is best (:mod:`clusterplan.optimisation.years`). Among facilities of one class, what is
decided keeps its year; the others open in the order of the number of technologies they serve, ties by site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pulp import LpVariable

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.candidates import CandidateSet
from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.objective import value_of_focus

__all__ = ["opening_years_of", "start_years_of"]

type Number = Callable[[LpVariable], int]
"""Whole value of a variable in the solution."""
type Built = tuple[int, FacilityKind, tuple[int, ...]]
"""Site, kind and technologies of a facility."""


def start_years_of(
    decisions: Decisions, clusters: Sequence[tuple[CandidateSet, tuple[int, ...]]], number: Number
) -> dict[tuple[int, int], int]:
    """Return the start year of every focus.

    Parameters
    ----------
    decisions
        The variables of a model with phasing.
    clusters
        Chosen candidate sets with their focuses.
    number
        Whole value of a variable in the solution.

    Returns
    -------
    dict of (hub, technology) to int
        Years.
    """
    problem, years = decisions.problem, {}
    for k in sorted({k for _, focuses in clusters for k in focuses}):
        of_k = [candidate for candidate, focuses in clusters if k in focuses]
        kept = {
            c.hub: problem.decided_focuses[r, k] for c in of_k for r in c.members if (r, k) in problem.decided_focuses
        }
        queue = sorted(of_k, key=lambda candidate: (-value_of_focus(problem, candidate, k), candidate.hub))
        slots = [year for (of, year), variable in decisions.begins.items() if of == k for _ in range(number(variable))]
        assigned = _assigned([candidate.hub for candidate in queue], kept, slots)
        years.update({(hub, k): year for hub, year in assigned.items()})
    return years


def opening_years_of(decisions: Decisions, facilities: Iterable[Built], number: Number) -> dict[int, int]:
    """Return the opening year of every facility.

    Parameters
    ----------
    decisions
        The variables of a model with phasing.
    facilities
        The chosen facilities.
    number
        Whole value of a variable in the solution.

    Returns
    -------
    dict of int to int
        Year by site.
    """
    problem, years = decisions.problem, {}
    classes: dict[tuple[FacilityKind, bool], list[Built]] = {}
    for built in facilities:
        site, kind, technologies = built
        existing = kind.is_shared and any(problem.existing_laboratory[site, k] for k in technologies)
        classes.setdefault((kind, existing and bool(decisions.upgrade)), []).append(built)
    for (kind, upgrade), of_class in classes.items():
        kept = {site: problem.decided_facilities.get((site, kind)) for site, _, _ in of_class}
        queue = [site for site, _, technologies in sorted(of_class, key=lambda built: (-len(built[2]), built[0]))]
        slots = [
            year
            for (of, up, year), variable in decisions.opening.items()
            if (of, up) == (kind, upgrade)
            for _ in range(number(variable))
        ]
        years.update(_assigned(queue, kept, slots))
    return years


def _assigned(queue: Sequence[int], kept: dict[int, int | None], slots: list[int]) -> dict[int, int]:
    """Give everybody who has a year that year, and the others the years that are left, in their order."""
    left, years = sorted(slots), {}
    for one in queue:
        year = kept.get(one)
        if year is not None and year in left:
            left.remove(year)
            years[one] = year
    waiting = [one for one in queue if one not in years]
    return years | dict(zip(waiting, left, strict=True))
