"""How an answer is sent: bytes with an entity tag, and nothing at all to a client that already has them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from fastapi import Request
from starlette.responses import Response

from clusterplan.web.raw_headers import header_in

__all__ = ["GEOJSON", "JSON", "is_known", "page_policy", "reply", "to_json", "weak_tag"]

JSON = "application/json"
GEOJSON = "application/geo+json"

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def to_json(content: Any) -> bytes:
    """Return plain values as compact JSON in UTF-8.

    Parameters
    ----------
    content
        Plain values.

    Returns
    -------
    bytes
        JSON.
    """
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def weak_tag(*parts: bytes) -> str:
    """Return the entity tag of a content; weak, for the same content may be sent compressed.

    Parameters
    ----------
    *parts
        Anything that changes when the content does.

    Returns
    -------
    str
        ``W/"..."``.
    """
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return f'W/"{digest.hexdigest()[:32]}"'


def is_known(request: Request, tag: str) -> bool:
    """Tell whether a client has the content of an entity tag.

    Parameters
    ----------
    request
        What was asked; its ``If-None-Match`` is compared.
    tag
        The entity tag.

    Returns
    -------
    bool
        True if 304 is the whole answer.
    """
    sent = header_in(request.scope["headers"], b"if-none-match")
    if sent is None:
        return False
    known = {part.strip() for part in sent.decode("latin-1").split(",")}
    return not known.isdisjoint((tag, tag.removeprefix("W/"), "*"))


def reply(request: Request, version: str, media_type: str, body: Callable[[], bytes], **headers: str) -> Response:
    """Return a body with its entity tag, or 304 if the client has this version.

    Parameters
    ----------
    request
        What was asked; its ``If-None-Match`` is compared.
    version
        Anything that changes when the body does.
    media_type
        Type of the body.
    body
        Makes the body; not called for 304.
    **headers
        More headers, with underscores for hyphens.

    Returns
    -------
    starlette.responses.Response
        200 or 304.
    """
    tag = weak_tag(version.encode())
    sent = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    if is_known(request, tag):
        return Response(status_code=304, headers=sent)
    return Response(body(), headers=sent, media_type=media_type)


def page_policy(page: str) -> str:
    """Return a Content-Security-Policy that lets a page run its own inline scripts and fetch nothing.

    Parameters
    ----------
    page
        HTML.

    Returns
    -------
    str
        Value of the header; every script is named by its SHA-256 digest.
    """
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(page))
    scripts = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests) or "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
