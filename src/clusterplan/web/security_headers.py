"""Headers that tell a browser to trust an answer no more than it must."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clusterplan.web.raw_headers import raw

__all__ = ["SecurityHeaders"]

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_NOTHING_RUNS = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_A_YEAR = "max-age=31536000"


class SecurityHeaders:
    """Middleware: add the headers that an answer does not have already; what is no page may run and load nothing.

    Parameters
    ----------
    app
        The application inside.
    secure
        Whether clients come by HTTPS; then they are told to do so for a year.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        headers = {**_ALWAYS, "Content-Security-Policy": _NOTHING_RUNS}
        if secure:
            headers["Strict-Transport-Security"] = _A_YEAR
        self._headers = [raw(name, value) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and the answer back with its headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                there = {name for name, _ in headers}
                headers.extend(header for header in self._headers if header[0] not in there)
            await send(message)

        await self._app(scope, receive, send_guarded)
