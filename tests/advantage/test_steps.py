"""The steps, one by one: numbers that a person can check, and what must hold for any numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterplan.advantage import steps
from clusterplan.domain import Grade

SHARES = st.floats(0, 1)
MAYBE = st.one_of(st.just(math.nan), SHARES)
ROWS = st.lists(st.tuples(MAYBE, st.floats(0.01, 1)), min_size=1, max_size=6)


def test_rank_one_of_many_becomes_the_best_value() -> None:
    best, worst = steps.transform([1.0, 63.0], "rank_desc")
    assert steps.normalise([best, worst], worst, best).tolist() == [1.0, 0.0]


def test_an_unknown_transform_is_refused() -> None:
    with pytest.raises(KeyError):
        steps.transform([1.0], "sqrt")


def test_values_beyond_the_goalposts_are_clipped_and_missing_ones_stay_missing() -> None:
    assert steps.normalise([-5.0, 2.5, 99.0], 0.0, 10.0).tolist() == [0.0, 0.25, 1.0]
    assert np.isnan(steps.normalise([math.nan], 0.0, 10.0)).all()
    assert np.isnan(steps.normalise([math.nan], 3.0, 3.0)).all()


def test_the_weight_of_a_missing_value_goes_to_the_others_in_proportion() -> None:
    assert steps.redistributed([0.2, 0.3, 0.5], [True, True, False]).tolist() == pytest.approx([0.4, 0.6, 0.0])


def test_a_component_without_any_value_has_no_mean() -> None:
    assert math.isnan(float(steps.weighted_mean([math.nan, math.nan], [0.5, 0.5])))
    assert math.isnan(float(steps.geometric_mean([math.nan], [1.0], 0.01)))


def test_the_specialisation_part_is_one_half_where_a_pair_is_as_expected() -> None:
    assert float(steps.specialisation_part(0.7, 0.6, 0.5, 0.4)) == pytest.approx(0.5)
    assert float(steps.specialisation_part(1.0, 0.1, 0.1, 0.4)) == 1.0
    assert float(steps.specialisation_part(0.0, 0.9, 0.9, 0.4)) == 0.0


@pytest.mark.parametrize(
    ("coverage", "specific_quality", "expert_share", "grade"),
    [
        (0.7, 1.0, 0.5, Grade.HIGH),
        (0.7, 1.0, 0.51, Grade.MEDIUM),
        (0.699999, 1.0, 0.0, Grade.MEDIUM),
        (0.5, 0.6, 0.0, Grade.MEDIUM),
        (0.499999, 1.0, 0.0, Grade.LOW),
        (0.95, 0.5, 0.0, Grade.LOW),
        (0.95, 0.2, 0.0, Grade.LOW),
    ],
)
def test_general_knowledge_is_never_graded_above_low(
    coverage: float, specific_quality: float, expert_share: float, grade: Grade
) -> None:
    assert steps.grade_of(coverage, specific_quality, expert_share) is grade


@given(ROWS)
def test_a_weighted_mean_lies_between_the_smallest_and_the_largest_value(rows: list[tuple[float, float]]) -> None:
    values, weights = np.array(rows).T
    mean = float(steps.weighted_mean(values, weights))
    present = values[~np.isnan(values)]
    assert math.isnan(mean) if not len(present) else present.min() - 1e-12 <= mean <= present.max() + 1e-12


@given(ROWS, st.floats(0.001, 0.2))
def test_the_geometric_mean_never_exceeds_the_arithmetic_mean_of_the_floored_values(
    rows: list[tuple[float, float]], floor: float
) -> None:
    values, weights = np.array(rows).T
    geometric = float(steps.geometric_mean(values, weights, floor))
    arithmetic = float(steps.weighted_mean(np.maximum(values, floor), weights))
    assert math.isnan(geometric) == math.isnan(arithmetic)
    assert math.isnan(geometric) or floor - 1e-12 <= geometric <= arithmetic + 1e-12


@given(MAYBE, SHARES, SHARES)
def test_normalising_keeps_to_the_unit_interval_and_keeps_order(value: float, low: float, width: float) -> None:
    here, above = steps.normalise([value, value + 0.1], low, low + width)
    assert math.isnan(here) == math.isnan(value)
    assert math.isnan(here) or 0.0 <= here <= above <= 1.0


@given(SHARES, SHARES, SHARES)
def test_mixing_stays_between_both_parts(plain: float, special: float, relative: float) -> None:
    mixed = float(steps.mix(plain, special, relative))
    assert min(plain, special) - 1e-6 <= mixed <= max(plain, special) + 1e-6
