"""The hub-and-member model's reading of the gates: evidence, demand, anchors and test beds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pulp import lpSum

from clusterplan.optimisation.problem import Problem

if TYPE_CHECKING:
    from clusterplan.optimisation.compact import CompactModel

__all__ = ["gates"]


def gates(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Yield the rows of every gate that is on."""
    yield from _evidence(problem, model)
    yield from _demand(problem, model)
    yield from _anchors(problem, model)
    yield from _test_beds(problem, model)


def _evidence(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Keep a strong member of weak evidence out of a cluster of that focus, unless an override lets it in."""
    rules = problem.scenario.rules
    if rules.evidence_floor is None:
        return
    excepted = {(override.unit, override.technology) for override in rules.evidence_overrides}
    for (h, k), z in model.focus.items():
        for (r, of), x in model.member.items():
            weak = problem.strong[r, k] and max(0, problem.grade[r, k]) < rules.evidence_floor.rank
            if of == h and weak and (problem.units[r], problem.technologies[k]) not in excepted:
                yield z + x <= 1


def _demand(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Have some member with demand, or of unknown demand where that passes."""
    least = {"forbid": (1,)}.get(problem.scenario.rules.demand_unknown, (1, -1))
    for (h, k), z in model.focus.items():
        yield z <= lpSum([x for (r, of), x in model.member.items() if of == h and problem.demand[r, k] in least])


def _anchors(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Close a technology to the hubs that have no anchor near enough."""
    rules = problem.scenario.rules
    limits = (
        (rules.anchor_enterprise_km, problem.nearest_enterprise_km),
        (rules.anchor_institute_km, problem.nearest_institute_km),
    )
    for (h, k), z in model.focus.items():
        for most, nearest in limits:
            if most is not None and nearest[h, k] > most:
                yield z <= 0


def _test_beds(problem: Problem, model: CompactModel) -> Iterator[Any]:
    """Have some member that is a test bed in some cluster of each pioneering technology."""
    if problem.scenario.rules.pioneering_test_bed != "forbid":
        return
    for technology in sorted(problem.pioneering):
        k = problem.technologies.index(technology)
        yield lpSum([w for (r, _, of), w in model.both.items() if of == k and problem.test_bed[r, k] == 1]) >= 1
