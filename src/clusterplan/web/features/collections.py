"""Collections, made once: every feature of a layer as ready bytes of GeoJSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely

from clusterplan.geodata import feature_collection, read_register
from clusterplan.language import Text
from clusterplan.web.products import LAYERS, opened

__all__ = ["Box", "Collection", "layer_collections", "make_collection", "plan_collections", "renamed"]

type Box = tuple[float, float, float, float]

_TITLES = {
    "clusters": Text(vi="Phương án: các cụm công nghệ chiến lược", en="Plan: strategic technology clusters"),
    "units": Text(
        vi="Phương án: các đơn vị với công nghệ trọng tâm và điểm lợi thế", en="Plan: units, focuses and scores"
    ),
    "facilities": Text(vi="Phương án: phòng thí nghiệm và trung tâm", en="Plan: laboratories and centres"),
    "advantage": Text(
        vi="Phương án: điểm lợi thế của từng đơn vị và công nghệ", en="Plan: scores by unit and technology"
    ),
}
_STATUS = Text(
    vi="Phương án mô phỏng, không phải quyết định của cơ quan nhà nước.",
    en="Simulated option, not a government decision.",
)


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


def layer_collections(layers: Mapping[str, gpd.GeoDataFrame]) -> list[Collection]:
    """Make the collections of the published layers.

    Parameters
    ----------
    layers
        Layers by id. One that the register does not publish is never read.

    Returns
    -------
    list of Collection
        In the order of the register.
    """
    return [
        make_collection(
            record.id, record.title, record.description, (record.source, record.licence), layers[record.id], record.key
        )
        for record in read_register().values()
        if record.kind == "layer" and record.published and record.key is not None and record.id in layers
    ]


def plan_collections(plan_id: str, products: Mapping[str, bytes]) -> list[Collection]:
    """Make the collections of a plan from what was published of it.

    Parameters
    ----------
    plan_id
        Id of the plan.
    products
        As :func:`clusterplan.web.products.make_products` made them.

    Returns
    -------
    list of Collection
        ``plan-ID-clusters`` and so on.
    """
    made = []
    for layer, key in LAYERS.items():
        content = json.loads(opened(products[layer]))
        frame = gpd.GeoDataFrame.from_features(content["features"], crs="OGC:CRS84").convert_dtypes()
        name, origin = f"plan-{plan_id}-{layer}", (content["source"], content["licence"])
        made.append(make_collection(name, _TITLES[layer], _STATUS, origin, frame, key))
    return made


def renamed(collection: Collection, name: str) -> Collection:
    """Return a collection under another id.

    Parameters
    ----------
    collection
        The collection.
    name
        Its other id.

    Returns
    -------
    Collection
        The same features; another digest, because links in an answer name the id.
    """
    digest = hashlib.sha256(f"{name} {collection.digest}".encode()).hexdigest()
    return replace(collection, id=name, digest=digest)


def make_collection(
    name: str, title: Text, description: Text, provenance: tuple[str, str], frame: gpd.GeoDataFrame, key: str
) -> Collection:
    """Serialise one frame.

    Parameters
    ----------
    name
        Id of the collection.
    title, description
        For people.
    provenance
        Source and licence.
    frame
        Features in longitude and latitude.
    key
        Column that identifies a feature.

    Returns
    -------
    Collection
        Sorted by the key.
    """
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
