"""Counters that tell other processes that something changed, without their having to look at it."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from clusterplan.web.state.tables import RevisionRow

__all__ = ["raise_revision", "revision_of"]

# Both databases know this one statement; two first writers cannot both insert.
_RAISE = text(
    "INSERT INTO revisions (subject, number) VALUES (:subject, 1) "
    "ON CONFLICT (subject) DO UPDATE SET number = revisions.number + 1"
)


def raise_revision(session: Session, subject: str) -> None:
    """Count one more change, in the transaction that makes it.

    Parameters
    ----------
    session
        A transaction of :meth:`Database.writing`.
    subject
        What changed, as ``plans``.
    """
    session.execute(_RAISE, {"subject": subject})


def revision_of(session: Session, subject: str) -> int:
    """Return how many changes there were.

    Parameters
    ----------
    session
        Any session.
    subject
        What is asked about, as ``plans``.

    Returns
    -------
    int
        0 before the first. Compare with ``!=``: a restored backup may be behind.
    """
    row = session.get(RevisionRow, subject)
    return 0 if row is None else row.number
