"""What must, or must not, be in every plan of a scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import model_validator

from clusterplan.domain import FacilityKind, Frozen, SiteId, TechnologyId, UnitId
from clusterplan.language import Text
from clusterplan.scenario.basics import ContradictionError, Reasoned

__all__ = ["FocusPlace", "HostPlace", "Lock", "MemberPlace", "contradictions"]


class FocusPlace(Frozen):
    """A unit and a technology: "this unit's cluster focuses on this technology"."""

    unit: UnitId
    """The unit."""
    technology: TechnologyId
    """The technology."""


class MemberPlace(Frozen):
    """A hub and a unit: "this unit belongs to the cluster around this hub"."""

    hub: UnitId
    """The hub."""
    unit: UnitId
    """The member; equal to the hub it says "this unit is a hub"."""


class HostPlace(Frozen):
    """A site and a kind: "this site gets a facility of this kind"."""

    site: SiteId
    """The site."""
    kind: FacilityKind
    """The kind of facility."""


class Lock(Reasoned):
    """Something that must be, or must not be, in every plan of this scenario."""

    lock: Literal["must", "must_not"]
    """``must`` or ``must_not``."""
    focus: FocusPlace | None = None
    """Locks a technology of a unit."""
    member: MemberPlace | None = None
    """Locks a unit to a hub."""
    facility: HostPlace | None = None
    """Locks a kind of facility at a site."""

    @property
    def place(self) -> FocusPlace | MemberPlace | HostPlace:
        """The one place that is locked."""
        place = self.focus or self.member or self.facility
        assert place is not None, "checked when the lock was read"
        return place

    @model_validator(mode="after")
    def _exactly_one_place(self) -> Self:
        places = sum(place is not None for place in (self.focus, self.member, self.facility))
        if places != 1:
            raise ContradictionError(
                Text(
                    vi=f"Một khóa nêu đúng một trong ba: focus, member hoặc facility; ở đây có {places}.",
                    en=f"A lock names exactly one of focus, member or facility, not {places}.",
                )
            )
        return self


def contradictions(locks: tuple[Lock, ...]) -> Iterator[Text]:
    """Yield every pair of locks that no plan can keep, as far as the locks alone tell."""
    required = {lock.place for lock in locks if lock.lock == "must"}
    forbidden = {lock.place for lock in locks if lock.lock == "must_not"}
    for place in sorted(required & forbidden, key=repr):
        words = _in_words(place)
        yield Text(
            vi=f"Các khóa vừa bắt buộc vừa loại trừ: {words.vi}.", en=f"The locks require and forbid: {words.en}."
        )
    times = Counter(lock.place for lock in locks)
    for place in sorted((place for place, number in times.items() if number > 1), key=repr):
        if place not in required & forbidden:
            words = _in_words(place)
            yield Text(vi=f"Khóa hai lần: {words.vi}.", en=f"Locked twice: {words.en}.")
    yield from _two_hubs(required)
    yield from _two_kinds(required)


def _two_hubs(required: set[FocusPlace | MemberPlace | HostPlace]) -> Iterator[Text]:
    """Yield each unit that is locked to more than one hub."""
    hubs_of: dict[UnitId, set[UnitId]] = {}
    for place in required:
        if isinstance(place, MemberPlace):
            hubs_of.setdefault(place.unit, set()).add(place.hub)
            hubs_of.setdefault(place.hub, set()).add(place.hub)
    for unit, hubs in sorted(hubs_of.items()):
        if len(hubs) > 1:
            names = ", ".join(sorted(hubs))
            yield Text(
                vi=f"Đơn vị {unit} bị khóa vào nhiều hạt nhân cụm: {names}.",
                en=f"Unit {unit} is locked to more than one hub: {names}.",
            )


def _two_kinds(required: set[FocusPlace | MemberPlace | HostPlace]) -> Iterator[Text]:
    """Yield each site that is locked to more than one kind of facility."""
    kinds_of = Counter(place.site for place in required if isinstance(place, HostPlace))
    for site, kinds in sorted(kinds_of.items()):
        if kinds > 1:
            yield Text(
                vi=f"Địa điểm {site} bị khóa vào {kinds} loại cơ sở; mỗi địa điểm chỉ có một.",
                en=f"Site {site} is locked to {kinds} kinds of facility; a site hosts one.",
            )


def _in_words(place: FocusPlace | MemberPlace | HostPlace) -> Text:
    """Return a locked place as a planner would name it."""
    match place:
        case FocusPlace(unit=unit, technology=technology):
            return Text(
                vi=f"công nghệ trọng tâm {technology} của đơn vị {unit}", en=f"focus of unit {unit} on {technology}"
            )
        case MemberPlace(hub=hub, unit=unit):
            return Text(vi=f"đơn vị {unit} trong cụm có hạt nhân {hub}", en=f"unit {unit} in the cluster of hub {hub}")
        case HostPlace(site=site, kind=kind):
            return Text(vi=f"{kind.value} tại địa điểm {site}", en=f"{kind.value} at site {site}")
