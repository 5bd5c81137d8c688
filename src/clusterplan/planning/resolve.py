"""Every name of a scenario must exist in the data it asks for; what does not is named, with what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from clusterplan.advantage.weights import faults_of_weights
from clusterplan.errors import Fault, ScenarioError
from clusterplan.language import Text
from clusterplan.optimisation.elastic import LIMIT_PATHS
from clusterplan.planning.facts import Facts
from clusterplan.planning.means import faults_of_means
from clusterplan.planning.products import faults_of_level
from clusterplan.planning.units import faults_of_records
from clusterplan.scenario import Scenario

__all__ = ["name_faults", "resolve_scenario"]


_UNIT_COLUMNS = ("code", "name_vi", "name_en", "region", "centre_lon", "centre_lat")
"""What every layer of planning units has."""
_DATA = ("unit_layer", "unit_vintage", "technology_scheme")
"""What decides which names there are."""
_GROUP = "group"
"""Kind of a name that stands for a group, also where products are planned: indicators are weighed by group."""
_GROUP_TOO = "technology or its group"
"""Kind of a name that may stand for a technology or, where products are planned, for all products of a group."""
_NAMES_IN_A_LOCK = (
    ("focus", "technology", "technology"),
    ("focus", "unit", "unit"),
    ("member", "hub", "unit"),
    ("member", "unit", "unit"),
    ("facility", "site", "site"),
)
"""Part of a lock, field, and kind of the name that stands there."""


@dataclass(frozen=True)
class _Kind:
    """One kind of thing that a scenario names."""

    vi: str
    en: str
    names: Mapping[str, str]
    """Id to a name that a person might have written instead."""
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of wholes that a person might have written, with their parts: groups with their products."""


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
    faults = [
        *faults_of_level(scenario, facts),
        *name_faults(scenario.model_dump(mode="json"), facts),
        *faults_of_records(scenario, facts),
        *faults_of_means(scenario, facts),
        *faults_of_weights(
            facts.table("advantage_weights"),
            facts.table("advantage_components"),
            scenario.technology_scheme,
            scenario.score,
        ),
    ]
    if faults:
        raise ScenarioError(
            Text(
                vi=f"Kịch bản {scenario.id!r} nêu những tên không có trong dữ liệu:",
                en=f"The scenario {scenario.id!r} names what the data do not have:",
            ),
            faults,
        )


def name_faults(content: Mapping[str, Any], facts: Facts) -> list[Fault]:
    """Return one fault for every unknown name in a scenario's plain content.

    What has the wrong shape is passed over: validation reports it. So a planner hears of wrong names and of wrong
    shapes at once.

    Parameters
    ----------
    content
        A scenario as plain mappings, lists and texts; it need not be a valid one.
    facts
        The data.

    Returns
    -------
    list of Fault
        With the place of each name and the nearest known one.

    Raises
    ------
    UsageError
        If there is no such layer of planning units.
    """
    return list(_faults(content, facts))


def _faults(content: Mapping[str, Any], facts: Facts) -> Iterator[Fault]:
    """Yield one fault for every unknown name."""
    if not all(isinstance(content.get(name), str) for name in _DATA):
        return  # it is not known where to look
    unit_layer, unit_vintage, scheme = (content[name] for name in _DATA)
    units = facts.layer(unit_layer)
    missing = [column for column in _UNIT_COLUMNS if column not in units]
    if missing:
        yield Fault(
            "unit_layer",
            Text(
                vi=f"lớp {unit_layer!r} thiếu cột: {', '.join(missing)}.",
                en=f"layer {unit_layer!r} lacks the columns: {', '.join(missing)}.",
            ),
            Text(
                vi="Lớp đơn vị cần vùng và tọa độ trung tâm hành chính của từng đơn vị.",
                en="A layer of planning units needs the region and the administrative centre of each unit.",
            ),
        )
        return
    vintage = facts.record(unit_layer).vintage
    if vintage != unit_vintage:
        yield Fault(
            "unit_vintage",
            Text(
                vi=f"lớp {unit_layer!r} có mốc {vintage}, không phải {unit_vintage}.",
                en=f"layer {unit_layer!r} is of vintage {vintage}, not {unit_vintage}.",
            ),
            Text(
                vi="Cùng một mã có thể chỉ đơn vị khác ở mốc khác; hãy kiểm tra mọi mã trong kịch bản.",
                en="The same code may mean another unit in another vintage; check every code in the scenario.",
            ),
        )
    groups = {found.id: found.name_en for found in facts.technologies(scheme)}
    if not groups:
        schemes = _Kind("danh mục công nghệ", "technology scheme", _same(facts.table("technologies")["scheme"]))
        yield from _unknown(schemes, [("technology_scheme", scheme)])
        return
    technologies, parts = groups, {}
    if content.get("technology_level") == "products":
        products = facts.technologies(scheme, "products")
        technologies = {product.id: product.name_en for product in products}
        parts = {group: tuple(product.id for product in products if product.group == group) for group in groups}
    sites = facts.layer("sites")
    kinds = {
        "technology": _Kind("công nghệ", "technology", technologies, parts),
        _GROUP_TOO: _Kind("công nghệ", "technology", groups | technologies),
        _GROUP: _Kind("nhóm công nghệ", "technology group", groups),
        "unit": _Kind("đơn vị", "unit", dict(zip(units["code"], units["name_en"], strict=True))),
        "region": _Kind("vùng", "region", _same(units["region"])),
        "site": _Kind("địa điểm", "site", dict(zip(sites["site_id"], sites["name_en"], strict=True))),
    }
    if content.get("products"):
        listed, companies = facts.table("products"), facts.table("enterprise_attributes")
        listed = listed[listed["scheme"] == scheme]
        kinds["product"] = _Kind("sản phẩm", "product", dict(zip(listed["product_id"], listed["name_en"], strict=True)))
        kinds["enterprise"] = _Kind(
            "doanh nghiệp", "enterprise", dict(zip(companies["enterprise_id"], companies["name"], strict=True))
        )
    if _section(content, "rules").get("repair_prices"):
        kinds["limit"] = _Kind("giới hạn", "limit", _same(LIMIT_PATHS))
    used = list(_names_used(content))
    for name, kind in kinds.items():
        yield from _unknown(kind, [(place, spelt) for of, place, spelt in used if of == name])


