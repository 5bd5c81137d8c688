"""A list of technologies that two plans have in common: their own, or the newer one that the crosswalk leads to.

A technology is mapped only where the crosswalk leaves no choice: the whole group goes into one group of the newer list.
A group that was split may be any of its parts, and one that is new has no forerunner; both are said, never guessed. A
product is its group's, which the table of products says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from clusterplan.domain import Plan, TechnologyId
from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.planning.facts import Facts

__all__ = ["Reading", "Vocabulary", "common_vocabulary", "technologies_of"]

type Reading = Mapping[TechnologyId, tuple[TechnologyId, ...]]
"""What each technology of a plan may be in the common list: one if it is certain, none if it has no place there."""


@dataclass(frozen=True)
class Vocabulary:
    """The common list, and how each plan reads in it."""

    scheme: str
    """Name of the list."""
    level: Literal["groups", "products"]
    """Whether its groups or its products are compared."""
    readings: tuple[Reading, Reading]
    """What the technologies of the first and of the second plan may be."""


def common_vocabulary(before: Plan, after: Plan, facts: Facts) -> Vocabulary:
    """Find the list in which two plans can be compared.

    Parameters
    ----------
    before, after
        The plans.
    facts
        The data.

    Returns
    -------
    Vocabulary
        The plans' own list if it is the same; else the groups of the list that the crosswalk leads to.

    Raises
    ------
    UsageError
        If there is no crosswalk between the lists.

    Notes
    -----
    Which list is common does not depend on which plan comes first.
    """
    schemes = (before.scenario.technology_scheme, after.scenario.technology_scheme)
    products = dict(facts.table("products")[["product_id", "technology"]].itertuples(index=False, name=None))
    used = tuple(technologies_of(plan) for plan in (before, after))
    if schemes[0] == schemes[1]:
        of_products = [bool(ids & products.keys()) for ids in used]
        if of_products[0] == of_products[1]:
            own = tuple({k: (k,) for k in sorted(ids)} for ids in used)
            return Vocabulary(schemes[0], "products" if of_products[0] else "groups", (own[0], own[1]))
        readings = tuple({k: (products.get(k, k),) for k in sorted(ids)} for ids in used)
        return Vocabulary(schemes[0], "groups", (readings[0], readings[1]))
    crosswalk = facts.table("technology_crosswalk")
    older, newer = _lists_of(crosswalk)
    if set(schemes) != {older, newer}:
        raise _no_crosswalk(schemes, (older, newer))
    into = {older: _from_older(crosswalk, older, newer), newer: _within_newer(crosswalk, older, newer)}
    first, second = (
        {k: into[scheme].get(products.get(k, k), ()) for k in sorted(ids)}
        for scheme, ids in zip(schemes, used, strict=True)
    )
    return Vocabulary(newer, "groups", (first, second))


def technologies_of(plan: Plan) -> frozenset[TechnologyId]:
    """Return every technology that a plan leads or serves.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    frozenset of str
        Ids.
    """
    return frozenset(_technologies_of(plan))


def _technologies_of(plan: Plan) -> Iterator[TechnologyId]:
    for cluster in plan.clusters:
        yield from cluster.focuses
    for facility in plan.facilities:
        yield from facility.technologies


def _lists_of(crosswalk: pd.DataFrame) -> tuple[str, str]:
    """Return the older and the newer list of a crosswalk: its columns stand in this order."""
    prefix = "technology_"
    older, newer = (name.removeprefix(prefix).upper() for name in crosswalk.columns if name.startswith(prefix))
    return older, newer


def _from_older(crosswalk: pd.DataFrame, older: str, newer: str) -> Reading:
    """Return what each group of the older list may be in the newer one."""
    rows = crosswalk.dropna(subset=[f"technology_{older.lower()}"])
    found = rows.groupby(f"technology_{older.lower()}")[f"technology_{newer.lower()}"]
    return {str(k): tuple(sorted(parts.dropna())) for k, parts in found}


def _within_newer(crosswalk: pd.DataFrame, older: str, newer: str) -> Reading:
    """Return which groups of the newer list have a forerunner: they are themselves; the others cannot be compared."""
    rows = crosswalk.dropna(subset=[f"technology_{older.lower()}"])
    return {str(k): (str(k),) for k in rows[f"technology_{newer.lower()}"].dropna()}


def _no_crosswalk(schemes: tuple[str, ...], known: tuple[str, str]) -> UsageError:
    """Return the error for two lists that no crosswalk joins."""
    named, joined = " – ".join(sorted(schemes)), " – ".join(known)
    return UsageError(
        Text(
            vi="Không so sánh được hai phương án theo hai danh mục công nghệ này.",
            en="Plans of these two technology lists cannot be compared.",
        ),
        [
            Fault(
                "technology_crosswalk",
                Text(vi=f"không có bảng chuyển đổi {named}.", en=f"there is no crosswalk {named}."),
                Text(vi=f"Bảng hiện có: {joined}.", en=f"There is one for {joined}."),
            )
        ],
    )
