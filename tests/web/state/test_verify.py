"""What was changed behind the service's back shows, wherever it was changed."""

from __future__ import annotations

import pytest
from tests.web.state.forging import forge

from clusterplan.web.state.database import Database
from clusterplan.web.state.verify import verify_state


def test_what_was_only_written_is_whole(filled: Database) -> None:
    found = verify_state(filled)
    assert found.is_whole
    assert found.faults == ()
    assert found.checked == {"comments": 2, "decisions": 1, "plans": 2, "products": 1, "scenarios": 1, "versions": 2}
    assert (found.audit.lines, found.audit.clock_steps_back) == (10, 0)
    assert len(found.audit.head) == 64


def test_an_empty_database_is_whole(database: Database) -> None:
    found = verify_state(database)
    assert (found.is_whole, found.audit.lines, found.checked) == (True, 0, {})


@pytest.mark.parametrize(
    ("damage", "address"),
    [
        ("UPDATE audit SET actor = 'lan' WHERE sequence = 7", "audit/7"),
        ("DELETE FROM audit WHERE sequence = 3", "audit/4"),
        ("UPDATE audit SET detail = '{}' WHERE sequence = 10", "audit/10"),
        ("UPDATE plans SET plan = plan || ' ' WHERE state = 'published'", "plans/"),
        ("UPDATE plans SET state = 'published' WHERE state = 'draft'", "plans/"),
        ("UPDATE plans SET classification = 'internal' WHERE state = 'published'", "plans/"),
        ("DELETE FROM plans WHERE state = 'draft'", "plans/"),
        ("UPDATE scenario_versions SET document = '{}' WHERE version = 1", "scenarios/mine/versions/1"),
        ("UPDATE scenarios SET version = 1", "scenarios/mine"),
        ("UPDATE comments SET text = 'Đồng ý' WHERE unit = '05'", "comments/"),
        ("UPDATE comments SET reply = 'Không' WHERE unit = '01'", "comments/"),
        ("UPDATE decisions SET decided = 'S02'", "decisions/"),
        ("DELETE FROM decisions", "decisions/"),
        ("DELETE FROM plan_products", "plans/"),
    ],
)
def test_every_forgery_is_named(filled: Database, damage: str, address: str) -> None:
    forge(filled, damage)
    found = verify_state(filled)
    assert not found.is_whole
    assert len(found.faults) == 1
    assert found.faults[0].where.startswith(address)


def test_a_log_that_was_cut_short_shows_against_a_noted_head(filled: Database) -> None:
    head = verify_state(filled).audit.head
    again = verify_state(filled, noted=head)
    assert (again.is_whole, again.audit.noted_at) == (True, 10)
    forge(filled, "DELETE FROM audit WHERE sequence = 10")
    forge(filled, "DELETE FROM plans WHERE state = 'draft'")
    assert verify_state(filled).is_whole  # nothing in the database itself shows it
    cut = verify_state(filled, noted=head)
    assert not cut.is_whole
    assert [fault.where for fault in cut.faults] == [f"audit/{head}"]
