"""The application: every room of the service behind one door."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from importlib import metadata

import geopandas as gpd
from fastapi import FastAPI

from clusterplan.planning.facts import Facts
from clusterplan.web import client, features, health, processes, shown_plan, tiles
from clusterplan.web.access import add_access
from clusterplan.web.answers.install import ROUTERS as ANSWERS
from clusterplan.web.behaviour import add_behaviour
from clusterplan.web.opening import open_service
from clusterplan.web.problems import add_problem_handlers
from clusterplan.web.resources import ROUTERS
from clusterplan.web.settings import Settings
from clusterplan.web.straight import add_straight

__all__ = ["create_app"]


def create_app(settings: Settings, layers: Mapping[str, gpd.GeoDataFrame] | None = None) -> FastAPI:
    """Make the application of one process.

    Parameters
    ----------
    settings
        What the operator chose.
    layers
        The layers that may be served, by id; today's if none are given.

    Returns
    -------
    fastapi.FastAPI
        Ready to be run.

    Raises
    ------
    WrongDatabaseError
        If the database is of a newer program or of something else.
    StateUnavailableError
        If the database does not answer.
    """
    service = open_service(settings, Facts().layers if layers is None else layers)

    @contextlib.asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        with service.published, service.warm, app.state.jobs:
            yield
        service.database.close()

    app = FastAPI(
        title="clusterplan",
        version=metadata.version("clusterplan"),
        description="Phương án mô phỏng, không phải quyết định của cơ quan nhà nước. / "
        "Simulated option, not a government decision.",
        docs_url=None,  # these pages would load scripts from elsewhere
        redoc_url=None,
        openapi_url=None,  # ``/api`` is made with every collection in it
        generate_unique_id_function=lambda route: route.name,  # the access table names a route once, and so may clients
        lifespan=running,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ``/metrics`` and the log are ours
    )
    app.state.service = service
    add_problem_handlers(app)
    tiles.add_tiles(app)  # routes are tried in this order: what is asked for most comes first
    add_straight(app, health.STRAIGHT)
    features.add_features(app, (*tiles.CONFORMANCE, *processes.CONFORMANCE))
    processes.add_processes(app, settings, service.database)
    for router in (shown_plan.ROUTER, client.ROUTER, health.ROUTER, *ROUTERS, *ANSWERS):
        app.include_router(router)
    add_access(app, settings, service.database)
    add_behaviour(app, settings)
    return app
