"""How a child process talks with whoever started it: one line of JSON for each message, on standard input and output.

Down come the question and, perhaps, ``"stop"``; up go reports and one answer. When standard input ends, the parent is
gone, and the child ends itself with everything that it started. This module needs nothing but Python.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from typing import Any

__all__ = ["STOP", "Parent"]

STOP = "stop"
"""Message that asks a child to end with the best that it has."""


class Parent:
    """The process that started this one.

    From now on, whatever is printed goes to the error stream: a solver's lines must not mix with the messages.
    """

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self.question: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
        threading.Thread(target=self._listen, name="parent", daemon=True).start()

    @property
    def wants_stop(self) -> bool:
        """Whether the work is to end with the best that it has."""
        return self._stop.is_set()

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message.

        Parameters
        ----------
        message
            Plain values.
        """
        with self._lock:
            self._out.write(json.dumps(message) + "\n")
            self._out.flush()

    def _listen(self) -> None:
        for line in sys.stdin.buffer:
            if json.loads(line) == STOP:
                self._stop.set()
        os.killpg(0, signal.SIGKILL)  # the parent is gone
