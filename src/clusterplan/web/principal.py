"""Who asks: a person, a machine or nobody known, with roles and the provinces that he may speak for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["ANONYMOUS", "LOCAL_PLANNER", "Principal", "Recognised", "Role", "Way"]


class Role(StrEnum):
    """What somebody may do. Roles do not contain each other: a planner who also publishes has both."""

    VIEWER = "viewer"
    """Reads what is published, and comments for the provinces of his scope."""
    PLANNER = "planner"
    """Reads and writes scenarios, runs jobs, reads drafts, hands plans in for review."""
    PUBLISHER = "publisher"
    """Publishes and withdraws reviewed plans, and records what was decided."""
    AUDITOR = "auditor"
    """Reads everything, the audit log too, and changes nothing."""


class Way(StrEnum):
    """How somebody was recognised."""

    ANONYMOUS = "anonymous"
    """Not at all."""
    LOCAL = "local"
    """By sitting at the machine: the service is bound to loopback and no login is configured."""
    SESSION = "session"
    """By the cookie of a browser that signed in through OpenID Connect."""
    BEARER = "bearer"
    """By a signed token of the OpenID provider."""
    KEY = "key"
    """By an API key."""


@dataclass(frozen=True)
class Principal:
    """Somebody who asks.

    Examples
    --------
    >>> official = Principal("an", "Sở Khoa học và Công nghệ", frozenset({Role.VIEWER}), frozenset({"48"}), Way.KEY)
    >>> official.has(Role.VIEWER), official.has(Role.PLANNER, Role.PUBLISHER), official.speaks_for("48")
    (True, False, True)
    """

    subject: str
    """Stable id, as the audit log names him."""
    name: str
    """Name for people."""
    roles: frozenset[Role] = frozenset()
    """What he may do."""
    provinces: frozenset[str] = field(default=frozenset())
    """Units that he speaks for; none means no province, not every province."""
    way: Way = Way.ANONYMOUS
    """How he was recognised."""

    def has(self, *roles: Role) -> bool:
        """Tell whether he has one of these roles."""
        return not self.roles.isdisjoint(roles)

    def speaks_for(self, unit: str) -> bool:
        """Tell whether he may comment in the name of a unit."""
        return unit in self.provinces


@dataclass(frozen=True)
class Recognised:
    """Somebody, for as long as his credential holds."""

    principal: Principal
    """Who he is."""
    expires_at: float | None = None
    """When the credential ends, in seconds since 1970; none if never."""
    csrf: str | None = None
    """What a browser's changes must carry besides the cookie."""


ANONYMOUS = Principal("", "")
LOCAL_PLANNER = Principal("local", "Local planner", frozenset(Role), way=Way.LOCAL)
