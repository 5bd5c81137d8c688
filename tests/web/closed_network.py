"""A service on a network that leads nowhere: ``python -m tests.web.closed_network FOLDER`` prints its address.

Every attempt to connect or to look up a name is written to the error stream and refused.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any


def refuse(*asked: Any) -> Any:
    """Tell of an attempt and refuse it."""
    print("OUTGOING", asked[1:] or asked, file=sys.stderr, flush=True)  # noqa: T201
    raise OSError(101, "Network is unreachable")


def main() -> None:
    """Serve what a folder holds."""
    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.socket.connect_ex = refuse  # type: ignore[method-assign]
    socket.socket.sendto = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse  # type: ignore[assignment]
    socket.gethostbyname = refuse
    from clusterplan.web import Settings, serve

    settings = Settings(state_folder=Path(sys.argv[1]), port=0)
    serve(settings, lambda address: print(address, flush=True))  # noqa: T201


if __name__ == "__main__":
    main()
