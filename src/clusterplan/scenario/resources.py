"""Money, land, people and other means, where the planner gives them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from clusterplan.domain import FacilityKind, Frozen, SourceStatus, TechnologyId, UnitId
from clusterplan.language import Text
from clusterplan.scenario.basics import ContradictionError, NonEmpty, NonNegative, Share
from clusterplan.scenario.phasing import Phasing, YearKey

__all__ = ["Resource", "contradictions_in_time"]


class Resource(Frozen):
    """Something that focuses and facilities use up, and how much there is of it. Off unless the planner gives it.

    National means (public investment, finance) have a ``cap`` or a ``cap_per_year``; means of the places (land, people)
    have a ``capacity_per_unit``. A resource without any limit is reported and binds nothing.
    """

    cap: NonNegative | None = None
    """Most that the whole plan may use, over all years that are told; null: no such cap."""
    cap_per_year: dict[YearKey, NonNegative] = Field(default_factory=dict)
    """Most that the whole plan may use in single years; a year that is not named has no cap. Needs ``phasing``."""
    unit: NonEmpty
    """Unit of every number here, for example ``billion VND`` or ``ha``."""
    per_focus: dict[TechnologyId, NonNegative] = Field(default_factory=dict)
    """Use of one cluster's focus on a technology; ``default`` stands for the technologies that are not named."""
    minimum_per_focus: NonNegative = 0.0
    """Least that one focus uses, so that means are not spread too thinly: its use is this or more."""
    profile: Annotated[tuple[Share, ...], Field(min_length=1, max_length=30)] = (1.0,)
    """Shares of a focus's use that fall in its first, second, ... year; they sum to 1. Needs ``phasing``."""
    per_facility: dict[FacilityKind, NonNegative] = Field(default_factory=dict)
    """Use of one new facility of a kind, in the year it opens; 0 where not named."""
    per_upgrade: dict[FacilityKind, NonNegative] = Field(default_factory=dict)
    """Use of a facility that upgrades an existing national key laboratory; as ``per_facility`` where not named."""
    running_per_year: dict[FacilityKind, NonNegative] = Field(default_factory=dict)
    """Running cost of one open facility in one year, from the year it opens. Needs ``phasing``."""
    running_full_years: Annotated[int, Field(ge=0, le=50)] = 5
    """Years in which all of the running cost counts: the State pays all of it for five years."""
    running_share_after: Share = 0.5
    """Share of the running cost that counts after those years. Assumed."""
    capacity_per_unit: dict[UnitId, NonNegative] = Field(default_factory=dict)
    """What each unit has: a cluster's focuses use no more than its members have together. ``default`` stands for the
    units that are not named."""
    status: SourceStatus = SourceStatus.ASSUMED
    """``given`` only with a source: there are no official unit costs."""
    source: str = ""
    """Where the numbers come from."""

    @model_validator(mode="after")
    def _given_has_a_source(self) -> Self:
        if self.status is SourceStatus.GIVEN and not self.source.strip():
            raise ContradictionError(
                Text(vi="Trạng thái 'given' cần có nguồn (source).", en="The status 'given' needs a source.")
            )
        return self

    @model_validator(mode="after")
    def _profile_is_whole(self) -> Self:
        total = math.fsum(self.profile)
        if abs(total - 1) > 1e-9:
            raise ContradictionError(
                Text(
                    vi=f"Các phần trong profile cộng lại phải bằng 1, ở đây là {total:g}.",
                    en=f"The shares of profile must sum to 1, not {total:g}.",
                )
            )
        return self

    @field_validator("per_upgrade")
    @classmethod
    def _only_laboratories_and_centres_upgrade(cls, costs: dict[FacilityKind, float]) -> dict[FacilityKind, float]:
        never = ", ".join(sorted(kind.value for kind in costs if not kind.is_shared))
        if never:
            raise ContradictionError(
                Text(
                    vi=f"{never} luôn lập mới, không nâng cấp phòng thí nghiệm hiện có; hãy dùng per_facility.",
                    en=f"{never} is always new and upgrades no existing laboratory; use per_facility.",
                )
            )
        return costs

    def cost_of_focus(self, technology: TechnologyId) -> float:
        """Return what one cluster's focus on a technology uses, over all its years: ``max(per_focus, minimum)``.

        Parameters
        ----------
        technology
            Id of the technology.

        Returns
        -------
        float
            In the resource's unit.
        """
        return max(self.minimum_per_focus, self.per_focus.get(technology, self.per_focus.get("default", 0.0)))

    def cost_of_facility(self, kind: FacilityKind, upgrade: bool = False) -> float:
        """Return what opening one facility uses, without running it.

        Parameters
        ----------
        kind
            Kind of facility.
        upgrade
            Whether it upgrades an existing national key laboratory.

        Returns
        -------
        float
            In the resource's unit.
        """
        new = self.per_facility.get(kind, 0.0)
        return self.per_upgrade.get(kind, new) if upgrade else new

    def running_cost(self, kind: FacilityKind, years_open: int) -> float:
        """Return what running one facility uses in one year.

        Parameters
        ----------
        kind
            Kind of facility.
        years_open
            Years since it opened: 0 in its opening year, negative before.

        Returns
        -------
        float
            All of the cost for ``running_full_years``, then the share that still counts; 0 before it opens.

        Examples
        --------
        >>> lab = FacilityKind.KEY_LABORATORY
        >>> money = Resource(unit="billion VND", running_per_year={lab: 10}, running_share_after=0.4)
        >>> [money.running_cost(lab, years) for years in (-1, 0, 4, 5)]
        [0.0, 10.0, 10.0, 4.0]
        """
        if years_open < 0:
            return 0.0
        share = 1.0 if years_open < self.running_full_years else self.running_share_after
        return self.running_per_year.get(kind, 0.0) * share

    def share_in_year(self, years_running: int) -> float:
        """Return the share of a focus's use that falls in one year.

        Parameters
        ----------
        years_running
            Years since the focus started: 0 in its first year.

        Returns
        -------
        float
            From ``profile``; 0 before and after.
        """
        return self.profile[years_running] if 0 <= years_running < len(self.profile) else 0.0

    def capacity_of(self, unit: UnitId) -> float:
        """Return what one unit has.

        Parameters
        ----------
        unit
            Code of the unit; named, or covered by ``default``.

        Returns
        -------
        float
            In the resource's unit.
        """
        if unit in self.capacity_per_unit:
            return self.capacity_per_unit[unit]
        return self.capacity_per_unit["default"]


