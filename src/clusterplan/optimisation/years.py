"""Which years a focus or a facility may have, and what waiting costs.

Money depends on how many focuses on a technology start in a year, not on which of them. So the programme decides whole
numbers, ``begins[k, t]`` and ``opening[kind, upgrade, t]``, and clusters that could change places are no different
plans. Given these numbers, the most valuable focus starts first: what a year of waiting costs grows with the value of a
focus, so that pairing the largest values with the earliest years is best (a Monge array: Hoffman 1963). To keep that
exact in whole millionths, each single year of waiting is rounded, not their sum.
"""

from __future__ import annotations

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.problem import Problem
from clusterplan.scenario import Phasing

__all__ = ["class_name", "cost_of_waiting", "opening_years", "start_years", "tells_upgrades", "years_of_facility"]


def start_years(problem: Problem, members: tuple[int, ...], technology: int, stretched: bool = False) -> list[int]:
    """Return the years in which a set of units may start a focus.

    Where the adopted plan has already started it for a member, only that year is left; where two members started it in
    different years, none is. All else starts in ``decided_before`` at the earliest.

    Parameters
    ----------
    problem
        A problem with phasing.
    members
        Positions of the units.
    technology
        Position of the technology.
    stretched
        Whether decisions may be undone: then every year that anything may have.

    Returns
    -------
    list of int
        Sorted.
    """
    phasing = _phasing(problem)
    if stretched:
        return sorted({*phasing.start_years, *(year for year in problem.decided_focuses.values() if year is not None)})
    decided = {problem.decided_focuses[r, technology] for r in members if (r, technology) in problem.decided_focuses}
    if decided:
        return [year for year in decided if year is not None] if len(decided) == 1 else []
    return _years_left(problem)


def opening_years(problem: Problem, kind: FacilityKind) -> list[int]:
    """Return the years in which facilities of a kind may open.

    A year before ``decided_before`` is among them if the adopted plan opened one in it, or could have.

    Parameters
    ----------
    problem
        A problem with phasing.
    kind
        Kind of facility.

    Returns
    -------
    list of int
        Sorted.
    """
    decided = {year for (_, of), year in problem.decided_facilities.items() if of is kind and year is not None}
    return sorted({*_phasing(problem).start_years, *decided})


def years_of_facility(problem: Problem, site: int, kind: FacilityKind) -> list[int]:
    """Return the years in which a facility may open: the decided one, or any that is left.

    Parameters
    ----------
    problem
        A problem with phasing.
    site
        Position of the site.
    kind
        Kind of facility.

    Returns
    -------
    list of int
        Sorted.
    """
    decided = problem.decided_facilities.get((site, kind))
    return _years_left(problem) if decided is None else [decided]


def cost_of_waiting(problem: Problem, millionths: int, year: int) -> int:
    """Return what it costs that a value begins in a year: the sum over the years of waiting of the loss in each.

    ``sum over y from first_year + 1 to year of round(value * (factor(y - 1) - factor(y)))``.

    Parameters
    ----------
    problem
        A problem with phasing.
    millionths
        The value.
    year
        The year in which it begins.

    Returns
    -------
    int
        Millionths; 0 in the first year and before, negative for a negative value.
    """
    phasing = _phasing(problem)
    waited = range(phasing.first_year + 1, year + 1)
    return sum(round(millionths * (phasing.factor(y - 1) - phasing.factor(y))) for y in waited)


def tells_upgrades(problem: Problem) -> bool:
    """Whether some resource is used differently by an upgrade than by a new facility.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    bool
        Without one, the model need not know which facilities are upgrades.
    """
    return any(
        resource.cost_of_facility(kind, upgrade=True) != resource.cost_of_facility(kind)
        for resource in problem.scenario.rules.resources.values()
        for kind in FacilityKind
    )


def class_name(upgrade: bool) -> str:
    """Return the name of a class of facilities.

    Parameters
    ----------
    upgrade
        Whether they upgrade existing laboratories.

    Returns
    -------
    str
        For names of rows and columns.
    """
    return "upgrade" if upgrade else "new"


def _years_left(problem: Problem) -> list[int]:
    """Return the years in which something new may begin."""
    before = problem.scenario.rules.decided_before
    return [year for year in _phasing(problem).start_years if before is None or year >= before]


def _phasing(problem: Problem) -> Phasing:
    """Return the phasing of a problem that has one."""
    phasing = problem.scenario.rules.phasing
    assert phasing is not None, "asked for only with phasing"
    return phasing
