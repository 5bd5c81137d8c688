"""An oracle that counts: every plan of a small problem is written down, and the best one is kept.

Plain Python on purpose. It shares no line with the model, the candidate sets, the objective or the check, and reads the
rules from their definition: connected sets around the most ready unit, focuses with a strong member, facilities within
reach. Each coefficient is rounded to a whole millionth, as the definition asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from tests.optimisation.brute_force_structure import (
    clusters_keep_the_structure,
    focuses_keep_the_pairs,
    passes_the_gates,
    with_what_they_need,
)

from clusterplan.domain import FacilityKind
from clusterplan.optimisation.problem import Problem
from clusterplan.scenario import FocusPlace, HostPlace, MemberPlace, Phasing, Resource

__all__ = ["best_objective", "possible_clusters"]


@dataclass(frozen=True)
class PossibleCluster:
    """Units around a hub."""

    hub: int
    members: tuple[int, ...]


@dataclass(frozen=True)
class Grouping:
    """The clusters' half of a plan, as far as facilities and caps need to know it."""

    needs: frozenset[tuple[int, int]]
    """(hub, technology) pairs that a facility must serve."""
    value: int
    """Its part of the objective, in millionths."""
    starts: tuple[tuple[int, int], ...] = ()
    """(technology, year) of every focus, sorted; only with years."""


@dataclass(frozen=True)
class Layout:
    """The facilities' half of a plan."""

    facilities: tuple[tuple[int, FacilityKind, tuple[int, ...]], ...]
    """Site, kind and technologies."""
    value: int
    """Its part of the objective, in millionths."""
    years: tuple[int | None, ...] = ()
    """Opening year of each facility; None without years."""


def best_objective(problem: Problem) -> int | None:
    """Return the best objective of all plans.

    Parameters
    ----------
    problem
        A problem of a few units.

    Returns
    -------
    int or None
        Millionths; None if no plan keeps every rule.
    """
    layouts = sorted(_layouts(problem), key=lambda layout: -layout.value)
    groupings = sorted(_best_groupings(problem), key=lambda grouping: -grouping.value)
    best: int | None = None
    for grouping in groupings:
        for layout in layouts:
            total = grouping.value + layout.value + _nothing_adopted(problem)
            if best is not None and total <= best:
                break
            if _fit(problem, grouping, layout):
                best = total
    return best


def possible_clusters(problem: Problem) -> set[PossibleCluster]:
    """Return every set of units that may form a cluster, by looking at all subsets.

    Parameters
    ----------
    problem
        A problem of a few units.

    Returns
    -------
    set of PossibleCluster
        With at least as many technologies as a cluster needs focuses, each with a strong member and with a site
        within reach of the hub that may host it.
    """
    limits = problem.scenario.candidates
    found = set()
    for size in range(limits.min_members, limits.max_members + 1):
        for members in combinations(range(len(problem.units)), size):
            hub = sorted(members, key=lambda r: (-float(problem.readiness[r]), problem.units[r]))[0]
            near = all(problem.member_distance_km[hub, r] <= limits.max_member_distance_km for r in members)
            if near and _hangs_together(problem, members) and any(_focus_choices(problem, hub, members)):
                found.add(PossibleCluster(hub, members))
    return found


def _hangs_together(problem: Problem, members: tuple[int, ...]) -> bool:
    """Whether no part of the set is without a border to the rest."""
    return not any(
        not any(problem.adjacent[a, b] for a in part for b in members if b not in part)
        for size in range(1, len(members))
        for part in combinations(members, size)
    )


def _may_be_focus(problem: Problem, technology: int) -> bool:
    """Whether somebody asked for a technology, where that matters."""
    forbidden = problem.scenario.rules.challenge_unasked == "forbid"
    return not forbidden or problem.technologies[technology] in problem.asked_for


