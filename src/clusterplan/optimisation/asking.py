"""Many questions about few solved problems, asked of several child processes at once.

Each child (``python -m clusterplan.optimisation.answering``) keeps its own session of every problem that it is asked
about, so the answers do not depend on how many children there are. A good part of an answer is Python, so they are
processes and not threads. A child ends when its standard input closes, and all are killed when the work is over.
"""

from __future__ import annotations

import contextlib
import queue
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from clusterplan.errors import InternalError
from clusterplan.language import Text
from clusterplan.optimisation.pickling import PicklingChild
from clusterplan.optimisation.problem import Problem
from clusterplan.optimisation.solution import Choice
from clusterplan.scenario import Scenario

__all__ = ["Asking", "Question", "Worth"]

_MODULE = "clusterplan.optimisation.answering"
_POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Question:
    """What the best plan of a changed problem is worth."""

    key: str
    """What the answer is filed under."""
    base: str
    """The solved problem to begin from, by its name."""
    scenario: Scenario | None = None
    """The scenario of the base's problem with other limits or locks; None asks for the base itself."""


@dataclass(frozen=True)
class Worth:
    """What is proven about the best plan of a problem. Numbers in millionths."""

    found: int | None = None
    """Objective of the best plan found; None if none was found in time."""
    bound: int | None = None
    """No plan is worth more; None if nothing is proven."""
    choice: Choice | None = None
    """The best plan found."""
    is_infeasible: bool = False
    """Whether it is proven that no plan keeps every rule."""


class Asking:
    """Children that answer questions, for a ``with`` block: at its end they are killed."""

    def __init__(self, bases: Mapping[str, Problem], workers: int, seconds: float) -> None:
        """Start with the problems to ask about.

        Parameters
        ----------
        bases
            Problems by name; more may be added.
        workers
            Number of child processes.
        seconds
            Longest time for one answer. The bases keep the limit of their own scenario.
        """
        self.bases = dict(bases)
        self.seconds = seconds
        self._workers = workers
        self._children: list[_Child] = []
        self._messages: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
        self._pending: list[Question] = []

    def __enter__(self) -> Asking:
        """Start the children."""
        self._children = [_Child(number, self._messages) for number in range(self._workers)]
        return self

    def __exit__(self, *_: object) -> None:
        """Kill the children."""
        for child in self._children:
            child.kill()

    @property
    def left(self) -> int:
        """How many questions are not answered."""
        return len(self._pending) + sum(child.asked is not None for child in self._children)

    def put(self, questions: Iterable[Question]) -> None:
        """Add questions; they are asked in their order as far as that spares a child a new session.

        Parameters
        ----------
        questions
            The questions; their bases are known.
        """
        self._pending.extend(questions)

    def answers(
        self,
        is_known: Callable[[Question], bool] = lambda _question: False,
        should_stop: Callable[[], bool] | None = None,
    ) -> Iterator[tuple[Question, Worth]]:
        """Yield answers as they come, until every question is answered.

        Parameters
        ----------
        is_known
            Asked just before a question is sent; one whose answer follows from others is dropped.
        should_stop
            Asked ten times a second; true ends the answers.

        Yields
        ------
        tuple of Question and Worth
            In the order of arrival.
        """
        while True:
            self._send(is_known)
            if not self.left or (should_stop is not None and should_stop()):
                return
            with contextlib.suppress(queue.Empty):
                number, message = self._messages.get(timeout=_POLL_SECONDS)
                child = self._children[number]
                if not isinstance(message, Worth) or child.asked is None:
                    raise _broken_child(message)
                question, child.asked = child.asked, None
                yield question, message

    def _send(self, is_known: Callable[[Question], bool]) -> None:
        """Give every idle child a question."""
        for child in self._children:
            while child.asked is None and self._pending:
                question = next((one for one in self._pending if one.base in child.held), self._pending[0])
                self._pending.remove(question)
                if not is_known(question):
                    child.ask(question, self.bases[question.base], self.seconds)


@dataclass
class _Child:
    """One process and what it is at."""

    number: int
    messages: queue.SimpleQueue[tuple[int, Any]]
    held: set[str] = field(default_factory=set)
    asked: Question | None = None

    def __post_init__(self) -> None:
        self.process = PicklingChild(_MODULE, lambda message: self.messages.put((self.number, message)))

    def ask(self, question: Question, base: Problem, seconds: float) -> None:
        """Send a question, and its base before the first one about it."""
        self.asked = question
        if question.base not in self.held:
            self.held.add(question.base)
            self.process.send((question.base, base))
        self.process.send((question, seconds))

    def kill(self) -> None:
        """End the process and what it started."""
        self.process.kill()


def _broken_child(reason: object) -> InternalError:
    """Return the error for a child that died or failed."""
    return InternalError(
        Text(
            vi=f"Tiến trình trả lời câu hỏi kết thúc bất thường: {reason}",
            en=f"A process that answers questions failed: {reason}",
        )
    )
