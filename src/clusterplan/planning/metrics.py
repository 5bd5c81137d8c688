"""The metrics of a plan, computed from the plan and the data alone: the solver has no part in them.

``clusterplan.publishing.metrics`` says what each name means. What the data do not tell is left out, or carries its
coverage; it is never zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from clusterplan.advantage import unit_weights
from clusterplan.domain import Grade, Plan, TechnologyId, UnitId
from clusterplan.errors import DataError
from clusterplan.optimisation.problem import Problem
from clusterplan.planning.measures import gini, herfindahl, jaccard, krugman, moran, shares, theil
from clusterplan.planning.problem import Posed
from clusterplan.planning.products import groups_of

__all__ = ["metrics_of", "with_metrics"]

_NEAR_KM = 120.0
_ITEMS = 7
_FEWEST = 4
"""Fewest units from which Moran's I says something."""
_PLACES = 6


def with_metrics(plan: Plan, posed: Posed) -> Plan:
    """Return a plan with all its metrics.

    Parameters
    ----------
    plan
        A checked plan.
    posed
        Its problem and data.

    Returns
    -------
    Plan
        The same plan; its other metrics stay.
    """
    return plan.model_copy(update={"metrics": {**plan.metrics, **metrics_of(plan, posed)}})


def metrics_of(plan: Plan, posed: Posed) -> dict[str, float]:
    """Return the metrics of a plan.

    Parameters
    ----------
    plan
        A plan.
    posed
        Its problem and data.

    Returns
    -------
    dict of str to float
        By name, to six decimals; what cannot be computed from the data is left out.
    """
    found = [
        *_duplication(plan, posed.problem),
        *_concentration(plan),
        *_inequality(plan, posed.problem),
        *_correlation(plan, posed.problem),
        *_evidence(plan),
        *_coverage(plan, posed),
        *_follow_up(plan, posed),
    ]
    return {name: round(value, _PLACES) for name, value in found if value is not None}


type _Found = Iterator[tuple[str, float | None]]


def _focuses_of(plan: Plan) -> dict[UnitId, frozenset[TechnologyId]]:
    """Return the focuses of each unit of a cluster."""
    return {unit: frozenset(cluster.focuses) for cluster in plan.clusters for unit in cluster.members}


def _duplication(plan: Plan, problem: Problem) -> _Found:
    """Yield how alike the clusters are: members of one cluster share their focuses on purpose and do not count."""
    focuses = _focuses_of(plan)
    cluster = {unit: its.id for its in plan.clusters for unit in its.members}
    overlaps = [
        jaccard(focuses[one], focuses[other])
        for one, other in _neighbours(problem)
        if one in cluster and other in cluster and cluster[one] != cluster[other]
    ]
    yield "neighbour_duplication", sum(overlaps) / len(overlaps) if overlaps else None
    technologies = sorted({k for its in plan.clusters for k in its.focuses})
    if technologies:
        yield (
            "cluster_specialisation",
            krugman([[int(k in its.focuses) for k in technologies] for its in plan.clusters]),
        )
        yield "technology_concentration", herfindahl(Counter(k for its in plan.clusters for k in its.focuses).values())


def _neighbours(problem: Problem) -> Iterator[tuple[UnitId, UnitId]]:
    """Yield each pair of adjacent units once."""
    for one, other in np.argwhere(np.triu(problem.adjacent, 1)):
        yield problem.units[one], problem.units[other]


def _concentration(plan: Plan) -> _Found:
    hosts = Counter(facility.unit for facility in plan.facilities)
    yield "facility_concentration", max(hosts.values()) / hosts.total() if hosts else None


def _inequality(plan: Plan, problem: Problem) -> _Found:
    """Yield how unequally the focuses are spread; a unit outside every cluster has none, which is known."""
    focuses = _focuses_of(plan)
    counts = np.array([float(len(focuses.get(unit, ()))) for unit in problem.units])
    if counts.any():
        between, within = theil(counts, problem.unit_regions)
        yield "focus_gini", gini(counts)
        yield "focus_theil_between", between
        yield "focus_theil_within", within


