"""How access is put before an application: middlewares from the outside in, then a rule before each route."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from fastapi import FastAPI

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.web.access.arrival import Local, Proxies
from clusterplan.web.access.cookies import SESSION, Cookie
from clusterplan.web.access.identify import Identify, IdentifyLocal, Kind, Kinds
from clusterplan.web.access.limits import Buckets, UploadLimit
from clusterplan.web.access.login import Login
from clusterplan.web.access.provider import Provider
from clusterplan.web.access.recent import Recent
from clusterplan.web.access.routes import LOGIN_ROUTER, ME_ROUTER
from clusterplan.web.access.rules import guard_routes
from clusterplan.web.layer_checks.addresses import CHECKS
from clusterplan.web.settings import Settings, is_loopback
from clusterplan.web.state.database import Database
from clusterplan.web.state.keys import KeyStore
from clusterplan.web.state.sessions import SessionStore

__all__ = ["add_access", "require_usable_login"]


def add_access(app: FastAPI, settings: Settings, database: Database) -> None:
    """Let an application know who asks, and answer nobody who may not ask.

    To be called when every route is there, and before the middlewares that see every answer (logs, headers).

    Parameters
    ----------
    app
        With all its routes.
    settings
        Logins, limits, proxies.
    database
        Where keys and sessions are.

    Raises
    ------
    InternalError
        If a route has no rule.
    UsageError
        If nobody could sign in with these settings.
    """
    require_usable_login(settings)
    login = _login(settings, database)
    app.include_router(ME_ROUTER)
    if login is not None:
        app.state.login = login
        app.include_router(LOGIN_ROUTER)
    guard_routes(app, public_reading=settings.public_reading)
    # The one added last sees a request first.
    app.add_middleware(UploadLimit, most=settings.upload_bytes, others={CHECKS: settings.layer_bytes})
    if not settings.has_login:
        app.add_middleware(IdentifyLocal)
        app.add_middleware(Local)
        return
    app.add_middleware(
        Identify,
        kinds=Kinds(
            key=Kind(KeyStore(database).find) if settings.api_keys else None,
            token=None if login is None else Kind(login.recognise),
            session=None if login is None else Kind(login.sessions.find, login.recent),
        ),
        cookie=Cookie(SESSION, secure=False) if login is None else login.session_cookie,
        buckets=Buckets(settings.requests_per_minute),
        public_url=settings.public_url,
    )
    if settings.trusted_proxies:
        app.add_middleware(Proxies, trusted=settings.trusted_proxies)


def _login(settings: Settings, database: Database) -> Login | None:
    if settings.oidc_issuer is None:
        return None
    return Login(Provider(settings.oidc_issuer), settings, SessionStore(database), Recent())


def require_usable_login(settings: Settings) -> None:
    """Refuse settings with which nobody could sign in, or not safely.

    Parameters
    ----------
    settings
        Issuer, client, public address, proxies.

    Raises
    ------
    UsageError
        Naming every fault.

    Examples
    --------
    >>> require_usable_login(Settings())
    """
    faults = [*_proxy_faults(settings), *_oidc_faults(settings)]
    if faults:
        summary = Text(vi="Cấu hình đăng nhập có lỗi.", en="The login cannot be used as it is configured.")
        raise UsageError(summary, faults)


def _oidc_faults(settings: Settings) -> Iterator[Fault]:
    if settings.oidc_issuer is None:
        return
    if settings.oidc_client_id is None:
        what = Text(vi="Thiếu mã ứng dụng ở máy chủ đăng nhập.", en="The client id at the provider is missing.")
        yield Fault("CLUSTERPLAN_OIDC_CLIENT_ID", what)
    if not _is_safe(settings.oidc_issuer):
        yield Fault("CLUSTERPLAN_OIDC_ISSUER", Text(vi="Phải là địa chỉ https.", en="It must be an https address."))
    if settings.public_url is None and not is_loopback(settings.host):
        what = Text(
            vi="Cần địa chỉ mà trình duyệt dùng, để máy chủ đăng nhập gửi về.",
            en="The address that browsers use is needed, for the provider sends them back to it.",
        )
        yield Fault("CLUSTERPLAN_PUBLIC_URL", what)


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))


def _proxy_faults(settings: Settings) -> Iterator[Fault]:
    for address in settings.trusted_proxies:
        try:
            ipaddress.ip_network(address)
        except ValueError:
            what = Text(
                vi=f"'{address}' không phải là địa chỉ hay mạng IP.", en=f"'{address}' is no IP address or network."
            )
            yield Fault("CLUSTERPLAN_TRUSTED_PROXIES", what)
