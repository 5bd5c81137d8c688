"""Weights from pairwise comparisons: a published example, an independent library, and properties."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from clusterplan.advantage.pairwise import SCALE, PairwiseWeights, consistency_ratio, pairwise_weights

HOUSE = ("size", "transport", "neighbourhood", "age", "yard", "facilities", "condition", "financing")
HOUSE_ABOVE_THE_DIAGONAL = (
    (5, 3, 7, 6, 6, 1 / 3, 1 / 4),
    (1 / 3, 5, 3, 3, 1 / 5, 1 / 7),
    (6, 3, 4, 6, 1 / 5),
    (1 / 3, 1 / 4, 1 / 7, 1 / 8),
    (1 / 2, 1 / 5, 1 / 6),
    (1 / 5, 1 / 6),
    (1 / 2,),
)
"""Buying a house: Saaty (1990), "How to make a decision: The analytic hierarchy process", European Journal of
Operational Research 48, 9-26, table 2; taken up again in Saaty (2003), ibid. 145, 85-91."""


def reciprocal(above: tuple[tuple[float, ...], ...]) -> NDArray[np.float64]:
    matrix = np.eye(len(above) + 1)
    for row, answers in enumerate(above):
        for column, answer in enumerate(answers, start=row + 1):
            matrix[row, column], matrix[column, row] = answer, 1 / answer
    return matrix


@pytest.fixture(scope="module")
def house() -> PairwiseWeights:
    return pairwise_weights(reciprocal(HOUSE_ABOVE_THE_DIAGONAL))


def test_the_published_example_has_its_published_weights(house: PairwiseWeights) -> None:
    published = (0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333)
    assert tuple(round(weight, 3) for weight in house.weights) == published
    assert round(house.largest_eigenvalue, 3) == 9.669
    assert round(house.ratio, 3) == 0.169


def test_the_published_example_has_its_published_repair(house: PairwiseWeights) -> None:
    assert house.worst is not None
    assert house.repair is not None
    assert (HOUSE[house.worst.first], HOUSE[house.worst.second]) == ("neighbourhood", "condition")
    assert (house.repair.first, house.repair.second) == (house.worst.first, house.worst.second)
    assert (house.repair.said, round(house.worst.other, 2)) == (6, 1.13)
    matrix = reciprocal(HOUSE_ABOVE_THE_DIAGONAL)
    matrix[2, 6], matrix[6, 2] = 1 / 2, 2  # Saaty (2003) takes 1/2, with a largest eigenvalue of 8.811
    assert round(float(consistency_ratio(matrix)), 2) == 0.08
    assert house.ratio_repaired <= float(consistency_ratio(matrix))


def test_three_things_by_hand() -> None:
    found = pairwise_weights(reciprocal(((2, 8), (4,))))  # 8 = 2 * 4: nothing to ask again
    assert found.weights == pytest.approx((8 / 13, 4 / 13, 1 / 13))
    assert (found.ratio, found.worst, found.repair) == (0, None, None)


def test_a_circle_is_found_and_mended() -> None:
    found = pairwise_weights(reciprocal(((2, 1 / 4), (2,))))  # a > b > c > a; a over c would be 4
    assert found.ratio > 0.1
    assert found.repair is not None
    assert found.worst is not None
    assert (found.repair.first, found.repair.second) == (found.worst.first, found.worst.second)
    assert found.ratio_repaired == 0


matrices = st.integers(3, 6).flatmap(
    lambda n: st.lists(st.sampled_from(SCALE), min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2).map(
        lambda answers: reciprocal(
            tuple(
                tuple(answers[sum(n - 1 - r for r in range(row)) + k] for k in range(n - 1 - row))
                for row in range(n - 1)
            )
        )
    )
)


@given(matrices)
@settings(max_examples=20, deadline=None)
def test_weights_are_those_of_an_independent_library(matrix: NDArray[np.float64]) -> None:
    from pymcdm.weights.subjective import AHP

    other = AHP(matrix=matrix)
    found = pairwise_weights(matrix)
    assert found.weights == pytest.approx(other())
    index = other.get_cr() * other.RI_M[len(matrix) - 1]  # the library takes its random index from another simulation
    assert (found.largest_eigenvalue - len(matrix)) / (len(matrix) - 1) == pytest.approx(index, abs=1e-9)


@given(matrices)
@settings(max_examples=20, deadline=None)
def test_no_single_answer_is_better_than_the_repair(matrix: NDArray[np.float64]) -> None:
    found = pairwise_weights(matrix)
    best = found.ratio
    for i, j in combinations(range(len(matrix)), 2):
        for other in SCALE:
            tried = matrix.copy()
            tried[i, j], tried[j, i] = other, 1 / other
            best = min(best, float(consistency_ratio(tried)))
    assert found.ratio_repaired == best


@given(matrices)
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_things_does_not_matter(matrix: NDArray[np.float64]) -> None:
    order = np.random.default_rng(len(matrix)).permutation(len(matrix))
    turned = pairwise_weights(matrix[np.ix_(order, order)])
    assert turned.weights == pytest.approx([pairwise_weights(matrix).weights[place] for place in order])
