"""The application: OGC API Features for reading, the map for looking, ``plan.json`` for checking."""

from __future__ import annotations

from importlib import metadata

from fastapi import FastAPI

from clusterplan.publishing import Publication, draw_map
from clusterplan.web import features, health, shown_plan
from clusterplan.web.behaviour import add_behaviour
from clusterplan.web.problems import add_problem_handlers
from clusterplan.web.settings import Settings

__all__ = ["create_app"]

_TITLE = "clusterplan"


def create_app(settings: Settings, publication: Publication) -> FastAPI:
    """Make the application that serves one plan.

    Parameters
    ----------
    settings
        Host names that are answered, and everything else that an operator chooses.
    publication
        The plan that is shown.

    Returns
    -------
    fastapi.FastAPI
        Ready to be run.
    """
    app = FastAPI(
        title=_TITLE,
        version=metadata.version("clusterplan"),
        description="Simulated option, not a government decision.",
        docs_url=None,  # these pages would load scripts from elsewhere
        redoc_url=None,
        openapi_url=None,  # ``/api`` is made with every collection in it
    )
    features.add_features(app, settings, publication)
    app.state.plan = publication.plan.to_json()
    app.state.page = draw_map(publication)
    app.include_router(shown_plan.ROUTER)
    app.include_router(health.ROUTER)
    add_problem_handlers(app)
    add_behaviour(app, settings)
    return app
