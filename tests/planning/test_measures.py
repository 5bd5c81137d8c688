"""The arithmetic of the metrics by hand, and against ``inequality`` and ``esda`` as referees."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.optimisation.hypothesis_settings import steady

from clusterplan.planning.measures import gini, herfindahl, jaccard, krugman, moran, shares, theil

counts = st.lists(st.integers(0, 9), min_size=4, max_size=12).filter(lambda values: len(set(values)) > 1)


def test_all_the_same_and_all_different_are_the_ends_of_every_scale() -> None:
    same, different = [[1, 0, 0, 0]] * 4, np.eye(4, dtype=int).tolist()
    assert (jaccard({"a"}, {"a"}), krugman(same), herfindahl([4, 0, 0, 0])) == (1, 0, 1)
    assert (jaccard({"a"}, {"b"}), krugman(different), herfindahl([1, 1, 1, 1])) == (0, 0.75, 0.25)


def test_krugman_by_hand() -> None:
    # Shares 1/2 1/2 0 and 0 1/2 1/2; overall 1/4 1/2 1/4: half of 1/4 + 0 + 1/4 each.
    assert krugman([[1, 1, 0], [0, 1, 1]]) == pytest.approx(0.25)


def test_gini_and_theil_by_hand() -> None:
    values = np.array([0.0, 1.0, 3.0])
    assert gini(values) == pytest.approx((1 + 3 + 2) * 2 / (2 * 9 * 4 / 3))
    between, within = theil(values, ["a", "a", "b"])
    assert between == pytest.approx(1 / 4 * np.log(1 / 4 * 3 / 2) + 3 / 4 * np.log(3 / 4 * 3))
    assert within == pytest.approx(1 / 4 * np.log(2))


def test_moran_on_a_chessboard_is_minus_one() -> None:
    ring = np.roll(np.eye(4, dtype=bool), 1, axis=1) | np.roll(np.eye(4, dtype=bool), -1, axis=1)
    assert moran(np.array([1.0, 0.0, 1.0, 0.0]), ring) == pytest.approx(-1)


def test_a_share_of_nothing_is_not_a_number() -> None:
    assert shares({"01": 0.0}, {"01"}) is None


@steady(25)
@given(counts, st.randoms(use_true_random=False))
def test_the_libraries_agree(values: list[int], random: object) -> None:
    from esda import Moran
    from inequality.gini import Gini
    from inequality.theil import TheilD
    from libpysal.graph import Graph

    numbers = np.array(values, dtype=float)
    groups = [random.choice("abc") for _ in values]  # type: ignore[attr-defined]
    n = len(numbers)
    ring = np.roll(np.eye(n, dtype=bool), 1, axis=1) | np.roll(np.eye(n, dtype=bool), -1, axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the libraries use what numpy has deprecated
        referee = TheilD(numbers + 1, np.array(groups))  # it puts a small number in the place of a zero
        assert gini(numbers) == pytest.approx(Gini(numbers).g)
        graph = Graph.from_arrays(*(part.tolist() for part in np.nonzero(ring)), np.ones(2 * n))
        assert moran(numbers, ring) == pytest.approx(Moran(numbers, graph, transformation="r", permutations=0).I)
    between, within = theil(numbers + 1, groups)
    assert between == pytest.approx(float(np.squeeze(referee.bg)), abs=1e-9)
    assert within == pytest.approx(float(np.squeeze(referee.wg)), abs=1e-9)
    assert between + within == pytest.approx(float(np.squeeze(referee.T)))
