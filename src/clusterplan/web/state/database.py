"""The database: SQLite by default, PostgreSQL by address, one way to read and one way to write."""

from __future__ import annotations

import contextlib
import importlib.util
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import URL, Connection, DateTime, Dialect, Engine, TypeDecorator, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.web.state.errors import StateUnavailableError

__all__ = ["Database", "UtcTime", "new_id", "now"]

_SECONDS_TO_WAIT = 10


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return a short random id that nobody can guess."""
    return secrets.token_hex(8)


class UtcTime(TypeDecorator[datetime]):
    """A moment, always with its zone: SQLite forgets zones, so every value is stored and returned in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return what is stored; a moment without a zone is a mistake of the program."""
        if value is None:
            return None
        assert value.tzinfo is not None, "moments carry their zone"
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return what was stored, in UTC."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """An open database.

    Parameters
    ----------
    url
        SQLAlchemy address, as ``sqlite:////var/lib/clusterplan/state.sqlite3`` or ``postgresql+psycopg://host/name``.

    Raises
    ------
    UsageError
        If it is no address of one of the two, or the driver of PostgreSQL is not installed.
    """

    def __init__(self, url: str) -> None:
        self.url = _address(url)
        self.engine = _engine(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is one file of SQLite."""
        return self.url.get_backend_name() == "sqlite"

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees one state of the database, however many questions it asks, and changes nothing.

        Raises
        ------
        StateUnavailableError
            If the database does not answer.
        """
        with _or_unavailable(), self.engine.connect() as connection:
            reader = connection
            if not self.is_sqlite:
                reader = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with Session(reader, expire_on_commit=False) as session:
                yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction: everything that is done in it is stored together, or nothing of it.

        Change rows first and append to the audit log last: then two writers can never wait for each other.

        Raises
        ------
        StateUnavailableError
            If the database does not answer, is full, or another writer holds it for more than ten seconds.
        """
        with self._writer() as writer, Session(writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextlib.contextmanager
    def changing(self) -> Iterator[Connection]:
        """Open the transaction of :meth:`writing` without a session, for changes of the schema."""
        with self._writer() as writer, writer.begin():
            yield writer

    @contextlib.contextmanager
    def _writer(self) -> Iterator[Connection]:
        with _or_unavailable(), self.engine.connect() as connection:
            yield connection.execution_options(clusterplan_writes=True)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


@contextlib.contextmanager
def _or_unavailable() -> Iterator[None]:
    """Say in our words that the database is gone, full or busy; a mistake of the program stays what it is."""
    try:
        yield
    except PoolTimeoutError as error:
        raise StateUnavailableError(str(error).splitlines()[0]) from error
    except DBAPIError as error:
        if not (error.connection_invalidated or _may_pass(error)):
            raise
        raise StateUnavailableError((str(error.orig).splitlines() or [type(error.orig).__name__])[0]) from error


def _may_pass(error: DBAPIError) -> bool:
    """Tell whether the database is at fault and not the question; SQLite calls a missing table operational too."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return getattr(error.orig, "sqlite_errorname", "") != "SQLITE_ERROR"


def _address(url: str) -> URL:
    """Return an address that can be used; it is never repeated in a message, for it may hold a password."""
    what = Text(
        vi="Không phải địa chỉ cơ sở dữ liệu dùng được.", en="This is not the address of a database that can be used."
    )
    advice = Text(
        vi="Hãy ghi postgresql+psycopg://máy_chủ/tên hoặc sqlite:////đường/dẫn/state.sqlite3.",
        en="Write postgresql+psycopg://host/name or sqlite:////path/state.sqlite3.",
    )
    try:
        address = make_url(url)
    except ArgumentError:
        raise _not_usable(what, advice) from None
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "postgresql+psycopg"):
        raise _not_usable(what, advice)
    if address.drivername == "postgresql+psycopg" and importlib.util.find_spec("psycopg") is None:
        what = Text(vi="Chưa cài trình điều khiển PostgreSQL.", en="The driver of PostgreSQL is not installed.")
        raise _not_usable(what, Text(vi="Hãy cài clusterplan[postgres].", en="Install clusterplan[postgres]."))
    return address


def _not_usable(what: Text, advice: Text) -> UsageError:
    summary = Text(vi="Không mở được cơ sở dữ liệu.", en="The database cannot be opened.")
    return UsageError(summary, [Fault("CLUSTERPLAN_DATABASE", what, advice)])


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": _SECONDS_TO_WAIT})
        event.listen(engine, "connect", _prepare_postgresql)
        return engine
    engine = create_engine(url, connect_args={"timeout": _SECONDS_TO_WAIT})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.execute(f"SET lock_timeout = '{_SECONDS_TO_WAIT}s'")
    connection.commit()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_SECONDS_TO_WAIT * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Begin a transaction; a writer takes its lock first, so that two writers wait instead of failing at the end."""
    writes = connection.get_execution_options().get("clusterplan_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
