"""An application whose jobs are done by a child that does what a test says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.jobs.test_dispatcher import TOY
from tests.web.processes.application import make_app

from clusterplan.web.jobs import Child
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database
from clusterplan.web.state.migrate import migrate


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def controls() -> dict[str, Any]:
    """What the children do: a test fills it in."""
    return {"seconds": 30.0}


@pytest.fixture
def client(database: Database, controls: dict[str, Any]) -> Iterator[TestClient]:
    app = make_app(Settings(jobs_per_person=3), database, lambda asked: Child({**asked, "inputs": controls}, TOY))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client
