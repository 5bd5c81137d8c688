"""Which format a client gets: the one it names with ``f``, else the one its ``Accept`` header likes best."""

from __future__ import annotations

import re
from functools import lru_cache
from http import HTTPStatus

from clusterplan.web.links import MEDIA_TYPES
from clusterplan.web.problems import Problem

__all__ = ["chosen_format", "liked_format"]


def chosen_format(asked: str | None, accept: str, offered: tuple[str, ...]) -> str:
    """Return the format of an answer.

    Parameters
    ----------
    asked
        Value of ``f``, if it was given.
    accept
        The ``Accept`` header.
    offered
        Formats of the resource, the preferred one first; a client that likes none of them gets this one.

    Returns
    -------
    str
        One of ``offered``.

    Raises
    ------
    Problem
        400 if ``f`` names another format.

    Examples
    --------
    >>> chosen_format(None, "text/html,*/*;q=0.8", ("geojson", "html"))
    'html'
    >>> chosen_format("json", "text/html", ("geojson", "html"))
    'geojson'
    """
    if asked is None:
        return liked_format(accept, offered)
    if asked in offered:
        return asked
    if asked == "json" and "geojson" in offered:
        return "geojson"
    detail = f"f: there is no format '{asked}' here. There are: {', '.join(offered)}."
    raise Problem(HTTPStatus.BAD_REQUEST, detail)


@lru_cache(maxsize=1_000)
def liked_format(accept: str, offered: tuple[str, ...]) -> str:
    """Return the format that an ``Accept`` header likes best, the first one offered if it likes none.

    Parameters
    ----------
    accept
        The header.
    offered
        Formats of the resource, the preferred one first.

    Returns
    -------
    str
        One of ``offered``.
    """
    weights = dict(_weights(accept))
    return max(offered, key=lambda name: (_weight(name, weights), -offered.index(name)))


def _weight(name: str, weights: dict[str, float]) -> float:
    media_type = MEDIA_TYPES[name]
    if name == "geojson" and "application/json" in weights:  # GeoJSON is JSON
        return max(weights["application/json"], weights.get(media_type, 0.0))
    return weights.get(media_type, weights.get(f"{media_type.partition('/')[0]}/*", weights.get("*/*", 0.0)))


def _weights(accept: str) -> list[tuple[str, float]]:
    """Return the media types of an ``Accept`` header with their weights; a weight that is no number counts 0."""
    found = []
    for part in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((value[2:] for value in parameters if value.startswith("q=")), "1")
        found.append((media_type, float(weight) if re.fullmatch(r"[01](\.\d{0,3})?", weight) else 0.0))
    return found
