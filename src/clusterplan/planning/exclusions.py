"""Which units a rule keeps from which technologies: the third state, beside *scored* and *cannot be judged*."""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.domain import TechnologyId, UnitId
from clusterplan.language import Text
from clusterplan.optimisation.problem import Problem
from clusterplan.publishing import Exclusion
from clusterplan.scenario import FocusPlace

__all__ = ["excluded_pairs"]

_NOBODY_ASKS = Text(
    vi="không nhiệm vụ, mục tiêu, sản phẩm tiên phong hay ưu tiên địa phương nào nêu công nghệ này",
    en="no mission, target, pioneering product or local priority names this technology",
)


def excluded_pairs(problem: Problem) -> dict[tuple[UnitId, TechnologyId], tuple[Exclusion, ...]]:
    """Return the (unit, technology) pairs that a rule of the scenario keeps out of every plan.

    A pair is excluded if a ``must_not`` lock names it, or if ``challenge_unasked: forbid`` bars its technology.

    Parameters
    ----------
    problem
        The problem: a scenario with every name resolved.

    Returns
    -------
    dict
        The rules that exclude each pair, sorted by pair; a pair that no rule excludes is not in it.
    """
    found: dict[tuple[UnitId, TechnologyId], tuple[Exclusion, ...]] = {}
    for pair, exclusion in (*_barred(problem), *_locked(problem)):
        found[pair] = (*found.get(pair, ()), exclusion)
    return dict(sorted(found.items()))


def _barred(problem: Problem) -> Iterator[tuple[tuple[UnitId, TechnologyId], Exclusion]]:
    """Yield every unit with each technology that nobody asks for, where the scenario forbids those."""
    for technology, allowed in zip(problem.technologies, problem.allowed_technologies.tolist(), strict=True):
        if not allowed:
            yield from (((unit, technology), Exclusion("challenge", _NOBODY_ASKS)) for unit in problem.units)


def _locked(problem: Problem) -> Iterator[tuple[tuple[UnitId, TechnologyId], Exclusion]]:
    """Yield the pair of every ``must_not`` lock on a focus."""
    for number, lock in enumerate(problem.scenario.rules.locks, start=1):
        if lock.lock == "must_not" and isinstance(lock.place, FocusPlace):
            why = Text(
                vi=f"khóa số {number} ({lock.author}, {lock.date.isoformat()}): {lock.reason}",
                en=f"lock {number} ({lock.author}, {lock.date.isoformat()}): {lock.reason}",
            )
            yield (lock.place.unit, lock.place.technology), Exclusion("locks", why)