def contradictions_in_time(resources: dict[str, Resource], phasing: Phasing | None) -> Iterator[Text]:
    """Yield what resources say about years that no plan of the scenario tells.

    Parameters
    ----------
    resources
        Resources by name.
    phasing
        Start years, if the scenario has them.

    Yields
    ------
    Text
        One sentence for each contradiction.
    """
    for name, resource in sorted(resources.items()):
        if phasing is None:
            yield from _without_years(name, resource)
        else:
            yield from _outside_the_years(name, resource, phasing)


def _without_years(name: str, resource: Resource) -> Iterator[Text]:
    """Yield each field of a resource that speaks of years although nothing has a year."""
    by_year = {
        "cap_per_year": bool(resource.cap_per_year),
        "profile": len(resource.profile) > 1,
        "running_per_year": bool(resource.running_per_year),
    }
    for field in (field for field, is_given in by_year.items() if is_given):
        yield Text(
            vi=f"resources.{name}.{field} nói về từng năm, nhưng kịch bản không có năm bắt đầu; "
            "hãy thêm rules.phasing (`phasing: {}` dùng các giá trị mặc định).",
            en=f"resources.{name}.{field} speaks of years, but the scenario has no start years; "
            "add rules.phasing (`phasing: {}` takes the defaults).",
        )


def _outside_the_years(name: str, resource: Resource, phasing: Phasing) -> Iterator[Text]:
    """Yield each year of a resource that is not told."""
    for year in sorted(set(resource.cap_per_year) - set(phasing.years)):
        yield Text(
            vi=f"resources.{name}.cap_per_year nêu năm {year}, "
            f"ngoài khoảng {phasing.first_year}-{phasing.last_year} của rules.phasing.",
            en=f"resources.{name}.cap_per_year names {year}, "
            f"outside {phasing.first_year}-{phasing.last_year} of rules.phasing.",
        )
    last = phasing.last_start_year + len(resource.profile) - 1
    if last > phasing.last_year:
        yield Text(
            vi=f"resources.{name}.profile kéo dài đến năm {last}, sau rules.phasing.last_year ({phasing.last_year}).",
            en=f"resources.{name}.profile runs to {last}, after rules.phasing.last_year ({phasing.last_year}).",
        )
