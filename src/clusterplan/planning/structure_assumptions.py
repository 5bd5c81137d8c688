"""What a scenario assumes about pairs, sizes, regions, distances and gates: one line for each choice."""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.domain import FacilityKind
from clusterplan.scenario import Range, Scenario

__all__ = ["structure_lines"]

type _Line = tuple[str, str, str]


def structure_lines(scenario: Scenario) -> Iterator[_Line]:
    """Yield the structural rules that the planner switched on.

    Parameters
    ----------
    scenario
        The scenario.

    Yields
    ------
    tuple of str
        What is assumed in Vietnamese, the same in English, and the value.
    """
    yield from _sizes_and_regions(scenario)
    yield from _pairs(scenario)
    yield from _gates(scenario)
    yield from _facilities(scenario)


def _sizes_and_regions(scenario: Scenario) -> Iterator[_Line]:
    """Yield smallest sizes, ceilings and distances."""
    rules = scenario.rules
    if scenario.candidates.min_members > 1:
        yield ("số đơn vị tối thiểu của một cụm", "fewest units in a cluster", f"{scenario.candidates.min_members}")
    if rules.clusters_per_region_at_most is not None:
        yield ("số cụm tối đa mỗi vùng", "most clusters in a region", f"{rules.clusters_per_region_at_most}")
    for region, most in sorted(rules.clusters_per_region_at_most_exceptions.items()):
        yield (f"số cụm tối đa của vùng {region}", f"most clusters in region {region}", f"{most}")
    if rules.same_focus_distance_km_at_least is not None:
        yield (
            "khoảng cách tối thiểu giữa hạt nhân của hai cụm cùng trọng tâm",
            "least distance between the hubs of two clusters with the same focus",
            f"{rules.same_focus_distance_km_at_least:g} km",
        )


def _pairs(scenario: Scenario) -> Iterator[_Line]:
    """Yield the pairs that are kept apart or together."""
    for pair in scenario.rules.excluded_pairs:
        names = " + ".join(pair.technologies)
        yield (
            f"không cụm nào có cả {names}: {pair.reason}",
            f"no cluster has both of {names}: {pair.reason}",
            "excluded",
        )
    for pair in scenario.rules.required_pairs:
        first, second = pair.technologies
        yield (
            f"cụm có {first} phải có cả {second}: {pair.reason}",
            f"a cluster with {first} has {second} too: {pair.reason}",
            "required",
        )


def _gates(scenario: Scenario) -> Iterator[_Line]:
    """Yield what is done with what is not known, and the gates that are on."""
    rules = scenario.rules
    yield ("trọng tâm chưa ghi nhận nhu cầu", "focuses without demand on record", rules.demand_unknown)
    yield (
        "công nghệ tiên phong chưa ghi nhận nơi thử nghiệm",
        "pioneering technologies without a test bed on record",
        rules.pioneering_test_bed,
    )
    if rules.evidence_floor is not None:
        yield ("mức bằng chứng tối thiểu", "lowest evidence grade", rules.evidence_floor.value)
    for override in rules.evidence_overrides:
        yield (
            f"đơn vị {override.unit} được mang {override.technology} dù bằng chứng thấp: {override.reason}",
            f"unit {override.unit} may carry {override.technology} on lower evidence: {override.reason}",
            f"{override.author}, {override.date.isoformat()}",
        )
    if rules.anchor_enterprise_km is not None:
        yield (
            "khoảng cách tối đa từ hạt nhân đến doanh nghiệp nòng cốt",
            "largest distance from a hub to an anchor enterprise",
            f"{rules.anchor_enterprise_km:g} km",
        )
    if rules.anchor_institute_km is not None:
        yield (
            "khoảng cách tối đa từ hạt nhân đến viện, trường nòng cốt",
            "largest distance from a hub to an anchor institute",
            f"{rules.anchor_institute_km:g} km",
        )
    for path, factor in sorted(rules.repair_prices.items()):
        yield (f"giá sửa giới hạn {path}", f"price of changing {path} in a repair", f"x {factor:g}")


_DECIDED = {FacilityKind.KEY_LABORATORY: 9, FacilityKind.TEST_CENTRE: 3}
"""Numbers of the programme 2026-2030; any other is the planner's."""
_NAMES = {
    FacilityKind.KEY_LABORATORY: ("phòng thí nghiệm trọng điểm quốc gia", "national key laboratories"),
    FacilityKind.TEST_CENTRE: ("trung tâm nghiên cứu, thử nghiệm", "research and testing centres"),
    FacilityKind.DECODING_CENTRE: ("trung tâm giải mã công nghệ, thiết kế ngược", "technology decoding centres"),
    FacilityKind.AI_COMPUTING: ("hạ tầng tính toán cho trí tuệ nhân tạo", "computing infrastructure for AI"),
}


def _facilities(scenario: Scenario) -> Iterator[_Line]:
    """Yield numbers of facilities that are not those of the programme, and what the added kinds may serve."""
    facilities = scenario.rules.facilities
    for kind in facilities.kinds:
        vi, en = _NAMES[kind]
        number = facilities.numbers(kind)
        if {number.at_least, number.at_most} != {_DECIDED.get(kind)}:
            yield (f"số lượng: {vi}", f"number of {en}", _in_words(number))
        if not kind.is_shared:
            limit = facilities.technologies_per_facility(kind)
            yield (f"số công nghệ của một cơ sở: {vi}", f"technologies of one of the {en}", _in_words(limit))
    if facilities.per_region_at_least:
        yield ("số cơ sở tối thiểu mỗi vùng", "fewest facilities in a region", f"{facilities.per_region_at_least}")


def _in_words(limit: Range) -> str:
    """Return a range as ``2-4``, an exact number as it is."""
    exact = limit.at_least == limit.at_most
    return f"{limit.at_least}" if exact else f"{limit.at_least}-{limit.at_most}"
