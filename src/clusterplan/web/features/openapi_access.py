"""What the OpenAPI document says of access: which operations take a key or a token, by the access table."""

from __future__ import annotations

from typing import Any

from clusterplan.web.access.rules import RULES
from clusterplan.web.settings import Settings

__all__ = ["say_who_may"]

_SCHEME = "bearer"
_ROUTES = {"describe": "collection", "queryables": "queryables", "items": "items", "item": "item"}
"""What an operation of one collection is called after its dot: name of its route."""


def say_who_may(document: dict[str, Any], settings: Settings) -> None:
    """Add to each operation whether it takes a key or a token; on one's own machine none does.

    Parameters
    ----------
    document
        The OpenAPI document; it is changed.
    settings
        Whether there is a login, and whether what is published is read without one.
    """
    if not settings.has_login:
        return
    document.setdefault("components", {})["securitySchemes"] = {
        _SCHEME: {"type": "http", "scheme": "bearer", "description": "An API key, or a token of the OpenID provider."}
    }
    for methods in document["paths"].values():
        for operation in methods.values():
            if isinstance(operation, dict):
                operation["security"] = _ways(operation["operationId"], public_reading=settings.public_reading)


def _ways(operation_id: str, *, public_reading: bool) -> list[dict[str, list[str]]]:
    """Return the ways in: none needed, one that shows more, or one that is needed."""
    _, dot, asked = operation_id.rpartition(".")
    rule = RULES[_ROUTES[asked] if dot else operation_id]
    if rule.anybody:
        return []
    with_key: dict[str, list[str]] = {_SCHEME: []}
    return [{}, with_key] if rule.anybody_if_public and public_reading else [with_key]
