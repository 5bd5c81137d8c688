"""Fixtures of the state: an empty database with the newest schema, of both kinds."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.postgres import PostgresServer
from tests.web.state.samples import fill

from clusterplan.web.state.database import Database
from clusterplan.web.state.migrate import migrate

CONTENTS: dict[str, Callable[[Database], object]] = {"migrated": lambda _: None, "filled": fill}
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
    yield from copied(request, tmp_path, "migrated")


@pytest.fixture(params=BOTH)
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Return a database with a row at least in every table."""
    yield from copied(request, tmp_path, "filled")


def copied(request: pytest.FixtureRequest, tmp_path: Path, content: str) -> Iterator[Database]:
    """Copy a database that was made once, which is much faster than making it."""
    if request.param == "sqlite":
        file = tmp_path / "state.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_templates")[content], file)
        database = Database(f"sqlite:///{file}")
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        template = request.getfixturevalue("postgres_templates")[content]
        database = Database(server.url(server.new_database(template)))
    yield database
    database.close()


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the files that are copied."""
    folder = tmp_path_factory.mktemp("templates")
    files = {name: folder / f"{name}.sqlite3" for name in CONTENTS}
    for name, file in files.items():
        make(f"sqlite:///{file}", CONTENTS[name])
    return files


@pytest.fixture(scope="session")
def postgres_templates(postgres_server: PostgresServer) -> dict[str, str]:
    """Return the names of the databases that are copied."""
    names = {name: postgres_server.new_database() for name in CONTENTS}
    for name, template in names.items():
        make(postgres_server.url(template), CONTENTS[name])
    return names


def make(url: str, fill_it: Callable[[Database], object]) -> None:
    database = Database(url)
    migrate(database)
    fill_it(database)
    database.close()
