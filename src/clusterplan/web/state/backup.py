"""Write a backup: one state of the database, while the service goes on."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from importlib import metadata
from pathlib import Path

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.web.state.backup_file import MANIFEST, BackupManifest, BackupTable, kind_of, packed, path_of
from clusterplan.web.state.database import Database, now
from clusterplan.web.state.migrate import schema_of
from clusterplan.web.state.tables import Base, SessionRow
from clusterplan.web.state.verify import verify_session

__all__ = ["back_up"]

_LEFT_OUT = SessionRow.__tablename__
"""Browsers sign in again after a restore: a backup must not bring back who has signed out."""


def back_up(database: Database, file: Path) -> BackupManifest:
    """Write everything that the service must not forget into one file, readable by its owner alone.

    Parameters
    ----------
    database
        With the newest schema; the service may be running.
    file
        To be made; never replaced.

    Returns
    -------
    BackupManifest
        What is in it; with the faults that `clusterplan audit verify` would name.

    Raises
    ------
    UsageError
        If the file is there, or cannot be written.
    """
    if file.exists():
        raise _not_written(file, Text(vi="tệp đã có, không ghi đè.", en="the file is there and is not replaced."))
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as error:
        raise _failed(file, error) from None
    half_written = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with database.reading() as session, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _written(session, archive)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(half_written, file)  # unlike a rename, it never replaces what came meanwhile
    except FileExistsError:
        raise _not_written(file, Text(vi="tệp đã có.", en="the file is there and is not replaced.")) from None
    except OSError as error:
        raise _failed(file, error) from None
    finally:
        half_written.unlink(missing_ok=True)
    return manifest


def _written(session: Session, archive: zipfile.ZipFile) -> BackupManifest:
    found = verify_session(session)
    tables = {
        table.name: _write_table(session, table, archive)
        for table in Base.metadata.sorted_tables
        if table.name != _LEFT_OUT
    }
    manifest = BackupManifest(
        made_at=now(),
        clusterplan=metadata.version("clusterplan"),
        schema_=schema_of(session.connection()) or "",
        audit_lines=found.audit.lines,
        audit_head=found.audit.head,
        faults=tuple(fault.where for fault in found.faults),
        tables=tables,
    )
    archive.writestr(MANIFEST, manifest.model_dump_json(by_alias=True, indent=2) + "\n")
    return manifest


def _write_table(session: Session, table: Table, archive: zipfile.ZipFile) -> BackupTable:
    rows, digest = 0, hashlib.sha256()
    asked = select(table).order_by(*table.primary_key).execution_options(yield_per=20)
    with session.execute(asked) as found, archive.open(path_of(table.name), "w", force_zip64=True) as stream:
        for row in found:
            values = {name: packed(value) for name, value in row._mapping.items()}  # noqa: SLF001 - its public name
            line = json.dumps(values, ensure_ascii=False).encode() + b"\n"
            stream.write(line)
            digest.update(line)
            rows += 1
    columns = {column.name: kind_of(column.type) for column in table.columns}
    return BackupTable(columns=columns, rows=rows, sha256=digest.hexdigest())


def _failed(file: Path, error: OSError) -> UsageError:
    return _not_written(file, Text(vi=f"không ghi được: {error.strerror}.", en=f"cannot be written: {error.strerror}."))


def _not_written(file: Path, what: Text) -> UsageError:
    summary = Text(vi="Chưa sao lưu.", en="No backup was made.")
    return UsageError(summary, [Fault(str(file), what)])
