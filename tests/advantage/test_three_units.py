"""Three units scored by hand: unit a is well known, b is hardly known, c rests on an expert's reading."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log
from typing import Any

import numpy as np
import pandas as pd
import pytest

from clusterplan.advantage import AdvantageInputs, readiness, score_advantage, unit_weights
from clusterplan.domain import ValueStatus
from clusterplan.errors import DataError, UsageError
from clusterplan.scenario import ScoreSettings

PLAIN = ScoreSettings(relative=0.0)


def cell(inputs: AdvantageInputs, unit: str, technology: str, settings: ScoreSettings = PLAIN) -> Any:
    return score_advantage(inputs, settings).cells.loc[(unit, technology)]


def test_the_plain_score_is_the_geometric_mean_of_arithmetic_components(three_units: AdvantageInputs) -> None:
    # endowment 3.25 of 3 points: 1; one site of 3: one half; size 99: 1; index 50: one half
    specialisation = (0.3 * 1 + 0.2 * 0.5) / 0.5
    by_hand = exp(0.5 * log(specialisation) + 0.3 * log(1.0) + 0.2 * log(0.5))
    scored = cell(three_units, "a", "X")
    assert scored["component_specialisation"] == pytest.approx(0.8)
    assert scored["score"] == pytest.approx(by_hand, abs=1e-6)


def test_arithmetic_aggregation_is_a_switch(three_units: AdvantageInputs) -> None:
    scored = cell(three_units, "a", "X", ScoreSettings(relative=0.0, aggregation="arithmetic"))
    assert scored["score"] == pytest.approx(0.5 * 0.8 + 0.3 * 1.0 + 0.2 * 0.5)


def test_coverage_is_weight_times_quality(three_units: AdvantageInputs) -> None:
    # derived 0.8, observed 1, observed 1, imputed 0.3
    assert cell(three_units, "a", "X")["coverage"] == pytest.approx(0.3 * 0.8 + 0.2 * 1 + 0.3 * 1 + 0.2 * 0.3)
    # expert 0.5, none recorded 0.2, lower bound 0.6, observed 1
    assert cell(three_units, "c", "X")["coverage"] == pytest.approx(0.3 * 0.5 + 0.2 * 0.2 + 0.3 * 0.6 + 0.2 * 1)


def test_shares_say_how_the_weight_came_to_be_known(three_units: AdvantageInputs) -> None:
    shares = cell(three_units, "c", "X")[["share_observed", "share_estimated", "share_expert"]]
    assert shares.tolist() == pytest.approx([0.2, 0.5, 0.3])


def test_a_score_of_too_little_observed_weight_is_withheld_and_never_zero(three_units: AdvantageInputs) -> None:
    withheld = cell(three_units, "b", "X")
    assert withheld["judgement"] == "cannot_be_judged"
    assert withheld["coverage"] == pytest.approx(0.3 * 0.2 + 0.2 * 0.5 + 0.2 * 0.3)
    numbers = [name for name in withheld.index if name.startswith(("component", "criterion"))]
    assert withheld[["score", "plain_score", "specialisation_score", *numbers]].isna().all()


def test_a_missing_indicator_gives_its_weight_to_the_rest(three_units: AdvantageInputs) -> None:
    scored = cell(three_units, "b", "X", ScoreSettings(relative=0.0, coverage_floor=0.2))
    # size is missing: its component drops out; endowment none recorded, one site by hearsay, index 100
    specialisation = 0.2 * 0.5 / 0.5
    assert scored["score"] == pytest.approx(exp((0.5 * log(specialisation) + 0.2 * log(1.0)) / 0.7), abs=1e-6)
    assert np.isnan(scored["component_capacity"])


def test_general_knowledge_alone_is_low_whatever_else_is_known(three_units: AdvantageInputs) -> None:
    # c knows size and index, but of X itself only an expert's reading; its coverage would be medium
    assert cell(three_units, "c", "X")["coverage"] > 0.5
    assert cell(three_units, "c", "X")["grade"] == "low"
    assert cell(three_units, "a", "X")["grade"] == "high"


def test_records_of_another_scheme_count_by_their_share_in_the_crosswalk(three_units: AdvantageInputs) -> None:
    values = score_advantage(three_units, PLAIN).evidence.set_index(["unit", "technology", "indicator"])
    rows = values.to_dict("index")
    in_x, in_y = rows["a", "X", "endowment"], rows["a", "Y", "endowment"]
    assert (in_x["value"], in_x["status"], in_x["record"]) == (3.25, ValueStatus.DERIVED, "E1; E2")
    assert (in_y["value"], in_y["status"], in_y["source_id"]) == (0.75, ValueStatus.EXPERT, "GK")


def test_a_place_recorded_twice_counts_once(three_units: AdvantageInputs) -> None:
    values = score_advantage(three_units, PLAIN).evidence.set_index(["unit", "technology", "indicator"])
    assert values["record"].to_dict()["a", "X", "sites_on_record"] == "F1"


def test_a_site_counts_by_what_its_claim_rests_on_and_a_planned_one_not_at_all(
    three_units: AdvantageInputs,
) -> None:
    rows = score_advantage(three_units, PLAIN).evidence.set_index(["unit", "technology", "indicator"])
    status = rows["status"].to_dict()
    assert status[("b", "X", "sites_on_record")] == ValueStatus.EXPERT
    assert status[("c", "X", "sites_on_record")] == ValueStatus.NONE_RECORDED  # Z4 is planned
    assert rows["value"].to_dict()[("c", "X", "sites_on_record")] == 0
    assert status[("b", "X", "size")] == ValueStatus.MISSING


def test_codes_of_another_vintage_are_another_unit(three_units: AdvantageInputs) -> None:
    explanation = score_advantage(three_units, PLAIN).explain("b", "X")
    assert next(part for part in explanation.indicators if part.indicator == "size").value is None


def test_the_specialisation_part_compares_with_the_means_of_scored_pairs(three_units: AdvantageInputs) -> None:
    table = score_advantage(three_units, ScoreSettings(relative=1.0))
    plain = table.cells["plain_score"].to_numpy().reshape(3, 2)[[0, 2]]
    residual = plain - plain.mean(axis=1, keepdims=True) - plain.mean(axis=0) + plain.mean()
    assert table.score_matrix()[[0, 2]] == pytest.approx(0.5 + residual, abs=2e-6)
    assert np.isnan(table.score_matrix()[1]).all()


def test_scores_with_and_without_expert_values_stand_side_by_side(three_units: AdvantageInputs) -> None:
    both = score_advantage(three_units, ScoreSettings()).cells
    without = score_advantage(three_units, ScoreSettings(expert_values=False)).cells
    pd.testing.assert_series_equal(both["score_without_expert"], without["score"], check_names=False)
    pd.testing.assert_series_equal(both["coverage_without_expert"], without["coverage"], check_names=False)
    assert (both["coverage_without_expert"] <= both["coverage"]).all()
    assert without["share_expert"].eq(0).all()


def test_stated_priorities_are_visible_and_weigh_nothing(three_units: AdvantageInputs) -> None:
    loose = ScoreSettings(relative=0.0, coverage_floor=0.1)
    silent = replace(three_units, priorities=three_units.priorities.head(0))
    stated, unstated = cell(three_units, "b", "Y", loose), cell(silent, "b", "Y", loose)
    assert (stated["component_wishes"], unstated["component_wishes"]) == (1.0, 0.0)
    assert stated["score"] == unstated["score"]


def test_selection_criteria_are_shown_from_their_indicators(three_units: AdvantageInputs) -> None:
    scored = cell(three_units, "a", "X")
    assert (scored["criterion_market"], scored["criterion_mastery"]) == (0.5, 0.75)


def test_an_explanation_lists_every_cell_and_computes_the_score_again(three_units: AdvantageInputs) -> None:
    explanation = score_advantage(three_units, ScoreSettings()).explain("a", "X")
    rows = {part.indicator: part for part in explanation.indicators}
    assert explanation.recomputed == explanation.score
    assert sum(part.redistributed_weight for part in explanation.indicators) == pytest.approx(1.0)
    assert (rows["size"].value, rows["size"].year, rows["size"].source) == (99.0, "2024", "BOOK")
    assert (rows["size"].low, rows["size"].high, rows["size"].normalised) == (0.0, 99.0, 1.0)
    assert rows["index"].status is ValueStatus.IMPUTED
    assert {part.component: part.value for part in explanation.components}["specialisation"] == pytest.approx(0.8)
    assert {part.criterion: part.value for part in explanation.criteria} == {"market": 0.5, "mastery": 0.75}


def test_an_explanation_of_a_withheld_score_has_no_number_but_all_its_cells(three_units: AdvantageInputs) -> None:
    explanation = score_advantage(three_units, ScoreSettings()).explain("b", "X")
    assert explanation.score is None
    assert explanation.recomputed is None
    assert explanation.coverage < explanation.coverage_floor
    assert len(explanation.indicators) == 5


def test_a_unit_is_shown_best_first_with_its_rank_among_all(three_units: AdvantageInputs) -> None:
    shown = score_advantage(three_units, ScoreSettings()).show("a")
    assert shown.index.tolist() == ["X", "Y"]
    assert shown["rank"].tolist() == [1, 1]
    assert score_advantage(three_units, ScoreSettings()).show("b")["rank"].isna().all()


def test_participation_is_the_median_over_scored_units(three_units: AdvantageInputs) -> None:
    table = score_advantage(three_units, ScoreSettings())
    assert table.participation() == pytest.approx({"X": (0.65583 + 0.35873) / 2, "Y": (0.44771 + 0.282676) / 2})


@pytest.mark.parametrize(("unit", "technology"), [("z", "X"), ("a", "Z")])
def test_an_unknown_name_is_refused_with_the_known_ones(
    three_units: AdvantageInputs, unit: str, technology: str
) -> None:
    with pytest.raises(UsageError, match="there are: "):
        score_advantage(three_units, ScoreSettings()).explain(unit, technology)


def test_readiness_is_the_mean_percentile_and_keeps_ties(three_units: AdvantageInputs) -> None:
    # size: a 2 of 2, c 1 of 2, b has none; index: b, a, c; operating zones: a 2, b and c none (they share 1.5 of 3)
    expected = {"a": (1 + 2 / 3 + 1) / 3, "b": (1 + 0.5) / 2, "c": (0.5 + 1 / 3 + 0.5) / 3}
    assert readiness(three_units) == pytest.approx(expected, abs=1e-6)


def test_unit_weights_sum_to_the_number_of_units_and_carry_their_status(three_units: AdvantageInputs) -> None:
    weights = unit_weights(three_units, "grdp")
    assert weights["weight"].tolist() == pytest.approx([1.0, 2.0, 0.0])
    assert weights["status"].tolist() == ["imputed", "imputed", "observed"]


def test_a_unit_without_a_value_cannot_be_weighed(three_units: AdvantageInputs) -> None:
    with pytest.raises(DataError, match="unit b"):
        unit_weights(three_units, "population")
