"""Run the service until Ctrl-C: in one process, or in several that share a socket."""

from __future__ import annotations

import contextlib
import functools
import ipaddress
import os
import socket
import tempfile
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text
from clusterplan.web.app import create_app
from clusterplan.web.logs import set_up_logs
from clusterplan.web.settings import Settings, require_safe_binding
from clusterplan.web.state.database import Database
from clusterplan.web.state.migrate import migrate

__all__ = ["serve"]

_SECONDS_TO_FINISH = 10


def serve(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until Ctrl-C.

    Parameters
    ----------
    settings
        Where to listen, in how many processes, and everything else that an operator chooses.
    announce
        Told the address as soon as connections are accepted.

    Raises
    ------
    UsageError
        If the address is open to others without a login, or is taken.
    StateUnavailableError
        If the database does not answer.
    """
    require_safe_binding(settings)
    with contextlib.closing(Database(settings.database_url)) as database:
        migrate(database)  # once, and before anybody is told an address
    with _listening(settings.host, settings.port) as listener, _shared_metrics(settings.workers):
        bound = listener.getsockname()
        # uvloop and httptools where installed: the plain asyncio loop delays small replies.
        config = uvicorn.Config(
            functools.partial(application, settings),
            factory=True,
            workers=settings.workers,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        )
        announce(f"http://{f'[{bound[0]}]' if ':' in bound[0] else bound[0]}:{bound[1]}/")
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how a service on one's own machine ends
            if settings.workers == 1:
                uvicorn.Server(config).run(sockets=[listener])
            else:
                Multiprocess(config, sockets=[listener]).run()


def application(settings: Settings) -> FastAPI:
    """Make the application of one process.

    Parameters
    ----------
    settings
        What the operator chose.

    Returns
    -------
    fastapi.FastAPI
        Ready to be run, its log lines going where the operator wants them.
    """
    set_up_logs(settings)
    return create_app(settings)


@contextlib.contextmanager
def _shared_metrics(workers: int) -> Iterator[None]:
    """Give several processes a folder where they add up their counts."""
    if workers == 1:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="clusterplan-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


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
