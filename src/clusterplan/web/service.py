"""What one running service consists of; routes find it as ``request.app.state.service``."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import Request

from clusterplan.web.answers.memory import Memory
from clusterplan.web.answers.warm import Warm
from clusterplan.web.features.catalogue import Catalogue
from clusterplan.web.layer_checks.looks import Looks
from clusterplan.web.published import Published
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database

__all__ = ["Service", "service_of"]


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
    memory: Memory = field(default_factory=Memory)
    """What was worked out about plans."""
    warm: Warm = field(default_factory=lambda: Warm(1))
    """The children that answer what-if questions."""
    looks: Looks = field(default_factory=Looks)
    """Who has a file looked at just now."""


def service_of(request: Request) -> Service:
    """Return the service that a request came to."""
    service: Service = request.app.state.service
    return service
