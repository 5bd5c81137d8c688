"""Servers as processes: started, waited for, their time and memory read from ``/proc``, and ended."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

__all__ = ["cpu_seconds", "free_port", "resident_bytes", "running"]

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def free_port() -> int:
    """Return a port of this machine that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    command: Sequence[str], port: int, log: Path, environment: Mapping[str, str] | None = None, path: str = "/"
) -> Iterator[int]:
    """Run a server until the block ends.

    Parameters
    ----------
    command
        What to run.
    port
        Where it answers.
    log
        File for what it says.
    environment
        Variables beside those of this process.
    path
        Address that answers as soon as it is ready.

    Yields
    ------
    int
        Id of its process.
    """
    with log.open("wb") as file:
        server = subprocess.Popen(
            command,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        try:
            _wait(server, port, path, log)
            yield server.pid
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def cpu_seconds(*roots: int) -> float:
    """Return the user and system time of processes and all their children, ended ones included.

    Parameters
    ----------
    *roots
        Ids of processes.

    Returns
    -------
    float
        Seconds.
    """
    return sum(sum(_times(process)) for process in _tree(roots))


def resident_bytes(*roots: int) -> int:
    """Return the memory that processes and their children hold now.

    Parameters
    ----------
    *roots
        Ids of processes.

    Returns
    -------
    int
        Bytes.
    """
    return sum(int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE for process in _tree(roots))


def _tree(roots: Sequence[int]) -> set[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, waiting = set(roots), list(roots)
    while waiting:
        below = children.get(waiting.pop(), [])
        found.update(below)
        waiting.extend(below)
    return found


def _times(process: int) -> list[float]:
    """Return user and system time, that of children that ended too."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(field) / _TICKS for field in fields[11:15]]


def _wait(server: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", path)
            if connection.getresponse().status < 500:
                return
        time.sleep(0.2)
    raise SystemExit(f"A server did not start: {' '.join(server.args)}\n{log.read_text()[-3000:]}")  # type: ignore[arg-type]
