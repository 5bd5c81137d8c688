"""What one running service consists of; routes find it as ``request.app.state.service``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
from fastapi import Request

from clusterplan.web.features.catalogue import Catalogue
from clusterplan.web.features.collections import layer_collections
from clusterplan.web.published import Published
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database
from clusterplan.web.state.migrate import migrate
from clusterplan.web.state.plans import PlanStore

__all__ = ["Service", "open_service", "service_of"]


@dataclass(eq=False)
class Service:
    """The parts of a running service."""

    settings: Settings
    """What the operator chose."""
    database: Database
    """What must not be forgotten."""
    catalogue: Catalogue
    """The collections that are served."""
    published: Published
    """Keeps the catalogue in step with the database."""


def open_service(settings: Settings, layers: Mapping[str, gpd.GeoDataFrame]) -> Service:
    """Open the parts of a service, its database in the newest schema.

    Parameters
    ----------
    settings
        What the operator chose.
    layers
        The layers that may be served, by id.

    Returns
    -------
    Service
        With every published plan in its catalogue.

    Raises
    ------
    WrongDatabaseError
        If the database is of a newer program or of something else.
    StateUnavailableError
        If the database does not answer.
    """
    database = Database(settings.database_url)
    migrate(database)
    catalogue = Catalogue(layer_collections(layers))
    published = Published(PlanStore(database), catalogue, settings.current_plan)
    published.refresh()
    return Service(settings, database, catalogue, published)


def service_of(request: Request) -> Service:
    """Return the service that a request came to."""
    service: Service = request.app.state.service
    return service
