"""A corner of a real problem: few enough units, technologies and sites for the hub-and-member model to judge."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from tests.optimisation.small_problems import changed

from clusterplan.optimisation.problem import Problem
from clusterplan.scenario import Scenario

__all__ = ["corner"]

FEW: dict[str, Any] = {
    "clusters": {"at_least": 1, "at_most": 3},
    "focuses_per_cluster": {"at_least": 1, "at_most": 2},
    "clusters_per_technology": {"at_least": 0, "at_most": 1},
    "clusters_per_region_at_least": 0,
    "pioneering": False,
}
"""Limits that a few units can keep, tight enough that decisions stand in each other's way."""
FACILITIES: dict[str, Any] = {"key_laboratory": 2, "test_centre": 1, "per_technology_at_least": 0}
_AXES: dict[str, tuple[str, ...]] = {
    "adjacent": ("units", "units"),
    "member_distance_km": ("units", "units"),
    "site_distance_km": ("units", "sites"),
    "unit_weight": ("units",),
    "readiness": ("units",),
    "participation": ("technologies",),
    "may_host": ("sites", "technologies"),
    "existing_laboratory": ("sites", "technologies"),
    **dict.fromkeys(("score", "grade", "strong", "demand", "test_bed"), ("units", "technologies")),
    **dict.fromkeys(("nearest_enterprise_km", "nearest_institute_km"), ("units", "technologies")),
}


def corner(problem: Problem, start: str, technologies: tuple[str, ...], *, units: int = 6, sites: int = 6) -> Problem:
    """Return the units around one of them, with a few technologies and the sites that may host most of them.

    Parameters
    ----------
    problem
        A posed problem.
    start
        Code of a unit.
    technologies
        Ids of the technologies that are kept.
    units, sites
        How many are kept.

    Returns
    -------
    Problem
        With the scores, sites, years, means and other rules of the problem, its caps by year brought down to size.
    """
    near = [problem.units.index(start)]
    for r in near:
        near += [s for s in np.flatnonzero(problem.adjacent[r]).tolist() if s not in near]
    rows = sorted(near[:units])
    columns = [problem.technologies.index(technology) for technology in technologies]
    kept_units = {problem.units[r] for r in rows}
    fields_at = problem.may_host[:, columns].sum(axis=1)
    hosts = [j for j, unit in enumerate(problem.site_units) if unit in kept_units and fields_at[j]]
    places = sorted(sorted(hosts, key=lambda j: (-fields_at[j], j))[:sites])
    kept = {"units": rows, "technologies": columns, "sites": places}
    arrays = {}
    for name, axes in _AXES.items():
        whole = getattr(problem, name)
        arrays[name] = whole[np.ix_(*(kept[axis] for axis in axes))] if whole.size else whole
    assert {field.name for field in fields(problem) if isinstance(getattr(problem, field.name), np.ndarray)} <= {*_AXES}
    return changed(
        problem,
        scenario=_with_few(problem.scenario, technologies, len(rows) / len(problem.units)),
        units=tuple(problem.units[r] for r in rows),
        unit_names=tuple(problem.unit_names[r] for r in rows),
        unit_regions=tuple(problem.unit_regions[r] for r in rows),
        technologies=technologies,
        sites=tuple(problem.sites[j] for j in places),
        site_units=tuple(problem.site_units[j] for j in places),
        pioneering=problem.pioneering & set(technologies),
        asked_for=problem.asked_for & set(technologies),
        **arrays,
    )


def _with_few(scenario: Scenario, technologies: tuple[str, ...], share: float) -> Scenario:
    """Return a scenario that speaks of the corner alone."""
    content = scenario.model_dump(mode="json", by_alias=True)
    objective, rules = content["objective"], content["rules"]
    for of, name in ((objective, "synergy"), (rules, "excluded_pairs"), (rules, "required_pairs")):
        of[name] = [pair for pair in of[name] if set(pair["technologies"]) <= set(technologies)]
    rules |= FEW
    rules["facilities"] |= FACILITIES
    for resource in rules["resources"].values():
        resource["cap_per_year"] = {year: round(cap * share) for year, cap in resource["cap_per_year"].items()}
    return Scenario.model_validate(content)
