"""Every name of a scenario must exist in the data it asks for; what does not is named, with what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from clusterplan.errors import Fault, ScenarioError
from clusterplan.language import Text
from clusterplan.planning.facts import Facts
from clusterplan.scenario import FocusPlace, HostPlace, Lock, MemberPlace, Scenario

__all__ = ["resolve_scenario"]


_UNIT_COLUMNS = ("code", "name_vi", "name_en", "region", "centre_lon", "centre_lat")
"""What every layer of planning units has."""


@dataclass(frozen=True)
class _Kind:
    """One kind of thing that a scenario names."""

    vi: str
    en: str
    names: Mapping[str, str]
    """Id to a name that a person might have written instead."""


def resolve_scenario(scenario: Scenario, facts: Facts) -> None:
    """Refuse a scenario that names something the data do not have.

    Parameters
    ----------
    scenario
        The scenario.
    facts
        The data.

    Raises
    ------
    ScenarioError
        Naming every unknown name and the nearest known one.
    """
    faults = list(_faults(scenario, facts))
    if faults:
        raise ScenarioError(
            Text(
                vi=f"Kịch bản {scenario.id!r} nêu những tên không có trong dữ liệu:",
                en=f"The scenario {scenario.id!r} names what the data do not have:",
            ),
            faults,
        )


def _faults(scenario: Scenario, facts: Facts) -> Iterator[Fault]:
    """Yield one fault for every unknown name."""
    units = facts.layer(scenario.unit_layer)
    missing = [column for column in _UNIT_COLUMNS if column not in units]
    if missing:
        yield Fault(
            "unit_layer",
            Text(
                vi=f"lớp {scenario.unit_layer!r} thiếu cột: {', '.join(missing)}.",
                en=f"layer {scenario.unit_layer!r} lacks the columns: {', '.join(missing)}.",
            ),
            Text(
                vi="Lớp đơn vị cần vùng và tọa độ trung tâm hành chính của từng đơn vị.",
                en="A layer of planning units needs the region and the administrative centre of each unit.",
            ),
        )
        return
    vintage = facts.record(scenario.unit_layer).vintage
    if vintage != scenario.unit_vintage:
        yield Fault(
            "unit_vintage",
            Text(
                vi=f"lớp {scenario.unit_layer!r} có mốc {vintage}, không phải {scenario.unit_vintage}.",
                en=f"layer {scenario.unit_layer!r} is of vintage {vintage}, not {scenario.unit_vintage}.",
            ),
            Text(
                vi="Mã tỉnh đã đổi nghĩa ngày 1/7/2025; hãy kiểm tra mọi mã trong kịch bản.",
                en="Codes changed their meaning on 1 July 2025; check every code in the scenario.",
            ),
        )
    technologies = {found.id: found.name_en for found in facts.technologies(scenario.technology_scheme)}
    if not technologies:
        schemes = _Kind("danh mục công nghệ", "technology scheme", _same(facts.table("technologies")["scheme"]))
        yield from _unknown(schemes, [("technology_scheme", scenario.technology_scheme)])
        return
    sites = facts.layer("sites")
    recorded = facts.record("sites").unit_vintage
    if recorded != scenario.unit_vintage:
        yield Fault(
            "unit_layer",
            Text(
                vi=f"các địa điểm được ghi theo mã đơn vị mốc {recorded}, không phải {scenario.unit_vintage}.",
                en=f"the sites are recorded by codes of vintage {recorded}, not {scenario.unit_vintage}.",
            ),
        )
    kinds = {
        "technology": _Kind("công nghệ", "technology", technologies),
        "unit": _Kind("đơn vị", "unit", dict(zip(units["code"], units["name_en"], strict=True))),
        "region": _Kind("vùng", "region", _same(units["region"])),
        "site": _Kind("địa điểm", "site", dict(zip(sites["site_id"], sites["name_en"], strict=True))),
    }
    for name, places in _names_used(scenario).items():
        yield from _unknown(kinds[name], places)
    yield from _without_capacity(scenario, units["code"])
    if scenario.rules.decided_before is not None and scenario.objective.adopted_plan is None:
        yield Fault(
            "rules.decided_before",
            Text(
                vi="không có phương án đã chọn để giữ lại.", en="there is no adopted plan whose decisions could stay."
            ),
            Text(
                vi="Hãy nêu tệp plan.json trong objective.adopted_plan, hoặc bỏ decided_before.",
                en="Name its plan.json in objective.adopted_plan, or leave out decided_before.",
            ),
        )


def _names_used(scenario: Scenario) -> dict[str, list[tuple[str, str]]]:
    """Return every name that a scenario uses, by kind, with the place where it stands."""
    used: dict[str, list[tuple[str, str]]] = {"technology": [], "unit": [], "region": [], "site": []}
    candidates, objective, rules = scenario.candidates, scenario.objective, scenario.rules

    def add(kind: str, place: str, names: Iterable[str]) -> None:
        used[kind] += [(place, name) for name in names]

    add("technology", "candidates.strong_score_by_technology", candidates.strong_score_by_technology)
    add("technology", "candidates.strong_grade_low_allowed", candidates.strong_grade_low_allowed)
    for number, override in enumerate(candidates.strong_overrides, start=1):
        add("technology", f"candidates.strong_overrides[{number}].technology", [override.technology])
        add("unit", f"candidates.strong_overrides[{number}].unit", [override.unit])
    add("technology", "objective.priority", objective.priority)
    for number, pair in enumerate(objective.synergy, start=1):
        add("technology", f"objective.synergy[{number}].technologies", pair.technologies)
    add("region", "rules.clusters_per_region_exceptions", rules.clusters_per_region_exceptions)
    for number, host in enumerate(rules.host_overrides, start=1):
        add("site", f"rules.host_overrides[{number}].site", [host.site])
        add("technology", f"rules.host_overrides[{number}].technology", [host.technology])
    for name, resource in rules.resources.items():
        add("technology", f"rules.resources.{name}.per_focus", [k for k in resource.per_focus if k != "default"])
        add(
            "unit",
            f"rules.resources.{name}.capacity_per_unit",
            [u for u in resource.capacity_per_unit if u != "default"],
        )
    for number, lock in enumerate(rules.locks, start=1):
        for kind, place, named in _names_in_lock(lock):
            add(kind, f"rules.locks[{number}].{place}", [named])
    return used


def _without_capacity(scenario: Scenario, units: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for every resource of the places that leaves a unit out: what is missing is not zero."""
    for name, resource in sorted(scenario.rules.resources.items()):
        has = resource.capacity_per_unit
        missing = sorted(set(units) - has.keys()) if has and "default" not in has else []
        if missing:
            yield Fault(
                f"rules.resources.{name}.capacity_per_unit",
                Text(vi=f"thiếu đơn vị: {', '.join(missing)}.", en=f"these units are missing: {', '.join(missing)}."),
                Text(
                    vi="Nêu từng đơn vị, hoặc thêm `default` cho các đơn vị còn lại.",
                    en="Name every unit, or add `default` for the others.",
                ),
            )


