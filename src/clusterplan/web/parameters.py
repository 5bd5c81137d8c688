"""Query parameters that every room of the service treats alike: what is not known is refused, never overlooked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import Depends, Request

from clusterplan.web.problems import Problem

__all__ = ["INSTANT_OR_INTERVAL", "LARGEST_COUNT", "NO_PARAMETERS", "only", "require_only"]

LARGEST_COUNT = 999_999_999_999_999
"""Largest whole number that is read: every program holds it exactly."""
_YEAR = "([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_DAY = f"{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
_INSTANT = f"{_DAY}(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)?"
INSTANT_OR_INTERVAL = rf"^({_INSTANT}|{_INSTANT}/(\.\.)?|(\.\.)?/{_INSTANT})$"
"""Pattern of times that clients may count on; any instant or interval of RFC 3339 is read."""


def only(*names: str) -> Callable[[Request], Awaitable[None]]:
    """Return a dependency that refuses every query parameter but the named ones.

    Parameters
    ----------
    *names
        Parameters that the route knows.

    Returns
    -------
    callable
        Raises :class:`Problem` with status 400, naming the unknown and the known parameters.
    """

    async def check(request: Request) -> None:  # not in a thread: going there and back costs more than the check
        require_only(request, *names)

    return check


def require_only(request: Request, *names: str) -> None:
    """Refuse every query parameter but the named ones.

    Parameters
    ----------
    request
        What was asked.
    *names
        Parameters that are known.

    Raises
    ------
    Problem
        400, naming the unknown and the known parameters.
    """
    unknown = sorted(set(request.query_params) - set(names)) if request.scope["query_string"] else ()
    if unknown:
        known = ", ".join(names) or "none"
        detail = f"Unknown query parameter: {', '.join(unknown)}. Known here: {known}."
        raise Problem(HTTPStatus.BAD_REQUEST, detail)


NO_PARAMETERS = [Depends(only())]
