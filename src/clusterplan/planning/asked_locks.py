"""Locks that a question adds to a scenario, for the time of the answer alone."""

from __future__ import annotations

import datetime
from typing import Any, Literal

from clusterplan.scenario import FocusPlace, HostPlace, Lock, MemberPlace, Scenario

__all__ = ["Place", "asked_lock", "with_lock"]

type Place = FocusPlace | MemberPlace | HostPlace
"""What a lock is about."""

_AUTHOR = "clusterplan"
_REASON = "what if"
_LONG_AGO = datetime.date(2000, 1, 1)
_FIELDS: dict[type, str] = {FocusPlace: "focus", MemberPlace: "member", HostPlace: "facility"}


def asked_lock(place: Place, lock: Literal["must", "must_not"]) -> Lock:
    """Return a lock that says that a question made it.

    Parameters
    ----------
    place
        Where.
    lock
        ``must`` or ``must_not``.

    Returns
    -------
    Lock
        The lock.
    """
    named: dict[str, Any] = {_FIELDS[type(place)]: place}
    return Lock(lock=lock, author=_AUTHOR, reason=_REASON, date=_LONG_AGO, **named)


def with_lock(scenario: Scenario, place: Place, lock: Literal["must", "must_not"]) -> Scenario:
    """Return a scenario with one more lock; a lock at the same place makes way.

    Parameters
    ----------
    scenario
        The scenario.
    place
        Where.
    lock
        ``must`` or ``must_not``.

    Returns
    -------
    Scenario
        With the lock last.
    """
    others = (old for old in scenario.rules.locks if old.place != place)
    rules = scenario.rules.model_copy(update={"locks": (*others, asked_lock(place, lock))})
    return scenario.model_copy(update={"rules": rules})
