"""What arithmetic can tell before the solve: limits that no plan can meet, with the range that could be reached.

Each check compares a limit of the scenario with the most, or the least, that the candidates could give if no other rule
existed. So a conflict found here is certain; finding none proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from clusterplan.domain import FacilityKind
from clusterplan.errors import Conflict, InfeasibleError
from clusterplan.language import Text
from clusterplan.optimisation.arithmetic import Check
from clusterplan.optimisation.arithmetic import conflict as _conflict
from clusterplan.optimisation.candidates import CandidateSet, enumerate_candidates
from clusterplan.optimisation.feasibility_facilities import FACILITY_CHECKS, hostable_fields
from clusterplan.optimisation.feasibility_gates import GATE_CHECKS, gates_on
from clusterplan.optimisation.feasibility_means import MEANS_CHECKS, possible_without_means
from clusterplan.optimisation.feasibility_structure import STRUCTURE_CHECKS
from clusterplan.optimisation.problem import Problem
from clusterplan.scenario import FocusPlace, HostPlace, MemberPlace

__all__ = ["conflicts_by_arithmetic", "refuse_the_impossible"]


def refuse_the_impossible(problem: Problem) -> None:
    """Raise if arithmetic alone shows that no plan keeps every rule.

    Parameters
    ----------
    problem
        The problem.

    Raises
    ------
    InfeasibleError
        With every conflict that was found.
    """
    conflicts = conflicts_by_arithmetic(problem)
    if conflicts:
        raise InfeasibleError(
            Text(
                vi="Không có phương án nào thỏa mãn mọi quy tắc. Các quy tắc mâu thuẫn:",
                en="No plan keeps every rule. The rules that clash:",
            ),
            conflicts,
        )


def conflicts_by_arithmetic(problem: Problem) -> list[Conflict]:
    """Return every contradiction that arithmetic finds.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    list of Conflict
        Empty if arithmetic finds none.
    """
    candidates = enumerate_candidates(problem)
    return [conflict for check in _CHECKS for conflict in check(problem, candidates)]


def _number_of_clusters(problem: Problem, candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Compare the number of clusters with the units that can be hubs and with the floors of the regions."""
    rules = problem.scenario.rules
    hubs = len({candidate.hub for candidate in candidates})
    if rules.clusters.at_least > hubs:
        yield _conflict(
            ("rules.clusters.at_least",),
            f"cần ít nhất {rules.clusters.at_least} cụm nhưng chỉ {hubs} đơn vị có thể làm hạt nhân",
            f"at least {rules.clusters.at_least} clusters are asked for but only {hubs} units can be a hub",
            f"Đặt tối đa {hubs}.",
            f"Ask for at most {hubs}.",
        )
    floors = sum(_floor(problem, region) for region in problem.regions)
    if floors > rules.clusters.at_most:
        yield _conflict(
            ("rules.clusters.at_most", "rules.clusters_per_region_at_least"),
            f"sàn theo vùng cộng lại đòi {floors} cụm, trần toàn quốc là {rules.clusters.at_most}",
            f"the floors of the regions add up to {floors} clusters, the national limit is {rules.clusters.at_most}",
            f"Nâng trần lên {floors} hoặc hạ sàn của vùng.",
            f"Raise the limit to {floors} or lower a region's floor.",
        )


