"""Scenarios: versions are kept, and a stale writer loses nothing and overwrites nothing."""

from __future__ import annotations

import pytest
from tests.web.state.samples import LAN, MINH, document

from clusterplan.errors import ScenarioError
from clusterplan.web.state.audit import verify_audit
from clusterplan.web.state.database import Database
from clusterplan.web.state.errors import NotAllowedError, NotFoundError, StaleVersionError
from clusterplan.web.state.scenarios import ScenarioStore


@pytest.fixture
def store(database: Database) -> ScenarioStore:
    return ScenarioStore(database)


def test_every_version_is_kept_as_it_was_given(store: ScenarioStore, database: Database) -> None:
    first = store.create(LAN, "mine", document(at_most=9), "bản đầu")
    second = store.update(MINH, "mine", document(at_most=8), expected_version=1)
    assert (first.version, first.owner, first.author, first.note) == (1, "lan", "lan", "bản đầu")
    assert (second.version, second.owner, second.author, second.note) == (2, "lan", "minh", "")
    assert store.get("mine") == second
    assert store.get("mine", version=1) == first
    assert first.document == document(at_most=9)
    assert first.scenario.rules.clusters.at_most == 9
    assert [found.version for found in store.versions("mine")] == [2, 1]
    assert [(found.id, found.version, found.title_vi) for found in store.list()] == [("mine", 2, "Của tôi")]
    assert verify_audit(database).lines == 2


def test_the_second_of_two_writers_is_told_and_nothing_is_lost(store: ScenarioStore) -> None:
    store.create(LAN, "mine", document(at_most=9))
    mine = store.update(LAN, "mine", document(at_most=8), expected_version=1)
    with pytest.raises(StaleVersionError) as refused:
        store.update(MINH, "mine", document(at_most=7), expected_version=1)
    assert (refused.value.expected, refused.value.stored) == (1, 2)
    assert store.get("mine") == mine


def test_a_version_from_the_future_is_stale_too(store: ScenarioStore) -> None:
    store.create(LAN, "mine", document())
    with pytest.raises(StaleVersionError):
        store.update(MINH, "mine", document(), expected_version=2)


@pytest.mark.parametrize("taken", ["mine", "national"])
def test_an_id_is_taken_once_and_the_bundled_ones_are_taken(store: ScenarioStore, taken: str) -> None:
    store.create(LAN, "mine", document())
    with pytest.raises(NotAllowedError):
        store.create(MINH, taken, document(taken))


def test_what_is_no_scenario_of_that_id_is_not_stored(store: ScenarioStore, database: Database) -> None:
    with pytest.raises(ScenarioError, match="at_most"):
        store.create(LAN, "mine", document(at_most=-1))
    with pytest.raises(ScenarioError, match="yours"):
        store.create(LAN, "mine", document("yours"))
    with pytest.raises(ScenarioError):
        store.create(LAN, "mine", '{extends: national, id: mine, title_vi: "a\\0b", title_en: "\\uD800"}')
    assert store.list() == ()
    assert verify_audit(database).lines == 0


def test_what_is_not_there_is_named(store: ScenarioStore) -> None:
    store.create(LAN, "mine", document())
    for ask in (
        lambda: store.get("yours"),
        lambda: store.get("mine", version=2),
        lambda: store.versions("yours"),
        lambda: store.update(LAN, "yours", document("yours"), expected_version=1),
    ):
        with pytest.raises(NotFoundError, match="scenarios/"):
            ask()
