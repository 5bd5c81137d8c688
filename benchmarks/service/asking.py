"""One client that asks the same again and again over one connection."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.service.processes import cpu_seconds

__all__ = ["Cost", "measured"]

_LEAST_SECONDS = 1.5
_BATCH = 25


@dataclass(frozen=True)
class Cost:
    """What one kind of request costs a server."""

    ms: float
    """Milliseconds of user and system time a request."""
    requests: int
    """Requests behind the number."""
    body_bytes: int
    """Bytes of the last body as it was sent."""


def measured(port: int, path: str, headers: Mapping[str, str], processes: tuple[int, ...], most: int = 4_000) -> Cost:
    """Ask until the time that the server used can be told well from the ticks of its clock.

    Parameters
    ----------
    port
        Where the server answers on this machine.
    path
        What to ask for.
    headers
        Headers of every request.
    processes
        The server's processes, its database's too.
    most
        Most requests.

    Returns
    -------
    Cost
        Mean over all requests after a first batch.
    """
    ask = _asking(port, path, headers)
    for _ in range(_BATCH):
        size = ask()
    began, count = cpu_seconds(*processes), 0
    used = 0.0
    while used < _LEAST_SECONDS and count < most:
        for _ in range(_BATCH):
            size = ask()
        count += _BATCH
        used = cpu_seconds(*processes) - began
    return Cost(1000 * used / count, count, size)


def _asking(port: int, path: str, headers: Mapping[str, str]) -> Callable[[], int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask() -> int:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or not body:
            raise SystemExit(f"{path}: {answer.status} {body[:500]!r}")
        return len(body)

    return ask
