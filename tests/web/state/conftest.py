"""Fixtures of the state: an empty database with the newest schema, of both kinds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres import PostgresServer

from clusterplan.web.state.database import Database
from clusterplan.web.state.migrate import migrate

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Return an empty database with the newest schema."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'state.sqlite3'}")
        migrate(database)
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        database = Database(server.url(server.new_database(request.getfixturevalue("postgres_template"))))
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """Return the name of a migrated database that is copied for each test."""
    name = postgres_server.new_database()
    database = Database(postgres_server.url(name))
    migrate(database)
    database.close()
    return name
