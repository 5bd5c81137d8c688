"""Everything that clusterplan raises on purpose, drawn once.

::

    ClusterplanError
    ├── InputError              exit 2   what a person gave us is wrong; carries every fault found
    │   ├── ScenarioError                a scenario
    │   ├── DataError                    a layer or a table
    │   └── UsageError                   a command line or a name that does not exist
    ├── InfeasibleError         exit 3   the rules contradict each other; carries the clashing rules
    ├── NoPlanError             exit 4   the solver was stopped before it found any plan
    ├── InterruptedPlanningError     exit 130 the user pressed Ctrl-C before there was a plan
    └── InternalError           exit 1   our fault: for example a plan that failed the independent check

The exit codes are the contract of the command line. HTTP status codes live in ``clusterplan.web`` alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clusterplan.language import Language, Text

__all__ = [
    "ClusterplanError",
    "Conflict",
    "DataError",
    "Fault",
    "InfeasibleError",
    "InputError",
    "InternalError",
    "InterruptedPlanningError",
    "NoPlanError",
    "ScenarioError",
    "UsageError",
]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with an input: where, what, and what to do about it."""

    where: str
    """The place in the user's own file: ``rules.clusters.at_most``, ``provinces.gpkg, row 3, code``."""
    what: Text
    """What is wrong there, with the offending value."""
    advice: Text | None = None
    """What to do about it, where that is known."""

    def in_language(self, language: Language) -> str:
        """Return ``where: what. advice`` in one language.

        Parameters
        ----------
        language
            ``"vi"`` or ``"en"``.

        Returns
        -------
        str
            One line.
        """
        line = f"{self.where}: {self.what.in_language(language)}"
        return line if self.advice is None else f"{line} {self.advice.in_language(language)}"


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot hold together, and the arithmetic that shows it."""

    rules: tuple[str, ...]
    """Names of the clashing rules as the scenario spells them, for example ``rules.clusters.at_least``."""
    why: Text
    """The reason in words and numbers."""
    repair: Text | None = None
    """A change that removes this conflict, where one is known."""

    def in_language(self, language: Language) -> str:
        """Return the conflict as one line in one language.

        Parameters
        ----------
        language
            ``"vi"`` or ``"en"``.

        Returns
        -------
        str
            ``rules: why. repair``.
        """
        line = f"{' + '.join(self.rules)}: {self.why.in_language(language)}"
        return line if self.repair is None else f"{line} {self.repair.in_language(language)}"


class ClusterplanError(Exception):
    """Base of every error that clusterplan raises on purpose."""

    exit_code = 1

    def __init__(self, summary: Text) -> None:
        super().__init__(summary.en)
        self.summary = summary

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross between processes whole; Python alone would rebuild an exception from its English message."""
        return _rebuilt, (type(self), vars(self))

    def __str__(self) -> str:
        return "\n".join(self.lines("en"))

    @property
    def details(self) -> tuple[Fault, ...] | tuple[Conflict, ...]:
        """What the error is made of; one line each."""
        return ()

    def lines(self, language: Language) -> list[str]:
        """Return the message as lines: the summary, then one line for each detail.

        Parameters
        ----------
        language
            ``"vi"`` or ``"en"``.

        Returns
        -------
        list of str
            At least one line; no trailing line breaks.
        """
        return [self.summary.in_language(language), *(f"  - {part.in_language(language)}" for part in self.details)]


def _rebuilt(kind: type[ClusterplanError], details: dict[str, Any]) -> ClusterplanError:
    """Return an error with the details it had in another process."""
    error = kind.__new__(kind, details["summary"].en)
    vars(error).update(details)
    return error


class InputError(ClusterplanError):
    """Something a person gave us is wrong. Carries every fault that was found, not only the first."""

    exit_code = 2

    def __init__(self, summary: Text, faults: Sequence[Fault] = ()) -> None:
        super().__init__(summary)
        self.faults = tuple(faults)

    @property
    def details(self) -> tuple[Fault, ...]:
        """The faults."""
        return self.faults


class ScenarioError(InputError):
    """A scenario cannot be read, does not validate or contradicts itself."""


class DataError(InputError):
    """A layer or a table does not keep its schema."""


class UsageError(InputError):
    """A command line, an id or a name does not exist or does not fit."""


class InfeasibleError(ClusterplanError):
    """No plan keeps every rule. Carries the conflicts that are known, in the planner's words."""

    exit_code = 3

    def __init__(self, summary: Text, conflicts: Sequence[Conflict] = ()) -> None:
        super().__init__(summary)
        self.conflicts = tuple(conflicts)

    @property
    def details(self) -> tuple[Conflict, ...]:
        """The conflicts."""
        return self.conflicts


class NoPlanError(ClusterplanError):
    """The solver reached its limit before it found any plan; nothing is known to be impossible."""

    exit_code = 4


class InterruptedPlanningError(ClusterplanError):
    """The user stopped the work before there was a plan."""

    exit_code = 130


class InternalError(ClusterplanError):
    """Our fault, not the user's: an invariant of the product did not hold."""
