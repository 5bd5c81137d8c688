"""The form of a backup: a ZIP with one line of JSON for each row, readable without clusterplan, for both databases.

``manifest.json`` names the schema, the columns with their kinds, the rows and the SHA-256 of every table, and the head
of the audit log. A moment is ISO 8601 in UTC, bytes are base64.
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import Boolean, DateTime, Integer, LargeBinary
from sqlalchemy.types import TypeEngine

from clusterplan.domain import Frozen

__all__ = ["MANIFEST", "BackupManifest", "BackupTable", "Kind", "kind_of", "packed", "path_of", "unpacked"]

MANIFEST = "manifest.json"

type Kind = Literal["boolean", "bytes", "integer", "text", "time"]
type Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]

_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (Boolean, "boolean"),
    (LargeBinary, "bytes"),
    (Integer, "integer"),
    (DateTime, "time"),
)


class BackupTable(Frozen):
    """One table of a backup."""

    columns: dict[str, Kind]
    """Kind of every column, in their order."""
    rows: Annotated[int, Field(ge=0)]
    """Number of rows."""
    sha256: Digest
    """SHA-256 of its lines."""


class BackupManifest(Frozen):
    """What a backup says of itself."""

    format: Literal["clusterplan/state-backup/1"] = "clusterplan/state-backup/1"
    """Name and version of this form."""
    made_at: datetime
    """When it was made."""
    clusterplan: str
    """Version that made it."""
    schema_: Annotated[str, Field(alias="schema", pattern=r"^\d{4}$")]
    """Schema of the database."""
    audit_lines: Annotated[int, Field(ge=0)]
    """Lines of the audit log."""
    audit_head: Digest
    """Digest of its last line."""
    faults: tuple[str, ...] = ()
    """Addresses of what was not as the log tells when the backup was made."""
    tables: dict[Annotated[str, Field(pattern="^[a-z_]+$")], BackupTable]
    """The tables, those that others refer to first."""


def path_of(table: str) -> str:
    """Return the name of a table's file inside a backup.

    Examples
    --------
    >>> path_of("plans")
    'tables/plans.jsonl'
    """
    return f"tables/{table}.jsonl"


def kind_of(type_: TypeEngine[Any]) -> Kind:
    """Return the kind of a column's type.

    Examples
    --------
    >>> kind_of(Integer()), kind_of(LargeBinary())
    ('integer', 'bytes')
    """
    plain = getattr(type_, "impl_instance", type_)
    return next((kind for known, kind in _KINDS if isinstance(plain, known)), "text")


def packed(value: Any) -> Any:
    """Return a value as JSON can hold it.

    Examples
    --------
    >>> packed(b"plan"), packed(None), packed(3)
    ('cGxhbg==', None, 3)
    """
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, datetime) else value


def unpacked(value: Any, kind: Kind) -> Any:
    """Return what was packed.

    Examples
    --------
    >>> unpacked("cGxhbg==", "bytes"), unpacked(None, "time"), unpacked("2026-07-01T00:00:00+00:00", "time").year
    (b'plan', None, 2026)
    """
    if value is None:
        return None
    if kind == "bytes":
        return base64.b64decode(value, validate=True)
    return datetime.fromisoformat(value) if kind == "time" else value
