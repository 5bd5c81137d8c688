"""Browsers that signed in: each has a random value in its cookie, of which only the digest is stored."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete

from clusterplan.web.principal import Principal, Recognised, Role, Way
from clusterplan.web.state.audit import append_to_audit
from clusterplan.web.state.database import Database, now
from clusterplan.web.state.tables import SessionRow

__all__ = ["NewSession", "SessionStore"]

_SECRET_BYTES = 32


@dataclass(frozen=True)
class NewSession:
    """A session just opened."""

    value: str
    """What the cookie carries; it can be read at this moment only."""
    recognised: Recognised
    """Who signed in, until when, and the token that his changes carry."""


class SessionStore:
    """The sessions of a database.

    Parameters
    ----------
    database
        Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, principal: Principal, hours: float) -> NewSession:
        """Open a session, and drop those that have ended.

        Parameters
        ----------
        principal
            Who signed in.
        hours
            How long he stays signed in.

        Returns
        -------
        NewSession
            With the value of the cookie.
        """
        value, began = secrets.token_urlsafe(_SECRET_BYTES), now()
        row = SessionRow(
            digest=_digest(value),
            subject=principal.subject,
            name=principal.name,
            roles=" ".join(sorted(principal.roles)),
            provinces=" ".join(sorted(principal.provinces)),
            csrf=secrets.token_urlsafe(_SECRET_BYTES),
            created_at=began,
            expires_at=began + timedelta(hours=hours),
        )
        with self._database.writing() as session:
            session.execute(delete(SessionRow).where(SessionRow.expires_at <= began))
            session.add(row)
            session.flush()
            append_to_audit(
                session,
                principal.subject,
                "session.opened",
                _subject(row),
                name=row.name,
                roles=row.roles.split(),
                provinces=row.provinces.split(),
            )
        return NewSession(value, _recognised(row))

    def find(self, value: str) -> Recognised | None:
        """Return whose session this is.

        Parameters
        ----------
        value
            What the cookie carried.

        Returns
        -------
        Recognised or None
            None if it is unknown or has ended.
        """
        with self._database.reading() as session:
            row = session.get(SessionRow, _digest(value))
        return None if row is None or row.expires_at <= now() else _recognised(row)

    def close(self, value: str) -> None:
        """End a session; one that is not there has ended already.

        Parameters
        ----------
        value
            What the cookie carried.
        """
        with self._database.writing() as session:
            row = session.get(SessionRow, _digest(value))
            if row is not None:
                session.delete(row)
                session.flush()
                append_to_audit(session, row.subject, "session.closed", _subject(row))


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def _subject(row: SessionRow) -> str:
    """Return a name for the log that opens nothing."""
    return f"sessions/{row.digest[:16]}"


def _recognised(row: SessionRow) -> Recognised:
    roles = frozenset(Role(role) for role in row.roles.split())
    principal = Principal(row.subject, row.name, roles, frozenset(row.provinces.split()), Way.SESSION)
    return Recognised(principal, row.expires_at.timestamp(), row.csrf)
