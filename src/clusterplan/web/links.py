"""Links between the documents of the service, and the media types that they name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clusterplan.web.replies import GEOJSON, JSON

__all__ = [
    "CSV",
    "FLATGEOBUF",
    "HTML",
    "MEDIA_TYPES",
    "OPENAPI",
    "QUERYABLES",
    "SCHEMA",
    "Link",
    "followed_by",
    "link_header",
]

HTML = "text/html"
CSV = "text/csv"
FLATGEOBUF = "application/flatgeobuf"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
_LISTED_IN_HEADER = {"self", "alternate", "next", "prev", QUERYABLES}


@dataclass(frozen=True)
class Link:
    """A link of a document."""

    href: str
    """Absolute address."""
    rel: str
    """Relation."""
    type: str
    """Media type."""
    title: str
    """Words for people."""

    def to_json(self) -> dict[str, str]:
        """Return the link as it stands in a document."""
        return {"href": self.href, "rel": self.rel, "type": self.type, "title": self.title}


def link_header(links: Iterable[Link]) -> str:
    """Return those links that help without the document as the value of a ``Link`` header.

    Parameters
    ----------
    links
        Links of the document.

    Returns
    -------
    str
        By RFC 8288. The relation that is a URI stands without quotes, as RFC 5988 allowed and test suites expect.

    Examples
    --------
    >>> link_header([Link("http://localhost/", "self", JSON, "This")])
    '<http://localhost/>; rel="self"; type="application/json"'
    """
    parts = []
    for link in links:
        if link.rel in _LISTED_IN_HEADER:
            relation = link.rel if link.rel == QUERYABLES else f'"{link.rel}"'
            href = link.href.replace(",", "%2C").replace(";", "%3B")
            parts.append(f'<{href}>; rel={relation}; type="{link.type}"')
    return ", ".join(parts)


def followed_by(*operations: str, **parameters: str) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says of an answer 201: what can be asked next, of that which was made.

    Parameters
    ----------
    *operations
        Names of routes.
    **parameters
        Their parameters, as runtime expressions of OpenAPI.

    Returns
    -------
    dict
        Answers by status, for FastAPI.

    Examples
    --------
    >>> followed_by("job", job_id="$response.body#/jobID")
    {201: {'links': {'job': {'operationId': 'job', 'parameters': {'job_id': '$response.body#/jobID'}}}}}
    """
    return {201: {"links": {name: {"operationId": name, "parameters": parameters} for name in operations}}}


MEDIA_TYPES = {"json": JSON, "geojson": GEOJSON, "html": HTML, "csv": CSV, "fgb": FLATGEOBUF}
"""Value of the parameter ``f``: media type."""