def _regions(problem: Problem, candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Compare each region's floor with the units in it that can be hubs."""
    hubs = {candidate.hub for candidate in candidates}
    for region in problem.regions:
        possible = sum(problem.unit_regions[hub] == region for hub in hubs)
        floor = _floor(problem, region)
        if floor > possible:
            yield _conflict(
                (f"rules.clusters_per_region_at_least ({region})", "candidates", "rules.reach_km", *gates_on(problem)),
                f"vùng {region} cần {floor} cụm nhưng chỉ {possible} đơn vị có thể làm hạt nhân",
                f"region {region} has a floor of {floor} on its clusters but {possible} of its units can be a hub",
                f"Hạ sàn của vùng {region} xuống {possible} bằng clusters_per_region_exceptions.",
                f"Lower the floor of {region} to {possible} with clusters_per_region_exceptions.",
            )


def _technologies(problem: Problem, candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Compare what each technology needs with the sets that may focus on it, and the totals of focuses."""
    rules = problem.scenario.rules
    needed = rules.clusters_per_technology.at_least
    possible = {k for candidate in candidates for k in candidate.technologies}
    allowed = np.flatnonzero(problem.allowed_technologies).tolist()
    without_means = possible_without_means(problem)
    for k in allowed:
        if k not in possible | without_means and (needed or _must_lead(problem, k)):
            technology = problem.technologies[k]
            yield _conflict(
                (
                    *("rules.clusters_per_technology.at_least", "candidates.strong_score", "rules.reach_km"),
                    *gates_on(problem),
                ),
                f"không tập ứng viên nào vừa đủ mạnh về {technology} vừa có nơi tiếp nhận trong tầm phục vụ",
                f"no candidate set is strong enough for {technology} and has a host within reach",
                f"Hạ ngưỡng bằng candidates.strong_score_by_technology.{technology} hoặc bổ sung dữ liệu.",
                f"Lower the threshold with candidates.strong_score_by_technology.{technology} or bring better data.",
            )
    most = rules.clusters.at_most * rules.focuses_per_cluster.at_most
    if needed * len(allowed) > most:
        yield _conflict(
            ("rules.clusters.at_most", "rules.focuses_per_cluster.at_most", "rules.clusters_per_technology.at_least"),
            f"{len(allowed)} công nghệ cần {needed * len(allowed)} lượt trọng tâm, tối đa chỉ có {most}",
            f"{len(allowed)} technologies need {needed * len(allowed)} focuses, at most {most} are allowed",
        )
    fewest = rules.clusters.at_least * rules.focuses_per_cluster.at_least
    ceiling = rules.clusters_per_technology.at_most * len(possible)
    if fewest > ceiling:
        yield _conflict(
            ("rules.clusters.at_least", "rules.focuses_per_cluster.at_least", "rules.clusters_per_technology.at_most"),
            f"các cụm cần ít nhất {fewest} lượt trọng tâm, các công nghệ chỉ cho phép {ceiling}",
            f"the clusters need at least {fewest} focuses, the technologies allow only {ceiling}",
        )


def _cover(problem: Problem, candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Compare the duty to cover every unit with the sets that exist."""
    rules = problem.scenario.rules
    if rules.cover != "exactly_one":
        return
    reached = {member for candidate in candidates for member in candidate.members}
    missing = [unit for r, unit in enumerate(problem.units) if r not in reached]
    if missing:
        yield _conflict(
            ("rules.cover", "candidates.max_member_distance_km", "candidates.strong_score", *gates_on(problem)),
            f"không tập ứng viên nào chứa: {', '.join(missing)}",
            f"no candidate set contains: {', '.join(missing)}",
            "Dùng cover: at_most_one hoặc nới giới hạn của tập ứng viên.",
            "Use cover: at_most_one or widen the limits of candidate sets.",
        )
    most = rules.clusters.at_most * problem.scenario.candidates.max_members
    if most < len(problem.units):
        yield _conflict(
            ("rules.cover", "rules.clusters.at_most", "candidates.max_members"),
            f"{len(problem.units)} đơn vị phải thuộc cụm, các cụm chứa được nhiều nhất {most}",
            f"{len(problem.units)} units must be in a cluster, the clusters hold at most {most}",
        )


def _facilities(problem: Problem, _candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Compare the numbers of facilities with the sites, their regions and their recorded fields."""
    rules = problem.scenario.rules.facilities
    fields = {kind: hostable_fields(problem, kind) for kind in FacilityKind}
    hosts = np.flatnonzero(problem.may_host.any(axis=1)).tolist()
    wanted = sum(rules.numbers(kind).at_least for kind in FacilityKind)
    per_region = {region: sum(problem.site_regions[j] == region for j in hosts) for region in problem.regions}
    room = sum(min(number, rules.per_region_at_most) for number in per_region.values())
    if wanted > room:
        yield _conflict(
            ("rules.facilities", "rules.facilities.per_region_at_most", "rules.hosts"),
            f"cần {wanted} cơ sở, các địa điểm đủ điều kiện theo trần mỗi vùng chỉ cho {room}",
            f"{wanted} facilities are asked for, eligible sites within the regional ceilings allow {room}",
            f"Hạ tổng số xuống {room}, nâng trần mỗi vùng hoặc công nhận thêm địa điểm bằng host_overrides.",
            f"Lower the number to {room}, raise the regional ceiling or admit sites with host_overrides.",
        )
    for kind in FacilityKind:
        fewest, number = rules.technologies_per_facility(kind).at_least, rules.numbers(kind).at_least
        fitting = sum(int(fields[kind][j]) >= fewest for j in hosts)
        if number > fitting:
            yield _conflict(
                (f"rules.facilities.{kind.value}", f"rules.facilities.technologies_per_{kind.value}"),
                f"cần {number} cơ sở với ít nhất {fewest} công nghệ, chỉ {fitting} địa điểm đáp ứng",
                f"{number} facilities with at least {fewest} technologies are wanted, {fitting} sites fit",
            )
    yield from _services(problem)


def _services(problem: Problem) -> Iterator[Conflict]:
    """Compare the services that technologies need with the hosts and with what facilities can serve."""
    rules = problem.scenario.rules.facilities
    allowed = np.flatnonzero(problem.allowed_technologies).tolist()
    for k in allowed:
        hosts = int(problem.may_host[:, k].sum())
        if hosts < rules.per_technology_at_least:
            technology = problem.technologies[k]
            yield _conflict(
                ("rules.facilities.per_technology_at_least", "rules.hosts"),
                f"{technology} cần {rules.per_technology_at_least} cơ sở, chỉ {hosts} địa điểm có lĩnh vực này",
                f"{technology} needs {rules.per_technology_at_least} facilities, only {hosts} sites have the field",
                "Công nhận địa điểm bằng host_overrides.",
                "Admit a site with host_overrides.",
            )
    capacity = sum(
        rules.numbers(kind).at_most * rules.technologies_per_facility(kind).at_most
        for kind in FacilityKind
        if kind.is_shared
    )
    needed = rules.per_technology_at_least * len(allowed)
    if needed > capacity:
        yield _conflict(
            ("rules.facilities.per_technology_at_least", "rules.facilities"),
            f"{len(allowed)} công nghệ cần {needed} lượt phục vụ, các cơ sở chỉ có {capacity}",
            f"{len(allowed)} technologies need {needed} services, the facilities offer {capacity}",
        )


def _locks(problem: Problem, candidates: tuple[CandidateSet, ...]) -> Iterator[Conflict]:
    """Find locks that no candidate set and no site can keep."""
    for number, lock in enumerate(problem.scenario.rules.locks, start=1):
        if lock.lock == "must" and not _can_be(problem, candidates, lock.place):
            yield _conflict(
                (f"rules.locks[{number}]",),
                f"không tập ứng viên hoặc địa điểm nào đáp ứng khóa này ({lock.reason})",
                f"no candidate set or site can keep this lock ({lock.reason})",
                "Bỏ khóa, hoặc nới giới hạn của tập ứng viên, điểm mạnh hay địa điểm.",
                "Drop the lock, or widen the limits of candidate sets, strong scores or hosts.",
            )
    yield from _too_many_locked(problem)


def _too_many_locked(problem: Problem) -> Iterator[Conflict]:
    """Count required locks against the limits they use up."""
    rules = problem.scenario.rules
    required = [lock.place for lock in rules.locks if lock.lock == "must"]
    hubs = {place.hub for place in required if isinstance(place, MemberPlace)}
    if len(hubs) > rules.clusters.at_most:
        yield _conflict(
            ("rules.locks", "rules.clusters.at_most"),
            f"các khóa đòi {len(hubs)} cụm, trần là {rules.clusters.at_most}",
            f"locks require {len(hubs)} clusters, the limit is {rules.clusters.at_most}",
        )
    for kind in FacilityKind:
        sites = [place.site for place in required if isinstance(place, HostPlace) and place.kind is kind]
        most = rules.facilities.numbers(kind).at_most
        if len(sites) > most:
            yield _conflict(
                ("rules.locks", f"rules.facilities.{kind.value}"),
                f"các khóa đòi {len(sites)} cơ sở loại {kind.value}, số được phép là {most}",
                f"locks require {len(sites)} of kind {kind.value}, the number is {most}",
            )
    for unit in problem.units:
        focuses = [place for place in required if isinstance(place, FocusPlace) and place.unit == unit]
        if len(focuses) > rules.focuses_per_cluster.at_most:
            yield _conflict(
                ("rules.locks", "rules.focuses_per_cluster.at_most"),
                f"các khóa đòi {len(focuses)} trọng tâm cho đơn vị {unit}, trần là {rules.focuses_per_cluster.at_most}",
                f"locks require {len(focuses)} focuses of unit {unit}, "
                f"the limit is {rules.focuses_per_cluster.at_most}",
            )


def _can_be(
    problem: Problem, candidates: tuple[CandidateSet, ...], place: FocusPlace | MemberPlace | HostPlace
) -> bool:
    """Whether some candidate set or site can keep a required lock."""
    match place:
        case FocusPlace(unit=unit, technology=technology):
            r, k = problem.units.index(unit), problem.technologies.index(technology)
            return any(r in candidate.members and k in candidate.technologies for candidate in candidates)
        case MemberPlace(hub=hub, unit=unit):
            h, r = problem.units.index(hub), problem.units.index(unit)
            return any(candidate.hub == h and r in candidate.members for candidate in candidates)
        case HostPlace(site=site, kind=kind):
            fewest = problem.scenario.rules.facilities.technologies_per_facility(kind).at_least
            return int(hostable_fields(problem, kind)[problem.sites.index(site)]) >= max(1, fewest)


_CHECKS: tuple[Check, ...] = (
    *(_number_of_clusters, _regions, _technologies, _cover, _facilities, _locks),
    *MEANS_CHECKS,
    *STRUCTURE_CHECKS,
    *GATE_CHECKS,
    *FACILITY_CHECKS,
)


def _floor(problem: Problem, region: str) -> int:
    """Return the fewest clusters that a region must have."""
    rules = problem.scenario.rules
    return rules.clusters_per_region_exceptions.get(region, rules.clusters_per_region_at_least)


def _must_lead(problem: Problem, technology: int) -> bool:
    """Whether a technology must lead somewhere because of a pioneering product."""
    return problem.scenario.rules.pioneering and problem.technologies[technology] in problem.pioneering
