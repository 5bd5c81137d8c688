"""Query parameters that every room of the service treats alike: what is not known is refused, never overlooked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import Depends, Request

from clusterplan.web.problems import Problem

__all__ = ["NO_PARAMETERS", "only", "require_only"]


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
