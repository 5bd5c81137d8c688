"""What the claims of the site tables rest on: a reading of every row, held against a list that a person can read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from clusterplan.geodata import Layers, read_table

GOLDEN = Path(__file__).parent / "golden" / "claim_status.tsv"
SITE_TABLES = {
    "enterprises": "enterprise_attributes",
    "laboratories": "laboratory_attributes",
    "zones": "zone_attributes",
}
TABLES = [*SITE_TABLES.values(), "local_priorities"]
NOT_THERE_YET = {"unbuilt", "unconfirmed"}
RESTRICTED_AND_UNBUILT = "LC1"
"""A chip factory under construction: that its place is generalised is the stronger reason, and the one it carries."""
UNBUILT_PLANTS = {"E02": "LC1", "E25": "LC16"}
"""Plants among the enterprises that the table of laboratories lists as unbuilt."""


def claims(name: str) -> pd.DataFrame:
    table = read_table(name)
    columns = {"id": table[table.columns[0]], "host_reason": table.get("host_reason", pd.Series(index=table.index))}
    return table[["claim_status", "confidence", "source"]].assign(**columns)


def test_every_row_has_the_status_of_the_list() -> None:
    rows = pd.concat([claims(name) for name in TABLES])
    listed = rows[["id", "claim_status", "confidence", "source"]].to_csv(sep="\t", index=False, lineterminator="\n")
    assert listed == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TABLES)
def test_a_claim_known_by_general_knowledge_alone_or_of_low_confidence_is_never_observed(name: str) -> None:
    rows = claims(name)
    weak = rows[rows["source"].eq("general knowledge") | rows["confidence"].eq("low")]
    assert len(weak) > 0
    assert set(weak["claim_status"]) <= {"expert", "none_recorded"}


def test_general_knowledge_of_a_coordinate_or_a_year_does_not_make_an_experts_reading() -> None:
    rows = pd.concat([claims(name) for name in TABLES]).set_index("id")
    status = rows["claim_status"].to_dict()
    assert [status[row] for row in ("L01", "L21", "LC13", "Z01", "Z10", "Z13")] == ["observed"] * 6
    # the place itself, hence the province, is known by general knowledge alone
    assert [status[row] for row in ("L10", "L40", "E08", "E11", "E50", "E52")] == ["expert"] * 6


@pytest.mark.parametrize("name", ["laboratory_attributes", "zone_attributes"])
def test_exactly_the_unbuilt_and_the_unconfirmed_places_are_no_capability_on_record(name: str) -> None:
    rows = claims(name)
    not_there = rows["host_reason"].isin(NOT_THERE_YET) | rows["id"].eq(RESTRICTED_AND_UNBUILT)
    assert rows["claim_status"].eq("none_recorded").tolist() == not_there.tolist()


def test_twenty_three_places_are_not_there_yet_and_their_plants_neither() -> None:
    places = pd.concat([claims(name) for name in ("laboratory_attributes", "zone_attributes")])
    assert places["claim_status"].eq("none_recorded").sum() == 23
    plants = claims("enterprise_attributes").query("claim_status == 'none_recorded'")
    assert set(plants["id"]) == set(UNBUILT_PLANTS)
    assert places.set_index("id")["host_reason"][list(UNBUILT_PLANTS.values())].tolist() == ["restricted", "unbuilt"]


@pytest.mark.parametrize("name", [*SITE_TABLES, "sites"])
def test_the_layers_say_the_same_as_their_tables_and_keep_what_is_only_planned(name: str) -> None:
    tables = [SITE_TABLES[name]] if name in SITE_TABLES else [SITE_TABLES["laboratories"], SITE_TABLES["zones"]]
    rows = pd.concat([claims(table) for table in tables])
    layer = Layers.bundled()[name]
    shown = layer.set_index(layer.columns[0])["claim_status"].to_dict()
    assert shown == rows.set_index("id")["claim_status"].to_dict()
    assert "none_recorded" in shown.values()
