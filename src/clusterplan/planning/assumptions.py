"""Everything in a scenario that has no official source. Listed first wherever a plan is shown.

The policy fixes few numbers: nine laboratories, three centres, the lists of technologies, regions and missions. All
other numbers are choices of the planner, and say so.
"""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.domain import Assumption
from clusterplan.planning.resource_assumptions import resource_assumptions
from clusterplan.planning.structure_assumptions import structure_lines
from clusterplan.scenario import Range, Scenario

__all__ = ["assumptions_of"]


def assumptions_of(scenario: Scenario) -> tuple[Assumption, ...]:
    """Return the assumptions that a scenario makes.

    Parameters
    ----------
    scenario
        The scenario.

    Returns
    -------
    tuple of Assumption
        Costs and exceptions first, then settings of scores, candidate sets, objective and rules.
    """
    return tuple(
        Assumption(what=en, what_vi=vi, value=value)
        for part in (
            *(resource_assumptions, _phasing, _exceptions, _scores),
            *(_candidates, _objective, _rules, _terms, structure_lines),
        )
        for vi, en, value in part(scenario)
    )


type _Line = tuple[str, str, str]


def _phasing(scenario: Scenario) -> Iterator[_Line]:
    """Yield the settings of years."""
    phasing = scenario.rules.phasing
    if phasing is not None:
        yield ("tỷ lệ chiết khấu mỗi năm", "discount rate of a year", f"{phasing.discount_rate:g}")
        yield (
            "các năm bắt đầu",
            "years in which focuses start and facilities open",
            f"{phasing.first_year}-{phasing.last_start_year}",
        )
        if phasing.starts_per_year_at_most is not None:
            most = phasing.starts_per_year_at_most
            yield ("số trọng tâm bắt đầu tối đa mỗi năm", "most focuses that start in a year", f"{most}")
    if scenario.rules.decided_before is not None:
        yield (
            "giữ nguyên những gì phương án đã chọn bắt đầu trước năm",
            "what the adopted plan began before this year stays",
            f"{scenario.rules.decided_before}",
        )


def _exceptions(scenario: Scenario) -> Iterator[_Line]:
    """Yield lower thresholds for single technologies and units."""
    candidates = scenario.candidates
    for technology, score in sorted(candidates.strong_score_by_technology.items()):
        yield (f"ngưỡng điểm mạnh riêng của {technology}", f"strong score of {technology} alone", f"{score:g}")
    for technology in sorted(candidates.strong_grade_low_allowed):
        yield (
            f"{technology}: chấp nhận bằng chứng mức thấp khi xét điểm mạnh",
            f"{technology}: a score of low evidence grade may count as strong",
            "low",
        )
    for override in candidates.strong_overrides:
        yield (
            f"đơn vị {override.unit} được coi là mạnh về {override.technology}: {override.reason}",
            f"unit {override.unit} counts as strong for {override.technology}: {override.reason}",
            f"{override.author}, {override.date.isoformat()}",
        )
    for host in scenario.rules.host_overrides:
        yield (
            f"địa điểm {host.site} được tiếp nhận {host.technology}: {host.reason}",
            f"site {host.site} may host {host.technology}: {host.reason}",
            f"{host.author}, {host.date.isoformat()}",
        )


