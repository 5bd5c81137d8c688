"""What an editor of scenarios asks the service: the schema, what can be extended, and the faults of a draft."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from clusterplan.planning import bundled_scenarios, scenario_schema

DRAFT = {"extends": "national", "id": "mine", "title_vi": "Của tôi", "title_en": "Mine"}


def test_the_schema_and_the_bundled_scenarios_are_those_of_the_program(client: TestClient) -> None:
    assert client.get("/schemas/scenario.json").json() == scenario_schema()
    listed = client.get("/bundled-scenarios").json()["scenarios"]
    assert [found["id"] for found in listed] == list(bundled_scenarios())
    assert all(found["rules"]["clusters"]["at_most"] >= found["rules"]["clusters"]["at_least"] for found in listed)


@pytest.mark.parametrize(
    "sent",
    [
        {"document": {**DRAFT, "rules": {"clusters": {"at_most": 9}}}},
        {"text": "extends: national\nid: mine\ntitle_vi: Của tôi\ntitle_en: Mine\nrules: {clusters: {at_most: 9}}\n"},
    ],
)
def test_a_draft_is_told_with_all_that_it_extends(client: TestClient, sent: dict[str, Any]) -> None:
    said = client.post("/scenario-checks", json=sent).json()
    assert said["faults"] == []
    assert said["document"] == {**DRAFT, "rules": {"clusters": {"at_most": 9}}}
    assert said["complete"]["rules"]["clusters"] == {"at_least": 6, "at_most": 9}
    assert "title_vi: Của tôi\n" in said["text"]
    assert client.get("/scenarios/mine").status_code == 404  # nothing is stored


@pytest.mark.parametrize(
    ("rules", "where", "what_en"),
    [
        ({"clusters": {"at_mots": 9}}, "rules.clusters.at_mots", "There is no field 'at_mots'. Did you mean at_most?"),
        ({"reach_km": -1}, "rules.reach_km", "-1 must be 0"),
        (
            {
                "locks": [
                    {"author": "A", "reason": "R", "date": "2026-07-01", "lock": "must",
                     "focus": {"unit": "99", "technology": "S01"}}
                ]
            },
            "rules.locks.1.focus.unit",
            "99",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_place(client: TestClient, rules: dict[str, Any], where: str, what_en: str) -> None:
    said = client.post("/scenario-checks", json={"document": {**DRAFT, "rules": rules}}).json()
    assert [fault["where"] for fault in said["faults"]] == [where]
    assert what_en in said["faults"][0]["what_en"]
    assert said["faults"][0]["what_vi"] != said["faults"][0]["what_en"]


def test_a_text_that_is_no_scenario_at_all_is_a_draft_with_faults(client: TestClient) -> None:
    said = client.post("/scenario-checks", json={"text": "rules: ["}).json()
    assert said["document"] is None
    assert said["complete"] is None
    assert len(said["faults"]) == 1
