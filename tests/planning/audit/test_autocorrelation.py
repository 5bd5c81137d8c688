"""Spatial autocorrelation of scores: the formula written out, units that stay out, and the same answer twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from clusterplan.planning.audit.autocorrelation import spatial_patterns

if TYPE_CHECKING:
    from libpysal.graph import Graph

SIDE = 8
UNITS = tuple(f"{row}{column}" for row in range(SIDE) for column in range(SIDE))


@pytest.fixture(scope="module")
def board() -> Graph:
    """A board of 64 squares, neighbours across an edge, and an island whose code comes first when sorted."""
    from libpysal.graph import Graph

    near = [
        (f"{r}{c}", f"{r + dr}{c + dc}")
        for r in range(SIDE)
        for c in range(SIDE)
        for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0))
        if 0 <= r + dr < SIDE and 0 <= c + dc < SIDE
    ]
    pairs = sorted([*near, ("!", "!")])
    weights = np.array([0 if a == b else 1 for a, b in pairs])
    return Graph.from_arrays(np.array([a for a, _ in pairs]), np.array([b for _, b in pairs]), weights)


def moran(values: dict[str, float]) -> float:
    """Moran's I with row-standardised weights, as in the textbook."""
    z = {unit: value - np.mean(list(values.values())) for unit, value in values.items()}
    total = 0.0
    for unit in values:
        near = [
            z[other] for other in values if sum(abs(int(a) - int(b)) for a, b in zip(unit, other, strict=True)) == 1
        ]
        total += z[unit] * float(np.mean(near))
    return float(total / sum(value**2 for value in z.values()))


def test_the_statistic_is_that_of_the_textbook_and_the_island_stays_out(board: Graph) -> None:
    rng = np.random.default_rng(5)
    block = {unit: float(int(unit[0]) < 4 and int(unit[1]) < 4) + rng.normal(0, 0.05) for unit in UNITS}
    units = ("!", *UNITS)
    scores = np.array([[9.0], *([block[unit]] for unit in UNITS)])
    (found,) = spatial_patterns(board, units, ["X"], scores, 2999, 1)
    assert found.statistic == pytest.approx(moran(block), abs=1e-6)
    assert found.expected == pytest.approx(-1 / 63, abs=1e-6)
    assert (found.units, found.without_score, found.without_neighbour) == (64, 0, ("!",))
    assert found.p is not None
    assert found.p < 0.01
    assert found.p_adjusted == found.p  # one technology: nothing to adjust for
    kinds = {one.unit: one.kind for one in found.local}
    inside = {f"{row}{column}" for row in (1, 2) for column in (1, 2)}
    assert {unit for unit, kind in kinds.items() if kind == "high_high"} >= inside
    assert {kind for unit, kind in kinds.items() if block[unit] > 0.5} == {"high_high"}


def test_a_unit_without_a_score_is_no_neighbour(board: Graph) -> None:
    scores = np.array([[float(place)] for place in range(len(UNITS))])
    gone = ("01", "10")  # the only neighbours of the corner 00
    for unit in gone:
        scores[UNITS.index(unit)] = np.nan
    (found,) = spatial_patterns(board, UNITS, ["X"], scores, 99, 1)
    assert (found.units, found.without_score, found.without_neighbour) == (61, 2, ("00",))
    left = {unit: float(scores[place, 0]) for place, unit in enumerate(UNITS) if unit not in (*gone, "00")}
    assert found.statistic == pytest.approx(moran(left), abs=1e-6)


def test_order_of_units_and_numpy_s_own_generator_change_nothing(board: Graph) -> None:
    scores = np.random.default_rng(0).random((len(UNITS), 3))
    np.random.seed(17)  # the generator that esda draws from is given back as it was
    before = np.random.get_state()[1].tolist()
    one = spatial_patterns(board, UNITS, "XYZ", scores, 199, 4)
    assert np.random.get_state()[1].tolist() == before
    turned = spatial_patterns(board, UNITS[::-1], "XYZ", scores[::-1], 199, 4)
    assert one == turned
    p_values = sorted(found.p for found in one if found.p is not None)
    adjusted = sorted(found.p_adjusted for found in one if found.p_adjusted is not None)
    by_hand = [min(p_values[j] * 3 / (j + 1) for j in range(i, 3)) for i in range(3)]
    assert adjusted == pytest.approx(by_hand, abs=1e-6)


@pytest.mark.parametrize("scores", [np.full((64, 1), 0.5), np.full((64, 1), np.nan)])
def test_nothing_is_said_where_nothing_can_be(board: Graph, scores: np.ndarray) -> None:
    (found,) = spatial_patterns(board, UNITS, ["X"], scores, 99, 1)
    assert (found.statistic, found.p, found.p_adjusted, found.local) == (None, None, None, ())
