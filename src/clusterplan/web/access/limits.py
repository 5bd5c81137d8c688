"""How much one client may ask and send: requests a minute, bytes of a body."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import lru_cache
from http import HTTPStatus
from types import MappingProxyType

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clusterplan.web.problems import Problem, problem_document

__all__ = ["Buckets", "UploadLimit", "client_key"]

_MOST = 50_000
_IPV6_NETWORK = 64


class Buckets:
    """Token buckets: each client may send a minute's requests at once, and then as many as time refills.

    Parameters
    ----------
    per_minute
        Requests of one client.
    most
        Largest number of clients that are remembered; the one that was silent longest is forgotten first.
    clock
        Seconds that never run backwards.

    Examples
    --------
    >>> buckets = Buckets(2, clock=lambda: 0.0)
    >>> buckets.take("an"), buckets.take("an"), buckets.take("an"), buckets.take("binh")
    (0.0, 0.0, 30.0, 0.0)
    """

    def __init__(self, per_minute: int, most: int = _MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = float(per_minute)
        self._rate = per_minute / 60
        self._most = most
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> float:
        """Take one request from a client's bucket.

        Parameters
        ----------
        client
            Its name.

        Returns
        -------
        float
            0 if there was one, else the seconds until there is.
        """
        left, now = self._left(client)
        wait = self._wait(left)
        self._buckets[client] = (left if wait else left - 1, now)
        self._buckets.move_to_end(client)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return wait

    def wait(self, client: str) -> float:
        """Return how long a client must wait for a request, and take none.

        Parameters
        ----------
        client
            Its name.

        Returns
        -------
        float
            Seconds; 0 if it need not wait.
        """
        return self._wait(self._left(client)[0])

    def _left(self, client: str) -> tuple[float, float]:
        """Return what is in a bucket, and the moment."""
        now = self._clock()
        left, since = self._buckets.get(client, (self._size, now))
        return min(self._size, left + (now - since) * self._rate), now

    def _wait(self, left: float) -> float:
        return 0.0 if left >= 1 else (1 - left) / self._rate


@lru_cache(maxsize=10_000)
def client_key(address: str) -> str:
    """Return the name under which an address is counted: itself, or its network for IPv6, where one client has many.

    Parameters
    ----------
    address
        Of the client.

    Returns
    -------
    str
        Name of its bucket.

    Examples
    --------
    >>> client_key("203.0.113.7"), client_key("2001:db8::1:2")
    ('203.0.113.7', '2001:db8::/64')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((found, _IPV6_NETWORK), strict=False))


class UploadLimit:
    """Middleware: a body that is too large is refused, by its announced length or while it comes in.

    Parameters
    ----------
    app
        The application inside.
    most
        Bytes.
    others
        Bytes of the paths that have a limit of their own.
    """

    def __init__(self, app: ASGIApp, most: int, others: Mapping[str, int] = MappingProxyType({})) -> None:
        self._app = app
        self._most = most
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on whose body is counted."""
        if scope["type"] != "http" or scope["method"] == "GET":
            await self._app(scope, receive, send)
            return
        most = self._others.get(scope["path"], self._most)
        if _announced(scope) > most:
            too_large = _too_large(most)
            answer = problem_document(HTTPStatus(too_large.status_code), too_large.detail, {"Connection": "close"})
            await answer(scope, receive, send)
            return
        came = 0

        async def receive_counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise _too_large(most)
            return message

        await self._app(scope, receive_counted, send)


def _too_large(most: int) -> Problem:
    detail = f"The body is larger than {most} bytes, the most that is read here."
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, {"Connection": "close"})


def _announced(scope: Scope) -> int:
    """Return the announced length; servers refuse one that is no number."""
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(length) if length.isdigit() else 0
