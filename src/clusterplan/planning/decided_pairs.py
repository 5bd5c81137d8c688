"""What two plans decide, as pairs of a place and a technology in their common list, and what happened to each pair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from clusterplan.domain import Plan, TechnologyId
from clusterplan.planning.vocabulary import Reading, Vocabulary

__all__ = ["Pairs", "Split", "of_hubs", "of_sites", "of_units", "split", "split_of"]

type Pair = tuple[str, TechnologyId]
"""A unit, a hub or a site, and a technology."""


@dataclass(frozen=True)
class Pairs:
    """The pairs of one plan in the common list."""

    certain: frozenset[Pair]
    """Pairs that the plan surely has."""
    possible: frozenset[Pair]
    """These, and pairs that it may have: where a technology was split, any of its parts."""


@dataclass(frozen=True)
class Split:
    """The pairs of two plans, sorted into what happened to them."""

    gained: frozenset[Pair]
    """In the second plan for certain, and for certain not in the first."""
    lost: frozenset[Pair]
    """The inverse."""
    kept: frozenset[Pair]
    """In both for certain."""
    undecided: frozenset[Pair]
    """All others."""

    def at(self, place: str) -> dict[str, tuple[TechnologyId, ...]]:
        """Return the technologies of one place by what happened to them.

        Parameters
        ----------
        place
            A unit, a hub or a site.

        Returns
        -------
        dict of str to tuple of str
            Sorted ids under ``gained``, ``lost``, ``kept`` and ``undecided``.
        """
        return {name: tuple(sorted(k for at, k in pairs if at == place)) for name, pairs in vars(self).items()}

    def of(self, technology: TechnologyId) -> dict[str, tuple[str, ...]]:
        """Return the places of one technology by what happened there.

        Parameters
        ----------
        technology
            Id of the common list.

        Returns
        -------
        dict of str to tuple of str
            Sorted places under ``gained``, ``lost``, ``kept`` and ``undecided``.
        """
        return {name: tuple(sorted(at for at, k in pairs if k == technology)) for name, pairs in vars(self).items()}


def split(before: Pairs, after: Pairs) -> Split:
    """Sort the pairs of two plans.

    Parameters
    ----------
    before, after
        The pairs of each.

    Returns
    -------
    Split
        ``split(after, before)`` is the same with gained and lost exchanged.

    Examples
    --------
    >>> sure = Pairs(frozenset({("01", "S01")}), frozenset({("01", "S01")}))
    >>> unsure = Pairs(frozenset(), frozenset({("01", "S01"), ("01", "S07")}))
    >>> sorted(split(sure, unsure).undecided), split(sure, unsure).lost
    ([('01', 'S01'), ('01', 'S07')], frozenset())
    """
    gained, lost = after.certain - before.possible, before.certain - after.possible
    kept = before.certain & after.certain
    return Split(gained, lost, kept, (before.possible | after.possible) - gained - lost - kept)


def split_of(plans: tuple[Plan, Plan], vocabulary: Vocabulary, of: Callable[[Plan], Iterable[Pair]]) -> Split:
    """Sort the pairs that a function takes from each plan.

    Parameters
    ----------
    plans
        The two plans.
    vocabulary
        How they read in the common list.
    of
        Takes the pairs, in the plan's own ids.

    Returns
    -------
    Split
        In the common list.
    """
    first, second = (_read(of(plan), reading) for plan, reading in zip(plans, vocabulary.readings, strict=True))
    return split(first, second)


def of_units(plan: Plan) -> Iterator[Pair]:
    """Yield every unit with the focuses of its cluster.

    Parameters
    ----------
    plan
        The plan.

    Yields
    ------
    tuple of str and str
        Code of the unit, id of the technology.
    """
    for cluster in plan.clusters:
        yield from ((unit, k) for unit in cluster.members for k in cluster.focuses)


def of_hubs(plan: Plan) -> Iterator[Pair]:
    """Yield every hub with the focuses of its cluster.

    Parameters
    ----------
    plan
        The plan.

    Yields
    ------
    tuple of str and str
        Code of the hub, id of the technology.
    """
    for cluster in plan.clusters:
        yield from ((cluster.hub, k) for k in cluster.focuses)


def of_sites(plan: Plan) -> Iterator[Pair]:
    """Yield every site with the technologies that its facility serves.

    Parameters
    ----------
    plan
        The plan.

    Yields
    ------
    tuple of str and str
        Id of the site, id of the technology.
    """
    for facility in plan.facilities:
        yield from ((facility.site_id, k) for k in facility.technologies)


def _read(own: Iterable[Pair], reading: Reading) -> Pairs:
    """Read the pairs of one plan in the common list."""
    read = [(place, reading[k]) for place, k in own]
    certain = frozenset((place, parts[0]) for place, parts in read if len(parts) == 1)
    return Pairs(certain, frozenset((place, part) for place, parts in read for part in parts))
