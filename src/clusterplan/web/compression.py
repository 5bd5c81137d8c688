"""Answers travel compressed: once compressed, a body that has an entity tag is kept."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from functools import lru_cache

import brotli
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clusterplan.web.kept import Kept
from clusterplan.web.raw_headers import header_in

__all__ = ["Compress", "accepted_encoding"]

_LEAST_BYTES = 1_000
_COMPRESSIBLE = re.compile(
    rb"(text/(?!event-stream)|application/([\w.+-]+\+)?(json|xml)|application/vnd\.oai|image/svg)"
)
_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=5)),
    "gzip": lambda body: gzip.compress(body, compresslevel=5, mtime=0),
}


class Compress:
    """Middleware: compress whole bodies of text with Brotli or gzip, whichever the client prefers.

    Streams, small bodies, binary formats and bodies that are compressed already pass as they are.

    Parameters
    ----------
    app
        The application inside.
    bytes_kept
        Most bytes of compressed bodies that are kept in memory.
    """

    def __init__(self, app: ASGIApp, bytes_kept: int = 64_000_000) -> None:
        self._app = app
        self._kept = Kept[tuple[str, str, int], bytes](bytes_kept, len)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and the answer back in fewer bytes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        encoding = accepted_encoding((header_in(scope["headers"], b"accept-encoding") or b"").decode("latin-1"))
        start: Message | None = None

        async def send_compressed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_text(message):
                start = message  # held back until it is known whether the body is whole
                return
            if start is not None:
                held, start = start, None
                if not message.get("more_body", False):
                    message = self._compressed(held, message, encoding)
                await send(held)
            await send(message)

        await self._app(scope, receive, send_compressed)

    def _compressed(self, start: Message, message: Message, encoding: str | None) -> Message:
        """Return the body compressed, and say so in the headers of ``start``."""
        headers = MutableHeaders(raw=start["headers"])
        headers.add_vary_header("Accept-Encoding")
        body = message.get("body", b"")
        if encoding is None or len(body) < _LEAST_BYTES:
            return message
        small = self._small(headers.get("etag"), encoding, body)
        headers["Content-Encoding"] = encoding
        headers["Content-Length"] = str(len(small))
        return {**message, "body": small}

    def _small(self, tag: str | None, encoding: str, body: bytes) -> bytes:
        """Compress a body; one that has an entity tag, once."""
        if tag is None:
            return _ENCODERS[encoding](body)
        key = tag, encoding, len(body)
        return self._kept.get(key) or self._kept.put(key, _ENCODERS[encoding](body))


@lru_cache(maxsize=1_000)
def accepted_encoding(header: str, offered: tuple[str, ...] = ("br", "gzip")) -> str | None:
    """Return the encoding to use for an ``Accept-Encoding`` header.

    Parameters
    ----------
    header
        The header's value.
    offered
        Encodings that there are, the preferred one first.

    Returns
    -------
    str or None
        The one of more weight, the preferred one of equal ones; none if the client accepts none of them.

    Examples
    --------
    >>> accepted_encoding("gzip, deflate, br"), accepted_encoding("gzip;q=1, br;q=0.5"), accepted_encoding("br;q=0")
    ('br', 'gzip', None)
    >>> accepted_encoding("*", ("gzip",)), accepted_encoding("gzip;q=0, *", ("gzip",))
    ('gzip', None)
    """
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, parameter = part.strip().partition(";")
        weight = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", parameter)
        weights[name.strip()] = 1.0 if not parameter else float(weight[1]) if weight else 0.0
    anything = weights.get("*", 0.0)
    best = max(offered, key=lambda name: weights.get(name, anything))
    return best if weights.get(best, anything) > 0 else None


def _is_text(start: Message) -> bool:
    headers = start["headers"]
    if header_in(headers, b"content-encoding") is not None:
        return False
    return _COMPRESSIBLE.match(header_in(headers, b"content-type") or b"") is not None
