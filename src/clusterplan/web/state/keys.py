"""Keys of machines: made once, shown once, stored as a digest, and revoked at any time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.web.principal import Principal, Recognised, Role, Way
from clusterplan.web.state.audit import append_to_audit
from clusterplan.web.state.database import Database, new_id, now
from clusterplan.web.state.errors import NotFoundError
from clusterplan.web.state.tables import ApiKeyRow

__all__ = ["KeyStore", "NewKey", "StoredKey"]

_PREFIX = "cpk_"
_SECRET_BYTES = 32
_LONGEST_NAME = 200


@dataclass(frozen=True)
class StoredKey:
    """What is known of a key; the key itself is not."""

    id: str
    """Id, which is part of the key and no secret."""
    name: str
    """What the key is for."""
    roles: tuple[Role, ...]
    """What its holder may do."""
    provinces: tuple[str, ...]
    """Units that its holder speaks for."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime | None
    """When it ends; none if never."""
    revoked_at: datetime | None
    """When it was revoked; none if it was not."""

    @property
    def subject(self) -> str:
        """Name of its holder in the audit log."""
        return f"key:{self.id}"

    def holds(self, at: datetime) -> bool:
        """Tell whether it opens anything at a moment."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


@dataclass(frozen=True)
class NewKey:
    """A key just made: the only moment at which it can be read."""

    key: StoredKey
    """What is stored of it."""
    secret: str
    """What its holder sends: ``cpk_``, the id and 256 random bits."""


class KeyStore:
    """The keys of a database.

    Parameters
    ----------
    database
        Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        actor: Principal,
        name: str,
        roles: Iterable[Role],
        provinces: Iterable[str] = (),
        expires_at: datetime | None = None,
    ) -> NewKey:
        """Make a key.

        Parameters
        ----------
        actor
            Who makes it.
        name
            What it is for.
        roles
            What its holder may do; at least one.
        provinces
            Units that its holder speaks for.
        expires_at
            When it ends; none if never.

        Returns
        -------
        NewKey
            With the secret, which nobody can be told again.

        Raises
        ------
        UsageError
            If it has no name or no role.
        """
        _require_use(name, tuple(roles := sorted(set(roles))))
        id_ = new_id()
        secret = f"{_PREFIX}{id_}_{secrets.token_urlsafe(_SECRET_BYTES)}"
        row = ApiKeyRow(
            id=id_,
            digest=_digest(secret),
            subject=f"key:{id_}",
            name=name.strip(),
            roles=" ".join(roles),
            provinces=" ".join(sorted(set(provinces))),
            created_at=now(),
            expires_at=expires_at,
        )
        with self._database.writing() as session:
            session.add(row)
            session.flush()
            append_to_audit(
                session,
                actor.subject,
                "key.created",
                f"keys/{id_}",
                name=row.name,
                roles=row.roles.split(),
                provinces=row.provinces.split(),
                expires_at=None if expires_at is None else expires_at.isoformat(),
            )
        return NewKey(_stored(row), secret)

    def find(self, secret: str) -> Recognised | None:
        """Return whose key this is.

        Parameters
        ----------
        secret
            As it was sent.

        Returns
        -------
        Recognised or None
            None if it is unknown, has expired or was revoked.
        """
        id_ = secret.removeprefix(_PREFIX).partition("_")[0]
        with self._database.reading() as session:
            row = session.get(ApiKeyRow, id_)
        if row is None or not secrets.compare_digest(row.digest, _digest(secret)):
            return None
        key = _stored(row)
        if not key.holds(now()):
            return None
        principal = Principal(row.subject, key.name, frozenset(key.roles), frozenset(key.provinces), Way.KEY)
        return Recognised(principal, None if key.expires_at is None else key.expires_at.timestamp())

    def list(self) -> tuple[StoredKey, ...]:
        """Return every key, those that no longer hold too.

        Returns
        -------
        tuple of StoredKey
            Oldest first.
        """
        with self._database.reading() as session:
            rows = session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.created_at, ApiKeyRow.id)).all()
        return tuple(_stored(row) for row in rows)

    def revoke(self, actor: Principal, id: str) -> StoredKey:  # noqa: A002
        """Take a key back for ever.

        Parameters
        ----------
        actor
            Who does it.
        id
            Id of the key.

        Returns
        -------
        StoredKey
            The key; one that was revoked before stays as it was.

        Raises
        ------
        NotFoundError
            If there is no such key.
        """
        with self._database.writing() as session:
            row = session.get(ApiKeyRow, id, with_for_update=True)
            if row is None:
                raise _unknown(id)
            if row.revoked_at is None:
                row.revoked_at = now()
                session.flush()
                append_to_audit(session, actor.subject, "key.revoked", f"keys/{id}", name=row.name)
            return _stored(row)


def _digest(secret: str) -> str:
    """256 random bits need no slow hash: nobody can try them all."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _stored(row: ApiKeyRow) -> StoredKey:
    return StoredKey(
        id=row.id,
        name=row.name,
        roles=tuple(Role(role) for role in row.roles.split()),
        provinces=tuple(row.provinces.split()),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )


def _require_use(name: str, roles: tuple[Role, ...]) -> None:
    faults = []
    if not 0 < len(name.strip()) <= _LONGEST_NAME or not name.isprintable():
        what = Text(
            vi=f"Cần tên dài 1 đến {_LONGEST_NAME} ký tự.", en=f"A name has 1 to {_LONGEST_NAME} printable characters."
        )
        faults.append(Fault("name", what))
    if not roles:
        known = ", ".join(Role)
        faults.append(Fault("role", Text(vi=f"Cần ít nhất một vai trò: {known}.", en=f"At least one role: {known}.")))
    if faults:
        raise UsageError(Text(vi="Không tạo được khóa.", en="The key cannot be made."), faults)


def _unknown(id_: str) -> NotFoundError:
    summary = Text(vi=f"Không có khóa '{id_}'.", en=f"There is no key '{id_}'.")
    advice = Text(vi="`clusterplan keys list` liệt kê các khóa.", en="`clusterplan keys list` shows the keys.")
    return NotFoundError(summary, [Fault(f"keys/{id_}", summary, advice)])