def _names_used(content: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield kind, place and spelling of every name that a scenario uses."""
    for kind, place, value in _places(content):
        names = value if isinstance(value, Mapping | list | tuple) else [value]
        for name in names:
            if isinstance(name, str):
                yield kind, place, name


def _places(content: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield kind, place and content of everything that holds a name, a list of names or a table by names."""
    candidates, objective, rules = (_section(content, name) for name in ("candidates", "objective", "rules"))
    for name in ("component_weight_by_technology", "indicator_weight_by_technology"):
        yield _GROUP, f"score.{name}", _section(content, "score").get(name)
    for name in ("strong_score_by_technology", "strong_grade_low_allowed"):
        yield _GROUP_TOO, f"candidates.{name}", candidates.get(name)
    for place, override in _items(candidates, "strong_overrides"):
        yield _GROUP_TOO, f"candidates.{place}.technology", override.get("technology")
        yield "unit", f"candidates.{place}.unit", override.get("unit")
    yield _GROUP_TOO, "objective.priority", objective.get("priority")
    for place, pair in _items(objective, "synergy"):
        yield "technology", f"objective.{place}.technologies", pair.get("technologies")
    yield "region", "rules.clusters_per_region_exceptions", rules.get("clusters_per_region_exceptions")
    for place, host in _items(rules, "host_overrides"):
        yield "site", f"rules.{place}.site", host.get("site")
        yield _GROUP_TOO, f"rules.{place}.technology", host.get("technology")
    for name in _section(rules, "resources"):
        resource = _section(_section(rules, "resources"), name)
        for kind, table in ((_GROUP_TOO, "per_focus"), ("unit", "capacity_per_unit")):
            named = [spelt for spelt in _section(resource, table) if spelt != "default"]
            yield kind, f"rules.resources.{name}.{table}", named
    yield "limit", "rules.repair_prices", rules.get("repair_prices")
    yield from _structural(rules)
    yield from _shown(content)
    for place, lock in _items(rules, "locks"):
        for part, name, kind in _NAMES_IN_A_LOCK:
            yield kind, f"rules.{place}.{part}.{name}", _section(lock, part).get(name)


def _structural(rules: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield what the rules on regions, pairs and evidence name."""
    yield "region", "rules.clusters_per_region_at_most_exceptions", rules.get("clusters_per_region_at_most_exceptions")
    facilities = _section(rules, "facilities")
    for name in ("decoding_centre_technologies", "ai_computing_technologies"):
        yield "technology", f"rules.facilities.{name}", facilities.get(name)
    for place, override in _items(rules, "evidence_overrides"):
        yield _GROUP_TOO, f"rules.{place}.technology", override.get("technology")
        yield "unit", f"rules.{place}.unit", override.get("unit")
    for listed in ("excluded_pairs", "required_pairs"):
        for place, pair in _items(rules, listed):
            yield "technology", f"rules.{place}.technologies", pair.get("technologies")


def _shown(content: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield what is shown with a plan but not decided."""
    for place, choice in _items(content, "products"):
        yield "product", f"{place}.product", choice.get("product")
        yield "enterprise", f"{place}.enterprise", choice.get("enterprise")
    for place, mechanism in _items(_section(content, "terms"), "mechanisms"):
        yield "unit", f"terms.{place}.unit", mechanism.get("unit")


def _section(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a part of a mapping that is a mapping itself; nothing if it is anything else."""
    part = content.get(name)
    return part if isinstance(part, Mapping) else {}


def _items(section: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the items of a list with their places, counted from 1; what is no mapping holds no name."""
    items = section.get(name)
    for number, item in enumerate(items if isinstance(items, list | tuple) else (), start=1):
        if isinstance(item, Mapping):
            yield f"{name}.{number}", item


def _unknown(kind: _Kind, places: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    """Yield a fault for every name that does not exist."""
    for place, name in places:
        if name not in kind.names:
            what = Text(vi=f"không có {kind.vi} {name!r}.", en=f"there is no {kind.en} {name!r}.")
            yield Fault(place, what, _advice(kind, name))


def _advice(kind: _Kind, name: str) -> Text:
    """Suggest what was probably meant, or list what exists."""
    if name in kind.parts:
        listed = ", ".join(kind.parts[name])
        return Text(
            vi=f"{name} là một nhóm; ở đây cần nêu sản phẩm: {listed}.",
            en=f"{name} is a group; name its products here: {listed}.",
        )
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
