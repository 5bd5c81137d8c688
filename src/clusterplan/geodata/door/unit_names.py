"""Names of units as people write them: exact ones are resolved, near ones are suggested, none is guessed.

Exact means the same up to what carries no meaning: Unicode normal form, case, blanks and punctuation, the kind of unit
in front (*Tỉnh*, *TP.*), and where the tone stands (*Hoà*, *Hòa*). A name without any mark is taken if one unit alone
is spelled like that. Marks that are wrong make a suggestion.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice
from typing import Literal

import pandas as pd

from clusterplan.geodata.names import unaccented
from clusterplan.geodata.read import read_table

__all__ = ["UnitLevel", "UnitMatch", "UnitNames", "spelled", "unit_names"]

type UnitLevel = Literal["provinces", "communes"]
type How = Literal["code", "name", "alias", "unaccented", "merged"]

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORD = re.compile(r"[^\W_]+")
_KINDS = ("tỉnh", "thành phố", "tp", "t", "phường", "xã", "đặc khu", "thị trấn", "p", "x", "tt", "tinh", "thanh pho")
"""Kinds of unit that may stand before a name."""
_MOST_SUGGESTIONS = 3


@dataclass(frozen=True)
class UnitMatch:
    """What was typed and which unit it is."""

    typed: str
    """As it was typed."""
    code: str | None
    """Code of the unit; nothing if it is none or more than one."""
    how: How | None
    """What it is called by. ``merged`` is the name of a former unit that is only a part of this one: a number that
    stands beside it is not the number of the whole."""
    suggestions: tuple[str, ...] = ()
    """Codes of units that may be meant, the likeliest first; never used by themselves."""


@lru_cache(maxsize=1 << 16)
def spelled(name: str) -> str:
    """Return a name up to what carries no meaning, for comparing.

    Parameters
    ----------
    name
        A name in any Unicode normal form.

    Returns
    -------
    str
        Words in small letters, the tone of each word at its end, one blank between words, without the kind of unit.

    Examples
    --------
    >>> spelled("Tỉnh  Khánh Hoà") == spelled("KHÁNH HÒA")
    True
    >>> spelled("Hòa") == spelled("Hóa")
    False
    """
    words = _WORD.findall(unicodedata.normalize("NFC", name).lower())
    for kind in _KINDS:
        parts = kind.split()
        if words[: len(parts)] == parts and len(words) > len(parts):
            words = words[len(parts) :]
            break
    return " ".join(map(_with_tone_last, words))


def _with_tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    return "".join(sorted(letters, key=lambda letter: letter in _TONES))


class UnitNames:
    """Everything that the units of one vintage are called.

    Parameters
    ----------
    names
        Code to names that are the unit's own.
    aliases
        Code to other names of the whole unit.
    merged
        Code to names of former units that are parts of it.

    Examples
    --------
    >>> names = UnitNames({"25": ["Phú Thọ"], "56": ["Khánh Hòa"]}, merged={"25": ["Hòa Bình"]})
    >>> names.find("Khánh Hoà")
    UnitMatch(typed='Khánh Hoà', code='56', how='name', suggestions=())
    >>> names.find("hoa binh").how, names.find("Khánh Hoa").code, names.find("Khánh Hoa").suggestions
    ('merged', None, ('56',))
    """

    def __init__(
        self,
        names: Mapping[str, Iterable[str]],
        aliases: Mapping[str, Iterable[str]] | None = None,
        merged: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self.codes = frozenset(names)
        ways: tuple[tuple[How, Mapping[str, Iterable[str]]], ...] = (
            ("name", names),
            ("alias", aliases or {}),
            ("merged", merged or {}),
        )
        self._exact: list[tuple[How, dict[str, set[str]]]] = [(how, _inverted(of)) for how, of in ways]
        self._plain: list[tuple[How, dict[str, set[str]]]] = [
            (how, _without_marks(exact)) for how, exact in self._exact
        ]

    def find(self, typed: str) -> UnitMatch:
        """Return which unit was typed.

        Parameters
        ----------
        typed
            A code or a name.

        Returns
        -------
        UnitMatch
            The unit, or suggestions.
        """
        return self._known(typed) or UnitMatch(typed, None, None, tuple(self._near(unaccented(spelled(typed)))))

    def fits(self, code: str, name: str) -> bool:
        """Return whether a name is one of a unit's own, not that of a part of it.

        Parameters
        ----------
        code
            Code of a unit.
        name
            What stands beside the code.

        Returns
        -------
        bool
            True too for an abbreviation that the unit shares with others.
        """
        found = self._known(name)
        return found is not None and found.how != "merged" and code in (found.code, *found.suggestions)

    def is_of_another(self, code: str, name: str) -> bool:
        """Return whether a name is known, and as the name of another unit or of a part of this one.

        Parameters
        ----------
        code
            Code of a unit.
        name
            What stands beside the code.

        Returns
        -------
        bool
            False for a name that is not known at all: it proves nothing.
        """
        return self._known(name) is not None and not self.fits(code, name)

    def _known(self, typed: str) -> UnitMatch | None:
        trimmed = typed.strip()
        if trimmed in self.codes:
            return UnitMatch(typed, trimmed, "code")
        key = spelled(trimmed)
        for how, exact in self._exact:
            if key in exact:
                return _match(typed, exact[key], how)
        plain = unaccented(key)
        for how, without in self._plain:
            if plain in without and trimmed.isascii():
                return _match(typed, without[plain], "merged" if how == "merged" else "unaccented")
        return None

    def _near(self, plain: str) -> Iterator[str]:
        close = difflib.get_close_matches(plain, self._every_spelling, n=_MOST_SUGGESTIONS, cutoff=0.75)
        codes = (code for key in close for code in sorted(self._every_spelling[key]))
        yield from islice(dict.fromkeys(codes), _MOST_SUGGESTIONS)

    @cached_property
    def _every_spelling(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for _, without in self._plain:
            for key, codes in without.items():
                found[key] |= codes
        return dict(found)


def _match(typed: str, codes: set[str], how: How) -> UnitMatch:
    """Return a unit, or several as suggestions where they share the name."""
    if len(codes) == 1:
        return UnitMatch(typed, next(iter(codes)), how)
    return UnitMatch(typed, None, how, tuple(sorted(codes)))


def _inverted(names: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for code, own in names.items():
        for name in own:
            found[spelled(name)].add(code)
    return dict(found)


def _without_marks(exact: Mapping[str, set[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, codes in exact.items():
        found[unaccented(key)] |= codes
    return dict(found)


@cache
def unit_names(vintage: str, level: UnitLevel = "provinces") -> UnitNames:
    """Return the names of the units of a vintage, from the bundled tables.

    Parameters
    ----------
    vintage
        A vintage of the table ``unit_vintages``.
    level
        Which units.

    Returns
    -------
    UnitNames
        Of provinces with aliases, and with the names of former units that were merged.

    Examples
    --------
    >>> names = unit_names("2025-07-01")
    >>> names.find("TP.HCM").code, names.find("Bình Dương").how, names.find("ĐN").suggestions
    ('79', 'merged', ('48', '75'))
    >>> unit_names("2025-07-01", "communes").fits("00004", "P. Ba Đình")
    True
    """
    row = read_table("unit_vintages").set_index("vintage").loc[vintage]
    units = read_table(str(row[level]))
    if level == "communes":
        own = units[units["vintage"] == vintage]
        return UnitNames({code: [name] for code, name in zip(own["code"], own["name_vi"], strict=True)})
    return _province_names(vintage, units)


def _province_names(vintage: str, units: pd.DataFrame) -> UnitNames:
    columns = [column for column in ("name_vi", "name_en", "full_name_vi") if column in units]
    rows = zip(units["code"], units[columns].to_numpy().tolist(), strict=True)
    names = {str(code): [name for name in row if isinstance(name, str)] for code, row in rows}
    whole: dict[str, list[str]] = defaultdict(list)
    merged: dict[str, list[str]] = defaultdict(list)
    if "former_names" in units:
        for code, former in zip(units["code"], units["former_names"].str.split(";"), strict=True):
            (merged if len(former) > 1 else whole)[code] += former
    other = read_table("unit_aliases")
    other = other[other["vintage"] == vintage]
    for code, alias, kind in zip(other["code"], other["alias"], other["kind"], strict=True):
        (merged if kind == "merged" else whole)[code].append(alias)
    return UnitNames(names, whole, merged)
