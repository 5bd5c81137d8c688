"""The shared system of laboratories and centres, and the kinds of facility beside it."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Discriminator, Tag, field_validator, model_validator

from clusterplan.domain import FacilityKind, Frozen, SiteId, TechnologyId
from clusterplan.language import Text
from clusterplan.scenario.basics import ContradictionError, Count, Range, Reasoned, at_least_one

__all__ = ["FacilityRules", "HostOverride"]


def _shape(value: Any) -> str:
    """Tell an exact number from a range, so that a fault speaks of the one that was meant."""
    return "[range]" if isinstance(value, dict | Range) else "[number]"


type Number = Annotated[
    Annotated[Count, Tag("[number]")] | Annotated[Range, Tag("[range]")],
    Discriminator(_shape),
]


class FacilityRules(Frozen):
    """The shared system of laboratories and centres."""

    key_laboratory: Number = 9
    """Number of national key laboratories (programme 2026-2030): exact, or a range."""
    test_centre: Number = 3
    """Number of centralised research and testing centres (programme 2026-2030): exact, or a range."""
    technologies_per_key_laboratory: Range = Range(at_least=1, at_most=2)
    """Technologies that one laboratory serves."""
    technologies_per_test_centre: Range = Range(at_least=2, at_most=4)
    """Technologies that one centre serves."""
    per_region_at_most: Count = 4
    """Most facilities in one region."""
    per_technology_at_least: Count = 1
    """Fewest laboratories and centres that serve each technology."""
    per_region_at_least: Count = 0
    """Fewest facilities in each region."""
    decoding_centre: Number = 0
    """Number of centres for technology decoding and reverse engineering: exact, or a range; off at 0."""
    technologies_per_decoding_centre: Range = Range(at_least=1, at_most=2)
    """Technologies that one decoding centre serves."""
    decoding_centre_technologies: tuple[TechnologyId, ...] | None = None
    """The technologies that a decoding centre may serve; all where none are listed."""
    ai_computing: Number = 0
    """Number of sites of computing infrastructure for AI: exact, or a range; off at 0."""
    technologies_per_ai_computing: Range = Range(at_least=1, at_most=4)
    """Technologies that one site of computing infrastructure serves."""
    ai_computing_technologies: tuple[TechnologyId, ...] | None = None
    """The technologies that computing infrastructure may serve; all where none are listed."""
    research_groups: Count | None = None
    """Strong research groups to apportion over the facilities; not apportioned if left out."""
    doctorates: Count | None = None
    """Doctorates to apportion over the facilities; not apportioned if left out."""

    @field_validator(
        "technologies_per_key_laboratory",
        "technologies_per_test_centre",
        "technologies_per_decoding_centre",
        "technologies_per_ai_computing",
    )
    @classmethod
    def _a_facility_serves_something(cls, limit: Range) -> Range:
        return at_least_one(limit)

    @field_validator("key_laboratory", "test_centre", "decoding_centre", "ai_computing")
    @classmethod
    def _a_range_of_one_number_is_that_number(cls, number: int | Range) -> int | Range:
        if isinstance(number, Range) and number.at_least == number.at_most:
            return number.at_least
        return number

    @field_validator("decoding_centre_technologies", "ai_computing_technologies")
    @classmethod
    def _some_technology_is_left(cls, technologies: tuple[TechnologyId, ...] | None) -> tuple[TechnologyId, ...] | None:
        if technologies == ():
            raise ContradictionError(
                Text(
                    vi="Danh sách rỗng thì cơ sở không phục vụ gì; dùng null nếu không giới hạn.",
                    en="With an empty list a facility serves nothing; use null for no limit.",
                )
            )
        return technologies

    @model_validator(mode="after")
    def _regions_have_room(self) -> Self:
        if self.per_region_at_least > self.per_region_at_most:
            raise ContradictionError(
                Text(
                    vi=f"per_region_at_least ({self.per_region_at_least}) lớn hơn "
                    f"per_region_at_most ({self.per_region_at_most}).",
                    en=f"per_region_at_least ({self.per_region_at_least}) is larger than "
                    f"per_region_at_most ({self.per_region_at_most}).",
                )
            )
        return self

    @property
    def kinds(self) -> tuple[FacilityKind, ...]:
        """Kinds that may be sited: always those of the shared system, the others if their number is above 0."""
        return tuple(kind for kind in FacilityKind if kind.is_shared or self.numbers(kind).at_most)

    def numbers(self, kind: FacilityKind) -> Range:
        """Return how many facilities of one kind are to be sited.

        Parameters
        ----------
        kind
            The kind of facility.

        Returns
        -------
        Range
            Both limits inclusive; equal where the scenario gives an exact number.
        """
        number: int | Range = getattr(self, kind.value)
        return number if isinstance(number, Range) else Range(at_least=number, at_most=number)

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
        limit: Range = getattr(self, f"technologies_per_{kind.value}")
        return limit

    def may_serve(self, kind: FacilityKind, technology: TechnologyId) -> bool:
        """Return whether a facility of one kind may serve a technology at all.

        Parameters
        ----------
        kind
            The kind of facility.
        technology
            Id of the technology.

        Returns
        -------
        bool
            Always true of the shared system.
        """
        listed: tuple[TechnologyId, ...] | None = getattr(self, f"{kind.value}_technologies", None)
        return listed is None or technology in listed


class HostOverride(Reasoned):
    """Lets one site host one technology although the record does not say so."""

    site: SiteId
    """The site."""
    technology: TechnologyId
    """The technology."""
