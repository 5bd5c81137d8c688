"""The audit log: a line is bound to the one before it, and to the change that it tells of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from clusterplan.web.state.audit import append_to_audit, verify_audit
from clusterplan.web.state.database import Database
from clusterplan.web.state.tables import Base


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    Base.metadata.create_all(database.engine)
    with database.writing() as session:
        append_to_audit(session, "lan", "plan.added", "plans/1", digest="ab")
        append_to_audit(session, "minh", "plan.published", "plans/1", reason="Quyết định số 1")
        append_to_audit(session, "minh", "plan.withdrawn", "plans/1")
    yield database
    database.close()


def test_a_whole_chain_is_found_whole(database: Database) -> None:
    verdict = verify_audit(database)
    assert (verdict.lines, verdict.broken_at) == (3, None)


@pytest.mark.parametrize(
    ("damage", "broken_at"),
    [
        ("UPDATE audit SET detail = '{}' WHERE sequence = 2", 2),
        ("UPDATE audit SET actor = 'minh' WHERE sequence = 1", 1),
        ("DELETE FROM audit WHERE sequence = 2", 3),
        ("UPDATE audit SET at = '2020-01-01 00:00:00.000000' WHERE sequence = 3", 3),
    ],
)
def test_a_changed_or_missing_line_is_found(database: Database, damage: str, broken_at: int) -> None:
    with database.writing() as session:
        session.execute(text(damage))
    assert verify_audit(database).broken_at == broken_at


def test_a_line_exists_only_with_its_change(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            append_to_audit(session, "lan", "plan.withdrawn", "plans/1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert verify_audit(database).lines == 3
