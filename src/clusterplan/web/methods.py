"""HEAD and OPTIONS, which every address answers without a line in its route."""

from __future__ import annotations

import re
from http import HTTPStatus

from fastapi import Request
from fastapi.routing import iter_route_contexts
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clusterplan.web.problems import problem_document

__all__ = ["HeadLikeGet", "method_not_allowed"]


class HeadLikeGet:
    """Middleware: a HEAD request is answered as its GET would be, without the body.

    Parameters
    ----------
    app
        The application inside.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and only the head of the answer to a HEAD request back."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send(message if message["type"] == "http.response.start" else {**message, "body": b""})

        await self._app({**scope, "method": "GET", "clusterplan.asked_method": "HEAD"}, receive, send_head)


def method_not_allowed(request: Request, _error: Exception) -> Response:
    """Answer OPTIONS with the methods of the address, and every other method that it does not have with 405.

    Parameters
    ----------
    request
        What was asked.

    Returns
    -------
    starlette.responses.Response
        204 or 405, each with ``Allow``.
    """
    methods = sorted(_methods_of(request))
    allow = {"Allow": ", ".join(methods)}
    if request.method == "OPTIONS":
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=allow)
    detail = f"{request.method} is not answered here. Answered are {allow['Allow']}."
    return problem_document(HTTPStatus.METHOD_NOT_ALLOWED, detail, allow)


def _methods_of(request: Request) -> set[str]:
    """Return every method that some route of this address has."""
    methods = {"OPTIONS"}
    for route in iter_route_contexts(request.app.routes):
        pattern: re.Pattern[str] | None = getattr(route, "path_regex", None)
        if pattern is not None and pattern.match(request.scope["path"]):
            methods |= route.methods or set()
    return methods | {"HEAD"} if "GET" in methods else methods
