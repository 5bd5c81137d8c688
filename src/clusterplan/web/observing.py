"""Every request leaves a line in the log and a count in the metrics, under an id that its sender sees too."""

from __future__ import annotations

import os
import re
import secrets
import time
from http import HTTPStatus
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clusterplan.web.problems import problem_document
from clusterplan.web.raw_headers import header_in, raw

__all__ = ["Metrics", "Observe"]

_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_LOG = structlog.get_logger("clusterplan.web")


class Metrics:
    """Counts of one service in the form of Prometheus, added up over its processes where it has several."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "clusterplan_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "clusterplan_request_seconds",
            "Seconds until the answer was sent.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._counts: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}  # as many as there are routes

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request.

        Parameters
        ----------
        method
            One of the known ones, for each is a line.
        route
            Address with its places open.
        status
            Of the answer.
        seconds
            Until it was sent.
        """
        key = method, route, status
        if key not in self._counts:
            self._counts[key] = self.requests.labels(method, route, str(status)), self.seconds.labels(route)
        requests, durations = self._counts[key]
        requests.inc()
        durations.observe(seconds)

    def exposition(self) -> bytes:
        """Return the counts as Prometheus reads them."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


class Observe:
    """Middleware: give a request its id, and write down what came of it.

    An answer carries ``X-Request-ID``, the client's own if it sent a plain one. A fault of the program is logged with
    its traceback, and the client gets a problem document with the id to ask the operator about.

    Parameters
    ----------
    app
        The application inside.
    metrics
        Counts that are raised.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and write down its end."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        began, status, sent = time.perf_counter(), 0, 0

        async def send_numbered(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"].append(raw("X-Request-ID", request_id))
            else:
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, send_numbered)
        except Exception:
            _LOG.exception("request failed", request_id=request_id, path=scope["path"])
            if status:  # the answer has begun: all that can be done is to break it off, so that it looks broken
                raise
            await _failure(request_id)(scope, receive, send_numbered)
        finally:
            self._write_down(scope, request_id, status, sent, time.perf_counter() - began)

    def _write_down(self, scope: Scope, request_id: str, status: int, sent: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "(none)")
        method = _method(scope)
        self._metrics.count(method, route, status, seconds)
        principal = scope["state"].get("principal")
        details: dict[str, Any] = {
            "request_id": request_id,
            "method": method,
            "path": scope["path"],
            "status": status,
            "bytes": sent,
            "ms": round(seconds * 1000, 2),
            "by": getattr(principal, "subject", ""),
        }
        if scope["query_string"]:
            details["query"] = _without_secrets(scope["query_string"].decode("latin-1"))
        _LOG.info("request", **details)


def _request_id(scope: Scope) -> str:
    """Return the client's id if it is harmless to write down, else a new one."""
    sent = header_in(scope["headers"], b"x-request-id")
    return sent.decode() if sent is not None and _ID.fullmatch(sent) else secrets.token_hex(16)


_KNOWN_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def _method(scope: Scope) -> str:
    """Return the method that was asked with; an invented one must not grow the metrics."""
    method = scope.get("clusterplan.asked_method", scope["method"])
    return method if method in _KNOWN_METHODS else "OTHER"


def _without_secrets(query: str) -> str:
    """Return a query string without what a provider of identities sends back in it."""
    return re.sub(r"(^|&)(code|state|token)=[^&]*", r"\1\2=...", query)


def _failure(request_id: str) -> ASGIApp:
    detail = f"The server failed. Its log has the reason; tell the operator this id: {request_id}."
    return problem_document(HTTPStatus.INTERNAL_SERVER_ERROR, detail)
