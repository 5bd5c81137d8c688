"""Walk a front in a child process that can be killed, one point after the other."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator

from clusterplan.errors import ClusterplanError
from clusterplan.optimisation.front import FrontPoint, FrontQuestion, walk
from clusterplan.optimisation.isolated import answer_parent, broken_child, child_of, next_message

__all__ = ["walk_isolated"]


def walk_isolated(question: FrontQuestion, should_stop: Callable[[], bool] | None = None) -> Iterator[FrontPoint]:
    """Yield the points of a front from a child process, which is killed when nobody wants more of them.

    Parameters
    ----------
    question
        What is asked for.
    should_stop
        Asked ten times a second; true ends the walk.

    Yields
    ------
    FrontPoint
        As :func:`walk` does.

    Raises
    ------
    KeyboardInterrupt
        If Ctrl-C came, or if ``should_stop`` says so; the points until then have been yielded.
    """
    with child_of(question, __name__) as messages:
        yield from _received(messages, should_stop)


def _received(messages: queue.SimpleQueue[object], should_stop: Callable[[], bool] | None) -> Iterator[FrontPoint]:
    """Yield the points among a child's messages until it says that there are no more."""
    while True:
        match next_message(messages):
            case FrontPoint() as point:
                yield point
            case ClusterplanError() as error:
                raise error
            case str() as reason:
                raise broken_child(reason)
            case True:
                return
        if should_stop is not None and should_stop():
            raise KeyboardInterrupt


def _answer(question: FrontQuestion, send: Callable[[object], None]) -> None:
    """Send the points of a front, and then that there are no more."""
    for point in walk(question):
        send(point)
    send(True)


if __name__ == "__main__":
    answer_parent(_answer)
