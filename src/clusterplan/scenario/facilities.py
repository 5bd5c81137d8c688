"""The shared system of laboratories and centres."""

from __future__ import annotations

from pydantic import field_validator

from clusterplan.domain import FacilityKind, Frozen, SiteId, TechnologyId
from clusterplan.scenario.basics import Count, Range, Reasoned, at_least_one

__all__ = ["FacilityRules", "HostOverride"]


class FacilityRules(Frozen):
    """The shared system of laboratories and centres."""

    key_laboratory: Count = 9
    """Exact number of national key laboratories (programme 2026-2030)."""
    test_centre: Count = 3
    """Exact number of centralised research and testing centres (programme 2026-2030)."""
    technologies_per_key_laboratory: Range = Range(at_least=1, at_most=2)
    """Technologies that one laboratory serves."""
    technologies_per_test_centre: Range = Range(at_least=2, at_most=4)
    """Technologies that one centre serves."""
    per_region_at_most: Count = 4
    """Most facilities in one region."""
    per_technology_at_least: Count = 1
    """Fewest facilities that serve each technology."""
    research_groups: Count | None = None
    """Strong research groups to apportion over the facilities; not apportioned if left out."""
    doctorates: Count | None = None
    """Doctorates to apportion over the facilities; not apportioned if left out."""

    @field_validator("technologies_per_key_laboratory", "technologies_per_test_centre")
    @classmethod
    def _a_facility_serves_something(cls, limit: Range) -> Range:
        return at_least_one(limit)

    def number(self, kind: FacilityKind) -> int:
        """Return how many facilities of one kind are to be sited.

        Parameters
        ----------
        kind
            The kind of facility.

        Returns
        -------
        int
            Exact number.
        """
        return self.key_laboratory if kind is FacilityKind.KEY_LABORATORY else self.test_centre

    def technologies_per_facility(self, kind: FacilityKind) -> Range:
        """Return how many technologies a facility of one kind serves.

        Parameters
        ----------
        kind
            The kind of facility.

        Returns
        -------
        Range
            Both limits inclusive.
        """
        if kind is FacilityKind.KEY_LABORATORY:
            return self.technologies_per_key_laboratory
        return self.technologies_per_test_centre


class HostOverride(Reasoned):
    """Lets one site host one technology although the record does not say so."""

    site: SiteId
    """The site."""
    technology: TechnologyId
    """The technology."""
