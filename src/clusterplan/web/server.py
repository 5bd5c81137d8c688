"""Run the application on this machine until Ctrl-C."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Callable

import uvicorn

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.publishing import Publication
from clusterplan.web.app import create_app
from clusterplan.web.settings import Settings, require_safe_binding

__all__ = ["serve_publication"]


def serve_publication(publication: Publication, settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve a plan until Ctrl-C.

    Parameters
    ----------
    publication
        The plan with its layers.
    settings
        Where to listen, and everything else that an operator chooses.
    announce
        Told the address as soon as it answers.

    Raises
    ------
    UsageError
        If the address is open to others without a login, or is taken.
    """
    require_safe_binding(settings)
    with _listening(settings.host, settings.port) as listener:
        app = create_app(settings, publication)
        # uvloop and httptools where installed: the plain asyncio loop delays small replies. No forwarding headers.
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False)
        bound = listener.getsockname()
        announce(f"http://{f'[{bound[0]}]' if ':' in bound[0] else bound[0]}:{bound[1]}/")
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how a service on one's own machine ends
            uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    """Return a listening socket, so that the address is known before it is announced."""
    address = "127.0.0.1" if host == "localhost" else host
    family = socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET
    try:
        return socket.create_server((address, port), family=family)
    except OSError as error:
        what = Text(vi="Cổng này không dùng được.", en=f"This port cannot be used: {error.strerror}.")
        advice = Text(vi="Hãy chọn cổng khác bằng --port.", en="Choose another one with --port.")
        summary = Text(vi="Không mở được dịch vụ.", en="The service cannot be opened.")
        raise UsageError(summary, [Fault(f"{host}:{port}", what, advice)]) from None
