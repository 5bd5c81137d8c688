"""A plan as collections: units, clusters, facilities and advantage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from clusterplan.language import Text
from clusterplan.publishing.plan_fields import plan_fields
from clusterplan.publishing.plan_layers import PLAN_LAYERS, PlanLayer
from clusterplan.web.features.collections import Collection, make_collection

__all__ = ["current_title", "plan_collections"]

_CURRENT = Text("Phương án hiện hành", "Current plan")


def plan_collections(
    plan_id: str, layers: Mapping[str, PlanLayer], published_at: datetime | None, *, is_open: bool
) -> Iterator[Collection]:
    """Make the collections ``plan-<id>-units``, ``-clusters``, ``-facilities`` and ``-advantage`` of a plan.

    Parameters
    ----------
    plan_id
        Id of the plan.
    layers
        Its layers.
    published_at
        When it was published.
    is_open
        Whether those may read it who have no role.

    Yields
    ------
    Collection
        In the order of :data:`PLAN_LAYERS`.
    """
    for layer, (key, _) in PLAN_LAYERS.items():
        found = layers[layer]
        fields = plan_fields(name for name in found.frame.columns if name != found.frame.geometry.name)
        name = f"plan-{plan_id}-{layer}"
        yield make_collection(name, found.about, found.frame, key, fields, published_at=published_at, is_open=is_open)


def current_title(layer: str) -> Text:
    """Return the title of the alias of a layer.

    Parameters
    ----------
    layer
        One of :data:`PLAN_LAYERS`.

    Returns
    -------
    Text
        In both languages; the plan behind it may change.
    """
    what = PLAN_LAYERS[layer][1]
    return Text(f"{_CURRENT.vi}: {what.vi}", f"{_CURRENT.en}: {what.en}")
