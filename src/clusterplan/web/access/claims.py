"""From what a provider says of somebody to a principal: roles and provinces from the claims that the operator named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import structlog

from clusterplan.web.principal import Principal, Role, Way
from clusterplan.web.settings import Settings

__all__ = ["ClaimNames", "claim_at", "principal_from"]

_LONGEST_SUBJECT = 240
_LONGEST_NAME = 200
_LOG = structlog.get_logger("clusterplan.web.access")


@dataclass(frozen=True)
class ClaimNames:
    """Claims that the operator named."""

    roles: str
    """Claim that lists the roles."""
    provinces: str
    """Claim that lists the units somebody speaks for."""

    @classmethod
    def of(cls, settings: Settings) -> ClaimNames:
        """Return the names that the settings give."""
        return cls(settings.oidc_roles_claim, settings.oidc_provinces_claim)


def claim_at(claims: Mapping[str, Any], name: str) -> Any:
    """Return a claim by its name, or by a path with dots into nested claims.

    Parameters
    ----------
    claims
        Of a token.
    name
        As ``roles`` or ``realm_access.roles``.

    Returns
    -------
    object
        None if there is none.

    Examples
    --------
    >>> claim_at({"realm_access": {"roles": ["planner"]}}, "realm_access.roles")
    ['planner']
    >>> claim_at({"https://example.org/roles": ["planner"]}, "https://example.org/roles")
    ['planner']
    """
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def principal_from(claims: Mapping[str, Any], names: ClaimNames, way: Way) -> Principal | None:
    """Return who the claims of a checked token are about.

    Parameters
    ----------
    claims
        Of the token.
    names
        Claims with roles and provinces.
    way
        How he was recognised.

    Returns
    -------
    Principal or None
        Roles that do not exist here are left out and logged; none if the token has no usable subject.
    """
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT or not subject.isprintable():
        return None
    asked = _words(claim_at(claims, names.roles))
    unknown = sorted(set(asked) - set(Role))
    if unknown:
        _tell_once(subject, names.roles, tuple(unknown))
    return Principal(
        subject=f"user:{subject}",  # a subject of the provider can never be a key's, nor the local planner's
        name=_name(claims, subject),
        roles=frozenset(Role(role) for role in asked if role not in unknown),
        provinces=frozenset(_words(claim_at(claims, names.provinces))),
        way=way,
    )


def _words(value: Any) -> list[str]:
    """Return a claim that lists words; a number is no word, since 1 is not 01."""
    if isinstance(value, str):
        return value.replace(",", " ").split()
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def _name(claims: Mapping[str, Any], subject: str) -> str:
    candidates = (claims.get(claim) for claim in ("name", "preferred_username", "client_id"))
    name = next((found for found in candidates if isinstance(found, str) and found.strip()), subject)
    return "".join(letter for letter in name if letter.isprintable())[:_LONGEST_NAME]


@lru_cache(maxsize=1_000)
def _tell_once(subject: str, claim: str, unknown: tuple[str, ...]) -> None:
    """Tell the operator of roles that mean nothing here: once, not with every request."""
    _LOG.info("unknown roles ignored", subject=subject, claim=claim, roles=unknown)
