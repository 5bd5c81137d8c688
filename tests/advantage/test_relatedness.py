"""Relatedness density: three units by hand, the bundled proximities counted again, and the score that uses them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.advantage.conftest import SITE_TABLES

from clusterplan.advantage import AdvantageInputs, score_advantage
from clusterplan.advantage.draws import ScoreGenerators, ScoreUncertainty, draws_of
from clusterplan.advantage.quotients import location_quotients
from clusterplan.advantage.relatedness import proximity_matrix, relatedness_density
from clusterplan.errors import DataError
from clusterplan.geodata.read import read_table
from clusterplan.scenario import ScoreSettings

NO_WIDTH = ScoreUncertainty(**dict.fromkeys(ScoreUncertainty.model_fields, 0.0))
A_TENTH = ScoreSettings(relatedness=0.1)


@pytest.fixture(scope="module")
def related(present: Callable[[str], AdvantageInputs]) -> AdvantageInputs:
    return replace(present("QD21"), proximity=read_table("technology_proximity"))


def test_density_of_three_units_by_hand() -> None:
    # X is near to Y (0.6) and a little to Z (0.2); Y and Z are not near to each other
    near = np.array([[np.nan, 0.6, 0.2], [0.6, np.nan, 0.0], [0.2, 0.0, np.nan]])
    strong = np.array([[1, 0, 1], [0, 1, 0], [np.nan, 1, 0]])
    # a has Z of what is near to X: 0.2 of 0.8, and all that is near to Y and to Z, which is X; b has 0.6 of 0.8
    # of c it is not known whether it has X, the only technology near to Y and to Z
    expected = [[0.25, 1, 1], [0.75, 0, 0], [0.75, np.nan, np.nan]]
    np.testing.assert_allclose(relatedness_density(strong, near), expected)


@settings(max_examples=25, deadline=None)
@given(
    strong=arrays(float, (3, 4), elements=st.sampled_from([0.0, 0.5, 1.0, np.nan])),
    flat=st.lists(st.sampled_from([0.0, 0.2, 0.9, np.nan]), min_size=6, max_size=6),
)
def test_density_is_the_formula_term_by_term(strong: np.ndarray, flat: list[float]) -> None:
    near = np.full((4, 4), np.nan)
    for (k, other), value in zip(combinations(range(4), 2), flat, strict=True):
        near[k, other] = near[other, k] = value
    found = relatedness_density(strong, near)
    for r in range(3):
        for k in range(4):
            known = [m for m in range(4) if m != k and not np.isnan(near[k, m]) and not np.isnan(strong[r, m])]
            whole = sum(near[k, m] for m in known)
            if whole == 0:
                assert np.isnan(found[r, k])
            else:
                assert found[r, k] == pytest.approx(sum(strong[r, m] * near[k, m] for m in known) / whole)


def test_the_bundled_proximities_are_those_of_the_sites_counted_again() -> None:
    named: list[set[str]] = []
    for name in SITE_TABLES.values():
        for row in read_table(name).to_dict("records"):
            counted = row["claim_status"] != "none_recorded" and pd.isna(row.get("same_place_as", np.nan))
            if counted and isinstance(row["technologies_qd21"], str):
                named.append(set(row["technologies_qd21"].split(";")))
    table = read_table("technology_proximity")
    assert set(table["status"]) == {"expert"}  # a demonstration, and it says so
    assert len(table) == 45
    for pair in table.itertuples():
        both = sum({pair.technology_a, pair.technology_b} <= one for one in named)
        most = max(sum(k in one for one in named) for k in (pair.technology_a, pair.technology_b))
        assert pair.proximity == pytest.approx(both / most, abs=1e-6)


def test_relatedness_takes_its_share_of_the_weight_and_is_explained(related: AdvantageInputs) -> None:
    plain, scored = score_advantage(related, ScoreSettings()), score_advantage(related, A_TENTH)
    counts = plain.evidence[plain.evidence["indicator"] == "sites_on_record"]
    counts = counts.pivot(index="unit", columns="technology", values="value")
    near = proximity_matrix(read_table("technology_proximity"), "QD21", scored.technologies)
    density = relatedness_density(location_quotients(counts.to_numpy()).above_share, near)
    found = scored.cells["component_relatedness"].to_numpy().reshape(density.shape)
    judged = ~np.isnan(scored.score_matrix()) & ~np.isnan(density)
    assert judged.sum() > 100
    np.testing.assert_allclose(found[judged], density[judged], atol=1.1e-6)
    explained = scored.explain("24", "S06")
    weights = {part.component: part.weight for part in explained.components}
    before = {part.component: part.weight for part in plain.explain("24", "S06").components}
    assert weights.pop("relatedness") == pytest.approx(0.1)
    assert weights == pytest.approx({name: 0.9 * weight for name, weight in before.items()})
    assert explained.recomputed == pytest.approx(explained.score, abs=1e-9)
    (part,) = (one for one in explained.indicators if one.indicator == "relatedness")
    assert (part.status.value, part.confidence) == ("expert", "low")
    drawn = draws_of(scored).drawn_scores(NO_WIDTH, ScoreGenerators.of(0, 0))
    np.testing.assert_array_equal(drawn, scored.score_matrix())


def test_what_rests_on_sourced_proximities_is_derived(related: AdvantageInputs) -> None:
    sourced = read_table("technology_proximity").assign(status="observed", source="PATENTS", confidence="high")
    scored = score_advantage(replace(related, proximity=sourced), A_TENTH)
    rows = scored.evidence[scored.evidence["indicator"] == "relatedness"]
    assert set(rows["status"]) == {"derived", "missing"}
    assert rows.loc[rows["status"] == "derived", "source_id"].eq("PATENTS").all()
    sites = scored.evidence[scored.evidence["indicator"] == "sites_on_record"].groupby("unit")["value"].sum()
    without = set(rows.loc[rows["status"] == "missing", "unit"])
    assert without == set(sites.index[sites == 0])  # a unit without any site is not specialised in nothing: unknown


def test_without_a_weight_nothing_changes(related: AdvantageInputs, present: Callable[[str], AdvantageInputs]) -> None:
    off = score_advantage(related, ScoreSettings()).cells
    pd.testing.assert_frame_equal(off, score_advantage(present("QD21"), ScoreSettings()).cells)
    again = replace(score_advantage(related, A_TENTH).inputs, weights=related.weights)  # as a what-if turns it off
    pd.testing.assert_frame_equal(score_advantage(again, ScoreSettings()).cells, off)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _: None, "no proximities of this list"),
        (lambda rows: rows.assign(scheme="OTHER"), "no proximities of this list"),
        (lambda rows: rows.assign(proximity=1.5), "not from 0 to 1"),
        (lambda rows: pd.concat([rows, rows.iloc[:1]]), "stands there twice"),
        (lambda rows: rows.assign(technology_b=rows["technology_a"]), "not near to itself"),
        (lambda rows: rows.assign(technology_b="S99"), "not of the technologies"),
    ],
)
def test_faults_of_the_table_are_named(
    change: Callable[[pd.DataFrame], pd.DataFrame | None], words: str, related: AdvantageInputs
) -> None:
    with pytest.raises(DataError, match=words):
        score_advantage(replace(related, proximity=change(read_table("technology_proximity"))), A_TENTH)
