"""Why no plan exists: a smallest set of rules that clash.

A deletion filter (Chinneck and Dravnieks 1991): drop one limit after the other; what can be dropped while the rest
still clashes does not belong to the conflict. What is left clashes, and without any one of its members it does not.
Whole rules are dropped before single places of one, so that a conflict names few rules. Linear relaxations answer
first, because they are quick and an infeasible relaxation is a proof; the integer programme answers for the rest
(:mod:`clusterplan.optimisation.clashes`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from clusterplan.optimisation.clashes import Clashes
from clusterplan.optimisation.elastic import Limit
from clusterplan.optimisation.problem import Problem

__all__ = ["ConflictSet", "smallest_conflict"]

type _Part = tuple[Limit, ...]
type _Question = Callable[[frozenset[Limit]], bool | None]

_LAST = (
    "rules.locks",
    "rules.resources",
    "rules.clusters_per_region_at_most",
    "rules.excluded_pairs",
    "rules.required_pairs",
    "rules.same_focus_distance_km_at_least",
    "rules.pioneering_test_bed",
    "rules.phasing",
    "rules.decided_before",
)
"""Limits that a planner added are tried last, so that a conflict names them rather than a default."""


@dataclass(frozen=True)
class ConflictSet:
    """Limits that no plan keeps together."""

    limits: tuple[Limit, ...]
    """The limits, sorted."""
    is_minimal: bool
    """Whether it is proven that the conflict disappears without any one of them."""


def smallest_conflict(problem: Problem, seconds: float = 60.0) -> ConflictSet | None:
    """Find limits that clash, none of which is superfluous.

    Parameters
    ----------
    problem
        A problem without a plan.
    seconds
        Time for the search. When it is over, what is left is returned and said not to be proven minimal.

    Returns
    -------
    ConflictSet or None
        The conflict; None if the rules do not clash after all.
    """
    clashes = Clashes(problem, time.monotonic() + seconds)
    relaxed = partial(clashes.among, relaxed=True)
    if relaxed(clashes.limits):
        kept = _without_rules(clashes.limits, relaxed)
        kept, _ = _without_places(kept, relaxed, _by_rule(kept))
        kept, is_minimal = _without_places(kept, clashes.among, [(limit,) for limit in _ordered(kept)])
    elif clashes.among(clashes.limits):
        kept = _without_rules(clashes.limits, clashes.among)
        kept, is_minimal = _without_places(kept, clashes.among, _by_rule(kept))
    else:
        return None
    return ConflictSet(tuple(sorted(kept)), is_minimal)


def _ordered(limits: frozenset[Limit]) -> _Part:
    """Return limits in the order in which they are tried."""
    return tuple(sorted(limits, key=lambda limit: (limit.path.startswith(_LAST), limit)))


def _by_rule(limits: frozenset[Limit]) -> list[_Part]:
    """Return limits in the order in which they are tried, those of one rule together."""
    return [tuple(of_rule) for _, of_rule in groupby(_ordered(limits), key=lambda limit: limit.path)]


def _without_rules(limits: frozenset[Limit], clash: _Question) -> frozenset[Limit]:
    """Drop each rule, in all its places, that the clash does not need: a conflict names as few rules as may be."""
    for of_rule in _by_rule(limits):
        if clash(limits - set(of_rule)):
            limits -= set(of_rule)
    return limits


def _without_places(limits: frozenset[Limit], clash: _Question, parts: list[_Part]) -> tuple[frozenset[Limit], bool]:
    """Drop each limit that the clash does not need; also return whether every answer was certain.

    A part is dropped at once where that is possible, and by halves, and halves of a half, where it is not.
    """
    certain = True
    while parts:
        part = parts.pop(0)
        answer = clash(limits - set(part))
        if answer:
            limits -= set(part)
        elif len(part) > 1:
            parts = [*_halves(part), *parts]
        else:
            certain &= answer is not None
    return limits, certain


def _halves(part: _Part) -> Iterator[_Part]:
    """Yield both halves of some limits, or what there is of them."""
    middle = (len(part) + 1) // 2
    yield from (half for half in (part[:middle], part[middle:]) if half)
