"""Solve in a child process that can be killed: HiGHS does not hear a cancel while it presolves a large model.

The child is a fresh interpreter (``python -m clusterplan.optimisation.isolated``), so that it works the same from a
script, a notebook and a server. It reads a pickled problem from its standard input and writes pickled messages to its
standard output; it ends when its standard input closes, so a killed parent leaves no orphan.
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
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from clusterplan.domain import Termination
from clusterplan.errors import ClusterplanError, InternalError, InterruptedPlanningError
from clusterplan.language import Text
from clusterplan.optimisation.infeasible import SECONDS_TO_EXPLAIN, unexplained_infeasibility
from clusterplan.optimisation.objective import MILLIONTHS
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Choice, ModelSize, Progress, Solution
from clusterplan.optimisation.solve import OnProgress, no_plan_in_time, solve_here
from clusterplan.optimisation.solvers import options_of, solver_version

__all__ = ["answer_parent", "broken_child", "child_of", "next_message", "solve_isolated"]

_GRACE_SECONDS = 4.0
"""How long after its time limit a solver may take to come back before it is killed."""
_POLL_SECONDS = 0.1


@dataclass
class _Best:
    """What is known if the child has to be killed."""

    choice: Choice | None = None
    bound: float | None = None
    size: ModelSize | None = None
    is_infeasible: bool = False
    seconds: float = 0.0

    def learn(self, message: object, on_progress: OnProgress | None) -> None:
        """Take in one message of the child; raise it if it is an error."""
        match message:
            case ClusterplanError():
                raise message
            case str():
                raise broken_child(message)
            case Choice():
                self.choice = message
            case Progress():
                self.bound = self.bound if message.bound is None else message.bound
                self.size = message.size or self.size
                self.is_infeasible |= message.phase == "explain"
                self.seconds = message.seconds
                if on_progress is not None:
                    on_progress(message)


def solve_isolated(
    problem: Problem,
    on_progress: OnProgress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution:
    """Solve a problem in a child process.

    A time limit, a cancel and Ctrl-C stop the solver within about five seconds and still return its best plan with the
    bound known by then.

    Parameters
    ----------
    problem
        The planning problem.
    on_progress
        Told about phases, incumbents and bounds.
    should_stop
        Asked ten times a second; true stops the solver.

    Returns
    -------
    Solution
        The best choice with its bound.

    Raises
    ------
    InfeasibleError
        If no plan keeps every rule.
    NoPlanError
        If the time limit came before any plan.
    InterruptedPlanningError
        If the work was stopped before any plan.
    """
    best = _Best()
    deadline = time.monotonic() + problem.scenario.solver.time_limit_seconds + _GRACE_SECONDS
    try:
        with child_of(problem, __spec__.name) as messages:
            while True:
                message = next_message(messages)
                if isinstance(message, Solution):
                    return message
                best.learn(message, on_progress)
                if should_stop is not None and should_stop():
                    return _from_incumbent(problem, best, Termination.INTERRUPTED)
                if time.monotonic() > deadline + best.is_infeasible * SECONDS_TO_EXPLAIN:
                    return _from_incumbent(problem, best, Termination.TIME_LIMIT)
    except KeyboardInterrupt:
        return _from_incumbent(problem, best, Termination.INTERRUPTED)


def _from_incumbent(problem: Problem, best: _Best, termination: Termination) -> Solution:
    """Return the best choice known when the child had to be killed."""
    settings = problem.scenario.solver
    if best.is_infeasible:
        raise unexplained_infeasibility()
    if best.choice is None or best.bound is None or best.size is None:
        if termination is Termination.TIME_LIMIT:
            raise no_plan_in_time(settings.time_limit_seconds)
        raise InterruptedPlanningError(
            Text(vi="Đã dừng trước khi có phương án.", en="Stopped before there was a plan.")
        )
    return Solution(
        choice=best.choice,
        bound_millionths=round(best.bound * MILLIONTHS),
        termination=termination,
        solver=solver_version(settings.name),
        options=options_of(settings),
        size=best.size,
        seconds=best.seconds,
    )


@contextlib.contextmanager
def child_of(question: object, module: str) -> Iterator[queue.SimpleQueue[Any]]:
    """Start a child on a question and yield the queue of its messages; kill it on the way out.

    Parameters
    ----------
    question
        What the child reads; it is pickled.
    module
        The module to run, which calls :func:`answer_parent`.

    Yields
    ------
    queue.SimpleQueue
        Messages of the child; a text says that it failed.
    """
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-P", "-m", module],  # -P: no module of the user's folder
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        process_group=0,  # Ctrl-C goes to the parent alone, which still wants the incumbent
    )
    assert process.stdin is not None
    assert process.stdout is not None
    messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
    reader = threading.Thread(target=_forward, args=(process.stdout, messages), daemon=True)
    reader.start()
    try:
        with contextlib.suppress(BrokenPipeError):  # a child that died at once is reported by the reader
            pickle.dump(question, process.stdin)
            process.stdin.flush()
        yield messages
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # the group, because CBC is a process of its own
        process.wait()
        reader.join()
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()


def _forward(stream: IO[bytes], messages: queue.SimpleQueue[Any]) -> None:
    """Put every message of the child into a queue; the last one says that it ended."""
    try:
        while True:
            messages.put(pickle.load(stream))  # noqa: S301 - written by our own child
    except (EOFError, pickle.UnpicklingError):
        messages.put("it ended without an answer")


def next_message(messages: queue.SimpleQueue[Any]) -> Any:
    """Return the next message, or None if there is none within a tenth of a second.

    Parameters
    ----------
    messages
        What :func:`child_of` yielded.

    Returns
    -------
    object or None
        The message.
    """
    try:
        return messages.get(timeout=_POLL_SECONDS)
    except queue.Empty:
        return None


def broken_child(reason: str) -> InternalError:
    """Return the error for a child that died or failed.

    Parameters
    ----------
    reason
        What it said.

    Returns
    -------
    InternalError
        To be raised.
    """
    return InternalError(
        Text(vi=f"Tiến trình của bộ giải kết thúc bất thường: {reason}", en=f"The solver's process failed: {reason}")
    )


def answer_parent(answer: Callable[[Any, Callable[[object], None]], None]) -> None:
    """Answer the question on standard input; write messages to standard output.

    Parameters
    ----------
    answer
        Given the question, and what sends a message.
    """
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a solver prints must not mix with the messages
    question = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def send(message: object) -> None:
        pickle.dump(message, out)
        out.flush()

    try:
        answer(question, send)
    except ClusterplanError as error:
        send(error)
    except Exception as error:  # noqa: BLE001 - every failure is the parent's to report
        send(f"{type(error).__name__}: {error}")


def _end_with_parent() -> None:
    """End this process, and a solver that it started, when the parent closes our standard input."""
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)


def _solve(problem: Problem, send: Callable[[object], None]) -> None:
    """Solve a problem and send what becomes known."""
    send(solve_here(problem, on_progress=send, on_incumbent=send))


if __name__ == "__main__":
    answer_parent(_solve)
