"""People and a small application to ask, shared by the tests of access."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from clusterplan.web.access import add_access, principal_of
from clusterplan.web.access.rules import OPEN, PLANNERS, READERS, RULES, SIGNED_IN, Rule
from clusterplan.web.behaviour import add_behaviour
from clusterplan.web.principal import ANONYMOUS, LOCAL_PLANNER, Principal, Role, Way
from clusterplan.web.problems import add_problem_handlers
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database
from clusterplan.web.state.migrate import migrate

VIEWER = Principal("vy", "Vy", frozenset({Role.VIEWER}), way=Way.SESSION)
OFFICIAL = Principal("da-nang", "Sở KH&CN Đà Nẵng", frozenset({Role.VIEWER}), frozenset({"48"}), Way.SESSION)
PLANNER = Principal("lan", "Lan", frozenset({Role.PLANNER}), way=Way.SESSION)
PUBLISHER = Principal("minh", "Minh", frozenset({Role.PUBLISHER}), way=Way.SESSION)
AUDITOR = Principal("an", "An", frozenset({Role.AUDITOR}), way=Way.SESSION)
NOBODY_YET = Principal("moi", "Mới", way=Way.SESSION)

PEOPLE = {
    "anonymous": ANONYMOUS,
    "without role": NOBODY_YET,
    "viewer": VIEWER,
    "official of 48": OFFICIAL,
    "planner": PLANNER,
    "publisher": PUBLISHER,
    "auditor": AUDITOR,
    "local": LOCAL_PLANNER,
}

SAMPLE_RULES: dict[str, Rule] = {
    "sample_who": OPEN,
    "sample_page": OPEN,
    "sample_public": READERS,
    "sample_signed_in": SIGNED_IN,
    "sample_planners": PLANNERS,
    "sample_upload": PLANNERS,
}


def database_in(folder: Path) -> Database:
    """Return a new database with every table."""
    database = Database(f"sqlite:///{folder / 'state.sqlite3'}")
    migrate(database)
    return database


def sample_app(settings: Settings, database: Database, monkeypatch: Any) -> FastAPI:
    """Return an application with one route for each kind of rule."""
    for name, rule in SAMPLE_RULES.items():
        monkeypatch.setitem(RULES, name, rule)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/who", name="sample_who")
    def who(request: Request) -> Response:
        principal = principal_of(request)
        content = {
            "subject": principal.subject,
            "roles": sorted(principal.roles),
            "provinces": sorted(principal.provinces),
            "way": principal.way,
            "client": request.client.host if request.client else None,
            "scheme": request.url.scheme,
        }
        return JSONResponse(content)

    @app.get("/page", name="sample_page")
    def page() -> Response:
        policy = {"Content-Security-Policy": "default-src 'none'; connect-src 'self'"}
        return HTMLResponse("<!doctype html><title>A page of ours</title>", headers=policy)

    @app.get("/public", name="sample_public")
    @app.get("/signed-in", name="sample_signed_in")
    @app.get("/planners", name="sample_planners")
    def read() -> Response:
        return JSONResponse({})

    @app.post("/upload", name="sample_upload")
    async def upload(request: Request) -> Response:
        return JSONResponse({"bytes": len(await request.body())})

    add_problem_handlers(app)
    add_access(app, settings, database)
    add_behaviour(app, settings)
    return app
