"""The independent check of what is shown with a plan but not decided: research groups, doctorates, terms."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from clusterplan.domain import Plan
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.readings import RuleReading, must

__all__ = ["research", "terms"]


def research(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read whether research groups and doctorates sum to their totals and are in proportion."""
    rules = problem.scenario.rules.facilities
    yield from _shares(plan, "research_groups", rules.research_groups, at_least=1)
    yield from _shares(plan, "doctorates", rules.doctorates, at_least=0)


def terms(problem: Problem, plan: Plan) -> Iterator[RuleReading]:
    """Read whether the terms are those of the scenario."""
    yield must("terms", "all", plan.terms == problem.scenario.terms)


def _shares(plan: Plan, name: str, total: int | None, at_least: int) -> Iterator[RuleReading]:
    """Read one total: its sum, and that each share is its exact part, rounded up only for the largest remainders."""
    shares = {facility.site_id: getattr(facility, name) for facility in plan.facilities}
    if total is None or not shares:
        yield must("research", name, all(share is None for share in shares.values()))
        return
    if any(share is None for share in shares.values()):
        yield must("research", name, holds=False)
        return
    yield RuleReading("research", f"{name} sum", "==", total, sum(shares.values()), is_policy=False)
    served = [site for cluster in plan.clusters for site in cluster.served_by.values()]
    weights = {f.site_id: len(f.technologies) + served.count(f.site_id) for f in plan.facilities}
    whole = sum(weights.values())
    if not whole:
        return
    given = at_least if total >= at_least * len(shares) else 0
    exact = {site: Fraction((total - given * len(shares)) * weight, whole) + given for site, weight in weights.items()}
    above = {site: shares[site] - exact[site] for site in shares}
    for site in shares:
        yield must("research", f"{name} {site}", -1 < above[site] < 1)
    up = [(exact[site] - int(exact[site]), site) for site in shares if above[site] > 0]
    down = [(exact[site] - int(exact[site]), site) for site in shares if above[site] < 0]
    fair = all(more > less or (more == less and a < b) for more, a in up for less, b in down)
    yield must("research", f"{name} remainders", fair)
