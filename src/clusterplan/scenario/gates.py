"""Exceptions to the gates that a focus passes."""

from __future__ import annotations

from clusterplan.domain import TechnologyId, UnitId
from clusterplan.scenario.basics import Reasoned

__all__ = ["EvidenceOverride"]


class EvidenceOverride(Reasoned):
    """Lets one strong unit carry a technology although its evidence lies below ``evidence_floor``."""

    unit: UnitId
    """The unit."""
    technology: TechnologyId
    """The technology."""