def _scores(scenario: Scenario) -> Iterator[_Line]:
    """Yield the settings of the advantage score."""
    score = scenario.score
    yield (
        "trọng số chỉ tiêu (đánh giá của chuyên gia)",
        "indicator weights (an analyst's reading)",
        "advantage_weights",
    )
    yield from _weights(scenario)
    yield (
        "tỷ trọng phần chuyên môn hóa tương đối",
        "share of the specialisation part (relative)",
        f"{score.relative:g}",
    )
    yield ("cách tổng hợp các thành phần", "aggregation of components", score.aggregation)
    yield ("ngưỡng độ phủ dữ liệu tối thiểu", "lowest coverage of a score", f"{score.coverage_floor:g}")
    yield ("giá trị thấp nhất của một thành phần", "lowest value of a component", f"{score.component_floor:g}")
    yield ("dùng giá trị chuyên gia", "use of expert values", _yes_or_no(score.expert_values))
    yield ("dùng giá trị ước tính thay thế", "use of imputed values", _yes_or_no(score.imputed_values))
    if score.relatedness:
        yield (
            "trọng số của độ gần với thế mạnh sẵn có, theo bảng technology_proximity",
            "weight of relatedness to present strengths, by the table technology_proximity",
            f"{score.relatedness:g}",
        )
    if score.shrunken_quotients:
        yield (
            "chỉ tiêu tính bằng thương số định vị co về tỷ trọng cả nước, không bằng số lượng",
            "indicators that enter as their location quotient, shrunken towards the national share, not by number",
            ", ".join(score.shrunken_quotients),
        )
    yield (
        "trọng số chất lượng của từng loại số liệu và ngưỡng mức bằng chứng",
        "quality of each kind of value, and limits of evidence grades",
        "table",
    )


def _weights(scenario: Scenario) -> Iterator[_Line]:
    """Yield the weights that the scenario sets itself."""
    score = scenario.score
    for component, factor in sorted(score.component_factor.items()):
        yield (
            f"hệ số trên trọng số của thành phần {component}, mọi công nghệ",
            f"factor on the weight of the component {component}, in every technology",
            f"{factor:g}",
        )
    for technology, named in sorted(score.component_weight_by_technology.items()):
        for component, weight in sorted(named.items()):
            yield (
                f"trọng số của thành phần {component} trong {technology}",
                f"weight of the component {component} in {technology}",
                f"{weight:g}",
            )
    for technology, named in sorted(score.indicator_weight_by_technology.items()):
        for indicator, weight in sorted(named.items()):
            yield (
                f"trọng số của chỉ tiêu {indicator} trong thành phần của nó, công nghệ {technology}",
                f"weight of the indicator {indicator} inside its component, in {technology}",
                f"{weight:g}",
            )


def _candidates(scenario: Scenario) -> Iterator[_Line]:
    """Yield the limits of candidate sets."""
    candidates = scenario.candidates
    yield ("số đơn vị tối đa của một cụm", "most units in a cluster", f"{candidates.max_members}")
    yield (
        "khoảng cách tối đa từ hạt nhân đến thành viên",
        "largest distance from hub to member",
        f"{candidates.max_member_distance_km:g} km",
    )
    yield ("hệ số đường vòng", "detour factor", f"{candidates.detour_factor:g}")
    yield ("ngưỡng điểm mạnh", "score from which a unit is strong", f"{candidates.strong_score:g}")


def _objective(scenario: Scenario) -> Iterator[_Line]:
    """Yield the weights of the objective."""
    weights = scenario.objective
    yield ("trọng số của mỗi đơn vị", "weight of a unit", weights.unit_weight)
    yield ("trọng số tiếp nhận công nghệ của cơ sở", "hosting weight", f"{weights.hosting_weight:g}")
    yield ("cộng thêm khi nâng cấp phòng thí nghiệm hiện có", "upgrade bonus", f"{weights.upgrade_bonus:g}")
    yield ("trọng số gắn kết trên 100 km", "cohesion weight per 100 km", f"{weights.cohesion_weight:g}")
    yield ("chi phí lập một cụm", "founding cost of a cluster", f"{weights.founding_cost:g}")
    for technology, priority in sorted(weights.priority.items()):
        yield (f"mức ưu tiên của {technology}", f"priority of {technology}", f"{priority:g}")
    for pair in weights.synergy:
        names = " + ".join(pair.technologies)
        yield (f"cộng hưởng {names}: {pair.reason}", f"synergy of {names}: {pair.reason}", f"{pair.value:g}")
    if weights.robust is not None:
        deviation = weights.robust.deviation
        yield (
            "số thành viên có thể kém hơn điểm đã chấm, cho mỗi trọng tâm (gamma)",
            "members that may score less than they say, for each focus (gamma)",
            f"{weights.robust.gamma}",
        )
        yield (
            "độ lệch điểm theo mức bằng chứng cao, trung bình, thấp",
            "deviation of a score of high, medium and low evidence grade",
            f"{deviation.high:g}, {deviation.medium:g}, {deviation.low:g}",
        )
    if weights.switching_weight:
        yield ("chi phí thay đổi so với phương án đã chọn", "switching weight", f"{weights.switching_weight:g}")


