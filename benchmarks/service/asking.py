"""One client that asks the same again and again over one connection."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.service.processes import cpu_seconds

__all__ = ["Cost", "measured"]

_LEAST_SECONDS = 1.5
_BATCH, _WARMING = 25, 10
_PATIENCE = 25.0
"""Seconds before a request counts as not answered."""


@dataclass(frozen=True)
class Cost:
    """What one kind of request costs a server."""

    ms: float
    """Milliseconds of user and system time a request."""
    requests: int
    """Requests behind the number."""
    body_bytes: int
    """Bytes of the last body as it was sent; 0 if the server did not answer in 25 s."""


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
    began = cpu_seconds(*processes)
    try:
        size = ask()
        for _ in range(_WARMING):
            if cpu_seconds(*processes) - began < _LEAST_SECONDS:
                size = ask()
    except TimeoutError:
        return Cost(1000 * (cpu_seconds(*processes) - began), 1, 0)
    began, count = cpu_seconds(*processes), 0
    used = 0.0
    while used < _LEAST_SECONDS and count < most:
        size = ask()
        count += 1
        if count % _BATCH == 0 or count < _BATCH:
            used = cpu_seconds(*processes) - began
    return Cost(1000 * used / count, count, size)


def _asking(port: int, path: str, headers: Mapping[str, str]) -> Callable[[], int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)

    def ask() -> int:
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or not body:
            raise SystemExit(f"{path}: {answer.status} {body[:500]!r}")
        return len(body)

    return ask
