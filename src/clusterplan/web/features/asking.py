"""What every route of this room asks first: who wants which collection, from which address, in which format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from clusterplan.web.access import principal_of
from clusterplan.web.addresses import base_of, url_of
from clusterplan.web.features.bodies import Bodies, Ready
from clusterplan.web.features.collections import Collection
from clusterplan.web.features.negotiation import chosen_format, liked_format
from clusterplan.web.features.pages import PAGE_POLICY
from clusterplan.web.links import MEDIA_TYPES, Link, link_header
from clusterplan.web.problems import Problem
from clusterplan.web.service import service_of

__all__ = ["Asked", "answer", "asked", "collection_of", "freshness", "is_open_to_all"]

_A_WHILE = 3_600
"""Seconds that a plan's features may be kept without asking: they never change, but a plan can be withdrawn."""


@dataclass(frozen=True)
class Asked:
    """What a document depends on beside the resource itself."""

    base: str
    """Address below which the service lies, with a slash at its end."""
    url: str
    """Address of the document, without a query."""
    parameters: tuple[tuple[str, str], ...]
    """Names and values of the query."""
    format: str
    """``json``, ``geojson``, ``html``, ``csv`` or ``fgb``."""

    @property
    def media_type(self) -> str:
        """Media type of the answer."""
        found = MEDIA_TYPES[self.format]
        return f"{found}; charset=utf-8" if found.startswith("text/") else found

    def ready(self, body: bytes, links: list[Link], media_type: str | None = None, **headers: str) -> Ready:
        """Return an answer with its links, and with a policy if it is a page.

        Parameters
        ----------
        body
            What is sent.
        links
            Links of the document.
        media_type
            Type, if it is another than that of the format.
        **headers
            More headers, with underscores for hyphens.

        Returns
        -------
        Ready
            To be kept and sent.
        """
        more = {"Vary": "Accept", **headers}
        if header := link_header(links):
            more["Link"] = header
        if self.format == "html":
            more["Content_Security_Policy"] = PAGE_POLICY
        return Ready.of(body, media_type or self.media_type, **more)


def collection_of(request: Request) -> Collection:
    """Return the collection of the address.

    Raises
    ------
    Problem
        404 if there is none, or if he who asks may not know of it.
    """
    name: str = request.path_params["collection_id"]
    catalogue, principal = service_of(request).catalogue, principal_of(request)
    found = catalogue.find(name, principal)
    if found is None:
        known = ", ".join(found.id for found in catalogue.listed(principal)[:40])
        raise Problem(HTTPStatus.NOT_FOUND, f"There is no collection '{name}'. There are: {known}.")
    return found


def asked(request: Request, offered: tuple[str, ...]) -> Asked:
    """Return what a document depends on.

    Parameters
    ----------
    request
        What was asked.
    offered
        Formats of the resource, the preferred one first.

    Returns
    -------
    Asked
        Address, parameters and format.

    Raises
    ------
    Problem
        400 if ``f`` names another format.
    """
    parameters = tuple(request.query_params.multi_items())
    named = next((value for name, value in parameters if name == "f"), None)
    accept = request.headers.get("accept", "")
    return Asked(base_of(request), url_of(request), parameters, chosen_format(named, accept, offered))


async def answer(request: Request, offered: tuple[str, ...], version: Any, make: Callable[[Asked], Ready]) -> Response:
    """Answer from what is ready, or make the answer in a thread and keep it.

    Parameters
    ----------
    request
        What was asked.
    offered
        Formats of the resource, the preferred one first.
    version
        Anything that changes when the content does.
    make
        Makes the answer; its exceptions are the client's.

    Returns
    -------
    starlette.responses.Response
        200 or 304.
    """
    bodies: Bodies = request.app.state.bodies
    scope = request.scope
    liked = liked_format(request.headers.get("accept", ""), offered)
    key = (version, base_of(request), scope["path"], scope["query_string"], liked)
    ready = bodies.get(key)
    if ready is None:
        ready = bodies.put(key, await run_in_threadpool(lambda: make(asked(request, offered))))
    return ready.reply(request)


def is_open_to_all(request: Request, found: Collection) -> bool:
    """Tell whether those may read a collection who have no role: then anybody between may keep it."""
    return found.is_open and service_of(request).catalogue.public_reading


def freshness(request: Request, found: Collection) -> dict[str, str]:
    """Return how long a collection's answers may be kept, and since when they are as they are.

    Parameters
    ----------
    request
        What was asked.
    found
        The collection.

    Returns
    -------
    dict of str to str
        Headers, with underscores for hyphens.
    """
    if found.published_at is None or not found.never_changes:
        return {"Cache_Control": "no-cache"}
    return {
        "Cache_Control": f"{'public' if is_open_to_all(request, found) else 'private'}, max-age={_A_WHILE}, immutable",
        "Last_Modified": format_datetime(found.published_at, usegmt=True),
    }
