"""What a planner has locked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pulp import lpSum

from clusterplan.optimisation.decisions import Decisions
from clusterplan.optimisation.rules.rows import Row
from clusterplan.scenario import FocusPlace, HostPlace, Lock, MemberPlace

__all__ = ["locks"]


def locks(decisions: Decisions) -> Iterator[Row]:
    """Keep every lock: the locked sum of variables is 1 for ``must`` and 0 for ``must_not``.

    Focus: ``sum of focus[S, k] over S with r``. Member: ``sum of use[S] over S with hub h and member r``.
    Facility: ``open[j, kind]``.
    """
    for number, lock in enumerate(decisions.problem.scenario.rules.locks, start=1):
        yield f"locks.{number}", _locked_sum(decisions, lock) == (1 if lock.lock == "must" else 0)


def _locked_sum(decisions: Decisions, lock: Lock) -> Any:
    """Return the sum of variables that a lock sets to 0 or 1."""
    problem = decisions.problem
    match lock.place:
        case FocusPlace(unit=unit, technology=technology):
            sets = decisions.sets_with_unit.get(problem.units.index(unit), ())
            return decisions.focuses_on(problem.technologies.index(technology), sets)
        case MemberPlace(hub=hub, unit=unit):
            of_hub = decisions.sets_of_hub.get(problem.units.index(hub), ())
            member = problem.units.index(unit)
            return decisions.clusters_among(s for s in of_hub if member in decisions.candidates[s].members)
        case HostPlace(site=site, kind=kind):
            return lpSum([decisions.open[key] for key in [(problem.sites.index(site), kind)] if key in decisions.open])
