"""The assumptions in the resources that a planner gave: caps, costs and capacities without a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clusterplan.domain import FacilityKind, SourceStatus
from clusterplan.publishing.texts import FACILITY_KIND
from clusterplan.scenario import Resource, Scenario

__all__ = ["resource_assumptions"]

type _Line = tuple[str, str, str]


def resource_assumptions(scenario: Scenario) -> Iterator[_Line]:
    """Yield every number of a resource that has no source.

    Parameters
    ----------
    scenario
        The scenario.

    Yields
    ------
    tuple of str
        What is assumed in Vietnamese and in English, and the value.
    """
    for name, resource in sorted(scenario.rules.resources.items()):
        if resource.status is SourceStatus.ASSUMED:
            for vi, en, amount in (*_limits(name, resource), *_costs(name, resource)):
                yield vi, en, f"{amount:g} {resource.unit}"
            yield from _spread_in_time(name, resource)


type _Amount = tuple[str, str, float]


def _limits(name: str, resource: Resource) -> Iterator[_Amount]:
    """Yield caps and capacities."""
    if resource.cap is not None:
        yield f"trần của {name}", f"cap of {name}", resource.cap
    for year, cap in sorted(resource.cap_per_year.items()):
        yield f"trần của {name} năm {year}", f"cap of {name} in {year}", cap
    for unit, has in sorted(resource.capacity_per_unit.items()):
        of = ("mỗi đơn vị khác", "every other unit") if unit == "default" else (f"đơn vị {unit}", f"unit {unit}")
        yield f"{name} của {of[0]}", f"{name} of {of[1]}", has


def _costs(name: str, resource: Resource) -> Iterator[_Amount]:
    """Yield uses of focuses and facilities."""
    for technology, cost in sorted(resource.per_focus.items()):
        of = ("mỗi công nghệ khác", "every other technology") if technology == "default" else (technology,) * 2
        yield f"{name} cho một trọng tâm về {of[0]}", f"{name} of one focus on {of[1]}", cost
    if resource.minimum_per_focus:
        yield f"{name} tối thiểu cho một trọng tâm", f"least {name} of one focus", resource.minimum_per_focus
    yield from _of_kinds(f"{name} cho một", f"{name} of one", resource.per_facility)
    yield from _of_kinds(f"{name} để nâng cấp thành một", f"{name} of an upgrade to one", resource.per_upgrade)
    yield from _of_kinds(f"{name} vận hành mỗi năm của một", f"{name} to run for a year one", resource.running_per_year)


def _of_kinds(vi: str, en: str, amounts: Mapping[FacilityKind, float]) -> Iterator[_Amount]:
    """Yield an amount for each kind of facility that has one."""
    for kind, amount in sorted(amounts.items()):
        vi_kind, en_kind = (name[0].lower() + name[1:] for name in (FACILITY_KIND[kind].vi, FACILITY_KIND[kind].en))
        yield f"{vi} {vi_kind}", f"{en} {en_kind}", amount


def _spread_in_time(name: str, resource: Resource) -> Iterator[_Line]:
    """Yield how use is spread over years."""
    if len(resource.profile) > 1:
        shares = " + ".join(f"{share:g}" for share in resource.profile)
        yield f"phần {name} của một trọng tâm theo từng năm", f"shares of a focus's {name} by year", shares
    if resource.running_per_year:
        yield (
            f"số năm tính đủ chi phí vận hành ({name})",
            f"years in which all of the running cost counts ({name})",
            f"{resource.running_full_years}",
        )
        yield (
            f"phần chi phí vận hành còn tính sau đó ({name})",
            f"share of the running cost that counts after those years ({name})",
            f"{resource.running_share_after:g}",
        )
