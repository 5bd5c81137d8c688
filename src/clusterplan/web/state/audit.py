"""The audit log: every change in one line, each line bound to the one before it by its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from clusterplan.web.state.database import Database, now
from clusterplan.web.state.tables import AuditRow

__all__ = ["AuditVerdict", "append_to_audit", "audit_lines", "digest_of", "read_audit", "verify_audit"]

_BEGINNING = "0" * 64
_LOCK = 0x636C7573


@dataclass(frozen=True)
class AuditVerdict:
    """What a reading of the whole log found."""

    lines: int
    """Lines read."""
    head: str
    """Digest of the last line: write it down elsewhere, and a log that was cut short shows too."""
    broken_at: int | None
    """Sequence number of the first line that does not fit; none if the chain is whole."""
    clock_steps_back: int = 0
    """Lines whose clock was before that of the line before: what the machine said is kept, the order holds."""
    noted_at: int | None = None
    """Sequence number of the line whose digest was noted elsewhere; none if there is no such line."""


def append_to_audit(session: Session, actor: str, action: str, subject: str, **detail: Any) -> AuditRow:
    """Add a line in the transaction of the change that it tells of, so that neither exists without the other.

    Parameters
    ----------
    session
        A transaction of :meth:`Database.writing`.
    actor
        Subject of who did it.
    action
        What was done, as ``plan.published``.
    subject
        What it was done to, as ``plans/3f2a``.
    **detail
        Plain values.

    Returns
    -------
    AuditRow
        The line.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = session.scalars(select(AuditRow).order_by(AuditRow.sequence.desc()).limit(1)).first()
    row = AuditRow(
        sequence=1 if last is None else last.sequence + 1,
        at=now(),
        actor=actor,
        action=action,
        subject=subject,
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
        previous=_BEGINNING if last is None else last.digest,
    )
    row.digest = _digest(row)
    session.add(row)
    session.flush()
    return row


def verify_audit(database: Database) -> AuditVerdict:
    """Read the whole log and compute every digest again.

    Parameters
    ----------
    database
        The database.

    Returns
    -------
    AuditVerdict
        Whether every line is what was written, in its place.
    """
    with database.reading() as session:
        return read_audit(session)


def read_audit(
    session: Session, noted: str | None = None, on_line: Callable[[AuditRow], None] | None = None
) -> AuditVerdict:
    """Read the whole log in a session, compute every digest again, and hand on the lines that fit.

    Parameters
    ----------
    session
        Any session.
    noted
        Digest of some line, noted elsewhere.
    on_line
        Told each line until the first that does not fit.

    Returns
    -------
    AuditVerdict
        Whether every line is what was written, in its place.
    """
    previous, lines, steps_back, noted_at = _BEGINNING, 0, 0, None
    before: datetime | None = None
    asked = select(AuditRow).order_by(AuditRow.sequence).execution_options(yield_per=1000)
    with session.scalars(asked) as rows:
        for row in rows:
            lines += 1
            if row.sequence != lines or row.previous != previous or row.digest != _digest(row):
                return AuditVerdict(lines, previous, row.sequence, steps_back, noted_at)
            steps_back += before is not None and row.at < before
            noted_at = row.sequence if row.digest == noted else noted_at
            if on_line is not None:
                on_line(row)
            previous, before = row.digest, row.at
    return AuditVerdict(lines, previous, None, steps_back, noted_at)


def audit_lines(database: Database, after: int, limit: int) -> list[dict[str, Any]]:
    """Return the lines after a known one, in order, as they were written.

    Parameters
    ----------
    database
        The database.
    after
        Sequence number of the last line that is known; 0 for none.
    limit
        Most lines.

    Returns
    -------
    list of dict
        Columns by name.
    """
    asked = select(AuditRow).where(AuditRow.sequence > after).order_by(AuditRow.sequence).limit(limit)
    names = [column.name for column in AuditRow.__table__.columns]
    with database.reading() as session:
        return [{name: getattr(row, name) for name in names} for row in session.scalars(asked)]


def digest_of(*texts: str) -> str:
    """Return the SHA-256 digest of texts, so that a line of the log can tell of them without repeating them.

    Parameters
    ----------
    *texts
        In their order; where one ends and the next begins counts.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()


def _digest(row: AuditRow) -> str:
    line = [row.sequence, row.at.isoformat(), row.actor, row.action, row.subject, row.detail, row.previous]
    return hashlib.sha256(json.dumps(line, ensure_ascii=False).encode()).hexdigest()
