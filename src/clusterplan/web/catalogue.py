"""What is served, made once at the start: every feature of every published layer as ready bytes of GeoJSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from clusterplan.geodata import LayerRecord, feature_collection, read_register
from clusterplan.language import Text
from clusterplan.publishing import Publication, plan_features

__all__ = ["Collection", "make_catalogue"]

type Box = tuple[float, float, float, float]

_OF_THE_PLAN = {
    "plan-clusters": (
        "clusters",
        "id",
        Text(vi="Phương án: các cụm công nghệ chiến lược", en="Plan: strategic technology clusters"),
    ),
    "plan-units": (
        "units",
        "code",
        Text(vi="Phương án: các đơn vị với công nghệ trọng tâm và điểm lợi thế", en="Plan: units, focuses and scores"),
    ),
    "plan-facilities": (
        "facilities",
        "site_id",
        Text(vi="Phương án: phòng thí nghiệm và trung tâm", en="Plan: laboratories and centres"),
    ),
}
"""Collection id: layer of :func:`plan_features`, its key, and the title."""


@dataclass(frozen=True, eq=False)
class Collection:
    """One layer, ready to be sent."""

    id: str
    """Id in the address."""
    title: Text
    """Title in both languages."""
    description: Text
    """What it holds and what it must not be used for."""
    source: str
    """Where it comes from."""
    licence: str
    """Its terms."""
    features: tuple[bytes, ...]
    """Features as GeoJSON, sorted by id."""
    position: Mapping[str, int]
    """Place of each feature id in ``features``."""
    tree: shapely.STRtree
    """Shapes in the order of ``features``."""
    extent: Box
    """West, south, east, north in degrees."""
    digest: str
    """SHA-256 of everything above that is sent."""

    def places(self, box: Box | None) -> list[int]:
        """Return the places of the features that touch a box.

        Parameters
        ----------
        box
            West, south, east, north in degrees; all features if none is given.

        Returns
        -------
        list of int
            In the order of ``features``.
        """
        if box is None:
            return list(range(len(self.features)))
        return sorted(int(place) for place in self.tree.query(shapely.box(*box), predicate="intersects"))


def make_catalogue(publication: Publication) -> dict[str, Collection]:
    """Make the collections of a plan and of the published layers.

    Parameters
    ----------
    publication
        The plan with its layers.

    Returns
    -------
    dict of str to Collection
        The plan's first, then the layers by id. A layer that the register does not publish is never read.
    """
    collections = [*_of_the_plan(publication), *_of_the_register(publication, read_register().values())]
    return {collection.id: collection for collection in collections}


def _of_the_plan(publication: Publication) -> Iterator[Collection]:
    frames = plan_features(publication)
    source = "; ".join(sorted({line.source for line in publication.sources}))
    licence = "; ".join(sorted({line.licence for line in publication.sources}))
    status = Text(
        vi="Phương án mô phỏng, không phải quyết định của cơ quan nhà nước.",
        en="Simulated option, not a government decision.",
    )
    for name, (layer, key, title) in _OF_THE_PLAN.items():
        yield _collection(name, title, status, (source, licence), frames[layer], key)


def _of_the_register(publication: Publication, records: Iterable[LayerRecord]) -> Iterator[Collection]:
    for record in records:
        if record.kind == "layer" and record.published and record.id in publication.layers:
            assert record.key is not None, "a layer has a key"
            frame = publication.layers[record.id]
            yield _collection(
                record.id, record.title, record.description, (record.source, record.licence), frame, record.key
            )


def _collection(
    name: str, title: Text, description: Text, provenance: tuple[str, str], frame: gpd.GeoDataFrame, key: str
) -> Collection:
    """Serialise one frame."""
    frame = frame.sort_values(key)
    features = feature_collection(frame, key)["features"]
    sent = tuple(json.dumps(feature, ensure_ascii=False, separators=(",", ":")).encode() for feature in features)
    source, licence = provenance
    digest = hashlib.sha256("\n".join((name, *title, *description, source, licence)).encode())
    for feature in sent:
        digest.update(feature)
    return Collection(
        id=name,
        title=title,
        description=description,
        source=source,
        licence=licence,
        features=sent,
        position={str(feature["id"]): place for place, feature in enumerate(features)},
        tree=shapely.STRtree(frame.geometry.to_numpy()),
        extent=_extent(frame),
        digest=digest.hexdigest(),
    )


def _extent(frame: gpd.GeoDataFrame) -> Box:
    west, south, east, north = (float(value) for value in np.round(frame.total_bounds, 5))
    return west, south, east, north
