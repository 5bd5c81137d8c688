"""Fixtures of the state: an empty database with the newest schema, people, a plan with its scenario."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterplan.web.state.database import Database
from clusterplan.web.state.migrate import migrate


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    migrate(database)
    yield database
    database.close()
