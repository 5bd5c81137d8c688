"""How many files are looked at at the same time: one of each person, and never more than the machine bears."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from clusterplan.web.problems import Problem

__all__ = ["Looks"]

_SOON = {"Retry-After": "5"}


class Looks:
    """The looks of one process.

    Parameters
    ----------
    most
        Most looks at a time.
    """

    def __init__(self, most: int = 2) -> None:
        self._most = most
        self._at_work: set[str] = set()

    @contextmanager
    def one_of(self, person: str) -> Iterator[None]:
        """Count a look for as long as the block lasts.

        Parameters
        ----------
        person
            Who has the file looked at.

        Raises
        ------
        Problem
            429 if a file of theirs is being looked at, 503 if there are too many others.
        """
        if person in self._at_work:
            detail = "One file at a time: a file of yours is being checked."
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, _SOON)
        if len(self._at_work) >= self._most:
            detail = "Other people's files are being checked. Try again in some seconds."
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, _SOON)
        self._at_work.add(person)
        try:
            yield
        finally:
            self._at_work.remove(person)
