"""Other methods and other weights: by hand on three units, recomputed with numpy, and properties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from clusterplan.advantage import AdvantageInputs, AdvantageTable, score_advantage
from clusterplan.advantage.crosscheck import METHODS, agreement, other_values
from clusterplan.advantage.decision import DecisionMatrix, ScoredCube, scored_cube
from clusterplan.advantage.sensitivity import component_influence, left_out_indicators, rank_shifts
from clusterplan.scenario import ScoreSettings

type Numbers = NDArray[np.float64]

LENIENT = ScoreSettings(coverage_floor=0.1)


def matrix(values: list[list[float]], weights: list[float]) -> DecisionMatrix:
    rows = np.array(values, float)
    return DecisionMatrix(
        units=np.arange(len(rows)),
        indicators=tuple(f"i{place}" for place in range(rows.shape[1])),
        weights=np.array(weights),
        normalised=rows,
        transformed=10 * rows,
        of_target=rows,
    )


THREE = matrix([[1.0, 0.0], [0.5, 0.5], [0.0, 0.25]], [0.75, 0.25])


@pytest.mark.parametrize(
    ("method", "by_hand"),
    [
        ("goalposts", [0.75, 0.5, 0.0625]),
        ("rank", [0.75, 0.75 * 0.5 + 0.25, 0.25 * 0.5]),
        ("target", [0.75, 0.5, 0.0625]),
        # S: 0.25, 0.375, 0.875; R: 0.25, 0.375, 0.75; Q is the mean of both, from 0 to 1, turned round
        ("vikor", [0.0, -(0.5 * 0.125 / 0.625 + 0.5 * 0.125 / 0.5), -1.0]),
    ],
)
def test_three_units_by_hand(method: str, by_hand: list[float]) -> None:
    assert METHODS[method](THREE).tolist() == pytest.approx(by_hand)


def topsis(values: Numbers, weights: Numbers) -> Numbers:
    weighted = weights * values / np.sqrt((values**2).sum(axis=0))
    to_best = np.sqrt(((weighted - weighted.max(axis=0)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((weighted - weighted.min(axis=0)) ** 2).sum(axis=1))
    return np.asarray(to_worst / (to_best + to_worst))


def vikor(values: Numbers, weights: Numbers) -> Numbers:
    loss = weights * (values.max(axis=0) - values) / np.ptp(values, axis=0)
    total, worst = loss.sum(axis=1), loss.max(axis=1)
    return np.asarray(-((total - total.min()) / np.ptp(total) + (worst - worst.min()) / np.ptp(worst)) / 2)


def edas(values: Numbers, weights: Numbers) -> Numbers:
    apart = values / values.mean(axis=0) - 1
    below = (weights * np.maximum(-apart, 0)).sum(axis=1)
    above = (weights * np.maximum(apart, 0)).sum(axis=1)
    return np.asarray((above / above.max() + 1 - below / below.max()) / 2)


@pytest.mark.parametrize(("method", "own"), [("topsis", topsis), ("vikor", vikor), ("edas", edas)])
@given(
    st.lists(
        st.lists(st.integers(0, 20).map(lambda n: n / 20), min_size=3, max_size=3),
        min_size=4,
        max_size=8,
        unique_by=tuple,
    )
)
@settings(max_examples=15, deadline=None)
def test_methods_are_those_of_their_formulas(
    method: str, own: Callable[[Numbers, Numbers], Numbers], values: list[list[float]]
) -> None:
    rows, weights = np.array(values), np.array([0.5, 0.3, 0.2])
    if (np.ptp(rows, axis=0) == 0).any():
        return  # an indicator that tells no units apart never comes in
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = own(rows, weights)
    found = other_values(matrix(values, weights.tolist()))
    if np.isfinite(expected).all():
        assert found[method].tolist() == pytest.approx(expected.tolist(), abs=1e-8)
    else:
        assert method not in found


@pytest.mark.parametrize("method", METHODS)
def test_a_unit_that_is_best_in_everything_is_first(method: str) -> None:
    values = METHODS[method](matrix([[1.0, 1.0], [0.5, 0.25], [0.25, 0.5], [0.0, 0.0]], [0.6, 0.4]))
    assert values.argmax() == 0
    assert values.argmin() == 3


def test_too_few_units_are_not_compared() -> None:
    assert other_values(matrix([[1.0], [0.0]], [1.0])) == {}
    two = agreement(np.array([1.0, 2.0]), np.array([2.0, 1.0]))
    assert (two.spearman, two.kendall, two.mean_shift) == (None, None, 1.0)
    level = agreement(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 1.0]))
    assert (level.spearman, level.kendall) == (None, None)


@pytest.fixture(scope="module")
def three(three_units: AdvantageInputs) -> AdvantageTable:
    return score_advantage(three_units, LENIENT)


def test_a_gap_keeps_a_unit_out(three: AdvantageTable) -> None:
    scored = scored_cube(three)
    decision = scored.decision(0)
    assert [scored.cube.units[place] for place in decision.units] == ["a", "c"]  # nobody knows the size of b
    assert "local_priority" not in decision.indicators  # it weighs nothing
    assert decision.weights.sum() == pytest.approx(1)
    size = decision.indicators.index("size")
    assert decision.normalised[:, size].tolist() == pytest.approx([1.0, 0.5])
    assert decision.of_target[:, size].tolist() == pytest.approx([1.0, 9 / 99])  # not on the scale of logarithms


def test_less_is_better_where_it_is(three_units: AdvantageInputs) -> None:
    dictionary = three_units.dictionary.copy()
    dictionary.loc[dictionary["indicator"] == "index", "transform"] = "rank_desc"
    goalposts = three_units.goalposts.copy()
    goalposts.loc[goalposts["indicator"] == "index", "low"] = 25.0
    scored = scored_cube(score_advantage(replace(three_units, dictionary=dictionary, goalposts=goalposts), LENIENT))
    place = scored.cube.indicators.index("index")
    assert scored.of_target[:, 0, place].tolist() == [0.5, 0.25, 1.0]  # 25 of 50, 25 of 100, and 0 is better than 25


@pytest.mark.parametrize("name", ["imputed_values", "expert_values"])
def test_what_the_settings_leave_out_is_missing(three_units: AdvantageInputs, name: str) -> None:
    scored = scored_cube(score_advantage(three_units, LENIENT.model_copy(update={name: False})))
    gone = scored.cube.status == "missing"
    for status in ("imputed", "expert"):
        assert (status in set(scored.cube.status.flat)) == (name != f"{status}_values")
    assert np.isnan(scored.raw[gone]).all()
    assert np.isnan(scored.transformed[gone]).all()


@pytest.fixture(scope="module")
def national(present: Callable[[str], AdvantageInputs]) -> ScoredCube:
    return scored_cube(score_advantage(present("QD21"), ScoreSettings()))


def test_an_indicator_left_out_is_one_whose_weight_the_others_share(
    national: ScoredCube, present: Callable[[str], AdvantageInputs]
) -> None:
    inputs = present("QD21")
    weights = inputs.weights[inputs.weights["indicator"] != "pii_score"].copy()
    total = weights.groupby(["scheme", "technology"])["weight"].transform("sum")
    without = score_advantage(
        replace(inputs, weights=weights.assign(weight=weights["weight"] / total)), ScoreSettings()
    )
    found = {one.indicator: one for one in left_out_indicators(national.cube, ScoreSettings())}["pii_score"]
    shifts = []
    base = national.table.cells["score"].unstack("technology")
    other = without.cells["score"].unstack("technology")
    for technology in base.columns:
        both = pd.DataFrame({"one": base[technology], "other": other[technology]}).dropna().rank()
        shifts += (both["one"] - both["other"]).abs().tolist()
    assert found.mean_shift == pytest.approx(np.mean(shifts), abs=1e-6)
    assert found.largest_shift == max(shifts)
    assert found.withheld == int((base.notna() & other.isna()).to_numpy().sum())


def test_influence_is_seeded_and_nothing_moves_without_a_range(national: ScoredCube) -> None:
    one, other = (component_influence(national.cube, ScoreSettings(), 0.25, 8, 3) for _ in range(2))
    assert one == other
    assert {found.component for found in one} == set(national.cube.components) - {"stated_priorities"}
    still = component_influence(national.cube, ScoreSettings(), 0.0, 8, 3)
    assert {found.total for found in still} == {None}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_ranks_are_those_of_the_units_that_both_score(rows: list[tuple[int, int, bool]]) -> None:
    one, other = (np.array([[float(row[side])] for row in rows]) for side in (0, 1))
    other[[place for place, row in enumerate(rows) if not row[2]]] = np.nan
    kept = pd.DataFrame({"one": one[:, 0], "other": other[:, 0]}).dropna().rank()
    expected = (kept["one"] - kept["other"]).abs().reindex(range(len(rows)))
    assert rank_shifts(one, other)[:, 0].tolist() == pytest.approx(expected.tolist(), nan_ok=True)
