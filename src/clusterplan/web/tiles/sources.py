"""What tiles are made of: a collection of the catalogue, seen as ids, shapes and properties."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

import orjson
from fastapi import Request

from clusterplan.language import Text
from clusterplan.publishing.tiles import TileLayer, layer_of_features
from clusterplan.web.access import principal_of
from clusterplan.web.principal import ANONYMOUS
from clusterplan.web.problems import Problem
from clusterplan.web.service import service_of

__all__ = ["Source", "source_of"]


@dataclass(frozen=True, eq=False)
class Source:
    """A collection that is drawn as tiles."""

    id: str
    """Id of the collection, and name of the layer in the tiles."""
    title: Text
    """Title in both languages."""
    description: Text
    """What it holds and what it must not be used for."""
    source: str
    """Where it comes from."""
    licence: str
    """Its terms."""
    extent: tuple[float, float, float, float]
    """West, south, east, north in degrees."""
    digest: str
    """Changes with the content."""
    features: tuple[bytes, ...]
    """Features as GeoJSON."""
    never_changes: bool
    """Whether the address will never show another content."""
    is_open: bool
    """Whether shared caches may keep it."""

    def layer(self) -> TileLayer:
        """Return the features ready to be drawn."""
        return layer_of_features(self.id, [orjson.loads(feature) for feature in self.features])


def source_of(request: Request, collection_id: str) -> Source:
    """Return the collection of an address.

    Parameters
    ----------
    request
        Knows the catalogue.
    collection_id
        Id in the address.

    Returns
    -------
    Source
        Seen as what tiles are made of.

    Raises
    ------
    Problem
        404 if there is no such collection, or none that the one who asks may see.
    """
    service, principal = service_of(request), principal_of(request)
    found = service.catalogue.find(collection_id, principal)
    if found is None:
        known = ", ".join(collection.id for collection in service.catalogue.listed(principal))
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no collection '{collection_id}'. There are: {known}.")
    return Source(
        id=found.id,
        title=found.about.title,
        description=found.about.description,
        source=found.about.source,
        licence=found.about.licence,
        extent=found.extent,
        digest=found.digest,
        features=found.features,
        never_changes=found.published_at is not None and not found.is_alias,
        is_open=service.catalogue.find(found.id, ANONYMOUS) is not None,
    )
