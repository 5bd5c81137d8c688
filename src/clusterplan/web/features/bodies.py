"""Answers that are ready: bodies of immutable content, kept up to a number of bytes."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["Bodies", "Ready"]


@dataclass(frozen=True)
class Ready:
    """An answer that is ready to be sent."""

    body: bytes
    """What is sent."""
    headers: dict[str, str]
    """Content-Type, ETag, Cache-Control and others."""
    tag: str = field(default="")
    """Entity tag; weak, for the same content may be sent compressed."""

    @classmethod
    def of(cls, body: bytes, media_type: str, **headers: str) -> Ready:
        """Make an answer of a body.

        Parameters
        ----------
        body
            What is sent.
        media_type
            Its type.
        **headers
            More headers, with underscores for hyphens.

        Returns
        -------
        Ready
            With an entity tag that is the digest of body and type.
        """
        digest = hashlib.sha256(media_type.encode())
        digest.update(body)
        tag = f'W/"{digest.hexdigest()[:32]}"'
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(body, {"Cache-Control": "no-cache", "Content-Type": media_type, "ETag": tag, **named}, tag)

    def reply(self, request: Request) -> Response:
        """Return the answer, or 304 to a client that has it.

        Parameters
        ----------
        request
            What was asked; its ``If-None-Match`` is compared.

        Returns
        -------
        starlette.responses.Response
            200 or 304.
        """
        if self._is_known_to(request):
            headers = {name: value for name, value in self.headers.items() if name != "Content-Type"}
            return Response(status_code=304, headers=headers)
        return Response(self.body, headers=self.headers)

    def _is_known_to(self, request: Request) -> bool:
        known = request.headers.get("if-none-match")
        if known is None:
            since = request.headers.get("if-modified-since")
            return since is not None and since == self.headers.get("Last-Modified")
        tags = {part.strip() for part in known.split(",")}
        return not tags.isdisjoint((self.tag, self.tag.removeprefix("W/"), "*"))


class Bodies:
    """Ready answers by what was asked; those not asked for longest go first.

    Parameters
    ----------
    most_bytes
        Most bytes of bodies that are kept; a body of more than a quarter of it is not kept at all.
    """

    def __init__(self, most_bytes: int = 128_000_000) -> None:
        self._most, self._bytes, self._lock = most_bytes, 0, Lock()
        self._kept: OrderedDict[Hashable, Ready] = OrderedDict()

    @property
    def bytes_kept(self) -> int:
        """Bytes of the bodies that are kept."""
        return self._bytes

    def get(self, key: Hashable) -> Ready | None:
        """Return an answer that is kept, if there is one."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, ready: Ready) -> Ready:
        """Keep an answer.

        Parameters
        ----------
        key
            What was asked, with the digest of the content: the same key always means the same answer.
        ready
            The answer.

        Returns
        -------
        Ready
            The same.
        """
        size = len(ready.body) + 1_000  # what a key and headers take, so that empty answers have a bound too
        if size > self._most // 4:
            return ready
        with self._lock:
            if key not in self._kept:
                self._kept[key] = ready
                self._bytes += size
            while self._bytes > self._most:
                self._bytes -= len(self._kept.popitem(last=False)[1].body) + 1_000
        return ready
