"""Change what is never changed, as somebody with the database's password could."""

from __future__ import annotations

from sqlalchemy import inspect, text

from clusterplan.web.state.database import Database


def forge(database: Database, statement: str) -> None:
    """Take the triggers away and run a statement."""
    tables = [name for name in inspect(database.engine).get_table_names() if name != "alembic_version"]
    with database.changing() as connection:
        if database.is_sqlite:
            triggers = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            for name in triggers:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in tables:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        connection.execute(text(statement))
