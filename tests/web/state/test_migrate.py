"""Migrations lead to the tables of the code, and a program never touches a database that it does not know."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from tests.web.state.samples import LAN, document

from clusterplan.web.state.database import Database
from clusterplan.web.state.errors import WrongDatabaseError
from clusterplan.web.state.migrate import migrate, newest_schema
from clusterplan.web.state.scenarios import ScenarioStore
from clusterplan.web.state.tables import Base


def test_the_migrations_lead_exactly_to_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_second_run_changes_nothing(database: Database) -> None:
    ScenarioStore(database).create(LAN, "mine", document())
    assert migrate(database) == (newest_schema(), newest_schema())
    assert ScenarioStore(database).get("mine").version == 1


def test_an_older_program_leaves_a_newer_database_alone(database: Database) -> None:
    with database.changing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(WrongDatabaseError, match=r"newer clusterplan: schema 9999, this program knows up to \d{4}"):
        migrate(database)


def test_tables_of_something_else_are_left_alone(empty_url: str) -> None:
    database = Database(empty_url)
    with database.changing() as connection:
        connection.execute(text("CREATE TABLE plans (id INTEGER)"))
    with pytest.raises(WrongDatabaseError, match="plans"):
        migrate(database)
    assert inspect(database.engine).get_table_names() == ["plans"]
    database.close()


def test_the_folder_of_the_database_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'state.sqlite3'}")
    assert migrate(database) == (None, newest_schema())
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    database.close()


def _migrated(url: str) -> tuple[str | None, str]:
    database = Database(url)
    try:
        return migrate(database)
    finally:
        database.close()


def test_many_services_may_start_at_the_same_time(empty_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(_migrated, [empty_url] * 6))
    assert sorted(found, key=str) == [(newest_schema(),) * 2] * 5 + [(None, newest_schema())]
