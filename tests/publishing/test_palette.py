from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterplan.publishing.palette import (
    CLUSTER_COLOURS,
    NO_CLUSTER,
    SCORE_COLOURS,
    assign_colours,
    perceived_distance,
)

FILLS = Path(__file__).resolve().parents[2] / "web" / "src" / "studies" / "fills.ts"


@pytest.mark.parametrize(("one", "other"), list(combinations(CLUSTER_COLOURS, 2)))
def test_any_two_cluster_colours_can_be_told_apart_by_colour_blind_readers(one: str, other: str) -> None:
    assert perceived_distance(one, other) > 8


def test_score_colours_can_be_told_apart_step_by_step() -> None:
    steps = pairwise(SCORE_COLOURS)
    assert min(perceived_distance(one, other) for one, other in steps) > 15


def test_no_cluster_looks_like_the_fill_of_units_in_none() -> None:
    assert min(perceived_distance(colour, NO_CLUSTER) for colour in CLUSTER_COLOURS) > 8


@pytest.mark.parametrize("palette", ["CHANGES", "STABILITIES", "STATUSES", "SURVIVALS"])
def test_fills_of_studies_can_be_told_apart_by_colour_blind_readers(palette: str) -> None:
    [declared] = re.findall(rf"export const {palette}\b[^=]*= (\{{[^}}]*\}})", FILLS.read_text(encoding="utf-8"))
    fills = [*re.findall(r"#[0-9a-f]{6}", declared), NO_CLUSTER]
    assert len(fills) > 3
    assert min(perceived_distance(one, other) for one, other in combinations(fills, 2)) > 8


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20)), max_size=24))
def test_neighbours_never_share_a_colour_while_the_palette_suffices(pairs: list[tuple[int, int]]) -> None:
    neighbours: dict[str, set[str]] = {f"C{number:02}": set() for number in range(1, 21)}
    for one, other in pairs:
        if one != other and all(len(neighbours[f"C{end:02}"]) < 11 for end in (one, other)):
            neighbours[f"C{one:02}"].add(f"C{other:02}")
            neighbours[f"C{other:02}"].add(f"C{one:02}")
    colours = assign_colours(neighbours)
    assert all(colours[one] != colours[other] for one, found in neighbours.items() for other in found)


def test_twelve_clusters_get_twelve_colours() -> None:
    colours = assign_colours({f"C{number:02}": set() for number in range(1, 13)})
    assert len(set(colours.values())) == 12
