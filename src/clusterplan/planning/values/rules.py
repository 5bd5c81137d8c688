"""Every rule and lock that is on, with the scenario without it and the scenario one step looser.

A count is loosened by 1, a distance by 10 km, a cap by 1 % of itself. What changes the data and not a limit
(scores, strong scores, which sites may host) has no price here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.problem import Problem
from clusterplan.scenario import Range, RuleSettings, Scenario

__all__ = ["PricedRule", "priced_rules"]

KM_STEP = 10.0
"""By how much a distance is loosened, in km."""
CAP_STEP = 0.01
"""By which share of itself a cap or capacity is loosened."""
_EVERYWHERE_KM = 100_000.0
"""More than any two places are apart."""


@dataclass(frozen=True)
class PricedRule:
    """One limit, and what to ask to know its price."""

    path: str
    """Where it stands in the scenario."""
    limit: str
    """What the scenario says."""
    off: Scenario | None
    """The scenario without it; None if it has no neutral value."""
    looser: Scenario | None = None
    """The scenario with the limit one step looser; None if it is not a number."""
    looser_limit: str | None = None
    """The looser limit."""
    place: str | None = None
    """The region, resource or year."""
    part_of: str | None = None
    """Path of a limit that is off only together with this one: its price is no smaller."""


def priced_rules(problem: Problem) -> tuple[PricedRule, ...]:
    """Return the limits and locks of a problem that can be loosened.

    Parameters
    ----------
    problem
        The problem; its scenario speaks of the problem's technologies.

    Returns
    -------
    tuple of PricedRule
        In the order in which the policy reads. A limit at its neutral value is none.
    """
    return tuple(found for reader in _READERS for found in reader(problem, problem.scenario))


def _rules(scenario: Scenario, **changes: Any) -> Scenario:
    """Return a scenario with other rules."""
    return scenario.model_copy(update={"rules": scenario.rules.model_copy(update=changes)})


def _facilities(scenario: Scenario, **changes: Any) -> Scenario:
    """Return a scenario with other rules of facilities."""
    return _rules(scenario, facilities=scenario.rules.facilities.model_copy(update=changes))


def _candidates(scenario: Scenario, **changes: Any) -> Scenario:
    """Return a scenario with other limits of candidate sets."""
    return scenario.model_copy(update={"candidates": scenario.candidates.model_copy(update=changes)})


def _ends(path: str, scenario: Scenario, field: str, limit: Range, widest: Range, change: Any) -> Iterator[PricedRule]:
    """Yield both ends of a range that are on."""
    least, most = limit.at_least, limit.at_most
    if least > widest.at_least:
        yield PricedRule(
            f"{path}.at_least",
            f"{least}",
            change(scenario, **{field: Range(at_least=widest.at_least, at_most=most)}),
            change(scenario, **{field: Range(at_least=least - 1, at_most=most)}),
            f"{least - 1}",
        )
    if most < widest.at_most:
        yield PricedRule(
            f"{path}.at_most",
            f"{most}",
            change(scenario, **{field: Range(at_least=least, at_most=widest.at_most)}),
            change(scenario, **{field: Range(at_least=least, at_most=most + 1)}),
            f"{most + 1}",
        )


def _of_clusters(problem: Problem, scenario: Scenario) -> Iterator[PricedRule]:
    """Yield cover, numbers of clusters and focuses, clusters of a technology."""
    rules, n = scenario.rules, len(problem.units)
    if rules.cover == "exactly_one":
        yield PricedRule("rules.cover", rules.cover, _rules(scenario, cover="at_most_one"))
    for field, fewest, most in (
        ("clusters", 0, n),
        ("focuses_per_cluster", 1, len(problem.technologies)),
        ("clusters_per_technology", 0, n),
    ):
        widest = Range(at_least=fewest, at_most=max(fewest, most))
        yield from _ends(f"rules.{field}", scenario, field, getattr(rules, field), widest, _rules)


def _of_regions(problem: Problem, scenario: Scenario) -> Iterator[PricedRule]:
    """Yield the floors and ceilings of regions: of all together, and the floor of each."""
    rules, path = scenario.rules, "rules.clusters_per_region_at_least"
    others = rules.clusters_per_region_exceptions
    floors = {region: rules.fewest_clusters(region) for region in problem.regions}
    if any(floors.values()):
        lower = {region: max(0, floor - 1) for region, floor in others.items()}
        fewer = max(0, rules.clusters_per_region_at_least - 1)
        yield PricedRule(
            path,
            f"{rules.clusters_per_region_at_least}",
            _rules(scenario, clusters_per_region_at_least=0, clusters_per_region_exceptions={}),
            _rules(scenario, clusters_per_region_at_least=fewer, clusters_per_region_exceptions=lower),
            f"{fewer}",
        )
    for region, floor in floors.items():
        if floor:
            off = _rules(scenario, clusters_per_region_exceptions={**others, region: 0})
            looser = _rules(scenario, clusters_per_region_exceptions={**others, region: floor - 1})
            yield PricedRule(path, f"{floor}", off, looser, f"{floor - 1}", region, path)
    most, more = rules.clusters_per_region_at_most, rules.clusters_per_region_at_most_exceptions
    if most is not None or more:
        off = _rules(scenario, clusters_per_region_at_most=None, clusters_per_region_at_most_exceptions={})
        higher = {
            "clusters_per_region_at_most": None if most is None else most + 1,
            "clusters_per_region_at_most_exceptions": {region: ceiling + 1 for region, ceiling in more.items()},
        }
        limit, above = ("–", "+ 1") if most is None else (f"{most}", f"{most + 1}")
        yield PricedRule("rules.clusters_per_region_at_most", limit, off, _rules(scenario, **higher), above)


def _of_facilities(problem: Problem, scenario: Scenario) -> Iterator[PricedRule]:
    """Yield numbers of facilities, their technologies, and the limits on regions and technologies."""
    facilities, sites, technologies = scenario.rules.facilities, len(problem.sites), len(problem.technologies)
    for kind in facilities.kinds:
        path, number = f"rules.facilities.{kind.value}", facilities.numbers(kind)
        if number.at_most:
            yield from _ends(path, scenario, kind.value, number, _widest(kind, sites), _facilities)
            field = f"technologies_per_{kind.value}"
            widest = Range(at_least=1, at_most=max(1, technologies))
            limit = facilities.technologies_per_facility(kind)
            yield from _ends(f"rules.facilities.{field}", scenario, field, limit, widest, _facilities)
    for field, neutral, step in (
        ("per_region_at_most", max(sites, facilities.per_region_at_most), 1),
        ("per_region_at_least", 0, -1),
        ("per_technology_at_least", 0, -1),
    ):
        limit = getattr(facilities, field)
        if limit != neutral:
            off, looser = (_facilities(scenario, **{field: value}) for value in (neutral, limit + step))
            yield PricedRule(f"rules.facilities.{field}", f"{limit}", off, looser, f"{limit + step}")


def _widest(kind: FacilityKind, sites: int) -> Range:
    """Return the widest number of facilities: none keeps its columns only for the shared system."""
    fewest = 0 if kind.is_shared else 1
    return Range(at_least=fewest, at_most=max(fewest, sites))


def _of_distances(_problem: Problem, scenario: Scenario) -> Iterator[PricedRule]:
    """Yield the limits in km, and the largest load of a facility."""
    rules = scenario.rules
    off, looser = (_rules(scenario, reach_km=km) for km in (_EVERYWHERE_KM, rules.reach_km + KM_STEP))
    yield PricedRule("rules.reach_km", f"{rules.reach_km:g}", off, looser, f"{rules.reach_km + KM_STEP:g}")
    load = rules.facility_load_at_most
    if load is not None:
        off, looser = (_rules(scenario, facility_load_at_most=value) for value in (None, load + 1))
        yield PricedRule("rules.facility_load_at_most", f"{load}", off, looser, f"{load + 1}")
    for field, step in (
        ("anchor_enterprise_km", KM_STEP),
        ("anchor_institute_km", KM_STEP),
        ("same_focus_distance_km_at_least", -KM_STEP),
    ):
        km = getattr(rules, field)
        if km is not None:
            off, looser = (_rules(scenario, **{field: value}) for value in (None, max(0.0, km + step)))
            yield PricedRule(f"rules.{field}", f"{km:g}", off, looser, f"{max(0.0, km + step):g}")


def _of_switches(_problem: Problem, scenario: Scenario) -> Iterator[PricedRule]:
    """Yield the rules that are on or off."""
    rules = scenario.rules
    if rules.pioneering:
        yield PricedRule("rules.pioneering", "true", _rules(scenario, pioneering=False))
    for field in ("challenge_unasked", "demand_unknown", "pioneering_test_bed"):
        if getattr(rules, field) == "forbid":
            yield PricedRule(f"rules.{field}", "forbid", _rules(scenario, **{field: "flag"}))
    if rules.evidence_floor is not None:
        off = _rules(scenario, evidence_floor=None)
        yield PricedRule("rules.evidence_floor", rules.evidence_floor.value, off)


def _of_lists(_problem: Problem, scenario: Scenario) -> Iterator[PricedRule]:
    """Yield every lock and every pair of technologies, one at a time."""
    for field in ("locks", "excluded_pairs", "required_pairs"):
        entries = getattr(scenario.rules, field)
        for number, entry in enumerate(entries):
            off = _rules(scenario, **{field: (*entries[:number], *entries[number + 1 :])})
            limit = entry.lock if field == "locks" else " + ".join(entry.technologies)
            yield PricedRule(f"rules.{field}[{number + 1}]", limit, off)


def _of_resources(_problem: Problem, scenario: Scenario) -> Iterator[PricedRule]:
    """Yield caps and capacities."""
    for name, resource in sorted(scenario.rules.resources.items()):
        path, more = f"rules.resources.{name}", 1 + CAP_STEP

        def changed(of: str = name, **changes: Any) -> Scenario:
            resources = scenario.rules.resources
            return _rules(scenario, resources={**resources, of: resources[of].model_copy(update=changes)})

        if resource.cap is not None:
            off, looser = (changed(cap=cap) for cap in (None, resource.cap * more))
            yield PricedRule(f"{path}.cap", f"{resource.cap:g}", off, looser, f"{resource.cap * more:g}")
        for year, cap in sorted(resource.cap_per_year.items()):
            others = {other: has for other, has in resource.cap_per_year.items() if other != year}
            off, looser = (changed(cap_per_year=caps) for caps in (others, {**others, year: cap * more}))
            yield PricedRule(f"{path}.cap_per_year", f"{cap:g}", off, looser, f"{cap * more:g}", f"{year}")
        if resource.capacity_per_unit:
            raised = {unit: has * more for unit, has in resource.capacity_per_unit.items()}
            off, looser = (changed(capacity_per_unit=has) for has in ({}, raised))
            yield PricedRule(f"{path}.capacity_per_unit", "100 %", off, looser, f"{100 * more:g} %")


def _of_years(_problem: Problem, scenario: Scenario) -> Iterator[PricedRule]:
    """Yield the limits on years."""
    rules: RuleSettings = scenario.rules
    if rules.decided_before is not None:
        off = _rules(scenario, decided_before=None)
        yield PricedRule("rules.decided_before", f"{rules.decided_before}", off)
    if rules.phasing is not None and rules.phasing.starts_per_year_at_most is not None:
        most = rules.phasing.starts_per_year_at_most
        off, looser = (
            _rules(scenario, phasing=rules.phasing.model_copy(update={"starts_per_year_at_most": number}))
            for number in (None, most + 1)
        )
        yield PricedRule("rules.phasing.starts_per_year_at_most", f"{most}", off, looser, f"{most + 1}")


def _of_candidates(problem: Problem, scenario: Scenario) -> Iterator[PricedRule]:
    """Yield the limits on the sets of units that may form a cluster."""
    candidates = scenario.candidates
    if candidates.min_members > 1:
        fewer = candidates.min_members - 1
        off, looser = (_candidates(scenario, min_members=number) for number in (1, fewer))
        yield PricedRule("candidates.min_members", f"{candidates.min_members}", off, looser, f"{fewer}")
    km = candidates.max_member_distance_km
    off, looser = (_candidates(scenario, max_member_distance_km=value) for value in (_EVERYWHERE_KM, km + KM_STEP))
    yield PricedRule("candidates.max_member_distance_km", f"{km:g}", off, looser, f"{km + KM_STEP:g}")
    if candidates.max_members < len(problem.units):
        more = candidates.max_members + 1  # without any limit there are more sets than can be counted
        looser = _candidates(scenario, max_members=more)
        yield PricedRule("candidates.max_members", f"{candidates.max_members}", None, looser, f"{more}")


_READERS = (
    *(_of_clusters, _of_regions, _of_facilities, _of_distances, _of_switches, _of_lists),
    *(_of_resources, _of_years, _of_candidates),
)
