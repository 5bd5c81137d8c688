"""What arithmetic can tell about money, land and people before the solve: certain statements only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clusterplan.errors import Conflict
from clusterplan.language import Text
from clusterplan.optimisation.arithmetic import Check
from clusterplan.optimisation.candidates import CandidateSet, enumerate_candidates
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.use import decided_use, least_use
from clusterplan.scenario import Phasing, Resource

__all__ = ["MEANS_CHECKS", "possible_without_means"]

_ROUNDING = 1e-9


def _resources(problem: Problem, _candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Compare each cap with the least that the rules, or the decisions taken, make every plan use."""
    for name, resource in sorted(problem.scenario.rules.resources.items()):
        least = least_use(problem, resource)
        if resource.cap is not None and _exceeds(least, resource.cap):
            yield _too_low(resource, least, f"rules.resources.{name}.cap", resource.cap)
        phasing = problem.scenario.rules.phasing
        if phasing is not None:
            yield from _of_years(problem, name, resource, phasing, least)


def _capacities(problem: Problem, candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Find technologies that must lead somewhere and that no set of units has the means for."""
    rules = problem.scenario.rules
    must_lead = problem.pioneering if rules.pioneering else frozenset[str]()
    lacking = possible_without_means(problem) - {k for candidate in candidates for k in candidate.technologies}
    limited = tuple(name for name, resource in sorted(rules.resources.items()) if resource.capacity_per_unit)
    for k in sorted(lacking):
        technology = problem.technologies[k]
        if rules.clusters_per_technology.at_least or technology in must_lead:
            named = ", ".join(limited)
            yield Conflict(
                tuple(f"rules.resources.{name}.capacity_per_unit" for name in limited),
                Text(
                    vi=f"không tập ứng viên nào đủ {named} cho trọng tâm {technology}.",
                    en=f"no candidate set has enough {named} for a focus on {technology}.",
                ),
                Text(
                    vi=f"Nâng capacity_per_unit hoặc hạ per_focus của {technology}.",
                    en=f"Raise capacity_per_unit or lower per_focus of {technology}.",
                ),
            )


def possible_without_means(problem: Problem) -> set[int]:
    """Return the technologies that some candidate set could focus on if units had enough of everything.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    set of int
        Positions; empty where units have no limits, because then the candidate sets say it.
    """
    rules = problem.scenario.rules
    if not any(resource.capacity_per_unit for resource in rules.resources.values()):
        return set()
    endless = {name: r.model_copy(update={"capacity_per_unit": {}}) for name, r in rules.resources.items()}
    scenario = problem.scenario.model_copy(update={"rules": rules.model_copy(update={"resources": endless})})
    candidates = enumerate_candidates(replace(problem, scenario=scenario))
    return {k for candidate in candidates for k in candidate.technologies}


def _of_years(problem: Problem, name: str, resource: Resource, phasing: Phasing, least: float) -> Iterator[Conflict]:
    """Compare the caps of single years with what is decided, and all of them with the least use of every plan."""
    for year, cap in sorted(resource.cap_per_year.items()):
        taken = decided_use(problem, resource, year)
        if _exceeds(taken, cap):
            yield Conflict(
                (f"rules.resources.{name}.cap_per_year ({year})", "rules.decided_before"),
                Text(
                    vi=f"những gì đã quyết định dùng {taken:g} {resource.unit} trong năm {year}, trần là {cap:g}.",
                    en=f"what is decided uses {taken:g} {resource.unit} in {year}, the cap is {cap:g}.",
                ),
                _raise(resource, taken - cap, year),
            )
    spending_years = range(phasing.first_year, phasing.last_start_year + len(resource.profile))
    if set(spending_years) <= resource.cap_per_year.keys():
        caps = sum(resource.cap_per_year[year] for year in spending_years)
        if _exceeds(least, caps):
            yield _too_low(resource, least, f"rules.resources.{name}.cap_per_year", caps)


def _exceeds(used: float, cap: float) -> bool:
    """Whether something is used beyond a cap, rounding aside."""
    return used > cap * (1 + _ROUNDING) + _ROUNDING


def _too_low(resource: Resource, least: float, path: str, cap: float) -> Conflict:
    """Return the conflict of a cap below the least use of every plan."""
    return Conflict(
        (path, "rules.clusters_per_technology.at_least", "rules.facilities"),
        Text(
            vi=f"các quy tắc khác dùng ít nhất {least:g} {resource.unit}, trần là {cap:g}.",
            en=f"the other rules use at least {least:g} {resource.unit}, the cap is {cap:g}.",
        ),
        _raise(resource, least - cap),
    )


def _raise(resource: Resource, amount: float, year: int | None = None) -> Text:
    """Advise to raise a cap."""
    if year is None:
        return Text(
            vi=f"Nâng trần thêm ít nhất {amount:g} {resource.unit}.",
            en=f"Raise the cap by at least {amount:g} {resource.unit}.",
        )
    return Text(
        vi=f"Nâng trần năm {year} thêm ít nhất {amount:g} {resource.unit}.",
        en=f"Raise the cap of {year} by at least {amount:g} {resource.unit}.",
    )


MEANS_CHECKS: tuple[Check, ...] = (_resources, _capacities)
"""Checks about resources."""
