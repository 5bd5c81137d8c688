"""Under which address clients know the service: every link in every answer begins with it."""

from __future__ import annotations

from fastapi import Request

from clusterplan.web.service import service_of

__all__ = ["base_of", "url_of"]


def base_of(request: Request) -> str:
    """Return the operator's address if there is one, else the one that the client used.

    Parameters
    ----------
    request
        What was asked.

    Returns
    -------
    str
        With a slash at its end.
    """
    public = service_of(request).settings.public_url
    if public:
        return f"{public.rstrip('/')}/"
    scope = request.scope
    host = request.headers.get("host") or ":".join(str(part) for part in scope["server"])
    return f"{scope['scheme']}://{host}{scope.get('root_path', '')}/"


def url_of(request: Request) -> str:
    """Return the address that was asked for, without its query.

    Parameters
    ----------
    request
        What was asked.

    Returns
    -------
    str
        As a client outside would write it.
    """
    path = request.scope["path"].removeprefix(request.scope.get("root_path", "")).lstrip("/")
    return f"{base_of(request)}{path}"
