"""How a service is opened: its database in the newest schema, its catalogue filled."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd

from clusterplan.web.answers.warm import Warm
from clusterplan.web.features import catalogue_with_layers
from clusterplan.web.published import Published
from clusterplan.web.service import Service
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database
from clusterplan.web.state.migrate import migrate
from clusterplan.web.state.plans import PlanStore

__all__ = ["open_service"]


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
    catalogue = catalogue_with_layers(layers, public_reading=settings.public_reading)
    published = Published(PlanStore(database), catalogue, settings.current_plan)
    published.refresh()
    return Service(settings, database, catalogue, published, warm=Warm(settings.what_if_processes))
