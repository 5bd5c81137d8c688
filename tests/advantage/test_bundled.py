"""The bundled tables: what they hold, what they score, and that every score can be traced and recomputed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clusterplan.advantage import AdvantageInputs, AdvantageTable, readiness, release_goalposts, score_advantage
from clusterplan.advantage.steps import grade_of
from clusterplan.geodata.read import read_table
from clusterplan.scenario import ScoreSettings

GOLDEN = Path(__file__).parent / "golden"
SCHEMES = ["QD21", "QD1131"]

type ByScheme = Callable[[str], AdvantageInputs]


def strong(table: AdvantageTable) -> pd.DataFrame:
    cells = table.cells
    return cells[(cells["score"] >= 0.45) & (cells["grade"] != "low")]


def leaders(table: AdvantageTable, technology: str, count: int) -> set[str]:
    score = table.cells["score"].xs(technology, level="technology")
    return set(score.sort_values(ascending=False).index[:count])


def as_matrix(table: AdvantageTable) -> str:
    """Units down, technologies across: a score with the first letter of its grade, or a dash."""
    cells = table.cells
    words = [
        "-" if np.isnan(score) else f"{score:.3f} {grade[0]}"
        for score, grade in zip(cells["score"], cells["grade"], strict=True)
    ]
    return pd.Series(words, index=cells.index).unstack("technology").to_csv(sep="\t", lineterminator="\n")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_scores_are_those_of_the_golden_matrix(present: ByScheme, scheme: str) -> None:
    table = score_advantage(present(scheme), ScoreSettings())
    assert as_matrix(table) == (GOLDEN / f"scores_{scheme.lower()}.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_pair_is_explained_and_recomputed(present: ByScheme, scheme: str) -> None:
    table = score_advantage(present(scheme), ScoreSettings())
    known = set(read_table("sources")["source_id"])
    scores = table.cells["score"].to_dict()
    for unit in table.units:
        for technology in table.technologies:
            explanation = table.explain(unit, technology)
            score = scores[unit, technology]
            if explanation.recomputed is None:
                assert np.isnan(score)
            else:
                assert abs(explanation.recomputed - score) < 1e-9
            for part in explanation.indicators:
                if part.record.startswith(table.inputs.vintage):
                    assert part.source in known
                    assert part.year


def test_the_tables_keep_close_to_the_contracts_expectations(present: ByScheme) -> None:
    table = score_advantage(present("QD21"), ScoreSettings())
    counts = strong(table).groupby(level="technology").size()
    assert counts.tolist() == [4, 2, 1, 5, 7, 4, 6, 2, 6, 1]
    withheld = table.cells[table.cells["judgement"] == "cannot_be_judged"]
    assert (len(withheld), withheld.index.get_level_values("unit").nunique()) == (38, 16)
    assert table.cells["grade"].value_counts().to_dict() == {"low": 300, "medium": 22, "high": 18}


def test_the_leaders_are_the_expected_ones(present: ByScheme) -> None:
    table = score_advantage(present("QD21"), ScoreSettings())
    assert leaders(table, "S06", 5) == {"24", "79", "01", "31", "48"}
    assert {"24", "79", "48"} <= set(strong(table).xs("S06", level="technology").index)
    assert {"56", "12", "15", "31"} <= leaders(table, "S08", 7)
    assert {"24", "19"} <= leaders(table, "S02", 3)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_technology_has_strong_units(present: ByScheme, scheme: str) -> None:
    table = score_advantage(present(scheme), ScoreSettings())
    assert set(strong(table).index.get_level_values("technology")) == set(table.technologies)


def test_a_planned_zone_is_no_capability_of_ninh_binh(present: ByScheme) -> None:
    zones = read_table("zone_attributes").set_index("site_id")
    assert (zones.loc["Z05", "unit"], zones.loc["Z05", "status"]) == ("37", "established, not built")
    assert zones.loc["Z05", "technologies_qd21"] == "S01;S06;S04;S05"
    table = score_advantage(present("QD21"), ScoreSettings())
    for technology in ("S01", "S06", "S04", "S05"):
        parts = {part.indicator: part for part in table.explain("37", technology).indicators}
        sites = parts["sites_on_record"]
        assert (sites.value, sites.status, sites.record) == (0, "none_recorded", "")
        assert table.cells.loc[("37", technology), "grade"] == "low"
    # with the zone built and seen in a source, both would rest on it
    built = zones.reset_index()
    built.loc[built["site_id"] == "Z05", "claim_status"] = "observed"
    inputs = replace(table.inputs, sites={**table.inputs.sites, "zones": built})
    rows = score_advantage(inputs, ScoreSettings()).evidence.set_index(["unit", "technology", "indicator"])
    assert rows["record"].to_dict()["37", "S06", "sites_on_record"] == "Z05"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_site_that_is_planned_or_unconfirmed_stands_behind_a_score(present: ByScheme, scheme: str) -> None:
    table = score_advantage(present(scheme), ScoreSettings())
    rows = table.evidence[table.evidence["indicator"] == "sites_on_record"]
    counted = set(rows["record"].dropna().str.split("; ").explode())
    sites = pd.concat([rows.set_axis(["id", *rows.columns[1:]], axis=1) for rows in table.inputs.sites.values()])
    absent = set(sites.loc[sites["claim_status"] == "none_recorded", "id"])
    assert len(absent) == 25
    assert not counted & absent


def test_a_site_known_by_general_knowledge_alone_is_explained_as_an_experts_reading(present: ByScheme) -> None:
    table = score_advantage(present("QD21"), ScoreSettings())
    sites = {part.indicator: part for part in table.explain("46", "S04").indicators}["sites_on_record"]
    assert (sites.value, sites.status, sites.record) == (2, "expert", "L39; L40")
    shown = table.show("46").loc["S04"]
    assert (shown["sites_on_record"], shown["sites_status"], shown["sites"]) == (2, "expert", "L39; L40")


def test_the_size_adjustment_gives_technologies_distinct_leaders(present: ByScheme) -> None:
    def firsts(relative: float) -> set[str]:
        table = score_advantage(present("QD21"), ScoreSettings(relative=relative))
        return set.union(*(leaders(table, technology, 1) for technology in table.technologies))

    assert firsts(0.0) <= {"01", "79"}
    assert len(firsts(0.5)) >= 6


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_pair_that_rests_on_general_knowledge_alone_is_above_low(present: ByScheme, scheme: str) -> None:
    table = score_advantage(present(scheme), ScoreSettings())
    rows = table.evidence[table.evidence["indicator"].isin(["endowment", "sites_on_record"])]
    best = rows.groupby(["unit", "technology"])["quality"].max()
    known = zip(table.cells["coverage"], best, table.cells["share_expert"], strict=True)
    assert table.cells["grade"].tolist() == [grade_of(*parts) for parts in known]
    assert table.cells.loc[best <= 0.5, "grade"].eq("low").all()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_stored_goalposts_are_the_percentiles_of_the_release(present: ByScheme, former: ByScheme, scheme: str) -> None:
    keys = ["vintage", "scheme", "technology", "indicator"]
    stored = read_table("advantage_goalposts")
    recomputed = pd.concat([release_goalposts(present(scheme)), release_goalposts(former(scheme))])
    own = stored[stored["scheme"].isna() | (stored["scheme"] == scheme)]
    joined = own.merge(recomputed, on=keys, how="left", suffixes=("", "_again"))
    released = joined[joined["basis"] == "release"]
    assert len(released) > 40
    np.testing.assert_allclose(released["low"], released["low_again"], atol=1e-6)
    np.testing.assert_allclose(released["high"], released["high_again"], atol=1e-6)
    assert own.loc[own["basis"].isin(["assumed", "published"]), "note"].notna().all()


def test_editing_one_unit_moves_no_other_units_plain_score(present: ByScheme) -> None:
    inputs = present("QD21")
    edited = inputs.indicators.copy()
    edited.loc[(edited["vintage"] == inputs.vintage) & (edited["unit"] == "79"), "value"] *= 0.5
    before = score_advantage(inputs, ScoreSettings()).cells["plain_score"]
    after = score_advantage(replace(inputs, indicators=edited), ScoreSettings()).cells["plain_score"]
    pd.testing.assert_series_equal(before.drop("79", level="unit"), after.drop("79", level="unit"))
    assert (before.loc["79"] != after.loc["79"]).any()


def test_a_unit_of_which_nothing_is_known_cannot_be_judged(present: ByScheme) -> None:
    inputs = present("QD21")
    table = score_advantage(replace(inputs, units=(*inputs.units, "unknown")), ScoreSettings())
    unknown = table.cells.xs("unknown", level="unit")
    assert unknown["judgement"].eq("cannot_be_judged").all()
    assert unknown["score"].isna().all()
    assert "unknown" not in strong(table).index.get_level_values("unit")


def test_without_expert_values_fewer_pairs_are_scored_and_none_gains_coverage(present: ByScheme) -> None:
    table = score_advantage(present("QD21"), ScoreSettings())
    sober = score_advantage(present("QD21"), ScoreSettings(expert_values=False))
    assert sober.cells["score"].notna().sum() < table.cells["score"].notna().sum()
    assert (sober.cells["coverage"] <= table.cells["coverage"]).all()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_former_provinces_are_scored_from_what_exists(former: ByScheme, scheme: str) -> None:
    table = score_advantage(former(scheme), ScoreSettings())
    assert len(table.units) == 63
    judged = table.cells["judgement"].value_counts()
    assert judged["cannot_be_judged"] > 100
    assert judged["scored"] > judged["cannot_be_judged"]
    assert set(strong(table).index.get_level_values("technology")) == set(table.technologies)


def test_every_site_of_a_former_province_is_found_by_its_name(former: ByScheme) -> None:
    for table in former("QD21").sites.values():
        assert table["former_unit"].notna().all()


def test_the_two_large_cities_are_the_readiest_hubs(present: ByScheme) -> None:
    ready = readiness(present("QD21"))
    assert sorted(ready, key=lambda unit: -ready[unit])[:2] == ["79", "01"]
    assert all(0 < value <= 1 for value in ready.values())


def test_every_weight_row_of_a_technology_sums_to_one_with_a_quarter_for_sites() -> None:
    weights = read_table("advantage_weights")
    totals = weights.groupby(["scheme", "technology"])["weight"].sum()
    assert len(totals) == 21
    assert totals.round(9).eq(1).all()
    assert weights.loc[weights["indicator"] == "sites_on_record", "weight"].eq(0.25).all()
    assert weights.loc[weights["indicator"] == "local_priority", "weight"].eq(0).all()


def test_missing_is_never_written_as_zero() -> None:
    rows = read_table("indicators")
    assert rows["value"].notna().all()
    present_rows = rows[rows["vintage"] == "2025-07-01"]
    grdp = present_rows[present_rows["indicator"] == "grdp_2024_bn_vnd"].set_index("unit")
    assert (grdp.loc["08", "value"], grdp.loc["08", "status"]) == (80000.0, "lower_bound")
    assert "04" not in set(present_rows.loc[present_rows["indicator"] == "fdi_stock_2025_musd", "unit"])


def test_general_knowledge_is_an_experts_reading_in_every_table() -> None:
    for name in ("indicators", "endowments"):
        rows = read_table(name)
        assert set(rows.loc[rows["source_id"] == "GK", "status"]) <= {"expert"}
        assert set(rows["source_id"]) <= set(read_table("sources")["source_id"])
