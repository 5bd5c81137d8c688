"""What a scenario assumes about pairs, sizes, regions and distances: one line for each rule that is on."""

from __future__ import annotations

from collections.abc import Iterator

from clusterplan.scenario import Scenario

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
