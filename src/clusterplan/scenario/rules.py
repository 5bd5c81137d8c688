"""The rules that every plan of a scenario keeps."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from clusterplan.domain import Frozen, Grade
from clusterplan.language import Text
from clusterplan.scenario.basics import ContradictionError, Count, NonEmpty, NonNegative, Positive, Range, at_least_one
from clusterplan.scenario.facilities import FacilityRules, HostOverride
from clusterplan.scenario.gates import EvidenceOverride
from clusterplan.scenario.locks import Lock, contradictions
from clusterplan.scenario.pairs import TechnologyPair, pair_contradictions
from clusterplan.scenario.phasing import Phasing, Year
from clusterplan.scenario.regions import region_contradictions
from clusterplan.scenario.resources import Resource, contradictions_in_time

__all__ = ["RuleSettings"]


class RuleSettings(Frozen):
    """The rules that every plan of the scenario keeps."""

    cover: Literal["at_most_one", "exactly_one"] = "at_most_one"
    """Whether a unit may stay outside every cluster."""
    clusters: Range = Range(at_least=6, at_most=12)
    """Number of clusters."""
    focuses_per_cluster: Range = Range(at_least=2, at_most=4)
    """Number of technologies of one cluster."""
    clusters_per_technology: Range = Range(at_least=1, at_most=3)
    """Number of clusters that focus on one technology: national coverage, and no copying."""
    clusters_per_region_at_least: Count = 1
    """Fewest hubs in each region."""
    clusters_per_region_exceptions: dict[str, Count] = Field(default_factory=dict)
    """Other floors for single regions, by region code."""
    facilities: FacilityRules = Field(default_factory=FacilityRules)
    """Laboratories and centres."""
    hosts_unknown: Literal["allow", "flag", "forbid"] = "flag"
    """What to do with a site whose eligibility is ``unknown``."""
    host_overrides: tuple[HostOverride, ...] = ()
    """Dated exceptions that let a site host a technology outside its recorded fields."""
    reach_km: NonNegative = 450.0
    """Largest travel distance from a cluster's hub to a facility that serves each of its focuses, in km."""
    facility_load_at_most: Count | None = None
    """Most focuses that one facility serves; off by default, the load is reported."""
    pioneering: bool = True
    """Each technology of a pioneering product leads in at least one cluster."""
    challenge_unasked: Literal["allow", "flag", "forbid"] = "flag"
    """What to do with a technology that no mission, target, pioneering product or local priority asks for."""
    locks: tuple[Lock, ...] = ()
    """What must or must not be in the plan."""
    resources: dict[NonEmpty, Resource] = Field(default_factory=dict)
    """Money, land, people and other means, by name; empty: they enter only where the planner gives them."""
    clusters_per_region_at_most: Count | None = None
    """Most hubs in each region; off by default."""
    clusters_per_region_at_most_exceptions: dict[str, Count] = Field(default_factory=dict)
    """Other ceilings for single regions, by region code."""
    excluded_pairs: tuple[TechnologyPair, ...] = ()
    """Technologies that no cluster focuses on together."""
    required_pairs: tuple[TechnologyPair, ...] = ()
    """Technologies of which the first is a focus only together with the second."""
    same_focus_distance_km_at_least: NonNegative | None = None
    """Least travel distance between the hubs of two clusters with the same focus, in km; off by default."""
    evidence_floor: Grade | None = None
    """Lowest evidence grade of a strong member of a focus; off by default."""
    evidence_overrides: tuple[EvidenceOverride, ...] = ()
    """Dated exceptions: strong members that need not reach ``evidence_floor``."""
    demand_unknown: Literal["allow", "flag", "forbid"] = "flag"
    """What to do with a focus for which no member has demand on record. No record is not absence."""
    anchor_enterprise_km: NonNegative | None = None
    """Largest travel distance from a hub to an enterprise on record for each of its focuses, in km; off by default."""
    anchor_institute_km: NonNegative | None = None
    """Largest travel distance from a hub to an institute on record for each of its focuses, in km; off by default."""
    pioneering_test_bed: Literal["allow", "flag", "forbid"] = "flag"
    """What to do with a pioneering technology that no cluster with a test bed on record leads in."""
    phasing: Phasing | None = None
    """Start years of focuses and opening years of facilities; null: a plan has no years."""
    decided_before: Year | None = None
    """What the adopted plan started or opened before this year stays, and nothing new begins earlier; null: nothing is
    decided. Decisions of an adopted plan without years all count as taken."""
    repair_prices: dict[NonEmpty, Positive] = Field(default_factory=dict)
    """How dear it is to change a limit when a repair is sought, by its path: a factor on the usual price."""

    @field_validator("focuses_per_cluster")
    @classmethod
    def _a_cluster_has_a_focus(cls, limit: Range) -> Range:
        return at_least_one(limit)

    @field_validator("locks")
    @classmethod
    def _locks_do_not_contradict(cls, locks: tuple[Lock, ...]) -> tuple[Lock, ...]:
        found = tuple(contradictions(locks))
        if found:
            raise ContradictionError(*found)
        return locks

    @model_validator(mode="after")
    def _pairs_and_regions_do_not_contradict(self) -> Self:
        found = (
            *pair_contradictions(self.excluded_pairs, self.required_pairs),
            *region_contradictions(
                self.clusters_per_region_at_least,
                self.clusters_per_region_exceptions,
                self.clusters_per_region_at_most,
                self.clusters_per_region_at_most_exceptions,
            ),
        )
        if found:
            raise ContradictionError(*found)
        return self

    @model_validator(mode="after")
    def _years_do_not_contradict(self) -> Self:
        found = list(contradictions_in_time(self.resources, self.phasing))
        if self.phasing and self.decided_before and self.decided_before > self.phasing.last_start_year:
            found.append(
                Text(
                    vi=f"decided_before ({self.decided_before}) sau phasing.last_start_year "
                    f"({self.phasing.last_start_year}): không còn năm nào để bắt đầu.",
                    en=f"decided_before ({self.decided_before}) is after phasing.last_start_year "
                    f"({self.phasing.last_start_year}): no year is left to start in.",
                )
            )
        if found:
            raise ContradictionError(*found)
        return self

    def fewest_clusters(self, region: str) -> int:
        """Return the floor on the hubs of a region.

        Parameters
        ----------
        region
            Code of the region.

        Returns
        -------
        int
            The region's own floor, else the one for all.
        """
        return self.clusters_per_region_exceptions.get(region, self.clusters_per_region_at_least)

    def most_clusters(self, region: str) -> int | None:
        """Return the ceiling on the hubs of a region.

        Parameters
        ----------
        region
            Code of the region.

        Returns
        -------
        int or None
            The region's own ceiling, else the one for all; None if there is none.
        """
        return self.clusters_per_region_at_most_exceptions.get(region, self.clusters_per_region_at_most)
