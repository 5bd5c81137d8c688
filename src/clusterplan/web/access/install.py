"""How access is put before an application: middlewares from the outside in, then a rule before each route."""

from __future__ import annotations

from fastapi import FastAPI

from clusterplan.web.access.arrival import Local, Proxies
from clusterplan.web.access.cookies import SESSION, Cookie
from clusterplan.web.access.identify import Identify, IdentifyLocal, Kind, Kinds
from clusterplan.web.access.limits import Buckets, UploadLimit
from clusterplan.web.access.rules import guard_routes
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database
from clusterplan.web.state.keys import KeyStore
from clusterplan.web.state.sessions import SessionStore

__all__ = ["add_access"]


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
    """
    guard_routes(app, public_reading=settings.public_reading)
    # The one added last sees a request first.
    app.add_middleware(UploadLimit, most=settings.upload_bytes)
    if not settings.has_login:
        app.add_middleware(IdentifyLocal)
        app.add_middleware(Local)
        return
    cookie = Cookie(SESSION, secure=(settings.public_url or "").startswith("https:"))
    app.add_middleware(
        Identify,
        kinds=_kinds(settings, database),
        cookie=cookie,
        buckets=Buckets(settings.requests_per_minute),
        public_url=settings.public_url,
    )
    if settings.trusted_proxies:
        app.add_middleware(Proxies, trusted=settings.trusted_proxies)


def _kinds(settings: Settings, database: Database) -> Kinds:
    return Kinds(
        key=Kind(KeyStore(database).find) if settings.api_keys else None,
        session=Kind(SessionStore(database).find) if settings.oidc_issuer else None,
    )
