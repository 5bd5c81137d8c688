"""An application of this room alone, so that a test can say what is published and who may read."""

from __future__ import annotations

from fastapi import FastAPI

from clusterplan.publishing import Publication
from clusterplan.web import Settings
from clusterplan.web.behaviour import add_behaviour
from clusterplan.web.features import add_features, catalogue_with_layers, plan_id_of
from clusterplan.web.features.plans import plan_layers
from clusterplan.web.problems import add_problem_handlers


def make_room(settings: Settings, publication: Publication) -> FastAPI:
    """Serve the layers and the plan, which is the current one."""
    catalogue = catalogue_with_layers(publication.layers, public_reading=settings.public_reading)
    plan_id = plan_id_of(publication.plan)
    catalogue.add_plan(plan_id, plan_layers(publication))
    catalogue.set_current(plan_id)
    app = FastAPI(title="room", openapi_url=None)
    add_problem_handlers(app)
    add_features(app, settings, catalogue)
    add_behaviour(app, settings)
    return app
