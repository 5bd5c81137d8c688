"""What-if questions about one plan, asked of a child process that stays warm and can be killed at any time."""

from __future__ import annotations

import queue
from dataclasses import dataclass
from typing import Any

from clusterplan.errors import ClusterplanError, InternalError
from clusterplan.language import Text
from clusterplan.optimisation.pickling import PicklingChild
from clusterplan.planning.known_plan import KnownPlan
from clusterplan.planning.what_if import Changes
from clusterplan.planning.why.answers import WhatIf

__all__ = ["Opening", "WhatIfChild"]

_MODULE = "clusterplan.planning.what_if_child"


@dataclass(frozen=True)
class Opening:
    """What a child is told first; it answers nothing to it, and gets ready."""

    known: KnownPlan
    """The plan with its problem."""
    seconds: float
    """Longest time for one solve; an answer may take two, and some time more to explain a clash."""


class WhatIfChild:
    """A child that is opened with one plan and then asked, one question at a time."""

    def __init__(self) -> None:
        self._messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._process = PicklingChild(_MODULE, self._messages.put)

    def open(self, known: KnownPlan, seconds: float) -> None:
        """Tell it the plan; it gets ready while it is waited for.

        Parameters
        ----------
        known
            The plan.
        seconds
            Longest time for one solve of an answer.
        """
        self._process.send(Opening(known, seconds))

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, changes: Changes) -> None:
        """Ask a question; its answer comes from :meth:`next_answer`.

        Parameters
        ----------
        changes
            Limits and locks.
        """
        self._process.send(changes)

    def next_answer(self, seconds: float) -> WhatIf | ClusterplanError | None:
        """Return the answer, or none if there is none yet.

        Parameters
        ----------
        seconds
            How long to wait.

        Returns
        -------
        WhatIf, ClusterplanError or None
            The answer, or why there is none.

        Raises
        ------
        InternalError
            If the child failed or ended.
        """
        try:
            message = self._messages.get(timeout=seconds) if seconds > 0 else self._messages.get_nowait()
        except queue.Empty:
            return None
        if isinstance(message, WhatIf | ClusterplanError):
            return message
        raise InternalError(
            Text(
                vi=f"Tiến trình trả lời câu hỏi kết thúc bất thường: {message}",
                en=f"The process that answers what-if questions failed: {message}",
            )
        )

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
