"""Who asks: every request gets a :class:`~clusterplan.web.principal.Principal` before anything else looks at it.

A right credential that was seen a moment ago costs a digest and a look into a dictionary. A wrong one is refused with
401 and never taken for nobody: whoever sends one means to be somebody.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote

import structlog
from anyio import to_thread
from fastapi import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from clusterplan.errors import ClusterplanError
from clusterplan.web.access.answers import CHALLENGE
from clusterplan.web.access.cookies import Cookie
from clusterplan.web.access.forgery import SAFE_METHODS, has_token, is_from_our_pages
from clusterplan.web.access.limits import Buckets, client_key
from clusterplan.web.access.recent import Recent
from clusterplan.web.principal import ANONYMOUS, LOCAL_PLANNER, Principal, Recognised
from clusterplan.web.problems import problem_document

__all__ = ["Identify", "IdentifyLocal", "Kind", "Kinds", "principal_of"]

type Headers = Mapping[bytes, bytes]

_KEY_PREFIX = b"cpk_"
_SINGLE = frozenset({b"authorization", b"x-api-key", b"cookie", b"x-csrf-token", b"origin", b"sec-fetch-site"})
_WHERE_ONE_SIGNS_IN = frozenset({"/login", "/login/callback"})
_LONGEST_CREDENTIAL = 16_384
_SECONDS_TO_COME_BACK = "5"
_NOBODY = Recognised(ANONYMOUS)
_LOG = structlog.get_logger("clusterplan.web.access")


def principal_of(request: Request) -> Principal:
    """Return who sent a request.

    Parameters
    ----------
    request
        A request that came through the middleware.

    Returns
    -------
    Principal
        Somebody, or :data:`~clusterplan.web.principal.ANONYMOUS`.
    """
    principal: Principal = request.state.principal
    return principal


class IdentifyLocal:
    """Middleware of a machine that serves itself alone: whoever sits at it may do everything.

    Parameters
    ----------
    app
        The application inside.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as the local planner's, unless a foreign page sent it."""
        if scope["type"] == "http":
            try:
                self._check(scope["method"], _single_headers(scope))
            except _RefusedError as refused:
                await refused.response(scope, receive, send)
                return
            scope.setdefault("state", {}).update(principal=LOCAL_PLANNER, csrf=None)
        await self._app(scope, receive, send)

    def _check(self, method: str, headers: Headers) -> None:
        if b"authorization" in headers or b"x-api-key" in headers:
            raise _wrong("No login is configured here, so no key and no token can be right: send none.")
        if method not in SAFE_METHODS and not is_from_our_pages(headers, None):
            raise _forged("A page from elsewhere may not change anything here.")


@dataclass(frozen=True)
class Kind:
    """One kind of credential."""

    look_up: Callable[[str], Recognised | None]
    """Finds whose it is, in a thread of its own; none if it is wrong."""
    recent: Recent = field(default_factory=Recent)
    """Those that were right a moment ago."""


@dataclass(frozen=True)
class Kinds:
    """The kinds of credentials that are accepted."""

    key: Kind | None = None
    """API keys, in ``Authorization: Bearer cpk_...`` or ``X-API-Key``."""
    token: Kind | None = None
    """Signed tokens of the OpenID provider, in ``Authorization: Bearer``."""
    session: Kind | None = None
    """Values of the session cookie."""


