"""Shrunken location quotients: three units by hand, what holds for any counts, and the score that rests on them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import integrate
from scipy.stats import gamma, poisson

from clusterplan.advantage import AdvantageInputs, score_advantage
from clusterplan.advantage.draws import ScoreGenerators, ScoreUncertainty, draws_of
from clusterplan.advantage.quotients import location_quotients, symmetric
from clusterplan.scenario import ScoreSettings

PROFILES = ScoreSettings(shrunken_quotients=("sites_on_record",))
NO_WIDTH = ScoreUncertainty(**dict.fromkeys(ScoreUncertainty.model_fields, 0.0))


def test_three_units_by_hand() -> None:
    # rows 8, 4, 4 and columns 7, 9 of 16: X is expected 3.5, 1.75, 1.75 times and counted 6, 1, 0 times. Quotients
    # 12/7, 4/7 and 0 vary by (3.5 * 25 + 1.75 * 9 + 1.75 * 49) / 49 / 7 = 27/49, of which chance explains 3/7 = 21/49.
    found = location_quotients([[6, 2], [1, 3], [0, 4]])
    assert found.spread[0] == pytest.approx(6 / 49)
    assert found.raw[:, 0] == pytest.approx([12 / 7, 4 / 7, 0])
    assert found.shrunken[:, 0] == pytest.approx([17 / 14, 110 / 119, 14 / 17])


def test_the_shrunken_quotient_is_the_mean_of_what_bayes_rule_gives_by_integration() -> None:
    found = location_quotients([[6, 2], [1, 3], [0, 4]])
    prior = gamma(49 / 6, scale=6 / 49)
    for unit, (count, expected) in enumerate([(6, 3.5), (1, 1.75), (0, 1.75)]):

        def weight(theta: float, count: int = count, expected: float = expected) -> float:
            return float(prior.pdf(theta) * poisson.pmf(count, expected * theta))

        whole = integrate.quad(weight, 0, 20)[0]
        mean = integrate.quad(lambda theta, weight=weight: theta * weight(theta), 0, 20)[0] / whole
        above = integrate.quad(weight, 1, 20)[0] / whole
        assert found.shrunken[unit, 0] == pytest.approx(mean, rel=1e-6)
        assert found.above_share[unit, 0] == pytest.approx(above, rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(counts=arrays(np.int64, (4, 3), elements=st.integers(0, 12)))
def test_a_quotient_moves_towards_1_and_never_past_it(counts: np.ndarray) -> None:
    found = location_quotients(counts)
    empty = (counts.sum(axis=1, keepdims=True) == 0) | (counts.sum(axis=0, keepdims=True) == 0)
    np.testing.assert_array_equal(np.isnan(found.shrunken), np.broadcast_to(empty, counts.shape))
    raw, shrunken = found.raw[~empty], found.shrunken[~empty]
    assert (np.abs(shrunken - 1) <= np.abs(raw - 1) + 1e-12).all()
    assert ((shrunken - 1) * (raw - 1) >= -1e-12).all()
    assert ((found.above_share[~empty] >= 0) & (found.above_share[~empty] <= 1)).all()
    # counted ten times over, chance explains less, and the quotient stays nearer to what was counted
    more = location_quotients(10 * counts)
    assert (np.abs(more.shrunken[~empty] - raw) <= np.abs(shrunken - raw) + 1e-9).all()


def test_equal_profiles_are_the_national_share_however_large_the_unit() -> None:
    found = location_quotients([[2, 4], [20, 40], [1, 2]])
    np.testing.assert_allclose(found.shrunken, 1.0)
    np.testing.assert_array_equal(found.above_share, 0.0)


def test_the_score_rests_on_the_quotient_in_the_place_of_the_number(three_units: AdvantageInputs) -> None:
    scored = score_advantage(three_units, PROFILES)
    rows = scored.evidence[scored.evidence["indicator"] == "sites_on_record"].set_index(["unit", "technology"])
    # a has one site in X; b has one that works in X and in Y; c has none and so no profile. Expected in X: 2/3, 4/3
    assert rows.loc[("a", "X"), "value"] == 1
    assert rows["status"].xs("c", level="unit").tolist() == ["missing", "missing"]
    spread = Fraction(2, 3) * Fraction(1, 4) + Fraction(4, 3) * Fraction(1, 16)  # over the two expected records
    assert spread / 2 < 1  # less than chance alone would give with one record a unit: nothing is told apart
    assert rows.loc[("a", "X"), "symmetric_quotient"] == 0
    assert rows.loc[("a", "X"), "normalised"] == 0.5
    explained = scored.explain("a", "X")
    assert explained.recomputed == explained.score
    (sites,) = (part for part in explained.indicators if part.indicator == "sites_on_record")
    assert (sites.value, sites.symmetric_quotient, sites.low, sites.high) == (1, 0, -0.6, 0.6)
    assert scored.show("c")["sites_on_record"].tolist() == [0, 0]
    assert set(scored.show("c")["sites_status"]) == {"none_recorded"}


def test_the_bundled_scores_with_quotients_are_explained_and_drawn_alike(
    present: Callable[[str], AdvantageInputs],
) -> None:
    scored = score_advantage(present("QD21"), PROFILES)
    counts = score_advantage(present("QD21"), ScoreSettings()).evidence
    counts = counts[counts["indicator"] == "sites_on_record"].pivot(index="unit", columns="technology", values="value")
    shrunken = location_quotients(counts.to_numpy()).shrunken
    rows = scored.evidence[scored.evidence["indicator"] == "sites_on_record"]
    found = rows.pivot(index="unit", columns="technology", values="normalised").to_numpy(float)
    np.testing.assert_allclose(found, np.clip((symmetric(shrunken) + 0.6) / 1.2, 0, 1))
    for pair in (("24", "S06"), ("01", "S01"), ("46", "S04")):
        explained = scored.explain(*pair)
        assert explained.recomputed == pytest.approx(explained.score, abs=1e-9)
    drawn = draws_of(scored).drawn_scores(NO_WIDTH, ScoreGenerators.of(0, 0))
    np.testing.assert_array_equal(drawn, scored.score_matrix())
    # profiles, not sizes: the two largest cities hold fewer first places of the indicator than by number
    largest = [scored.units.index("01"), scored.units.index("79")]
    by_number = (counts.to_numpy().argmax(axis=0)[:, None] == largest).any(axis=1).sum()
    by_profile = (np.nan_to_num(shrunken).argmax(axis=0)[:, None] == largest).any(axis=1).sum()
    assert by_profile < by_number
