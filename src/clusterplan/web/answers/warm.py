"""Children that answer what-if questions: kept warm for some minutes, never more than a few, each at one question."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock, Timer
from typing import Self

from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.what_if_asking import WhatIfChild

__all__ = ["Warm", "WarmChild"]


@dataclass(eq=False)
class WarmChild:
    """A child and the plan that it knows."""

    digest: str
    """Digest of the plan."""
    child: WhatIfChild
    """The process."""
    timer: Timer | None = None
    """Ends it when nobody has asked for long; none while it works."""


class Warm:
    """The children of one process; leaving its block ends them.

    Parameters
    ----------
    most
        Most children at a time. One keeps some 300 MB for a country of provinces.
    seconds
        Longest time for one solve of an answer.
    idle_seconds
        How long a child is kept that nobody asks.
    """

    def __init__(self, most: int, seconds: float = 20.0, idle_seconds: float = 300.0) -> None:
        self.most, self.seconds, self.idle_seconds = most, seconds, idle_seconds
        self._idle: list[WarmChild] = []
        self._busy: list[WarmChild] = []
        self._lock = Lock()

    @property
    def hard_limit(self) -> float:
        """Seconds after which a child is killed, whatever it does: two solves, an explanation, and getting ready."""
        return 4 * self.seconds

    def take(self, digest: str, known: KnownPlan) -> WarmChild | None:
        """Take a child that knows a plan, a new one if there is none.

        Parameters
        ----------
        digest
            Digest of the plan.
        known
            The plan with its problem, for a new child.

        Returns
        -------
        WarmChild or None
            None if all are at work: ask again a little later. Give it back or end it.
        """
        with self._lock:
            found = next((one for one in self._idle if one.digest == digest), None)
            if found is None and len(self._busy) >= self.most:
                return None
            taken = self._started(digest) if found is None else self._woken(found)
            self._busy.append(taken)
        if found is None:  # not before the others, for it takes as long as the child takes to start
            try:
                taken.child.open(known, self.seconds)
            except BaseException:
                self.end(taken)  # or its place would be taken for ever
                raise
        return taken

    def _woken(self, one: WarmChild) -> WarmChild:
        self._idle.remove(one)
        self._stop_timer(one)
        return one

    def _started(self, digest: str) -> WarmChild:
        if len(self._idle) + len(self._busy) >= self.most:
            self._end(self._idle.pop(0))  # the one that was given back longest ago
        return WarmChild(digest, WhatIfChild())

    def give_back(self, one: WarmChild) -> None:
        """Give back a child that has answered; it is kept for the next question.

        Parameters
        ----------
        one
            The child.
        """
        with self._lock:
            if one in self._busy:  # else the service ends, and it has ended already
                self._busy.remove(one)
                one.timer = Timer(self.idle_seconds, self._retire, (one,))
                one.timer.daemon = True
                one.timer.start()
                self._idle.append(one)

    def end(self, one: WarmChild) -> None:
        """End a child: its time is over, it failed, or nobody waits for its answer any more.

        Parameters
        ----------
        one
            The child.
        """
        with self._lock:
            if one in self._busy:
                self._busy.remove(one)
                self._end(one)

    def __enter__(self) -> Self:
        """Return the children; there are none yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End them all."""
        with self._lock:
            for one in (*self._idle, *self._busy):
                self._end(one)
            self._idle.clear()
            self._busy.clear()

    def _retire(self, one: WarmChild) -> None:
        with self._lock:
            if one in self._idle:
                self._idle.remove(one)
                self._end(one)

    def _end(self, one: WarmChild) -> None:
        self._stop_timer(one)
        one.child.kill()

    def _stop_timer(self, one: WarmChild) -> None:
        if one.timer is not None:
            one.timer.cancel()
            one.timer = None
