"""What is found while a file is looked at: cases of known kinds, repairs that were asked for and made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clusterplan.errors import DataError, Fault
from clusterplan.geodata.door.kind import Severity
from clusterplan.geodata.door.kinds import KINDS
from clusterplan.geodata.door.limits import Limits
from clusterplan.geodata.names import nearest_name
from clusterplan.language import Language, Text

__all__ = ["Finding", "Inspection", "UnreadableError", "did_you_mean", "file_name", "shown"]

_SHOWN = 60


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and where."""

    code: str
    """Kind of fault."""
    severity: Severity
    """Whether it keeps the file out."""
    file: str
    """Name of the file."""
    row: int | None
    """Line of a CSV file, row of a sheet, or number of the feature from 1; none for the whole file."""
    field: str | None
    """Field, ``geometry`` for a shape, none for the whole row."""
    id: str | None
    """Id of the feature or row, where it has one."""
    value: str | None
    """The offending value, shortened and without control characters."""
    what: Text
    """What is wrong."""
    advice: Text | None
    """What to do about it."""
    repair: str | None
    """Name of a repair that can be asked for."""

    @property
    def where(self) -> Text:
        """The place for people."""
        if self.row is None:
            place = self.field or ""
            return Text(vi=place, en=place)
        column = f", {self.field}" if self.field else ""
        return Text(vi=f"dòng {self.row}{column}", en=f"row {self.row}{column}")

    def as_fault(self) -> Fault:
        """Return the finding as a detail of an error.

        Returns
        -------
        Fault
            Named by file, row, field and code.
        """
        parts = [self.file, None if self.row is None else f"row {self.row}", self.field]
        place = ", ".join(part for part in parts if part)
        return Fault(f"{place} [{self.code}]", self.what, self.advice)

    def sentence(self, language: Language) -> str:
        """Return what is wrong and what to do as one line.

        Parameters
        ----------
        language
            ``"vi"`` or ``"en"``.

        Returns
        -------
        str
            One line.
        """
        what = self.what.in_language(language)
        return what if self.advice is None else f"{what}. {self.advice.in_language(language)}"


class UnreadableError(Exception):
    """Nothing more can be read of the file; what is wrong has been noted."""


@dataclass
class Inspection:
    """One look at one file."""

    file: str
    """Name of the file, without its folder."""
    repairs: frozenset[str] = frozenset()
    """Names of the repairs that were asked for."""
    limits: Limits = field(default_factory=Limits)
    """Limits of the file."""
    findings: list[Finding] = field(default_factory=list)
    """Cases, at most ``limits.cases`` of each kind."""
    counts: Counter[str] = field(default_factory=Counter)
    """Number of cases of each kind, the unlisted ones too."""
    repaired: Counter[str] = field(default_factory=Counter)
    """Number of rows changed by each repair."""

    def note(
        self,
        code: str,
        *,
        row: int | None = None,
        field: str | None = None,
        id: str | None = None,  # noqa: A002 - the word that users read
        value: Any = None,
        **details: Any,
    ) -> None:
        """Note a case.

        Parameters
        ----------
        code
            Its kind.
        row, field, id, value
            Where it stands and what stands there.
        **details
            What the words of the kind are filled in with.
        """
        self.counts[code] += 1
        if self.counts[code] > self.limits.cases:
            return
        kind = KINDS[code]
        seen = None if value is None else shown(value)
        words = {"value": seen, "field": field, **details}
        what, advice = kind.said({name: _plain(word) if type(word) is str else word for name, word in words.items()})
        field = None if field is None else _plain(field)
        id = None if id is None else _plain(id)  # noqa: A001
        self.findings.append(Finding(code, kind.severity, self.file, row, field, id, seen, what, advice, kind.repair))

    def stop(self, code: str, **details: Any) -> UnreadableError:
        """Note a case after which nothing more can be read.

        Parameters
        ----------
        code
            Its kind.
        **details
            As in :meth:`note`.

        Returns
        -------
        UnreadableError
            To be raised.
        """
        self.note(code, **details)
        return UnreadableError(code)

    def asked(self, repair: str) -> bool:
        """Return whether a repair was asked for.

        Parameters
        ----------
        repair
            Its name.

        Returns
        -------
        bool
            Whether it may be made.
        """
        return repair in self.repairs

    @property
    def has_errors(self) -> bool:
        """Whether anything keeps the file out."""
        return any(KINDS[code].severity == "error" for code in self.counts)

    def raise_errors(self, summary: Text) -> None:
        """Raise what keeps the file out, if anything does.

        Parameters
        ----------
        summary
            First line of the error.

        Raises
        ------
        DataError
            With one fault for each error.
        """
        if self.has_errors:
            raise DataError(summary, [one.as_fault() for one in self.findings if one.severity == "error"])


def shown(value: Any) -> str:
    r"""Return a value as it may be printed: short, on one line, nothing in it that a terminal obeys.

    Parameters
    ----------
    value
        Anything that a file holds.

    Returns
    -------
    str
        Text in quotes, numbers as they are.

    Examples
    --------
    >>> shown("a" * 100)[-4:], shown(1.5), shown("x\x1b[2J")
    ("aa…'", '1.5', "'x\\x1b[2J'")
    """
    text = str(value)
    if len(text) > _SHOWN:
        text = text[:_SHOWN] + "…"
    return f"'{_plain(text)}'" if isinstance(value, str) else _plain(text)


def did_you_mean(value: str, known: Iterable[str]) -> Text:
    """Return a suggestion, or nothing if no known word is near.

    Parameters
    ----------
    value
        What stands in the file.
    known
        Words that exist.

    Returns
    -------
    Text
        A sentence after a blank, or an empty text.

    Examples
    --------
    >>> did_you_mean("popullation", ["population", "code"]).en
    " Did you mean 'population'?"
    """
    near = nearest_name(value, known)
    if near is None:
        return Text(vi="", en="")
    return Text(vi=f" Có phải {shown(near)}?", en=f" Did you mean {shown(near)}?")


def file_name(path: Path) -> str:
    """Return a file's name as it may be printed.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        Its name without the folder.
    """
    return shown(path.name)[1:-1]


def _plain(text: str) -> str:
    """Return a text without anything that a terminal obeys."""
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in text)


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
