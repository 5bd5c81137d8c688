"""How a child process talks with whoever started it: one line of JSON for each message, on standard input and output.

Down come the question and, perhaps, ``"stop"``; up go reports and one answer. When standard input ends, the parent is
gone, and the child ends itself with everything that it started. This module needs nothing but Python.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from typing import Any

__all__ = ["STOP", "Parent"]

STOP = "stop"
"""Message that asks a child to end with the best that it has."""
_SIZE = 65_536


class Parent:
    """The process that started this one.

    From now on, whatever is printed goes to the error stream: a solver's lines must not mix with the messages.
    """

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        line, _, more = _read_until_line_ends().partition(b"\n")
        self.question: dict[str, Any] = json.loads(line)
        if more:
            self._stop.set()
        threading.Thread(target=self._listen, name="parent", daemon=True).start()

    @property
    def wants_stop(self) -> bool:
        """Whether the work is to end with the best that it has."""
        return self._stop.is_set()

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message; where nobody is left to hear it, end.

        Parameters
        ----------
        message
            Plain values.
        """
        try:
            with self._lock:
                self._out.write(json.dumps(message) + "\n")
                self._out.flush()
        except BrokenPipeError:
            _end()

    def _listen(self) -> None:
        while os.read(0, _SIZE):  # there is nothing else to be told
            self._stop.set()
        _end()


def _read_until_line_ends() -> bytes:
    """Return what comes in, the first line and perhaps more.

    Straight from the system: a thread that waits in a buffered stream aborts the interpreter at its end.
    """
    read = b""
    while b"\n" not in read:
        more = os.read(0, _SIZE)
        if not more:
            _end()
        read += more
    return read


def _end() -> None:
    """End with everything that this process started: the parent is gone."""
    os.killpg(0, signal.SIGKILL)
