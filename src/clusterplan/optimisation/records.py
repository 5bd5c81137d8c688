"""What is on record about products: who has which technology, and where a product may be tried out.

None of it is decided by the integer programme; a plan says what the record has for the clusters that were chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from clusterplan.domain import ProductDecision, TechnologyId, UnitId
from clusterplan.language import Text

__all__ = ["Holder", "Product", "Records"]


@dataclass(frozen=True)
class Product:
    """A product of the technology list."""

    id: str
    """Its id."""
    name: Text
    """Its name."""
    technology: TechnologyId
    """Its technology group."""
    tier: int | None
    """Its tier, if the list has tiers."""
    pioneering: bool
    """Whether it is one of the pioneering products."""
    missions: tuple[str, ...]
    """Missions that name it, sorted."""


@dataclass(frozen=True)
class Holder:
    """An enterprise or an institute."""

    id: str
    """Its id."""
    kind: Literal["enterprise", "institute"]
    """What it is."""
    name: Text
    """Its name."""
    unit: UnitId
    """Unit it lies in."""
    technologies: frozenset[TechnologyId]
    """Technology groups on record."""


@dataclass(frozen=True)
class Records:
    """Everything on record about the products of one scheme."""

    products: tuple[Product, ...] = ()
    """Products of the list."""
    holders: tuple[Holder, ...] = ()
    """Enterprises and institutes inside the units, sorted by id."""
    test_beds: frozenset[tuple[UnitId, TechnologyId]] = frozenset()
    """Units where a local priority or an operating zone names a technology group."""
    decisions: tuple[tuple[str, ProductDecision], ...] = ()
    """Decisions by product."""
