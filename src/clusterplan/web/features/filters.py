"""Filters in CQL2: text or JSON, read into one tree of JSON.

The parser is the Rust package ``cql2``; it follows nested parentheses until its stack ends, and the process with it, so
depth and length are bounded before it sees a filter.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import cql2
import orjson

from clusterplan.web.features.reading import bad

__all__ = ["FILTER_LANGUAGES", "Node", "read_filter", "read_language"]

type Node = Any
"""A CQL2 expression as plain JSON values."""

type Language = Literal["cql2-text", "cql2-json"]
"""Name of a language."""
FILTER_LANGUAGES: tuple[Language, ...] = ("cql2-text", "cql2-json")
_MOST_CHARACTERS = 16_000
_DEEPEST = 40
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")
_POSITION = re.compile(r"-->\s*(\d+):(\d+)")


def read_language(name: str) -> Language:
    """Read the name of a language, also where there is no filter: a wrong name is a mistake all the same.

    Examples
    --------
    >>> read_language("cql2-json")
    'cql2-json'
    """
    found = next((language for language in FILTER_LANGUAGES if language == name), None)
    if found is None:
        bad(f"filter-lang: there is no language '{name}'. There are: {', '.join(FILTER_LANGUAGES)}.")
    return found


def read_filter(text: str, language: Language) -> Node:
    """Read a filter.

    Parameters
    ----------
    text
        The filter.
    language
        ``cql2-text`` or ``cql2-json``.

    Returns
    -------
    Node
        CQL2 JSON.

    Raises
    ------
    Problem
        400, naming the place that cannot be read.

    Examples
    --------
    >>> read_filter("name_en LIKE 'Da%'", "cql2-text")
    {'op': 'like', 'args': [{'property': 'name_en'}, 'Da%']}
    """
    if len(text) > _MOST_CHARACTERS:
        bad(f"filter: is longer than {_MOST_CHARACTERS} characters.")
    return _of_text(text) if language == "cql2-text" else _of_json(text)


def _of_text(text: str) -> Node:
    bare = _QUOTED.sub("''", text)
    if _depth(bare, "(", ")") > _DEEPEST or re.search(rf"(?:[-+]\s*|\bnot\b\s*){{{_DEEPEST},}}", bare, re.IGNORECASE):
        bad(f"filter: is nested more than {_DEEPEST} deep.")
    try:
        return cql2.parse_text(text).to_json()
    except (cql2.ParseError, cql2.ValidationError, ValueError) as error:
        place = _POSITION.search(str(error))
        where = f"character {place[2]}" if place else "its beginning"
        bad(f"filter: is no CQL2 text from {where} on: {_excerpt(text, int(place[2]) if place else 1)}.")


def _of_json(text: str) -> Node:
    if max(_depth(text, "{", "}"), _depth(text, "[", "]")) > 2 * _DEEPEST:
        bad(f"filter: is nested more than {_DEEPEST} deep.")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        bad(f"filter: is no JSON from character {error.colno} on: {_excerpt(text, error.colno)}.")


def _depth(text: str, opening: str, closing: str) -> int:
    deepest = depth = 0
    for character in text:
        depth += (character == opening) - (character == closing)
        deepest = max(deepest, depth)
    return deepest


def _excerpt(text: str, character: int) -> str:
    rest = text[max(character - 1, 0) :]
    return f"'{rest[:40]}'" if rest else "it ends too early"
