"""Answers that are ready: bodies of immutable content, kept up to a number of bytes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from clusterplan.web.kept import Kept
from clusterplan.web.raw_headers import header_in
from clusterplan.web.replies import is_known, weak_tag

__all__ = ["Bodies", "Ready"]

_OVERHEAD = 1_000
"""Bytes that a key and headers take, so that empty answers have a bound too."""


@dataclass(frozen=True)
class Ready:
    """An answer that is ready to be sent."""

    body: bytes = field(repr=False)
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
        tag = weak_tag(media_type.encode(), body)
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
        sent = request.scope["headers"]
        if header_in(sent, b"if-none-match") is not None:
            return is_known(request, self.tag)
        since = header_in(sent, b"if-modified-since")
        return since is not None and since.decode("latin-1") == self.headers.get("Last-Modified")


class Bodies(Kept[Hashable, Ready]):
    """Ready answers by what was asked, with the digest of the content.

    Parameters
    ----------
    most_bytes
        Most bytes of bodies that are kept.
    """

    def __init__(self, most_bytes: int = 128_000_000) -> None:
        super().__init__(most_bytes, lambda ready: len(ready.body) + _OVERHEAD)
