"""The browser client: the page and its parts as they were built, if they were."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from clusterplan.resources import bundled
from clusterplan.web.parameters import NO_PARAMETERS
from clusterplan.web.problems import Problem
from clusterplan.web.replies import reply

__all__ = ["ROUTER", "client_page", "forget_files", "is_built"]

ROUTER = APIRouter(include_in_schema=False)

_FOREVER = "public, max-age=31536000, immutable"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
"""The page runs and loads what this service has, and nothing else; data: and blob: are pictures that it draws."""

_TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".woff2": "font/woff2"}


@dataclass(frozen=True)
class _File:
    """A file of the built client."""

    content: bytes
    media_type: str
    digest: str


def is_built() -> bool:
    """Tell whether the client is there; a checkout without Node has none."""
    return "index.html" in _files()


def forget_files() -> None:
    """Read the client again when it is asked for next: it was built anew."""
    _files.cache_clear()


def client_page(request: Request) -> Response:
    """Return the page of the client.

    Parameters
    ----------
    request
        What was asked; the page reads the rest of the address itself.

    Returns
    -------
    starlette.responses.Response
        The page; a browser asks each time whether it is still the same.
    """
    page = _files()["index.html"]
    # Who may read what is served may show it too. "Everybody" is not taken at its word: in a frame of another page,
    # clicks can be led astray.
    origins = request.app.state.service.settings.cors_origins
    frames = " ".join(origin for origin in origins if origin != "*")
    headers = {"Content_Security_Policy": f"{_POLICY} {frames}".strip(), "Vary": "Accept"}
    return reply(request, page.digest, "text/html; charset=utf-8", lambda: page.content, **headers)


@ROUTER.get("/assets/{name}", name="client_asset", dependencies=NO_PARAMETERS)
async def client_asset(request: Request, name: str) -> Response:
    """Send a script, a style or a font of the client; their names change with their content."""
    return _sent(request, f"assets/{name}", _FOREVER)


@ROUTER.get("/icon.svg", name="client_icon", dependencies=NO_PARAMETERS)
async def client_icon(request: Request) -> Response:
    """Send the sign of the page."""
    return _sent(request, "icon.svg", "public, max-age=3600")


@ROUTER.get("/licences.txt", name="client_licences", dependencies=NO_PARAMETERS)
async def client_licences(request: Request) -> Response:
    """Send the licences of what the page is made of."""
    return _sent(request, "licences.txt", "public, max-age=3600")


def _sent(request: Request, name: str, keeping: str) -> Response:
    found = _files().get(name)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"The client has no file '{name}'.")
    # A worker obeys the policy of its own answer, not that of the page.
    headers = {"Cache_Control": keeping, "Content_Security_Policy": _POLICY}
    return reply(request, found.digest, found.media_type, lambda: found.content, **headers)


@cache
def _files() -> Mapping[str, _File]:
    """Read the built client once: it is small, and what is served does not change while the service runs."""
    folder = bundled("web/dist")
    if not (folder / "index.html").is_file():
        return {}
    return {path.relative_to(folder).as_posix(): _file(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def _file(path: Path) -> _File:
    content = path.read_bytes()
    return _File(content, _media_type(path), hashlib.sha256(content).hexdigest())


def _media_type(path: Path) -> str:
    return _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
