"""What a plan shows when it is published: its layers, maps and overview, made once and kept as they were."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import orjson

from clusterplan.geodata import feature_collection
from clusterplan.language import Text
from clusterplan.publishing import Publication, draw_map
from clusterplan.publishing.fields import Provenance
from clusterplan.publishing.outlines import Outlines, outlines_of
from clusterplan.publishing.overview import overview_of
from clusterplan.publishing.plan_layers import PLAN_LAYERS, PlanLayer, plan_layers
from clusterplan.publishing.restricted import for_others

__all__ = ["OUTLINES", "OVERVIEW", "layers_of", "make_products", "map_of", "outlines_in", "overview_for"]

OVERVIEW = "overview.json"
"""Name of the product that a map client reads first."""
OUTLINES = "outlines.json"
"""Name of the product that a map client draws at once, before its map is drawn."""
_MAP = "map.html"


def make_products(publication: Publication) -> dict[str, bytes]:
    """Return the layers, the maps and the overview of a plan, to be stored.

    Parameters
    ----------
    publication
        The plan with the data that it was made of.

    Returns
    -------
    dict of str to bytes
        ``units``, ``clusters``, ``facilities`` and ``advantage`` as GeoJSON with title, source and licence, and
        ``map.html``, ``overview.json`` and ``outlines.json``; compressed, the same bytes for the same publication.
    """
    layers = {name: orjson.dumps(_document(layer, name)) for name, layer in plan_layers(publication).items()}
    overview = overview_of(publication).model_dump_json(by_alias=True)
    outlines = outlines_of(publication).model_dump_json(by_alias=True)
    page = draw_map(for_others(publication))
    products = {**layers, _MAP: page.encode(), OVERVIEW: overview.encode(), OUTLINES: outlines.encode()}
    return {name: gzip.compress(product, mtime=0) for name, product in products.items()}


def layers_of(products: Mapping[str, bytes]) -> dict[str, PlanLayer]:
    """Return the layers among what was stored of a plan.

    Parameters
    ----------
    products
        As :func:`make_products` made them.

    Returns
    -------
    dict of str to PlanLayer
        As they were published.
    """
    return {name: _layer(orjson.loads(gzip.decompress(products[name]))) for name in PLAN_LAYERS}


def map_of(products: Mapping[str, bytes]) -> str:
    """Return the map among what was stored of a plan.

    Parameters
    ----------
    products
        As :func:`make_products` made them.

    Returns
    -------
    str
        One page of HTML.
    """
    return gzip.decompress(products[_MAP]).decode()


def outlines_in(product: bytes) -> Outlines:
    """Return stored outlines.

    Parameters
    ----------
    product
        ``outlines.json`` as :func:`make_products` made it.

    Returns
    -------
    Outlines
        As they were published.
    """
    return Outlines.model_validate_json(gzip.decompress(product))


def overview_for(product: bytes, plan_id: str) -> bytes:
    """Return a stored overview as it is sent: with the id of the plan, of which it knew nothing.

    Parameters
    ----------
    product
        ``overview.json`` as :func:`make_products` made it.
    plan_id
        Id of the plan.

    Returns
    -------
    bytes
        JSON in UTF-8.
    """
    return orjson.dumps({**orjson.loads(gzip.decompress(product)), "plan_id": plan_id})


def _document(layer: PlanLayer, name: str) -> dict[str, Any]:
    about = {
        "title": layer.about.title._asdict(),
        "description": layer.about.description._asdict(),
        "source": layer.about.source,
        "licence": layer.about.licence,
    }
    return {**about, **feature_collection(layer.frame, PLAN_LAYERS[name][0])}


def _layer(document: dict[str, Any]) -> PlanLayer:
    title, description = Text(**document["title"]), Text(**document["description"])
    about = Provenance(title, description, document["source"], document["licence"])
    return PlanLayer(about, gpd.GeoDataFrame.from_features(document["features"], crs="OGC:CRS84"))
