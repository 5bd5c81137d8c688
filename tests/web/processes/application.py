"""An application of processes and jobs alone; in it, people say who they are."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from clusterplan.web.access.rules import guard_routes
from clusterplan.web.behaviour import add_behaviour
from clusterplan.web.jobs import Child, Dispatcher, Limits
from clusterplan.web.principal import ANONYMOUS, Principal, Role, Way
from clusterplan.web.problems import add_problem_handlers
from clusterplan.web.processes import add_processes
from clusterplan.web.processes.asking import question_of
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database

PEOPLE = {
    name: Principal(name, name, frozenset({role}), way=Way.KEY)
    for name, role in (
        ("lan", Role.PLANNER),
        ("minh", Role.PLANNER),
        ("thu", Role.PUBLISHER),
        ("an", Role.AUDITOR),
        ("hai", Role.VIEWER),
    )
}
QUICK = Limits(job=60, grace=60, lease=5, writes=0.1, retry=0.1)


class _SaysWho:
    """Middleware: the header X-Who names the person."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            who = Headers(scope=scope).get("x-who", "lan")
            scope.setdefault("state", {})["principal"] = PEOPLE.get(who, ANONYMOUS)
        await self.app(scope, receive, send)


def make_app(
    settings: Settings, database: Database, start: Callable[[dict[str, Any]], Child] = Child, limits: Limits = QUICK
) -> FastAPI:
    """Make the application; its jobs are done by what ``start`` starts."""

    @contextlib.asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        with app.state.jobs:
            yield

    app = FastAPI(openapi_url="/api", docs_url=None, redoc_url=None, lifespan=running)
    app.state.service = SimpleNamespace(settings=settings, database=database)
    add_processes(app, settings, database)
    app.state.jobs = Dispatcher(
        database,
        settings.job_workers,
        lambda job: question_of(job.process, job.request["inputs"], database),
        start,
        limits,
    )
    add_problem_handlers(app)
    guard_routes(app, public_reading=settings.public_reading)
    app.add_middleware(_SaysWho)
    add_behaviour(app, settings)
    return app
