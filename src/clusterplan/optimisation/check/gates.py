"""The independent check of the gates: evidence, demand, anchors and test beds."""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.domain import Cluster, Plan, TechnologyId
from clusterplan.optimisation.check.lookups import is_strong
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading, must

__all__ = ["gates", "test_beds"]


def gates(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read the gates of every focus of every cluster."""
    for cluster in plan.clusters:
        for technology in cluster.focuses:
            place = f"{cluster.id} {technology}"
            yield from _evidence(problem, cluster, technology, place)
            yield from _demand(problem, cluster, technology, place)
            yield from _anchors(problem, cluster, technology, place)


def test_beds(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Count the clusters of each pioneering technology that have a test bed of it."""
    if problem.scenario.rules.pioneering_test_bed != "forbid":
        return
    for technology in sorted(problem.pioneering):
        k = problem.technologies.index(technology)
        number = sum(
            technology in cluster.focuses
            and any(problem.test_bed[problem.units.index(unit), k] == 1 for unit in cluster.members)
            for cluster in plan.clusters
        )
        yield RuleReading("pioneering_test_bed", technology, ">=", 1, number)


def _evidence(problem: Problem, cluster: Cluster, technology: TechnologyId, place: str) -> Iterator[RuleReading]:
    """Read the lowest evidence of the strong members without an override."""
    rules = problem.scenario.rules
    if rules.evidence_floor is None:
        return
    k = problem.technologies.index(technology)
    excepted = {override.unit for override in rules.evidence_overrides if override.technology == technology}
    ranks = [
        max(0, int(problem.grade[problem.units.index(unit), k]))
        for unit in cluster.members
        if is_strong(problem, unit, technology) and unit not in excepted
    ]
    if ranks:
        yield RuleReading("evidence_floor", place, ">=", rules.evidence_floor.rank, min(ranks))


def _demand(problem: Problem, cluster: Cluster, technology: TechnologyId, place: str) -> Iterator[RuleReading]:
    """Read whether some member has demand on record, or, where unknown passes, is not known to have none."""
    forbidden = problem.scenario.rules.demand_unknown == "forbid"
    if not forbidden and not (problem.demand == 0).any():
        return
    k = problem.technologies.index(technology)
    known = [int(problem.demand[problem.units.index(unit), k]) for unit in cluster.members]
    passing = {1} if forbidden else {1, -1}
    yield must("demand", place, any(value in passing for value in known))


def _anchors(problem: Problem, cluster: Cluster, technology: TechnologyId, place: str) -> Iterator[RuleReading]:
    """Read how far the nearest enterprise and the nearest institute lie from the hub."""
    rules = problem.scenario.rules
    hub, k = problem.units.index(cluster.hub), problem.technologies.index(technology)
    if rules.anchor_enterprise_km is not None:
        nearest = float(problem.nearest_enterprise_km[hub, k])
        yield RuleReading("anchor_enterprise", place, "<=", rules.anchor_enterprise_km, nearest)
    if rules.anchor_institute_km is not None:
        nearest = float(problem.nearest_institute_km[hub, k])
        yield RuleReading("anchor_institute", place, "<=", rules.anchor_institute_km, nearest)
