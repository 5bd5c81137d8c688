"""Parts of a service that tests put together themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from tests.web.state.samples import scenario

from clusterplan.planning import scenario_digest
from clusterplan.publishing import Publication
from clusterplan.web import create_app, shown_here
from clusterplan.web.features.catalogue import Catalogue
from clusterplan.web.published import Published
from clusterplan.web.service import Service
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database
from clusterplan.web.state.plans import PlanStore

__all__ = ["app_showing", "empty_service", "with_scenario"]


def empty_service(settings: Settings, database: Database) -> Service:
    """A service without layers and plans; its database may not even be there."""
    catalogue = Catalogue(())
    return Service(settings, database, catalogue, Published(PlanStore(database), catalogue))


def with_scenario(publication: Publication) -> Publication:
    """The same, its plan answering the scenario of the samples: another one cannot be stored with it."""
    manifest = publication.plan.manifest.model_copy(update={"scenario_sha256": scenario_digest(scenario())})
    return replace(publication, plan=publication.plan.model_copy(update={"manifest": manifest}))


def app_showing(publication: Publication, folder: Path, **more: Any) -> FastAPI:
    """The whole application with a published plan, its state in a folder."""
    settings = shown_here(Settings(state_folder=folder, **more), with_scenario(publication), scenario())
    return create_app(settings, publication.layers)
