"""Where a request came from and what it called us: host names, proxies, and a machine that serves itself alone."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from clusterplan.web.problems import problem_document
from clusterplan.web.settings import Settings, is_loopback

__all__ = ["HostNames", "Local", "Proxies"]

_FORWARDING = frozenset({b"forwarded", b"via", b"x-real-ip", b"x-client-ip", b"true-client-ip", b"cf-connecting-ip"})
_FORWARDING_PREFIX = b"x-forwarded-"
_SCHEMES = (b"http", b"https")

type Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class HostNames:
    """Middleware: only requests for our own names are answered, so that a foreign name cannot lead a browser here.

    Parameters
    ----------
    app
        The application inside.
    settings
        The names; that of ``public_url`` is one of them. ``*`` stands for every name, ``*.example.org`` for every
        name below.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        public = urlsplit(settings.public_url or "").hostname
        self._names = {name.lower().strip("[]") for name in (*settings.host_names, *([public] if public else []))}
        self._endings = tuple(name[1:] for name in self._names if name.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse its name."""
        if scope["type"] != "http" or self._is_ours(scope):
            await self._app(scope, receive, send)
            return
        detail = "The service is not known by this name. CLUSTERPLAN_HOST_NAMES lists the names that are answered."
        await problem_document(HTTPStatus.BAD_REQUEST, detail)(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        sent = [value for name, value in scope["headers"] if name == b"host"]
        if len(sent) != 1:
            return False
        name = _without_port(sent[0].decode("latin-1").lower())
        return bool(name) and (name in self._names or "*" in self._names or name.endswith(self._endings))


class Local:
    """Middleware of a machine that serves itself alone: whatever did not come straight from it is refused.

    Without a login everybody who comes in may do everything, so nobody may come in through a proxy.

    Parameters
    ----------
    app
        The application inside.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request of this machine on."""
        if scope["type"] == "http" and (_was_forwarded(scope) or _is_elsewhere(scope)):
            detail = (
                "Without a login the service answers its own machine alone, and this request came through a proxy or "
                "from elsewhere. Configure a login: CLUSTERPLAN_OIDC_ISSUER or CLUSTERPLAN_API_KEYS."
            )
            await problem_document(HTTPStatus.FORBIDDEN, detail)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class Proxies:
    """Middleware: a trusted proxy says whose request it hands on; what anybody else says of that is ignored.

    ``X-Forwarded-For`` gives the client (the last address that is no trusted proxy), ``X-Forwarded-Proto`` the scheme.

    Parameters
    ----------
    app
        The application inside.
    trusted
        Addresses and networks of the proxies.
    """

    def __init__(self, app: ASGIApp, trusted: Iterable[str]) -> None:
        self._app = app
        self._networks: tuple[Network, ...] = tuple(ipaddress.ip_network(address) for address in trusted)
        self._trusted: dict[str, bool] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with the client's own address and scheme."""
        client = scope.get("client")
        if scope["type"] == "http" and client is not None and self._trusts(client[0]):
            scope.update(self._told(scope))  # the same scope: what is written down outside of it says the route
        await self._app(scope, receive, send)

    def _told(self, scope: Scope) -> dict[str, object]:
        told: dict[str, object] = {}
        chain = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
        for address in reversed([part.strip() for part in chain.split(",")]):
            if not _is_address(address):
                break  # what stands before it was written by somebody whom nobody vouches for
            told["client"] = (address, 0)
            if not self._trusts(address):
                break
        scheme = [value for name, value in scope["headers"] if name == b"x-forwarded-proto"]
        if len(scheme) == 1 and scheme[0] in _SCHEMES:
            told["scheme"] = scheme[0].decode()
        return told

    def _trusts(self, address: str) -> bool:
        """Tell whether an address is a trusted proxy's; those that are or were asked about are few."""
        known = self._trusted.get(address)
        if known is None:
            known = _is_address(address) and any(ipaddress.ip_address(address) in each for each in self._networks)
            if len(self._trusted) < 1_000:
                self._trusted[address] = known
        return known


def _was_forwarded(scope: Scope) -> bool:
    return any(name in _FORWARDING or name.startswith(_FORWARDING_PREFIX) for name, _ in scope["headers"])


def _is_elsewhere(scope: Scope) -> bool:
    """Tell whether a request has the address of another machine; a socket of the file system has no address."""
    client = scope.get("client")
    if client is None or client[0] == "127.0.0.1":
        return False
    return _is_address(client[0]) and not is_loopback(client[0])


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _without_port(host: str) -> str:
    """Return the name in a Host header; that of an IPv6 address without its brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
