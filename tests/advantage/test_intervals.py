"""Intervals of scores and ranks: by hand, without noise, and with more and less of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from clusterplan.advantage import AdvantageInputs, score_advantage
from clusterplan.advantage.draws import SCORE_GROUPS, ScoreGenerators, ScoreUncertainty, score_draws
from clusterplan.advantage.intervals import interval_of, ranks_of, score_sample, share_of_top
from clusterplan.scenario import ScoreSettings

NO_WIDTH = ScoreUncertainty(**dict.fromkeys(ScoreUncertainty.model_fields, 0.0))


def test_ranks_ends_and_shares_of_five_draws_are_those_counted_by_hand() -> None:
    # three units in one technology; the third cannot be judged in two of the five draws
    drawn = np.array([[0.5, 0.4, 0.9], [0.6, 0.4, np.nan], [0.3, 0.4, 0.2], [0.4, 0.4, 0.1], [0.2, 0.1, np.nan]])
    ranks = ranks_of(drawn[..., None])[..., 0]
    expected = [[2, 3, 1], [1, 2, np.nan], [2, 1, 3], [1, 1, 3], [1, 2, np.nan]]
    np.testing.assert_array_equal(ranks, np.array(expected))
    np.testing.assert_allclose(share_of_top(ranks, 1), [0.6, 0.4, 0.2])  # of all five draws, also for the third
    np.testing.assert_allclose(share_of_top(ranks, 2), [1.0, 0.8, 0.2])
    low, middle, high = interval_of(drawn, 0.6)  # the first and the last fifth are left out: second to fourth of five
    np.testing.assert_allclose([low[0], middle[0], high[0]], [0.2, 0.4, 0.5])
    np.testing.assert_allclose([low[2], middle[2], high[2]], [0.1, 0.2, 0.9])


@settings(max_examples=30, deadline=None)
@given(
    drawn=arrays(float, (7, 3), elements=st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0, np.nan])),
    level=st.sampled_from([0.2, 0.5, 0.9, 0.99]),
)
def test_ends_are_those_of_numpy_and_leave_out_no_more_than_they_may(drawn: np.ndarray, level: float) -> None:
    low, middle, high = interval_of(drawn, level)
    for column, *ends in zip(drawn.T, low, middle, high, strict=True):
        known = column[~np.isnan(column)]
        if not len(known):
            assert np.isnan(ends).all()
            continue
        shares = [(1 - level) / 2, 0.5, (1 + level) / 2]
        np.testing.assert_array_equal(ends, np.quantile(known, shares, method="inverted_cdf"))
        assert ((ends[0] <= known) & (known <= ends[2])).mean() >= level - 1e-9


@pytest.mark.parametrize("how", [{}, {"imputed_values": False}, {"expert_values": False}, {"relative": 0.0}])
def test_without_noise_every_draw_is_the_published_score(
    how: dict[str, bool], present: Callable[[str], AdvantageInputs]
) -> None:
    asked = ScoreSettings.model_validate(how)
    published = score_advantage(present("QD21"), asked).score_matrix()
    for scores in score_sample(score_draws(present("QD21"), asked), NO_WIDTH, seed=3, number=2):
        np.testing.assert_array_equal(scores, published)


def test_more_noise_does_not_narrow_the_intervals(present: Callable[[str], AdvantageInputs]) -> None:
    draws = score_draws(present("QD21"), ScoreSettings())
    usual = ScoreUncertainty().model_dump()
    widths = []
    for factor in (0.0, 0.5, 1.0, 1.5):
        wider = ScoreUncertainty(**{name: factor * width for name, width in usual.items()})
        low, _, high = interval_of(list(score_sample(draws, wider, seed=1, number=40)), 0.9)
        widths.append(float(np.nanmedian(high - low)))
    assert widths[0] == 0
    assert widths == sorted(widths)
    assert widths[1] < widths[2]


def test_a_draw_follows_from_seed_and_number_and_each_group_from_a_stream_of_its_own(
    three_units: AdvantageInputs,
) -> None:
    draws = score_draws(three_units, ScoreSettings(coverage_floor=0.0))
    few, many = (list(score_sample(draws, ScoreUncertainty(), seed=5, number=n)) for n in (2, 4))
    np.testing.assert_array_equal(few, many[:2])
    assert not np.array_equal(many[0], many[1], equal_nan=True)
    streams = [vars(ScoreGenerators.of(5, 0, frozenset({group}))) for group in SCORE_GROUPS]
    first = vars(ScoreGenerators.of(5, 0))
    for group, others in zip(SCORE_GROUPS, streams, strict=True):
        differs = {
            name for name in SCORE_GROUPS if others[name].random() != ScoreGenerators.of(5, 0).__dict__[name].random()
        }
        assert differs == {group}
    assert set(first) == set(SCORE_GROUPS)


def test_grades_of_a_draw_stand_beside_the_same_scores(three_units: AdvantageInputs) -> None:
    draws = score_draws(three_units, ScoreSettings())
    whole = draws.drawn(ScoreUncertainty(), ScoreGenerators.of(1, 0))
    scores = draws.drawn_scores(ScoreUncertainty(), ScoreGenerators.of(1, 0))
    np.testing.assert_array_equal(whole.score, scores)
    assert whole.grade.shape == scores.shape