def _focus_choices(problem: Problem, hub: int, members: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield every allowed choice of focuses of a set."""
    limit, reach = problem.scenario.rules.focuses_per_cluster, problem.scenario.rules.reach_km
    possible = [
        k
        for k in range(len(problem.technologies))
        if _may_be_focus(problem, k)
        and passes_the_gates(problem, hub, members, k)
        and any(problem.strong[r, k] for r in members)
        and any(problem.may_host[j, k] and problem.site_distance_km[hub, j] <= reach for j in range(len(problem.sites)))
    ]
    possible = with_what_they_need(problem, possible)
    for number in range(limit.at_least, limit.at_most + 1):
        for focuses in combinations(possible, number):
            if _has_means(problem, members, focuses) and _keeps_decisions(problem, members, focuses):
                yield focuses


def _has_means(problem: Problem, members: tuple[int, ...], focuses: tuple[int, ...]) -> bool:
    """Whether the members have what the focuses use."""
    for resource in problem.scenario.rules.resources.values():
        has, default = resource.capacity_per_unit, resource.capacity_per_unit.get("default", 0)
        used = sum(_cost(resource, problem.technologies[k]) for k in focuses)
        if has and used > sum(has.get(problem.units[r], default) for r in members):
            return False
    return True


def _cost(resource: Resource, technology: str) -> float:
    """Return what a focus uses."""
    return max(resource.minimum_per_focus, resource.per_focus.get(technology, resource.per_focus.get("default", 0)))


def _keeps_decisions(problem: Problem, members: tuple[int, ...], focuses: tuple[int, ...]) -> bool:
    """Whether every decided focus of a member is there, all of one technology in one year."""
    for r in members:
        for pair, year in _decided_pairs(problem).items():
            if pair[0] == problem.units[r]:
                k = problem.technologies.index(pair[1])
                others = {
                    y for (u, t), y in _decided_pairs(problem).items() if t == pair[1] and u in _codes(problem, members)
                }
                if k not in focuses or others != {year}:
                    return False
    return True


def _codes(problem: Problem, members: tuple[int, ...]) -> set[str]:
    """Return the codes of units."""
    return {problem.units[r] for r in members}


def _decided_pairs(problem: Problem) -> dict[tuple[str, str], int]:
    """Return what the adopted plan started before all is decided; 0 stands for no year."""
    rules, adopted = problem.scenario.rules, problem.decisions or problem.adopted
    if rules.decided_before is None:
        return {}
    return {
        pair: adopted.start_years.get(pair, rules.phasing.first_year) if rules.phasing else 0
        for pair in adopted.focuses
        if pair[0] in problem.units and adopted.start_years.get(pair, 0) < rules.decided_before
    }


def _decided_places(problem: Problem) -> dict[tuple[str, FacilityKind], int]:
    """Return what the adopted plan opened before all is decided; 0 stands for no year."""
    rules, adopted = problem.scenario.rules, problem.decisions or problem.adopted
    if rules.decided_before is None:
        return {}
    return {
        place: adopted.opening_years.get(place, rules.phasing.first_year) if rules.phasing else 0
        for place in adopted.facilities
        if place[0] in problem.sites and adopted.opening_years.get(place, 0) < rules.decided_before
    }


def _years_of_focus(problem: Problem, members: tuple[int, ...], technology: int) -> set[int]:
    """Return the years in which a focus may start: that of the decision, or any that is left."""
    name, phasing = problem.technologies[technology], problem.scenario.rules.phasing
    decided = {y for (u, k), y in _decided_pairs(problem).items() if k == name and u in _codes(problem, members)}
    return decided or _years_left(problem, phasing)


def _years_left(problem: Problem, phasing: Phasing | None) -> set[int]:
    """Return the years in which something new may begin."""
    assert phasing is not None
    first = max(phasing.first_year, problem.scenario.rules.decided_before or 0)
    return set(range(first, phasing.last_start_year + 1))


def _lost(phasing: Phasing, millionths: int, year: int) -> int:
    """Return what waiting costs, each year rounded alone."""

    def worth(waited: int) -> float:
        return float((1 + phasing.discount_rate) ** -waited)

    return sum(round(millionths * (worth(i) - worth(i + 1))) for i in range(year - phasing.first_year))


def _best_groupings(problem: Problem) -> Iterator[Grouping]:
    """Yield the best grouping for each set of needs: the needs tell what the rest of the plan depends on."""
    options = [
        (cluster, focuses, _cluster_value(problem, cluster, focuses))
        for cluster in sorted(possible_clusters(problem), key=lambda cluster: cluster.members)
        for focuses in _focus_choices(problem, cluster.hub, cluster.members)
        if focuses_keep_the_pairs(problem, focuses)
    ]
    best: dict[tuple[frozenset[tuple[int, int]], tuple[tuple[int, int], ...]], int] = {}
    for chosen in _disjoint(problem, options, tuple(range(len(problem.units)))):
        if _clusters_keep_their_rules(problem, chosen):
            needs = frozenset((cluster.hub, k) for cluster, focuses, _ in chosen for k in focuses)
            value = sum(value for _, _, value in chosen)
            for starts, lost in _best_starts(problem, chosen).items():
                key = needs, starts
                best[key] = max(value - lost, best.get(key, value - lost))
    for (needs, starts), value in best.items():
        yield Grouping(needs, value, starts)


def _best_starts(problem: Problem, chosen: list[Option]) -> dict[tuple[tuple[int, int], ...], int]:
    """Return the least that waiting costs for every multiset of (technology, year)."""
    phasing = problem.scenario.rules.phasing
    if phasing is None:
        return {(): 0}
    least: dict[tuple[tuple[int, int], ...], int] = {(): 0}
    for cluster, focuses, _ in chosen:
        for k in focuses:
            value = _advantage(problem, cluster, k)
            grown: dict[tuple[tuple[int, int], ...], int] = {}
            for starts, lost in least.items():
                for year in sorted(_years_of_focus(problem, cluster.members, k)):
                    key, total = tuple(sorted([*starts, (k, year)])), lost + _lost(phasing, value, year)
                    grown[key] = min(total, grown.get(key, total))
            least = grown
    most = phasing.starts_per_year_at_most
    per_year = {starts: Counter(year for _, year in starts) for starts in least}
    return {s: lost for s, lost in least.items() if most is None or all(n <= most for n in per_year[s].values())}


type Option = tuple[PossibleCluster, tuple[int, ...], int]


def _disjoint(problem: Problem, options: list[Option], left: tuple[int, ...]) -> Iterator[list[Option]]:
    """Yield every choice of disjoint clusters among the units that are left."""
    if not left:
        yield []
        return
    first, others = left[0], left[1:]
    if problem.scenario.rules.cover == "at_most_one":
        yield from _disjoint(problem, [option for option in options if first not in option[0].members], others)
    for option in options:
        members = set(option[0].members)
        if first in members:
            rest = [other for other in options if not members & set(other[0].members)]
            remaining = tuple(r for r in others if r not in members)
            yield from ([option, *more] for more in _disjoint(problem, rest, remaining))


def _clusters_keep_their_rules(problem: Problem, chosen: list[Option]) -> bool:
    """Whether clusters keep every rule that does not speak of facilities or caps."""
    rules = problem.scenario.rules
    leads = Counter(k for _, focuses, _ in chosen for k in focuses)
    hubs = Counter(problem.unit_regions[cluster.hub] for cluster, _, _ in chosen)
    floors = dict.fromkeys(problem.unit_regions, rules.clusters_per_region_at_least)
    floors.update({r: floor for r, floor in rules.clusters_per_region_exceptions.items() if r in floors})
    per_technology = rules.clusters_per_technology
    return (
        rules.clusters.at_least <= len(chosen) <= rules.clusters.at_most
        and all(hubs[region] >= floor for region, floor in floors.items())
        and all(
            per_technology.at_least <= leads[k] <= per_technology.at_most
            for k in range(len(problem.technologies))
            if _may_be_focus(problem, k)
        )
        and not (rules.pioneering and any(leads[problem.technologies.index(k)] == 0 for k in problem.pioneering))
        and _cluster_locks_hold(problem, chosen)
        and clusters_keep_the_structure(problem, [(cluster.hub, cluster.members, its) for cluster, its, _ in chosen])
        and all(
            any(unit in _codes(problem, c.members) and problem.technologies.index(k) in f for c, f, _ in chosen)
            for unit, k in _decided_pairs(problem)
        )
    )


def _cluster_locks_hold(problem: Problem, chosen: list[Option]) -> bool:
    """Whether every lock of a focus or a member holds."""
    for lock in problem.scenario.rules.locks:
        match lock.place:
            case FocusPlace(unit=unit, technology=technology):
                r, k = problem.units.index(unit), problem.technologies.index(technology)
                found = any(r in cluster.members and k in focuses for cluster, focuses, _ in chosen)
            case MemberPlace(hub=hub, unit=unit):
                h, r = problem.units.index(hub), problem.units.index(unit)
                found = any(cluster.hub == h and r in cluster.members for cluster, _, _ in chosen)
            case _:
                continue
        if found != (lock.lock == "must"):
            return False
    return True


def _cluster_value(problem: Problem, cluster: PossibleCluster, focuses: tuple[int, ...]) -> int:
    """Return what a cluster adds to the objective, in millionths."""
    objective = problem.scenario.objective
    kilometres = sum(float(problem.member_distance_km[cluster.hub, r]) for r in cluster.members)
    value = -_rounded(objective.founding_cost) - _rounded(objective.cohesion_weight * kilometres / 100)
    for k in focuses:
        name = problem.technologies[k]
        for r in cluster.members:
            same = (problem.units[r], name) in problem.adopted.focuses
            value += _rounded(objective.switching_weight) * (1 if same else -1)
        value += _advantage(problem, cluster, k) - _rounded(_may_lack(problem, cluster, k))
    names = {problem.technologies[k] for k in focuses}
    return value + sum(_rounded(pair.value) for pair in objective.synergy if names >= set(pair.technologies))


def _may_lack(problem: Problem, cluster: PossibleCluster, technology: int) -> float:
    """Return the most that any gamma members can lack together, by trying every choice of members."""
    objective = problem.scenario.objective
    if objective.robust is None:
        return 0.0
    deviation = objective.robust.deviation
    priority = objective.priority.get(problem.technologies[technology], 1.0)
    lacks = {
        r: priority
        * float(problem.unit_weight[r])
        * min(
            (deviation.low, deviation.medium, deviation.high)[int(problem.grade[r, technology])],
            float(problem.score[r, technology]),
        )
        for r in cluster.members
        if problem.score[r, technology] == problem.score[r, technology]
    }
    number = min(objective.robust.gamma, len(lacks))
    return max(sum(lacks[r] for r in chosen) for chosen in combinations(lacks, number))


def _advantage(problem: Problem, cluster: PossibleCluster, technology: int) -> int:
    """Return the advantage of one focus of a cluster, in millionths."""
    advantage = 0.0
    for r in cluster.members:
        score = float(problem.score[r, technology])
        if score == score:
            above = score - float(problem.participation[technology])
            priority = problem.scenario.objective.priority.get(problem.technologies[technology], 1.0)
            advantage += priority * float(problem.unit_weight[r]) * above
    return _rounded(advantage)


def _layouts(problem: Problem) -> Iterator[Layout]:
    """Yield every choice of facilities that keeps the rules of the shared system."""
    for facilities in product(*(_at_site(problem, j) for j in range(len(problem.sites)))):
        built = tuple(facility for facility in facilities if facility is not None)
        if _facilities_keep_their_rules(problem, built):
            value = sum(_facility_value(problem, *facility) for facility in built)
            yield from (Layout(built, value - lost, years) for years, lost in _openings(problem, built))


def _openings(problem: Problem, built: tuple[Built, ...]) -> Iterator[tuple[tuple[int | None, ...], int]]:
    """Yield every choice of opening years, with what waiting costs."""
    phasing = problem.scenario.rules.phasing
    if phasing is None:
        yield (None,) * len(built), 0
        return
    decided = _decided_places(problem)
    options = [
        [decided[place]] if (place := (problem.sites[site], kind)) in decided else sorted(_years_left(problem, phasing))
        for site, kind, _ in built
    ]
    hosting = _rounded(problem.scenario.objective.hosting_weight)
    for years in product(*options):
        yield years, sum(_lost(phasing, hosting, year) for year in years)


type Built = tuple[int, FacilityKind, tuple[int, ...]]


def _at_site(problem: Problem, site: int) -> list[Built | None]:
    """Return what may stand at a site: nothing, or a facility of a kind with its technologies."""
    options: list[Built | None] = [None]
    for kind, limit in _technology_limits(problem).items():
        listed = _listed_technologies(problem, kind)
        fields = [k for k in range(len(problem.technologies)) if problem.may_host[site, k] and k in listed]
        for number in range(limit[0], limit[1] + 1):
            options += [(site, kind, chosen) for chosen in combinations(fields, number)]
    return options


def _technology_limits(problem: Problem) -> dict[FacilityKind, tuple[int, int]]:
    """Return the fewest and most technologies of a facility, for the kinds that are wanted at all."""
    rules = problem.scenario.rules.facilities
    limits = {
        FacilityKind.KEY_LABORATORY: rules.technologies_per_key_laboratory,
        FacilityKind.TEST_CENTRE: rules.technologies_per_test_centre,
        FacilityKind.DECODING_CENTRE: rules.technologies_per_decoding_centre,
        FacilityKind.AI_COMPUTING: rules.technologies_per_ai_computing,
    }
    return {kind: (limit.at_least, limit.at_most) for kind, limit in limits.items() if _wanted(problem, kind) != (0, 0)}


def _wanted(problem: Problem, kind: FacilityKind) -> tuple[int, int]:
    """Return the fewest and most facilities of a kind."""
    rules = problem.scenario.rules.facilities
    number = {
        FacilityKind.KEY_LABORATORY: rules.key_laboratory,
        FacilityKind.TEST_CENTRE: rules.test_centre,
        FacilityKind.DECODING_CENTRE: rules.decoding_centre,
        FacilityKind.AI_COMPUTING: rules.ai_computing,
    }[kind]
    return (number, number) if isinstance(number, int) else (number.at_least, number.at_most)


def _listed_technologies(problem: Problem, kind: FacilityKind) -> set[int]:
    """Return the technologies that a kind of facility may serve."""
    rules = problem.scenario.rules.facilities
    listed = {
        FacilityKind.DECODING_CENTRE: rules.decoding_centre_technologies,
        FacilityKind.AI_COMPUTING: rules.ai_computing_technologies,
    }.get(kind)
    return {k for k, name in enumerate(problem.technologies) if listed is None or name in listed}


_SHARED = (FacilityKind.KEY_LABORATORY, FacilityKind.TEST_CENTRE)


def _facilities_keep_their_rules(problem: Problem, built: tuple[Built, ...]) -> bool:
    """Whether facilities keep every rule that does not speak of clusters or caps."""
    rules = problem.scenario.rules.facilities
    kinds = Counter(kind for _, kind, _ in built)
    region_of = dict(zip(problem.units, problem.unit_regions, strict=True))
    regions = Counter(region_of[problem.site_units[site]] for site, _, _ in built)
    served = Counter(k for _, kind, technologies in built if kind in _SHARED for k in technologies)
    places = {(problem.sites[site], kind) for site, kind, _ in built}
    locks = [lock for lock in problem.scenario.rules.locks if isinstance(lock.place, HostPlace)]
    return (
        all(_wanted(problem, kind)[0] <= kinds[kind] <= _wanted(problem, kind)[1] for kind in FacilityKind)
        and all(regions[region] >= rules.per_region_at_least for region in set(problem.unit_regions))
        and all(number <= rules.per_region_at_most for number in regions.values())
        and all(
            served[k] >= rules.per_technology_at_least
            for k in range(len(problem.technologies))
            if _may_be_focus(problem, k)
        )
        and all(
            ((lock.place.site, lock.place.kind) in places) == (lock.lock == "must")
            for lock in locks
            if isinstance(lock.place, HostPlace)
        )
        and set(_decided_places(problem)) <= places
    )


def _facility_value(problem: Problem, site: int, kind: FacilityKind, technologies: tuple[int, ...]) -> int:
    """Return what a facility adds to the objective, in millionths."""
    objective = problem.scenario.objective
    same = (problem.sites[site], kind) in problem.adopted.facilities
    value = _rounded(objective.switching_weight) * (1 if same else -1) * problem.adopted.counts_facilities
    for k in technologies:
        bonus = objective.upgrade_bonus if problem.existing_laboratory[site, k] and kind in _SHARED else 0.0
        value += _rounded(objective.hosting_weight * (1 + bonus))
    return value


def _nothing_adopted(problem: Problem) -> int:
    """Return the switching term of an empty plan, in millionths."""
    lost = len(problem.adopted.focuses) + len(problem.adopted.facilities) * problem.adopted.counts_facilities
    return -_rounded(problem.scenario.objective.switching_weight) * lost


def _fit(problem: Problem, grouping: Grouping, layout: Layout) -> bool:
    """Whether the two halves of a plan keep the rules that join them: caps, reach and loads."""
    servers = {(h, k): _servers(problem, h, k, layout) for h, k in grouping.needs}
    if not all(servers.values()) or not _within_caps(problem, grouping, layout):
        return False
    most = problem.scenario.rules.facility_load_at_most
    return most is None or _can_share(list(servers.values()), Counter(), most)


def _servers(problem: Problem, hub: int, technology: int, layout: Layout) -> list[int]:
    """Return the sites that serve a technology within reach of a hub."""
    reach = problem.scenario.rules.reach_km
    return [
        site
        for site, kind, technologies in layout.facilities
        if kind in _SHARED and technology in technologies and problem.site_distance_km[hub, site] <= reach
    ]


def _can_share(demands: list[list[int]], load: Counter[int], most: int) -> bool:
    """Whether every demand finds a site with room, by trying all."""
    if not demands:
        return True
    return any(load[site] < most and _can_share(demands[1:], load + Counter([site]), most) for site in demands[0])


def _within_caps(problem: Problem, grouping: Grouping, layout: Layout) -> bool:
    """Whether the plan uses no more than the national caps."""
    phasing = problem.scenario.rules.phasing
    for resource in problem.scenario.rules.resources.values():
        if phasing is None:
            total = sum(_cost(resource, problem.technologies[k]) for _, k in grouping.needs)
            total += sum(_opening_cost(problem, resource, built) for built in layout.facilities)
        else:
            told = range(phasing.first_year, phasing.last_year + 1)
            by_year = {year: _used_in(problem, resource, grouping, layout, year) for year in told}
            if any(by_year[year] > cap + 1e-9 for year, cap in resource.cap_per_year.items()):
                return False
            total = sum(by_year.values())
        if resource.cap is not None and total > resource.cap + 1e-9:
            return False
    return True


def _opening_cost(problem: Problem, resource: Resource, built: Built) -> float:
    """Return what opening a facility uses."""
    site, kind, technologies = built
    new = resource.per_facility.get(kind, 0)
    upgrade = kind in _SHARED and any(problem.existing_laboratory[site, k] for k in technologies)
    return resource.per_upgrade.get(kind, new) if upgrade else new


def _used_in(problem: Problem, resource: Resource, grouping: Grouping, layout: Layout, year: int) -> float:
    """Return what is used in one year."""
    used = 0.0
    for k, start in grouping.starts:
        if start <= year < start + len(resource.profile):
            used += _cost(resource, problem.technologies[k]) * resource.profile[year - start]
    for built, opened in zip(layout.facilities, layout.years, strict=True):
        assert opened is not None
        if opened == year:
            used += _opening_cost(problem, resource, built)
        if opened <= year:
            full = year - opened < resource.running_full_years
            used += resource.running_per_year.get(built[1], 0) * (1 if full else resource.running_share_after)
    return used


def _rounded(value: float) -> int:
    """Round to whole millionths."""
    return round(value * 1_000_000)
