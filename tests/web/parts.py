"""Parts of a service that tests put together themselves."""

from __future__ import annotations

from clusterplan.web.features.catalogue import Catalogue
from clusterplan.web.published import Published
from clusterplan.web.service import Service
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database
from clusterplan.web.state.plans import PlanStore

__all__ = ["empty_service"]


def empty_service(settings: Settings, database: Database) -> Service:
    """A service without layers and plans; its database may not even be there."""
    catalogue = Catalogue(())
    return Service(settings, database, catalogue, Published(PlanStore(database), catalogue))
