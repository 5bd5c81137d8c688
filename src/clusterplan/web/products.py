"""What a plan shows when it is published: its layers and its map, made once and kept as they were."""

from __future__ import annotations

import gzip
import json

from clusterplan.geodata import feature_collection
from clusterplan.planning.known_plan import known_again
from clusterplan.planning.plan import publication_of
from clusterplan.publishing import Publication, draw_map, plan_features
from clusterplan.web.state.plans import StoredPlan

__all__ = ["LAYERS", "MAP", "make_products", "opened", "publication_of_stored"]

LAYERS = {"clusters": "id", "units": "code", "facilities": "site_id", "advantage": "id"}
"""Layers of a plan, with the column that identifies a feature."""
MAP = "map.html"
"""Name of the map among the products."""


def make_products(publication: Publication) -> dict[str, bytes]:
    """Return the layers and the map of a plan, compressed.

    Parameters
    ----------
    publication
        The plan with the data that it was made of.

    Returns
    -------
    dict of str to bytes
        ``clusters``, ``units``, ``facilities`` and ``advantage`` as GeoJSON, and ``map.html``.
    """
    frames = plan_features(publication)
    origin = {
        "source": "; ".join(sorted({line.source for line in publication.sources})),
        "licence": "; ".join(sorted({line.licence for line in publication.sources})),
    }
    texts = {
        name: json.dumps({**origin, **feature_collection(frames[name], key)}, ensure_ascii=False)
        for name, key in LAYERS.items()
    }
    return {name: gzip.compress(text.encode(), mtime=0) for name, text in {**texts, MAP: draw_map(publication)}.items()}


def publication_of_stored(stored: StoredPlan) -> Publication:
    """Return a stored plan with the data that it was made of.

    Parameters
    ----------
    stored
        A plan of the store.

    Returns
    -------
    Publication
        Ready to be shown.

    Raises
    ------
    UsageError
        If those data are no longer there: what would be drawn beside the plan would not be what it rests on.
    """
    known = known_again(stored.plan, stored.scenario, f"plans/{stored.id}")
    return publication_of(known.plan, stored.scenario, known.posed)


def opened(product: bytes) -> bytes:
    """Return a product as it was before it was compressed."""
    return gzip.decompress(product)
