"""What holds for any tables: scores stay in bounds, order does not matter, and knowing less is never a verdict."""

from __future__ import annotations

from dataclasses import fields, replace
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterplan.advantage import AdvantageInputs, score_advantage
from clusterplan.scenario import ScoreSettings

pytestmark = pytest.mark.slow

UNITS = ("a", "b", "c")
STATUSES = ("observed", "derived", "lower_bound", "expert", "imputed")
quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def score_settings(draw: st.DrawFn) -> ScoreSettings:
    return ScoreSettings(
        relative=draw(st.sampled_from([0.0, 0.3, 0.5, 0.9])),
        aggregation=draw(st.sampled_from(["geometric", "arithmetic"])),
        component_floor=draw(st.sampled_from([0.001, 0.01, 0.1])),
        coverage_floor=draw(st.sampled_from([0.05, 0.35, 0.6])),
        expert_values=draw(st.booleans()),
    )


@st.composite
def known_values(draw: st.DrawFn) -> pd.DataFrame:
    places = [(unit, indicator) for unit in UNITS for indicator in ("size", "index")]
    known = draw(st.lists(st.sampled_from(places), unique=True, min_size=1))
    rows = [
        ("v1", unit, name, draw(st.floats(0, 120)), "2024", draw(st.sampled_from(STATUSES)), "BOOK", "high")
        for unit, name in known
    ]
    names = ["vintage", "unit", "indicator", "value", "year", "status", "source_id", "confidence"]
    return pd.DataFrame(rows, columns=names)


@st.composite
def recorded_assets(draw: st.DrawFn) -> pd.DataFrame:
    names = ["endowment_id", "unit", "scheme", "technology", "strength", "status", "source_id", "year", "confidence"]
    rows = [
        (
            f"E{number}",
            draw(st.sampled_from(UNITS)),
            *draw(st.sampled_from([("OLD", "P"), ("OLD", "Q"), ("NEW", "X"), ("NEW", "Y")])),
            draw(st.integers(1, 3)),
            draw(st.sampled_from(["derived", "expert"])),
            "BOOK",
            "2024",
            "high",
        )
        for number in range(draw(st.integers(1, 5)))
    ]
    return pd.DataFrame(rows, columns=names)


@quick
@given(known=known_values(), assets=recorded_assets(), how=score_settings())
def test_a_score_lies_between_0_and_1_exactly_where_the_pair_is_scored(
    three_units: AdvantageInputs, known: pd.DataFrame, assets: pd.DataFrame, how: ScoreSettings
) -> None:
    cells = score_advantage(replace(three_units, indicators=known, endowments=assets), how).cells
    scored = cells["judgement"] == "scored"
    numbers = [
        name
        for name in map(str, cells)
        if name.startswith(("component", "criterion", "share")) or name.endswith("score")
    ]
    assert (cells["score"].notna() == scored).all()
    assert (scored == (cells["coverage"] >= how.coverage_floor)).all()
    assert (cells[numbers].isna() | ((cells[numbers] >= 0) & (cells[numbers] <= 1))).all(axis=None)
    assert cells["coverage"].between(0, 1).all()


@quick
@given(known=known_values(), assets=recorded_assets(), how=score_settings(), order=st.randoms())
def test_the_order_of_rows_and_units_changes_nothing(
    three_units: AdvantageInputs, known: pd.DataFrame, assets: pd.DataFrame, how: ScoreSettings, order: Random
) -> None:
    inputs = replace(three_units, indicators=known, endowments=assets)
    seed = order.randint(0, 2**31 - 1)
    shuffled: dict[str, Any] = {
        field.name: value.sample(frac=1, random_state=seed)
        for field in fields(inputs)
        if isinstance(value := getattr(inputs, field.name), pd.DataFrame) and field.name != "criteria"
    }
    mixed = replace(inputs, units=("c", "a", "b"), **shuffled)
    pd.testing.assert_frame_equal(score_advantage(inputs, how).cells, score_advantage(mixed, how).cells, atol=1e-9)


@quick
@given(known=known_values(), assets=recorded_assets(), how=score_settings(), data=st.data())
def test_removing_data_withholds_a_score_or_lowers_its_coverage_and_never_says_no_advantage(
    three_units: AdvantageInputs, known: pd.DataFrame, assets: pd.DataFrame, how: ScoreSettings, data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(range(len(known))))
    full = score_advantage(replace(three_units, indicators=known, endowments=assets), how).cells
    less = score_advantage(replace(three_units, indicators=known.drop(index=gone), endowments=assets), how).cells
    assert (less["coverage"] <= full["coverage"]).all()
    withheld = less["judgement"] == "cannot_be_judged"
    assert less.loc[withheld, "score"].isna().all()
    if how.aggregation == "geometric":
        assert (less.loc[~withheld, "plain_score"] > 0).all()
        assert (less.loc[~withheld, "score"] > 0).all()
    others = less.index.get_level_values("unit") != known.loc[gone, "unit"]
    pd.testing.assert_series_equal(less["plain_score"][others], full["plain_score"][others])
    assert not ((less["grade"] == "high") & (full["grade"] == "low")).any()


@quick
@given(known=known_values(), assets=recorded_assets(), how=score_settings())
def test_the_arithmetic_mean_is_never_below_the_geometric_one(
    three_units: AdvantageInputs, known: pd.DataFrame, assets: pd.DataFrame, how: ScoreSettings
) -> None:
    inputs = replace(three_units, indicators=known, endowments=assets)
    means = {
        name: score_advantage(inputs, how.model_copy(update={"aggregation": name})).cells["plain_score"]
        for name in ("arithmetic", "geometric")
    }
    lifted = means["arithmetic"] + how.component_floor  # the floor lifts components that are below it
    assert (means["geometric"].isna() | (means["geometric"] <= lifted + 1e-6)).all()


@quick
@given(known=known_values(), assets=recorded_assets(), how=score_settings())
def test_every_score_is_recomputed_from_its_own_explanation(
    three_units: AdvantageInputs, known: pd.DataFrame, assets: pd.DataFrame, how: ScoreSettings
) -> None:
    table = score_advantage(replace(three_units, indicators=known, endowments=assets), how)
    for unit, published in zip(table.units, table.score_matrix(), strict=True):
        recomputed = [table.explain(unit, technology).recomputed for technology in table.technologies]
        assert [np.nan if score is None else score for score in recomputed] == pytest.approx(
            published.tolist(), abs=1e-9, nan_ok=True
        )
