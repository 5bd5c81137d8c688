"""Near-optimal plans that differ: each has at least a distance to every other.

The distance of two plans is the number of (unit, technology) pairs that only one of them has. Each unit is in at most
one cluster, so a pair is a sum of ``focus[S, k]`` that is 0 or 1, and the distance to a plan P is a linear row:
``|P| + sum of x - 2 * sum of x over P >= distance``.

Each plan is found in two steps. The first looks for the plan farthest from those at hand, every pair with a weight
drawn from the seed, so that directions spread. The second keeps these distances and takes the most valuable plan.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from clusterplan.optimisation.near_optimal import Answer, Decision, KnownChoice, NearOptimal, Row

__all__ = ["Spread", "distance_between", "spread_plans"]

_NODES = 300
"""Nodes of the tree for a far plan, and for a valuable one; not seconds, so that the answer is the same again."""
_WEIGHTS = (7, 13)
"""Range of the weights of pairs in a direction: near enough to 10 that far stays far."""


@dataclass(frozen=True)
class Spread:
    """Plans that differ."""

    plans: tuple[KnownChoice, ...]
    """The plans; the best one first."""
    no_more_exist: bool
    """Whether it is proven that no further near-optimal plan has the distance to each of these."""


def distance_between(one: KnownChoice, other: KnownChoice, pairs: frozenset[Decision]) -> int:
    """Return the number of pairs that only one of two plans has.

    Parameters
    ----------
    one, other
        The plans.
    pairs
        The decisions that count.

    Returns
    -------
    int
        The distance.
    """
    return len((one.decisions ^ other.decisions) & pairs)


def spread_plans(
    space: NearOptimal,
    best: KnownChoice,
    pairs: frozenset[Decision],
    *,
    count: int,
    distance: int,
    seed: int,
    on_found: Callable[[int], None] | None = None,
) -> Spread:
    """Find near-optimal plans that differ from the best one and from each other.

    Parameters
    ----------
    space
        The near-optimal plans, with the limits of the work.
    best
        The best plan.
    pairs
        The decisions that distance counts: every (unit, technology) pair.
    count
        Number of plans, the best one among them.
    distance
        Least distance between any two.
    seed
        Seed of the directions.
    on_found
        Told how many there are.

    Returns
    -------
    Spread
        As many plans as there are, or as the limits allowed.
    """
    draw = random.Random(seed)  # noqa: S311 - directions, no secrets
    plans = [best]
    counted = sorted(pairs & space.indicators.keys())
    while len(plans) < count and not space.limits.are_reached:
        weights = {pair: draw.randint(*_WEIGHTS) for pair in counted}
        answer = _farther(space, plans, pairs, weights, distance)
        if answer.found is None:
            return Spread(tuple(plans), answer.none_exists)
        plans.append(answer.found)
        if on_found is not None:
            on_found(len(plans))
    return Spread(tuple(plans), no_more_exist=False)


def _farther(
    space: NearOptimal,
    plans: list[KnownChoice],
    pairs: frozenset[Decision],
    weights: dict[Decision, int],
    distance: int,
) -> Answer:
    """Return a plan that is far from all plans at hand, and valuable among those that are as far."""
    direction = space.summed(
        (pair, weight * sum(-1 if pair in plan.decisions else 1 for plan in plans)) for pair, weight in weights.items()
    )
    far = space.ask([_apart(space, plan, pairs, distance) for plan in plans], direction, nodes=_NODES)
    if far.none_exists:
        return far
    if far.found is None:  # the direction was too hard a question: any plan will do, or the proof that there is none
        return space.ask([_apart(space, plan, pairs, distance) for plan in plans], any_will_do=True)
    kept = [_apart(space, plan, pairs, distance_between(plan, far.found, pairs)) for plan in plans]
    valuable = space.ask(kept, nodes=_NODES)
    return valuable if valuable.found is not None and valuable.found.worth > far.found.worth else far


def _apart(space: NearOptimal, plan: KnownChoice, pairs: frozenset[Decision], distance: int) -> Row:
    """Return the row that keeps a distance to a plan."""
    own = plan.decisions & pairs
    entries = space.summed((pair, -1 if pair in own else 1) for pair in pairs)
    return Row(entries, at_least=distance - len(own))