def _rules(scenario: Scenario) -> Iterator[_Line]:
    """Yield the limits that no document fixes."""
    rules = scenario.rules
    yield ("một đơn vị thuộc", "clusters of a unit", rules.cover)
    yield ("địa điểm chưa rõ điều kiện", "sites of unknown eligibility", rules.hosts_unknown)
    yield ("công nghệ chưa được nêu yêu cầu", "technologies that nobody asks for", rules.challenge_unasked)
    for number, lock in enumerate(rules.locks, start=1):
        yield (
            f"khóa {number} ({'bắt buộc' if lock.lock == 'must' else 'loại trừ'}): {lock.reason}",
            f"lock {number} ({lock.lock}): {lock.reason}",
            f"{lock.author}, {lock.date.isoformat()}",
        )
    yield ("số cụm", "number of clusters", _in_words(rules.clusters))
    yield ("số công nghệ trọng tâm của một cụm", "focuses of a cluster", _in_words(rules.focuses_per_cluster))
    yield ("số cụm cho mỗi công nghệ", "clusters of a technology", _in_words(rules.clusters_per_technology))
    yield ("số cụm tối thiểu mỗi vùng", "fewest clusters in a region", f"{rules.clusters_per_region_at_least}")
    facilities = rules.facilities
    yield (
        "số công nghệ của một phòng thí nghiệm",
        "technologies of a laboratory",
        _in_words(facilities.technologies_per_key_laboratory),
    )
    yield (
        "số công nghệ của một trung tâm",
        "technologies of a centre",
        _in_words(facilities.technologies_per_test_centre),
    )
    yield ("số cơ sở tối đa mỗi vùng", "most facilities in a region", f"{facilities.per_region_at_most}")
    yield ("tầm phục vụ của cơ sở", "reach of a facility", f"{rules.reach_km:g} km")
    if rules.facility_load_at_most is not None:
        yield ("tải tối đa của một cơ sở", "most focuses of a facility", f"{rules.facility_load_at_most}")


def _terms(scenario: Scenario) -> Iterator[_Line]:
    """Yield how research is apportioned, and terms of use without a source."""
    facilities = scenario.rules.facilities
    if facilities.research_groups is not None or facilities.doctorates is not None:
        yield (
            "phân bổ nhóm nghiên cứu và tiến sĩ cho các cơ sở",
            "apportionment of research groups and doctorates over the facilities",
            "technologies + load",
        )
    terms = scenario.terms.facilities if scenario.terms else None
    if terms is None or terms.source.strip():
        return
    if terms.open_access_share is not None:
        yield ("tỷ lệ năng lực dùng chung của cơ sở", "open-access share of a facility", f"{terms.open_access_share:g}")
    if terms.public_private_share is not None:
        yield (
            "tỷ lệ vốn ngoài Nhà nước của cơ sở",
            "public-private share of a facility",
            f"{terms.public_private_share:g}",
        )


def _yes_or_no(value: bool) -> str:
    """Return a switch as a word that both languages read."""
    return "yes" if value else "no"


def _in_words(limit: Range) -> str:
    """Return a range as ``2-4``."""
    return f"{limit.at_least}-{limit.at_most}"
