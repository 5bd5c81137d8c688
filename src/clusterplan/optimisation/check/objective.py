"""The independent check of the objective: every term, their sum, the bound and the gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clusterplan.domain import Cluster, FacilityKind, Plan, TechnologyId
from clusterplan.optimisation.check.lookups import ROUNDING
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading, must

__all__ = ["TERMS", "objective"]


def objective(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read the objective's terms, their sum, the bound and the gap."""
    phased, off = problem.scenario.rules.phasing, set(_off(problem))
    terms = {name: term(problem, plan) for name, term in TERMS.items() if name not in off}
    roundings = 2 + len(plan.facilities) * 4 + sum(2 + len(cluster.focuses) for cluster in plan.clusters)
    roundings *= 1 if phased is None else len(phased.start_years)
    for name, value in terms.items():
        stated = plan.objective_terms.get(name, 0.0)
        yield RuleReading("objective", name, "==", value, stated, is_policy=False, tolerance=roundings * ROUNDING)
    yield must("objective", "terms by name", set(plan.objective_terms) == set(terms))
    total = round(sum(plan.objective_terms.values()), 6)
    yield RuleReading("objective", "sum of terms", "==", total, plan.objective, is_policy=False)
    yield RuleReading("bound", "all", ">=", plan.objective, plan.bound, is_policy=False)
    gap = (plan.bound - plan.objective) / max(1.0, abs(plan.objective))
    yield RuleReading("gap", "all", "==", gap, plan.gap, is_policy=False)
    if plan.termination == "optimal":
        yield RuleReading("gap", "optimal", "<=", 1e-6, plan.gap, is_policy=False)


def _off(problem: Problem) -> Iterator[str]:
    """Yield the terms that the scenario does without."""
    if problem.scenario.objective.robust is None:
        yield "robustness"
    if problem.scenario.rules.phasing is None:
        yield "phasing"


def _advantage(problem: Problem, plan: Plan) -> float:
    """Sum over members and focuses of priority x weight x (score - participation score)."""
    return sum(_value(problem, cluster, technology) for cluster in plan.clusters for technology in cluster.focuses)


def _value(problem: Problem, cluster: Cluster, technology: TechnologyId) -> float:
    """Advantage of one focus: sum over members."""
    total, k = 0.0, problem.technologies.index(technology)
    priority = problem.scenario.objective.priority.get(technology, 1.0)
    for unit in cluster.members:
        r = problem.units.index(unit)
        score = float(problem.score[r, k])
        if score == score:  # NaN is not equal to itself: the pair cannot be judged
            total += priority * float(problem.unit_weight[r]) * (score - float(problem.participation[k]))
    return total


def _robustness(problem: Problem, plan: Plan) -> float:
    """Cost of the members that may lack most: the gamma largest deviations of each focus of each cluster."""
    objective = problem.scenario.objective
    if objective.robust is None:
        return 0.0
    of_rank = (objective.robust.deviation.low, objective.robust.deviation.medium, objective.robust.deviation.high)
    total = 0.0
    for cluster in plan.clusters:
        for technology in cluster.focuses:
            k = problem.technologies.index(technology)
            lacking = []
            for unit in cluster.members:
                r = problem.units.index(unit)
                score = float(problem.score[r, k])
                if score == score:  # NaN is not equal to itself: a pair that cannot be judged lacks nothing
                    lacks = min(score, of_rank[int(problem.grade[r, k])])
                    lacking.append(objective.priority.get(technology, 1.0) * float(problem.unit_weight[r]) * lacks)
            total += sum(sorted(lacking)[max(0, len(lacking) - objective.robust.gamma) :])
    return -total


def _synergy(problem: Problem, plan: Plan) -> float:
    """Value of every listed pair in every cluster that has both."""
    pairs = problem.scenario.objective.synergy
    return sum(p.value for p in pairs for c in plan.clusters if set(p.technologies) <= set(c.focuses))


def _hosting(problem: Problem, plan: Plan) -> float:
    """Value of every technology at every facility, with the bonus of an existing laboratory."""
    objective = problem.scenario.objective
    total = 0.0
    for facility in plan.facilities:
        site = problem.sites.index(facility.site_id)
        for technology in facility.technologies:
            existing = bool(problem.existing_laboratory[site, problem.technologies.index(technology)])
            existing &= facility.kind in (FacilityKind.KEY_LABORATORY, FacilityKind.TEST_CENTRE)
            total += objective.hosting_weight * (1 + objective.upgrade_bonus * existing)
    return total


def _cohesion(problem: Problem, plan: Plan) -> float:
    """Cost of the distances between hubs and members."""
    kilometres = 0.0
    for cluster in plan.clusters:
        hub = problem.units.index(cluster.hub)
        kilometres += sum(float(problem.member_distance_km[hub, problem.units.index(u)]) for u in cluster.members)
    return -problem.scenario.objective.cohesion_weight * kilometres / 100


def _founding(problem: Problem, plan: Plan) -> float:
    """Cost of every cluster."""
    return -problem.scenario.objective.founding_cost * len(plan.clusters)


def _switching(problem: Problem, plan: Plan) -> float:
    """Cost of every pair and facility that the plan and the adopted plan do not share."""
    focuses = {(unit, k) for cluster in plan.clusters for unit in cluster.members for k in cluster.focuses}
    facilities = {(facility.site_id, facility.kind) for facility in plan.facilities}
    differ = len(focuses ^ problem.adopted.focuses)
    if problem.adopted.counts_facilities:
        differ += len(facilities ^ problem.adopted.facilities)
    weight = problem.scenario.objective.switching_weight
    return -weight * differ if weight else 0.0


def _phasing(problem: Problem, plan: Plan) -> float:
    """Loss of value by waiting: of every focus that starts late, and of one technology at each facility."""
    phasing = problem.scenario.rules.phasing
    assert phasing is not None, "read only where the scenario has years"
    waited = [
        (year - phasing.first_year, _value(problem, cluster, technology))
        for cluster in plan.clusters
        for technology, year in cluster.start_year.items()
    ]
    waited += [
        (facility.opens_in - phasing.first_year, problem.scenario.objective.hosting_weight)
        for facility in plan.facilities
        if facility.opens_in is not None
    ]
    return -sum(value * (1 - (1 + phasing.discount_rate) ** -years) for years, value in waited if years > 0)


TERMS: dict[str, Callable[[Problem, Plan], float]] = {
    "advantage": _advantage,
    "robustness": _robustness,
    "synergy": _synergy,
    "hosting": _hosting,
    "cohesion": _cohesion,
    "founding": _founding,
    "switching": _switching,
    "phasing": _phasing,
}
