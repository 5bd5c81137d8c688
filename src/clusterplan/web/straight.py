"""Routes that are asked for most: they go straight to their function, past what FastAPI prepares for others.

FastAPI reads parameters and dependencies anew with each request, and searches an included router twice. Both cost more
than a tile that is ready. A route here has neither: its function takes the request and reads the little that it needs.
In everything else (rules of access, problems, the document of the interface) it is a route like others.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.routing import request_response

__all__ = ["StraightRoute", "add_straight"]


class StraightRoute(APIRoute):
    """A route whose function takes the request alone and returns an answer; the ``route_class`` of a router.

    Parameters
    ----------
    path
        Its address.
    endpoint
        ``async`` function of the request.
    **options
        As every route has them, dependencies apart.

    Raises
    ------
    TypeError
        If anything would have to be prepared for the function.
    """

    def __init__(self, path: str, endpoint: Callable[[Request], Awaitable[Response]], **options: Any) -> None:
        name = options.get("operation_id") or options.get("name")  # no application names it as it does included routes
        super().__init__(path, endpoint, **{**options, "operation_id": name})
        if self.dependencies or list(inspect.signature(endpoint).parameters) != ["request"]:
            raise TypeError(f"{path}: the function of a straight route takes the request alone.")
        self.app = request_response(endpoint)


def add_straight(app: FastAPI, router: APIRouter) -> None:
    """Add the straight routes of a router to an application, itself and not as an included router.

    Parameters
    ----------
    app
        The application; routes are tried in the order in which they are added.
    router
        All its routes are straight.
    """
    app.router.routes.extend(router.routes)
