"""What every answer has in common, whatever it answers: ids, log lines, headers, compression, hosts, methods."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from clusterplan.web.access.arrival import HostNames
from clusterplan.web.compression import Compress
from clusterplan.web.methods import HeadLikeGet, method_not_allowed
from clusterplan.web.observing import Metrics, Observe
from clusterplan.web.security_headers import SecurityHeaders
from clusterplan.web.settings import Settings

__all__ = ["add_behaviour"]

_READABLE = ["Content-Crs", "ETag", "Link", "Location", "Retry-After", "X-Request-ID"]


def add_behaviour(app: FastAPI, settings: Settings) -> None:
    """Wrap an application in its middlewares.

    Parameters
    ----------
    app
        The application.
    settings
        Hosts and origins that are answered.
    """
    app.state.metrics = Metrics()
    app.add_exception_handler(HTTPStatus.METHOD_NOT_ALLOWED, method_not_allowed)
    # The one added last sees a request first.
    app.add_middleware(HostNames, settings=settings)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-Match", "If-None-Match", "X-API-Key", "X-CSRF-Token"],
            expose_headers=_READABLE,
            max_age=600,
        )
    app.add_middleware(Compress)
    app.add_middleware(Observe, metrics=app.state.metrics)
    app.add_middleware(SecurityHeaders, secure=(settings.public_url or "").startswith("https:"))
    app.add_middleware(HeadLikeGet)
