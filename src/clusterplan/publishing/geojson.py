"""``plan.geojson``: RFC 7946, one feature per unit, with the plan's assumptions and digests as a foreign member."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from clusterplan.domain import Plan
from clusterplan.geodata import feature_collection
from clusterplan.geodata.write import collection_text
from clusterplan.publishing.features import plan_features, status_of
from clusterplan.publishing.publication import Publication

__all__ = ["manifest_digest", "plan_feature_collection", "write_plan_geojson"]

SCHEMA = "clusterplan/plan-features/1"
"""Name and version of the feature collection's shape: columns may be added, never changed or removed."""


def plan_feature_collection(publication: Publication) -> dict[str, Any]:
    """Return the units of a plan as a feature collection of plain Python values.

    Parameters
    ----------
    publication
        What is published.

    Returns
    -------
    dict
        RFC 7946; the member ``clusterplan`` holds scenario, status, assumptions, evidence, sources and digest.
    """
    collection = feature_collection(plan_features(publication)["units"], key="code")
    return {"type": collection["type"], "clusterplan": _about(publication), "features": collection["features"]}


def write_plan_geojson(publication: Publication, path: Path) -> None:
    """Write the units of a plan as RFC 7946 GeoJSON, one feature per line.

    Parameters
    ----------
    publication
        What is published.
    path
        File to write; replaced if it exists.
    """
    collection = plan_feature_collection(publication)
    text = collection_text(collection["features"], collection["clusterplan"])
    path.write_text(text, encoding="utf-8", newline="\n")


def manifest_digest(plan: Plan) -> str:
    """Return the SHA-256 of a plan's manifest without the parts that change from run to run.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    str
        64 hexadecimal characters.
    """
    manifest = plan.manifest.model_dump(exclude={"started", "seconds"})
    return hashlib.sha256(json.dumps(manifest, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _about(publication: Publication) -> dict[str, Any]:
    plan = publication.plan
    return {
        "schema": SCHEMA,
        **status_of(publication),
        "scenario": plan.scenario.model_dump(),
        "termination": plan.termination.value,
        "assumptions": [assumption.model_dump() for assumption in plan.assumptions],
        "flags": [flag.model_dump() for flag in plan.flags],
        "evidence_share": plan.evidence_share.model_dump(),
        "focuses_resting_on_expert_values": plan.focuses_resting_on_expert_values,
        "sources": [
            {"title_vi": line.title.vi, "title_en": line.title.en, "source": line.source, "licence": line.licence}
            for line in publication.sources
        ],
        "manifest_sha256": manifest_digest(plan),
    }
