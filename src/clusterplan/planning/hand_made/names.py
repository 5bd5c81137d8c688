"""Codes and names as people write them in a list. Exact ones are taken, near ones are suggested, none is guessed."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd

from clusterplan.domain import FacilityKind
from clusterplan.errors import Fault
from clusterplan.geodata import unaccented
from clusterplan.language import Text
from clusterplan.optimisation.problem import Problem
from clusterplan.planning.facts import Facts
from clusterplan.publishing.texts import FACILITY_KIND

__all__ = ["Directories", "Directory", "directories", "technology_names"]

_MOST_SUGGESTIONS = 3
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


@dataclass(frozen=True)
class Directory:
    """Everything of one kind that a list may name."""

    kind: Text
    """What it is: a unit, a technology."""
    names: Mapping[str, tuple[str, ...]]
    """Id to the names that are taken as they stand, the first one for messages."""
    hints: Mapping[str, tuple[str, ...]]
    """Id to other names, such as former ones: only ever suggested."""

    def find(self, typed: str, where: str) -> str | Fault:
        """Return the id of what was typed.

        Parameters
        ----------
        typed
            A code or a name in normal form C.
        where
            Place in the planner's file.

        Returns
        -------
        str or Fault
            The id; or what is wrong, with what was probably meant.
        """
        exact = sorted(self._by_name.get(typed, ()))
        if len(exact) == 1:
            return exact[0]
        if exact:
            listed = ", ".join(exact)
            what = Text(vi=f"{typed!r} là tên của nhiều mục.", en=f"{typed!r} is the name of several.")
            return Fault(where, what, Text(vi=f"Hãy ghi mã: {listed}.", en=f"Write the code: {listed}."))
        what = Text(vi=f"không có {self.kind.vi} {typed!r}.", en=f"there is no {self.kind.en} {typed!r}.")
        meant = ", ".join(f"{known} ({_short(self.names[known][0])})" for known in self._near(typed))
        advice = Text(vi=f"Có phải là {meant}?", en=f"Did you mean {meant}?") if meant else None
        return Fault(where, what, advice)

    def _near(self, typed: str) -> list[str]:
        """Return the ids that were probably meant: the same letters without marks first, then similar spellings."""
        same = self._by_spelling.get(_folded(typed))
        if same is None:
            similar = difflib.get_close_matches(_folded(typed), self._by_spelling, n=1, cutoff=0.7)
            same = self._by_spelling[similar[0]] if similar else set()
        return sorted(same)[:_MOST_SUGGESTIONS]

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        return _inverted({known: (known, *names) for known, names in self.names.items()}, str)

    @cached_property
    def _by_spelling(self) -> dict[str, set[str]]:
        everything = {known: (known, *self.names[known], *self.hints.get(known, ())) for known in self.names}
        return _inverted(everything, _folded)


@dataclass(frozen=True)
class Directories:
    """What a list may name under one scenario."""

    units: Directory
    """Planning units."""
    technologies: Directory
    """Technologies of the scheme."""
    sites: Directory
    """Sites on record inside the units."""
    kinds: Directory
    """Kinds of facility."""


def directories(problem: Problem, facts: Facts) -> Directories:
    """Return the names that a list may use under a scenario.

    Parameters
    ----------
    problem
        The scenario's problem.
    facts
        The data that it was posed on.

    Returns
    -------
    Directories
        Codes and names in both languages.
    """
    units, places = facts.layer(problem.scenario.unit_layer), facts.layer("sites")
    technologies = technology_names(problem, facts)
    short = {known: tuple(_short(part) for part in name) for known, name in technologies.items()}
    return Directories(
        units=Directory(Text(vi="đơn vị", en="unit"), _names(units, "code"), _other_names(units)),
        technologies=Directory(Text(vi="công nghệ", en="technology"), technologies, short),
        sites=Directory(
            Text(vi="địa điểm", en="site"), _names(places[places["site_id"].isin(problem.sites)], "site_id"), {}
        ),
        kinds=Directory(
            Text(vi="loại cơ sở", en="kind of facility"),
            {kind.value: tuple(FACILITY_KIND[kind]) for kind in FacilityKind},
            {},
        ),
    )


def technology_names(problem: Problem, facts: Facts) -> dict[str, Text]:
    """Return the name of every technology of a problem: a group, or a product where products are the focuses.

    Parameters
    ----------
    problem
        The problem.
    facts
        The data that it was posed on.

    Returns
    -------
    dict of str to Text
        By id, in the problem's order.
    """
    named = {product.id: product.name for product in problem.records.products}
    groups = facts.technologies(problem.scenario.technology_scheme)
    named |= {group.id: Text(vi=group.name_vi, en=group.name_en) for group in groups}
    return {known: named.get(known, Text(vi=known, en=known)) for known in problem.technologies}


def _names(layer: gpd.GeoDataFrame, key: str) -> dict[str, tuple[str, ...]]:
    """Return the names of a layer's rows by their ids."""
    return {row[key]: (row["name_vi"], row["name_en"]) for row in layer.to_dict("records")}


def _other_names(units: gpd.GeoDataFrame) -> dict[str, tuple[str, ...]]:
    """Return alternative and former names of units."""
    columns = [column for column in ("alternative_names", "former_names") if column in units]
    return {
        row["code"]: tuple(
            name for column in columns if isinstance(row[column], str) for name in row[column].split(";") if name
        )
        for row in units.to_dict("records")
    }


def _inverted(names: Mapping[str, Iterable[str]], spelled: Callable[[str], str]) -> dict[str, set[str]]:
    """Return ids by spelling."""
    found: dict[str, set[str]] = defaultdict(set)
    for known, spellings in names.items():
        for spelling in spellings:
            found[spelled(spelling)].add(known)
    return dict(found)


def _folded(name: str) -> str:
    """Return the letters and digits of a name, without marks, case and zeros before a number."""
    plain = "".join(letter for letter in unaccented(name).casefold() if letter.isalnum())
    return _ZEROS.sub("", plain)


def _short(name: str) -> str:
    """Return a name without what stands in brackets."""
    return name.partition(" (")[0]
