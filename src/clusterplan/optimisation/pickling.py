"""A child process that is sent questions and sends answers, both pickled, for as long as it is wanted.

The child is a module of ours that calls :func:`answer_parent_often`. It ends when its standard input closes, so that a
killed parent leaves no orphan, and it can be killed at any time with everything that it started.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Any

__all__ = ["PicklingChild", "answer_parent_often"]


class PicklingChild:
    """A running child.

    Parameters
    ----------
    module
        The module that is run.
    tell
        Given every message of the child, in a thread; the last one is a text that says that it ended.
    """

    def __init__(self, module: str, tell: Callable[[Any], None]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", module],  # -P: no module of the user's folder
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,  # Ctrl-C goes to the parent alone, which keeps what is done
        )
        self._reader = threading.Thread(target=self._forward, args=(self._process.stdout, tell), daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Its process id, also that of its group."""
        return self._process.pid

    def send(self, *questions: object) -> None:
        """Send questions; they wait in the child until it has answered those before.

        Parameters
        ----------
        *questions
            What can be pickled.
        """
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # a child that died is reported by the reader
            for question in questions:
                pickle.dump(question, self._process.stdin)
            self._process.stdin.flush()

    def kill(self) -> None:
        """End the process and what it started."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # the group, because CBC is a process of its own
        self._process.wait()
        self._reader.join()
        self._process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()

    def _forward(self, stream: IO[bytes], tell: Callable[[Any], None]) -> None:
        """Tell every message of the process; the last one says that it ended."""
        try:
            while True:
                tell(pickle.load(stream))  # noqa: S301 - written by our own child
        except Exception as error:  # noqa: BLE001 - the parent waits for this message, whatever happened
            tell(f"it ended without an answer ({type(error).__name__})")


def answer_parent_often(answer: Callable[[Any], object | None]) -> None:
    """Answer questions on standard input one after the other, until it closes; never returns.

    Parameters
    ----------
    answer
        Given a question; what it returns is sent, if it is anything. A failure is sent as a text.
    """
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a solver prints must not mix with the messages
    inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(inbox,), daemon=True).start()
    while True:
        question = inbox.get()
        try:
            message = answer(question)
        except Exception as error:  # noqa: BLE001 - every failure is the parent's to report
            message = f"{type(error).__name__}: {error}"
        if message is not None:
            pickle.dump(message, out)
            out.flush()


def _receive(inbox: queue.SimpleQueue[Any]) -> None:
    """Pass on what the parent sends; end this process, and a solver that it started, when the parent is gone."""
    with contextlib.suppress(EOFError, pickle.UnpicklingError):
        while True:
            inbox.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - written by our own parent
    os.killpg(0, signal.SIGKILL)
