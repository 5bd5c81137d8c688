"""Open the database that the settings name, for a command of an operator."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from clusterplan.errors import Fault
from clusterplan.language import Text
from clusterplan.web.settings import read_settings
from clusterplan.web.state.database import Database
from clusterplan.web.state.errors import NotFoundError, WrongDatabaseError
from clusterplan.web.state.migrate import newest_schema, schema_of

__all__ = ["existing_database", "opened_database"]


@contextlib.contextmanager
def opened_database() -> Iterator[Database]:
    """Open the database, which may be empty or not there yet.

    Yields
    ------
    Database
        Closed afterwards.
    """
    database = Database(read_settings().database_url)
    try:
        yield database
    finally:
        database.close()


@contextlib.contextmanager
def existing_database() -> Iterator[Database]:
    """Open a database that has the newest schema.

    Yields
    ------
    Database
        Closed afterwards.

    Raises
    ------
    NotFoundError
        If there is none: a command that reads must not make one.
    WrongDatabaseError
        If its schema is another one.
    """
    with opened_database() as database:
        file = database.url.database if database.is_sqlite else None
        if file is not None and not Path(file).is_file():
            raise _nothing_there(file)
        with database.reading() as session:
            schema = schema_of(session.connection())
        if schema is None:
            raise _nothing_there(database.url.render_as_string(hide_password=True))
        if schema != newest_schema():
            raise _older(schema)
        yield database


def _nothing_there(address: str) -> NotFoundError:
    summary = Text(vi="Ở đây chưa có cơ sở dữ liệu của dịch vụ.", en="There is no database of the service here.")
    advice = Text(
        vi="Kiểm tra CLUSTERPLAN_DATABASE và CLUSTERPLAN_STATE_FOLDER: có giống của dịch vụ không?",
        en="Are CLUSTERPLAN_DATABASE and CLUSTERPLAN_STATE_FOLDER those of the service?",
    )
    return NotFoundError(summary, [Fault(address, summary, advice)])


def _older(schema: str) -> WrongDatabaseError:
    summary = Text(
        vi=f"Cơ sở dữ liệu còn ở lược đồ {schema}, chương trình này cần {newest_schema()}.",
        en=f"The database is still at schema {schema}, this program needs {newest_schema()}.",
    )
    advice = Text(
        vi="Sao lưu bằng chương trình cũ, rồi chạy clusterplan state migrate.",
        en="Back it up with the older program, then run clusterplan state migrate.",
    )
    return WrongDatabaseError(summary, [Fault("alembic_version", summary, advice)])