def _names_in_lock(lock: Lock) -> Iterator[tuple[str, str, str]]:
    """Yield kind, place and name of everything that a lock names."""
    match lock.place:
        case FocusPlace(unit=unit, technology=technology):
            yield "unit", "focus.unit", unit
            yield "technology", "focus.technology", technology
        case MemberPlace(hub=hub, unit=unit):
            yield "unit", "member.hub", hub
            yield "unit", "member.unit", unit
        case HostPlace(site=site):
            yield "site", "facility.site", site


def _unknown(kind: _Kind, places: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    """Yield a fault for every name that does not exist."""
    for place, name in places:
        if name not in kind.names:
            what = Text(vi=f"không có {kind.vi} {name!r}.", en=f"there is no {kind.en} {name!r}.")
            yield Fault(place, what, _advice(kind, name))


def _advice(kind: _Kind, name: str) -> Text:
    """Suggest what was probably meant, or list what exists."""
    by_spelling = {spelling.casefold(): known for known, title in kind.names.items() for spelling in (known, title)}
    near = difflib.get_close_matches(name.casefold(), by_spelling, n=1, cutoff=0.75)
    if near:
        known = by_spelling[near[0]]
        meant = known if kind.names[known] == known else f"{known} ({kind.names[known]})"
        return Text(vi=f"Có phải là {meant}?", en=f"Did you mean {meant}?")
    listed = ", ".join(sorted(kind.names)[:40])
    return Text(vi=f"Hiện có: {listed}.", en=f"There are: {listed}.")


def _same(names: Iterable[str]) -> dict[str, str]:
    """Return names that are their own titles."""
    return {name: name for name in sorted(set(names))}
