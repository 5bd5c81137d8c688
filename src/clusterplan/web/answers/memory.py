"""What was worked out about plans, kept by digest: a plan never changes, so neither does what follows from it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from threading import Lock

from clusterplan.planning.facts import Facts
from clusterplan.planning.known_plan import KnownPlan, OtherDataError, known_again
from clusterplan.planning.plan import publication_of
from clusterplan.planning.why import Asked
from clusterplan.publishing import Publication
from clusterplan.web.kept import Kept
from clusterplan.web.problems import Problem
from clusterplan.web.state.plans import StoredPlan

__all__ = ["Memory"]

_MOST_BYTES = 64 * 2**20
_MOST_PLANS = 4
"""A plan with its problem takes some 100 MB for a country of provinces."""

_SECONDS_TO_WAIT = 30.0
"""Longest wait for other plans that are being made ready: who waits holds a thread that others need."""


class Memory:
    """The memory of one process, safe for threads."""

    def __init__(self) -> None:
        self._bodies = Kept[tuple[str, ...], bytes](_MOST_BYTES, len)
        self._making = tuple(Lock() for _ in range(64))
        self._plans: OrderedDict[str, _Remembered | OtherDataError] = OrderedDict()
        self._looking, self._posing = Lock(), Lock()

    def body(self, stored: StoredPlan, name: str, make: Callable[[], bytes]) -> bytes:
        """Return what is sent about a plan, made once.

        Parameters
        ----------
        stored
            The plan.
        name
            What of it; the same name always means the same.
        make
            Makes it.

        Returns
        -------
        bytes
            The body.
        """
        key = (stored.digest, name)
        found = self._bodies.get(key)
        if found is not None:
            return found
        with self._making[hash(key) % len(self._making)]:  # who asks for the same waits, and finds it made
            found = self._bodies.get(key)
            return self._bodies.put(key, make()) if found is None else found

    def known(self, stored: StoredPlan) -> KnownPlan:
        """Return a plan with its problem; posing it takes some seconds.

        Parameters
        ----------
        stored
            The plan.

        Returns
        -------
        KnownPlan
            It counts what is read for it by itself: sources do not depend on what was asked before.

        Raises
        ------
        OtherDataError
            If the data that the plan was made of are no longer there.
        """
        return _by_itself(self._remembered(stored).known)

    def asked(self, stored: StoredPlan) -> Asked:
        """Return a plan with what all questions about its units need.

        Parameters
        ----------
        stored
            The plan.

        Returns
        -------
        Asked
            Shared by all threads; it only grows.

        Raises
        ------
        OtherDataError
            If the data that the plan was made of are no longer there.
        """
        return self._remembered(stored).asked

    def _remembered(self, stored: StoredPlan) -> _Remembered:
        found = self._looked_up(stored)  # what is there is not waited for
        if found is None:
            found = self._newly_posed(stored)
        if isinstance(found, OtherDataError):
            raise found.with_traceback(None)
        return found

    def _looked_up(self, stored: StoredPlan) -> _Remembered | OtherDataError | None:
        with self._looking:
            found = self._plans.get(stored.digest)
            if found is not None:
                self._plans.move_to_end(stored.digest)
            return found

    def _newly_posed(self, stored: StoredPlan) -> _Remembered | OtherDataError:
        if not self._posing.acquire(timeout=_SECONDS_TO_WAIT):
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "Other plans are being made ready. Ask again in a few seconds.",
                headers={"Retry-After": "5"},
            )
        try:  # one at a time: a second one would only make both slower
            found = self._looked_up(stored)
            if found is None:
                found = _posed(stored)
                with self._looking:
                    self._plans[stored.digest] = found
                    while len(self._plans) > _MOST_PLANS:
                        self._plans.popitem(last=False)
            return found
        finally:
            self._posing.release()

    def publication(self, stored: StoredPlan) -> Publication:
        """Return a plan with the data that it was made of.

        Parameters
        ----------
        stored
            The plan.

        Returns
        -------
        Publication
            Ready to be shown; restricted places are not generalised yet.

        Raises
        ------
        OtherDataError
            If those data are no longer there.
        """
        known = self.known(stored)
        return publication_of(known.plan, stored.scenario, known.posed)


class _Remembered:
    """A plan with its problem, never asked itself, and what was found out about it."""

    def __init__(self, known: KnownPlan) -> None:
        self.known, self.asked = known, Asked(_by_itself(known))


def _by_itself(known: KnownPlan) -> KnownPlan:
    facts = Facts(known.posed.facts.layers, dict(known.posed.facts.digests))
    return replace(known, posed=replace(known.posed, facts=facts))


def _posed(stored: StoredPlan) -> _Remembered | OtherDataError:
    try:
        return _Remembered(known_again(stored.plan, stored.scenario, f"plans/{stored.id}"))
    except OtherDataError as error:  # the data of a running program stay as they are
        return error
