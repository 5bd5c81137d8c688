"""What is said of a command line that cannot be read: in words of both languages, without those of the libraries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import typer

from clusterplan.errors import UsageError
from clusterplan.language import Language, Text

__all__ = ["asked_language", "wrong_command"]

_PREFIX = "Value error, "
_CHOICE = re.compile(rf"Invalid value for (?P<where>.+?): (?:{_PREFIX})?(?P<given>'.*') is not one of (?P<taken>.+)\.")


def wrong_command(wrong: typer.TyperException) -> UsageError:
    """Return what is wrong with a command line.

    Parameters
    ----------
    wrong
        What the parser found.

    Returns
    -------
    UsageError
        In both languages; where a value is none of several, they are named.
    """
    what = wrong.format_message()
    choice = _CHOICE.fullmatch(what)
    if choice is None:
        what = what.replace(_PREFIX, "")
        return UsageError(Text(vi=f"Lệnh không đúng: {what}", en=f"Wrong command: {what}"))
    where, given, taken = choice["where"], choice["given"], choice["taken"]
    return UsageError(
        Text(
            vi=f"Lệnh không đúng: {where} không nhận {given}, chỉ nhận {taken}.",
            en=f"Wrong command: {where} cannot be {given}; it is one of {taken}.",
        )
    )


def asked_language(arguments: Sequence[str]) -> Language | None:
    """Return the language that a command line asks for, though the rest of it cannot be read.

    Parameters
    ----------
    arguments
        The command line without the program's name.

    Returns
    -------
    str or None
        ``vi`` or ``en``; none if it asks for neither.

    Examples
    --------
    >>> asked_language(["keys", "new", "--lang", "vi"]), asked_language(["--lang=en"]), asked_language(["--lang"])
    ('vi', 'en', None)
    """
    words = " ".join(arguments).replace("--lang=", "--lang ").split()
    after = {second for first, second in pairwise(words) if first == "--lang"}
    return "vi" if "vi" in after else "en" if "en" in after else None
