"""A child process that works on one job: it can be asked, told and forced to end, and it never outlives its parent."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any, Self

from clusterplan.web.jobs.protocol import STOP

__all__ = ["WORKER", "Child"]

WORKER = (sys.executable, "-P", "-m", "clusterplan.web.jobs.worker")  # -P: no module of the working folder
"""Command of a child that does real work."""
_SECONDS_TO_END = 1.0
"""How long a child may take to end after it was asked, and again after it was told."""


class Child:
    """A running child; leaving its block ends it within about two seconds.

    Parameters
    ----------
    question
        What it is to do, in plain values.
    command
        What is run.
    """

    def __init__(self, question: dict[str, Any], command: Sequence[str] = WORKER) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [*command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,  # a signal reaches what the child started, and Ctrl-C reaches the parent alone
        )
        self._messages: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name=f"child {self._process.pid}", daemon=True)
        self._reader.start()
        self._say(question)

    @property
    def pid(self) -> int:
        """Its process id, also that of its group."""
        return self._process.pid

    def next_message(self, seconds: float) -> dict[str, Any] | None:
        """Return the next message, or none if there is none yet.

        Parameters
        ----------
        seconds
            How long to wait.

        Returns
        -------
        dict or None
            ``{"ended": true}`` if the child ended without an answer.
        """
        try:
            message = self._messages.get(timeout=seconds)
        except queue.Empty:
            return None
        return {"ended": True} if message is None else message

    def ask_to_stop(self) -> None:
        """Ask it to end with the best that it has."""
        self._say(STOP)

    def __enter__(self) -> Self:
        """Return the child."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ask it to end, tell it to, and make it."""
        self.ask_to_stop()
        if not self._has_ended_after(_SECONDS_TO_END):
            self._signal(signal.SIGTERM)
            self._has_ended_after(_SECONDS_TO_END)
        self._signal(signal.SIGKILL)  # also for what it started and left behind
        self._process.wait()
        with contextlib.suppress(BrokenPipeError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _has_ended_after(self, seconds: float) -> bool:
        """Tell whether its messages have ended: it is not waited for, so that its group keeps its number."""
        self._reader.join(seconds)
        return not self._reader.is_alive()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _say(self, message: object) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # a child that died is reported by the reader
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()

    def _read(self) -> None:
        """Put every message into the queue; the last one says that there are no more."""
        assert self._process.stdout is not None
        with contextlib.suppress(json.JSONDecodeError):  # half a line of a child that was killed
            for line in self._process.stdout:
                self._messages.put(json.loads(line))
        self._messages.put(None)
