"""Keys of machines and sessions of browsers: found by their secret alone, which is nowhere stored."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from clusterplan.errors import UsageError
from clusterplan.web.principal import LOCAL_PLANNER, Principal, Role, Way
from clusterplan.web.state.audit import verify_audit
from clusterplan.web.state.database import Database, now
from clusterplan.web.state.keys import KeyStore
from clusterplan.web.state.sessions import SessionStore
from clusterplan.web.state.tables import AuditRow, SessionRow

LAN = Principal("user:lan", "Lan", frozenset({Role.PLANNER, Role.VIEWER}), frozenset({"48"}), Way.SESSION)


def told(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        return [(row.actor, row.action, row.subject) for row in session.query(AuditRow).order_by(AuditRow.sequence)]


def everything_stored(session: Session) -> str:
    tables = ("api_keys", "sessions", "audit")
    return " ".join(str(tuple(row)) for name in tables for row in session.execute(text(f"SELECT * FROM {name}")))


# --- keys


def test_a_key_opens_what_it_was_made_for_until_it_is_revoked(database: Database) -> None:
    keys = KeyStore(database)
    new = keys.create(LOCAL_PLANNER, " GIS of Đà Nẵng ", [Role.VIEWER, Role.PLANNER], ["48", "01"])
    assert new.secret.startswith(f"cpk_{new.key.id}_")
    assert len(new.secret.removeprefix(f"cpk_{new.key.id}_")) == 43, "256 bits, six in each letter"
    found = keys.find(new.secret)
    assert found is not None
    assert found.principal == Principal(
        f"key:{new.key.id}",
        "GIS of Đà Nẵng",
        frozenset({Role.VIEWER, Role.PLANNER}),
        frozenset({"01", "48"}),
        Way.KEY,
    )
    assert (found.expires_at, found.csrf) == (None, None)
    assert keys.list() == (new.key,)

    gone = keys.revoke(LAN, new.key.id)
    assert gone.revoked_at is not None
    assert keys.find(new.secret) is None
    assert keys.revoke(LOCAL_PLANNER, new.key.id) == gone, "the first revocation stands"
    assert told(database) == [
        ("local", "key.created", f"keys/{new.key.id}"),
        ("user:lan", "key.revoked", f"keys/{new.key.id}"),
    ]


def test_a_secret_is_nowhere_stored(database: Database) -> None:
    key = KeyStore(database).create(LOCAL_PLANNER, "GIS", [Role.VIEWER])
    session = SessionStore(database).create(LAN, 1)
    with database.reading() as reading:
        stored = everything_stored(reading)
    for secret in (key.secret, key.secret[len(f"cpk_{key.key.id}_") :], session.value):
        assert secret not in stored
    assert key.key.id in stored


def test_what_is_nearly_a_key_opens_nothing(database: Database) -> None:
    keys = KeyStore(database)
    one, two = (keys.create(LOCAL_PLANNER, name, [Role.VIEWER]) for name in ("one", "two"))
    swapped = one.secret.replace(one.key.id, two.key.id)
    nearly = [
        one.secret[:-1],
        f"{one.secret}x",
        one.secret.upper(),
        swapped,
        one.key.id,
        f"cpk_{one.key.id}_",
        "",
        "cpk_",
    ]
    assert [keys.find(secret) for secret in nearly] == [None] * len(nearly)


def test_a_key_ends_with_its_time(database: Database) -> None:
    keys = KeyStore(database)
    ended = keys.create(LOCAL_PLANNER, "ended", [Role.VIEWER], expires_at=now() - timedelta(seconds=1))
    holds = keys.create(LOCAL_PLANNER, "holds", [Role.VIEWER], expires_at=now() + timedelta(days=1))
    assert keys.find(ended.secret) is None
    found = keys.find(holds.secret)
    assert found is not None
    assert found.expires_at == holds.key.expires_at.timestamp()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "roles"), [("", [Role.VIEWER]), ("a\nb", [Role.VIEWER]), ("x" * 201, []), ("GIS", [])]
)
def test_a_key_has_a_name_and_a_role(database: Database, name: str, roles: list[Role]) -> None:
    with pytest.raises(UsageError):
        KeyStore(database).create(LOCAL_PLANNER, name, roles)
    assert KeyStore(database).list() == ()


def test_an_unknown_key_cannot_be_revoked(database: Database) -> None:
    with pytest.raises(UsageError, match="clusterplan keys list"):
        KeyStore(database).revoke(LOCAL_PLANNER, "nothing")


# --- sessions


def test_a_session_is_found_by_its_value_until_it_is_closed(database: Database) -> None:
    sessions = SessionStore(database)
    one, two = sessions.create(LAN, 8), sessions.create(LAN, 8)
    assert one.recognised.principal == LAN
    assert one.recognised.csrf not in (None, one.value, two.recognised.csrf)
    assert sessions.find(one.value) == one.recognised
    sessions.close(one.value)
    sessions.close(one.value)
    assert sessions.find(one.value) is None
    assert sessions.find(two.value) == two.recognised
    assert [action for _, action, _ in told(database)] == ["session.opened", "session.opened", "session.closed"]
    assert verify_audit(database).broken_at is None


def test_sessions_end_and_are_dropped(database: Database) -> None:
    sessions = SessionStore(database)
    ended = sessions.create(LAN, 1)
    with database.writing() as session:
        session.query(SessionRow).update({"expires_at": now() - timedelta(seconds=1)})
    assert sessions.find(ended.value) is None
    sessions.create(LAN, 1)
    with database.reading() as session:
        assert session.query(SessionRow).count() == 1


def test_a_guessed_value_is_nobodys(database: Database) -> None:
    assert SessionStore(database).find("guess") is None
