"""The addresses of signing in and out, and of who one is."""

from __future__ import annotations

from html import escape
from http import HTTPStatus
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from clusterplan.web.access.identify import principal_of
from clusterplan.web.access.journey import JOURNEY_SECONDS, Journey
from clusterplan.web.access.login import Login, LoginFailedError
from clusterplan.web.access.provider import ProviderError
from clusterplan.web.parameters import NO_PARAMETERS, only
from clusterplan.web.principal import Way
from clusterplan.web.problems import Problem

__all__ = ["LOGIN_ROUTER", "ME_ROUTER"]

ME_ROUTER = APIRouter(tags=["Access"])
LOGIN_ROUTER = APIRouter(tags=["Access"])
_NOT_KEPT = {"Cache-Control": "no-store"}
_FAILED = """<!doctype html>
<html lang="vi"><meta charset="utf-8"><title>Đăng nhập / Sign in</title>
<h1>Chưa đăng nhập được. / You are not signed in.</h1>
<p>{what}</p><p><a href="{again}">Đăng nhập lại / Sign in again</a></p></html>
"""
_LOG = structlog.get_logger("clusterplan.web.access")


@ME_ROUTER.get("/me", name="me", dependencies=NO_PARAMETERS)
async def me(request: Request) -> Response:
    """Tell who one is, what one may do, and the token that a browser's changes must carry."""
    principal = principal_of(request)
    content = {
        "subject": principal.subject,
        "name": principal.name,
        "roles": sorted(principal.roles),
        "provinces": sorted(principal.provinces),
        "way": principal.way,
        "csrf": request.state.csrf,
        "login": "/login" if hasattr(request.app.state, "login") else None,
    }
    return JSONResponse(content, headers=_NOT_KEPT)


@LOGIN_ROUTER.get("/login", name="login", dependencies=[Depends(only("next"))])
def login(request: Request, next: Annotated[str, Query(max_length=2000)] = "/") -> Response:  # noqa: A002
    """Send a browser to the provider to sign in; afterwards it goes to ``next``, a path of this service."""
    signing = _login_of(request)
    try:
        address, journey = signing.begin(_base(request), next)
    except ProviderError as error:
        raise _provider_away(error) from error
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER.value, _NOT_KEPT)
    response.headers.append("Set-Cookie", signing.journey_cookie.header(journey.packed(), JOURNEY_SECONDS))
    return response


@LOGIN_ROUTER.get("/login/callback", name="login_callback", include_in_schema=False)
def login_callback(request: Request) -> Response:
    """Take a browser that comes back from the provider."""
    signing = _login_of(request)
    cookies = _cookie_header(request)
    journey = Journey.unpacked(signing.journey_cookie.value(cookies))
    try:
        session = signing.finish(_base(request), journey, dict(request.query_params))
    except LoginFailedError as failed:
        _LOG.warning("sign-in failed", reason=str(failed))
        response: Response = _failed_page()
    except ProviderError as error:
        raise _provider_away(error) from error
    else:
        assert journey is not None, "a session has a journey"
        before = signing.session_cookie.value(cookies)
        if before is not None:
            signing.end(before.decode("latin-1"))
        response = RedirectResponse(journey.next, HTTPStatus.SEE_OTHER.value, _NOT_KEPT)
        seconds = int(signing.settings.session_hours * 3600)
        response.headers.append("Set-Cookie", signing.session_cookie.header(session.value, seconds))
    response.headers.append("Set-Cookie", signing.journey_cookie.header("", 0))
    return response


@LOGIN_ROUTER.post("/logout", name="logout", dependencies=NO_PARAMETERS)
def logout(request: Request) -> Response:
    """Sign a browser out here, and tell where it can sign out of the provider too."""
    signing = _login_of(request)
    if principal_of(request).way is not Way.SESSION:
        raise Problem(HTTPStatus.CONFLICT, "Only a browser that signed in at /login can sign out.")
    value = signing.session_cookie.value(_cookie_header(request))
    assert value is not None, "a session comes by its cookie"
    signing.end(value.decode())
    content = {"signed_out": True, "provider": signing.address_after_logout(_base(request))}
    response = JSONResponse(content, headers=_NOT_KEPT)
    response.headers.append("Set-Cookie", signing.session_cookie.header("", 0))
    return response


def _login_of(request: Request) -> Login:
    found: Login = request.app.state.login
    return found


def _base(request: Request) -> str:
    """Return the address of the service without a slash at its end."""
    return (_login_of(request).settings.public_url or str(request.base_url)).rstrip("/")


def _cookie_header(request: Request) -> bytes | None:
    header = request.headers.get("cookie")
    return None if header is None else header.encode("latin-1")


def _provider_away(error: ProviderError) -> Problem:
    _LOG.warning("provider away", reason=str(error))
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, error.summary.en, {"Retry-After": "30"})


def _failed_page() -> HTMLResponse:
    what = (
        "Phiên đăng nhập đã hết hạn, bị hủy, hoặc mở ở một trình duyệt khác. / "
        "The attempt expired, was cancelled, or began in another browser."
    )
    page = _FAILED.format(what=escape(what), again="/login")
    return HTMLResponse(page, HTTPStatus.BAD_REQUEST.value, _NOT_KEPT)
