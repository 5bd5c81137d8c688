"""Hypothesis strategies for the structural rules: each alone, or some of them together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from clusterplan.scenario import TechnologyPair, needs

__all__ = ["STRUCTURE_RULES", "draw_candidate_limits", "draw_structure_rules"]

STRUCTURE_RULES = (
    "min_members",
    "clusters_per_region_at_most",
    "excluded_pairs",
    "required_pairs",
    "same_focus_distance_km_at_least",
)
"""Names of the rules; a problem draws some of them."""


def draw_candidate_limits(draw: DrawFn, on: set[str], max_members: int) -> dict[str, Any]:
    """Draw the settings of candidate sets that belong to the rules that are on."""
    if "min_members" not in on:
        return {}
    return {"min_members": draw(st.integers(1, min(2, max_members)))}


def draw_structure_rules(draw: DrawFn, on: set[str], technologies: Sequence[str]) -> dict[str, Any]:
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
    return rules
