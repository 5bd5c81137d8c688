"""Hypothesis strategies for the structural rules: each alone, or some of them together."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from clusterplan.domain import Grade
from clusterplan.scenario import EvidenceOverride, Range, TechnologyPair, needs

__all__ = ["STRUCTURE_RULES", "draw_candidate_limits", "draw_facility_kinds", "draw_records", "draw_structure_rules"]

STRUCTURE_RULES = (
    "min_members",
    "clusters_per_region_at_most",
    "excluded_pairs",
    "required_pairs",
    "same_focus_distance_km_at_least",
    "evidence_floor",
    "demand_unknown",
    "anchors",
    "pioneering_test_bed",
    "facility_ranges",
    "facilities_per_region_at_least",
    "decoding_centre",
    "ai_computing",
)
"""Names of the rules; a problem draws some of them."""

_DAY = datetime.date(2026, 7, 1)


def draw_candidate_limits(draw: DrawFn, on: set[str], max_members: int) -> dict[str, Any]:
    """Draw the settings of candidate sets that belong to the rules that are on."""
    if "min_members" not in on:
        return {}
    return {"min_members": draw(st.integers(1, min(2, max_members)))}


def draw_structure_rules(
    draw: DrawFn, on: set[str], technologies: Sequence[str], units: Sequence[str]
) -> dict[str, Any]:
    """Draw the fields of the rules that are on."""
    pair = st.permutations(technologies).map(lambda order: (order[0], order[1]))
    rules: dict[str, Any] = {}
    if "clusters_per_region_at_most" in on:
        rules["clusters_per_region_at_most"] = draw(st.sampled_from((None, 2, 3)))
        ceilings = st.dictionaries(st.sampled_from(("N", "S")), st.integers(2, 3), max_size=1)
        rules["clusters_per_region_at_most_exceptions"] = draw(ceilings)
    if "required_pairs" in on:
        drawn = draw(st.lists(pair, max_size=2, unique=True))
        rules["required_pairs"] = tuple(TechnologyPair(technologies=it, reason="drawn") for it in drawn)
    if "excluded_pairs" in on:
        drawn = draw(st.lists(pair, max_size=2, unique_by=frozenset))
        rules["excluded_pairs"] = tuple(
            TechnologyPair(technologies=it, reason="drawn")
            for it in drawn
            if not any(needs(k, rules.get("required_pairs", ())) >= set(it) for k in technologies)
        )
    if "same_focus_distance_km_at_least" in on:
        rules["same_focus_distance_km_at_least"] = draw(st.sampled_from((0.0, 60.0, 120.0, 250.0)))
    return {**rules, **_gates(draw, on, technologies, units)}


def draw_facility_kinds(draw: DrawFn, on: set[str], technologies: Sequence[str]) -> dict[str, Any]:
    """Draw the fields of the shared system and of the kinds beside it that belong to the rules that are on."""
    rules: dict[str, Any] = {}
    if "facility_ranges" in on:
        rules["key_laboratory"] = draw(st.builds(_up_to, st.integers(0, 2), st.integers(0, 2)))
        rules["test_centre"] = draw(st.builds(_up_to, st.integers(0, 1), st.integers(0, 1)))
    if "facilities_per_region_at_least" in on:
        rules["per_region_at_least"] = 1
    for kind in ("decoding_centre", "ai_computing"):
        if kind in on:
            rules[kind] = draw(st.just(1) | st.builds(_up_to, st.integers(0, 1), st.just(1)))
            rules[f"technologies_per_{kind}"] = draw(st.builds(_up_to, st.integers(1, 2), st.integers(0, 1)))
            some = st.lists(st.sampled_from(technologies), min_size=1, max_size=2, unique=True).map(tuple)
            rules[f"{kind}_technologies"] = draw(st.none() | some)
    return rules


def _up_to(low: int, width: int) -> Range:
    """Return a range."""
    return Range(at_least=low, at_most=low + width)


def draw_records(draw: DrawFn, on: set[str], n: int, k: int) -> dict[str, Any]:
    """Draw the records that the gates that are on look at."""

    def array(values: Sequence[float], kind: type) -> Any:
        return np.array([draw(st.sampled_from(values)) for _ in range(n * k)], dtype=kind).reshape(n, k)

    records: dict[str, Any] = {}
    if "demand_unknown" in on:
        records["demand"] = array((1, -1, 0), np.int8)
    if "pioneering_test_bed" in on:
        records["test_bed"] = array((1, -1, 0), np.int8)
    if "anchors" in on:
        records["nearest_enterprise_km"] = array((0.0, 100.0, np.inf), np.float64)
        records["nearest_institute_km"] = array((0.0, 100.0, 200.0), np.float64)
    return records


def _gates(draw: DrawFn, on: set[str], technologies: Sequence[str], units: Sequence[str]) -> dict[str, Any]:
    """Draw the fields of the gates that are on."""
    rules: dict[str, Any] = {}
    if "evidence_floor" in on:
        rules["evidence_floor"] = draw(st.sampled_from(list(Grade)))
        places = st.tuples(st.sampled_from(units), st.sampled_from(technologies))
        rules["evidence_overrides"] = tuple(
            EvidenceOverride(unit=unit, technology=k, author="office", reason="drawn", date=_DAY)
            for unit, k in draw(st.lists(places, max_size=2, unique=True))
        )
    if "demand_unknown" in on:
        rules["demand_unknown"] = draw(st.sampled_from(("forbid", "flag", "allow")))
    if "anchors" in on:
        rules["anchor_enterprise_km"] = draw(st.sampled_from((100.0, None)))
        rules["anchor_institute_km"] = draw(st.sampled_from((None, 100.0)))
    if "pioneering_test_bed" in on:
        rules["pioneering_test_bed"] = draw(st.sampled_from(("forbid", "flag")))
    return rules
