"""What a command may do to the outside: print for people or for programs, in one language, on two streams.

Answers go to standard output, progress and errors to standard error. With ``--json`` standard output carries one JSON
value and nothing else, whatever happens.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from rich.console import Console, RenderableType
from rich.text import Text as RichText

from clusterplan.errors import ClusterplanError, Conflict, Fault, InfeasibleError, InputError
from clusterplan.language import Language, Text, language_of_locale
from clusterplan.optimisation.solution import Progress
from clusterplan.publishing.rule_names import named_setting

__all__ = ["Terminal", "conflict_line", "conflict_payload"]

_WIDTH_OF_A_PIPE = 120
_PHASES = {
    "score": Text(vi="Chấm điểm lợi thế", en="Scoring advantage"),
    "build": Text(vi="Lập mô hình", en="Building the model"),
    "solve": Text(vi="Đang giải", en="Solving"),
    "check": Text(vi="Kiểm tra độc lập", en="Independent check"),
}


def _console(stream: Any) -> Console:
    """Return a console that never fails on a letter and writes no colour codes into a pipe."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    width = None if stream.isatty() else _WIDTH_OF_A_PIPE
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


@dataclass
class Terminal:
    """The two streams and how to write on them."""

    language: Language = field(default_factory=language_of_locale)
    """Language of everything that people read."""
    as_json: bool = False
    """Whether standard output carries JSON."""
    debug: bool = False
    """Whether an unexpected error shows its traceback."""
    answered: bool = False
    """Whether an interrupted command has already said what it leaves behind."""
    out: Console = field(default_factory=lambda: _console(sys.stdout))
    """For answers."""
    aside: Console = field(default_factory=lambda: _console(sys.stderr))
    """For progress and errors."""

    def show(self, *parts: RenderableType) -> None:
        """Print an answer for people.

        Parameters
        ----------
        parts
            Texts and tables, printed one below the other.
        """
        for part in parts:
            self.out.print(part)

    def answer(self, payload: Any, parts: Callable[[], Iterator[RenderableType]]) -> None:
        """Print an answer once: as JSON for programs, or as texts and tables for people.

        Parameters
        ----------
        payload
            Plain values for ``--json``.
        parts
            Makes what people read.
        """
        if self.as_json:
            self.write_json(payload)
        else:
            self.show(*parts())

    def write_json(self, payload: Any) -> None:
        """Write one JSON value to standard output; a stream that is not UTF-8 gets escapes instead of letters.

        Parameters
        ----------
        payload
            Plain values.
        """
        escape = not (self.out.encoding or "").lower().startswith("utf")
        self.out.file.write(json.dumps(payload, ensure_ascii=escape, indent=2, allow_nan=False) + "\n")

    def note(self, text: Text) -> None:
        """Tell something beside the answer.

        Parameters
        ----------
        text
            One sentence.
        """
        self.aside.print(text.in_language(self.language))

    def error(self, error: ClusterplanError) -> int:
        """Print an error: lines for people on standard error, and JSON on standard output with ``--json``.

        Parameters
        ----------
        error
            What went wrong.

        Returns
        -------
        int
            Its exit code.
        """
        if self.as_json:
            self.write_json({"error": _error_payload(error)})
        first, *details = _lines(error, self.language)
        self.aside.print(RichText(first, style="bold red"), soft_wrap=True)
        for line in details:
            self.aside.print(line, soft_wrap=True)
        return error.exit_code

    @contextmanager
    def progress(self, *, quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
        """Show how far a solve has come: a moving line on a terminal, one line for each news in a file.

        Parameters
        ----------
        quiet
            Whether to show nothing.

        Yields
        ------
        callable or None
            To be told about progress.
        """
        if quiet:
            yield None
        elif self.aside.is_terminal:
            with self.aside.status("…") as status:
                yield lambda progress: status.update(self._progress_line(progress))
        else:
            yield self._news()

    def _news(self) -> Callable[[Progress], None]:
        """Return a printer that repeats nothing."""
        told: set[tuple[str, float | None]] = set()

        def tell(progress: Progress) -> None:
            news = (progress.phase, progress.incumbent)
            if news not in told:
                told.add(news)
                self.aside.print(self._progress_line(progress))

        return tell

    def _progress_line(self, progress: Progress) -> str:
        """Return phase, time, best plan, bound and gap as far as they are known."""
        phase = _PHASES.get(progress.phase, Text(vi=progress.phase, en=progress.phase)).in_language(self.language)
        numbers = [f"{progress.seconds:.1f} s"]
        for name, value in (
            (Text(vi="tốt nhất", en="best"), progress.incumbent),
            (Text(vi="cận", en="bound"), progress.bound),
        ):
            if value is not None:
                numbers.append(f"{name.in_language(self.language)} {value:.4f}")
        if progress.gap is not None:
            numbers.append(Text(vi="khoảng cách", en="gap").in_language(self.language) + f" {progress.gap:.2%}")
        return f"{phase}: {', '.join(numbers)}"


def conflict_line(conflict: Conflict, language: Language) -> str:
    """Return a conflict for people: the names of the clashing rules with their paths, why they clash, and a repair.

    Parameters
    ----------
    conflict
        Clashing rules.
    language
        Language of the line.

    Returns
    -------
    str
        ``names: why. repair``.
    """
    named = tuple(named_setting(rule).in_language(language) for rule in conflict.rules)
    return replace(conflict, rules=named).in_language(language)


def conflict_payload(conflict: Conflict) -> dict[str, Any]:
    """Return a conflict as plain values.

    Parameters
    ----------
    conflict
        Clashing rules.

    Returns
    -------
    dict
        ``rules``, ``why_vi``, ``why_en``, ``repair_vi``, ``repair_en``.
    """
    repair = conflict.repair
    return {
        "rules": list(conflict.rules),
        "why_vi": conflict.why.vi,
        "why_en": conflict.why.en,
        "repair_vi": repair.vi if repair else None,
        "repair_en": repair.en if repair else None,
    }


def _lines(error: ClusterplanError, language: Language) -> list[str]:
    """Return the lines of an error, clashing rules with their names."""
    if not isinstance(error, InfeasibleError):
        return error.lines(language)
    conflicts = (f"  - {conflict_line(conflict, language)}" for conflict in error.conflicts)
    return [error.summary.in_language(language), *conflicts]


def _fault_payload(fault: Fault) -> dict[str, Any]:
    advice = fault.advice
    return {
        "where": fault.where,
        "what_vi": fault.what.vi,
        "what_en": fault.what.en,
        "advice_vi": advice.vi if advice else None,
        "advice_en": advice.en if advice else None,
    }


def _error_payload(error: ClusterplanError) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "exit_code": error.exit_code,
        "kind": type(error).__name__,
        "summary_vi": error.summary.vi,
        "summary_en": error.summary.en,
    }
    if isinstance(error, InputError):
        payload["faults"] = [_fault_payload(fault) for fault in error.faults]
    if isinstance(error, InfeasibleError):
        payload["conflicts"] = [conflict_payload(conflict) for conflict in error.conflicts]
    return payload
