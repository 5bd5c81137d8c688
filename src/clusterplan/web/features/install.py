"""How this room is put into an application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import geopandas as gpd
from fastapi import FastAPI

from clusterplan.geodata import read_register
from clusterplan.web.features import items, landing, openapi
from clusterplan.web.features.bodies import Bodies
from clusterplan.web.features.catalogue import Catalogue
from clusterplan.web.features.conformance import CONFORMANCE
from clusterplan.web.features.layers import layer_collections
from clusterplan.web.straight import add_straight

__all__ = ["add_features", "catalogue_with_layers"]


def catalogue_with_layers(layers: Mapping[str, gpd.GeoDataFrame], *, public_reading: bool = True) -> Catalogue:
    """Return a catalogue of the published layers, without a plan.

    Parameters
    ----------
    layers
        Layers by id; one that the register does not publish is never read.
    public_reading
        Whether those who have no role may read what is open.

    Returns
    -------
    Catalogue
        Plans are added with :meth:`Catalogue.add_plan`.
    """
    return Catalogue(layer_collections(read_register(), layers), public_reading=public_reading)


def add_features(app: FastAPI, more_conformance: Iterable[str] = ()) -> None:
    """Serve the collections of the service's catalogue.

    Parameters
    ----------
    app
        The application.
    more_conformance
        Classes of other standards that the application keeps, for ``/conformance``.
    """
    app.state.conformance = (*CONFORMANCE, *more_conformance)
    app.state.bodies = Bodies()
    add_straight(app, items.ROUTER)
    for room in (landing, openapi):
        app.include_router(room.ROUTER)
