"""The published layers of the register as collections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import geopandas as gpd

from clusterplan.geodata import LayerRecord
from clusterplan.publishing.fields import Provenance, record_fields
from clusterplan.publishing.restricted import generalised
from clusterplan.web.features.collections import Collection, make_collection

__all__ = ["layer_collections"]


def layer_collections(
    records: Mapping[str, LayerRecord], layers: Mapping[str, gpd.GeoDataFrame]
) -> Iterator[Collection]:
    """Make a collection of every published layer; another one is never read.

    Parameters
    ----------
    records
        The register.
    layers
        Layers by id. Restricted places are moved to the label points of ``provinces``, by whose codes they are known.

    Yields
    ------
    Collection
        In the order of the register.
    """
    for record in records.values():
        if record.kind == "layer" and record.published and record.id in layers:
            assert record.key is not None, "a layer has a key"
            frame = generalised(layers[record.id], layers.get("provinces"), record)
            about = Provenance(record.title, record.description, record.source, record.licence)
            yield make_collection(record.id, about, frame, record.key, record_fields(record, frame))
