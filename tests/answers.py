"""Whether an answer for programs is of the shape that is published for it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema

from clusterplan.resources import bundled

__all__ = ["conforming"]


@cache
def published(name: str) -> Any:
    """Return what checks an answer against the published schema of a name."""
    schema = json.loads(bundled(f"optimisation/schemas/{name}.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema)


def conforming(answer: dict[str, Any]) -> str:
    """Hold an answer against the published schema that it names, and return the schema's name."""
    name: str = answer["schema"].removeprefix("clusterplan/").removesuffix("/1")
    published(name).validate(answer)
    return name