class Identify:
    """Middleware: recognise who asks, count his requests, refuse what a foreign page made his browser send.

    Parameters
    ----------
    app
        The application inside.
    kinds
        What is accepted.
    cookie
        The session cookie.
    buckets
        Requests of each client.
    public_url
        Address that clients use, if it is not the one in the Host header.
    """

    def __init__(self, app: ASGIApp, kinds: Kinds, cookie: Cookie, buckets: Buckets, public_url: str | None) -> None:
        self._app = app
        self._kinds = kinds
        self._cookie = cookie
        self._buckets = buckets
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its principal."""
        if scope["type"] == "http":
            try:
                who = await self._who(scope, _single_headers(scope))
            except _RefusedError as refused:
                await refused.response(scope, receive, send)
                return
            scope.setdefault("state", {}).update(principal=who.principal, csrf=who.csrf)
        await self._app(scope, receive, send)

    async def _who(self, scope: Scope, headers: Headers) -> Recognised:
        """Return who asks, after every check that does not depend on what he asks for."""
        sent = self._header_credential(headers)
        if sent is not None:
            return await self._recognised(scope, *sent)
        session = self._kinds.session
        cookie = None if session is None else self._cookie.value(headers.get(b"cookie"))
        if session is None or cookie is None or scope["path"] in _WHERE_ONE_SIGNS_IN:
            self._count(_address(scope))
            return _NOBODY
        who = await self._recognised(scope, session, cookie)
        if scope["method"] not in SAFE_METHODS:
            if not is_from_our_pages(headers, self._public_url):
                raise _forged("A page from elsewhere may not change anything here.")
            if not has_token(headers, who.csrf):
                raise _forged("The header X-CSRF-Token must be the csrf value that /me tells.")
        return who

    def _header_credential(self, headers: Headers) -> tuple[Kind, bytes] | None:
        """Return the credential in a header, which goes before a cookie, with its kind."""
        sent = headers.get(b"authorization")
        if sent is None:
            credential = headers.get(b"x-api-key")
            if credential is None:
                return None
            is_key = True
        else:
            scheme, _, credential = sent.partition(b" ")
            if scheme.lower() != b"bearer":
                raise _wrong("Authorization must be 'Bearer' and an API key or a token.")
            is_key = credential.startswith(_KEY_PREFIX)
        kind = self._kinds.key if is_key else self._kinds.token
        if kind is None:
            raise _wrong("API keys are not accepted here." if is_key else "Tokens are not accepted here.")
        return kind, credential

    async def _recognised(self, scope: Scope, kind: Kind, credential: bytes) -> Recognised:
        """Return whose a credential is, and count his request."""
        who = kind.recent.get(credential)
        if who is None:
            who = await self._looked_up(scope, kind, credential)
            kind.recent.put(credential, who)
        self._count(f"{who.principal.way} {who.principal.subject}")
        return who

    async def _looked_up(self, scope: Scope, kind: Kind, credential: bytes) -> Recognised:
        """Look a credential up; a wrong one counts against the address, and without a count left none is looked at."""
        address = _address(scope)
        self._require(self._buckets.wait(address))
        who = None
        if len(credential) <= _LONGEST_CREDENTIAL and credential.isascii():
            try:
                who = await to_thread.run_sync(kind.look_up, credential.decode())
            except ClusterplanError as error:
                _LOG.warning("credential cannot be checked", reason=str(error).partition("\n")[0])
                raise _unavailable() from error
        if who is None:
            self._count(address)
            if kind is self._kinds.session:
                raise self._signed_out(scope)
            raise _wrong("The API key or token is unknown, has expired or was revoked.")
        return who

    def _signed_out(self, scope: Scope) -> _RefusedError:
        """Refuse a cookie that is no longer right and take it away; a person who follows a link signs in again."""
        gone = {"Set-Cookie": self._cookie.header("", 0)}
        if scope["method"] == "GET" and (b"sec-fetch-mode", b"navigate") in scope["headers"]:
            back = quote(
                scope["path"] + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else "")
            )
            return _RefusedError(RedirectResponse(f"/login?next={back}", HTTPStatus.SEE_OTHER.value, gone))
        return _wrong("The session has ended: sign in again at /login.", gone)

    def _count(self, client: str) -> None:
        self._require(self._buckets.take(client))

    def _require(self, wait: float) -> None:
        if wait > 0:
            detail = f"Too many requests: ask again in {math.ceil(wait)} s."
            raise _refused(HTTPStatus.TOO_MANY_REQUESTS, detail, {"Retry-After": str(math.ceil(wait))})


class _RefusedError(Exception):
    """A request that goes no further."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def _refused(status: HTTPStatus, detail: str, headers: Mapping[str, str]) -> _RefusedError:
    return _RefusedError(problem_document(status, detail, headers))


def _wrong(detail: str, headers: Mapping[str, str] | None = None) -> _RefusedError:
    return _refused(HTTPStatus.UNAUTHORIZED, detail, {**CHALLENGE, **(headers or {})})


def _forged(detail: str) -> _RefusedError:
    return _refused(HTTPStatus.FORBIDDEN, detail, {})


def _unavailable() -> _RefusedError:
    detail = "Keys and tokens cannot be checked now: ask again soon."
    return _refused(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": _SECONDS_TO_COME_BACK})


def _address(scope: Scope) -> str:
    """Return the name under which a client's address is counted."""
    return f"address {client_key(scope['client'][0])}" if scope.get("client") else "address"


def _single_headers(scope: Scope) -> Headers:
    """Return the headers by name; one that decides who asks must not be there twice with two meanings."""
    sent = scope["headers"]
    headers = dict(sent)
    if len(headers) != len(sent):
        names = [name for name, _ in sent if name in _SINGLE]
        if len(names) != len(set(names)):
            raise _refused(HTTPStatus.BAD_REQUEST, "Authorization, X-API-Key, Cookie and Origin may be sent once.", {})
    return headers