def _correlation(plan: Plan, problem: Problem) -> _Found:
    """Yield the mean of Moran's I over the technologies of the focuses, and what it rests on."""
    found, used = [], []
    for k in sorted({k for cluster in plan.clusters for k in cluster.focuses}):
        score = problem.score[:, problem.technologies.index(k)]
        scored = ~np.isnan(score)
        scored &= (problem.adjacent & scored[None, :]).any(axis=1)
        values = score[scored]
        if len(values) >= _FEWEST and np.ptp(values) > 0:
            found.append(moran(values, problem.adjacent[np.ix_(scored, scored)]))
            used.append(len(values))
        else:
            used.append(0)
    if found:
        yield "score_moran", float(np.mean(found))
        yield "score_moran_coverage", float(np.mean(used)) / len(problem.units)


def _evidence(plan: Plan) -> _Found:
    grades = [grade for cluster in plan.clusters for grade in cluster.evidence.values()]
    yield "evidence_observed", plan.evidence_share.observed
    good = sum(grade is not Grade.LOW for grade in grades)
    yield "focuses_with_evidence", good / len(grades) if grades else None


def _coverage(plan: Plan, posed: Posed) -> _Found:
    """Yield the units and people that clusters and facilities cover."""
    problem = posed.problem
    covered = frozenset(_focuses_of(plan))
    reached = _within(plan, problem, problem.scenario.rules.reach_km)
    near = _within(plan, problem, _NEAR_KM)
    people = _population(posed)
    universities, researchers = _indicator(posed, "universities"), _indicator(posed, "researchers")
    yield "units_covered_share", len(covered) / len(problem.units)
    yield "population_covered_share", shares(people, covered)
    yield "population_within_reach", shares(people, reached)
    yield "population_within_120_km", shares(people, near)
    if len(universities) == len(problem.units):
        yield "universities_within_120_km", shares(universities, near)
    if researchers:
        yield "researchers_within_120_km", shares(researchers, near)
        yield "researchers_coverage", len(researchers) / len(problem.units)


def _within(plan: Plan, problem: Problem, most_km: float) -> frozenset[UnitId]:
    """Return the units whose centre is within a travel distance of some facility."""
    sites = [problem.sites.index(facility.site_id) for facility in plan.facilities]
    near = (problem.site_distance_km[:, sites] <= most_km).any(axis=1)
    return frozenset(unit for unit, is_near in zip(problem.units, near, strict=True) if is_near)


def _population(posed: Posed) -> dict[UnitId, float]:
    """Return the people of every unit, of the one series that weighs units; nothing if one is missing."""
    try:
        weights = unit_weights(posed.advantage.inputs, "population")["weight"]
    except DataError:
        return {}
    return {unit: float(weights[unit]) for unit in posed.problem.units}


def _indicator(posed: Posed, name: str) -> dict[UnitId, float]:
    """Return the known values of an indicator, of the vintage of the units."""
    inputs = posed.advantage.inputs
    rows = inputs.indicators
    rows = rows[(rows["vintage"] == inputs.vintage) & (rows["indicator"] == name)].dropna(subset=["value"])
    values = dict(zip(rows["unit"], rows["value"], strict=True))
    return {unit: float(values[unit]) for unit in posed.problem.units if unit in values}


def _follow_up(plan: Plan, posed: Posed) -> _Found:
    """Yield how much of what a later review needs is on record for the focuses."""
    facts, problem = posed.facts, posed.problem
    groups = groups_of(problem.scenario, facts)
    missions = facts.table("missions")
    named = facts.technologies_of_rows(missions, problem.scenario.technology_scheme)
    agencies, deadlines = missions["lead_agency"].notna().tolist(), missions["deadline_to_formulate"].notna().tolist()
    placed = {(cluster, product.technology) for product in plan.products for cluster in product.clusters}
    items = []
    for cluster in plan.clusters:
        for k in cluster.focuses:
            group = groups.get(k, k)
            rows = [row for row, technologies in enumerate(named) if group in technologies]
            items.append(
                bool(rows)
                + any(agencies[row] for row in rows)
                + any(deadlines[row] for row in rows)
                + ((cluster.id, group) in placed)
                + bool(plan.spending)
            )
    yield "follow_up_completeness", sum(items) / (_ITEMS * len(items)) if items else None
