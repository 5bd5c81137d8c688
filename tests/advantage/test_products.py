"""Scores of products by hand: the group's score times a factor, and an explanation that says so."""

from __future__ import annotations

import numpy as np
import pytest

from clusterplan.advantage import AdvantageInputs, Inherited, score_advantage, scores_of_products
from clusterplan.scenario import ScoreSettings

INHERITED = {"X1": Inherited("X"), "X2": Inherited("X", 0.5), "Y1": Inherited("Y", 3.0)}


def test_a_product_has_its_groups_score_times_its_factor_and_never_more_than_one(three_units: AdvantageInputs) -> None:
    groups = score_advantage(three_units, ScoreSettings(coverage_floor=0.3))
    products = scores_of_products(groups, INHERITED)
    assert products.technologies == ("X1", "X2", "Y1")
    score = groups.cells["score"].unstack("technology")
    mine = products.cells["score"].unstack("technology")
    assert mine["X1"].equals(score["X"].rename("X1"))
    np.testing.assert_allclose(mine["X2"], score["X"] * 0.5, atol=1e-6)
    np.testing.assert_allclose(mine["Y1"], np.minimum(1, score["Y"] * 3), atol=1e-6)
    assert products.participation()["X2"] == pytest.approx(groups.participation()["X"] / 2, abs=1e-6)


def test_what_is_withheld_for_the_group_is_withheld_for_its_products(three_units: AdvantageInputs) -> None:
    groups = score_advantage(three_units, ScoreSettings(coverage_floor=0.6))
    products = scores_of_products(groups, INHERITED)
    withheld = groups.cells["score"].isna().unstack("technology")
    assert withheld.to_numpy().any()
    for product, inherited in INHERITED.items():
        assert products.cells["score"].isna().unstack("technology")[product].tolist() == (
            withheld[inherited.group].tolist()
        )
        assert products.cells["judgement"].unstack("technology")[product].tolist() == (
            groups.cells["judgement"].unstack("technology")[inherited.group].tolist()
        )


def test_the_explanation_of_a_product_is_its_groups_with_the_factor(three_units: AdvantageInputs) -> None:
    products = scores_of_products(score_advantage(three_units, ScoreSettings(coverage_floor=0.3)), INHERITED)
    found = products.explain("a", "X2")
    assert (found.technology, found.group, found.factor) == ("X2", "X", 0.5)
    assert found.score == found.recomputed == products.cells["score"]["a", "X2"]
    assert found.indicators
    assert products.explain("a", "Y1").score == min(1.0, products.cells["score"]["a", "Y1"])
