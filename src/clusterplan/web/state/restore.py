"""Read a backup into a database: all of it, checked, or nothing."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from itertools import batched
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, inspect, select, text
from sqlalchemy import MetaData as Tables
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from clusterplan.errors import DataError, Fault
from clusterplan.language import Text
from clusterplan.web.state.audit import append_to_audit
from clusterplan.web.state.backup_file import MANIFEST, BackupManifest, BackupTable, path_of, unpacked
from clusterplan.web.state.database import Database
from clusterplan.web.state.errors import NotAllowedError
from clusterplan.web.state.migrate import make_place, migrate_to, newest_schema, schema_of
from clusterplan.web.state.tables import AuditRow, Base
from clusterplan.web.state.verify import verify_session

__all__ = ["restore"]

_ROWS_AT_ONCE = 100
_OPERATOR = "operator"
_NO_BACKUP = (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError, SQLAlchemyError)
"""What reading a damaged or foreign file ends in; a database that is gone or full was told apart before."""


def restore(database: Database, file: Path, *, force: bool = False) -> BackupManifest:
    """Fill a database from a backup, in one transaction: a restore that is stopped leaves what was there.

    Parameters
    ----------
    database
        An empty one; the service is stopped.
    file
        A backup of this version of clusterplan or an earlier one, made from either database.
    force
        Whether what is in the database may be thrown away.

    Returns
    -------
    BackupManifest
        What was restored.

    Raises
    ------
    DataError
        If the file is no whole backup, was made by a newer clusterplan, or does not agree with its own audit log
        (faults that were there when it was made are restored as they were, and still show).
    NotAllowedError
        If the database is not empty.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, file)
            _require_whole(archive, manifest, file)
            make_place(database)
            with database.changing() as connection:
                replaced = _make_room(connection, force=force)
                _fill(connection, archive, manifest)
                _verify_and_tell(connection, manifest, file, replaced)
    except _NO_BACKUP as error:
        what = Text(vi="không phải bản sao lưu nguyên vẹn.", en=f"is no whole backup ({type(error).__name__}).")
        raise _refused(file.name, what) from error
    return manifest


def _manifest(archive: zipfile.ZipFile, file: Path) -> BackupManifest:
    manifest = BackupManifest.model_validate_json(archive.read(MANIFEST))
    newest = newest_schema()
    if manifest.schema_ > newest:
        what = Text(
            vi=f"do clusterplan mới hơn ghi: lược đồ {manifest.schema_}, chương trình này biết đến {newest}.",
            en=f"was made by a newer clusterplan: schema {manifest.schema_}, this program knows up to {newest}.",
        )
        raise _refused(file.name, what)
    return manifest


def _require_whole(archive: zipfile.ZipFile, manifest: BackupManifest, file: Path) -> None:
    """Compute every digest again before anything is changed."""
    faults = []
    for name, table in manifest.tables.items():
        digest = hashlib.sha256()
        with archive.open(path_of(name)) as stream:
            for line in stream:
                digest.update(line)
        if digest.hexdigest() != table.sha256:
            what = Text(vi="nội dung khác với mã trong manifest.json.", en="is not what manifest.json says.")
            faults.append(Fault(f"{file.name}/{path_of(name)}", what))
    if faults:
        raise DataError(_NOTHING_DONE, faults)


def _make_room(connection: Connection, *, force: bool) -> str | None:
    """Leave a database without our tables; return the head of the audit log that was thrown away."""
    schema = schema_of(connection)
    if schema is None:
        return None
    present = inspect(connection).get_table_names()
    ours = [table for table in reversed(Base.metadata.sorted_tables) if table.name in present]
    rows = {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in ours}
    if any(rows.values()) and not force:
        raise _not_empty({name: number for name, number in rows.items() if number})
    head = connection.scalar(select(AuditRow.digest).order_by(AuditRow.sequence.desc()).limit(1))
    for name in (*(table.name for table in ours), "alembic_version"):
        connection.execute(text(f"DROP TABLE {name}"))
    return head


def _fill(connection: Connection, archive: zipfile.ZipFile, manifest: BackupManifest) -> None:
    """Make the tables as they were, put the rows in, and bring both to the newest schema."""
    migrate_to(connection, manifest.schema_)
    as_they_were = Tables()
    as_they_were.reflect(connection, only=list(manifest.tables))
    for name, table in manifest.tables.items():
        _insert(connection, as_they_were.tables[name], table, archive)
    migrate_to(connection, newest_schema())


def _insert(connection: Connection, into: Table, table: BackupTable, archive: zipfile.ZipFile) -> None:
    with archive.open(path_of(into.name)) as stream:
        rows = (json.loads(line) for line in stream)
        for some in batched((_values(row, table) for row in rows), _ROWS_AT_ONCE):
            connection.execute(insert(into), list(some))


def _values(row: dict[str, Any], table: BackupTable) -> dict[str, Any]:
    return {name: unpacked(row[name], kind) for name, kind in table.columns.items()}


def _verify_and_tell(connection: Connection, manifest: BackupManifest, file: Path, replaced: str | None) -> None:
    """Hold everything against the audit log before it is stored for good, and tell of the restore in it."""
    with Session(connection, join_transaction_mode="rollback_only") as session:
        found = verify_session(session)
        known = set(manifest.faults)
        faults = [fault for fault in found.faults if fault.where not in known]
        if (found.audit.lines, found.audit.head) != (manifest.audit_lines, manifest.audit_head):
            what = Text(vi="nhật ký không khớp với manifest.json.", en="the audit log is not the one of manifest.json.")
            faults.append(Fault(f"{file.name}/{MANIFEST}", what))
        if faults:
            raise DataError(_NOTHING_DONE, faults)
        made_at, head = manifest.made_at.isoformat(), manifest.audit_head
        append_to_audit(session, _OPERATOR, "state.restored", "state", made_at=made_at, head=head, replaced=replaced)


_NOTHING_DONE = Text(
    vi="Bản sao lưu không dùng được; cơ sở dữ liệu không thay đổi.",
    en="The backup cannot be used; the database is as it was.",
)


def _refused(where: str, what: Text) -> DataError:
    return DataError(_NOTHING_DONE, [Fault(where, what)])


def _not_empty(rows: dict[str, int]) -> NotAllowedError:
    summary = Text(vi="Cơ sở dữ liệu không trống.", en="The database is not empty.")
    advice = Text(
        vi="Hãy sao lưu trước; --force bỏ hết những gì đang có.",
        en="Back it up first; --force throws away what is in it.",
    )
    return NotAllowedError(
        summary, [Fault(name, Text(vi=f"{n} dòng.", en=f"{n} rows."), advice) for name, n in rows.items()]
    )
