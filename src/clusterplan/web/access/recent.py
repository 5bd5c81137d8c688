"""Who was recognised a moment ago: a credential is looked up once in a few seconds and not for every request."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

from clusterplan.web.principal import Recognised

__all__ = ["Recent"]

_SECONDS = 3.0
_MOST = 10_000


class Recent:
    """Credentials that were right a moment ago, by their digest: the secrets themselves are not kept.

    What was revoked or has expired elsewhere is noticed after ``seconds`` at most.

    Parameters
    ----------
    seconds
        How long an answer holds.
    most
        Largest number of answers; the oldest leave first.
    clock
        Seconds that never run backwards.
    today
        Seconds since 1970.
    """

    def __init__(
        self,
        seconds: float = _SECONDS,
        most: int = _MOST,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], float] = time.time,
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._today = today
        self._known: dict[bytes, tuple[Recognised, float]] = {}

    def get(self, credential: bytes) -> Recognised | None:
        """Return whom a credential belonged to a moment ago.

        Parameters
        ----------
        credential
            As it was sent.

        Returns
        -------
        Recognised or None
            None if it must be looked up.
        """
        found = self._known.get(hashlib.sha256(credential).digest())
        if found is None:
            return None
        who, until = found
        if self._clock() >= until or (who.expires_at is not None and self._today() >= who.expires_at):
            return None
        return who

    def put(self, credential: bytes, who: Recognised) -> None:
        """Remember whom a credential belongs to.

        Parameters
        ----------
        credential
            As it was sent, and found right.
        who
            Whose it is.
        """
        digest = hashlib.sha256(credential).digest()
        self._known.pop(digest, None)  # a new answer goes to the end: the first is always the oldest
        if len(self._known) >= self._most:
            del self._known[next(iter(self._known))]
        self._known[digest] = (who, self._clock() + self._seconds)

    def forget(self, credential: bytes) -> None:
        """Forget a credential now, in this process.

        Parameters
        ----------
        credential
            As it was sent.
        """
        self._known.pop(hashlib.sha256(credential).digest(), None)
