"""Bring a database to the newest schema, whole or not at all, however many processes try at the same time."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from clusterplan.errors import Fault
from clusterplan.language import Text
from clusterplan.web.state.database import Database
from clusterplan.web.state.errors import StateUnavailableError, WrongDatabaseError
from clusterplan.web.state.tables import Base

__all__ = ["make_place", "migrate", "migrate_to", "newest_schema", "schema_of"]

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x6D696772


def migrate(database: Database) -> tuple[str | None, str]:
    """Bring a database to the newest schema; nothing happens if it is there.

    Parameters
    ----------
    database
        An empty database, or one of any earlier schema.

    Returns
    -------
    tuple of str
        The schema it had, none if it was empty, and the one it has.

    Raises
    ------
    WrongDatabaseError
        If it was written by a newer program, or has tables of these names that are of something else.
    StateUnavailableError
        If it does not answer.
    """
    make_place(database)
    with database.changing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        before, newest = schema_of(connection), newest_schema()
        if before != newest:
            migrate_to(connection, newest)
        return before, newest


def make_place(database: Database) -> None:
    """Make the file of SQLite with its folder, for their owner alone.

    Parameters
    ----------
    database
        Any database.

    Raises
    ------
    StateUnavailableError
        If they cannot be made.
    """
    if database.is_sqlite and database.url.database not in (None, "", ":memory:"):
        file = Path(database.url.database)
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.touch(mode=0o600)
        except OSError as error:
            raise StateUnavailableError(str(error)) from None


def schema_of(connection: Connection) -> str | None:
    """Return the schema that a database has.

    Parameters
    ----------
    connection
        To the database.

    Returns
    -------
    str or None
        As ``0001``; none for a database without our tables.

    Raises
    ------
    WrongDatabaseError
        If it was written by a newer program, or has tables of these names that are of something else.
    """
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        ours = sorted(tables & Base.metadata.tables.keys())
        if ours:
            raise _of_something_else(ours)
        return None
    schema: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if schema is not None and schema not in _schemas():
        raise _too_new(schema)
    return schema


def newest_schema() -> str:
    """Return the schema of this program.

    Returns
    -------
    str
        As ``0001``.
    """
    return max(_schemas())


def migrate_to(connection: Connection, schema: str) -> None:
    """Run the migrations up to a schema, in the transaction of a connection.

    Parameters
    ----------
    connection
        To the database.
    schema
        As ``0001``.
    """
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext  # a service starts once, the commands start often
    from alembic.runtime.migration import MigrationContext, MigrationStep, RevisionStep
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(_FOLDER))

    def steps(current: str | tuple[str, ...] | None, _context: MigrationContext) -> list[RevisionStep]:
        missing = list(scripts.iterate_revisions(schema, current or "base"))
        return [MigrationStep.upgrade_from_script(scripts.revision_map, script) for script in reversed(missing)]

    with EnvironmentContext(Config(), scripts, fn=steps, destination_rev=schema) as environment:
        environment.configure(connection=connection)
        environment.run_migrations()


def _schemas() -> frozenset[str]:
    return frozenset(path.stem.removeprefix("schema_") for path in (_FOLDER / "versions").glob("schema_*.py"))


def _too_new(schema: str) -> WrongDatabaseError:
    newest = newest_schema()
    summary = Text(
        vi=f"Cơ sở dữ liệu do phiên bản clusterplan mới hơn ghi: lược đồ {schema}, chương trình này biết đến {newest}.",
        en=f"The database was written by a newer clusterplan: schema {schema}, this program knows up to {newest}.",
    )
    advice = Text(
        vi="Hãy dùng phiên bản clusterplan mới hơn, hoặc khôi phục bản sao lưu cũ hơn.",
        en="Use the newer clusterplan, or restore an older backup. Nothing was changed.",
    )
    return WrongDatabaseError(summary, [Fault("alembic_version", summary, advice)])


def _of_something_else(tables: list[str]) -> WrongDatabaseError:
    names = ", ".join(tables)
    summary = Text(
        vi="Cơ sở dữ liệu có bảng trùng tên nhưng không phải của clusterplan.",
        en="The database has tables of these names that clusterplan's migrations did not make.",
    )
    advice = Text(vi="Hãy dùng một cơ sở dữ liệu trống.", en="Use an empty database. Nothing was changed.")
    return WrongDatabaseError(summary, [Fault(names, summary, advice)])
